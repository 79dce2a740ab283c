import type { Value } from '../../values/value.ts';
import type { Operation } from '../operation.ts';
import * as table from '../reductions.ts';
import { normalizeAxes, normalizeAxis } from '../shapes.ts';
import { apply } from '../support.ts';
import { sub } from './binary.ts';
import { reshape } from './layout.ts';
import { square } from './unary.ts';

/** What a reduction leaves of the axes it reduces. */
export interface ReductionOptions {
  /** Keep the reduced axes with length 1 instead of removing them. */
  readonly keepDims?: boolean;
}

/** The axes to reduce, one or several; negative ones count from the end. */
export type Axes = number | readonly number[];

function reduce<V extends Value>(
  operation: Operation<table.ReductionAttributes>,
  x: V,
  axes: Axes | undefined,
  { keepDims = false }: ReductionOptions,
): V {
  return apply(operation, [x], { axes: normalizeAxes(operation.name, axes, x.shape), keepDims });
}

/**
 * The sum over axes (all of them by default), compensated: its error does not grow with the number of terms.
 * No elements sum to 0. Int32 stays int32, bool is counted as int32.
 *
 * @param axes an axis or several; negative ones count from the end.
 * @throws ShapeError when an axis does not exist or is named twice.
 * @example
 * sum(float64([[1, 2], [3, 4]]), 0).data; // [4, 6]
 */
export function sum<V extends Value>(x: V, axes?: Axes, options: ReductionOptions = {}): V {
  return reduce(table.sum, x, axes, options);
}

/**
 * The arithmetic mean over axes (all of them by default), in floats; axes and errors as for {@link sum}.
 *
 * @throws ShapeError also when there is nothing to average.
 * @example
 * mean(float64([[1, 2], [3, 4]]), -1).data; // [1.5, 3.5]
 */
export function mean<V extends Value>(x: V, axes?: Axes, options: ReductionOptions = {}): V {
  return reduce(table.mean, x, axes, options);
}

/**
 * The product over axes (all of them by default); axes and errors as for {@link sum}. The product of nothing is 1.
 *
 * @example
 * prod(float64([2, 3, 4])).data; // [24]
 */
export function prod<V extends Value>(x: V, axes?: Axes, options: ReductionOptions = {}): V {
  return reduce(table.prod, x, axes, options);
}

/**
 * The largest element over axes (all of them by default); NaN where there is one. Axes and errors as for {@link mean}.
 *
 * @example
 * max(float64([[1, 5], [7, 3]]), 1).data; // [5, 7]
 */
export function max<V extends Value>(x: V, axes?: Axes, options: ReductionOptions = {}): V {
  return reduce(table.max, x, axes, options);
}

/**
 * The smallest element over axes (all of them by default); NaN where there is one. Axes and errors as for {@link mean}.
 *
 * @example
 * min(float64([[1, 5], [7, 3]]), 1).data; // [1, 3]
 */
export function min<V extends Value>(x: V, axes?: Axes, options: ReductionOptions = {}): V {
  return reduce(table.min, x, axes, options);
}

/**
 * log Σ eˣ over axes (all of them by default) as m + log Σ e^(x − m) with m the largest element, so that it neither
 * overflows nor vanishes; axes and errors as for {@link mean}.
 *
 * @example
 * logSumExp(float64([1000, 1000])).data[0]; // 1000.6931471805599
 */
export function logSumExp<V extends Value>(x: V, axes?: Axes, options: ReductionOptions = {}): V {
  return reduce(table.logSumExp, x, axes, options);
}

/**
 * The index, as int32, of the largest element along an axis, which is removed. Ties go to the lowest index; a NaN counts
 * as largest, as in PyTorch.
 *
 * @throws ShapeError when the axis does not exist or is empty.
 * @example
 * argMax(float64([[1, 5], [7, 3]])).data; // [1, 0]
 */
export function argMax<V extends Value>(x: V, axis = -1): V {
  return apply(table.argMax, [x], { axis: normalizeAxis('argMax', axis, x.shape) });
}

/**
 * The index, as int32, of the smallest element along an axis; a NaN counts as smallest. Otherwise as {@link argMax}.
 *
 * @example
 * argMin(float64([[1, 5], [7, 3]])).data; // [0, 1]
 */
export function argMin<V extends Value>(x: V, axis = -1): V {
  return apply(table.argMin, [x], { axis: normalizeAxis('argMin', axis, x.shape) });
}

/** Which elements a running sum holds. */
export interface CumsumOptions {
  /** Leave the element at each position out of its own sum: the first is 0. */
  readonly exclusive?: boolean;
  /** Sum from the end of the axis. */
  readonly reverse?: boolean;
}

/**
 * The running sum yᵢ = x₀ + … + xᵢ along an axis, compensated: a value of the shape of x.
 *
 * @throws ShapeError when the axis does not exist.
 * @example
 * cumsum(float64([1, 2, 3]), 0, { reverse: true }).data; // [6, 5, 3]
 */
export function cumsum<V extends Value>(
  x: V,
  axis = -1,
  { exclusive = false, reverse = false }: CumsumOptions = {},
): V {
  return apply(table.cumsum, [x], { axis: normalizeAxis('cumsum', axis, x.shape), exclusive, reverse });
}

/** The first two moments of a distribution. */
export interface Moments<V extends Value> {
  readonly mean: V;
  /** The population variance: the mean of the squared distances, divided by n and not by n − 1. */
  readonly variance: V;
}

/**
 * Mean and population variance over axes: mean = Σx / n, variance = Σ(x − mean)² / n. Both have the reduced shape.
 *
 * The elements are centred twice, once about the mean and once about what rounding left of it (the corrected two-pass
 * algorithm: Chan, Golub and LeVeque 1983), so that a large mean costs the variance no digits.
 * A function over `mean`, `sub` and `square`: its derivatives are theirs.
 *
 * @throws ShapeError when an axis does not exist or there is nothing to average.
 * @example
 * moments(float64([1, 2, 3, 4])).variance.data; // [1.25]
 */
export function moments<V extends Value>(x: V, axes?: Axes, { keepDims = false }: ReductionOptions = {}): Moments<V> {
  const kept = mean(x, axes, { keepDims: true });
  const once = sub(x, kept);
  const centred = sub(once, mean(once, axes, { keepDims: true }));
  const variance = mean(square(centred), axes, { keepDims });
  return { mean: keepDims ? kept : reshape(kept, variance.shape), variance };
}
