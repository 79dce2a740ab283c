import { search } from '../engine.ts';
import { type BeamSearchOptions, settle } from '../options.ts';
import { asListed, beamStrategy } from '../search.ts';
import type { Token } from '../space.ts';
import type { Ending, SearchTrace } from '../trace.ts';
import { type DecodeStep, type ModelCounters, type ModelOptions, runModel } from './run-model.ts';

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
  const method = 'beamSearchBatch';
  const { allowed, trace = false, ...rest } = options;
  const settings = settle(method, true, { ...rest, ...(allowed ? { allowed: () => null } : {}) }, options.beamWidth);
  const { groups = 1, diversity = 0 } = settings;
  const width = options.beamWidth / groups;
  const runs = Array.from({ length: options.batch }, () =>
    search({ prefix: [], tree: undefined }, settings, beamStrategy(settings), Infinity, asListed),
  );
  const { results, counters } = await runModel(method, step, state, runs, options, {
    groups,
    rowsPerGroup: width,
    // Diversity lowers the scores of at most B − B/G tokens, in every row; all others keep their order.
    enough: (rows) =>
      trace || allowed
        ? null
        : (settings.finished === 'refill' ? 2 : 1) * width + (diversity > 0 ? rows * (options.beamWidth - width) : 0),
    unnormalized: settings.unnormalized,
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
