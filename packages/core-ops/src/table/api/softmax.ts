import type { Value } from '../../values/value.ts';
import { normalizeAxis } from '../shapes.ts';
import * as table from '../softmax.ts';
import { apply } from '../support.ts';

/**
 * eˣⁱ / Σⱼ eˣʲ along an axis (the last by default), computed from x − max x, so that logits of any size are safe:
 * a value of the shape of x whose lines sum to 1.
 *
 * @throws ShapeError when the axis does not exist.
 * @example
 * softmax(float64([1e4, 1e4])).data; // [0.5, 0.5]
 */
export function softmax<V extends Value>(x: V, axis = -1): V {
  return apply(table.softmax, [x], { axis: normalizeAxis('softmax', axis, x.shape) });
}

/**
 * xᵢ − log Σⱼ eˣʲ along an axis (the last by default), computed from x − max x: the logarithm of {@link softmax} without
 * its underflow.
 *
 * @throws ShapeError when the axis does not exist.
 * @example
 * logSoftmax(float64([0, -1e4])).data; // [0, -10000]
 */
export function logSoftmax<V extends Value>(x: V, axis = -1): V {
  return apply(table.logSoftmax, [x], { axis: normalizeAxis('logSoftmax', axis, x.shape) });
}
