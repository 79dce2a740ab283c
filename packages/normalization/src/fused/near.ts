import { add, Float64Tensor, mean, mul, rsqrt, sub, type sum } from '@gradbook/core-ops';

import { block, mostParts } from './plan.ts';

/** float32's unit roundoff. */
export const u: number = 2 ** -24;
export const smallestNormal: number = 2 ** -126;
/** In a block, what was lost, two of the lanes, eight of the threads, the parts. */
export const roundings: number = block - 1 + 1 + 2 + 8 + mostParts;
export const kept: { readonly keepDims: true } = { keepDims: true };

export const gamma = (n: number): number => (n * u) / (1 - n * u);
export const sizesOf = ({ shape, data }: Float64Tensor): Float64Tensor => new Float64Tensor(shape, data.map(Math.abs));
/** Operands are broadcast. */
export const total = (...terms: readonly (Float64Tensor | number)[]): Float64Tensor =>
  terms.reduce((a, b) => add(a as Float64Tensor, b)) as Float64Tensor;

/** A number as computed: its exact value, and how far it may be from that. */
export interface Near {
  readonly value: Float64Tensor;
  readonly error: Float64Tensor;
}

export const exactly = (value: Float64Tensor): Near => ({ value, error: mul(value, 0) });
/** |a| + its error */
const reach = ({ value, error }: Near): Float64Tensor => add(sizesOf(value), error);
/** A product, rounded once; `count` more roundings are those of what it is made of. */
export function times(a: Near, b: Near, count = 1): Near {
  const moved = total(mul(sizesOf(a.value), b.error), mul(a.error, reach(b)));
  const value = mul(a.value, b.value);
  return { value, error: total(moved, mul(add(sizesOf(value), moved), count * u), smallestNormal) };
}
export function plus(a: Near, b: Near): Near {
  const value = add(a.value, b.value);
  const moved = add(a.error, b.error);
  return { value, error: total(moved, mul(add(sizesOf(value), moved), u), smallestNormal) };
}
export const minus = (a: Near, b: Near): Near => plus(a, { value: mul(b.value, -1), error: b.error });

/** The mean over axes (with `sum`, the sum), rounded as the kernels round. */
export function over(x: Near, axes: readonly number[], count: number, reduce: typeof mean | typeof sum = mean): Near {
  const relative = gamma(roundings) + gamma(count) ** 2 + 6 * u;
  return {
    value: reduce(x.value, axes, kept),
    error: total(reduce(x.error, axes, kept), mul(reduce(reach(x), axes, kept), relative), smallestNormal),
  };
}

/** 1/√(variance + ε): the root is convex, so it moves most towards 0; the sum and ε round once each, the root by 4u. */
export function inverseOf({ value, error }: Near, epsilon: number): Near {
  const under = add(value, epsilon);
  const low = sub(under, total(error, mul(total(under, error), 2 * u)));
  const inverse = rsqrt(under);
  const data = low.data.map((number, i) =>
    number <= 0 ? Infinity : 1 / Math.sqrt(number) - inverse.data[i]! + (4 * u) / Math.sqrt(number),
  );
  return { value: inverse, error: new Float64Tensor(low.shape, data) };
}
