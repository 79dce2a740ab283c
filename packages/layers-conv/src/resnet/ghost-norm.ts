import { mean, reshape, ShapeError, tile, type Value } from '@gradbook/core-ops';
import { batchNorm } from '@gradbook/normalization';

/**
 * Running statistics of a normalization, under PyTorch's names.
 *
 * @example
 * const state: RunningStatistics<Value> = { running_mean: float64([0]), running_var: float64([1]) };
 * state.running_mean.shape; // [1]
 */
export interface RunningStatistics<V extends Value> {
  readonly running_mean: V;
  readonly running_var: V;
}

/**
 * How {@link ghostBatchNorm} normalizes.
 *
 * @example
 * const options: GhostBatchNormOptions = { training: true, splits: 2 };
 * options.splits; // 2
 */
export interface GhostBatchNormOptions {
  /** Whether the statistics are the batch's (and the running ones move), or the running ones. */
  readonly training: boolean;
  /** Parts of the batch that are normalized each by itself; 1 unless given. */
  readonly splits?: number;
  /** How much a batch counts in the running statistics; 0.1 unless given. */
  readonly momentum?: number;
  /** Added to the variance; 1e-5 unless given. */
  readonly epsilon?: number;
}

/**
 * Ghost batch normalization: {@link batchNorm} of every part of a batch by itself, example n in part n mod `splits` (Hoffer, Hubara
 * and Soudry 2017). With one part it is batch normalization. In evaluation there are no parts.
 *
 * The running statistics move towards the average of the parts' statistics, each with its unbiased variance.
 *
 * @param params weight [C] and bias [C], each of which may be left out.
 * @param state running statistics, [C] each.
 * @param x [N, C, …].
 * @returns `output` of the shape of x, and the state after it, apart from all derivatives.
 * @throws ShapeError for a batch that the parts do not divide.
 * @example
 * const state = { running_mean: float64([0]), running_var: float64([1]) };
 * const x = float64([[1], [10], [3], [30]]);
 * const { output } = ghostBatchNorm({}, state, x, { training: true, splits: 2, epsilon: 0 });
 * output.data; // [-1, -1, 1, 1]
 */
export function ghostBatchNorm<V extends Value>(
  params: { readonly weight?: V | null; readonly bias?: V | null },
  state: RunningStatistics<V>,
  x: V,
  options: GhostBatchNormOptions,
): { readonly output: V; readonly state: RunningStatistics<V> } {
  const { training, splits = 1, momentum = 0.1, epsilon = 1e-5 } = options;
  const [batch = 0, channels = 0, ...features] = x.shape;
  if (!Number.isInteger(splits) || splits < 1 || (training && batch % splits !== 0)) {
    throw new ShapeError('ghostBatchNorm', [x.shape], `the batch of ${batch} must fall into ${splits} equal parts`);
  }
  const parts = training ? splits : 1;
  const repeat = (value: V): V => (parts === 1 ? value : tile(value, [parts]));
  const { weight, bias } = params;
  const found = batchNorm<V>(parts === 1 ? x : reshape(x, [batch / parts, parts * channels, ...features]), {
    training,
    momentum,
    epsilon,
    weight: weight ? repeat(weight) : null,
    bias: bias ? repeat(bias) : null,
    runningMean: repeat(state.running_mean),
    runningVariance: repeat(state.running_var),
  });
  const average = (statistic: V | null, before: V): V => {
    if (!training || !statistic) return before;
    return parts === 1 ? statistic : mean(reshape(statistic, [parts, channels]), 0);
  };
  return {
    output: parts === 1 ? found.output : reshape(found.output, x.shape),
    state: {
      running_mean: average(found.runningMean, state.running_mean),
      running_var: average(found.runningVariance, state.running_var),
    },
  };
}
