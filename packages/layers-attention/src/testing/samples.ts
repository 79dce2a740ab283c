import {
  type Float64Tensor,
  key,
  type MappedTree,
  type Shape,
  toNested,
  treeMap,
  uniform,
  type Value,
} from '@gradbook/core-ops';

/** Numbers on (−size, size) that float32 holds exactly. */
export function sample(seed: number, shape: Shape, size = 1): Float64Tensor {
  return uniform(key(seed), shape, { low: -size, high: size });
}

/** Parameters of the same names and shapes, none of them 0 or 1 any more. */
export function shaken<T extends object>(params: T, seed: number): T {
  let next = seed * 1000;
  return treeMap(params, (value) => sample(next++, (value as Float64Tensor).shape)) as unknown as T;
}

/** A tree of float64 values as one of values of another kind; parameters that are left out stay so. */
export function lifted<T extends object>(tree: T, lift: (value: Float64Tensor) => Value): MappedTree<T, Value> {
  return treeMap(tree, lift as (leaf: unknown) => Value) as MappedTree<T, Value>;
}

/** The rows of a matrix. */
export function rowsOf(value: Float64Tensor): number[][] {
  return toNested(value) as number[][];
}

/** The matrices of a value of three axes. */
export function matricesOf(value: Float64Tensor): number[][][] {
  return toNested(value) as number[][][];
}

/** The largest |a − b|; infinite for different shapes. */
export function distance(a: Float64Tensor, b: Float64Tensor): number {
  if (String(a.shape) !== String(b.shape)) return Infinity;
  return a.data.reduce((most, value, i) => {
    const apart = Math.abs(value - b.data[i]!);
    return Number.isNaN(apart) ? Infinity : Math.max(most, apart);
  }, 0);
}

/**
 * What two float64 computations of the same formula may differ by: sums of up to a few hundred products of numbers around 1,
 * one after another, each step rounded by 2⁻⁵³.
 */
export const rounding: number = 1000 * 2 ** -53;
