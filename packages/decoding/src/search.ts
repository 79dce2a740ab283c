import { type Arrange, type Node, runSearch, type Selection, type Strategy } from './engine.ts';
import { type BeamSearchOptions, type SearchOptions, settle } from './options.ts';
import { SearchError, type SearchSpace } from './space.ts';
import type { SearchSettings, SearchTrace } from './trace.ts';

export const asListed: Arrange = (equals) => equals;
const defaultLimit = 1_000_000;

/**
 * Beam search: keeps the k best partial sequences after each token.
 *
 * The score of a sequence is ln p(w_1 … w_T) = Σ_t ln p(w_t | w_1 … w_{t-1}), summed in float64, first token first.
 * Step t extends each kept sequence by each token that can follow and keeps the k best of all of them. Equal scores
 * (also those that only rounding tells apart) go to the sequence listed first in the space, and are reported in
 * `ties`; {@link beamSearchOutcomes} gives what the other choices would have led to.
 *
 * With an end token two definitions are usual, see {@link BeamSearchOptions}: `finished: 'keep'` and
 * `finished: 'refill'` (the latter is the rule of Wolf et al., Transformers, 2020).
 *
 * With `groups` and `diversity` it is the diverse beam search of Vijayakumar et al., 2016 (algorithm 1, Hamming
 * diversity): the penalties prune; the hypotheses of all groups are ranked by ln p, each once.
 *
 * @returns every candidate of every step with its score, parent, rank and fate, and the hypotheses, best first.
 * @throws SearchError for a beam width or length below 1 or not whole, a score that is NaN or, unless
 * `unnormalized`, positive, an empty space, a token listed twice.
 *
 * @example
 * const tree = {
 *   red: { logProbability: -0.5, next: { car: { logProbability: -2 }, bus: { logProbability: -2.5 } } },
 *   big: { logProbability: -1, next: { car: { logProbability: -0.2 }, bus: { logProbability: -3 } } },
 * };
 * const trace = beamSearch(tree, { beamWidth: 2, length: 2 });
 * trace.hypotheses[0].tokens; // ['big', 'car']
 * trace.hypotheses[0].score; // -1.2
 * trace.hypotheses[1].score; // -2.5
 * trace.steps[1].candidates.length; // 4
 */
export function beamSearch(space: SearchSpace, options: BeamSearchOptions): SearchTrace {
  const settings = settle('beamSearch', typeof space === 'function', options, options.beamWidth);
  return runSearch(space, settings, beamStrategy(settings), defaultLimit, asListed, options.allowed);
}

/**
 * Greedy decoding: the likeliest next token, each time. It is the beam search of width 1, and leaves the same trace.
 *
 * @throws SearchError as {@link beamSearch} does.
 *
 * @example
 * const tree = {
 *   red: { logProbability: -0.5, next: { car: { logProbability: -2 } } },
 *   big: { logProbability: -1, next: { car: { logProbability: -0.2 } } },
 * };
 * greedy(tree, { length: 2 }).hypotheses[0].tokens; // ['red', 'car']
 */
export function greedy(space: SearchSpace, options: SearchOptions = {}): SearchTrace {
  const settings = settle('greedy', typeof space === 'function', options, 1);
  return runSearch(
    space,
    settings,
    { ...beamStrategy(settings), method: 'greedy' },
    defaultLimit,
    asListed,
    options.allowed,
  );
}

/** What an exhaustive search takes. */
export interface ExhaustiveOptions extends SearchOptions {
  /** The most continuations to score before giving up with an error; default 1 000 000. */
  readonly limit?: number;
}

/**
 * Scores every sequence and ranks them: the truth that greedy and beam search are measured against.
 * There are up to N^T sequences of T tokens from a vocabulary of N.
 *
 * @returns a trace in which every candidate is kept; `hypotheses` are all complete sequences, or the `nBest` best.
 * @throws SearchError as {@link beamSearch} does, and when there is more to score than `limit`.
 *
 * @example
 * const coin = () => [
 *   { token: 'heads', logProbability: Math.log(0.75) },
 *   { token: 'tails', logProbability: Math.log(0.25) },
 * ];
 * const trace = exhaustive(coin, { length: 3 });
 * trace.hypotheses.length; // 8
 * trace.hypotheses[0].tokens; // ['heads', 'heads', 'heads']
 */
export function exhaustive(space: SearchSpace, options: ExhaustiveOptions = {}): SearchTrace {
  const settings = settle('exhaustive', typeof space === 'function', options, null);
  const limit = options.limit ?? defaultLimit;
  if (!(limit >= 1)) throw new SearchError(`exhaustive: limit is ${limit}; expected a number of at least 1`);
  const strategy: Strategy = {
    method: 'exhaustive',
    select: (ranked) => ({
      beam: ranked.filter((node) => !node.ended),
      aside: ranked.filter((node) => node.ended),
      stop: false,
    }),
    matters: () => false,
  };
  return runSearch(space, settings, strategy, limit, asListed, options.allowed);
}

/** The pruning of a beam search, as the settings say. */
export function beamStrategy(settings: SearchSettings): Strategy {
  const width = settings.beamWidth! / (settings.groups ?? 1);
  if (settings.finished === 'keep') {
    return {
      method: 'beam',
      select: (ranked) => ({ beam: ranked.slice(0, width), aside: [], stop: false }),
      matters: (_, run) => run.start < width && width < run.end,
    };
  }
  const select = (ranked: readonly Node[], asideSoFar: number): Selection => {
    const beam: Node[] = [];
    const aside: Node[] = [];
    for (const [index, node] of ranked.slice(0, 2 * width).entries()) {
      if (node.ended === 'end-token' || node.ended === 'leaf') {
        if (index < width) aside.push(node);
      } else if (beam.length < width) {
        beam.push(node);
      }
    }
    return { beam, aside, stop: asideSoFar + aside.length >= width };
  };
  return {
    method: 'beam',
    select,
    matters: (ranked, run) => {
      const { beam, aside } = select(ranked, 0);
      const kept = new Set([...beam, ...aside]);
      const equals = ranked.slice(run.start, run.end);
      const split = equals.some((node) => kept.has(node)) && equals.some((node) => !kept.has(node));
      // At the k-th rank a finished hypothesis counts before the boundary and not behind it.
      return split || (run.start < width && width < run.end && equals.some((node) => node.ended));
    },
  };
}
