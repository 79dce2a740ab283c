import { type Shape, ShapeError, type Value } from '@gradbook/core-ops';

/** Axes `first`, `first` + 1, … of a value of this rank. */
export function axesFrom(first: number, rank: number): number[] {
  return Array.from({ length: Math.max(rank - first, 0) }, (_, index) => first + index);
}

/** Throws unless there are at least `rank` axes and none of them is empty. */
export function requireRank(operation: string, x: Value, rank: number, axes: string): void {
  if (x.shape.length < rank)
    throw new ShapeError(operation, [x.shape], `the input needs at least ${rank} axes: ${axes}`);
  if (x.shape.includes(0))
    throw new ShapeError(operation, [x.shape], 'there is nothing to average over an axis of length 0');
}

/** Throws unless a parameter or statistic, where there is one, has exactly this shape. */
export function requireShape(
  operation: string,
  name: string,
  value: Value | null | undefined,
  x: Value,
  shape: Shape,
): void {
  if (!value) return;
  if (value.shape.length === shape.length && value.shape.every((length, axis) => length === shape[axis])) return;
  throw new ShapeError(operation, [x.shape, value.shape], `${name} needs the shape [${shape.join(', ')}]`);
}

/** Throws for an epsilon that is negative or not finite. */
export function requireEpsilon(operation: string, epsilon: number): void {
  if (Number.isFinite(epsilon) && epsilon >= 0) return;
  throw new RangeError(`${operation}: epsilon is ${epsilon}; expected a finite number of at least 0, usually 1e-5`);
}

/** Throws for a momentum outside [0, 1]. */
export function requireMomentum(operation: string, momentum: number): void {
  if (momentum >= 0 && momentum <= 1) return;
  throw new RangeError(
    `${operation}: momentum is ${momentum}; expected a number from 0 to 1, or null for the cumulative average`,
  );
}

/** The shape [1, C, 1, …] in which a value per channel meets [N, C, …]. */
export function perChannel(x: Value): number[] {
  return x.shape.map((length, axis) => (axis === 1 ? length : 1));
}

/** The number of elements along these axes. */
export function countAlong(x: Value, axes: readonly number[]): number {
  return axes.reduce((count, axis) => count * x.shape[axis]!, 1);
}
