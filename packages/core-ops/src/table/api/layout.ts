import type { Shape, Value } from '../../values/value.ts';
import * as table from '../layout.ts';
import { ShapeError } from '../operation.ts';
import { normalizeAxes, normalizeAxis } from '../shapes.ts';
import { apply } from '../support.ts';

/**
 * The same elements, in row-major order, in another shape.
 *
 * @param shape the new lengths; one of them may be −1 and is worked out.
 * @throws ShapeError when the shapes do not hold equally many elements.
 * @example
 * reshape(float64([[1, 2], [3, 4]]), [-1]).shape; // [4]
 */
export function reshape<V extends Value>(x: V, shape: Shape): V {
  const open = shape.indexOf(-1);
  if (open < 0) return apply(table.reshape, [x], { shape: [...shape] });
  const known = shape.reduce((size, length, axis) => (axis === open ? size : size * length), 1);
  const size = x.shape.reduce((product, length) => product * length, 1);
  const length = size / known;
  if (!Number.isInteger(length) || length < 0) {
    throw new ShapeError('reshape', [x.shape], `${size} elements cannot be arranged as [${shape.join(', ')}]`);
  }
  return apply(table.reshape, [x], { shape: shape.map((own, axis) => (axis === open ? length : own)) });
}

/**
 * A new axis of length 1 at a position of the result.
 *
 * @example
 * expandDims(float64([1, 2]), -1).shape; // [2, 1]
 */
