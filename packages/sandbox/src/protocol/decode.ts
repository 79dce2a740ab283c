import { Float64Tensor } from '@gradbook/core-ops';

import { type Data, maximalRank, type TensorHeader } from './data.ts';

/** A frame that no honest harness sends: what is wrong with it. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** How large the frames may be that are taken from the other side. */
export interface FrameLimits {
  /** Bytes of a header: everything that is no tensor. */
  readonly headerBytes: number;
  /** Bytes of the tensors of a message, 8 a number. */
  readonly payloadBytes: number;
}

/** A message whose lengths were right; nothing in it has been looked at. */
export interface Frame {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Uint8Array;
}

/** Cuts a stream of bytes into frames, holding no more of it than one frame that keeps the limits. */
export class FrameReader {
  readonly #limits: FrameLimits;
  #chunks: Uint8Array[] = [];
  #held = 0;

  constructor(limits: FrameLimits) {
    this.#limits = limits;
  }

  /**
   * The frames that are complete with the next bytes.
   *
   * @throws FrameError for lengths beyond the limits and headers that are no JSON object.
   */
  *read(bytes: Uint8Array): Generator<Frame> {
    // A view of plain bytes: a Node Buffer's slice() would not copy.
    this.#chunks.push(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
    this.#held += bytes.length;
    while (this.#held >= 8) {
      const start = this.#joined(8);
      const [header, payload] = [lengthAt(start, 0), lengthAt(start, 4)];
      if (header > this.#limits.headerBytes || payload > this.#limits.payloadBytes || payload % 8 !== 0) {
        throw new FrameError(`a frame announces a header of ${header} bytes and ${payload} bytes of numbers`);
      }
      const total = 8 + header + payload;
      if (this.#held < total) return;
      const whole = this.#joined(this.#held);
      const rest = whole.subarray(total);
      this.#chunks = rest.length > 0 ? [rest] : [];
      this.#held = rest.length;
      yield { header: parseHeader(whole.subarray(8, 8 + header)), payload: whole.slice(8 + header, total) };
    }
  }

  /** At least that many of the bytes held, in one piece. */
  #joined(size: number): Uint8Array {
    const [first] = this.#chunks;
    if (first !== undefined && first.length >= size) return first;
    const whole = new Uint8Array(this.#held);
    let position = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, position);
      position += chunk.length;
    }
    this.#chunks = [whole];
    return whole;
  }
}

function lengthAt(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset, true);
}

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new FrameError('the header of a frame is no JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new FrameError('the header of a frame is no object');
  }
  return header as Readonly<Record<string, unknown>>;
}

const maximalDepth = 32;
const maximalNodes = 100_000;

/**
 * The value that a frame carries, every part of it checked.
 *
 * @throws FrameError for anything that encodeValue() does not write.
 */
export function decodeValue({ header, payload }: Frame): Data {
  const tensors = decodeTensors(header['tensors'], payload);
  const used = tensors.map(() => false);
  let nodes = 0;
  const decode = (node: unknown, depth: number): Data => {
    if (++nodes > maximalNodes || depth > maximalDepth) throw new FrameError('a value has too many parts');
    if (typeof node === 'number' || typeof node === 'string' || typeof node === 'boolean' || node === null) return node;
    if (!Array.isArray(node)) throw new FrameError('a value holds a bare object');
    const [mark, ...rest] = node as readonly unknown[];
    switch (mark) {
      case 'number':
        if (rest.length === 1 && ['NaN', 'Infinity', '-Infinity', '-0'].includes(rest[0] as string))
          return Number(rest[0]);
        break;
      case 'undefined':
        if (rest.length === 0) return undefined;
        break;
      case 'tensor': {
        const index = rest[0] as number;
        const tensor = rest.length === 1 && Number.isInteger(index) ? tensors[index] : undefined;
        if (tensor === undefined || used[index]) break;
        used[index] = true;
        return tensor;
      }
      case 'list':
        return rest.map((item) => decode(item, depth + 1));
      case 'object':
        return decodeObject(rest, (item) => decode(item, depth + 1));
    }
    throw new FrameError('a value has a mark that does not exist or is used wrongly');
  };
  const value = decode(header['value'], 0);
  if (used.includes(false)) throw new FrameError('a frame has a tensor that its value does not name');
  return value;
}

function decodeObject(entries: readonly unknown[], decode: (item: unknown) => Data): Data {
  const object: Record<string, Data> = {};
  for (const entry of entries) {
    if (!Array.isArray(entry) || entry.length !== 2 || typeof entry[0] !== 'string') {
      throw new FrameError('an object has an entry that is none');
    }
    const [name, item] = entry as [string, unknown];
    if (Object.hasOwn(object, name)) throw new FrameError('an object has a name twice');
    // Defined, not assigned: `__proto__` is then a name like any other.
    Object.defineProperty(object, name, { value: decode(item), enumerable: true, configurable: true, writable: true });
  }
  return object;
}

function decodeTensors(headers: unknown, payload: Uint8Array): Float64Tensor[] {
  if (!Array.isArray(headers) || headers.length > maximalNodes) throw new FrameError('a frame has no list of tensors');
  let position = 0;
  const tensors = headers.map((each: unknown) => {
    const { dtype, shape } = decodeTensorHeader(each);
    const size = shape.reduce((product, length) => product * length, 1);
    const bytes = size * 8;
    if (!Number.isSafeInteger(bytes) || position + bytes > payload.length) {
      throw new FrameError('a frame has fewer numbers than its tensors say');
    }
    const data = new Float64Array(payload.slice(position, position + bytes).buffer);
    position += bytes;
    if (dtype === 'bool' && data.some((x) => x !== 0 && x !== 1))
      throw new FrameError('a tensor of truth values holds other numbers');
    if (dtype === 'int32' && data.some((x) => (x | 0) !== x))
      throw new FrameError('an int32 tensor holds other numbers');
    return new Float64Tensor(shape, data, dtype);
  });
  if (position !== payload.length) throw new FrameError('a frame has more numbers than its tensors say');
  return tensors;
}

function decodeTensorHeader(header: unknown): TensorHeader {
  const { dtype, shape } = (typeof header === 'object' && header !== null ? header : {}) as Partial<
    Record<keyof TensorHeader, unknown>
  >;
  const lengths: readonly unknown[] = Array.isArray(shape) && shape.length <= maximalRank ? shape : [-1];
  if (
    (dtype !== 'float64' && dtype !== 'int32' && dtype !== 'bool') ||
    !lengths.every((length): length is number => Number.isSafeInteger(length) && (length as number) >= 0)
  ) {
    throw new FrameError('a tensor has a dtype or a shape that does not exist');
  }
  return { dtype, shape: lengths };
}
