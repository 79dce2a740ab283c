import { type Float64Tensor, fromFloat64, key, normal, type Shape } from '@gradbook/core-ops';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';

/** Normal random numbers that every contestant gets alike: numbers of float32. */
export interface Input {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
  /** On tfjs's device; the caller frees it. */
  readonly onDevice: () => Tensor;
  /** The same numbers with the axes in another order, for libraries with another layout; the caller frees it. */
  readonly transposed: (order: readonly number[]) => Tensor;
}

/** Inputs by shape, the same in every run. */
export function inputsOf(...shapes: readonly Shape[]): Input[] {
  return shapes.map((shape, index) => inputOf(normal(key(index), shape)));
}

function inputOf(value: Float64Tensor): Input {
  const data = Float32Array.from(value.data);
  return {
    shape: value.shape,
    data,
    onDevice: () => fromFloat64(value),
    transposed: (order) => {
      const strides = value.shape.map((_, axis) => value.shape.slice(axis + 1).reduce((a, b) => a * b, 1));
      const shape = order.map((axis) => value.shape[axis]!);
      const at = shape.map(() => 0);
      const moved = Float32Array.from({ length: data.length }, () => {
        const element = data[order.reduce((sum, axis, i) => sum + strides[axis]! * at[i]!, 0)]!;
        for (let i = at.length - 1; i >= 0; i--) {
          at[i]! += 1;
          if (at[i]! < shape[i]!) break;
          at[i] = 0;
        }
        return element;
      });
      return tensor(moved, shape);
    },
  };
}
