/**
 * An array of an IDX file: the format of the MNIST digits and its like.
 *
 * @example
 * const array: IdxArray = parseIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9));
 * array.shape; // [2]
 */
export interface IdxArray {
  readonly shape: readonly number[];
  /** Row-major, in the type that the file is of. */
  readonly data: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
}

type Reader = readonly [bytes: number, read: (view: DataView, count: number, start: number) => IdxArray['data']];

/** By the type's code; numbers are big-endian. */
const readers: Readonly<Record<number, Reader>> = {
  0x08: [1, (view, length, at) => Uint8Array.from({ length }, (_, i) => view.getUint8(at + i))],
  0x09: [1, (view, length, at) => Int8Array.from({ length }, (_, i) => view.getInt8(at + i))],
  0x0b: [2, (view, length, at) => Int16Array.from({ length }, (_, i) => view.getInt16(at + 2 * i))],
  0x0c: [4, (view, length, at) => Int32Array.from({ length }, (_, i) => view.getInt32(at + 4 * i))],
  0x0d: [4, (view, length, at) => Float32Array.from({ length }, (_, i) => view.getFloat32(at + 4 * i))],
  0x0e: [8, (view, length, at) => Float64Array.from({ length }, (_, i) => view.getFloat64(at + 8 * i))],
};

/**
 * Reads an IDX file: two bytes of 0, the type's code, the number of axes, each axis's length (32 bits), the numbers; all
 * big-endian (LeCun, Cortes and Burges, "The MNIST database of handwritten digits").
 *
 * @param file the file's bytes, not compressed.
 * @param name what messages call the file.
 * @throws TypeError for a file that is no IDX file or compressed, that is cut off, or that goes on behind its numbers.
 *
 * @example
 * parseIdx(Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 2, 5, 6)).data; // [5, 6]
 * parseIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 5, 6)); // throws TypeError
 */
export function parseIdx(file: Uint8Array, name = 'the file'): IdxArray {
  if (file[0] === 0x1f && file[1] === 0x8b)
    throw new TypeError(`parseIdx: ${name} is compressed (gzip); unpack it first`);
  const [first, second, code = 0, axes = 0] = file;
  const reader = readers[code];
  if (first !== 0 || second !== 0 || !reader) {
    const start = [...file.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw new TypeError(
      `parseIdx: ${name} begins with the bytes ${start || '(none)'}, which is not how an IDX file does`,
    );
  }
  const header = 4 + 4 * axes;
  if (file.length < header) {
    throw new TypeError(`parseIdx: ${name} is cut off in its header: ${file.length} of ${header} bytes`);
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = shape.reduce((size, length) => size * length, 1);
  const [bytes, read] = reader;
  const expected = header + count * bytes;
  if (file.length !== expected) {
    const what = file.length < expected ? 'cut off' : 'too long';
    throw new TypeError(
      `parseIdx: ${name} is ${what}: ${file.length} bytes, but the shape [${shape.join(', ')}] needs ${expected}`,
    );
  }
  return { shape, data: read(view, count, header) };
}
