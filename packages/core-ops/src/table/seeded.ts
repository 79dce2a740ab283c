import { Float64Tensor, sizeOf } from '../values/float64-tensor.ts';
import type { Shape } from '../values/value.ts';

/** Example values that are the same in every run, each of them a float32 number. */
export interface Seeded {
  /** Evenly spread in [low, high). */
  readonly uniform: (shape: Shape, low?: number, high?: number) => Float64Tensor;
  /** Normally distributed about a mean. */
  readonly normal: (shape: Shape, mean?: number, deviation?: number) => Float64Tensor;
  /** Whole numbers in [low, high). */
  readonly integers: (shape: Shape, low: number, high: number) => Float64Tensor;
  /** Distinct numbers in no order, at least `gap` apart: no ties for max, sorting and the like. */
  readonly distinct: (shape: Shape, gap?: number) => Float64Tensor;
}

const fill = (shape: Shape, make: () => number): Float64Tensor =>
  new Float64Tensor(
    shape,
    Float64Array.from({ length: sizeOf(shape) }, () => Math.fround(make())),
  );

/** A source of example values (mulberry32: small and good enough for examples; `random/` has the keys users see). */
export function seeded(seed: number): Seeded {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform: (shape, low = -1, high = 1) => fill(shape, () => low + (high - low) * next()),
    normal: (shape, mean = 0, deviation = 1) =>
      fill(shape, () => mean + deviation * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())),
    integers: (shape, low, high) => {
      const values = fill(shape, () => low + Math.floor((high - low) * next()));
      return new Float64Tensor(shape, values.data, 'int32');
    },
    distinct: (shape, gap = 0.25) => {
      const size = sizeOf(shape);
      const order = Float64Array.from({ length: size }, (_, i) => i);
      for (let i = size - 1; i > 0; i--) {
        const j = Math.floor(next() * (i + 1));
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      return new Float64Tensor(
        shape,
        order.map((rank) => Math.fround((rank - size / 2 + 0.2 * next()) * gap * 1.25)),
      );
    },
  };
}
