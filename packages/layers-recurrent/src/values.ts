import { concrete, Float64Tensor, type Shape, ShapeError, sizeOf, tensor, type Value } from '@gradbook/core-ops';

/** A constant of the same kind as another value: float64 beside float64, on the device beside a tensor. */
export function filledLike<V extends Value>(like: V, shape: Shape, element: number): V {
  const data = new Float32Array(sizeOf(shape)).fill(element);
  const made = concrete(like) instanceof Float64Tensor ? new Float64Tensor(shape, data) : tensor(data, [...shape]);
  // A constant among traced values is a Value as they are.
  return made as Value as V;
}

/** Zeros of the same kind as another value. */
export function zerosLike<V extends Value>(like: V, shape: Shape): V {
  return filledLike(like, shape, 0);
}

/** Throws unless a value has exactly this shape. */
export function requireShape(operation: string, name: string, value: Value, shape: Shape): void {
  if (value.shape.length === shape.length && value.shape.every((length, axis) => length === shape[axis])) return;
  throw new ShapeError(operation, [value.shape], `${name} needs the shape [${shape.join(', ')}]`);
}
