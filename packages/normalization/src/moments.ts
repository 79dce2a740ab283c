import { type Moments, moments, type ReductionOptions, type Value } from '@gradbook/core-ops';

import { axesFrom, requireRank } from './checks.ts';

/**
 * Mean and population variance over examples and features, one of each per channel: what batch normalization divides by
 * (Ioffe and Szegedy 2015).
 *
 * @param x [N, C, features…] or [N, C].
 * @returns two values of shape [C]; with `keepDims`, [1, C, 1, …].
 * @throws ShapeError for fewer than two axes, or an axis of length 0.
 * @example
 * const x = new Float64Tensor([2, 2, 2], [1, 2, 0, 0, 3, 6, 0, 4]);
 * batchMoments(x).mean.data; // [3, 1]
 * batchMoments(x).variance.data; // [3.5, 3]
 */
export function batchMoments<V extends Value>(x: V, options: ReductionOptions = {}): Moments<V> {
  requireRank('batchMoments', x, 2, '[N, C, features…]');
  return moments(x, [0, ...axesFrom(2, x.shape.length)], options);
}

/**
 * Mean and population variance over channels and features, one of each per example: what layer normalization divides by
 * (Ba, Kiros and Hinton 2016).
 *
 * @param x [N, C, features…] or [N, C].
 * @returns two values of shape [N]; with `keepDims`, [N, 1, 1, …].
 * @throws ShapeError for fewer than two axes, or an axis of length 0.
 * @example
 * const x = new Float64Tensor([2, 2, 2], [1, 2, 0, 1, 3, 6, 0, 3]);
 * layerMoments(x).mean.data; // [1, 3]
 * layerMoments(x).variance.data; // [0.5, 4.5]
 */
export function layerMoments<V extends Value>(x: V, options: ReductionOptions = {}): Moments<V> {
  requireRank('layerMoments', x, 2, '[N, C, features…]');
  return moments(x, axesFrom(1, x.shape.length), options);
}

/**
 * Mean and population variance over features, one of each per example and channel: what instance normalization divides
 * by (Ulyanov, Vedaldi and Lempitsky 2016).
 *
 * @param x [N, C, features…].
 * @returns two values of shape [N, C]; with `keepDims`, [N, C, 1, …].
 * @throws ShapeError for fewer than three axes, or an axis of length 0.
 * @example
 * const x = new Float64Tensor([1, 2, 2], [1, 3, 0, 8]);
 * instanceMoments(x).mean.data; // [2, 4]
 * instanceMoments(x).variance.data; // [1, 16]
 */
export function instanceMoments<V extends Value>(x: V, options: ReductionOptions = {}): Moments<V> {
  requireRank('instanceMoments', x, 3, '[N, C, features…]');
  return moments(x, axesFrom(2, x.shape.length), options);
}
