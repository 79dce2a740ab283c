import type { Expr, Scope } from '../../expressions/expr.ts';
import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { compareTensor, matchesMistake } from './compare-tensor.ts';
import { componentNames, type StatedEntries, statedEntries } from './components.ts';
import { type FoundArray, type FoundArrays, findArrays } from './found-arrays.ts';
import { brokenEquations, type LinearEquation } from './linear-equations.ts';
import { budget, type JudgeOptions } from '../budget.ts';
import { byCount, needsReview, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import { isStated } from '../claims/stance.ts';
import { squeezed } from './written-tensor.ts';
import { heldTo } from '../claims/withdrawal.ts';

/** Numbers with a shape, row-major. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** The result of a wrong variant of the reference. */
export interface TensorMistake extends Numbers {
  /** The mistake's id in the author's catalogue. */
  readonly id: string;
  /** What the student reads; it does not contain the right numbers. */
  readonly sentence: string;
}

/** One array of numbers that is asked for. */
export interface NamedTensor extends Numbers {
  /** What the feedback calls it, in Markdown with LaTeX. */
  readonly label: string;
  /** Canonical names of the left side, as in `mu_batch` or `sigma_batch^2`; none where only one array is asked for. */
  readonly names: readonly string[];
  /**
   * Words that announce it where several arrays are asked for, one for each thing that tells them apart: `/batch/` and
   * `/mean/`. The tensors of a part have them in the same order.
   */
  readonly cues?: readonly RegExp[];
  /** Canonical names of its entries, for answers that state them one by one. */
  readonly components?: readonly string[];
  readonly mistakes?: readonly TensorMistake[];
}

/** What a part that asks for arrays of numbers accepts. */
export interface TensorsSpec {
  readonly tensors: readonly NamedTensor[];
  /** Decimals that rounded numbers must at least have; exact ones need none. */
  readonly decimals: number;
  /** Arrays of the question: they are no answer where the question's text was handed in with it. */
  readonly givens?: readonly Numbers[];
  /** Equations that determine the components: a written one that contradicts them is named. */
  readonly equations?: readonly LinearEquation[];
  /** Words that announce arrays which were not asked for, as a standard deviation beside the variance. */
  readonly notAsked?: RegExp;
}

/**
 * Judges arrays of numbers: shape (axes of length 1 do not matter) and every entry by the digits given. Several arrays
 * are told apart by their names, or by the words before them, and count the same.
 *
 * @example
 * const text = 'The filter is $[2, -1, 3]$.';
 * const content = contentOf({ id: '1', text, start: 0, end: text.length });
 * const filter = { label: 'the filter', names: ['F'], shape: [3], data: [2, -1, 3] };
 * judgeTensors(content, { tensors: [filter], decimals: 0 }, { limits: defaultLimits, seed: 0 }).verdict; // 'correct'
 */
export function judgeTensors(content: PartContent, spec: TensorsSpec, options: JudgeOptions): Judgement {
  const positions: number[] = [];
  return heldTo(content, judgeStatedTensors(content, spec, options, positions), { positions });
}

/** @param positions where what is judged stands: filled in. */
function judgeStatedTensors(
  content: PartContent,
  spec: TensorsSpec,
  options: JudgeOptions,
  positions: number[],
): Judgement {
  const text = proseOf(answerBlocks(content));
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const spend = budget(options);
  const [tensor] = spec.tensors;
  const one = spec.tensors.length === 1;
  const all = findArrays(content, scopeOf(spec), options, one && squeezed(tensor!.shape).length > 1);
  const expected = spec.tensors.map((entry) => `${entry.label}: $${latexOfNumbers(entry)}$`).join('; ');
  const entries = one ? statedEntries(all.claims, tensor!) : undefined;
  const { found, unassigned } = one
    ? { found: [theOne(all, entries, spec)], unassigned: 0 }
    : assign(content, all, spec);
  if (found.every((entry) => entry === undefined)) {
    const unread = all.problems
      .slice(0, 2)
      .map(({ message, source }) => `Could not be read: \`${source.slice(0, 120).replaceAll('`', "'")}\`. ${message}`);
    const reasons = unread.length > 0 ? unread : ['No array of numbers was found that could be the answer.'];
    return needsReview(lastLine(text).slice(0, 400), reasons, { expected });
  }
  positions.push(...found.flatMap((entry) => (entry ? [entry.position] : [])));
  let right = 0;
  let mistake: string | undefined;
  const feedback: string[] = [];
  const doubts: string[] = [];
  for (const [index, asked] of spec.tensors.entries()) {
    const given = found[index];
    const prefix = one ? '' : `${asked.label}: `;
    if (!given) {
      if (all.problems.length > 0)
        doubts.push(`${prefix}it was not found, and a part of the answer could not be read.`);
      else if (unassigned > 0) doubts.push(`${prefix}it was not found, and which array is which could not be told.`);
      else feedback.push(`${asked.label} is missing.`);
      continue;
    }
    const comparison = compareTensor(given.tensor, asked, spec.decimals);
    const others = besides(all.arrays, given).map((other) => compareTensor(other.tensor, asked, spec.decimals));
    if (others.some((other) => other.outcome !== comparison.outcome))
      doubts.push(`${prefix}several arrays are offered side by side, and they do not say the same.`);
    else if (comparison.outcome === 'equal') right++;
    else if (comparison.outcome === 'undecided') doubts.push(`${prefix}${comparison.reason}`);
    else {
      const recognised = asked.mistakes?.find((entry) => matchesMistake(given.tensor, entry, spec.decimals));
      mistake ??= recognised?.id ?? comparison.mistake;
      feedback.push(`${prefix}${recognised?.sentence ?? comparison.reason}`);
    }
  }
  if (spec.equations)
    feedback.push(...brokenEquations(all.claims, spec.equations, tensor!, entries?.names, scopeOf(spec), spend));
  const given = found
    .flatMap((entry, index) => (entry ? [`${one ? '' : `${spec.tensors[index]!.label}: `}$${entry.source}$`] : []))
    .join('\n\n');
  if (doubts.length > 0) return needsReview(given, [...doubts, ...feedback], { expected });
  return byCount(given, right, spec.tensors.length, feedback, {
    expected,
    ...(mistake === undefined ? {} : { mistake }),
  });
}

type Found = Pick<FoundArray, 'tensor' | 'source' | 'position'>;

function scopeOf(spec: TensorsSpec): Scope {
  const names = spec.tensors.flatMap((tensor) => [...tensor.names, ...componentNames(tensor).flat()]);
  return { variables: Object.fromEntries(names.filter((name) => !name.includes('^')).map((name) => [name, {}])) };
}

/** A left side as a name; `\sigma_{batch}^2` is the power of a name. */
function nameOf(expr: Expr): string {
  if (expr.type === 'symbol') return expr.name;
  if (expr.type === 'power' && expr.base.type === 'symbol' && expr.exponent.type === 'number')
    return `${expr.base.name}^${expr.exponent.written}`;
  return '';
}

/** The arrays that stand beside one as alternatives, `A or B`. */
function besides(arrays: readonly FoundArray[], given: Found): readonly FoundArray[] {
  const at = arrays.findIndex((entry) => entry.tensor === given.tensor);
  if (at < 0) return [];
  let [from, to] = [at, at];
  while (from > 0 && arrays[from]!.alternative) from--;
  while (arrays[to + 1]?.alternative === true) to++;
  return arrays.slice(from, to + 1).filter((entry) => entry !== arrays[at]);
}

/** The only array asked for: boxed, or stated by name or entry by entry, or the last one; the question's own do not count. */
function theOne(all: FoundArrays, entries: StatedEntries | undefined, spec: TensorsSpec): Found | undefined {
  const [tensor] = spec.tensors;
  const values = all.arrays.filter(
    (array) =>
      isStated(array) &&
      array.tensor.shape.length > 0 &&
      (array.boxed || spec.givens?.some((given) => matchesMistake(array.tensor, given, 0)) !== true),
  );
  const boxed = values.findLast((array) => array.boxed);
  if (boxed) return boxed;
  const last = values.at(-1);
  const latest = Math.max(entries?.position ?? -1, last?.position ?? -1);
  // Something unreadable after the last array may have been the answer.
  if (all.problems.some((problem) => problem.position > latest && /\d/.test(problem.source))) return undefined;
  if (entries && entries.position >= (last?.position ?? -1)) return entries;
  return values.findLast((array) => array.left.some((member) => tensor!.names.includes(nameOf(member)))) ?? last;
}

/** The last array for each tensor: by the name on its left side, else by the words before it. */
function assign(
  content: PartContent,
  all: FoundArrays,
  spec: TensorsSpec,
): { readonly found: readonly (FoundArray | undefined)[]; readonly unassigned: number } {
  const found: (FoundArray | undefined)[] = spec.tensors.map(() => undefined);
  let unassigned = 0;
  for (const array of all.arrays) {
    if (!isStated(array) || spec.notAsked?.test(array.announced) === true) continue;
    const named = spec.tensors.findIndex((tensor) =>
      array.left.some((member) => tensor.names.includes(nameOf(member))),
    );
    if (named < 0 && array.tensor.shape.length === 0) continue;
    const index = named >= 0 ? named : announcedAs(content, array, spec);
    if (index < 0) unassigned++;
    else found[index] = array;
  }
  return { found, unassigned };
}

/** The tensor that the words before an array announce; -1 where they announce none, or more than one. */
function announcedAs(content: PartContent, array: FoundArray, spec: TensorsSpec): number {
  const before = textBefore(content, array.position);
  let candidates = spec.tensors.map((_, index) => index);
  const dimensions = spec.tensors[0]?.cues?.length ?? 0;
  if (dimensions === 0) return -1;
  for (let dimension = 0; dimension < dimensions; dimension++) {
    const cues = new Map<string, RegExp>();
    for (const tensor of spec.tensors) {
      const cue = tensor.cues?.[dimension];
      if (cue) cues.set(cue.source, cue);
    }
    const near = [...cues].filter(([, cue]) => cue.test(array.announced));
    if (near.length > 1) return -1;
    const source = near[0]?.[0] ?? lastCue(before, cues);
    candidates = candidates.filter((index) => spec.tensors[index]!.cues?.[dimension]?.source === source);
  }
  return candidates.length === 1 ? candidates[0]! : -1;
}

function lastCue(text: string, cues: ReadonlyMap<string, RegExp>): string | undefined {
  let best: { readonly source: string; readonly at: number } | undefined;
  for (const [source, cue] of cues) {
    for (const match of text.matchAll(new RegExp(cue.source, `g${cue.flags.replace('g', '')}`))) {
      if (!best || match.index > best.at) best = { source, at: match.index };
    }
  }
  return best?.source;
}

/** What an answer says up to a place, formulas included. */
function textBefore(content: PartContent, position: number): string {
  const blocks = answerBlocks(content);
  const from = blocks[0]?.start ?? 0;
  if (content.source) return content.source.text.slice(from - content.source.start, position - content.source.start);
  return blocks
    .filter((block) => block.start < position)
    .map((block) => (block.kind === 'math' ? block.latex : block.kind === 'table' ? '' : block.text))
    .join(' ');
}

function round(value: number): string {
  return String(Number(value.toFixed(4)));
}

/** An array in LaTeX: vectors and matrices as such, more axes as nested brackets. */
function latexOfNumbers({ shape, data }: Numbers): string {
  if (shape.length === 0) return round(data[0]!);
  if (shape.length === 1) return `[${data.map(round).join(', ')}]`;
  const size = data.length / shape[0]!;
  const rows = Array.from({ length: shape[0]! }, (_, i) => data.slice(i * size, (i + 1) * size));
  if (shape.length === 2)
    return `\\begin{bmatrix} ${rows.map((row) => row.map(round).join(' & ')).join(' \\\\ ')} \\end{bmatrix}`;
  return `\\left[${rows.map((row) => latexOfNumbers({ shape: shape.slice(1), data: row })).join(',\\; ')}\\right]`;
}
