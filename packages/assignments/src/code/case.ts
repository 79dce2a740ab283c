import type { Float64Tensor, Key, Value } from '@gradbook/core-ops';

import type { Mistake } from '../mistakes/mistake.ts';
import type { CodeData } from './runner.ts';

/** What a case looks at; every axis has its own share of the points. */
export type CodeAxis =
  | 'values'
  | 'shapes'
  | 'state'
  | 'lengths'
  | 'end tokens'
  | 'ties'
  | 'stride and padding'
  | 'gradients'
  | 'random shapes'
  | 'bad input';

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

/** A wrong variant of a function that students write, in float64. */
export type CodeMistake = Mistake<(args: CodeArguments<Float64Tensor>) => CodeOutputs<Float64Tensor>>;

/**
 * A module of ours beside the submission's, for functions that take functions, which do not cross into a sandbox: the tests call
 * what it exports, and that calls the student's function. It runs where the student's code runs, so it holds nothing to hide.
 */
export interface CodeDriver {
  /** The function that the driver exports for the tests to call. */
  readonly name: string;
  /** The parameters of the student's function, which are not those of the driver's. */
  readonly parameters: readonly string[];
  /** Its text, in JavaScript; `module` is where the submission's functions are imported from. */
  readonly source: (module: string) => string;
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
  /** The right function on WebGPU, where it is another one than in float64. */
  readonly onDevice?: (args: CodeArguments<Value>) => Promise<CodeOutputs<Value>>;
  /** What `onDevice` gives the device to do, without reading from it; the reference where there is no `onDevice`. */
  readonly warmUp?: (args: CodeArguments<Value>) => void;
  readonly driver?: CodeDriver;
  /** Operations of the module `gradbook` that are not offered, because they are what is asked for. */
  readonly withheld?: readonly string[];
  /** Brings what was returned into the form that is compared, where there are several; the value itself where it has none. */
  readonly read?: (value: CodeData, args: CodeArguments<Float64Tensor>) => CodeData;
  readonly mistakes: readonly CodeMistake[];
  /** How many rounded operations one number of the result goes through. */
  readonly roundings: (args: CodeArguments<Float64Tensor>) => number;
  /**
   * Arguments whose derivatives are compared. An optional export of the name with `Backward` behind it may give them: it gets all
   * parameters in order, then the gradient in the output (in an object by name where there are several outputs), and returns an
   * object of gradients by the names of the arguments.
   */
  readonly differentiable?: readonly string[];
  readonly cases: readonly CodeCase[];
}

/** The shares of the axes in the points, in the order in which they are reported. */
export const axisShares: Readonly<Record<CodeAxis, number>> = {
  values: 4,
  shapes: 1,
  state: 2,
  lengths: 1,
  'end tokens': 2,
  ties: 1,
  'stride and padding': 2,
  gradients: 1,
  'random shapes': 2,
  'bad input': 1,
};
