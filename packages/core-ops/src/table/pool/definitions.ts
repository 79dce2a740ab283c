import { type Float64Tensor, sizeOf } from '../../values/float64-tensor.ts';
import type { Shape } from '../../values/value.ts';
import { compensatedSum } from '../definitions.ts';
import { type AveragePoolAttributes, divisors, type PoolAttributes, poolPositions } from './geometry.ts';

// The definitions go plane by plane: all but the last axes are one.

/** How many planes of some spatial size there are. */
function planesOf(shape: Shape, spatial: readonly number[]): number {
  return sizeOf(shape.slice(0, shape.length - spatial.length));
}

/** Where each window's largest element is in its plane: the first of equal ones; NaN counts as larger than all. */
export function maxPositions(x: Float64Tensor, attributes: PoolAttributes): Float64Array {
  const windows = poolPositions(attributes);
  const plane = sizeOf(attributes.input);
  const found = new Float64Array(planesOf(x.shape, attributes.input) * windows.length);
  for (let i = 0; i < found.length; i++) {
    const start = Math.floor(i / windows.length) * plane;
    const [first, ...rest] = windows[i % windows.length]!;
    let best = first!;
    for (const position of rest) {
      const [value, largest] = [x.data[start + position]!, x.data[start + best]!];
      if (value > largest || (Number.isNaN(value) && !Number.isNaN(largest))) best = position;
    }
    found[i] = best;
  }
  return found;
}

/** y[n, o] = x[n, position[n, o]] */
export function select(x: Float64Tensor, positions: Float64Array, { input, output }: PoolAttributes): Float64Array {
  const [plane, pooled] = [sizeOf(input), sizeOf(output)];
  return positions.map((position, i) => x.data[Math.floor(i / pooled) * plane + position]!);
}

/** x̄[n, p] = Σ ȳ[n, o] over the o whose position is p, and how many these are. */
export function scatter(
  cotangent: Float64Array,
  positions: Float64Array,
  { input, output }: PoolAttributes,
): { readonly sum: Float64Array; readonly terms: Float64Array } {
  const [plane, pooled] = [sizeOf(input), sizeOf(output)];
  const size = pooled === 0 ? 0 : (cotangent.length / pooled) * plane;
  const [sum, terms] = [new Float64Array(size), new Float64Array(size)];
  for (const [i, position] of positions.entries()) {
    const at = Math.floor(i / pooled) * plane + position;
    sum[at]! += cotangent[i]!;
    terms[at]!++;
  }
  return { sum, terms };
}

/** The sum over each window of f(x), divided by the window's divisor. */
export function average(
  x: Float64Tensor,
  attributes: AveragePoolAttributes,
  f: (element: number) => number = (element) => element,
): Float64Array {
  const windows = poolPositions(attributes);
  const by = divisors(attributes);
  const plane = sizeOf(attributes.input);
  const results = new Float64Array(planesOf(x.shape, attributes.input) * windows.length);
  return results.map((_, i) => {
    const start = Math.floor(i / windows.length) * plane;
    const sum = compensatedSum();
    for (const position of windows[i % windows.length]!) sum.add(f(x.data[start + position]!));
    return sum.total() / by[i % windows.length]!;
  });
}

/** x̄[n, p] = Σ ȳ[n, o] / divisor[o] over the windows o that cover p, and how many these are. */
export function spread(
  cotangent: Float64Tensor,
  attributes: AveragePoolAttributes,
): { readonly sum: Float64Array; readonly terms: Float64Array } {
  const windows = poolPositions(attributes);
  const by = divisors(attributes);
  const plane = sizeOf(attributes.input);
  const size = planesOf(cotangent.shape, attributes.output) * plane;
  const [sum, terms] = [new Float64Array(size), new Float64Array(size)];
  for (const [i, value] of cotangent.data.entries()) {
    const start = Math.floor(i / windows.length) * plane;
    for (const position of windows[i % windows.length]!) {
      sum[start + position]! += value / by[i % windows.length]!;
      terms[start + position]!++;
    }
  }
  return { sum, terms };
}
