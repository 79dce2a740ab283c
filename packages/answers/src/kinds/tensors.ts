import type { Expr, Scope } from '../expressions/expr.ts';
import type { Judgement } from '../judgement.ts';
import type { PartContent } from '../reader/content.ts';
import { type Claim, type Claims, readClaims } from './claims.ts';
import { compareTensor, matchesMistake } from './compare-tensor.ts';
import { brokenEquations, type LinearEquation } from './linear-equations.ts';
import type { JudgeOptions } from './expression.ts';
import { byCount, needsReview, unanswered } from './judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from './prose.ts';
import { readTensor, type WrittenTensor } from './written-tensor.ts';

/** Numbers with a shape, row-major. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** The result of a wrong variant of the reference. */
export interface TensorMistake extends Numbers {
  readonly id: string;
  readonly sentence: string;
}

/** One array of numbers that is asked for. */
export interface NamedTensor extends Numbers {
  /** What the feedback calls it, in Markdown with LaTeX. */
  readonly label: string;
  /** Canonical names of the left side, as in `mu_batch` or `sigma_batch^2`; none where only one array is asked for. */
  readonly names: readonly string[];
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
}

/**
 * Judges arrays of numbers: shape (axes of length 1 do not matter) and every entry by the digits given. Several arrays
 * are told apart by their names and count the same.
 *
 * @example
 * const spec = { tensors: [{ label: 'the filter', names: ['F'], shape: [3], data: [2, -1, 3] }], decimals: 0 };
 * const judge = (text: string) =>
 *   judgeTensors(contentOf({ id: '6', text, start: 0, end: text.length }), spec, { limits: defaultLimits, seed: 0 });
 * judge('$F = [2, -1, 3]$').verdict; // 'correct'
 * judge('$F = [3, -1, 2]$').verdict; // 'incorrect'
 */
