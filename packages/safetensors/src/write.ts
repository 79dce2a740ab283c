import { countOf, lengthBytes, type NamedArray, type TensorFile } from './tensor-file.ts';

/**
 * Arrays of float32 or float64 numbers as a safetensors file: the header's length (64 bits, little-endian), the header in JSON, the
 * numbers (https://huggingface.co/docs/safetensors). The same arrays in the same order give the same bytes.
 *
 * @throws RangeError when an array has more or fewer numbers than its shape; TypeError when two arrays have one name, or one is called
 * `__metadata__`.
 *
 * @example
 * const file = writeSafetensors({
 *   arrays: [{ name: 'head.bias', shape: [2], data: Float32Array.of(0.5, -1) }],
 *   metadata: { format: 'pt' },
 * });
 * readSafetensors(file).arrays[0]?.data; // [0.5, -1]
 */
export function writeSafetensors({ arrays, metadata }: TensorFile): Uint8Array<ArrayBuffer> {
  let end = 0;
  const entries = arrays.map(({ name, shape, data }) => {
    if (data.length !== countOf(shape)) {
      throw new RangeError(
        `writeSafetensors: ${name} has ${data.length} numbers, but its shape is [${shape.join(', ')}]`,
      );
    }
    const begin = end;
    end += data.byteLength;
    return [name, { dtype: data instanceof Float64Array ? 'F64' : 'F32', shape, data_offsets: [begin, end] }] as const;
  });
  const names = new Set(['__metadata__', ...arrays.map(({ name }) => name)]);
  if (names.size !== arrays.length + 1) {
    throw new TypeError(
      'writeSafetensors: two arrays have one name, or one is called __metadata__; each needs its own',
    );
  }
  const json = new TextEncoder().encode(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
  // Spaces behind the header, so that the numbers begin at a multiple of 8 bytes.
  const header = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  header.set(json);
  const file = new Uint8Array(lengthBytes + header.length + end);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(header.length), true);
  file.set(header, lengthBytes);
  let at = lengthBytes + header.length;
  for (const array of arrays) at = writeNumbers(view, at, array);
  return file;
}

function writeNumbers(view: DataView, from: number, { data }: NamedArray): number {
  let at = from;
  for (const number of data) {
    if (data instanceof Float64Array) view.setFloat64(at, number, true);
    else view.setFloat32(at, number, true);
    at += data.BYTES_PER_ELEMENT;
  }
  return at;
}
