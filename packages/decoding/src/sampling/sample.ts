import { foldIn, type Key } from '@gradbook/core-ops/random';

import { endingOf } from '../engine.ts';
import { requireCount } from '../options.ts';
import {
  type Allowed,
  describe,
  type Onward,
  type Place,
  rootOf,
  SearchError,
  type SearchSpace,
  stepsFrom,
  type Token,
} from '../space.ts';
import type { Ending } from '../trace.ts';
import { filtered, type SamplingFilters, type SettledFilters, settleFilters } from './filters.ts';

/** What sampling sequences takes. */
export interface SampleOptions extends SamplingFilters {
  /** What the random numbers come from, see core-ops' `key(seed)`: the same key gives the same sequences. */
  readonly key: Key;
  /** Number of sequences; default 1. Sequence i is the same whatever their number. */
  readonly count?: number;
  /** As for a search: the number of tokens, or with an end token the largest number. */
  readonly length?: number;
  /** The token that ends a sequence; it is part of the sequence and of its score. */
  readonly endToken?: Token;
  /** Which tokens may follow the tokens so far; default: all. The filters see only those. */
  readonly allowed?: Allowed;
  /** Scores are any finite numbers, not logarithms of probabilities. Default false. */
  readonly unnormalized?: boolean;
}

/** A token that could have been drawn. */
export interface Choice {
  readonly token: Token;
  /** ln p(token | tokens before it), before the filters. */
  readonly logProbability: number;
  /** The probability it was drawn with, after the filters. */
  readonly probability: number;
}

/** One token drawn. */
export interface SampledToken {
  readonly token: Token;
  /** ln p(token | tokens before it), before the filters. */
  readonly logProbability: number;
  /** The random number in (0, 1): the token drawn is the first of `choices` up to which their probabilities sum to more. */
  readonly drawn: number;
  /** What the filters left, in the order listed. */
  readonly choices: readonly Choice[];
}

/** A sequence drawn, and how. */
export interface SampledSequence {
  readonly tokens: readonly Token[];
  /** ln p(tokens): the model's, whatever the filters. */
  readonly score: number;
  /** ln of the probability that the tokens are drawn with, filters included. */
  readonly sampleScore: number;
  /** Why it needs no further token; `dead-end` where none can follow. */
  readonly ended: Ending | 'dead-end';
  readonly steps: readonly SampledToken[];
}

/** Sequences drawn, as plain data. */
export interface SampleTrace {
  readonly method: 'sample';
  readonly settings: SettledFilters & {
    readonly key: Key;
    readonly length: number | null;
    readonly endToken: Token | null;
    readonly unnormalized: boolean;
    /** Present where only some tokens were allowed. */
    readonly constrained?: true;
  };
  readonly sequences: readonly SampledSequence[];
  readonly counters: {
    /** Prefixes whose continuations were asked for. */
    readonly expanded: number;
    /** Continuations that could follow. */
    readonly scored: number;
    /** Continuations left out because their probability is 0 or they are not allowed. */
    readonly impossible: number;
  };
}

/**
 * Draws sequences from a model, token by token: each from softmax(scores / temperature) cut down by `topK`, `topP` and
 * `minP`, see {@link tokenProbabilities}.
 *
 * Token t of sequence i is drawn with the random number of the key folded with i and with t, so sequences do not
 * depend on each other, and the numbers are the same on every machine.
 *
 * @throws SearchError as the searches do, and for filters outside their ranges.
 *
 * @example
 * const coin = () => [
 *   { token: 'heads', logProbability: Math.log(0.75) },
 *   { token: 'tails', logProbability: Math.log(0.25) },
 * ];
 * const { sequences } = sample(coin, { key: [0, 7], length: 3, count: 2 });
 * sequences.length; // 2
 * const [certain] = sample(coin, { key: [0, 7], length: 3, topK: 1 }).sequences;
 * certain?.tokens; // ['heads', 'heads', 'heads']
 */
export function sample(space: SearchSpace, options: SampleOptions): SampleTrace {
  const run = sampling(rootOf(space), settleSampling('sample', options, typeof space === 'function'));
  let turn = run.next();
  while (!turn.done) {
    const answers = turn.value.map((group) =>
      group.map(({ place }) => stepsFrom(space, place, options.unnormalized ?? false, options.allowed)),
    );
    turn = run.next(answers);
  }
  return turn.value;
}

/**
 * Draws one token from logits.
 *
 * @returns its position in `logits`.
 * @throws SearchError as {@link tokenProbabilities} does.
 *
 * @example
 * sampleToken([-Infinity, 0, -Infinity], { key: [0, 1] }); // 1
 */