export function judgeTensors(content: PartContent, spec: TensorsSpec, options: JudgeOptions): Judgement {
  const text = proseOf(answerBlocks(content));
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const claims = readClaims(content, scopeOf(spec), options.limits);
  const found =
    spec.tensors.length === 1 ? [theOne(claims, spec)] : spec.tensors.map((tensor) => named(claims, tensor));
  const expected = spec.tensors.map((tensor) => `${tensor.label}: $${latexOfNumbers(tensor)}$`).join('; ');
  if (found.every((entry) => entry === undefined)) {
    const reasons = claims.problems
      .slice(0, 2)
      .map(({ message, source }) => `Could not be read: \`${source.slice(0, 120).replaceAll('`', "'")}\`. ${message}`);
    return needsReview(
      lastLine(text).slice(0, 400),
      reasons.length > 0 ? reasons : ['No array of numbers was found.'],
      { expected },
    );
  }
  let right = 0;
  let mistake: string | undefined;
  const feedback: string[] = [];
  const doubts: string[] = [];
  for (const [index, tensor] of spec.tensors.entries()) {
    const given = found[index];
    const prefix = spec.tensors.length === 1 ? '' : `${tensor.label}: `;
    if (!given) {
      if (claims.problems.length > 0)
        doubts.push(`${prefix}it was not found, and a part of the answer could not be read.`);
      else feedback.push(`${tensor.label} is missing.`);
      continue;
    }
    const comparison = compareTensor(given.tensor, tensor, spec.decimals);
    if (comparison.outcome === 'equal') right++;
    else if (comparison.outcome === 'undecided') doubts.push(`${prefix}${comparison.reason}`);
    else {
      const recognised = tensor.mistakes?.find((entry) => matchesMistake(given.tensor, entry, spec.decimals));
      mistake ??= recognised?.id ?? comparison.mistake;
      feedback.push(`${prefix}${recognised?.sentence ?? comparison.reason}`);
    }
  }
  if (spec.equations)
    feedback.push(...brokenEquations(claims.claims, spec.equations, spec.tensors[0]!, scopeOf(spec), options));
  const given = found
    .flatMap((entry, index) =>
      entry ? [`${spec.tensors.length === 1 ? '' : `${spec.tensors[index]!.label}: `}$${entry.source}$`] : [],
    )
    .join('\n\n');
  if (doubts.length > 0) return needsReview(given, [...doubts, ...feedback], { expected });
  return byCount(given, right, spec.tensors.length, feedback, {
    expected,
    ...(mistake === undefined ? {} : { mistake }),
  });
}

interface Found {
  readonly tensor: WrittenTensor;
  /** LaTeX of what was read. */
  readonly source: string;
}

function scopeOf(spec: TensorsSpec): Scope {
  const names = spec.tensors.flatMap((tensor) => [...tensor.names, ...(tensor.components ?? [])]);
  return { variables: Object.fromEntries(names.filter((name) => !name.includes('^')).map((name) => [name, {}])) };
}

/** The last array that is stated under one of a tensor's names. */
function named({ claims }: Claims, tensor: NamedTensor): Found | undefined {
  for (const claim of claims.toReversed()) {
    const value = readTensor(claim.members.at(-1)!);
    if (
      value &&
      claim.members.length > 1 &&
      claim.members.slice(0, -1).some((member) => tensor.names.includes(nameOf(member)))
    ) {
      return { tensor: value, source: claim.sources.at(-1)! };
    }
  }
  return undefined;
}

/** A left side as a name; `\sigma_{batch}^2` is the power of a name. */
function nameOf(expr: Expr): string {
  if (expr.type === 'symbol') return expr.name;
  if (expr.type === 'power' && expr.base.type === 'symbol' && expr.exponent.type === 'number')
    return `${expr.base.name}^${expr.exponent.written}`;
  return '';
}

/** The only array asked for: boxed, or stated by name or entry by entry, or the last one; the question's own do not count. */
function theOne(claims: Claims, spec: TensorsSpec): Found | undefined {
  const [tensor] = spec.tensors;
  const values = claims.claims.flatMap((claim) => {
    const value = readTensor(claim.members.at(-1)!);
    const isGiven =
      value !== undefined && !claim.boxed && spec.givens?.some((given) => matchesMistake(value, given, 0));
    return value && value.entries.length > 1 && isGiven !== true
      ? [{ claim, found: { tensor: value, source: claim.sources.at(-1)! } }]
      : [];
  });
  const boxed = values.findLast(({ claim }) => claim.boxed);
  if (boxed) return boxed.found;
  const byEntry = componentsOf(claims.claims, tensor!);
  const last = values.at(-1);
  const latest = Math.max(byEntry?.position ?? -1, last?.claim.position ?? -1);
  // Something unreadable after the last array may have been the answer.
  if (claims.problems.some((problem) => problem.position > latest && /\d/.test(problem.source))) return undefined;
  if (byEntry && byEntry.position >= (last?.claim.position ?? -1)) return byEntry.found;
  return named(claims, tensor!) ?? last?.found;
}

/** Entries that are stated one by one, `f_1 = 2`; the last statement about each counts. */
function componentsOf(
  claims: readonly Claim[],
  tensor: NamedTensor,
): { readonly found: Found; readonly position: number } | undefined {
  if (!tensor.components) return undefined;
  const stated = tensor.components.map((name) => {
    const claim = claims.findLast(
      (entry) =>
        entry.members.length === 2 &&
        nameOf(entry.members[0]!) === name &&
        readTensor(entry.members[1]!)?.shape.length === 0,
    );
    return claim && { claim, value: readTensor(claim.members[1]!)!.entries[0]! };
  });
  if (!stated.every((entry) => entry !== undefined)) return undefined;
  return {
    found: {
      tensor: { shape: tensor.shape, entries: stated.map((entry) => entry.value) },
      source: stated.map((entry) => entry.claim.sources.join(' = ')).join(',\\; '),
    },
    position: Math.max(...stated.map((entry) => entry.claim.position)),
  };
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
