import { type Tensor, tensor as tfjsTensor, type TypedArray } from '@tensorflow/tfjs-core';

import { openDevice, rethrowDeviceFailure, throwDeviceErrors } from '../device/open-device.ts';
import { concrete } from '../table/bind.ts';
import { Float64Tensor, sizeOf } from './float64-tensor.ts';
import type { Shape, Value } from './value.ts';

/** Numbers in nested lists, all of one length at each depth; booleans count as 0 and 1. */
export type Nested = number | boolean | readonly Nested[];

/** Data of a value: nested lists, or numbers in row-major order that a shape goes with. */
export type ArrayData = Nested | TypedArray | Float64Array;

/**
 * A tensor on the WebGPU device.
 *
 * @param data nested lists, or flat data where `shape` is given; numbers are rounded to float32.
 * @param shape the shape; without it, that of the nested lists.
 * @param dtype `float32` unless given; `int32` takes whole numbers only, `bool` takes 0, 1 and booleans only.
 * @throws RangeError for ragged lists, a shape that does not fit, or numbers that the dtype does not hold.
 * @throws DeviceError before `init()`.
 *
 * @example
 * await init();
 * const x = tensor([[1, 2], [3, 4]]);
 * x.shape; // [2, 2]
 */
export function tensor(data: ArrayData, shape?: Shape, dtype: 'float32' | 'int32' | 'bool' = 'float32'): Tensor {
  openDevice();
  const flat = flatten('tensor', data, shape);
  if (dtype === 'float32') return tfjsTensor(Float32Array.from(flat.data), [...flat.shape], 'float32');
  const [holds, ArrayType, rule] =
    dtype === 'int32'
      ? ([(x: number) => (x | 0) === x, Int32Array, 'whole numbers from −2³¹ to 2³¹ − 1'] as const)
      : ([(x: number) => x === 0 || x === 1, Uint8Array, '0, 1 and booleans'] as const);
  const misfit = flat.data.findIndex((x) => !holds(x));
  if (misfit >= 0) {
    throw new RangeError(`tensor: ${dtype} holds ${rule}; element ${misfit} is ${flat.data[misfit]}`);
  }
  return tfjsTensor(ArrayType.from(flat.data), [...flat.shape], dtype);
}

/**
 * A float64 tensor on the CPU: what definitions, tolerances and checks are computed in. Needs no device.
 *
 * @param data nested lists, or flat data where `shape` is given.
 * @throws RangeError for ragged lists or a shape that does not fit.
 *
 * @example
 * float64([[1, 2, 3]]).shape; // [1, 3]
 * float64([1, 2, 3, 4], [2, 2]).shape; // [2, 2]
 */
export function float64(data: ArrayData, shape?: Shape): Float64Tensor {
  const flat = flatten('float64', data, shape);
  return new Float64Tensor(flat.shape, flat.data);
}

/**
 * The float64 tensor's numbers on the WebGPU device, rounded to float32 (whole numbers and booleans keep their dtype).
 *
 * @throws DeviceError before `init()`.
 *
 * @example
 * await init();
 * fromFloat64(float64([0.5])).dtype; // 'float32'
 */
export function fromFloat64(value: Float64Tensor): Tensor {
  return tensor(value.data, value.shape, value.dtype === 'float64' ? 'float32' : value.dtype);
}

/**
 * The value's numbers in float64; of a traced value, those of the value beneath.
 *
 * @throws DeviceError when the device reported an error, because then the numbers mean nothing.
 *
 * @example
 * await init();
 * (await toFloat64(tensor([1, 2]))).data[1]; // 2
 */
export async function toFloat64(value: Value): Promise<Float64Tensor> {
  const inner = concrete(value);
  if (inner instanceof Float64Tensor) return inner;
  const dtype = inner.dtype === 'int32' || inner.dtype === 'bool' ? inner.dtype : 'float64';
  return new Float64Tensor(inner.shape, Float64Array.from(await read(inner)), dtype);
}

