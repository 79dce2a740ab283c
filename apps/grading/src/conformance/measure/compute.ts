import { vjp } from '@gradbook/autograd';
import { Float64Tensor, type Value } from '@gradbook/core-ops';

import type { Problem } from './problem.ts';

/** Outputs and gradients by name. */
export interface Computed {
  readonly outputs: Readonly<Record<string, Value>>;
  readonly gradients: Readonly<Record<string, Value>>;
}

/**
 * Computes a problem's outputs and gradients on values of any kind.
 *
 * @param lift makes a value of that kind from what the case file gives.
 */
export function compute(problem: Problem, lift: (value: Float64Tensor) => Value): Computed {
  const values = mapValues(problem.given, lift);
  const names = Object.keys(problem.gradients);
  if (names.length === 0) return { outputs: problem.compute(values), gradients: {} };
  const missing = names.find((name) => !values[name]);
  if (missing !== undefined) throw new Error(`the case wants the gradient of ${missing}, which it does not give`);
  const watched = Object.fromEntries(names.map((name) => [name, values[name]!]));
  const { value: outputs, pullback } = vjp(
    (differentiated: Readonly<Record<string, Value>>) => problem.compute({ ...values, ...differentiated }),
    watched,
  );
  const cotangents = Object.fromEntries(
    Object.entries(outputs).map(([name, { shape }]) => [
      name,
      lift(problem.cotangents[name] ?? new Float64Tensor(shape, new Float64Array(shape.reduce((a, b) => a * b, 1)))),
    ]),
  );
  const [gradients] = pullback(cotangents);
  return { outputs, gradients };
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
