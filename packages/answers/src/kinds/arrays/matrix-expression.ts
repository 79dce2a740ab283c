import { computingTime } from '../../clock.ts';
import { compareRules } from '../../indexed/compare.ts';
import type { DerivativeNumbers } from '../../indexed/world.ts';
import { equals, evaluate, matrixOf } from '../../indexed/matrix-values.ts';
import { type NamedArray, Names } from '../../indexed/names.ts';
import { announces, readShapes, type ShapeClaim } from '../../indexed/shapes.ts';
import { equation, type FormulaStatement, readFormulas } from '../../indexed/statements.ts';
import { streamOf } from '../../indexed/stream.ts';
import type { MatrixNumbers, MatrixWorld } from '../../indexed/tensor.ts';
import { mapParts, type Term } from '../../indexed/term.ts';
import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { TensorError } from '../../tensor-expressions/tensor-graph.ts';
import type { JudgeOptions } from '../budget.ts';
import { heldToWords } from '../claims/formula-words.ts';
import { correct, incorrect, needsReview, partial, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import { stanceOf } from '../claims/stance.ts';

/**
 * An array with the numbers on which an expression is evaluated, row by row.
 *
 * @example
 * const x: ValuedArray = { shape: [2], data: [1, 3] };
 */
export interface ValuedArray extends NamedArray {
  readonly data: ArrayLike<number>;
}

/**
 * A wrong way to compute a matrix, with what it leads to.
 *
 * @example
 * const mistake: MatrixMistake = { id: 'factor-forgotten', sentence: 'The factor is missing.', data: [1, 2] };
 */
export interface MatrixMistake {
  readonly id: string;
  readonly sentence: string;
  readonly data: ArrayLike<number>;
}

/**
 * What a part that asks for an expression of vectors and matrices accepts.
 *
 * @example
 * const spec: MatrixExpressionSpec = {
 *   label: '$y$',
 *   asked: { of: 'y' },
 *   arrays: { y: { shape: [2], data: [3, 8] }, a: { shape: [2], data: [1, 2] }, b: { shape: [2], data: [3, 4] } },
 *   expected: { shape: [2], data: [3, 8] },
 *   shown: '$a \\circ b$',
 * };
 */
export interface MatrixExpressionSpec {
  /** What the feedback calls it. */
  readonly label: string;
  /** What is asked for: `{ of: 'y' }`, or the derivative `{ of: 'l', by: 'W_x' }`. */
  readonly asked: { readonly of: string; readonly by?: string };
  /** Every array that the answer may name, with random numbers. Different sizes have different numbers. */
  readonly arrays: Readonly<Record<string, ValuedArray>>;
  /** Every derivative that the answer may name, under `∂of/∂by`: the axes of `of` come first. */
  readonly derivatives?: Readonly<Record<string, ArrayLike<number>>>;
  /** Derivatives that may stand in the result; the others are steps on the way to it. None unless given. */
  readonly allowed?: readonly string[];
  /** How many terms a sum has that is given no range. */
  readonly terms?: number;
  /** What the sizes are called: `{ 4: 'm' }`. */
  readonly sizeNames?: Readonly<Record<number, string>>;
  /** The right result. */
  readonly expected: { readonly shape: readonly number[]; readonly data: ArrayLike<number> };
  /** What is right, in Markdown with LaTeX. */
  readonly shown: string;
  readonly mistakes?: readonly MatrixMistake[];
}

const said = {
  'transpose-missing':
    'The expression is right but for a transpose: a column and a row are put together as they stand.',
  'transposed-result': 'This is the transpose of what is asked for.',
  'sign-of-matrix': 'The sign of the expression is wrong.',
  'order-of-product':
    'As it is written the sizes do not fit: the factors stand in another order, or a transpose is missing.',
} as const;

/**
 * The mistakes in expressions of matrices that are recognised whatever the question.
 *
 * @example
 * matrixMistakes.map(({ id }) => id).includes('transposed-result'); // true
 */
export const matrixMistakes: readonly { readonly id: string; readonly sentence: string; readonly appliesTo: string }[] =
  Object.entries(said).map(([id, sentence]) => ({ id, sentence, appliesTo: 'expressions of matrices' }));

/**
 * Judges an expression of vectors and matrices: it is evaluated on random numbers, products in the order in which they
 * stand, and compared with the right result. Transposes, `diag`, outer and elementwise products and sums over indices
 * are read; a formula for single entries is run over all of them.
 *
 * @example
 * const spec: MatrixExpressionSpec = {
 *   label: '$M$',
 *   asked: { of: 'M' },
 *   arrays: { M: { shape: [2, 3], data: [3, 4, 5, 6, 8, 10] }, a: { shape: [2], data: [1, 2] }, b: { shape: [3], data: [3, 4, 5] } },
 *   expected: { shape: [2, 3], data: [3, 4, 5, 6, 8, 10] },
 *   shown: '$a b^\\top$',
 * };
 * const judge = (text: string) =>
 *   judgeMatrixExpression(contentOf({ id: '1', text, start: 0, end: text.length }), spec, { limits: defaultLimits, seed: 0 });
 * judge('$M = (b a^T)^T$').verdict; // 'correct'
 * judge('$M = b a^T$').mistake; // 'transposed-result'
 */
export function judgeMatrixExpression(
  content: PartContent,
  spec: MatrixExpressionSpec,
  options: JudgeOptions,
): Judgement {
  return heldToWords(content, judgeStated(content, spec, options));
}

function judgeStated(content: PartContent, spec: MatrixExpressionSpec, options: JudgeOptions): Judgement {
  const text = proseOf(answerBlocks(content));
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const evidence = { expected: spec.shown };
  const names = new Names(spec.arrays);
  const stream = streamOf(content, names, options.limits);
  const { statements, problems } = readFormulas(stream, names, options.limits);
  const standing = statements.map(equation).filter(({ lead, tail }) => !stanceOf(lead, tail).denied);
  const chosen = chooseStatement(standing, spec);
  if (!chosen) {
    const [problem] = problems;
    const reason = problem
      ? `Could not be read: ${problem.source.slice(0, 300)} — ${problem.message}`
      : `No expression for ${spec.label} was found.`;
    return needsReview(lastLine(text).slice(0, 400), [reason], evidence);
  }
  const given = stream.sources[chosen.statement.block]!.slice(0, 1_000);
  const world = worldOf(spec);
  const definitions = definitionsOf(standing, chosen.statement, spec);
  const value = substituted(chosen.value, definitions);
  const shape = wrongShape(readShapes(stream, names, options.limits), spec);
  if (chosen.indices.length > 0) return judgeEntries(given, chosen, shape, spec, options);
  const verdict = judgeValue(given, value, world, spec, standing);
  if (verdict.verdict !== 'correct') return { ...verdict, feedback: [...verdict.feedback, ...shape.sentences] };
  const broken = brokenMember(chosen, definitions, world, spec);
  if (!shape.wrong && broken === undefined) return verdict;
  return partial(
    given,
    0.5,
    ['The expression is right.', ...(broken === undefined ? [] : [broken]), ...shape.sentences, ...verdict.feedback],
    evidence,
  );
}

interface Chosen {
  readonly statement: FormulaStatement;
  /** Which member is the left side; −1 where there is none. */
  readonly left: number;
  readonly value: Term;
  /** The indices on the left side, for a formula for single entries. */
  readonly indices: readonly Term[];
}

function chooseStatement(statements: readonly FormulaStatement[], spec: MatrixExpressionSpec): Chosen | undefined {
  const equations = statements.filter(({ relations }) => relations.every((sign) => sign === '=' || sign === '≈'));
  for (const statement of equations.toReversed()) {
    if (statement.members.length < 2) continue;
    const left = statement.members.findIndex((member) => indicesOf(member, spec) !== undefined);
    if (left < 0) continue;
    const last = statement.members.length - 1;
    const value = statement.members[left === last ? left - 1 : last]!;
    return { statement, left, value, indices: indicesOf(statement.members[left]!, spec)! };
  }
  const alone = equations.findLast(({ members }) => members.length === 1 && isComposed(members[0]!));
  return alone && { statement: alone, left: -1, value: alone.members[0]!, indices: [] };
}

const isComposed = (term: Term): boolean =>
  ['product', 'sum', 'transpose', 'total', 'negate', 'call'].includes(term.type);

/** The indices of a left side that is what was asked for; undefined where it is something else. */
function indicesOf(term: Term, { asked }: MatrixExpressionSpec): readonly Term[] | undefined {
  if (asked.by === undefined) return term.type === 'entry' && term.name === asked.of ? term.indices : undefined;
  if (term.type !== 'partial' || term.of.name !== asked.of || term.by.name !== asked.by) return undefined;
  return [...term.of.indices, ...term.by.indices, ...term.indices];
}

function worldOf(spec: MatrixExpressionSpec): MatrixWorld {
  const arrays = new Map<string, MatrixNumbers>(Object.entries(spec.arrays));
  const derivatives = Object.entries(spec.derivatives ?? {}).map(([name, data]): DerivativeNumbers => {
    const [, of = '', by = ''] = /^∂(.+)\/∂(.+)$/.exec(name) ?? [];
    return { of, by, ofShape: spec.arrays[of]?.shape ?? [], byShape: spec.arrays[by]?.shape ?? [], data };
  });
  const sizeNames = new Map(Object.entries(spec.sizeNames ?? {}).map(([size, name]) => [Number(size), name]));
  return { arrays, derivatives, constants: new Map(), terms: spec.terms ?? 1, sizeNames };
}

/** Names and derivatives that the answer defines on its way. */
function definitionsOf(
  statements: readonly FormulaStatement[],
  chosen: FormulaStatement,
  spec: MatrixExpressionSpec,
): ReadonlyMap<string, Term> {
  const found = new Map<string, Term>();
  for (const statement of statements) {
    const [left] = statement.members;
    const last = statement.members.at(-1)!;
    if (statement === chosen || statement.members.length < 2 || last.type === 'unread') continue;
    if (left?.type === 'name') found.set(left.name, last);
    else if (left?.type === 'entry' && spec.arrays[left.name] === undefined && left.indices.length === 0)
      found.set(left.name, last);
  }
  return found;
}

function substituted(term: Term, definitions: ReadonlyMap<string, Term>, steps = 6): Term {
  const definition =
    term.type === 'name' || (term.type === 'entry' && term.indices.length === 0)
      ? definitions.get(term.name)
      : undefined;
  if (definition) {
    if (steps === 0) return { type: 'unread' };
    return substituted(definition, definitions, steps - 1);
  }
  return mapParts(term, (part) => substituted(part, definitions, steps));
}

function judgeValue(
  given: string,
  term: Term,
  world: MatrixWorld,
  spec: MatrixExpressionSpec,
  statements: readonly FormulaStatement[],
): Judgement {
  const evidence = { expected: spec.shown };
  const expected = matrixOf(spec.expected);
  const { values, error } = evaluate(term, world);
  const right = values.find(({ value }) => equals(value, expected));
  if (right) {
    const open = [...right.derivatives].filter(
      (name) => spec.allowed?.includes(name) !== true && !isWorkedOut(name, statements, world, spec),
    );
    if (open.length > 0)
      return needsReview(
        given,
        [`What is written holds, but ${open.map((name) => `$${name}$`).join(', ')} in it is not worked out.`],
        evidence,
      );
    if (right.turned)
      return partial(given, 0.5, [said['transpose-missing']], { ...evidence, mistake: 'transpose-missing' });
    const notes = right.reading.gradientsAreRows ? ['The gradient of the loss was read as a row.'] : [];
    return correct(given, notes, evidence);
  }
  if (values.length === 0) {
    if (error instanceof TensorError && error.reason === 'shape')
      return incorrect(given, [said['order-of-product'], error.message], { ...evidence, mistake: 'order-of-product' });
    return needsReview(given, [error?.message ?? 'The expression cannot be read.'], evidence);
  }
  const turned = expected.columns > 1 ? values.find(({ value }) => equals(value, expected, true)) : undefined;
  if (turned) {
    if (
      turned.reading.gradientsAreRows &&
      !values.some(({ value, reading }) => !reading.gradientsAreRows && equals(value, expected, true))
    )
      return needsReview(
        given,
        [`${said['transposed-result']} It is right where gradients are rows; a person decides.`],
        evidence,
      );
    return incorrect(given, [said['transposed-result']], { ...evidence, mistake: 'transposed-result' });
  }
  const mistake = (spec.mistakes ?? []).find(({ data }) =>
    values.some(({ value }) => equals(value, { ...expected, data })),
  );
  if (mistake) return incorrect(given, [mistake.sentence], { ...evidence, mistake: mistake.id });
  const negative = Array.from(spec.expected.data, (each) => -each);
  if (values.some(({ value }) => equals(value, { ...expected, data: negative })))
    return incorrect(given, [said['sign-of-matrix']], { ...evidence, mistake: 'sign-of-matrix' });
  const { value } = values[0]!;
  const fits = value.rows === expected.rows && value.columns === expected.columns;
  const sizes = (size: number): string => spec.sizeNames?.[size] ?? String(size);
  return incorrect(
    given,
    [
      fits
        ? `The expression for ${spec.label} gives another matrix on random values.`
        : `The expression for ${spec.label} gives ${value.rows === 1 && value.columns === 1 ? 'a number' : `a $${sizes(value.rows)} \\times ${sizes(value.columns)}$ matrix`}, which is not the size that is asked for.`,
    ],
    evidence,
  );
}

/** Whether a derivative that is left in the result is worked out in another equation of the answer. */
function isWorkedOut(
  name: string,
  statements: readonly FormulaStatement[],
  world: MatrixWorld,
  spec: MatrixExpressionSpec,
): boolean {
  return statements.some(({ members }) => {
    const [left] = members;
    const last = members.at(-1)!;
    if (left?.type !== 'partial' || members.length < 2 || `∂${left.of.name}/∂${left.by.name}` !== name) return false;
    const expected = evaluate(left, world).values[0]?.value;
    if (!expected) return false;
    return evaluate(last, world).values.some(
      ({ value, derivatives }) =>
        [...derivatives].every((each) => spec.allowed?.includes(each) === true) && equals(value, expected),
    );
  });
}

/** A member on the way that evaluates and gives something else. */
function brokenMember(
  { statement, left }: Chosen,
  definitions: ReadonlyMap<string, Term>,
  world: MatrixWorld,
  spec: MatrixExpressionSpec,
): string | undefined {
  if (left !== 0) return undefined;
  const expected = matrixOf(spec.expected);
  for (const [i, member] of statement.members.slice(1, -1).entries()) {
    const { values } = evaluate(substituted(member, definitions), world);
    if (values.length > 0 && !values.some(({ value }) => equals(value, expected)))
      return `Step ${i + 1} on the way does not hold.`;
  }
  return undefined;
}

/** A formula for single entries is run over all of them. */
function judgeEntries(
  given: string,
  chosen: Chosen,
  shape: ReturnType<typeof wrongShape>,
  spec: MatrixExpressionSpec,
  options: JudgeOptions,
): Judgement {
  const evidence = { expected: spec.shown };
  const derivatives = worldOf(spec).derivatives.filter(
    ({ of, by }) => spec.allowed?.includes(`∂${of}/∂${by}`) === true,
  );
  const { asked, arrays } = spec;
  const world = {
    arrays: new Map(Object.entries(arrays)),
    derivatives,
    base: 0 as const,
    constants: new Map<string, number>(),
  };
  const target = {
    of: asked.of,
    ofShape: arrays[asked.of]?.shape ?? [],
    ...(asked.by === undefined ? {} : { by: asked.by, byShape: arrays[asked.by]?.shape ?? [] }),
  };
  const { statement, indices, value } = chosen;
  const comparison = compareRules(
    [
      {
        left: { of: [], by: [], joint: indices },
        value,
        conditions: statement.conditions,
        otherwise: statement.otherwise,
      },
    ],
    target,
    [{ world, expected: spec.expected.data }],
    { restIsZero: false, sumsRepeated: false, countsFromOne: false },
    computingTime() + options.limits.milliseconds,
  );
  const { outcome, notes, mistake } = comparison;
  if (outcome === 'equal')
    return shape.wrong
      ? partial(given, 0.5, ['The formula is right.', ...shape.sentences], evidence)
      : correct(given, notes, evidence);
  if (outcome === 'undecided') return needsReview(given, notes, evidence);
  return incorrect(given, [...notes, ...shape.sentences], {
    ...evidence,
    ...(mistake === undefined ? {} : { mistake }),
  });
}

/** Whether a shape that is stated for the result is not its own. */
function wrongShape(
  claims: readonly ShapeClaim[],
  spec: MatrixExpressionSpec,
): { readonly wrong: boolean; readonly sentences: readonly string[] } {
  const meant = claims.filter(({ subject, notation, lead }) =>
    subject === undefined
      ? notation === 'set' || announces(lead)
      : indicesOf(subject, spec)?.length === 0 || (notation === 'set' && isComposed(subject)),
  );
  const last = meant.at(-1);
  if (!last) return { wrong: false, sentences: [] };
  const written = last.sizes.map((size) =>
    size.type === 'name' ? size.name : size.type === 'number' ? size.written : '?',
  );
  if (written.includes('?')) return { wrong: false, sentences: [] };
  const expected = spec.expected.shape.map((size) => spec.sizeNames?.[size] ?? String(size));
  const wrong =
    written.join() !== expected.join() &&
    !(expected.length === 1 && written.length === 2 && written[0] === expected[0] && written[1] === '1');
  return { wrong, sentences: wrong ? [`The shape $${written.join(' \\times ')}$ is not right.`] : [] };
}
