import {
  abs,
  add,
  div,
  type LeafOf,
  max,
  maximum,
  minimum,
  mul,
  pow,
  scope,
  sqrt,
  square,
  stack,
  sum,
  treeUnflatten,
  type Value,
} from '@gradbook/core-ops';

import { HyperparameterError, requireNumber } from '../errors.ts';
import { flattenValues } from '../trees.ts';

/**
 * The norm of all gradients together, as if they were one vector: (Σ|g|ᵖ)^(1/p), for p = ∞ the largest |g|.
 *
 * @param gradients a tree of floating-point values.
 * @param normType p: 2 unless given.
 * @returns a scalar value.
 * @throws HyperparameterError for p that is not above 0. TypeError for a tree without values.
 * @example
 * globalNorm({ w: float64([3]), b: float64([-4]) }).data; // [5]
 * globalNorm({ w: float64([3]), b: float64([-4]) }, 1).data; // [7]
 * globalNorm({ w: float64([3]), b: float64([-4]) }, Infinity).data; // [4]
 */
export function globalNorm<T>(gradients: T, normType = 2): LeafOf<T> {
  if (!(normType > 0)) {
    throw new HyperparameterError(`globalNorm: the norm's p is ${normType}; expected a number above 0, or Infinity`);
  }
  const { leaves } = flattenValues(gradients, 'globalNorm: gradients');
  if (leaves.length === 0) throw new TypeError('globalNorm: there is no gradient in the tree');
  // The norm is of the gradients' kind.
  return scope(() => normOf(leaves, normType)) as LeafOf<T>;
}

function normOf(leaves: readonly Value[], p: number): Value {
  // The largest element of nothing is 0, as its norm is.
  const filled = leaves.filter(({ shape }) => !shape.includes(0));
  if (filled.length === 0) return sum(leaves[0]!);
  const together = (reduce: (value: Value) => Value): Value => reduce(stack(filled.map(reduce), 0));
  if (p === Infinity) return together((value) => max(abs(value)));
  if (p === 1) return together((value) => sum(abs(value)));
  if (p === 2)
    return sqrt(
      sum(
        stack(
          filled.map((value) => sum(square(value))),
          0,
        ),
      ),
    );
  return pow(
    sum(
      stack(
        filled.map((value) => sum(pow(abs(value), p))),
        0,
      ),
    ),
    1 / p,
  );
}

/**
 * What {@link clipGradNorm} returns.
 *
 * @example
 * const clipped: Clipped<{ w: Float64Tensor }> = clipGradNorm({ w: float64([3, 4]) }, 10);
 * clipped.totalNorm.data; // [5]
 */
export interface Clipped<T> {
  /** The gradients, scaled where they were too long. */
  readonly gradients: T;
  /** Their norm before, a scalar. */
  readonly totalNorm: LeafOf<T>;
}

/**
 * Clips gradients by their norm as PyTorch's `clip_grad_norm_` (Pascanu, Mikolov and Bengio 2013): all are multiplied by
 * min(1, maxNorm/(norm + 10⁻⁶)), so that the direction stays and the length is below `maxNorm`.
 *
 * A norm that is infinite makes gradients of 0, or NaN where they were infinite; a NaN makes all NaN. To stop there
 * instead, which needs the numbers from the device, `await requireFinite({ totalNorm })`.
 *
 * @param gradients a tree of values; it is not changed.
 * @param maxNorm the largest norm allowed.
 * @param options `normType` p: 2 (default), 1, Infinity or any p above 0.
 * @throws HyperparameterError for a `maxNorm` that is negative or not finite, and as {@link globalNorm}.
 * @example
 * const { gradients, totalNorm } = clipGradNorm({ w: float64([30, 40]) }, 5);
 * totalNorm.data; // [50]
 * gradients.w.data[0].toFixed(5); // '3.00000'
 */
export function clipGradNorm<T>(
  gradients: T,
  maxNorm: number,
  { normType = 2 }: { readonly normType?: number } = {},
): Clipped<T> {
  requireNumber('clipGradNorm', 'maxNorm', maxNorm);
  const { leaves, structure } = flattenValues(gradients, 'clipGradNorm: gradients');
  return scope(() => {
    const totalNorm = globalNorm(gradients, normType);
    const factor: Value = minimum(div(maxNorm, add(totalNorm as Value, 1e-6)), 1);
    const scaled = leaves.map((gradient) => mul(gradient, factor));
    // The same tree, of values of the same kind.
    return { gradients: treeUnflatten(structure, scaled) as T, totalNorm };
  });
}

/**
 * Clips every element of the gradients to [−limit, limit], as PyTorch's `clip_grad_value_`: their direction may change.
 *
 * @param gradients a tree of values; it is not changed.
 * @throws HyperparameterError for a limit that is negative or not finite.
 * @example
 * clipGradValue({ w: float64([-3, 0.1, 2]) }, 0.5).w.data; // [-0.5, 0.1, 0.5]
 */
export function clipGradValue<T>(gradients: T, limit: number): T {
  requireNumber('clipGradValue', 'limit', limit);
  const { leaves, structure } = flattenValues(gradients, 'clipGradValue: gradients');
  return scope(() => {
    const clipped = leaves.map((gradient) => minimum(maximum(gradient, -limit), limit));
    // The same tree, of values of the same kind.
    return treeUnflatten(structure, clipped) as T;
  });
}
