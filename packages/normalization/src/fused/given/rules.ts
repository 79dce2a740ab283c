import { defineRule, type Rule } from '@gradbook/autograd';
import { bind, type Value } from '@gradbook/core-ops';

import type { NormAttributes } from '../attributes.ts';
import { once } from '../rules.ts';
import { gradientGivenByOperations } from './by-operations.ts';
import { givenInputs, type GivenInputs, listOf } from './inputs.ts';
import { givenNormalization, givenNormalizationGradient } from './operation.ts';

/** All cotangents come from one run of the kernels. */
const givenRule: Rule = ({ inputs, attributes, cotangents, vjp }) => {
  const gradient = once(() =>
    bind(givenNormalizationGradient(vjp), [...inputs, cotangents[0]!], attributes as NormAttributes),
  );
  return inputs.map((_, i) => () => gradient()[i]!);
};

/** The second derivative and those beyond, by the operations. */
const givenGradientRule: Rule = ({ inputs, attributes: given, cotangents, vjp }) => {
  const attributes = given as NormAttributes;
  const gradient = once(() => {
    const { pullback } = vjp(
      (values: Readonly<Record<string, Value>>, cotangent: Value) =>
        gradientGivenByOperations(values as unknown as GivenInputs<Value>, cotangent, attributes, vjp),
      givenInputs(inputs, attributes) as unknown as Readonly<Record<string, Value>>,
      inputs.at(-1)!,
    );
    const [found, cotangent] = pullback(cotangents.map((each) => each));
    return [...listOf(found as unknown as GivenInputs<Value>), cotangent];
  });
  return inputs.map((_, i) => () => gradient()[i]!);
};

/** The operation, with its derivatives defined by the call that makes it: see the rules beside. */
export const differentiableGivenNormalization: typeof givenNormalization = withRules();

function withRules(): typeof givenNormalization {
  defineRule(givenNormalization.name, givenRule);
  defineRule('givenNormalizationGradient', givenGradientRule);
  return givenNormalization;
}
