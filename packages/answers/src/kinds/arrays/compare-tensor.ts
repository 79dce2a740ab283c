import type { FormMistakeId } from './form-mistakes.ts';
import { claims } from '../sequences/sequences.ts';
import type { Numbers } from './tensors.ts';
import { type Entry, squeezed, transposed, type WrittenTensor } from './written-tensor.ts';

/** What comparing an array came to; the reason never contains the expected numbers. */
export type TensorComparison =
  | { readonly outcome: 'equal' }
  | { readonly outcome: 'different' | 'undecided'; readonly reason: string; readonly mistake?: FormMistakeId };

/** Compares an array with the expected one: shape first, then every entry by the digits given. */
export function compareTensor(given: WrittenTensor, expected: Numbers, decimals: number): TensorComparison {
  const shape = squeezed(given.shape);
  const same = shape.join() === squeezed(expected.shape).join();
  if (!same) return compareOtherShape(given, expected, decimals);
  const wrong = expected.data.flatMap((value, index) =>
    entryMatches(given.entries[index]!, value, decimals) ? [] : [index],
  );
  if (wrong.length === 0) return { outcome: 'equal' };
  const [first] = wrong;
  const entry = given.entries[first!]!;
  const where = `${indexOf(first!, expected.shape)} is ${entry.value}`;
  const all = (test: (entry: Entry, exact: number) => boolean): boolean =>
    wrong.every((index) => test(given.entries[index]!, expected.data[index]!));
  if (
    all(
      (written, exact) =>
        written.decimals !== undefined && claims({ value: written.value, decimals: written.decimals }, exact),
    )
  ) {
    return {
      outcome: 'different',
      reason: `The entry ${where}, which is rounded too coarsely: at least ${decimals} decimals are needed.`,
      mistake: 'rounded-too-coarsely',
    };
  }
  if (all(isCutOff)) {
    return {
      outcome: 'different',
      reason: `The entry ${where}: its digits were cut off instead of rounded.`,
      mistake: 'cut-off-instead-of-rounded',
    };
  }
  const pattern = patternOf(given, expected, decimals);
  if (pattern) return { outcome: 'different', ...pattern };
  const count = wrong.length === 1 ? 'One entry is' : `${wrong.length} of ${expected.data.length} entries are`;
  return { outcome: 'different', reason: `${count} not right; the first: the entry ${where}.` };
}

/** Whether an array is the result of a known mistake, or of the question. */
export function matchesMistake(given: WrittenTensor, mistake: Numbers, decimals: number): boolean {
  return (
    squeezed(given.shape).join() === squeezed(mistake.shape).join() &&
    mistake.data.every((value, index) => entryMatches(given.entries[index]!, value, decimals))
  );
}

function compareOtherShape(given: WrittenTensor, expected: Numbers, decimals: number): TensorComparison {
  const shape = squeezed(given.shape);
  const turned = transposed(given);
  if (turned && matchesMistake(turned, expected, decimals)) {
    return { outcome: 'undecided', reason: 'The numbers are right with rows and columns exchanged.' };
  }
  if (
    given.entries.length === expected.data.length &&
    expected.data.every((value, i) => entryMatches(given.entries[i]!, value, decimals))
  ) {
    return {
      outcome: 'undecided',
      reason: `The numbers are right, but their shape ${shape.join(' × ') || 'is that of one number and'} is not the one asked for.`,
    };
  }
  return {
    outcome: 'different',
    reason: `The shape ${shape.join(' × ') || '(one number)'} is not right.`,
    mistake: 'wrong-shape',
  };
}

/** An entry stands for the exact value when its digits claim it, and it has enough of them. */
function entryMatches(entry: Entry, exact: number, decimals: number): boolean {
  const scale = Math.max(1, Math.abs(exact));
  if (Math.abs(entry.value - exact) <= 1e-9 * scale) return true;
  if (entry.decimals === undefined || entry.decimals < decimals) return false;
  return claims({ value: entry.value, decimals: entry.decimals }, exact);
}

function isCutOff(entry: Entry, exact: number): boolean {
  if (entry.decimals === undefined) return false;
  const unit = 10 ** entry.decimals;
  return Math.abs(Math.trunc(exact * unit) / unit - entry.value) < 1e-12;
}

/** All entries wrong in the same way: negated, scaled, shifted, in reverse order. */
function patternOf(
  given: WrittenTensor,
  expected: Numbers,
  decimals: number,
): { reason: string; mistake: FormMistakeId } | undefined {
  const fits = (map: (value: number, index: number) => number): boolean =>
    expected.data.every((value, index) => entryMatches(given.entries[index]!, map(value, index), decimals));
  if (expected.data.length < 2) return undefined;
  if (fits((value) => -value)) return { reason: 'Every entry has the wrong sign.', mistake: 'wrong-sign' };
  if (fits((_, index) => expected.data[expected.data.length - 1 - index]!)) {
    return { reason: 'The entries are right in reverse order.', mistake: 'reversed' };
  }
  const turned = transposed({
    shape: expected.shape,
    entries: expected.data.map((value) => ({ value, decimals: undefined })),
  });
  if (
    turned &&
    squeezed(turned.shape).join() === squeezed(expected.shape).join() &&
    fits((_, index) => turned.entries[index]!.value)
  ) {
    return { reason: 'Rows and columns are exchanged.', mistake: 'transposed' };
  }
  const largest = expected.data.reduce(
    (best, value, index) => (Math.abs(value) > Math.abs(expected.data[best]!) ? index : best),
    0,
  );
  const factor = Number((given.entries[largest]!.value / expected.data[largest]!).toPrecision(3));
  if (Number.isFinite(factor) && factor !== 0 && fits((value) => value * factor)) {
    return { reason: `Every entry is ${factor} times what it should be.`, mistake: 'scaled' };
  }
  return undefined;
}

/** An index as people count: `(row 2, column 1)`. */
function indexOf(flat: number, shape: readonly number[]): string {
  if (shape.length === 0) return '';
  const index: number[] = [];
  let rest = flat;
  for (const length of shape.toReversed()) {
    index.unshift((rest % length) + 1);
    rest = Math.floor(rest / length);
  }
  if (index.length === 1) return `number ${index[0]}`;
  return index.length === 2 ? `in row ${index[0]}, column ${index[1]}` : `at (${index.join(', ')})`;
}
