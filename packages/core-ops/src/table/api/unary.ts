import type { Value } from '../../values/value.ts';
import { apply } from '../support.ts';
import * as table from '../unary.ts';

/**
 * −x, elementwise: a value of the shape of x. Int32 stays int32.
 *
 * @example
 * neg(float64([1, -2])).data; // [-1, 2]
 */
export function neg<V extends Value>(x: V): V {
  return apply(table.neg, [x], {});
}

/**
 * |x|, elementwise: a value of the shape of x. Int32 stays int32. The derivative at 0 is taken to be 0.
 *
 * @example
 * abs(float64([1, -2])).data; // [1, 2]
 */
export function abs<V extends Value>(x: V): V {
  return apply(table.abs, [x], {});
}

/**
 * −1, 0 or 1 by the sign of x; NaN stays NaN, elementwise: a value of the shape of x. Int32 stays int32. The derivative is 0.
 *
 * @example
 * sign(float64([3, 0, -2])).data; // [1, 0, -1]
 */
export function sign<V extends Value>(x: V): V {
  return apply(table.sign, [x], {});
}

/**
 * eˣ, elementwise: a value of the shape of x. Within 4 roundings of float32 (tfjs and WGSL: 3 + 2|x| units in the last place).
 *
 * @example
 * exp(float64([0])).data; // [1]
 */
export function exp<V extends Value>(x: V): V {
  return apply(table.exp, [x], {});
}

/**
 * eˣ − 1 without cancellation near 0, elementwise: a value of the shape of x.
 *
 * @example
 * expm1(float64([0])).data; // [0]
 */
export function expm1<V extends Value>(x: V): V {
  return apply(table.expm1, [x], {});
}

/**
 * The natural logarithm; −∞ at 0, NaN below, elementwise: a value of the shape of x.
 *
 * @example
 * log(float64([1])).data; // [0]
 */
export function log<V extends Value>(x: V): V {
  return apply(table.log, [x], {});
}

/**
 * log(1 + x) without cancellation near 0 (tfjs is off by 5 % at 1e-6), elementwise: a value of the shape of x.
 *
 * @example
 * log1p(float64([0])).data; // [0]
 */
export function log1p<V extends Value>(x: V): V {
  return apply(table.log1p, [x], {});
}

/**
 * √x; NaN below 0, elementwise: a value of the shape of x.
 *
 * @example
 * sqrt(float64([9])).data; // [3]
 */
export function sqrt<V extends Value>(x: V): V {
  return apply(table.sqrt, [x], {});
}

/**
 * 1 / √x, elementwise: a value of the shape of x.
 *
 * @example
 * rsqrt(float64([4])).data; // [0.5]
 */
export function rsqrt<V extends Value>(x: V): V {
  return apply(table.rsqrt, [x], {});
}

/**
 * 1 / x, elementwise: a value of the shape of x.
 *
 * @example
 * reciprocal(float64([4])).data; // [0.25]
 */
export function reciprocal<V extends Value>(x: V): V {
  return apply(table.reciprocal, [x], {});
}

/**
 * x², elementwise: a value of the shape of x. Int32 stays int32.
 *
 * @example
 * square(float64([-3])).data; // [9]
 */
export function square<V extends Value>(x: V): V {
  return apply(table.square, [x], {});
}

/**
 * The sine of x radians, elementwise: a value of the shape of x. On the device accurate to a few roundings for |x| up to 12,000, losing digits beyond.
 *
 * @example
 * sin(float64([0])).data; // [0]
 */
export function sin<V extends Value>(x: V): V {
  return apply(table.sin, [x], {});
}

/**
 * The cosine of x radians, elementwise: a value of the shape of x. On the device accurate to a few roundings for |x| up to 12,000, losing digits beyond.
 *
 * @example
 * cos(float64([0])).data; // [1]
 */
export function cos<V extends Value>(x: V): V {
  return apply(table.cos, [x], {});
}

/**
 * The hyperbolic tangent (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), elementwise: a value of the shape of x. Accurate near 0, where tfjs is off by 2.7e-4 at 1e-4.
 *
 * @example
 * tanh(float64([0])).data; // [0]
 */
export function tanh<V extends Value>(x: V): V {
  return apply(table.tanh, [x], {});
}

/**
 * The logistic function 1 / (1 + e⁻ˣ), elementwise: a value of the shape of x.
 *
 * @example
 * sigmoid(float64([0])).data; // [0.5]
 */
export function sigmoid<V extends Value>(x: V): V {
  return apply(table.sigmoid, [x], {});
}

/**
 * log(1 + eˣ), in a form that neither overflows nor cancels, elementwise: a value of the shape of x.
 *
 * @example
 * softplus(float64([-1000, 1000])).data; // [0, 1000]
 */
export function softplus<V extends Value>(x: V): V {
  return apply(table.softplus, [x], {});
}

/**
 * max(x, 0); NaN stays NaN, elementwise: a value of the shape of x. Int32 stays int32. The derivative at 0 is taken to be 0.
 *
 * @example
 * relu(float64([-1, 2])).data; // [0, 2]
 */
export function relu<V extends Value>(x: V): V {
  return apply(table.relu, [x], {});
}

/**
 * The error function 2/√π ∫₀ˣ e^(−t²) dt, elementwise: a value of the shape of x.
 *
 * @example
 * erf(float64([0])).data; // [0]
 */
export function erf<V extends Value>(x: V): V {
  return apply(table.erf, [x], {});
}

/**
 * The largest whole number not above x, elementwise: a value of the shape of x. Int32 stays int32. The derivative is 0.
 *
 * @example
 * floor(float64([1.5, -1.5])).data; // [1, -2]
 */
export function floor<V extends Value>(x: V): V {
  return apply(table.floor, [x], {});
}
