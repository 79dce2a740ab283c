import { foldIn } from '@gradbook/core-ops';

import { type SampleOptions, type SampleTrace, sampling, settleSampling } from '../sampling/sample.ts';
import type { Token } from '../space.ts';
import { type DecodeStep, type ModelCounters, type ModelOptions, runModel } from './run-model.ts';

/** What batched sampling takes: the options of `sample`, and how the model is called. Tokens are indices. */
export interface SampleBatchOptions extends ModelOptions, Omit<SampleOptions, 'allowed' | 'endToken'> {
  readonly length: number;
  readonly endToken?: number;
  /** Which tokens may follow the tokens so far of an input (from 0); `null` for any. */
  readonly allowed?: (prefix: readonly Token[], input: number) => Iterable<Token> | null;
}

/**
 * Draws sequences from a model on the device, `count` for each input of a batch, in step: the sampling and the options
 * of `sample`. Input i draws with the key folded with i. A step calls the model once and reads back once: the scores of
 * the `topK` best continuations of each sequence, or of all where `topK` is not given.
 *
 * @param step the model, see {@link DecodeStep}.
 * @param state the state before the first token, a row for each input.
 * @throws SearchError as `sample` does, and for a state or logits without the rows asked for.
 *
 * @example
 * const rows = float64([[-Infinity, 0], [0, -Infinity]]);
 * const step = (state: [], tokens: Value) => ({ logits: gather(rows, tokens), state });
 * const { traces } = await sampleBatch(step, [], {
 *   batch: 1, startToken: 0, length: 4, key: key(7), kind: 'float64',
 * });
 * traces[0].sequences[0].tokens; // [1, 0, 1, 0]
 */
export async function sampleBatch<S>(
  step: DecodeStep<S>,
  state: S,
  options: SampleBatchOptions,
): Promise<{ readonly traces: readonly SampleTrace[]; readonly counters: ModelCounters }> {
  const method = 'sampleBatch';
  const { allowed, ...rest } = options;
  const settled = settleSampling(method, { ...rest, ...(allowed ? { allowed: () => null } : {}) }, true);
  const { topK } = settled.trace;
  const runs = Array.from({ length: options.batch }, (_, input) =>
    sampling(
      { prefix: [], tree: undefined },
      { ...settled, trace: { ...settled.trace, key: foldIn(settled.trace.key, input) } },
    ),
  );
  const { results, counters } = await runModel(method, step, state, runs, options, {
    groups: settled.count,
    rowsPerGroup: 1,
    enough: () => (allowed ? null : topK),
    unnormalized: settled.trace.unnormalized,
    ...(allowed ? { allowed: (input: number) => (prefix: readonly Token[]) => allowed(prefix, input) } : {}),
  });
  return { traces: results, counters };
}
