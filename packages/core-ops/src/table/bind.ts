import { Tensor } from '@tensorflow/tfjs-core';

import { Float64Tensor } from '../values/float64-tensor.ts';
import type { Traced, Value } from '../values/value.ts';
import type { Attributes, Operation } from './operation.ts';

/**
 * Whether a value is one that an interpreter watches.
 *
 * @example
 * isTraced(float64([1, 2])); // false
 */
export function isTraced(value: Value): value is Traced {
  return 'interpreter' in value;
}

/**
 * The tensor or float64 tensor beneath any number of interpreters: the value itself where none watches it.
 *
 * @example
 * concrete(float64([1, 2])); // [1, 2]
 */
export function concrete(value: Value): Tensor | Float64Tensor {
  let inner = value;
  while (isTraced(inner)) inner = inner.primal;
  return inner;
}

/**
 * Applies an operation of the table: checks the shapes, then hands it to the innermost interpreter that
 * traces an input, or computes it in float64 or on WebGPU according to the inputs.
 *
 * @throws ShapeError when the inputs do not fit.
 * @throws TypeError when float64 and WebGPU values are mixed.
 * @example
 * const negation = operations.find(({ name }) => name === 'neg')!;
 * bind(negation, [float64([1, -2])], {})[0]; // [-1, 2]
 */
export function bind<A extends Attributes>(operation: Operation<A>, inputs: readonly Value[], attributes: A): Value[] {
  operation.shape(
    inputs.map((input) => input.shape),
    attributes,
  );
  let innermost: Traced | undefined;
  for (const input of inputs) {
    if (isTraced(input) && (!innermost || input.interpreter.level > innermost.interpreter.level)) innermost = input;
  }
  if (innermost) {
    // The interpreter only ever hands the attributes back to this same operation.
    return innermost.interpreter.process(operation as unknown as Operation, inputs, attributes);
  }
  const float64 = inputs.filter((input): input is Float64Tensor => input instanceof Float64Tensor);
  if (float64.length === inputs.length) return operation.reference(float64, attributes);
  const tensors = inputs.filter((input): input is Tensor => input instanceof Tensor);
  if (tensors.length === inputs.length) return operation.kernel(tensors, attributes);
  throw new TypeError(
    `${operation.name}: got ${float64.length} float64 and ${tensors.length} WebGPU inputs; an operation takes one kind. ` +
      'Convert with toFloat64() or fromFloat64().',
  );
}
