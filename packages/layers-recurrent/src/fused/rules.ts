import { defineRule, type Rule } from '@gradbook/autograd';
import { bind, type Value } from '@gradbook/core-ops';

import { gradientBySteps } from './by-steps.ts';
import { byName, type GradientAttributes, gradientInputs, type GradientInputs, sequenceInputs } from './inputs.ts';
import { recurrence, recurrenceGradient } from './operation.ts';
import type { FusedAttributes } from './plan.ts';

/** All cotangents come from one run of the backward kernels, whichever is asked for first. */
const recurrenceRule: Rule = ({ inputs, outputs, attributes: given, cotangents, reached, vjp }) => {
  const attributes = given as FusedAttributes;
  const names = sequenceInputs(attributes);
  const [, , previous, memory] = outputs;
  if (!attributes.saved || !previous || !memory) {
    throw new TypeError('recurrence: nothing was saved for the derivative; bind it with saved: true');
  }
  let found: Readonly<Record<string, Value>> | undefined;
  const gradient = (): Readonly<Record<string, Value>> => {
    if (found) return found;
    const of: GradientAttributes = { ...attributes, ofOutput: reached[0] ?? false, ofFinal: reached[1] ?? false };
    const operands = byName(names, inputs);
    const all = [
      previous,
      memory,
      ...names.filter((name) => name !== 'probes').map((name) => operands[name]),
      ...(of.ofOutput ? [cotangents[0]!] : []),
      ...(of.ofFinal ? [cotangents[1]!] : []),
    ];
    const results = names.filter((name) => name !== 'probes' && name !== 'lengths');
    return (found = byName([...results, 'probes'], bind(recurrenceGradient(vjp), all, of)));
  };
  return names.map((name) => (name === 'lengths' ? undefined : () => gradient()[name]!));
};

/** The second derivative and those beyond, step by step: differentiates what {@link recurrenceGradient} is. */
const recurrenceGradientRule: Rule = ({ inputs, attributes: given, cotangents, vjp }) => {
  const attributes = given as GradientAttributes;
  const names = gradientInputs(attributes);
  const operands = byName(names, inputs);
  const constant = new Set<string>(['lengths', 'previous', 'memory']);
  const differentiated = names.filter((name) => !constant.has(name));
  let found: Readonly<Record<string, Value>> | undefined;
  const gradient = (): Readonly<Record<string, Value>> => {
    if (found) return found;
    const primals: Readonly<Record<string, Value>> = byName(
      differentiated,
      differentiated.map((name) => operands[name]),
    );
    const { pullback } = vjp(
      (values: Readonly<Record<string, Value>>) =>
        gradientBySteps({ ...operands, ...values } as GradientInputs<Value>, attributes, vjp),
      primals,
    );
    return (found = pullback(cotangents.map((cotangent) => cotangent))[0]);
  };
  return names.map((name) => (constant.has(name) ? undefined : () => gradient()[name]!));
};

/**
 * The operation, with its derivatives defined. It is made by a call: of a package without side effects bundlers leave out a module that
 * only hands a name on, and with it the rules that it defines.
 */
export const differentiableRecurrence: typeof recurrence = withRules();

function withRules(): typeof recurrence {
  defineRule(recurrence.name, recurrenceRule);
  defineRule('recurrenceGradient', recurrenceGradientRule);
  return recurrence;
}
