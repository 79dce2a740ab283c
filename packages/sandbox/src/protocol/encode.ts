/**
 * Writing frames. This file runs inside the sandbox after the student's module did, which may have replaced any built-in:
 * everything used is taken here, before, and lists are walked by index. (Poisoned built-ins could only spoil the student's
 * own results, but the message would be a poor one.)
 */
import { maximalRank, type TensorHeader } from './data.ts';

const { apply, ownKeys, getPrototypeOf } = Reflect;
const { isArray } = Array;
const { isView } = ArrayBuffer;
const { isInteger, isFinite } = Number;
const stringify = JSON.stringify;
const [is, objectPrototype] = [Object.is, Object.prototype];
const [Float64, Bytes, Failure] = [Float64Array, Uint8Array, TypeError];
const encoder = new TextEncoder();
const encodeText = encoder.encode.bind(encoder);
const setBytes = Uint8Array.prototype.set;
const typedArray: object = Object.getPrototypeOf(Uint8Array.prototype) as object;
const lengthOf = Object.getOwnPropertyDescriptor(typedArray, 'length')!.get!;
const bufferOf = Object.getOwnPropertyDescriptor(typedArray, 'buffer')!.get!;
const tagOf = Object.getOwnPropertyDescriptor(typedArray, Symbol.toStringTag)!.get!;

/** How much a value may hold. */
export interface EncodeLimits {
  readonly depth: number;
  readonly nodes: number;
  readonly elements: number;
  /** Characters of everything that is no tensor. */
  readonly characters: number;
  /** Nested lists of numbers stay lists: for arguments, which arrive as they were given. Results become tensors. */
  readonly keepLists?: boolean;
}

/** A value in pieces: its JSON, the headers of its tensors and their numbers. */
export interface EncodedParts {
  readonly json: string;
  readonly headers: string;
  readonly arrays: readonly Float64Array[];
  readonly elements: number;
}

interface Work {
  readonly limits: EncodeLimits;
  readonly arrays: Float64Array[];
  headers: string;
  count: number;
  elements: number;
  nodes: number;
}

/**
 * The pieces of a value. In its JSON, finite numbers, strings, booleans and null are themselves; everything else is a list
 * whose first item says what it is (`["tensor", 0]`, `["list", …]`, `["object", ["name", …], …]`, `["number", "NaN"]`,
 * `["undefined"]`), so that no name a student chooses can be taken for a mark. Typed arrays and rectangular nested lists of numbers are tensors; so is anything with a `shape` and
 * typed `data`.
 *
 * @throws TypeError for what is no data (functions, promises, cycles, maps, …) with the place where it stands.
 */
export function encodeValue(value: unknown, limits: EncodeLimits): EncodedParts {
  const work: Work = { limits, arrays: [], headers: '', count: 0, elements: 0, nodes: 0 };
  const json = encodeNode(value, '', 0, work);
  if (json.length + work.headers.length > limits.characters) {
    throw new Failure(
      `the value's texts and lists take more than ${limits.characters} characters; hand back tensors and short texts`,
    );
  }
  return { json, headers: `[${work.headers}]`, arrays: work.arrays, elements: work.elements };
}

function encodeNode(value: unknown, path: string, depth: number, work: Work): string {
  if (++work.nodes > work.limits.nodes) {
    throw new Failure(
      `the value has more than ${work.limits.nodes} parts; hand back tensors instead of many small lists`,
    );
  }
  if (depth > work.limits.depth) {
    throw new Failure(`the value is nested deeper than ${work.limits.depth} levels${at(path)} (or contains itself)`);
  }
  switch (typeof value) {
    case 'number':
      return encodeNumber(value);
    case 'string':
      return stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'undefined':
      return '["undefined"]';
    case 'object':
      return value === null ? 'null' : encodeObject(value, path, depth, work);
    default:
      throw new Failure(
        `a ${typeof value}${at(path)} cannot be handed over; tensors, numbers, strings and lists or objects of them can`,
      );
  }
}

function encodeNumber(value: number): string {
  if (isFinite(value) && !is(value, -0)) return stringify(value);
  return `["number","${is(value, -0) ? '-0' : `${value}`}"]`;
}

function encodeObject(value: object, path: string, depth: number, work: Work): string {
  if (isView(value)) return addTensor(numbersOf(value, path, work), undefined, dtypeOf(value), path, work);
  if (isArray(value)) {
    const nested = work.limits.keepLists === true ? undefined : rectangular(value);
    if (nested !== undefined) {
      countElements(nested.size, work);
      const data = new Float64(nested.size);
      fill(value, data, 0, nested.shape, 0);
      return addTensor(data, nested.shape, nested.dtype, path, work);
    }
    let json = '["list"';
    for (let i = 0; i < value.length; i++) json += `,${encodeNode(value[i], `${path}[${i}]`, depth + 1, work)}`;
    return `${json}]`;
  }
  const { shape, data, dtype } = value as { shape?: unknown; data?: unknown; dtype?: unknown };
  if (isArray(shape) && typeof data === 'object' && data !== null && isView(data)) {
    return addTensor(
      numbersOf(data, path, work),
      shape as unknown[],
      dtype === 'int32' || dtype === 'bool' ? dtype : 'float64',
      path,
      work,
    );
  }
  const prototype = getPrototypeOf(value);
  if (prototype !== objectPrototype && prototype !== null) {
    throw new Failure(
      `${describe(value)}${at(path)} cannot be handed over; tensors, numbers, strings and lists or plain objects of them can`,
    );
  }
  let json = '["object"';
  const keys = ownKeys(value);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (typeof key !== 'string') continue;
    const part = (value as Record<string, unknown>)[key];
    json += `,[${stringify(key)},${encodeNode(part, path === '' ? key : `${path}.${key}`, depth + 1, work)}]`;
  }
  return `${json}]`;
}

