import { exp, mul, sub, sum, type Value } from '@gradbook/core-ops';

import { at, type Recorded, type Rule, type Rules } from '../rule.ts';

/** The softmax family; Σ runs over the axis of the softmax. */
export const softmaxRules: Rules = {
  // y = softmax(x): x̄ = y (ȳ − Σ ȳ y)
  softmax: alongAxis((g, y, total) => mul(y, sub(g, total(mul(g, y))))),
  // y = ln softmax(x): x̄ = ȳ − eʸ Σ ȳ
  logSoftmax: alongAxis((g, y, total) => sub(g, mul(exp(y), total(g)))),
};

function alongAxis(rule: (cotangent: Value, y: Value, total: (value: Value) => Value) => Value): Rule {
  return ({ outputs, cotangents, attributes }: Recorded) => {
    const { axis } = attributes as { axis: number };
    return [() => rule(at(cotangents, 0), at(outputs, 0), (value) => sum(value, [axis], { keepDims: true }))];
  };
}
