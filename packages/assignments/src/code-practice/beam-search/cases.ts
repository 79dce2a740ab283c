import { float64, Float64Tensor, foldIn, type Key, mul, normal, randomInts } from '@gradbook/core-ops';
import type { SearchTrace } from '@gradbook/decoding';

import type { CodeArguments, CodeCase } from '../../code/case.ts';
import { toleranceOf } from '../../code/expected.ts';
import { hypothesesAsOutputs } from './outputs.ts';
import { beamRoundings, referenceTrace } from './reference.ts';

type Arguments = CodeArguments<Float64Tensor>;

/** What a search over a random decoder is made of. */
interface Sizes {
  readonly vocabulary: number;
  readonly hidden?: number;
  readonly beamWidth: number;
  readonly maxLength: number;
  /** Token 0 ends a sequence; it has this much more in its logit. Without it there is no end token. */
  readonly endBias?: number;
  readonly lengthPenalty?: number;
  /** How far the probabilities are apart. */
  readonly spread?: number;
}

function searchOver(key: Key, sizes: Sizes): Arguments {
  const { vocabulary, hidden = 4, beamWidth, maxLength, endBias, lengthPenalty, spread = 1.5 } = sizes;
  const random = (index: number, shape: readonly number[], factor: number): Float64Tensor =>
    mul(normal(foldIn(key, index), shape), factor);
  const bias = random(3, [vocabulary], 0.3).data.map((value, token) => value + (token === 0 ? (endBias ?? 0) : 0));
  return {
    model: {
      embedding: random(0, [vocabulary, hidden], 1),
      recurrent: random(1, [hidden, hidden], 1),
      output: random(2, [vocabulary, hidden], spread),
      bias: float64(bias),
      state: random(4, [hidden], 0.7),
    },
    beamWidth,
    maxLength,
    startToken: vocabulary - 1,
    endToken: endBias === undefined ? undefined : 0,
    lengthPenalty,
  };
}

/**
 * The first of many draws of which a search has something to tell: what is kept and what is not differ by far more than float32
 * loses on the way, so that the right result is one, and `shows` holds of it.
 */
function drawn(
  key: Key,
  make: (key: Key) => Arguments,
  shows: (trace: SearchTrace) => boolean = () => true,
): Arguments {
  for (let draw = 0; draw < 400; draw++) {
    const args = make(foldIn(key, draw));
    const trace = referenceTrace(args);
    if (isDecided(args, trace) && shows(trace)) return args;
  }
  throw new Error('beamSearch: no draw of 400 tells the slips apart; choose other sizes');
}

/** Whether no other choice is near the one that is right, equal scores apart, which have their own rule. */
function isDecided(args: Arguments, { steps, hypotheses }: SearchTrace): boolean {
  const outputs = hypothesesAsOutputs(
    hypotheses.map(({ tokens, rankingScore }) => ({ tokens: tokens.map(Number), score: rankingScore })),
    args,
  );
  const gap = 8 * toleranceOf({ roundings: beamRoundings }, args, outputs);
  const apart = (scores: readonly number[]): boolean =>
    scores.every((score, index) => index === 0 || score === scores[index - 1] || scores[index - 1]! - score > gap);
  return (
    apart(hypotheses.map(({ rankingScore }) => rankingScore)) &&
    steps.every(({ candidates }) => apart(candidates.map(({ score }) => score)))
  );
}

/** Whether a hypothesis ended before the last step, and kept its place to the end. */
const endsEarly = ({ steps, hypotheses }: SearchTrace): boolean =>
  steps.length > 2 && hypotheses.some(({ tokens, ended }) => ended === 'end-token' && tokens.length < steps.length - 1);

/** Whether a kept hypothesis stands at another place than its parent did: what is not reordered shows. */
const changesPlaces = ({ steps }: SearchTrace): boolean =>
  steps.slice(1).some(({ candidates }, index) => {
    const before = steps[index]!.candidates.filter(({ status }) => status === 'kept').map(({ id }) => id);
    return candidates
      .filter(({ status }) => status === 'kept')
      .some(({ parent }, place) => before.indexOf(parent) !== place);
  });

/** Whether the length penalty puts another hypothesis in front. */
const penaltyMatters = ({ hypotheses }: SearchTrace): boolean =>
  hypotheses.some(({ score }, index) => index > 0 && score > hypotheses[index - 1]!.score);

const both =
  (...conditions: readonly ((trace: SearchTrace) => boolean)[]) =>
  (trace: SearchTrace): boolean =>
    conditions.every((holds) => holds(trace));

/** Tokens 1 and 2 are twins: the decoder gives them one probability, and another state. */
function withTwins(args: Arguments): Arguments {
  const model = args['model'] as Readonly<Record<string, Float64Tensor>>;
  const [output, bias] = [Float64Array.from(model['output']!.data), Float64Array.from(model['bias']!.data)];
  const hidden = model['output']!.shape[1]!;
  output.copyWithin(2 * hidden, hidden, 2 * hidden);
  bias[2] = bias[1]!;
  return {
    ...args,
    model: { ...model, output: new Float64Tensor(model['output']!.shape, output), bias: float64(bias) },
  };
}

/** Whether equal scores stand at the edge of what is kept. */
const tieDecides = ({ steps }: SearchTrace): boolean =>
  steps.some(({ candidates }) =>
    candidates.some(({ score, status }, place) => {
      const next = candidates[place + 1];
      return status === 'kept' && next?.status === 'pruned' && next.score === score;
    }),
  );

