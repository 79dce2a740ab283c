import type { Tensor } from '@tensorflow/tfjs-core';

import type { Float64Tensor } from '../values/float64-tensor.ts';
import type { Shape, Value } from '../values/value.ts';

/** What an operation takes besides tensors: axes, strides, a mode. Plain data, so that a trace can hold it. */
export type Attributes = Readonly<Record<string, unknown>>;

/**
 * One row of the table: an operation, written once.
 * `autograd` adds the vector-Jacobian product, keyed by `name`.
 */
export interface Operation<A extends Attributes = Attributes> {
  readonly name: string;
  /** The shapes of the outputs. Throws a {@link ShapeError} for inputs that the operation does not take. */
  readonly shape: (inputs: readonly Shape[], attributes: A) => Shape[];
  /** The definition, in float64: the authority that the kernel and every tolerance are measured against. */
  readonly reference: (inputs: readonly Float64Tensor[], attributes: A) => Float64Tensor[];
  /** The same on WebGPU in float32 (int32 for indices). */
  readonly kernel: (inputs: readonly Tensor[], attributes: A) => Tensor[];
  /**
   * A bound on |kernel − reference| for every element of every output, derived from the operation, the
   * length of its sums and float32's unit roundoff, for float32 inputs given exactly.
   */
  readonly errorBound: (
    inputs: readonly Float64Tensor[],
    attributes: A,
    outputs: readonly Float64Tensor[],
  ) => Float64Tensor[];
  /** Inputs that derivatives flow into: indices and masks are not among them. */
  readonly differentiable: (inputCount: number) => readonly boolean[];
  /**
   * Seeded inputs that the operation takes, ordinary ones and those where implementations go wrong (scalars, axes of
   * length 1 and 0, large means, values near zero), so that one test can walk the table.
   */
  readonly examples?: (seed: number) => readonly Example<A>[];
}

/** Inputs and attributes to try an operation with. Every number is one that float32 holds exactly. */
export interface Example<A extends Attributes = Attributes> {
  readonly inputs: readonly Float64Tensor[];
  readonly attributes: A;
  /** Whether the operation is differentiable there with derivatives of moderate size: no ties, kinks or saturation. */
  readonly smooth?: boolean;
}

/** What stands behind traced values: autograd's tape is one. */
export interface Interpreter {
  /** Interpreters nest; the one with the highest level sees an operation first. */
  readonly level: number;
  /**
   * Whether the operations are shown to somebody: then a function that has a kernel for many operations at once leaves it
   * aside. False unless given.
   */
  readonly showsOperations?: boolean;
  /** Computes the outputs of an operation of which at least one input is traced by this interpreter. */
  readonly process: (operation: Operation, inputs: readonly Value[], attributes: Attributes) => Value[];
}

/**
 * Inputs that do not fit an operation: says which operation, what it was given and the rule.
 *
 * @example
 * add(float64([1, 2]), float64([1, 2, 3])); // throws ShapeError
 * new ShapeError('add', [[2], [3]], 'lengths must be equal or 1').message; // 'add: got [2] and [3]; lengths must be equal or 1'
 */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  readonly operation: string;
  readonly shapes: readonly Shape[];
  readonly rule: string;

  constructor(operation: string, shapes: readonly Shape[], rule: string) {
    super(`${operation}: got ${shapes.map((shape) => `[${shape.join(', ')}]`).join(' and ') || 'nothing'}; ${rule}`);
    this.operation = operation;
    this.shapes = shapes;
    this.rule = rule;
  }
}
