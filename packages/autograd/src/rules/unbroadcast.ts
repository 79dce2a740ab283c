import { reshape, type Shape, sum, type Value } from '@gradbook/core-ops';

/**
 * The transpose of broadcasting: a cotangent of the broadcast shape summed over every axis along which `shape` was
 * repeated.
 */
export function unbroadcast(cotangent: Value, shape: Shape): Value {
  const missing = cotangent.shape.length - shape.length;
  const axes = cotangent.shape.flatMap((length, axis) =>
    axis < missing || (shape[axis - missing] === 1 && length !== 1) ? [axis] : [],
  );
  const summed = axes.length > 0 ? sum(cotangent, axes) : cotangent;
  return summed.shape.length === shape.length ? summed : reshape(summed, shape);
}
