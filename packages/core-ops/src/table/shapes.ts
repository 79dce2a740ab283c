import { sizeOf } from '../values/float64-tensor.ts';
import type { Shape } from '../values/value.ts';
import { ShapeError } from './operation.ts';

/**
 * The shape that several shapes broadcast to by NumPy's rule: aligned at the last axis, two lengths fit when they are
 * equal or one of them is 1.
 *
 * @param operation the name that an error reports.
 * @throws ShapeError when two lengths neither agree nor are 1.
 * @example
 * broadcastShapes('add', [[2, 1], [3]]); // [2, 3]
 */
export function broadcastShapes(operation: string, shapes: readonly Shape[]): Shape {
  // Mostly nothing is repeated, and this is asked for at every operation.
  const [first] = shapes;
  if (first && shapes.every((shape) => sameShape(shape, first))) return first;
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result: number[] = Array.from({ length: rank }, () => 1);
  for (const shape of shapes) {
    for (let i = 0; i < shape.length; i++) {
      const axis = rank - shape.length + i;
      const length = shape[i]!;
      if (length === 1 || length === result[axis]) continue;
      if (result[axis] !== 1) {
        throw new ShapeError(
          operation,
          shapes,
          `aligned at the last axis, lengths must be equal or 1, but ${result[axis]} meets ${length}`,
        );
      }
      result[axis] = length;
    }
  }
  return result;
}

/**
 * An axis counted from the front: −1 is the last one.
 *
 * @throws ShapeError when the shape has no such axis.
 * @example
 * normalizeAxis('sum', -1, [2, 3]); // 1
 */
export function normalizeAxis(operation: string, axis: number, shape: Shape): number {
  const rank = shape.length;
  const front = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || front < 0 || front >= rank) {
    const rule =
      rank === 0 ? 'a scalar has no axes' : `the axis must be an integer from ${-rank} to ${rank - 1}, not ${axis}`;
    throw new ShapeError(operation, [shape], rule);
  }
  return front;
}

/**
 * Axes counted from the front, in ascending order; all of them where none are named.
 *
 * @throws ShapeError when an axis does not exist or is named twice.
 * @example
 * normalizeAxes('sum', [-1, 0], [2, 3, 4]); // [0, 2]
 */
export function normalizeAxes(operation: string, axes: number | readonly number[] | undefined, shape: Shape): number[] {
  if (axes === undefined) return shape.map((_, axis) => axis);
  const named = (typeof axes === 'number' ? [axes] : axes).map((axis) => normalizeAxis(operation, axis, shape));
  if (new Set(named).size < named.length) {
    throw new ShapeError(operation, [shape], `the axes [${String(axes)}] name one axis twice`);
  }
  return named.sort((a, b) => a - b);
}

/** The shape left when axes (counted from the front) are reduced: removed, or kept with length 1. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  const reduced = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return keepDims ? reduced : reduced.filter((_, axis) => !axes.includes(axis));
}

/** How far apart neighbours along each axis lie in a row-major array. */
export function stridesOf(shape: Shape): number[] {
  const strides: number[] = Array.from({ length: shape.length }, () => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** Strides that read `shape` as if it were `target`, the shape it broadcasts to: 0 along repeated axes. */
export function broadcastStrides(shape: Shape, target: Shape): number[] {
  const own = stridesOf(shape);
  const missing = target.length - shape.length;
  return target.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : own[axis - missing]!));
}

/** For every element of `shape`, in order, the position offset + Σ coordinate · stride. */
export function stridedPositions(shape: Shape, strides: readonly number[], offset = 0): Int32Array {
  const positions = new Int32Array(sizeOf(shape));
  const coordinates = shape.map(() => 0);
  let position = offset;
  for (let i = 0; i < positions.length; i++) {
    positions[i] = position;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position += strides[axis]!;
      coordinates[axis]!++;
      if (coordinates[axis]! < shape[axis]!) break;
      position -= strides[axis]! * shape[axis]!;
      coordinates[axis] = 0;
    }
  }
  return positions;
}

/** A shape seen from one axis: `outer` blocks of `length` steps of `inner` neighbouring elements. */
export interface AxisView {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** How an axis lies in a row-major array. */
export function viewAxis(shape: Shape, axis: number): AxisView {
  return {
    outer: sizeOf(shape.slice(0, axis)),
    length: shape[axis]!,
    inner: sizeOf(shape.slice(axis + 1)),
  };
}

/** Fails unless the operation got as many inputs as it takes. */
export function expectInputs(operation: string, shapes: readonly Shape[], count: number): void {
  if (shapes.length !== count) throw new ShapeError(operation, shapes, `it takes ${count} inputs`);
}

/** Whether two shapes are the same. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}
