import { add, mean, mul, reshape, rsqrt, ShapeError, sizeOf, square, type Value } from '@gradbook/core-ops';

import { axesFrom, countAlong, perChannel, requireEpsilon, requireRank, requireShape } from './checks.ts';
import type { NormAttributes } from './fused/attributes.ts';
import { normalizeFused } from './fused/normalize.ts';
import { affine, standardize } from './standardize.ts';

/** γ and β, and what is added to the variance. */
export interface NormOptions<V extends Value> {
  /** γ; left out, 1. */
  readonly weight?: V | null;
  /** β; left out, 0. */
  readonly bias?: V | null;
  /** Default 1e-5. */
  readonly epsilon?: number;
  /**
   * Whether kernels for the whole normalization may be used where its values are on the device; true unless given. False for one
   * operation after the other.
   */
  readonly fused?: boolean;
}

/**
 * Layer normalization: y = (x − μ) / √(σ² + ε) · γ + β with μ and the population variance σ² over the last axes, for every
 * position of the others (Ba, Kiros and Hinton 2016).
 *
 * @param x [others…, normalizedShape…].
 * @param normalizedShape the lengths of the last axes, over which the statistics are taken; a number stands for one axis.
 * @param options `weight` and `bias` have the shape `normalizedShape`.
 * @returns a value of the shape of x.
 * @throws ShapeError when x does not end in `normalizedShape`, or the parameters do not have it. RangeError for an
 * epsilon below 0.
 * @example
 * const x = new Float64Tensor([2, 2], [1, 3, 10, 20]);
 * layerNorm(x, 2, { epsilon: 0 }).data; // [-1, 1, -1, 1]
 */
export function layerNorm<V extends Value>(
  x: V,
  normalizedShape: number | readonly number[],
  { weight, bias, epsilon = 1e-5, fused = true }: NormOptions<V> = {},
): V {
  const { shape, axes } = lastAxes('layerNorm', x, normalizedShape);
  requireEpsilon('layerNorm', epsilon);
  requireShape('layerNorm', 'weight', weight, x, shape);
  requireShape('layerNorm', 'bias', bias, x, shape);
  const options = { sizes: sizesOfRows(x, axes), over: 'example', centred: true, epsilon } as const;
  const byKernels = fused && normalizeFused(x, weight, bias, options);
  return byKernels ? byKernels.output : affine(standardize(x, axes, epsilon).output, weight, bias, shape);
}

/**
 * Group normalization: the channels in `groups` groups of neighbours, μ and the population variance σ² over each group and its features,
 * per example; γ and β per channel (Wu and He 2018). One group is layer normalization over channels and features, a
 * group for each channel is instance normalization.
 *
 * @param x [N, C, features…] or [N, C].
 * @param groups a divisor of C.
 * @param options `weight` and `bias` have shape [C].
 * @returns a value of the shape of x.
 * @throws ShapeError when `groups` does not divide C, or the parameters are not [C]. RangeError for an epsilon below 0.
 * @example
 * const x = new Float64Tensor([1, 4], [1, 3, 10, 20]);
 * groupNorm(x, 2, { epsilon: 0 }).data; // [-1, 1, -1, 1]
 */
export function groupNorm<V extends Value>(
  x: V,
  groups: number,
  { weight, bias, epsilon = 1e-5, fused = true }: NormOptions<V> = {},
): V {
  requireRank('groupNorm', x, 2, '[N, C, features…]');
  requireEpsilon('groupNorm', epsilon);
  const [examples, channels, ...features] = x.shape as readonly [number, number, ...number[]];
  if (!Number.isSafeInteger(groups) || groups < 1 || channels % groups !== 0) {
    throw new ShapeError('groupNorm', [x.shape], `${channels} channels cannot be divided into ${groups} equal groups`);
  }
  requireShape('groupNorm', 'weight', weight, x, [channels]);
  requireShape('groupNorm', 'bias', bias, x, [channels]);
  const sizes = [examples, groups, channels / groups, sizeOf(features)] as const;
  const byKernels = fused && normalizeFused(x, weight, bias, { sizes, over: 'example', centred: true, epsilon });
  if (byKernels) return byKernels.output;
  const grouped = reshape(x, [examples, groups, channels / groups, ...features]);
  const { output } = standardize(grouped, axesFrom(2, x.shape.length + 1), epsilon);
  return affine(reshape(output, x.shape), weight, bias, perChannel(x));
}

/**
 * Root-mean-square normalization: y = x / √(mean(x²) + ε) · γ over the last axes, without centring (Zhang and Sennrich 2019).
 *
 * @param x [others…, normalizedShape…].
 * @param normalizedShape as in {@link layerNorm}.
 * @param options `weight` has the shape `normalizedShape`; `epsilon` is 2⁻²³ by default, float32's spacing at 1, as in PyTorch.
 * @returns a value of the shape of x.
 * @throws as {@link layerNorm} does.
 * @example
 * const x = new Float64Tensor([1, 2], [2, -2]);
 * rmsNorm(x, 2, { epsilon: 0, weight: new Float64Tensor([2], [5, 10]) }).data; // [5, -10]
 */
export function rmsNorm<V extends Value>(
  x: V,
  normalizedShape: number | readonly number[],
  { weight, epsilon = 2 ** -23, fused = true }: Omit<NormOptions<V>, 'bias'> = {},
): V {
  const { shape, axes } = lastAxes('rmsNorm', x, normalizedShape);
  requireEpsilon('rmsNorm', epsilon);
  requireShape('rmsNorm', 'weight', weight, x, shape);
  const options = { sizes: sizesOfRows(x, axes), over: 'example', centred: false, epsilon } as const;
  const byKernels = fused && normalizeFused(x, weight, null, options);
  if (byKernels) return byKernels.output;
  const inverse = rsqrt(add(mean(square(x), axes, { keepDims: true }), epsilon));
  return affine(mul(x, inverse), weight, null, shape);
}

/** x as rows of the elements along its last axes. */
function sizesOfRows(x: Value, axes: readonly number[]): NormAttributes['sizes'] {
  const features = countAlong(x, axes);
  return [sizeOf(x.shape) / features, 1, features, 1];
}

function lastAxes(
  operation: string,
  x: Value,
  normalizedShape: number | readonly number[],
): { shape: readonly number[]; axes: number[] } {
  const shape = typeof normalizedShape === 'number' ? [normalizedShape] : normalizedShape;
  requireRank(operation, x, Math.max(shape.length, 1), '[others…, normalizedShape…]');
  const first = x.shape.length - shape.length;
  if (shape.length === 0 || shape.some((length, index) => x.shape[first + index] !== length)) {
    throw new ShapeError(operation, [x.shape], `the input has to end in the normalized shape [${shape.join(', ')}]`);
  }
  return { shape, axes: axesFrom(first, x.shape.length) };
}
