import { tensor, type Tensor, tidy } from '@tensorflow/tfjs-core';

import type { Float64Tensor } from '../values/float64-tensor.ts';
import type { Attributes, Operation } from './operation.ts';

/** A float64 value as a tensor on the device; `float64` becomes float32. */
export function onDevice(value: Float64Tensor): Tensor {
  const dtype = value.dtype === 'float64' ? 'float32' : value.dtype;
  return tensor([...value.data], [...value.shape], dtype);
}

/** An output of a kernel, read back. */
interface Result {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly data: Float64Array;
}

/** Runs an operation's kernel and reads its outputs back; every tensor made on the way is freed. */
async function runOnDevice(
  operation: Operation,
  inputs: readonly Float64Tensor[],
  attributes: Attributes,
): Promise<Result[]> {
  const outputs = tidy(() => operation.kernel(inputs.map(onDevice), attributes));
  const results: Result[] = [];
  for (const output of outputs) {
    results.push({ shape: output.shape, dtype: output.dtype, data: Float64Array.from(await output.data()) });
    output.dispose();
  }
  return results;
}

/**
 * What is wrong with a kernel's results, in words: shapes other than the shape rule's, dtypes other than the
 * definition's, elements farther from it than the bound. NaN and infinities must be the definition's.
 */
export async function disagreements(
  operation: Operation,
  inputs: readonly Float64Tensor[],
  attributes: Attributes,
): Promise<string[]> {
  const outputs = operation.reference(inputs, attributes);
  const shapes = operation.shape(
    inputs.map((input) => input.shape),
    attributes,
  );
  const bounds = operation.errorBound(inputs, attributes, outputs);
  const results = await runOnDevice(operation, inputs, attributes);
  const found: string[] = [];
  if (results.length !== outputs.length) found.push(`${results.length} outputs instead of ${outputs.length}`);
  for (const [o, output] of outputs.entries()) {
    const [result, bound, shape] = [results[o]!, bounds[o]!, shapes[o]!];
    for (const [what, has] of Object.entries({ kernel: result.shape, definition: output.shape, bound: bound.shape })) {
      if (has.join() !== shape.join()) found.push(`the ${what} has shape [${has.join()}], not [${shape.join()}]`);
    }
    const dtype = output.dtype === 'float64' ? 'float32' : output.dtype;
    if (result.dtype !== dtype) found.push(`the kernel has dtype ${result.dtype}, not ${dtype}`);
    for (const [i, expected] of output.data.entries()) {
      const [got, allowed] = [result.data[i]!, bound.data[i]!];
      const right = Number.isFinite(expected)
        ? allowed === Infinity || Math.abs(got - expected) <= allowed
        : Object.is(got, expected);
      if (!right) found.push(`output ${o}, element ${i}: ${got} for ${expected}, bound ${allowed}`);
    }
  }
  return found.slice(0, 10);
}
