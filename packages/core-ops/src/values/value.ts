import type { Tensor } from '@tensorflow/tfjs-core';

import type { Float64Tensor } from './float64-tensor.ts';
import type { Interpreter } from '../table/operation.ts';

/** Sizes of the axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** What the elements of a value are. `float64` values live on the CPU, all others on the WebGPU device. */
export type DType = 'float32' | 'float64' | 'int32' | 'bool' | 'complex64' | 'string';

/**
 * A value that an interpreter watches: what a differentiated function sees in place of its argument.
 * It can be handed to every operation of the table, and to nothing else.
 */
export interface Traced {
  readonly shape: Shape;
  readonly dtype: DType;
  /** The interpreter that processes operations on this value; the innermost one has the highest level. */
  readonly interpreter: Interpreter;
  /** The value beneath: a tensor, a float64 tensor, or a value traced at a lower level. */
  readonly primal: Value;
}

/** Anything an operation accepts: a tfjs tensor (computed on WebGPU), a float64 tensor, or either of them traced. */
export type Value = Tensor | Float64Tensor | Traced;

/** An operand of an elementwise operation: numbers are lifted to scalars of the other operand's kind. */
export type Operand<V extends Value> = V | number;
