import type { Attributes, Value } from '@gradbook/core-ops';

import type { vjp } from './derivatives.ts';

/**
 * What a rule sees of one recorded operation: values at the level below, so that a rule can be traced as well.
 *
 * @example
 * const cubeRule: Rule = ({ inputs, cotangents }) => [() => mul(cotangents[0]!, mul(square(inputs[0]!), 3))];
 */
export interface Recorded {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
  /** ∂L/∂output for every output, zeros where L does not depend on it. */
  readonly cotangents: readonly Value[];
  /** Whether L depends on an output, so that its cotangent is more than zeros: a rule need not look at the others. */
  readonly reached: readonly boolean[];
  /**
   * `vjp`, for an operation that stands for a function of operations: its derivatives beyond the first are that function's.
   * From here rather than imported, so that whoever uses the operation alone does not load autograd.
   */
  readonly vjp: typeof vjp;
}

/**
 * Computes ∂L/∂input for one input; called only where it is needed.
 *
 * @example
 * const cotangent: InputCotangent = () => mul(cotangents[0]!, 2);
 */
export type InputCotangent = () => Value;

/**
 * The vector-Jacobian product of an operation (y₁, …) = f(x₁, …): given the cotangents ȳ_j = ∂L/∂y_j, for every input
 *
 *     x̄_i = Σ_j (∂y_j/∂x_i)ᵀ ȳ_j
 *
 * or `undefined` for an input that no derivative flows into. Written with public operations only: then the product is
 * itself differentiable, and second derivatives are right.
 *
 * @example
 * const sine: Rule = ({ inputs, cotangents }) => [() => mul(cotangents[0]!, cos(inputs[0]!))];
 */
export type Rule = (recorded: Recorded) => readonly (InputCotangent | undefined)[];

/** Rules by the name of their operation. */
export type Rules = Readonly<Record<string, Rule>>;

/** The element of a list that an operation's arity guarantees. */
export function at<T>(list: readonly T[], index: number): T {
  const element = list[index];
  if (element === undefined) throw new RangeError(`element ${index} of a list of ${list.length}`);
  return element;
}

/** A rule of y = f(x): x̄ from ȳ, x and y. */
export function unary(rule: (cotangent: Value, x: Value, y: Value) => Value): Rule {
  return ({ inputs, outputs, cotangents }) => [() => rule(at(cotangents, 0), at(inputs, 0), at(outputs, 0))];
}

/** A rule of y = f(a, b): ā and b̄ from ȳ, a, b and y. */
export function binary(
  first: (cotangent: Value, a: Value, b: Value, y: Value) => Value,
  second: (cotangent: Value, a: Value, b: Value, y: Value) => Value,
): Rule {
  return ({ inputs, outputs, cotangents }) => {
    const [cotangent, a, b, y] = [at(cotangents, 0), at(inputs, 0), at(inputs, 1), at(outputs, 0)];
    return [() => first(cotangent, a, b, y), () => second(cotangent, a, b, y)];
  };
}
