import { sizeOf } from '../../values/float64-tensor.ts';
import type { Value } from '../../values/value.ts';
import * as table from '../indexing.ts';
import { normalizeAxis } from '../shapes.ts';
import { apply, constantLike } from '../support.ts';
import { add } from './binary.ts';
import { reshape } from './layout.ts';

/**
 * The entries of x at positions along an axis: shape x.shape[…axis] + indices.shape + x.shape[axis + 1…].
 * gather(table, words) is an embedding lookup.
 *
 * @param indices whole numbers from 0 to the axis' length − 1, of the same kind as x (float64, or int32 on the device).
 * @throws ShapeError when the axis does not exist.
 * @throws RangeError for an index outside the axis, when x is a float64 value. On the device indices are not read back:
 * an index outside gives NaN (for int32 values −2³¹), never a neighbour's entry.
 * @example
 * gather(float64([[1, 2], [3, 4]]), float64([1, 0, 1])).data; // [3, 4, 1, 2, 3, 4]
 */
export function gather<V extends Value>(x: V, indices: Value, axis = 0): V {
  return apply(table.gather, [x, indices], { axis: normalizeAxis('gather', axis, x.shape) });
}

/**
 * gather's transpose: zeros of shape updates.shape[…axis] + [length] + updates.shape[axis + indices.rank…], to which each
 * update is added at its index. Updates of one index are summed, in order and compensated, the same in every run.
 *
 * @throws ShapeError when the updates' lengths from the axis on are not those of the indices.
 * @throws RangeError for an index outside [0, length), when updates are a float64 value; on the device its update is left out.
 * @example
 * scatterAdd(float64([1, 2, 4]), float64([0, 2, 0]), 0, 3).data; // [5, 0, 2]
 */
export function scatterAdd<V extends Value>(updates: V, indices: Value, axis: number, length: number): V {
  const indexRank = indices.shape.length;
  // A scalar index takes an axis away, so that the result has an axis that the updates do not.
  const results = [...updates.shape.slice(0, updates.shape.length - indexRank), 1];
  return apply(table.scatterAdd, [updates, indices], {
    axis: normalizeAxis('scatterAdd', axis, results),
    length,
    indexRank,
  });
}

/**
 * 1 at each index along a new last axis, else 0: shape indices.shape + [depth], in floats. An index outside [0, depth)
 * gives zeros alone, so that −1 can stand for "none".
 *
 * @throws ShapeError when the depth is no whole number.
 * @example
 * oneHot(float64([2, 0]), 3).data; // [0, 0, 1, 1, 0, 0]
 */
export function oneHot<V extends Value>(indices: V, depth: number): V {
  return apply(table.oneHot, [indices], { depth });
}

/** The largest entries and where they are. */
export interface TopK<V extends Value> {
  readonly values: V;
  /** Positions along the last axis, as int32. */
  readonly indices: V;
}

/**
 * The k largest entries along the last axis in descending order, and their positions: both of shape x.shape with the
 * last length k. Ties go to the lower position; NaN counts as largest.
 *
 * Derivatives flow through the values, which are gathered from x; the indices are constants.
 *
 * @throws ShapeError when x is a scalar or k is not from 0 to the last length.
 * @example
 * topK(float64([1, 5, 3]), 2).values.data; // [5, 3]
 */
export function topK<V extends Value>(x: V, k: number): TopK<V> {
  const indices = apply<V, table.TopKAttributes>(table.topKIndices, [x], { k });
  const length = x.shape.at(-1)!;
  const size = sizeOf(x.shape);
  const rows = length === 0 ? 0 : size / length;
  const starts = Array.from({ length: rows }, (_, r) => r * length);
  const flat = reshape(indices, [rows, k]);
  const positions = add(flat, constantLike(indices, starts, [rows, 1], 'int32'));
  const values = gather(reshape(x, [size]), positions, 0);
  return { values: reshape(values, indices.shape), indices };
}
