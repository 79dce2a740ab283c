import { Float64Tensor, fromFloat64, read, type Shape, tensor, treeMap, type Value } from '@gradbook/core-ops';

/**
 * A value as plain data. Numbers that JSON does not have are the words `'NaN'`, `'Infinity'` and `'-Infinity'`.
 *
 * @example
 * const half: SerializedValue = { shape: [1], dtype: 'float64', data: [0.5] };
 */
export interface SerializedValue {
  readonly shape: Shape;
  readonly dtype: 'float64' | 'float32' | 'int32' | 'bool';
  /** Row-major. */
  readonly data: readonly (number | 'NaN' | 'Infinity' | '-Infinity')[];
}

/**
 * A tree of values and numbers as plain data that `JSON.stringify` keeps exactly.
 *
 * @example
 * const data: Serialized = { step: 3, w: { serialized: 'value', shape: [], dtype: 'float64', data: [1] } };
 */
export type Serialized =
  | null
  | boolean
  | number
  | string
  | (SerializedValue & { readonly serialized: 'value' })
  | readonly Serialized[]
  | { readonly [name: string]: Serialized };

/**
 * Parameters, an optimiser's state or any tree of them as plain data: what a checkpoint holds. Float32 numbers come back
 * bit for bit, because their decimals do.
 *
 * @param tree values in lists and plain objects; numbers, strings, booleans and null stay what they are.
 * @throws TypeError for a leaf of another type.
 * @example
 * const saved = await serialize({ step: 2, w: float64([0.5]) });
 * JSON.stringify(saved); // '{"step":2,"w":{"serialized":"value","shape":[1],"dtype":"float64","data":[0.5]}}'
 */
export async function serialize(tree: unknown): Promise<Serialized> {
  const numbers = new Map<Value, Awaited<ReturnType<typeof read>>>();
  const leaves: Value[] = [];
  treeMap(tree, (leaf: unknown) => {
    if (typeof leaf === 'object' && leaf !== null) leaves.push(leaf as Value);
  });
  for (const leaf of leaves) {
    if (!('shape' in leaf && 'dtype' in leaf))
      throw new TypeError('serialize: a leaf is neither a value nor plain data');
    numbers.set(leaf, await read(leaf));
  }
  return treeMap(tree, (leaf: unknown, path): unknown => {
    if (leaf === null || ['number', 'string', 'boolean'].includes(typeof leaf)) return leaf;
    const data = numbers.get(leaf as Value);
    if (!data)
      throw new TypeError(`serialize: ${path || 'the tree itself'} is ${typeof leaf}, not a value or plain data`);
    const { shape, dtype } = leaf as Value;
    return { serialized: 'value', shape: [...shape], dtype, data: Array.from(data, toPlain) };
  }) as Serialized;
}

/**
 * The inverse of {@link serialize}.
 *
 * @param data what {@link serialize} gave, also after `JSON.parse(JSON.stringify(…))`.
 * @param options `kind`: where floating-point values go; unless given, where they were. Numbers taken from float64 to the
 * device are rounded to float32.
 * @throws TypeError for data that {@link serialize} did not give. DeviceError before `init()`, for the device.
 * @example
 * const state = { step: 1, slots: { expAvg: { w: float64([0.5, -1]) } } };
 * const back = deserialize<typeof state>(JSON.parse(JSON.stringify(await serialize(state))));
 * back.slots.expAvg.w.data; // [0.5, -1]
 */
export function deserialize<T>(data: Serialized, { kind }: { readonly kind?: 'float64' | 'webgpu' } = {}): T {
  // The caller says what was serialized, as with JSON.parse.
  return build(data, kind) as T;
}

function build(data: Serialized, kind: 'float64' | 'webgpu' | undefined): unknown {
  if (typeof data !== 'object' || data === null) return data;
  if (isList(data)) return data.map((item) => build(item, kind));
  if (isSerializedValue(data)) return valueOf(data, kind);
  return Object.fromEntries(Object.entries(data).map(([name, item]) => [name, build(item, kind)]));
}

function valueOf({ shape, dtype, data }: SerializedValue, kind: 'float64' | 'webgpu' | undefined): Value {
  const numbers = data.map(toNumber);
  const onDevice = kind === undefined ? dtype === 'float32' : kind === 'webgpu';
  if (dtype === 'int32' || dtype === 'bool') {
    const whole = new Float64Tensor(shape, numbers, dtype);
    return kind === 'webgpu' ? fromFloat64(whole) : whole;
  }
  return onDevice ? tensor(numbers, shape) : new Float64Tensor(shape, numbers);
}

function isList(data: Serialized): data is readonly Serialized[] {
  return Array.isArray(data);
}

function isSerializedValue(data: Serialized): data is SerializedValue & { readonly serialized: 'value' } {
  return typeof data === 'object' && data !== null && 'serialized' in data && data.serialized === 'value';
}

function toPlain(value: number): SerializedValue['data'][number] {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

function toNumber(value: SerializedValue['data'][number]): number {
  if (typeof value === 'number') return value;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  throw new TypeError(`deserialize: got ${JSON.stringify(value)} among the numbers`);
}
