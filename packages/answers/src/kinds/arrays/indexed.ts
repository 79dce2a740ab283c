import { computingTime } from '../../clock.ts';
import { withOwnArrays } from '../../indexed/own-arrays.ts';
import { compareRules, type FormulaComparison } from '../../indexed/compare.ts';
import { type DerivativeNumbers, type Numbers, Unresolved } from '../../indexed/world.ts';
import { jointLayouts, layoutsOf, shapeOf, turnedLayouts } from '../../indexed/layout.ts';
import { type NamedArray, Names } from '../../indexed/names.ts';
import type { Said, Target, Trial } from '../../indexed/outcome.ts';
import type { Equation } from '../../indexed/readings.ts';
import { announces, readShapes, type ShapeClaim } from '../../indexed/shapes.ts';
import { equation as equationOf, type FormulaStatement, readFormulas } from '../../indexed/statements.ts';
import { type Stream, streamOf } from '../../indexed/stream.ts';
import { parts, type Term } from '../../indexed/term.ts';
import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import type { JudgeOptions } from '../budget.ts';
import { heldToWords } from '../claims/formula-words.ts';
import { correct, incorrect, needsReview, partial, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import { stanceOf } from '../claims/stance.ts';

/**
 * The numbers on which a formula with indices is run, and what comes out of the right one.
 *
 * @example
 * const trial: IndexedTrial = { arrays: { x: [1, 2] }, expected: [2, 4] };
 */
export interface IndexedTrial {
  /** The numbers of each array that the formula may read, row by row. */
  readonly arrays: Readonly<Record<string, ArrayLike<number>>>;
  /** The numbers of each derivative that it may read, under `∂of/∂by`. */
  readonly derivatives?: Readonly<Record<string, ArrayLike<number>>>;
  /** The entries of the array that is asked for, row by row: those of `of` count before those of `by`. */
  readonly expected: ArrayLike<number>;
  /** Which entries are asked for, counted row by row; all without it. */
  readonly entries?: readonly number[];
}

/**
 * What a part that asks for the entries of an array accepts.
 *
 * @example
 * const spec: IndexedSpec = {
 *   label: '$y$',
 *   asked: { of: 'y' },
 *   arrays: { y: { shape: [2] }, x: { shape: [2] } },
 *   trials: [{ arrays: { x: [1, 2] }, expected: [2, 4] }],
 *   expected: '$y[i] = 2 x[i]$',
 * };
 */
export interface IndexedSpec {
  /** What the feedback calls it. */
  readonly label: string;
  /** The array that is asked for: `{ of: 'f' }`, or the derivative `{ of: 'f', by: 'W' }`. */
  readonly asked: { readonly of: string; readonly by?: string };
  /** Every array that the answer may name, by its name; scalars have the shape []. */
  readonly arrays: Readonly<Record<string, NamedArray>>;
  /** Numbers with a name, as s = 2 for a stride. */
  readonly constants?: Readonly<Record<string, number>>;
  /** At least one; more make a chance agreement rarer still. */
  readonly trials: readonly IndexedTrial[];
  /** What is right, in Markdown with LaTeX. */
  readonly expected: string;
}

/**
 * Judges a formula for the entries of an array: it is run over all indices, on random numbers, and every entry is
 * compared. Indices may be written in brackets or below, counted from 0 or from 1, axis by axis or flattened; conditions,
 * case distinctions and Kronecker deltas are read. A shape that is stated beside it has to be right too.
 *
 * @example
 * const spec: IndexedSpec = {
 *   label: '$y$',
 *   asked: { of: 'y' },
 *   arrays: { y: { shape: [2] }, x: { shape: [2, 3] } },
 *   trials: [{ arrays: { x: [1, 2, 3, 4, 5, 6] }, expected: [6, 15] }],
 *   expected: '$y[i] = \\sum_j x[i, j]$',
 * };
 * const judge = (text: string) =>
 *   judgeIndexed(contentOf({ id: '1', text, start: 0, end: text.length }), spec, { limits: defaultLimits, seed: 0 });
 * judge('$y_k = \\sum_{n=0}^{2} x_{k,n}$').verdict; // 'correct'
 * judge('$y[i] = \\sum_{j=0}^{1} x[j, i]$').mistake; // undefined
 * judge('$y[i] = x[i, j]$').mistake; // 'sum-missing'
 */
export function judgeIndexed(content: PartContent, spec: IndexedSpec, options: JudgeOptions): Judgement {
  return heldToWords(content, judgeStatedFormula(content, spec, options));
}

function judgeStatedFormula(content: PartContent, spec: IndexedSpec, options: JudgeOptions): Judgement {
  const text = proseOf(answerBlocks(content));
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const deadline = computingTime() + options.limits.milliseconds;
  const { expected } = spec;
  const names = new Names(spec.arrays);
  const stream = streamOf(content, names, options.limits);
  const { statements: written, problems } = readFormulas(stream, names, options.limits);
  let statements: readonly FormulaStatement[];
  try {
    statements = withOwnArrays(written, (name) => names.isArray(name) || spec.constants?.[name] !== undefined);
  } catch (error) {
    if (!(error instanceof Unresolved)) throw error;
    return needsReview(lastLine(text).slice(0, 400), [error.message], { expected });
  }
  const target = targetOf(spec);
  const chosen = equationsOf(statements, target, spec);
  const unreadable = problems.find(({ source }) => /[=∑Σ]|\\sum|\\frac/.test(source));
  const shape = shapeFinding(readShapes(stream, names, options.limits), target);
  if (chosen.length === 0) {
    const reasons = unreadable
      ? [`Could not be read: ${unreadable.source.slice(0, 200)} — ${unreadable.message}`]
      : [`No formula for ${spec.label} was found.`];
    return needsReview(lastLine(text).slice(0, 400), reasons, { expected });
  }
  const given = shownOf(
    chosen.map(({ statement }) => statement),
    stream,
  );
  if (unreadable && problems.indexOf(unreadable) >= 0 && chosen.at(-1)!.guessed)
    return needsReview(given, [`Could not be read: ${unreadable.source.slice(0, 200)} — ${unreadable.message}`], {
      expected,
    });
  const trials = spec.trials.map((trial) => trialOf(trial, spec, statements));
  const said = saidIn(text);
  const comparison = compareRules(
    chosen.map(({ equation }) => equation),
    target,
    trials,
    said,
    deadline,
  );
  const broken = comparison.outcome === 'equal' ? brokenLinks(chosen, target, trials, said) : [];
  return judgementOf(given, comparison, broken, shape, spec);
}

function judgementOf(
  given: string,
  comparison: FormulaComparison,
  broken: readonly string[],
  shape: ShapeFinding,
  spec: IndexedSpec,
): Judgement {
  const { expected } = spec;
  const evidence = { expected, ...(comparison.mistake === undefined ? {} : { mistake: comparison.mistake }) };
  switch (comparison.outcome) {
    case 'undecided':
      return needsReview(given, comparison.notes, { expected });
    case 'different':
      return incorrect(given, [...comparison.notes, ...shape.sentences], {
        ...evidence,
        ...(comparison.counterexample ? { counterexample: comparison.counterexample } : {}),
      });
    case 'partly':
      return partial(given, 0.5, [...comparison.notes, ...shape.sentences], evidence);
    default: {
      if (shape.right !== false && broken.length === 0) return correct(given, comparison.notes, { expected });
      return partial(given, 0.5, ['The formula is right.', ...broken, ...shape.sentences, ...comparison.notes], {
        expected,
        ...(shape.right === false ? { mistake: 'shape-of-array' } : {}),
      });
    }
  }
}

function targetOf({ asked, arrays }: IndexedSpec): Target {
  const shape = (name: string): readonly number[] => {
    const array = arrays[name];
    if (!array) throw new RangeError(`judgeIndexed: the array ${name} is asked for and not among the arrays`);
    return array.shape;
  };
  return {
    of: asked.of,
    ofShape: shape(asked.of),
    ...(asked.by === undefined ? {} : { by: asked.by, byShape: shape(asked.by) }),
  };
}

function trialOf(trial: IndexedTrial, spec: IndexedSpec, statements: readonly FormulaStatement[]): Trial {
  const arrays = new Map<string, Numbers>();
  for (const [name, data] of Object.entries(trial.arrays)) arrays.set(name, { shape: spec.arrays[name]!.shape, data });
  const derivatives: DerivativeNumbers[] = Object.entries(trial.derivatives ?? {}).map(([name, data]) => {
    const [, of = '', by = ''] = /^∂(.+)\/∂(.+)$/.exec(name) ?? [];
    return { of, by, ofShape: spec.arrays[of]?.shape ?? [], byShape: spec.arrays[by]?.shape ?? [], data };
  });
  const constants = new Map(Object.entries(spec.constants ?? {}));
  for (const { members, relations } of statements) {
    const [left, right] = members;
    if (
      members.length === 2 &&
      relations[0] === '=' &&
      left?.type === 'name' &&
      right?.type === 'number' &&
      /^[A-Zs](?:_.*)?$|^(?:stride|pad)/.test(left.name)
    )
      constants.set(left.name, right.value);
  }
  return { world: { arrays, derivatives, base: 0, constants }, expected: trial.expected, entries: trial.entries };
}

interface Chosen {
  readonly equation: Equation;
  readonly statement: FormulaStatement;
  /** Which member is the left side; −1 where there is none. */
  readonly left: number;
  /** Whether nothing on the left says that this is what was asked for. */
  readonly guessed: boolean;
}

/** The equations whose left side is what was asked for; without one, the last formula that stands alone. */
function equationsOf(statements: readonly FormulaStatement[], target: Target, spec: IndexedSpec): readonly Chosen[] {
  // “= 0 otherwise” is read from the words.
  const standing = statements
    .map(equationOf)
    .filter(({ lead, tail, elsewhere }) => !elsewhere && !stanceOf(lead, tail).denied);
  const named = standing.flatMap((statement): Chosen[] => {
    const equal = statement.relations.every((sign) => sign === '=' || sign === '≈');
    if (statement.members.length < 2 || !equal) return [];
    const left = statement.members.findIndex((member) => leftOf(member, target) !== undefined);
    if (left < 0) return [];
    const at = left === statement.members.length - 1 ? left - 1 : statement.members.length - 1;
    const value = statement.members[at]!;
    return [
      {
        statement,
        left,
        guessed: false,
        equation: {
          left: leftOf(statement.members[left]!, target)!,
          value,
          conditions: statement.conditions,
          otherwise: statement.otherwise,
        },
      },
    ];
  });
  if (named.length > 0) return named;
  const alone = standing.findLast(
    ({ members, relations }) => relations.every((sign) => sign === '=') && readsArrays(members.at(-1)!, spec),
  );
  if (!alone) return [];
  const [first] = alone.members;
  const other =
    alone.members.length > 1 && first?.type === 'entry' && spec.arrays[first.name] === undefined
      ? first.indices
      : undefined;
  return [
    {
      statement: alone,
      left: other ? 0 : -1,
      guessed: true,
      equation: {
        left: other ? { of: [], by: [], joint: other } : { of: [], by: [], joint: [] },
        value: alone.members.at(-1)!,
        conditions: alone.conditions,
        otherwise: alone.otherwise,
      },
    },
  ];
}

/** The indices of a left side, where it is what was asked for. */
function leftOf(term: Term, target: Target): Equation['left'] | undefined {
  if (target.by === undefined) {
    return term.type === 'entry' && term.name === target.of ? { of: [], by: [], joint: term.indices } : undefined;
  }
  if (term.type !== 'partial' || term.of.name !== target.of || term.by.name !== target.by) return undefined;
  const behind = [...term.by.indices, ...term.indices];
  // ∂f/∂W[0, i, j]: all indices stand at the end.
  return term.of.indices.length === 0
    ? { of: [], by: [], joint: behind }
    : { of: term.of.indices, by: behind, joint: [] };
}

function readsArrays(term: Term, spec: IndexedSpec): boolean {
  if (term.type === 'entry' && term.indices.length > 0) return true;
  if (term.type === 'partial') return true;
  const inside: Term[] = [];
  collect(term, inside);
  return inside.some(
    (each) =>
      (each.type === 'entry' && each.indices.length > 0 && spec.arrays[each.name] !== undefined) ||
      each.type === 'partial',
  );
}

function collect(term: Term, found: Term[]): void {
  for (const part of parts(term)) {
    found.push(part);
    collect(part, found);
  }
}

/** Members between the left side and the value: each has to give the same. */
function brokenLinks(
  chosen: readonly Chosen[],
  target: Target,
  trials: readonly Trial[],
  said: Said,
): readonly string[] {
  return chosen.flatMap(({ statement, left, equation }) => {
    if (left !== 0) return [];
    return statement.members.slice(1, -1).flatMap((member, i) => {
      const outcome = compareRules([{ ...equation, value: member }], target, trials, said, 0);
      return outcome.outcome === 'different'
        ? [`Step ${i + 1} of the formula does not hold. ${outcome.notes.join(' ')}`]
        : [];
    });
  });
}

/** What the words around the formulas say of them. */
function saidIn(text: string): Said {
  const zero = String.raw`(?:\b0\b|\bzeros?\b|vanish\w*|\bnull\b)`;
  const rest = String.raw`\b(?:rest|others?|otherwise|elsewhere|else|remaining|outside|out[- ]of[- ](?:range|bounds)|everything else|invalid|does not exist|not (?:in|valid|within))\b`;
  const restIsZero =
    new RegExp(`${rest}[^.;]{0,80}${zero}`, 'i').test(text) ||
    new RegExp(`${zero}[^.;]{0,50}${rest}`, 'i').test(text) ||
    /\b(?:only|the) non-?\s?zero\b/i.test(text);
  return {
    restIsZero,
    sumsRepeated:
      /\beinstein|\beinsum|summation convention|summ(?:ed|ing|ation) over (?:the )?repeated|repeated ind/i.test(text),
    countsFromOne:
      /\b(?:1-?\s?(?:based|indexed)|one-?\s?(?:based|indexed)|(?:start|count|begin)\w* (?:at|from|with) (?:1|one))\b/i.test(
        text,
      ),
  };
}

interface ShapeFinding {
  /** Undefined where no shape is stated. */
  readonly right: boolean | undefined;
  readonly sentences: readonly string[];
}

/** Whether the shape that is stated for the array is one in which it may be counted. */
function shapeFinding(claims: readonly ShapeClaim[], target: Target): ShapeFinding {
  const meant = claims.filter(
    (claim) =>
      (claim.subject !== undefined && leftOf(claim.subject, target) !== undefined) ||
      (claim.subject === undefined &&
        (claim.notation === 'set' || announces(claim.lead)) &&
        !/\b(?:input|kernel|filter|image)s?\b/i.test(claim.lead)),
  );
  const last = meant.at(-1);
  const sizes = last?.sizes.map((size) => (size.type === 'number' ? size.value : undefined));
  if (!last || !sizes || sizes.includes(undefined)) return { right: undefined, sentences: [] };
  const layouts =
    target.byShape === undefined
      ? layoutsOf(target.ofShape)
      : [...jointLayouts(target.ofShape, target.byShape), ...turnedLayouts(target.ofShape, target.byShape)];
  const right = layouts.some((layout) => shapeOf(layout).join() === sizes.join());
  return { right, sentences: right ? [] : [`The shape $${sizes.join(' \\times ')}$ is not right.`] };
}

function shownOf(statements: readonly FormulaStatement[], { sources }: Stream): string {
  const blocks = [...new Set(statements.map(({ block }) => block))];
  return blocks
    .map((block) => sources[block]!)
    .join(' ')
    .slice(0, 600);
}