/** All tokens that are not forbidden have probabilities near e⁻⁵⁰: products of twenty of them are 0 in float64. */
function withImprobableTokens(args: Arguments): Arguments {
  const model = args['model'] as Readonly<Record<string, Float64Tensor>>;
  const bias = model['bias']!.data.map((value, token) => value - (token < 3 ? 50 : 0));
  return { ...args, model: { ...model, bias: float64(bias) }, forbidden: [3] };
}

function withNaN(args: Arguments): Arguments {
  const model = args['model'] as Readonly<Record<string, Float64Tensor>>;
  return { ...args, model: { ...model, bias: float64(model['bias']!.data.map(() => Number.NaN)) } };
}

const ordinary: Sizes = { vocabulary: 6, beamWidth: 3, maxLength: 5 };
const ending: Sizes = { vocabulary: 6, beamWidth: 3, maxLength: 7, endBias: 0.5 };

const search = (
  name: string,
  axis: CodeCase['axis'],
  sizes: Sizes | ((key: Key) => Sizes),
  more: {
    readonly hidden?: true;
    readonly shows?: (trace: SearchTrace) => boolean;
    readonly change?: (args: Arguments) => Arguments;
  } = {},
): CodeCase => ({
  name,
  axis,
  ...(more.hidden ? { hidden: true } : {}),
  arguments: (key) => {
    const settled = typeof sizes === 'function' ? sizes(key) : sizes;
    const { change = (args: Arguments) => args } = more;
    return drawn(key, (draw) => change(searchOver(draw, settled)), more.shows);
  },
});

const refused = (
  name: string,
  change: Readonly<Record<string, number>> | ((args: Arguments) => Arguments),
  hidden?: true,
): CodeCase => ({
  name,
  axis: 'bad input',
  expects: 'error',
  ...(hidden ? { hidden } : {}),
  arguments: (key) => {
    const args = searchOver(key, ordinary);
    return typeof change === 'function' ? change(args) : { ...args, ...change };
  },
});

function randomSizes(key: Key): Sizes {
  const [vocabulary, beamWidth, maxLength, hidden, ends] = randomInts(key, [5], 2, 7).data;
  return {
    vocabulary: vocabulary!,
    beamWidth: beamWidth! - 1,
    maxLength: maxLength!,
    hidden: hidden!,
    ...(ends! > 3 ? { endBias: 0.3, lengthPenalty: ends! / 6 } : {}),
  };
}

/** What a beam search is tried with. */
export const beamSearchCases: readonly CodeCase[] = [
  search('one step', 'values', { ...ordinary, maxLength: 1 }),
  search(
    'two hypotheses over four steps',
    'values',
    { ...ordinary, beamWidth: 2, maxLength: 4 },
    { shows: changesPlaces },
  ),
  search('three hypotheses over five steps', 'values', ordinary, { hidden: true, shows: changesPlaces }),
  search(
    'twenty improbable tokens in a row',
    'values',
    { vocabulary: 4, beamWidth: 2, maxLength: 20 },
    {
      hidden: true,
      change: withImprobableTokens,
    },
  ),
  search('a beam of one', 'shapes', { ...ordinary, beamWidth: 1 }),
  search('more places than there are tokens', 'shapes', { ...ordinary, vocabulary: 3, beamWidth: 7, maxLength: 3 }),
  search(
    'a token of probability 0, and more places than sequences',
    'shapes',
    { ...ordinary, vocabulary: 3, beamWidth: 9, maxLength: 2 },
    {
      hidden: true,
      change: (args) => ({ ...args, forbidden: [1] }),
    },
  ),
  search('states of hypotheses that change places', 'state', { ...ordinary, maxLength: 6 }, { shows: changesPlaces }),
  search(
    'states over many steps',
    'state',
    { ...ordinary, beamWidth: 4, maxLength: 9 },
    { hidden: true, shows: changesPlaces },
  ),
  search('hypotheses that end early', 'end tokens', ending, { shows: endsEarly }),
  search(
    'hypotheses that end early, in a wider beam',
    'end tokens',
    { ...ending, beamWidth: 5 },
    { hidden: true, shows: endsEarly },
  ),
  search(
    'an end token that is never reached',
    'end tokens',
    { ...ending, endBias: -12, maxLength: 4 },
    { hidden: true },
  ),
  search('a length penalty', 'lengths', { ...ending, lengthPenalty: 0.7 }, { shows: both(endsEarly, penaltyMatters) }),
  search(
    'a length penalty of another power',
    'lengths',
    { ...ending, beamWidth: 4, lengthPenalty: 1.3 },
    {
      hidden: true,
      shows: both(endsEarly, penaltyMatters),
    },
  ),
  search(
    'tokens with equal scores',
    'ties',
    { ...ordinary, beamWidth: 2, maxLength: 4 },
    {
      change: withTwins,
      shows: tieDecides,
    },
  ),
  ...[1, 2, 3, 4].map((index) =>
    search(`random sizes ${index}`, 'random shapes', (key) => randomSizes(foldIn(key, 100 + index)), { hidden: true }),
  ),
  refused('a beam without places throws', { beamWidth: 0 }),
  refused('a length of 0 throws', { maxLength: 0 }),
  refused('a score that is NaN throws', withNaN),
  refused('half a place throws', { beamWidth: 1.5 }, true),
];
