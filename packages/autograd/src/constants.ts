import { concrete, Float64Tensor, type Shape, sizeOf, tensor, type Value } from '@gradbook/core-ops';

/** A floating-point constant of the same kind as another value: float64 beside float64, on the device beside a tensor. */
export function constantLike(like: Value, shape: Shape, data: Float64Array): Value {
  return concrete(like) instanceof Float64Tensor
    ? new Float64Tensor(shape, data)
    : tensor(Float32Array.from(data), [...shape]);
}

/** Zeros of a shape, of the same kind as another value. */
export function zerosLike(like: Value, shape: Shape = like.shape): Value {
  return constantLike(like, shape, new Float64Array(sizeOf(shape)));
}

/** Ones of a shape, of the same kind as another value. */
export function onesLike(like: Value, shape: Shape = like.shape): Value {
  return constantLike(like, shape, new Float64Array(sizeOf(shape)).fill(1));
}

/** A one at one place of a shape and zeros elsewhere, of the same kind as another value. */
export function oneHotLike(like: Value, position: number): Value {
  const data = new Float64Array(sizeOf(like.shape));
  data[position] = 1;
  return constantLike(like, like.shape, data);
}
