import { abs, add, lessEqual, mul, neg, softplus, square, sub, type Value, where } from '@gradbook/core-ops';

import { requireNumber } from '../errors.ts';
import { reduce, type ReductionOption, requireEqualShapes } from './reduction.ts';

/**
 * Squared error (x − t)², elementwise, then reduced.
 *
 * @param x predictions of any shape.
 * @param target of the same shape: nothing is broadcast.
 * @returns a scalar; with the reduction `'none'` a value of the shape of x.
 * @throws ShapeError when the shapes differ.
 * @example
 * meanSquaredError(float64([1, 2]), float64([3, 2])).data; // [2]
 */
export function meanSquaredError<V extends Value>(x: V, target: V, { reduction = 'mean' }: ReductionOption = {}): V {
  requireEqualShapes('meanSquaredError', x, target);
  return reduce(square(sub(x, target)), reduction);
}

/**
 * Absolute error |x − t|, elementwise, then reduced: the L1 loss. Its derivative at 0 is taken to be 0.
 *
 * @param x and `target` as for {@link meanSquaredError}.
 * @returns and errors as {@link meanSquaredError}.
 * @example
 * meanAbsoluteError(float64([1, 2]), float64([3, 2])).data; // [1]
 */
export function meanAbsoluteError<V extends Value>(x: V, target: V, { reduction = 'mean' }: ReductionOption = {}): V {
  requireEqualShapes('meanAbsoluteError', x, target);
  return reduce(abs(sub(x, target)), reduction);
}

/**
 * Huber's loss with d = x − t, elementwise, then reduced: d²/2 where |d| ≤ δ, else δ(|d| − δ/2) (Huber 1964).
 *
 * @param x and `target` as for {@link meanSquaredError}.
 * @param options `delta` δ above 0: 1 unless given.
 * @returns and errors as {@link meanSquaredError}; HyperparameterError for another δ.
 * @example
 * huber(float64([1, 5]), float64([0, 0]), { delta: 2, reduction: 'none' }).data; // [0.5, 8]
 */
export function huber<V extends Value>(
  x: V,
  target: V,
  { delta = 1, reduction = 'mean' }: ReductionOption & { readonly delta?: number } = {},
): V {
  requireNumber('huber', 'delta', delta, Number.MIN_VALUE);
  requireEqualShapes('huber', x, target);
  const size = abs(sub(x, target));
  const linear = mul(sub(size, delta / 2), delta);
  return reduce(where(lessEqual(size, delta), mul(square(size), 0.5), linear), reduction);
}

/**
 * Binary cross-entropy of logits x and targets t in [0, 1], elementwise, then reduced:
 * −w(p·t·log σ(x) + (1 − t)·log(1 − σ(x))), computed as w((1 − t)x + (1 + (p − 1)t)·log(1 + e⁻ˣ)), which does not overflow.
 *
 * @param x logits of any shape.
 * @param target of the same shape.
 * @param options `weight` w and `positiveWeight` p broadcast against x; 1 unless given.
 * @returns and errors as {@link meanSquaredError}. The mean is over the elements, whatever their weights.
 * @example
 * binaryCrossEntropy(float64([0, 800]), float64([1, 0]), { reduction: 'none' }).data; // [0.6931471805599453, 800]
 */
export function binaryCrossEntropy<V extends Value>(
  x: V,
  target: V,
  options: ReductionOption & { readonly weight?: V | null; readonly positiveWeight?: V | null } = {},
): V {
  const { reduction = 'mean', weight, positiveWeight } = options;
  requireEqualShapes('binaryCrossEntropy', x, target);
  const negatives = softplus(neg(x));
  const scaled = positiveWeight ? mul(negatives, add(mul(sub(positiveWeight, 1), target), 1)) : negatives;
  const each = add(mul(sub(1, target), x), scaled);
  return reduce(weight ? mul(each, weight) : each, reduction);
}
