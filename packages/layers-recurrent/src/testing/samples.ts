import { float64, type Float64Tensor, key, reshape, type Shape, slice, toNested, uniform } from '@gradbook/core-ops';

import type { RecurrentParameters } from '../layers/parameters.ts';

/** Numbers on (−size, size) that float32 holds exactly. */
export function sample(seed: number, shape: Shape, size = 1): Float64Tensor {
  return uniform(key(seed), shape, { low: -size, high: size });
}

/** Rows of a matrix, or the numbers of a vector. */
export function rowsOf(value: Float64Tensor): number[][] {
  return toNested(value) as number[][];
}

/** The identity matrix. */
export function identity(n: number): Float64Tensor {
  return float64(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => Number(i === j))));
}

/** Row t of a matrix. */
export function rowAt(x: Float64Tensor, t: number): Float64Tensor {
  return reshape(slice(x, [t, 0], [1, -1]), [x.shape[1]!]);
}

/** The largest |a − b|; infinite for different shapes. */
export function distance(a: Float64Tensor, b: Float64Tensor): number {
  if (String(a.shape) !== String(b.shape)) return Infinity;
  return a.data.reduce((most, value, i) => {
    const apart = Math.abs(value - b.data[i]!);
    return Number.isNaN(apart) ? Infinity : Math.max(most, apart);
  }, 0);
}

/** Parameters of a stack, each a little different. */
export function sampleParameters(
  seed: number,
  gates: { readonly input: number; readonly hidden: number },
  sizes: {
    readonly inputs: number;
    readonly hidden: number;
    readonly layers?: number;
    readonly bidirectional?: boolean;
    readonly bias?: boolean;
    readonly projection?: number;
    /** Elements are on (−size, size). */
    readonly size?: number;
  },
): RecurrentParameters<Float64Tensor> {
  const { inputs, hidden, layers = 1, bidirectional = false, bias = true, projection, size = 1 } = sizes;
  const output = projection ?? hidden;
  const params: Record<string, Float64Tensor> = {};
  let next = seed * 1000;
  for (let layer = 0; layer < layers; layer++) {
    for (const reverse of bidirectional ? ['', '_reverse'] : ['']) {
      const suffix = `_l${layer}${reverse}`;
      const features = layer === 0 ? inputs : output * (bidirectional ? 2 : 1);
      params[`weight_ih${suffix}`] = sample(next++, [gates.input * hidden, features], size);
      params[`weight_hh${suffix}`] = sample(next++, [gates.hidden * hidden, output], size);
      if (bias) {
        params[`bias_ih${suffix}`] = sample(next++, [gates.input * hidden], size);
        params[`bias_hh${suffix}`] = sample(next++, [gates.hidden * hidden], size);
      }
      if (projection) params[`weight_hr${suffix}`] = sample(next++, [projection, hidden], size);
    }
  }
  return params;
}
