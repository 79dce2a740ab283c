import {
  bind,
  type ConvAttributes,
  convFilterGradient,
  convInputGradient,
  convolution,
  type Operation,
  type Shape,
  type Value,
} from '@gradbook/core-ops';

import { at, type Rule, type Rules } from '../rule.ts';

/**
 * Convolution y = x ⋆ w and its two gradients are the partial derivatives of one form T(x, w, y) = ⟨x ⋆ w, y⟩, linear in
 * each of the three. So each cotangent is again one of the three operations, to any order: with X, W, Y for
 * "convInputGradient", "convFilterGradient", "convolution", the operations that compute a value of the kind of x, w, y.
 */
export const convRules: Rules = {
  // y = Y(x, w): x̄ = X(ȳ, w), w̄ = W(x, ȳ)
  convolution: pair(
    (g, _x, w) => [convInputGradient, g, w],
    (g, x) => [convFilterGradient, x, g],
  ),
  // x = X(y, w): ȳ = Y(x̄, w), w̄ = W(x̄, y)
  convInputGradient: pair(
    (g, _y, w) => [convolution, g, w],
    (g, y) => [convFilterGradient, g, y],
  ),
  // w = W(x, y): x̄ = X(y, w̄), ȳ = Y(x, w̄)
  convFilterGradient: pair(
    (g, _x, y) => [convInputGradient, y, g],
    (g, x) => [convolution, x, g],
  ),
};

type Call = readonly [Operation<ConvAttributes>, Value, Value];

function pair(
  first: (cotangent: Value, a: Value, b: Value) => Call,
  second: (cotangent: Value, a: Value, b: Value) => Call,
): Rule {
  return ({ inputs, cotangents, attributes }) => {
    const [a, b, g] = [at(inputs, 0), at(inputs, 1), at(cotangents, 0)];
    const placement = attributes as ConvAttributes;
    const axes = placement.size.length;
    const call = ([operation, left, right]: Call, size: Shape): Value =>
      at(bind(operation, [left, right], { ...placement, size: size.slice(-axes) }), 0);
    return [() => call(first(g, a, b), a.shape), () => call(second(g, a, b), b.shape)];
  };
}
