import { cos, div, exp, greater, mul, neg, sigmoid, sign, sin, square, sub, add, where } from '@gradbook/core-ops';

import { zerosLike } from '../constants.ts';
import { type Rules, unary } from '../rule.ts';

/**
 * Elementwise functions of one input: x̄ = ȳ · f′(x).
 *
 * Where f has a kink, f′ is PyTorch's choice: 0 for abs and relu at 0. sign and floor are constant almost everywhere: 0.
 */
export const unaryRules: Rules = {
  // y = −x: x̄ = −ȳ
  neg: unary((g) => neg(g)),
  // y = |x|: x̄ = ȳ sign(x), 0 at 0
  abs: unary((g, x) => mul(g, sign(x))),
  // y = sign(x): x̄ = 0
  sign: unary((g) => zerosLike(g)),
  // y = ⌊x⌋: x̄ = 0
  floor: unary((g) => zerosLike(g)),
  // y = eˣ: x̄ = ȳ y
  exp: unary((g, _x, y) => mul(g, y)),
  // y = eˣ − 1: x̄ = ȳ eˣ
  expm1: unary((g, x) => mul(g, exp(x))),
  // y = ln x: x̄ = ȳ / x
  log: unary((g, x) => div(g, x)),
  // y = ln(1 + x): x̄ = ȳ / (1 + x)
  log1p: unary((g, x) => div(g, add(x, 1))),
  // y = √x: x̄ = ȳ / (2 y)
  sqrt: unary((g, _x, y) => div(g, mul(y, 2))),
  // y = x^(−1/2): x̄ = −ȳ y³ / 2
  rsqrt: unary((g, _x, y) => mul(g, mul(mul(y, square(y)), -0.5))),
  // y = 1/x: x̄ = −ȳ y²
  reciprocal: unary((g, _x, y) => neg(mul(g, square(y)))),
  // y = x²: x̄ = 2 ȳ x
  square: unary((g, x) => mul(g, mul(x, 2))),
  // y = sin x: x̄ = ȳ cos x
  sin: unary((g, x) => mul(g, cos(x))),
  // y = cos x: x̄ = −ȳ sin x
  cos: unary((g, x) => neg(mul(g, sin(x)))),
  // y = tanh x: x̄ = ȳ (1 − y²)
  tanh: unary((g, _x, y) => mul(g, sub(1, square(y)))),
  // y = σ(x): x̄ = ȳ y (1 − y)
  sigmoid: unary((g, _x, y) => mul(g, mul(y, sub(1, y)))),
  // y = ln(1 + eˣ): x̄ = ȳ σ(x)
  softplus: unary((g, x) => mul(g, sigmoid(x))),
  // y = max(x, 0): x̄ = ȳ where x > 0, else 0
  relu: unary((g, x) => where(greater(x, 0), g, zerosLike(g))),
  // y = erf x: x̄ = ȳ (2/√π) e^(−x²)
  erf: unary((g, x) => mul(g, mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI)))),
};
