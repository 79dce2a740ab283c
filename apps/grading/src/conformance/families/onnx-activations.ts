import {
  abs,
  add,
  div,
  expm1,
  maximum,
  minimum,
  mul,
  relu,
  sigmoid,
  softplus,
  tanh,
  type Value,
} from '@gradbook/core-ops';
import type { Activation } from '@gradbook/layers-recurrent';

import { type AttributeReader, Unsupported } from '../cases/attributes.ts';

/** An activation with parameters: their defaults, where ONNX defines them, and the function. */
interface Definition {
  readonly alpha?: number;
  readonly beta?: number;
  readonly of: (alpha: number, beta: number) => Activation;
}

/** The activations of ONNX's recurrent operators, which take α and β from lists that all that have one share. */
const definitions: Readonly<Record<string, Definition>> = {
  relu: { of: () => relu },
  tanh: { of: () => tanh },
  sigmoid: { of: () => sigmoid },
  softplus: { of: () => softplus },
  // x / (1 + |x|)
  softsign: {
    of:
      () =>
      <V extends Value>(x: V): V =>
        div(x, add(abs(x), 1)),
  },
  // α x + β
  affine: {
    alpha: 1,
    beta: 0,
    of:
      (alpha, beta) =>
      <V extends Value>(x: V): V =>
        add(mul(x, alpha), beta),
  },
  // α tanh(β x)
  scaledtanh: {
    alpha: 1,
    beta: 1,
    of:
      (alpha, beta) =>
      <V extends Value>(x: V): V =>
        mul(tanh(mul(x, beta)), alpha),
  },
  // min(max(α x + β, 0), 1)
  hardsigmoid: {
    alpha: 0.2,
    beta: 0.5,
    of:
      (alpha, beta) =>
      <V extends Value>(x: V): V =>
        minimum(relu(add(mul(x, alpha), beta)), 1),
  },
  // x for x ≥ 0, else α x
  leakyrelu: {
    alpha: 0.01,
    of:
      (alpha) =>
      <V extends Value>(x: V): V =>
        add(maximum(x, 0), mul(minimum(x, 0), alpha)),
  },
  // x for x ≥ 0, else α (eˣ − 1)
  elu: {
    alpha: 1,
    of:
      (alpha) =>
      <V extends Value>(x: V): V =>
        add(maximum(x, 0), mul(expm1(minimum(x, 0)), alpha)),
  },
};

/**
 * The functions of each direction, read off `activations`, `activation_alpha` and `activation_beta`. The lists of α and β
 * have an entry for each activation that takes one, in order.
 *
 * @param usual the functions' names where the node does not say them.
 * @throws Unsupported for a function that is not known.
 */
export function onnxActivations(
  attributes: AttributeReader,
  usual: readonly string[],
  directions: number,
): readonly (readonly Activation[])[] {
  const given = attributes.strings('activations', []);
  const alphas = [...attributes.numbers('activation_alpha', [])];
  const betas = [...attributes.numbers('activation_beta', [])];
  const count = usual.length * directions;
  if (given.length !== 0 && given.length !== count) {
    throw new Unsupported(`${given.length} activations for ${directions} directions of ${usual.length}`);
  }
  const names = given.length === 0 ? Array.from({ length: directions }, () => usual).flat() : given;
  const functions = names.map((name) => {
    const definition = definitions[name.toLowerCase()];
    if (!definition) throw new Unsupported(`the activation ${name}`);
    const alpha = definition.alpha === undefined ? 0 : (alphas.shift() ?? definition.alpha);
    const beta = definition.beta === undefined ? 0 : (betas.shift() ?? definition.beta);
    return definition.of(alpha, beta);
  });
  if (alphas.length + betas.length > 0)
    throw new Unsupported('more activation_alpha or activation_beta than activations take');
  return Array.from({ length: directions }, (_, d) => functions.slice(d * usual.length, (d + 1) * usual.length));
}
