import type { Float64Tensor, Key, Value } from '@gradbook/core-ops';

import type { Mistake } from '../mistakes/mistake.ts';

/** What a case looks at; every axis has its own share of the points. */
export type CodeAxis = 'values' | 'shapes' | 'state' | 'lengths' | 'gradients' | 'random shapes' | 'bad input';

/** An argument of a function, tensors as V. */
export type CodeArgument<V> = V | { readonly [name: string]: V } | readonly number[] | number | undefined;

/** The arguments of one call by name. */
export type CodeArguments<V> = Readonly<Record<string, CodeArgument<V>>>;

/** What a function returns: tensors by name; a function that returns a tensor alone has one, called `result`. */
export type CodeOutputs<V> = Readonly<Record<string, V>>;

/** One call, and what is expected of it. */
export interface CodeCase {
  /** What the student reads, as in `three steps of two examples`. */
  readonly name: string;
  readonly axis: CodeAxis;
  /** Hidden cases are run when grading, and feedback on them shows no numbers that were expected. */
  readonly hidden?: boolean;
  /** The arguments of the call; random ones come from the key. */
  readonly arguments: (key: Key) => CodeArguments<Float64Tensor>;
  /**
   * `'outputs'` compares with the reference; `'error'` wants the call to throw; `'gradients'` compares derivatives: the
   * student's own backward function where there is one, else differences of the student's function.
   */
  readonly expects?: 'outputs' | 'error' | 'gradients';
}

/** A function that students write. */
export interface CodeFunction {
  /** The name under which it is exported. */
  readonly name: string;
  /** The order of the arguments. */
  readonly parameters: readonly string[];
  /** The outputs in the order in which a list of them is read, each with the names of its axes, as in `step`. */
  readonly outputs: Readonly<Record<string, readonly string[]>>;
  /** The right function, from the packages: it runs in float64 and on WebGPU, and the two must agree. */
  readonly reference: (args: CodeArguments<Value>) => CodeOutputs<Value>;
  /** Wrong variants, in float64. */
  readonly mistakes: readonly Mistake<(args: CodeArguments<Float64Tensor>) => CodeOutputs<Float64Tensor>>[];
  /** How many rounded operations one number of the result goes through. */
  readonly roundings: (args: CodeArguments<Float64Tensor>) => number;
  /** Arguments whose derivatives are compared; an optional export of the name with `Backward` behind it may give them. */
  readonly differentiable?: readonly string[];
  readonly cases: readonly CodeCase[];
}

/** The shares of the axes in the points, in the order in which they are reported. */
export const axisShares: Readonly<Record<CodeAxis, number>> = {
  values: 4,
  shapes: 1,
  state: 2,
  lengths: 1,
  gradients: 1,
  'random shapes': 2,
  'bad input': 1,
};
