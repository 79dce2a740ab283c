import { Float64Tensor, key, normal, type Shape, sizeOf } from '@gradbook/core-ops';

/** Seeded normal numbers that float32 holds exactly. */
export function sample(shape: Shape, seed: number, scale = 1): Float64Tensor {
  const { data } = normal(key(seed), shape);
  return new Float64Tensor(
    shape,
    data.map((value) => Math.fround(value * scale)),
  );
}

/** Seeded classes, some of them replaced by another number. */
export function classesOf(shape: Shape, classes: number, ignored?: number): Float64Tensor {
  const data = Array.from({ length: sizeOf(shape) }, (_, i) =>
    ignored !== undefined && i % 3 === 1 ? ignored : (i * 7 + 2) % classes,
  );
  return new Float64Tensor(shape, data, 'int32');
}

/** The numbers of a value whose kind is known to be float64. */
export function numbers(value: unknown): number[] {
  if (!(value instanceof Float64Tensor)) throw new TypeError('not a float64 value');
  return [...value.data];
}