export function expandDims<V extends Value>(x: V, axis = 0): V {
  const at = normalizeAxis('expandDims', axis, [...x.shape, 1]);
  return reshape(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
}

/**
 * The value without axes of length 1: those named, or all of them.
 *
 * @throws ShapeError when a named axis does not exist or has another length.
 * @example
 * squeeze(float64([[[1], [2]]])).shape; // [2]
 */
export function squeeze<V extends Value>(x: V, axes?: number | readonly number[]): V {
  const chosen = normalizeAxes('squeeze', axes, x.shape).filter((axis) => axes !== undefined || x.shape[axis] === 1);
  const long = chosen.find((axis) => x.shape[axis] !== 1);
  if (long !== undefined) {
    throw new ShapeError('squeeze', [x.shape], `axis ${long} has length ${x.shape[long]}, and only 1 can be left out`);
  }
  return reshape(
    x,
    x.shape.filter((_, axis) => !chosen.includes(axis)),
  );
}

/**
 * The axes in another order: axis i of the result is axis permutation[i] of x. Without a permutation they are reversed.
 *
 * @throws ShapeError when the permutation does not name each axis once.
 * @example
 * transpose(float64([[1, 2], [3, 4]])).data; // [1, 3, 2, 4]
 */
export function transpose<V extends Value>(x: V, permutation?: readonly number[]): V {
  const rank = x.shape.length;
  const order =
    permutation?.map((axis) => (axis < 0 ? axis + rank : axis)) ?? x.shape.map((_, axis) => rank - 1 - axis);
  return apply(table.transpose, [x], { permutation: order });
}

/**
 * The elements in reverse order along axes (all of them by default).
 *
 * @throws ShapeError when an axis does not exist or is named twice.
 * @example
 * reverse(float64([1, 2, 3])).data; // [3, 2, 1]
 */
export function reverse<V extends Value>(x: V, axes?: number | readonly number[]): V {
  return apply(table.reverse, [x], { axes: normalizeAxes('reverse', axes, x.shape) });
}

/**
 * The block that begins at `begin` and has lengths `size`; a size of −1 reaches to the end of its axis.
 *
 * @throws ShapeError when the block does not lie within x.
 * @example
 * slice(float64([[1, 2, 3], [4, 5, 6]]), [0, 1], [2, -1]).data; // [2, 3, 5, 6]
 */
export function slice<V extends Value>(x: V, begin: readonly number[], size: readonly number[]): V {
  const lengths = size.map((length, axis) => (length === -1 ? (x.shape[axis] ?? 0) - (begin[axis] ?? 0) : length));
  return apply(table.slice, [x], { begin: [...begin], size: lengths });
}

/**
 * The value within a frame: paddings[i] = [before, after] elements of `value` on axis i.
 *
 * @throws ShapeError unless there is a pair of whole numbers for every axis.
 * @example
 * pad(float64([1, 2]), [[1, 2]]).data; // [0, 1, 2, 0, 0]
 */
export function pad<V extends Value>(
  x: V,
  paddings: readonly (readonly [before: number, after: number])[],
  value = 0,
): V {
  return apply(table.pad, [x], {
    paddings: paddings.map(([before, after]): [number, number] => [before, after]),
    value,
  });
}

/**
 * Values one after another along an axis; their other lengths must be equal.
 *
 * @throws ShapeError when there is no value, no such axis, or other lengths differ.
 * @example
 * concat([float64([1, 2]), float64([3])]).data; // [1, 2, 3]
 */
export function concat<V extends Value>(values: readonly V[], axis = 0): V {
  const [first] = values;
  if (!first) throw new ShapeError('concat', [], 'it takes at least one value');
  return apply(table.concat, values, { axis: normalizeAxis('concat', axis, first.shape) });
}

/**
 * Values of one shape along a new axis: stack([x, y]) has shape [2, …x.shape].
 *
 * @throws ShapeError when there is no value or the shapes differ.
 * @example
 * stack([float64([1, 2]), float64([3, 4])], -1).data; // [1, 3, 2, 4]
 */
export function stack<V extends Value>(values: readonly V[], axis = 0): V {
  const [first] = values;
  if (!first) throw new ShapeError('stack', [], 'it takes at least one value');
  if (values.some((value) => value.shape.join() !== first.shape.join())) {
    throw new ShapeError(
      'stack',
      values.map((value) => value.shape),
      'all shapes must be equal',
    );
  }
  const at = normalizeAxis('stack', axis, [...first.shape, 1]);
  return concat(
    values.map((value) => expandDims(value, at)),
    at,
  );
}

/**
 * Consecutive parts along an axis: equally long ones where `parts` is their number, else of the lengths given.
 *
 * @throws ShapeError when the axis cannot be divided so.
 * @example
 * split(float64([1, 2, 3]), [1, 2])[1].data; // [2, 3]
 */
export function split<V extends Value>(x: V, parts: number | readonly number[], axis = 0): V[] {
  const at = normalizeAxis('split', axis, x.shape);
  const length = x.shape[at]!;
  const lengths = typeof parts === 'number' ? Array.from({ length: parts }, () => length / parts) : parts;
  if (
    lengths.some((own) => !Number.isInteger(own) || own < 0) ||
    lengths.reduce((total, own) => total + own, 0) !== length
  ) {
    const asked = typeof parts === 'number' ? `${parts} equal parts` : `parts of lengths [${parts.join(', ')}]`;
    throw new ShapeError('split', [x.shape], `axis ${at} of length ${length} cannot be divided into ${asked}`);
  }
  let start = 0;
  return lengths.map((own) => {
    const begin = x.shape.map((_, i) => (i === at ? start : 0));
    start += own;
    return slice(
      x,
      begin,
      x.shape.map((full, i) => (i === at ? own : full)),
    );
  });
}

/**
 * x repeated along axes of length 1 and new leading axes, by NumPy's rule.
 *
 * @throws ShapeError when x does not broadcast to the shape.
 * @example
 * broadcastTo(float64([1, 2]), [2, 2]).data; // [1, 2, 1, 2]
 */
export function broadcastTo<V extends Value>(x: V, shape: Shape): V {
  return apply(table.broadcastTo, [x], { shape: [...shape] });
}

/**
 * The whole of x repeated: repetitions[i] times along axis i.
 *
 * @throws ShapeError unless there is a whole number for every axis.
 * @example
 * tile(float64([1, 2]), [2]).data; // [1, 2, 1, 2]
 */
export function tile<V extends Value>(x: V, repetitions: readonly number[]): V {
  return apply(table.tile, [x], { repetitions: [...repetitions] });
}
