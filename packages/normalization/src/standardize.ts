import { add, mean, mul, reshape, rsqrt, type Shape, square, stopGradient, sub, type Value } from '@gradbook/core-ops';

import { requireEpsilon } from './checks.ts';

/** A value brought to mean 0 and variance 1, and the statistics that did it. */
export interface Standardized<V extends Value> {
  readonly output: V;
  /** The reduced axes are kept with length 1, here and below. */
  readonly mean: V;
  /** The population variance. */
  readonly variance: V;
  /** 1 / √(variance + epsilon). */
  readonly inverseDeviation: V;
}

/**
 * (x − mean) / √(variance + epsilon) with mean and population variance over axes: what every normalization here rests on.
 *
 * The elements are centred twice: what rounding left of the mean is taken off as well, so that a mean far larger than the
 * deviation costs no digits. That correction is zero but for rounding, and so are all its derivatives: it is left out of them.
 *
 * @param axes an axis or several; negative ones count from the end.
 * @throws ShapeError when an axis does not exist or there is nothing to average. RangeError for a negative epsilon.
 * @example
 * const { output, variance } = standardize(new Float64Tensor([2, 2], [1, 3, 10, 20]), 1, 0);
 * output.data; // [-1, 1, -1, 1]
 * variance.data; // [1, 25]
 */
export function standardize<V extends Value>(x: V, axes: number | readonly number[], epsilon: number): Standardized<V> {
  requireEpsilon('standardize', epsilon);
  const kept = { keepDims: true };
  const average = mean(x, axes, kept);
  const once = sub(x, average);
  const centred = sub(once, stopGradient(mean(once, axes, kept)));
  const variance = mean(square(centred), axes, kept);
  const inverseDeviation = rsqrt(add(variance, epsilon));
  return { output: mul(centred, inverseDeviation), mean: average, variance, inverseDeviation };
}

/** x · weight + bias, each brought to a shape first; a missing one is 1 or 0. */
export function affine<V extends Value>(
  x: V,
  weight: V | null | undefined,
  bias: V | null | undefined,
  shape: Shape,
): V {
  const scaled = weight ? mul(x, reshape(weight, shape)) : x;
  return bias ? add(scaled, reshape(bias, shape)) : scaled;
}
