import { tensor, Tensor } from '@tensorflow/tfjs-core';

import { Float64Tensor } from '../values/float64-tensor.ts';
import type { Operand, Shape, Value } from '../values/value.ts';
import { bind, concrete, isTraced } from './bind.ts';
import type { Attributes, Operation } from './operation.ts';

/** Applies an operation that has one output. */
export function apply<V extends Value, A extends Attributes>(
  operation: Operation<A>,
  inputs: readonly Value[],
  attributes: A,
): V {
  // An operation's outputs are of its inputs' kind, traced or not: bind() sees to that.
  return bind(operation, inputs, attributes)[0] as V;
}

/** A constant of the same kind as another value: float64 on the CPU beside float64, a tensor on the device beside one. */
export function constantLike<V extends Value>(
  like: V,
  data: readonly number[],
  shape: Shape,
  dtype: 'float' | 'int32' | 'bool' = 'float',
): V {
  const made =
    concrete(like) instanceof Float64Tensor
      ? new Float64Tensor(shape, data, dtype === 'float' ? 'float64' : dtype)
      : tensor([...data], [...shape], dtype === 'float' ? 'float32' : dtype);
  return made as Value as V;
}

/** Numbers among the operands of an elementwise operation as scalars of the other operands' kind. */
function lift(
  operation: string,
  operands: readonly Operand<Value>[],
  like: Value | undefined,
  floats: boolean,
): Value[] {
  if (like === undefined) throw new TypeError(`${operation}: at least one operand must be a value, not a number`);
  const integers = !floats && (like.dtype === 'int32' || like.dtype === 'bool');
  return operands.map((operand) => {
    if (typeof operand !== 'number') return operand;
    return constantLike(like, [operand], [], integers && Number.isInteger(operand) ? 'int32' : 'float');
  });
}

/** What numbers among operands become. */
interface LiftOptions {
  /** The value whose kind and dtype they take: the first operand that is one. */
  readonly like?: Value | undefined;
  /** Floats even where that value is of integers. */
  readonly floats?: boolean;
}

/**
 * Applies an elementwise operation to operands of which some may be numbers. Scalars that were made of numbers are freed
 * again, unless an interpreter may have kept them.
 */
export function applyLifting<V extends Value>(
  operation: Operation,
  operands: readonly Operand<Value>[],
  { like = operands.find((operand) => typeof operand !== 'number'), floats = false }: LiftOptions = {},
): V {
  const inputs = lift(operation.name, operands, like, floats);
  const result = apply<V, Attributes>(operation, inputs, {});
  if (!inputs.some(isTraced)) {
    for (const [i, input] of inputs.entries()) {
      if (typeof operands[i] === 'number' && input instanceof Tensor) input.dispose();
    }
  }
  return result;
}

/** Whether elements are whole numbers: int32 or bool. */
export function isIntegral(value: Float64Tensor | Tensor): boolean {
  return value.dtype === 'int32' || value.dtype === 'bool';
}

/** A row of the table with its attributes' type forgotten, so that rows can be listed together. */
export function row<A extends Attributes>(operation: Operation<A>): Operation {
  // bind() hands an operation only attributes that were made for it.
  return operation as unknown as Operation;
}
