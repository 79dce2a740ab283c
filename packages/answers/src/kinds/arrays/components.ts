import type { Claim } from '../claims/claims.ts';
import type { NamedTensor } from './tensors.ts';
import { type Entry, readTensor, type WrittenTensor } from './written-tensor.ts';

/** Entries that are stated one by one, with the names that were used for them. */
export interface StatedEntries {
  readonly tensor: WrittenTensor;
  readonly source: string;
  readonly position: number;
  readonly names: readonly string[];
}

/**
 * The names under which the entries of a vector may be stated: the author's, the same letter counted from 0 or from 1,
 * or neighbours in the alphabet, `a, b, c` or `x, y, z`.
 */
export function componentNames(tensor: NamedTensor): readonly (readonly string[])[] {
  const length = tensor.data.length;
  if (!tensor.components || length > 6) return tensor.components ? [tensor.components] : [];
  const letters = new Set([...tensor.names.filter((name) => /^[a-zA-Z]$/.test(name)), ...'afghkwx']);
  const counted = [...letters].flatMap((letter) =>
    [0, 1].map((first) => tensor.data.map((_, index) => `${letter}_${first + index}`)),
  );
  const alphabet = [97, 120, 112, 65, 88]
    .filter((code) => (code !== 120 && code !== 88 ? true : length <= 3))
    .map((code) => tensor.data.map((_, index) => String.fromCharCode(code + index)));
  return [tensor.components, ...counted, ...alphabet];
}

/** The names next to a counted row, `f_0` and `f_4` beside `f_1, f_2, f_3`: where one has a value, there are more entries. */
function neighbours(names: readonly string[]): readonly string[] {
  const [letter, first] = names[0]!.split('_');
  return first === undefined ? [] : [`${letter}_${Number(first) - 1}`, `${letter}_${Number(first) + names.length}`];
}

/** Entries stated one by one, `f_1 = 2`; the last statement about each counts, and the set of names stated last. */
export function statedEntries(claims: readonly Claim[], tensor: NamedTensor): StatedEntries | undefined {
  let best: StatedEntries | undefined;
  for (const names of componentNames(tensor)) {
    const stated = names.map((name) => lastValue(claims, name));
    if (!stated.every((entry) => entry !== undefined)) continue;
    if (neighbours(names).some((name) => lastValue(claims, name))) continue;
    const position = Math.max(...stated.map((entry) => entry.claim.position));
    if (best && best.position >= position) continue;
    best = {
      tensor: { shape: tensor.shape, entries: stated.map((entry) => entry.value) },
      source: stated.map((entry) => entry.claim.sources.join(' = ')).join(',\\; '),
      position,
      names,
    };
  }
  return best;
}

function lastValue(
  claims: readonly Claim[],
  name: string,
): { readonly claim: Claim; readonly value: Entry } | undefined {
  for (const claim of claims.toReversed()) {
    const [first] = claim.members;
    const value = claim.members.length > 1 ? readTensor(claim.members.at(-1)!) : undefined;
    if (first?.type === 'symbol' && first.name === name && value?.shape.length === 0 && !claim.denied)
      return { claim, value: value.entries[0]! };
  }
  return undefined;
}
