import { defineRule } from '@gradbook/autograd';
import {
  abs,
  type Attributes,
  bind,
  div,
  equal,
  Float64Tensor,
  max,
  mul,
  normalizeAxes,
  type Operation,
  rsqrt,
  square,
  stopGradient,
  sum,
  type Value,
  where,
} from '@gradbook/core-ops';

import { requireNumber } from '../errors.ts';

/** What the operation carries for its derivative. */
interface NormalizeAttributes extends Attributes {
  readonly axes: readonly number[];
  readonly norm: number;
}

const operation: Operation<NormalizeAttributes> = {
  name: 'normalizeBackward',
  shape: ([x]) => [x!],
  reference: ([x]) => [x!],
  kernel: ([x]) => [x!.clone()],
  errorBound: ([x]) => [new Float64Tensor(x!.shape, new Float64Array(x!.data.length))],
  differentiable: () => [true],
};

// x̄ = norm · ȳ/‖ȳ‖, 0 for ȳ = 0. Scaled by the largest element first: the squares of a vanishing gradient would be 0 in
// float32. The scale cancels, so that no derivative flows through it.
defineRule(operation.name, ({ cotangents: [cotangent], attributes }) => [
  () => {
    const { axes, norm } = attributes as NormalizeAttributes;
    const kept = { keepDims: true };
    const largest = stopGradient(max(abs(cotangent!), axes, kept));
    const scaled = div(cotangent!, where(equal(largest, 0), 1, largest));
    const squares = sum(square(scaled), axes, kept);
    return mul(scaled, mul(rsqrt(where(equal(squares, 0), 1, squares)), norm));
  },
]);

/**
 * Backward gradient normalization (Cabana and Lago-Fernández 2021): the identity whose derivative is replaced. Forward
 * y = x; backward the gradient arriving is scaled to a fixed norm, x̄ = norm · ȳ/‖ȳ‖, so that over many layers or time
 * steps it neither vanishes nor explodes. A gradient of 0 stays 0.
 *
 * The gradient of the loss is then no longer that of the function computed: `checkGradients` rightly refuses it.
 *
 * @param x a hidden state of any shape.
 * @param options `norm` is the length (1 unless given); `axes` those over which it is taken: all of them unless given; `[-1]`
 * normalises the gradient of each example of [N, H] by itself.
 * @returns x, of the same shape.
 * @throws HyperparameterError for a norm that is negative or not finite. ShapeError for an axis that does not exist.
 * @example
 * const loss = (h: Value) => sum(mul(normalizeBackward(h), float64([300, 400])));
 * grad(loss)(float64([1, 2])).data; // [0.6, 0.8]
 */
export function normalizeBackward<V extends Value>(
  x: V,
  { norm = 1, axes }: { readonly norm?: number; readonly axes?: number | readonly number[] } = {},
): V {
  requireNumber('normalizeBackward', 'norm', norm);
  const attributes = { norm, axes: normalizeAxes('normalizeBackward', axes, x.shape) };
  // An operation's output is of its input's kind.
  return bind(operation, [x], attributes)[0] as V;
}
