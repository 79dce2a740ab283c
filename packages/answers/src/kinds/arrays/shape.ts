import { Unresolved } from '../../indexed/world.ts';
import { type NamedArray, Names } from '../../indexed/names.ts';
import { termLatex } from '../../indexed/print.ts';
import { announces, readShapes, type ShapeClaim } from '../../indexed/shapes.ts';
import {
  brokenStep,
  compareSizes,
  definitionsIn,
  mirrored,
  openNames,
  resolved,
  samplesOf,
  type SizeComparison,
  type SizeRange,
  type Sizes,
} from '../../indexed/sizes.ts';
import { type FormulaStatement, readFormulas } from '../../indexed/statements.ts';
import { streamOf } from '../../indexed/stream.ts';
import type { Term } from '../../indexed/term.ts';
import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import type { JudgeOptions } from '../budget.ts';
import { heldToWords } from '../claims/formula-words.ts';
import { correct, incorrect, needsReview, partial, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import { stanceOf } from '../claims/stance.ts';

/**
 * A wrong way to compute a shape.
 *
 * @example
 * const mistake: ShapeMistake = { id: 'stride-forgotten', sentence: 'The stride is missing.', sizes: ({ H = 0 }) => [H] };
 */
export interface ShapeMistake {
  readonly id: string;
  readonly sentence: string;
  /** The shape that it leads to; undefined where it leads to none. */
  readonly sizes: (sizes: Sizes) => readonly number[] | undefined;
}

/**
 * What a part that asks for a shape accepts.
 *
 * @example
 * const spec: ShapeSpec = { label: 'the output', expected: () => [2, 5], shown: '$2 \\times 5$' };
 */
export interface ShapeSpec {
  /** What the feedback calls it. */
  readonly label: string;
  /** Arrays whose shape is asked for, by any of the names under which `arrays` has them. */
  readonly asked?: readonly string[];
  /** Arrays that the answer may mention; those with a shape are told from plain letters. */
  readonly arrays?: Readonly<Record<string, NamedArray>>;
  /** The names in which the shape is written, and the whole numbers that each is tried with. */
  readonly variables?: Readonly<Record<string, SizeRange>>;
  /** The right shape for numbers in their place; undefined where there is none. */
  readonly expected: (sizes: Sizes) => readonly number[] | undefined;
  /** What is right, in Markdown with LaTeX. */
  readonly shown: string;
  /** Numbers with a name, as k = 2. */
  readonly constants?: Sizes;
  /** Shapes that the question gives: an answer may repeat them. */
  readonly given?: readonly (readonly number[])[];
  /** How an answer names one size after the other: `H = 2`, `height 2`. */
  readonly axes?: readonly { readonly names: readonly string[]; readonly words: RegExp }[];
  /** Arrays of the same shape: “the same shape as h[t]”. */
  readonly sameAs?: readonly string[];
  /** Letters that are exchanged where an answer says that one size goes like the other. */
  readonly mirrored?: readonly (readonly [string, string])[];
  readonly mistakes?: readonly ShapeMistake[];
  /** Words that contradict a right shape, with what is said of them. */
  readonly contradictions?: readonly { readonly words: RegExp; readonly sentence: string }[];
}

/**
 * The mistakes in shapes that are recognised whatever the question.
 *
 * @example
 * shapeMistakes.find(({ id }) => id === 'floor-missing')?.appliesTo; // 'shapes'
 */
export const shapeMistakes: readonly { readonly id: string; readonly sentence: string; readonly appliesTo: string }[] =
  [
    {
      id: 'floor-missing',
      sentence:
        'The division leaves a remainder for some sizes, and the result is rounded down there: the floor is missing.',
      appliesTo: 'shapes',
    },
    {
      id: 'size-rounded-up',
      sentence: 'The size is rounded up; a kernel that does not fit any more gives no output, so it is rounded down.',
      appliesTo: 'shapes',
    },
    { id: 'axes-permuted', sentence: 'The sizes are right, in another order than is asked for.', appliesTo: 'shapes' },
    {
      id: 'shape-of-array',
      sentence: 'The formula is right; the shape that is stated for it is not.',
      appliesTo: 'shapes',
    },
  ];

const sentence = (id: string): string => shapeMistakes.find((mistake) => mistake.id === id)!.sentence;

/**
 * Judges a shape: `2 × 5`, `(2, 5)`, `ℝ^{2×5}`, “2 by 5”, or a formula in sizes, through the answer's own definitions
 * (`H_out = …`). Formulas are compared at whole numbers, so that where the floor belongs is decided exactly.
 *
 * @example
 * const spec: ShapeSpec = {
 *   label: 'the output',
 *   variables: { H: { from: 4, to: 20 }, K: { from: 1, to: 4 }, S: { from: 1, to: 4 } },
 *   expected: ({ H = 0, K = 0, S = 1 }) => [Math.floor((H - K) / S) + 1],
 *   shown: '$\\lfloor (H-K)/S \\rfloor + 1$',
 * };
 * const judge = (text: string) =>
 *   judgeShape(contentOf({ id: '1', text, start: 0, end: text.length }), spec, { limits: defaultLimits, seed: 0 });
 * judge('$\\mathbb{R}^{\\lfloor (H-K+S)/S \\rfloor}$').verdict; // 'correct'
 * judge('$\\mathbb{R}^{(H-K)/S + 1}$').mistake; // 'floor-missing'
 */
export function judgeShape(content: PartContent, spec: ShapeSpec, options: JudgeOptions): Judgement {
  return heldToWords(content, judgeStatedShape(content, spec, options));
}

function judgeStatedShape(content: PartContent, spec: ShapeSpec, options: JudgeOptions): Judgement {
  const text = proseOf(answerBlocks(content));
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const names = namesOf(spec);
  const stream = streamOf(content, names, options.limits);
  const { statements, problems } = readFormulas(stream, names, options.limits);
  const claims = readShapes(stream, names, options.limits).filter(({ lead, tail }) => !stanceOf(lead, tail).denied);
  const definitions = definitionsIn(statements);
  const samples = samplesOf(spec.variables ?? {}, spec.expected, options.seed);
  const evidence = { expected: spec.shown };
  const chosen = chooseClaim(claims, spec, names);
  const sizes = chosen?.sizes ?? namedSizes(text, definitions, spec) ?? sameShape(text, names, spec);
  const given = chosen ? stream.sources[chosen.block]! : lastLine(text).slice(0, 400);
  if (!sizes) {
    const [problem] = problems;
    const reason = problem
      ? `Could not be read: ${problem.source.slice(0, 200)} — ${problem.message}`
      : `No shape of ${spec.label} was found.`;
    return needsReview(given, [reason], evidence);
  }
  const context: Context = { spec, text, definitions, samples, statements };
  try {
    const other = claims.filter((claim) => claim !== chosen && chosen && isOffered(claim, chosen));
    const judged = judgeSizes(given, sizes, context);
    if (other.some((claim) => judgeSizes(given, claim.sizes, context).verdict !== judged.verdict))
      return needsReview(given, ['Several shapes are offered side by side, and they do not say the same.'], evidence);
    return judged;
  } catch (error) {
    if (!(error instanceof Unresolved)) throw error;
    return needsReview(given, [error.message], evidence);
  }
}

interface Context {
  readonly spec: ShapeSpec;
  readonly text: string;
  readonly definitions: ReadonlyMap<string, Term>;
  readonly samples: ReturnType<typeof samplesOf>;
  readonly statements: readonly FormulaStatement[];
}

function namesOf({ arrays = {}, variables = {} }: ShapeSpec): Names {
  const scalars = Object.entries(variables).map(([name, { aliases }]): [string, NamedArray] => [
    name,
    { shape: [], ...(aliases ? { aliases } : {}) },
  ]);
  return new Names({ ...arrays, ...Object.fromEntries(scalars) });
}

/** The claim that is the answer: of what was asked for, else one that the words announce, else the last. */
function chooseClaim(claims: readonly ShapeClaim[], spec: ShapeSpec, names: Names): ShapeClaim | undefined {
  const asked = new Set((spec.asked ?? []).map((name) => names.resolve(name) ?? name));
  const repeats = (claim: ShapeClaim): boolean => {
    const sizes = claim.sizes.map((size) => (size.type === 'number' ? size.value : NaN));
    return (spec.given ?? []).some((shape) => shape.join() === sizes.join());
  };
  const own = claims.filter((claim) => !repeats(claim));
  const of = (claim: ShapeClaim): boolean =>
    claim.subject?.type === 'entry' && claim.subject.indices.length === 0 && asked.has(claim.subject.name);
  const named = own.filter(of);
  if (named.length > 0) return named.at(-1);
  const output = own.filter(
    ({ lead, subject, sizes }) =>
      sizes.length > 0 &&
      (/\b(?:output|result\w*|so|thus|therefore|total|final\w*|answer)\b/i.test(lead) ||
        (announces(lead) && subject === undefined)) &&
      !inputLike(lead),
  );
  if (output.length > 0) return output.at(-1);
  const other = own.filter(
    ({ lead, subject, notation }) =>
      !inputLike(lead) && (subject === undefined || subject.type !== 'name' || notation === 'set'),
  );
  return other.at(-1) ?? own.at(-1);
}

function inputLike(lead: string): boolean {
  return /\b(?:input|kernel|filter|image|weights?|parameters?|stride|padding)\b[^,;:]{0,30}$/i.test(lead);
}

/** Whether a claim stands beside another as an alternative. */
function isOffered(claim: ShapeClaim, chosen: ShapeClaim): boolean {
  const [earlier, later] = claim.from < chosen.from ? [claim, chosen] : [chosen, claim];
  return later.from - earlier.to <= 8 && /\b(?:or|either|maybe|perhaps)\b[\s$(]*$/i.test(later.lead);
}

/** Sizes that are named one after the other. */
function namedSizes(
  text: string,
  definitions: ReadonlyMap<string, Term>,
  { axes }: ShapeSpec,
): readonly Term[] | undefined {
  if (!axes) return undefined;
  const sizes = axes.map(({ names, words }): Term | undefined => {
    const found = new RegExp(
      String.raw`(?:${words.source})\w*\W{0,3}(?:(?:is|of|size|=|:|will be|equals)\W*)*(\d+)(?![\d./])`,
      'i',
    ).exec(text)?.[1];
    if (found !== undefined) return { type: 'number', value: Number(found), written: found };
    const name = names.find((each) => definitions.has(each));
    return name === undefined ? undefined : definitions.get(name);
  });
  return sizes.every((size) => size !== undefined) ? sizes : undefined;
}

/** “the same shape as h[t]”. */
function sameShape(text: string, names: Names, { sameAs, variables = {} }: ShapeSpec): readonly Term[] | undefined {
  const match =
    /\bsame\s+(?:shape|size|dimensions?|dimensionality|length)\s+(?:as|like)\s+(?:the\s+)?(?:hidden\s+state\s+|vector\s+)?([^\s,;.]+)/i.exec(
      text,
    );
  const name = match?.[1] === undefined ? undefined : names.resolve(match[1].replaceAll(/[()]/g, ''));
  if (name === undefined || !sameAs?.includes(name)) return undefined;
  return Object.keys(variables)
    .slice(0, 1)
    .map((each): Term => ({ type: 'name', name: each }));
}

function judgeSizes(
  given: string,
  sizes: readonly Term[],
  { spec, text, definitions, samples, statements }: Context,
): Judgement {
  const evidence = { expected: spec.shown };
  const points = samples.map((sample) => ({ ...sample, at: { ...spec.constants, ...sample.at } }));
  const terms = withDefinitions(sizes, definitions, points[0]!.at, text, spec);
  const open = openNames(terms, points[0]!.at);
  if (open.length > 0)
    return needsReview(
      given,
      [`What ${open.map((name) => `$${termLatex({ type: 'name', name })}$`).join(', ')} stands for is not said.`],
      evidence,
    );
  const compared = [terms, ...looserForms(terms, points[0]!.expected.length)].map((each) => ({
    terms: each,
    ...compareSizes(each, points),
  }));
  const result: SizeComparison & { readonly terms: readonly Term[] } =
    compared.find(({ outcome }) => outcome === 'equal') ??
    compared.find(({ outcome }) => outcome !== 'different') ??
    compared[0]!;
  const noted = (spec.contradictions ?? []).filter(({ words }) => words.test(text)).map((each) => each.sentence);
  const broken = statements.map(brokenStep).find((each) => each !== undefined);
  switch (result.outcome) {
    case 'equal':
      return broken === undefined
        ? correct(given, noted, evidence)
        : partial(given, 0.5, ['The shape is right, but the way to it is not.', broken, ...noted], evidence);
    case 'rounded down': {
      const roundedDown =
        /\bround\w*\s+(?:it\s+|this\s+|them\s+|the \w+\s+)?down|\bfloor(?:ed|ing)?\b|\btruncat|\binteger division|\binteger part/i.test(
          text,
        );
      if (roundedDown) return correct(given, ['It is rounded down, as the words say.', ...noted], evidence);
      if (/\bround\w*\s+(?:it\s+|this\s+|them\s+|the \w+\s+)?up|\bceil/i.test(text))
        return incorrect(given, [sentence('size-rounded-up')], { ...evidence, mistake: 'size-rounded-up' });
      return partial(given, 0.5, [sentence('floor-missing'), ...noted], { ...evidence, mistake: 'floor-missing' });
    }
    case 'permuted':
      return partial(given, 0.5, [sentence('axes-permuted'), ...noted], { ...evidence, mistake: 'axes-permuted' });
    default: {
      const mistake = (spec.mistakes ?? []).find((each) =>
        points.every(({ at }) => {
          const wrong = each.sizes(at);
          if (wrong?.length !== terms.length) return false;
          return ['equal', 'rounded down'].includes(compareSizes(terms, [{ at, expected: wrong }]).outcome);
        }),
      );
      if (mistake) return incorrect(given, [mistake.sentence, ...noted], { ...evidence, mistake: mistake.id });
      if (result.outcome === 'rounded up')
        return incorrect(given, [sentence('size-rounded-up'), ...noted], { ...evidence, mistake: 'size-rounded-up' });
      return incorrect(given, [differenceIn(result, spec), ...noted], evidence);
    }
  }
}

/** Definitions put in; where one direction is defined and the words say that the other goes like it, that one too. */
function withDefinitions(
  sizes: readonly Term[],
  definitions: ReadonlyMap<string, Term>,
  at: Sizes,
  text: string,
  spec: ShapeSpec,
): readonly Term[] {
  const all = new Map(definitions);
  const likewise =
    /\b(?:similar\w*|likewise|analog\w*|same (?:way|formula|for|as)|ditto|respectively|accordingly|replac\w*|also for|vice versa)\b/i.test(
      text,
    );
  const known = (name: string): boolean => name in at;
  let terms = sizes.map((size) => resolved(size, all, known));
  if (likewise) {
    for (const name of openNames(terms, at)) {
      const term = mirrored(name, all, spec.mirrored ?? []);
      if (term) all.set(name, term);
    }
    terms = sizes.map((size) => resolved(size, all, known));
  }
  return terms;
}

const isOne = (term: Term | undefined): boolean => term?.type === 'number' && term.value === 1;

/** A leading 1 for the batch or the channel, and m × 1 for a vector, change nothing. */
function looserForms(terms: readonly Term[], rank: number): readonly (readonly Term[])[] {
  const forms: (readonly Term[])[] = [];
  if (terms.length > rank && rank > 1 && terms.slice(0, terms.length - rank).every(isOne))
    forms.push(terms.slice(terms.length - rank));
  if (rank === 1 && terms.length === 2 && isOne(terms[1])) forms.push(terms.slice(0, 1));
  return forms;
}

function differenceIn({ differs }: SizeComparison, spec: ShapeSpec): string {
  const start = `The shape of ${spec.label} is not right`;
  if (!differs) return `${start}.`;
  const { at, given, expected } = differs;
  if (given.length !== expected.length)
    return `${start}: it has ${given.length} ${given.length === 1 ? 'size' : 'sizes'}, and ${expected.length} ${expected.length === 1 ? 'is' : 'are'} needed.`;
  const wrong = expected.flatMap((size, i) => (Math.abs(size - given[i]!) < 1e-9 ? [] : [i + 1]));
  const place = Object.entries(at)
    .filter(([name]) => spec.variables?.[name] !== undefined)
    .map(([name, value]) => `$${name} = ${value}$`)
    .join(', ');
  const which = wrong.length === expected.length ? '' : ` in size ${wrong.join(' and ')}`;
  return place === '' ? `${start}${which}.` : `${start}${which}, as for ${place}.`;
}
