import { div, equal, less, log, mul, neg, pow, sub, type Value, where } from '@gradbook/core-ops';

import { zerosLike } from '../constants.ts';
import { at, binary, type Rule, type Rules } from '../rule.ts';
import { unbroadcast } from './unbroadcast.ts';

/** Elementwise functions of two inputs, each cotangent summed over the axes along which its input was broadcast. */
export const binaryRules: Rules = {
  // y = a + b: ā = ȳ, b̄ = ȳ
  add: binary(
    (g, a) => unbroadcast(g, a.shape),
    (g, _a, b) => unbroadcast(g, b.shape),
  ),
  // y = a − b: ā = ȳ, b̄ = −ȳ
  sub: binary(
    (g, a) => unbroadcast(g, a.shape),
    (g, _a, b) => neg(unbroadcast(g, b.shape)),
  ),
  // y = a b: ā = ȳ b, b̄ = ȳ a
  mul: binary(
    (g, a, b) => unbroadcast(mul(g, b), a.shape),
    (g, a, b) => unbroadcast(mul(g, a), b.shape),
  ),
  // y = a / b: ā = ȳ / b, b̄ = −ȳ y / b
  div: binary(
    (g, a, b) => unbroadcast(div(g, b), a.shape),
    (g, _a, b, y) => neg(unbroadcast(div(mul(g, y), b), b.shape)),
  ),
  // y = aᵇ: ā = ȳ b aᵇ⁻¹ (0 where b = 0), b̄ = ȳ y ln a (0 where a = 0 and b ≥ 0: the limit)
  pow: binary(
    (g, a, b) => {
      const constant = equal(b, 0);
      // The inner where keeps 0 · 0⁻¹ from making the derivatives of the branch that is not taken NaN.
      const exponent = where(constant, zerosLike(b), sub(b, 1));
      return unbroadcast(where(constant, zerosLike(g), mul(g, mul(b, pow(a, exponent)))), a.shape);
    },
    (g, a, b, y) => {
      const zero = equal(a, 0);
      const positive = log(where(zero, 1, a));
      // ln 0 only where it is meant: a = 0 and b < 0.
      const logarithm = where(zero, where(less(b, 0), -Infinity, 0), positive);
      return unbroadcast(mul(g, mul(y, logarithm)), b.shape);
    },
  ),
  // y = max(a, b): ȳ to the greater one, half to each where they are equal (as PyTorch)
  maximum: binary(
    (g, a, b) => unbroadcast(share(g, less(b, a), equal(a, b)), a.shape),
    (g, a, b) => unbroadcast(share(g, less(a, b), equal(a, b)), b.shape),
  ),
  // y = min(a, b): ȳ to the smaller one, half to each where they are equal
  minimum: binary(
    (g, a, b) => unbroadcast(share(g, less(a, b), equal(a, b)), a.shape),
    (g, a, b) => unbroadcast(share(g, less(b, a), equal(a, b)), b.shape),
  ),
  // y = c ? a : b: ā = c ? ȳ : 0, b̄ = c ? 0 : ȳ
  where: whereRule(),
};

/** ȳ where `all`, ȳ/2 where `half`, else 0. */
function share(cotangent: Value, all: Value, half: Value): Value {
  const zero = zerosLike(cotangent);
  return where(all, cotangent, where(half, mul(cotangent, 0.5), zero));
}

function whereRule(): Rule {
  return ({ inputs, cotangents }) => {
    const [condition, a, b, g] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(cotangents, 0)];
    return [
      undefined,
      () => unbroadcast(where(condition, g, zerosLike(g)), a.shape),
      () => unbroadcast(where(condition, zerosLike(g), g), b.shape),
    ];
  };
}
