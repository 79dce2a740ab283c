import {
  add,
  concrete,
  Float64Tensor,
  matmul,
  reshape,
  type Shape,
  ShapeError,
  sizeOf,
  tensor,
  type Value,
} from '@gradbook/core-ops';

/** A constant of the same kind as another value: float64 beside float64, on the device beside a tensor. */
export function constantLike<V extends Value>(
  like: V,
  shape: Shape,
  element: (index: number) => number,
  dtype: 'float' | 'int32' | 'bool' = 'float',
): V {
  const data = Array.from({ length: sizeOf(shape) }, (_, index) => element(index));
  const made =
    concrete(like) instanceof Float64Tensor
      ? new Float64Tensor(shape, data, dtype === 'float' ? 'float64' : dtype)
      : tensor(data, [...shape], dtype === 'float' ? 'float32' : dtype);
  // A constant among traced values is a Value as they are.
  return made as Value as V;
}

/** Throws unless a value has exactly this shape. */
export function requireShape(operation: string, name: string, value: Value, shape: Shape): void {
  if (value.shape.length === shape.length && value.shape.every((length, axis) => length === shape[axis])) return;
  throw new ShapeError(operation, [value.shape], `${name} needs the shape [${shape.join(', ')}]`);
}

/** The rows and columns of a matrix among the parameters. */
export function matrixSizes(operation: string, name: string, { shape }: Value): readonly [number, number] {
  const [rows, columns] = shape;
  if (shape.length === 2 && rows !== undefined && columns !== undefined) return [rows, columns];
  throw new ShapeError(operation, [shape], `${name} must be a matrix`);
}

/** The length of a vector among the parameters. */
export function vectorSize(operation: string, name: string, { shape }: Value): number {
  const [length] = shape;
  if (shape.length === 1 && length !== undefined) return length;
  throw new ShapeError(operation, [shape], `${name} must be a vector`);
}

/** x Wᵀ (+ b) over the last axis: [..., n] → [..., m] with W [m, n], as one product of matrices. */
export function affine<V extends Value>(x: V, weight: V, bias?: V | undefined): V {
  const [outputs = 0, inputs = 0] = weight.shape;
  const rows = x.shape.length === 2 ? x : reshape(x, [-1, inputs]);
  const product = matmul(rows, weight, { transposeB: true });
  const moved = bias ? add(product, bias) : product;
  return x.shape.length === 2 ? moved : reshape(moved, [...x.shape.slice(0, -1), outputs]);
}

/** Σ_i weights_i · values_i for one query of each example: [N, S] and [N, S, D] → [N, D]. */
export function mixtureOf<V extends Value>(weights: V, values: V): V {
  const [batch = 0, keys = 0, features = 0] = values.shape;
  return reshape(matmul(reshape(weights, [batch, 1, keys]), values), [batch, features]);
}

/** A single example as a batch of one, and how to take the axis away again. */
export function batchOfOne<V extends Value>(x: V): V {
  return reshape(x, [1, ...x.shape]);
}

/** The only example of a batch of one. */
export function onlyExample<V extends Value>(x: V): V {
  return reshape(x, x.shape.slice(1));
}
