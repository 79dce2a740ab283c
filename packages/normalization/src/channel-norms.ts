import { add, mean, mul, reshape, rsqrt, ShapeError, sizeOf, stopGradient, sub, type Value } from '@gradbook/core-ops';

import {
  axesFrom,
  countAlong,
  perChannel,
  requireEpsilon,
  requireMomentum,
  requireRank,
  requireShape,
} from './checks.ts';
import { normalizeFused, normalizeGivenFused } from './fused/normalize.ts';
import { affine, standardize } from './standardize.ts';

/** Parameters and running statistics of one number per channel: each has shape [C], or is left out. */
interface ChannelOptions<V extends Value> {
  /** γ; left out, 1. */
  readonly weight?: V | null;
  /** β; left out, 0. */
  readonly bias?: V | null;
  readonly runningMean?: V | null;
  readonly runningVariance?: V | null;
  /**
   * How much the batch counts in the new running statistics, (1 − momentum) · old + momentum · batch; default 0.1.
   * With `null` they are the average over all batches so far, which needs `numBatchesTracked`.
   */
  readonly momentum?: number | null;
  /** Batches already in the running statistics; used when the momentum is `null`. Default 0. */
  readonly numBatchesTracked?: number;
  /** Added to the variance; default 1e-5. */
  readonly epsilon?: number;
  /**
   * Whether kernels for the whole normalization may be used where its values are on the device; true unless given. False for one
   * operation after the other.
   */
  readonly fused?: boolean;
}

/** What {@link batchNorm} takes. */
export interface BatchNormOptions<V extends Value> extends ChannelOptions<V> {
  /** True: the statistics of this batch, and the running ones move towards them. False: the running statistics. */
  readonly training: boolean;
  /**
   * Whose running statistics. `'pytorch'` (default): momentum weighs the batch, whose variance is unbiased (n − 1).
   * `'onnx'`: momentum weighs the old value (default 0.9), and the variance is the population's (n).
   */
  readonly convention?: 'pytorch' | 'onnx';
}

/** What {@link instanceNorm} takes. */
export interface InstanceNormOptions<V extends Value> extends ChannelOptions<V> {
  /** True (default): the statistics of each example. False: the running statistics. */
  readonly useInputStatistics?: boolean;
}

/** A normalized value and the running statistics after it; `null` where none were given. */
export interface ChannelNormalized<V extends Value> {
  readonly output: V;
  readonly runningMean: V | null;
  readonly runningVariance: V | null;
  /** Batches in the running statistics now. */
  readonly numBatchesTracked: number;
}

/**
 * Batch normalization: y = (x − μ) / √(σ² + ε) · γ + β with μ and the population variance σ² over examples and features,
 * per channel (Ioffe and Szegedy 2015).
 *
 * In training the statistics are the batch's, and new running statistics are returned, apart from all derivatives. Otherwise they
 * are the running ones; without running statistics the batch's are used in both cases, as PyTorch's
 * `track_running_stats=False` does.
 *
 * @param x [N, C, features…] or [N, C].
 * @returns `output` of the shape of x; the running statistics, [C].
 * @throws ShapeError for parameters that are not [C], or when an unbiased variance of a single value is asked for.
 * RangeError for an epsilon below 0 or a momentum outside [0, 1]. TypeError for one running statistic without the other.
 * @example
 * const x = new Float64Tensor([2, 1, 2], [1, 2, 3, 6]);
 * const zero = new Float64Tensor([1], [0]);
 * const { output, runningMean, runningVariance } = batchNorm(x, {
 *   training: true,
 *   runningMean: zero,
 *   runningVariance: zero,
 *   momentum: 0.5,
 *   epsilon: 0.5,
 * });
 * output.data; // [-1, -0.5, 0, 1.5]
 * runningMean?.data; // [1.5]
 * runningVariance?.data[0].toFixed(4); // '2.3333'
 */
export function batchNorm<V extends Value>(x: V, options: BatchNormOptions<V>): ChannelNormalized<V> {
  const { training, convention = 'pytorch' } = options;
  requireRank('batchNorm', x, 2, '[N, C, features…]');
  const axes = [0, ...axesFrom(2, x.shape.length)];
  return normalizeChannels('batchNorm', x, axes, options, training, convention);
}

/**
 * Instance normalization: batch normalization of every example by itself, with μ and σ² over its features, per example
 * and channel (Ulyanov, Vedaldi and Lempitsky 2016). Running statistics, where given, move towards the examples' average,
 * as in PyTorch.
 *
 * @param x [N, C, features…].
 * @returns `output` of the shape of x; the running statistics, [C].
 * @throws as {@link batchNorm} does.
 * @example
 * const x = new Float64Tensor([1, 2, 2], [1, 3, 0, 8]);
 * instanceNorm(x, { epsilon: 0 }).output.data; // [-1, 1, -1, 1]
 */