function describe(value: object): string {
  if (typeof (value as { then?: unknown }).then === 'function') return 'a promise (is an await missing?)';
  const { name } = (value.constructor ?? {}) as { name?: unknown };
  return typeof name === 'string' && name !== '' ? `an object of class ${name}` : 'an object of a class';
}

const at = (path: string): string => (path === '' ? '' : ` at ${path}`);

/** The shape of nested lists of which every leaf is a number or a boolean, all of one length at each depth. */
function rectangular(
  list: readonly unknown[],
): { shape: number[]; size: number; dtype: TensorHeader['dtype'] } | undefined {
  const shape: number[] = [];
  let inner: unknown = list;
  let size = 1;
  while (isArray(inner)) {
    if (inner.length === 0 || shape.length >= maximalRank) return undefined;
    shape[shape.length] = inner.length;
    size *= inner.length;
    inner = inner[0];
  }
  if (typeof inner !== 'number' && typeof inner !== 'boolean') return undefined;
  return fits(list, shape, 0, typeof inner)
    ? { shape, size, dtype: typeof inner === 'boolean' ? 'bool' : 'float64' }
    : undefined;
}

function fits(list: readonly unknown[], shape: readonly number[], axis: number, type: string): boolean {
  if (list.length !== shape[axis]) return false;
  const last = axis === shape.length - 1;
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if (last ? typeof item !== type : !isArray(item) || !fits(item, shape, axis + 1, type)) return false;
  }
  return true;
}

function fill(
  list: readonly unknown[],
  data: Float64Array,
  start: number,
  shape: readonly number[],
  axis: number,
): number {
  let position = start;
  const last = axis === shape.length - 1;
  for (let i = 0; i < list.length; i++) {
    if (last) data[position++] = +(list[i] as number);
    else position = fill(list[i] as unknown[], data, position, shape, axis + 1);
  }
  return position;
}

function dtypeOf(view: ArrayBufferView): TensorHeader['dtype'] {
  const tag: unknown = apply(tagOf, view, []);
  return tag === 'Int32Array' ? 'int32' : 'float64';
}

/** The elements of a typed array of numbers as float64; a copy, so that its buffer holds nothing else. */
function numbersOf(view: ArrayBufferView, path: string, work: Work): Float64Array {
  const tag: unknown = apply(tagOf, view, []);
  if (tag === undefined || tag === 'BigInt64Array' || tag === 'BigUint64Array') {
    throw new Failure(
      `a ${tag === undefined ? 'DataView' : String(tag)}${at(path)} cannot be handed over; give a Float64Array, Float32Array or Int32Array`,
    );
  }
  const source = view as Float64Array;
  const size: number = apply(lengthOf, source, []) as number;
  countElements(size, work);
  const copy = new Float64(size);
  for (let i = 0; i < size; i++) copy[i] = source[i]!;
  return copy;
}

/** Refuses too many numbers before there is memory for them. */
function countElements(count: number, work: Work): void {
  work.elements += count;
  if (work.elements > work.limits.elements) {
    throw new Failure(`the value holds more than ${work.limits.elements} numbers; hand back what was asked for`);
  }
}

function addTensor(
  data: Float64Array,
  given: readonly unknown[] | undefined,
  dtype: TensorHeader['dtype'],
  path: string,
  work: Work,
): string {
  const length: number = apply(lengthOf, data, []) as number;
  const shape = given ?? [length];
  if (shape.length > maximalRank) throw new Failure(`the tensor${at(path)} has more than ${maximalRank} axes`);
  let size = 1;
  let text = '';
  for (let axis = 0; axis < shape.length; axis++) {
    const own = shape[axis];
    if (typeof own !== 'number' || !isInteger(own) || own < 0) {
      throw new Failure(`the tensor${at(path)} has a shape that is none: lengths are whole numbers from 0`);
    }
    size *= own;
    text += axis === 0 ? `${own}` : `,${own}`;
  }
  if (size !== length) throw new Failure(`the tensor${at(path)} has shape [${text}] and ${length} numbers`);
  work.headers += `${work.count === 0 ? '' : ','}{"dtype":"${dtype}","shape":[${text}]}`;
  work.arrays[work.arrays.length] = data;
  return `["tensor",${work.count++}]`;
}

/**
 * A frame: two 32-bit little-endian lengths, of the header and of the payload, then the header (JSON) and the payload (the
 * tensors' float64 numbers one after another).
 *
 * @param header the JSON of the message without its last brace.
 */
export function encodeFrame(header: string, parts?: EncodedParts): Uint8Array<ArrayBuffer> {
  const text = encodeText(parts ? `${header},"tensors":${parts.headers}}` : `${header}}`);
  const textLength = apply(lengthOf, text, []) as number;
  const payload = (parts?.elements ?? 0) * 8;
  const frame = new Bytes(8 + textLength + payload);
  writeLength(frame, 0, textLength);
  writeLength(frame, 4, payload);
  apply(setBytes, frame, [text, 8]);
  let position = 8 + textLength;
  const arrays = parts?.arrays ?? [];
  for (let i = 0; i < arrays.length; i++) {
    const bytes = new Bytes(apply(bufferOf, arrays[i], []) as ArrayBuffer);
    apply(setBytes, frame, [bytes, position]);
    position += apply(lengthOf, bytes, []) as number;
  }
  return frame;
}

function writeLength(frame: Uint8Array, offset: number, length: number): void {
  for (let i = 0; i < 4; i++) frame[offset + i] = (length >>> (8 * i)) & 255;
}