export function sampleToken(logits: ArrayLike<number>, options: SamplingFilters & { readonly key: Key }): number {
  return pick(filtered(logits, settleFilters('sampleToken', options)), fractionOf(options.key, 0));
}

/** What a sampling runs with. */
export interface SamplingSettings {
  readonly trace: SampleTrace['settings'];
  readonly count: number;
}

/** Checks the options and fills in the defaults. */
export function settleSampling(method: string, options: SampleOptions, needsLength: boolean): SamplingSettings {
  const { key, count = 1, length, endToken, unnormalized = false } = options;
  const isKey = Array.isArray(key) && key.length === 2 && key.every((word) => word >>> 0 === word);
  if (!isKey) {
    throw new SearchError(
      `${method}: key is ${describe(key)}; expected two 32-bit words, as core-ops' key(seed) gives`,
    );
  }
  requireCount(method, 'count', count, 'it is the number of sequences');
  if (length !== undefined) requireCount(method, 'length', length, 'it is the number of tokens of a sequence');
  if (length === undefined && needsLength) {
    throw new SearchError(
      `${method}: a scoring function was given without \`length\`; give the number of tokens, or with an end token the largest number`,
    );
  }
  return {
    trace: {
      ...settleFilters(method, options),
      key,
      length: length ?? null,
      endToken: endToken ?? null,
      unnormalized,
      ...(options.allowed ? { constrained: true } : {}),
    },
    count,
  };
}

/** A sequence while it is drawn; the id stays, because it goes on from itself. */
interface Draft {
  readonly id: number;
  readonly parent: number;
  readonly place: Place;
  readonly score: number;
  readonly sampleScore: number;
  readonly ended: SampledSequence['ended'] | null;
  readonly steps: readonly SampledToken[];
}

/** Sampling that asks for what it needs, as a search does: it yields the open prefixes of a step, one to a group. */
export function* sampling(
  place: Place,
  { trace: settings, count }: SamplingSettings,
): Generator<readonly (readonly Draft[])[], SampleTrace, readonly (readonly Onward[])[]> {
  const keys = Array.from({ length: count }, (_, index) => foldIn(settings.key, index));
  const counters = { expanded: 0, scored: 0, impossible: 0 };
  let drafts = keys.map((_, id): Draft => ({
    id,
    parent: id,
    place,
    score: 0,
    sampleScore: 0,
    ended: null,
    steps: [],
  }));
  const advance = (draft: Draft, { steps, impossible }: Onward): Draft => {
    counters.expanded += 1;
    counters.scored += steps.length;
    counters.impossible += impossible;
    if (steps.length === 0) {
      if (draft.steps.length === 0) {
        throw new SearchError(
          'sample: nothing can follow the start; every first token has probability 0 or is not allowed',
        );
      }
      return { ...draft, ended: 'dead-end' };
    }
    const probabilities = filtered(
      steps.map(({ logProbability }) => logProbability),
      settings,
    );
    const drawn = fractionOf(keys[draft.id]!, draft.steps.length);
    const index = pick(probabilities, drawn);
    const { token, logProbability, place: next, leaf } = steps[index]!;
    const choices = steps.flatMap((step, i) =>
      probabilities[i]! > 0
        ? [{ token: step.token, logProbability: step.logProbability, probability: probabilities[i]! }]
        : [],
    );
    return {
      ...draft,
      place: next,
      score: draft.score + logProbability,
      sampleScore: draft.sampleScore + Math.log(probabilities[index]!),
      ended: endingOf(settings, token, next.prefix.length, leaf),
      steps: [...draft.steps, { token, logProbability, drawn, choices }],
    };
  };
  while (drafts.some(({ ended }) => ended === null)) {
    const answers = yield drafts.map((draft) => (draft.ended === null ? [draft] : []));
    drafts = drafts.map((draft, index) => (draft.ended === null ? advance(draft, answers[index]![0]!) : draft));
  }
  const sequences = drafts.map(({ place: { prefix }, score, sampleScore, ended, steps }) => ({
    tokens: prefix,
    score,
    sampleScore,
    ended: ended!,
    steps,
  }));
  return { method: 'sample', settings, sequences, counters };
}

/** A number in (0, 1) with 52 random bits: that of a key at a place of its stream. */
function fractionOf(key: Key, index: number): number {
  const [high, low] = foldIn(key, index);
  return (high * 2 ** 20 + (low >>> 12) + 0.5) * 2 ** -52;
}

/** The first position up to which the probabilities sum to more than the fraction. */
function pick(probabilities: readonly number[], fraction: number): number {
  let sum = 0;
  let last = 0;
  for (const [index, probability] of probabilities.entries()) {
    if (probability === 0) continue;
    sum += probability;
    last = index;
    if (sum > fraction) return index;
  }
  // The sum may be rounded to just below 1.
  return last;
}