export function instanceNorm<V extends Value>(x: V, options: InstanceNormOptions<V> = {}): ChannelNormalized<V> {
  requireRank('instanceNorm', x, 3, '[N, C, features…]');
  const axes = axesFrom(2, x.shape.length);
  return normalizeChannels('instanceNorm', x, axes, options, options.useInputStatistics ?? true, 'pytorch');
}

function normalizeChannels<V extends Value>(
  operation: string,
  x: V,
  axes: readonly number[],
  options: ChannelOptions<V>,
  ownStatistics: boolean,
  convention: 'pytorch' | 'onnx',
): ChannelNormalized<V> {
  const { weight, bias, epsilon = 1e-5, numBatchesTracked = 0, fused = true } = options;
  const runningMean = options.runningMean ?? null;
  const runningVariance = options.runningVariance ?? null;
  requireEpsilon(operation, epsilon);
  for (const [name, value] of Object.entries({ weight, bias, runningMean, runningVariance })) {
    requireShape(operation, name, value, x, [x.shape[1]!]);
  }
  if ((runningMean === null) !== (runningVariance === null)) {
    const [given, missing] = runningMean ? ['runningMean', 'runningVariance'] : ['runningVariance', 'runningMean'];
    throw new TypeError(`${operation}: ${given} was given without ${missing}; give both, or neither`);
  }
  if (!ownStatistics && runningMean && runningVariance) {
    const byKernels = fused
      ? normalizeGivenFused(x, runningMean, runningVariance, { weight, bias, epsilon })
      : undefined;
    const output = byKernels ?? withRunningStatistics(x, runningMean, runningVariance, options, epsilon);
    return { output, runningMean, runningVariance, numBatchesTracked };
  }
  const [examples = 0, channels = 0, ...features] = x.shape;
  const sizes = [examples, channels, 1, sizeOf(features)] as const;
  const over = axes.includes(0) ? 'batch' : 'example';
  const byKernels = fused ? normalizeFused(x, weight, bias, { sizes, over, centred: true, epsilon }) : undefined;
  const { output, mean: meanOf, variance: varianceOf } = byKernels ?? byOperations(x, axes, options, epsilon);
  if (!ownStatistics || !runningMean || !runningVariance) {
    return { output, runningMean, runningVariance, numBatchesTracked };
  }
  const count = countAlong(x, axes);
  if (convention === 'pytorch' && count < 2) {
    throw new ShapeError(
      operation,
      [x.shape],
      'the running variance is unbiased, divided by n − 1, and there is a single value per channel to take it from',
    );
  }
  const fresh = freshWeight(operation, options.momentum, numBatchesTracked, convention);
  const unbiased = convention === 'pytorch' ? count / (count - 1) : 1;
  // Per example where the statistics are (instance normalization): their average counts. For a batch that is itself.
  const perChannelOnly = (statistic: V): V => mean(reshape(stopGradient(statistic), [-1, channels]), 0);
  const move = (old: V, statistic: V, factor: number): V =>
    add(mul(old, 1 - fresh), mul(perChannelOnly(statistic), fresh * factor));
  return {
    output,
    runningMean: move(runningMean, meanOf(), 1),
    runningVariance: move(runningVariance, varianceOf(), unbiased),
    numBatchesTracked: numBatchesTracked + 1,
  };
}

function withRunningStatistics<V extends Value>(
  x: V,
  runningMean: V,
  runningVariance: V,
  { weight, bias }: ChannelOptions<V>,
  epsilon: number,
): V {
  const shape = perChannel(x);
  const centred = sub(x, reshape(runningMean, shape));
  const output = mul(centred, reshape(rsqrt(add(runningVariance, epsilon)), shape));
  return affine(output, weight, bias, shape);
}

/** The same as kernels give, operation by operation. */
function byOperations<V extends Value>(
  x: V,
  axes: readonly number[],
  { weight, bias }: ChannelOptions<V>,
  epsilon: number,
): { readonly output: V; readonly mean: () => V; readonly variance: () => V } {
  const { output, mean, variance } = standardize(x, axes, epsilon);
  return { output: affine(output, weight, bias, perChannel(x)), mean: () => mean, variance: () => variance };
}

/** The weight of this batch in the new running statistics. */
function freshWeight(
  operation: string,
  momentum: number | null | undefined,
  numBatchesTracked: number,
  convention: 'pytorch' | 'onnx',
): number {
  if (momentum === null) {
    if (Number.isSafeInteger(numBatchesTracked) && numBatchesTracked >= 0) return 1 / (numBatchesTracked + 1);
    throw new RangeError(
      `${operation}: numBatchesTracked is ${numBatchesTracked}; expected the number of batches so far, a whole number`,
    );
  }
  const given = momentum ?? (convention === 'onnx' ? 0.9 : 0.1);
  requireMomentum(operation, given);
  return convention === 'onnx' ? 1 - given : given;
}
