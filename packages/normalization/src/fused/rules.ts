import { defineRule, type Rule } from '@gradbook/autograd';
import { bind, type Value } from '@gradbook/core-ops';

import { type NormAttributes, normGradientInputs, normInputs } from './attributes.ts';
import { gradientByOperations } from './by-operations.ts';
import { normalization, normalizationGradient } from './operation.ts';

/** Computes once, whichever of the results is asked for first. */
export function once<T>(compute: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => (found ??= { value: compute() }).value;
}

/** All cotangents come from one run of the kernels. */
const normalizationRule: Rule = ({ inputs, outputs, attributes: given, cotangents, reached, vjp }) => {
  const attributes = given as NormAttributes;
  if (reached[1]) throw new TypeError('normalization: no derivative flows through its statistics');
  const { x, weight } = normInputs(inputs, attributes);
  const gradient = once(() =>
    bind(normalizationGradient(vjp), [outputs[1]!, x, ...(weight ? [weight] : []), cotangents[0]!], attributes),
  );
  return inputs.map((_, i) => () => gradient()[i]!);
};

/** The second derivative and those beyond, by the operations: differentiates what {@link normalizationGradient} is. */
const normalizationGradientRule: Rule = ({ inputs, attributes: given, cotangents, vjp }) => {
  const attributes = given as NormAttributes;
  const { x, weight, cotangent } = normGradientInputs(inputs, attributes);
  const gradient = once(() => {
    const { pullback } = vjp(
      (values: { readonly x: Value; readonly weight?: Value; readonly cotangent: Value }) =>
        gradientByOperations(values, attributes, vjp),
      { x, ...(weight ? { weight } : {}), cotangent },
    );
    const [found] = pullback(cotangents.map((each) => each));
    return [found.x, ...(found.weight ? [found.weight] : []), found.cotangent];
  });
  return inputs.map((_, i) => (i === 0 ? undefined : () => gradient()[i - 1]!));
};

/**
 * The operation, with its derivatives defined. It is made by a call: of a package without side effects bundlers leave out a module that
 * only hands a name on, and with it the rules that it defines.
 */
export const differentiableNormalization: typeof normalization = withRules();

function withRules(): typeof normalization {
  defineRule(normalization.name, normalizationRule);
  defineRule('normalizationGradient', normalizationGradientRule);
  return normalization;
}
