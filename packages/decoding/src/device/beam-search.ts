import { search } from '../engine.ts';
import { type BeamSearchOptions, settle } from '../options.ts';
import { asListed, beamStrategy } from '../search.ts';
import type { Token } from '../space.ts';
import type { Ending, SearchTrace } from '../trace.ts';
import {
  callUnread,
  type DecodeStep,
  type Layout,
  type ModelCounters,
  type ModelOptions,
  runModel,
} from './run-model.ts';

/** What a batched beam search takes: the options of `beamSearch`, and how the model is called. Tokens are indices. */
export interface BeamSearchBatchOptions extends ModelOptions, Omit<BeamSearchOptions, 'allowed' | 'endToken'> {
  readonly length: number;
  readonly endToken?: number;
  /** Which tokens may follow the tokens so far of an input (from 0); `null` for any. All scores are then read back. */
  readonly allowed?: (prefix: readonly Token[], input: number) => Iterable<Token> | null;
  /** Whether to return complete traces; all scores are then read back, [rows, vocabulary] a step. Default false. */
  readonly trace?: boolean;
}

/** A sequence found for an input. */
export interface BatchHypothesis {
  readonly rank: number;
  readonly tokens: readonly number[];
  /** ln p(tokens): float32 log-probabilities summed in float64. */
  readonly score: number;
  readonly rankingScore: number;
  readonly ended: Ending;
}

/** What was found for one input. */
export interface BatchResult {
  /** Best first; `nBest` of them. */
  readonly hypotheses: readonly BatchHypothesis[];
  /** As `beamSearch` leaves it; present on request. */
  readonly trace?: SearchTrace;
}

/**
 * Beam search over a model on the device, for a batch of inputs at once: the search, the definitions and the options
 * of `beamSearch`.
 *
 * Each step calls the model once for all prefixes of all inputs. The device computes ln softmax(logits), adds the
 * scores so far and finds the best continuations of each beam (topK: B looks at B·N scores); only those are read back,
 * in one read a step. Scores are summed in float64, and the rows of the state are gathered by parent. All tensors made
 * on the way are freed; the initial state stays the caller's.
 *
 * @param step the model, see {@link DecodeStep}; float64 values are taken as well as tensors on the device.
 * @param state the state before the first token, a row for each input.
 * @returns the hypotheses by input, and what the search cost.
 * @throws SearchError as `beamSearch` does, and for a state or logits without the rows asked for.
 *
 * @example
 * // The next token is the last one plus 1 with probability 0.7 or plus 2 with 0.3, modulo 3; no state is needed.
 * const rows = float64([[0, 0.7, 0.3], [0.3, 0, 0.7], [0.7, 0.3, 0]]);
 * const step = (state: [], tokens: Value) => ({ logits: log(gather(rows, tokens)), state });
 * const { results, counters } = await beamSearchBatch(step, [], {
 *   batch: 2, startToken: [0, 1], beamWidth: 2, length: 3, kind: 'float64',
 * });
 * results[0].hypotheses[0].tokens; // [1, 2, 0]
 * results[1].hypotheses[0].tokens; // [2, 0, 1]
 * counters.readbacks; // 3
 */
export async function beamSearchBatch<S>(
  step: DecodeStep<S>,
  state: S,
  options: BeamSearchBatchOptions,
): Promise<{ readonly results: readonly BatchResult[]; readonly counters: ModelCounters }> {
  const { allowed, trace = false } = options;
  const settings = settingsOf(options);
  const runs = Array.from({ length: options.batch }, () =>
    search({ prefix: [], tree: undefined }, settings, beamStrategy(settings), Infinity, asListed),
  );
  const { results, counters } = await runModel(method, step, state, runs, options, {
    ...layoutOf(options, settings),
    ...(allowed ? { allowed: (input: number) => (prefix: readonly Token[]) => allowed(prefix, input) } : {}),
  });
  return {
    results: results.map((found) => ({
      hypotheses: found.hypotheses.map(({ rank, tokens, score, rankingScore, ended }) => ({
        rank,
        tokens: tokens.map(Number),
        score,
        rankingScore,
        ended,
      })),
      ...(trace ? { trace: found } : {}),
    })),
    counters,
  };
}

/**
 * Gives the device the work of {@link beamSearchBatch}, one call of the model before the first token and one after it, and reads
 * nothing: within `warmUp` of `@gradbook/core-ops` it compiles what the search will need.
 *
 * @param step and `state` and `options`, those of the search.
 * @throws SearchError as {@link beamSearchBatch} does.
 *
 * @example
 * const rows = float64([[0, 0.7, 0.3], [0.3, 0, 0.7], [0.7, 0.3, 0]]);
 * let calls = 0;
 * const step = (state: [], tokens: Value) => {
 *   calls += 1;
 *   return { logits: log(gather(rows, tokens)), state };
 * };
 * warmUpBeamSearch(step, [], { batch: 2, startToken: 0, beamWidth: 2, length: 3, kind: 'float64' });
 * calls; // 2
 */
export function warmUpBeamSearch<S>(step: DecodeStep<S>, state: S, options: BeamSearchBatchOptions): void {
  callUnread(method, step, state, options, layoutOf(options, settingsOf(options)));
}

const method = 'beamSearchBatch';

function settingsOf({ allowed, ...rest }: BeamSearchBatchOptions): ReturnType<typeof settle> {
  return settle(method, true, { ...rest, ...(allowed ? { allowed: () => null } : {}) }, rest.beamWidth);
}

/** How prefixes are laid out in rows, and how many of their continuations are read. */
function layoutOf(
  { allowed, trace = false, beamWidth }: BeamSearchBatchOptions,
  { groups = 1, diversity = 0, finished, unnormalized }: ReturnType<typeof settle>,
): Layout {
  const width = beamWidth / groups;
  return {
    groups,
    rowsPerGroup: width,
    // Diversity lowers the scores of at most B − B/G tokens, in every row; all others keep their order.
    enough: (rows) =>
      trace || allowed
        ? null
        : (finished === 'refill' ? 2 : 1) * width + (diversity > 0 ? rows * (beamWidth - width) : 0),
    unnormalized,
  };
}
