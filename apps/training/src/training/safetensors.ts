import { sizeOf } from '@gradbook/core-ops';

/** A float32 array under a name, as a safetensors file holds it. */
export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What a safetensors file holds. */
export interface TensorFile {
  readonly arrays: readonly NamedArray[];
  readonly metadata: Readonly<Record<string, string>>;
}

const lengthBytes = 8;

/**
 * Float32 arrays as a safetensors file: the header's length (64 bits, little-endian), the header in JSON, the numbers
 * (https://huggingface.co/docs/safetensors). The same arrays give the same bytes.
 */
export function writeSafetensors({ arrays, metadata }: TensorFile): Uint8Array {
  let end = 0;
  const entries = arrays.map(({ name, shape, data }) => {
    if (data.length !== sizeOf(shape)) {
      throw new RangeError(`${name} has ${data.length} numbers, but its shape is [${shape.join(', ')}]`);
    }
    const begin = end;
    end += data.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }] as const;
  });
  const names = new Set(['__metadata__', ...arrays.map(({ name }) => name)]);
  if (names.size !== arrays.length + 1) throw new TypeError('arrays of a safetensors file need names of their own');
  const json = new TextEncoder().encode(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
  // Spaces behind the header, so that the numbers begin at a multiple of 8 bytes.
  const header = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  header.set(json);
  const file = new Uint8Array(lengthBytes + header.length + end);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(header.length), true);
  file.set(header, lengthBytes);
  let at = lengthBytes + header.length;
  for (const { data } of arrays) {
    for (const number of data) {
      view.setFloat32(at, number, true);
      at += Float32Array.BYTES_PER_ELEMENT;
    }
  }
  return file;
}

/**
 * Reads what {@link writeSafetensors} wrote, or another file with float32 arrays alone.
 *
 * @throws TypeError for a file that is cut off, damaged, or has arrays of another type.
 */
export function readSafetensors(file: Uint8Array): TensorFile {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerLength = file.length < lengthBytes ? Infinity : Number(view.getBigUint64(0, true));
  const start = lengthBytes + headerLength;
  if (start > file.length) throw new TypeError(`the file has ${file.length} bytes, fewer than its header`);
  const { __metadata__: metadata = {}, ...entries } = parseHeader(file.subarray(lengthBytes, start));
  const arrays = Object.entries(entries).map(([name, entry]): NamedArray => {
    const { dtype, shape, data_offsets: [begin, end] = [0, -1] } = entry as Partial<HeaderEntry>;
    const whole = [begin, end, ...(shape ?? [-1])].every((number) => Number.isSafeInteger(number) && number >= 0);
    if (dtype !== 'F32' || !shape || !whole || end - begin !== 4 * sizeOf(shape) || start + end > file.length) {
      throw new TypeError(`the header's entry of ${name} does not fit the file, or is not of float32 numbers`);
    }
    const data = Float32Array.from({ length: sizeOf(shape) }, (_, i) => view.getFloat32(start + begin + 4 * i, true));
    return { name, shape, data };
  });
  return { arrays, metadata: metadata as Record<string, string> };
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

function parseHeader(bytes: Uint8Array): Record<string, object> {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Record<string, object>;
  } catch {
    throw new TypeError('the header is not JSON; the file is damaged, or not a safetensors file');
  }
}
