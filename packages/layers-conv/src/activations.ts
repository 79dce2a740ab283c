import { add, div, erf, expm1, greater, mul, neg, sigmoid, tanh, type Value, where } from '@gradbook/core-ops';

// Where x > 0 the exponential's branch is computed of 0, so that what is not taken neither overflows nor makes a derivative
// NaN; the derivative at 0 is the left one, as PyTorch's.

/** x where x ≤ 0, else 0. */
function nonPositive<V extends Value>(x: V): V {
  return where(greater(x, 0), 0, x);
}

/**
 * Exponential linear unit: x for x > 0, else α (eˣ − 1) (Clevert, Unterthiner and Hochreiter 2016). Any shape.
 *
 * @param alpha what it tends to far left, negated; 1 unless given.
 * @example
 * elu(float64([2, 0, -Infinity]), 0.5).data; // [2, 0, -0.5]
 */
export function elu<V extends Value>(x: V, alpha = 1): V {
  return where(greater(x, 0), x, mul(expm1(nonPositive(x)), alpha));
}

/**
 * Continuously differentiable exponential linear unit: x for x > 0, else α (e^(x/α) − 1); its slope at 0 is 1 for every α (Barron
 * 2017). Any shape.
 *
 * @param alpha what it tends to far left, negated, above 0; 1 unless given.
 * @throws RangeError for an alpha that is not above 0.
 * @example
 * celu(float64([2, 0, -Infinity]), 0.3).data; // [2, 0, -0.3]
 */
export function celu<V extends Value>(x: V, alpha = 1): V {
  if (!(alpha > 0)) throw new RangeError(`celu: alpha must be above 0, not ${alpha}`);
  return where(greater(x, 0), x, mul(expm1(div(nonPositive(x), alpha)), alpha));
}

/**
 * Leaky rectifier: x for x > 0, else slope · x (Maas, Hannun and Ng 2013). Any shape.
 *
 * @param slope 0.01 unless given.
 * @example
 * leakyRelu(float64([3, -2]), 0.25).data; // [3, -0.5]
 */
export function leakyRelu<V extends Value>(x: V, slope = 0.01): V {
  return where(greater(x, 0), x, mul(x, slope));
}

/**
 * Sigmoid linear unit, also called swish: x σ(x) (Hendrycks and Gimpel 2016; Ramachandran, Zoph and Le 2017). Any shape.
 *
 * @example
 * silu(float64([0])).data; // [0]
 */
export function silu<V extends Value>(x: V): V {
  return mul(x, sigmoid(x));
}

/**
 * Gaussian error linear unit: x Φ(x) = x (1 + erf(x/√2)) / 2, Φ the standard normal distribution function (Hendrycks and Gimpel
 * 2016). Any shape. Far left, where Φ is below float precision, the result is 0.
 *
 * @param approximate `'tanh'` computes x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, as PyTorch does when asked to.
 * @example
 * gelu(float64([0, 100])).data; // [0, 100]
 */
export function gelu<V extends Value>(x: V, approximate: 'none' | 'tanh' = 'none'): V {
  const inner =
    approximate === 'tanh'
      ? tanh(mul(add(x, mul(mul(mul(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI)))
      : neg(erf(mul(x, -Math.SQRT1_2)));
  return mul(mul(x, 0.5), add(inner, 1));
}