/**
 * The value's numbers in row-major order: Float32Array, Int32Array or Uint8Array (bool) from the device,
 * Float64Array of a float64 tensor. Not to be written to.
 *
 * @throws DeviceError when the device reported an error, because then the numbers mean nothing, and when it has been lost.
 *
 * @example
 * await init();
 * (await read(tensor([1, 2]))).length; // 2
 */
export async function read(value: Value): Promise<Float32Array | Int32Array | Uint8Array | Float64Array> {
  const inner = concrete(value);
  if (inner instanceof Float64Tensor) return inner.data;
  if (inner.dtype === 'string' || inner.dtype === 'complex64') {
    throw new TypeError(`read: got a ${inner.dtype} tensor; float32, int32 and bool can be read`);
  }
  const data = await inner.data<'float32' | 'int32' | 'bool'>().catch(rethrowDeviceFailure);
  throwDeviceErrors();
  return data as Float32Array | Int32Array | Uint8Array;
}

/**
 * The numbers in nested lists; a scalar gives a number.
 *
 * @example
 * toNested(float64([1, 2, 3, 4], [2, 2])); // [[1, 2], [3, 4]]
 */
export function toNested(value: Float64Tensor): Nested {
  const { shape, data } = value;
  let offset = 0;
  const build = (axis: number): Nested => {
    if (axis === shape.length) return data[offset++]!;
    return Array.from({ length: shape[axis]! }, () => build(axis + 1));
  };
  return build(0);
}

/** Data in row-major order, and its shape. */
function flatten(caller: string, data: ArrayData, shape?: Shape): { data: Float64Array; shape: Shape } {
  if (shape?.some((length) => !Number.isSafeInteger(length) || length < 0)) {
    throw new RangeError(`${caller}: the shape [${shape.join(', ')}] has a length that is not a whole number ≥ 0`);
  }
  const nested = ArrayBuffer.isView(data) ? undefined : nestedShape(data);
  const flat = Float64Array.from(nested ? leaves(caller, data as Nested, nested) : (data as TypedArray));
  const own = nested ?? [flat.length];
  if (!shape) return { data: flat, shape: own };
  const fits = own.length <= 1 ? sizeOf(shape) === flat.length : own.join() === shape.join();
  if (!fits) {
    throw new RangeError(
      `${caller}: data of shape [${own.join(', ')}] (${flat.length} numbers) does not fit the shape ` +
        `[${shape.join(', ')}], which holds ${sizeOf(shape)}; give flat data, or lists nested like the shape`,
    );
  }
  return { data: flat, shape };
}

/** The shape that the first element at every depth says. */
function nestedShape(data: Nested): number[] {
  const shape: number[] = [];
  let inner: Nested | undefined = data;
  while (Array.isArray(inner)) {
    shape.push(inner.length);
    inner = (inner as readonly Nested[])[0];
  }
  return shape;
}

function leaves(caller: string, data: Nested, shape: Shape): number[] {
  const numbers: number[] = [];
  const visit = (part: unknown, axis: number, path: string): void => {
    const expected = shape[axis];
    if (Array.isArray(part)) {
      if (expected === undefined) throw ragged(`has a list at ${path}`, `a number, as at the other places`);
      if (part.length !== expected) throw ragged(`has ${part.length} elements at ${path || 'the top'}`, `${expected}`);
      for (const [index, inner] of part.entries()) visit(inner, axis + 1, `${path}[${index}]`);
    } else if (typeof part !== 'number' && typeof part !== 'boolean') {
      throw new TypeError(`${caller}: got ${String(part)} (${typeof part}) at ${path || 'the top'}; numbers are taken`);
    } else if (expected !== undefined) {
      throw ragged(`has a number at ${path}`, `a list of ${expected}`);
    } else {
      numbers.push(Number(part));
    }
  };
  const ragged = (found: string, wanted: string): RangeError =>
    new RangeError(`${caller}: the nested list is ragged: it ${found}, where the first list has ${wanted}`);
  visit(data, 0, '');
  return numbers;
}
