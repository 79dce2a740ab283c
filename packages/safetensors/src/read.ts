import { type HeaderEntry, parseHeader, quoted } from './header.ts';
import { kindOfFile, type WeightFileKind } from './kind-of-file.ts';
import { countOf, type FloatType, lengthBytes, type NamedArray, type TensorFile } from './tensor-file.ts';

/**
 * What a file may cost to read.
 *
 * @example
 * const limits: Partial<SafetensorsLimits> = { fileBytes: 2 ** 20 };
 */
export interface SafetensorsLimits {
  /** Of the whole file; no limit unless given, it is in memory already. */
  readonly fileBytes: number;
  /** Of the header; 4 MiB unless given. */
  readonly headerBytes: number;
  /** How many arrays there may be; 10,000 unless given. */
  readonly arrays: number;
}

const defaultLimits: SafetensorsLimits = { fileBytes: Infinity, headerBytes: 4 * 2 ** 20, arrays: 10_000 };

/**
 * A file that cannot be read as safetensors: `kind` is what it is by its first bytes, the message says what is wrong and what to do.
 *
 * @example
 * const error = new SafetensorsError('it is a pickle', 'pickle');
 * error.kind; // 'pickle'
 */
export class SafetensorsError extends TypeError {
  override readonly name = 'SafetensorsError';
  readonly kind: WeightFileKind;

  constructor(message: string, kind: WeightFileKind) {
    super(message);
    this.kind = kind;
  }
}

const others: Readonly<Partial<Record<WeightFileKind, string>>> = {
  zip: 'is a zip archive, as torch.save writes them: loading it would run code from it',
  pickle: 'is a pickle: loading it would run code from it',
  hdf5: 'is an HDF5 file, as Keras writes them',
  numpy: "is NumPy's",
  gguf: 'is a GGUF file',
  gzip: 'is compressed by gzip',
  'lfs pointer': 'is a pointer to a file in Git LFS, not the file itself',
};

const advice =
  'Write it with safetensors.torch.save_file(model.state_dict(), "weights.safetensors") or writeSafetensors.';

/**
 * Reads a safetensors file of floating-point arrays, from whomever it comes: nothing in it is run, and what its header says is held
 * against the file before a number is read. Every byte behind the header has to belong to one array: no gaps, no overlaps, no two
 * arrays of one name. Numbers may be NaN or infinite.
 *
 * @param file the file's bytes, read and not changed. The arrays are copies.
 * @param limits what reading may cost.
 * @returns the arrays in the order of their numbers in the file, and the metadata.
 * @throws SafetensorsError for another kind of file, a damaged one, arrays of integers, or a file beyond the limits.
 *
 * @example
 * const file = writeSafetensors({ arrays: [{ name: 'w', shape: [1, 2], data: Float32Array.of(1, 2) }], metadata: {} });
 * readSafetensors(file).arrays.map(({ name, shape }) => `${name} ${shape.join('×')}`); // ['w 1×2']
 */
export function readSafetensors(file: Uint8Array, limits: Partial<SafetensorsLimits> = {}): TensorFile {
  const { fileBytes, headerBytes, arrays: mostArrays } = { ...defaultLimits, ...limits };
  const kind = kindOfFile(file);
  const fail = (what: string): never => {
    throw new SafetensorsError(`the file ${what}`, kind);
  };
  if (kind !== 'safetensors' && others[kind] !== undefined) fail(`${others[kind]}. ${advice}`);
  if (file.length > fileBytes) fail(`has ${file.length} bytes; at most ${fileBytes} are read`);
  if (file.length < lengthBytes)
    fail(`has ${file.length} bytes, fewer than its header: it is cut off, or no safetensors file`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  // Beyond 2⁵³ the number is rounded, which is larger than any file all the same.
  const headerLength = Number(view.getBigUint64(0, true));
  const start = lengthBytes + headerLength;
  if (start > file.length) {
    fail(
      `has ${file.length} bytes, fewer than its header, which says ${headerLength}: it is cut off, or no safetensors file`,
    );
  }
  if (headerLength > headerBytes) fail(`has a header of ${headerLength} bytes; at most ${headerBytes} are read`);
  try {
    const { entries, metadata } = parseHeader(file.subarray(lengthBytes, start));
    if (entries.size > mostArrays) fail(`has ${entries.size} arrays; at most ${mostArrays} are read`);
    const places = [...entries].map(([name, entry]) => placeOf(name, entry));
    const inOrder = places.toSorted((a, b) => a.begin - b.begin || a.end - b.end);
    checkCover(inOrder, file.length - start);
    return { arrays: inOrder.map((place) => readArray(view, start, place)), metadata };
  } catch (error) {
    if (error instanceof SafetensorsError) throw error;
    return fail(error instanceof Error ? error.message : String(error));
  }
}

interface Place {
  readonly name: string;
  readonly type: FloatType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const bytesOf: Readonly<Record<FloatType, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

/** Where the numbers of an array are, from the first byte behind the header. */
function placeOf(name: string, { dtype, shape, data_offsets: offsets }: HeaderEntry): Place {
  const about = `has an array ${quoted(name)}`;
  if (typeof dtype !== 'string' || !Object.hasOwn(bytesOf, dtype)) {
    const given = typeof dtype === 'string' ? quoted(dtype) : 'none';
    throw new Error(
      `${about} of type ${given}; ${Object.keys(bytesOf).join(', ')} are read: leave out counters, save weights as float32`,
    );
  }
  const type = dtype as FloatType;
  if (!isWholeNumbers(shape)) throw new Error(`${about} without a shape of whole numbers`);
  if (!isWholeNumbers(offsets) || offsets.length !== 2) throw new Error(`${about} without two data_offsets`);
  const [begin, end] = offsets as readonly [number, number];
  const bytes = bytesOf[type] * countOf(shape);
  if (end - begin !== bytes) {
    throw new Error(
      `${about} of shape [${shape.slice(0, 8).join(', ')}] in ${type}, which takes ${bytes} bytes, at bytes ${begin} to ${end}`,
    );
  }
  return { name, type, shape, begin, end };
}

function isWholeNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && (each as number) >= 0);
}

/** One array behind the other, from the first byte to the last. */
function checkCover(places: readonly Place[], bytes: number): void {
  let at = 0;
  for (const { name, begin, end } of places) {
    if (begin < at) throw new Error(`has an array ${quoted(name)} that overlaps the one before it`);
    if (begin > at) throw new Error(`has ${begin - at} bytes before the array ${quoted(name)} that belong to none`);
    if (end > bytes) throw new Error(`is cut off: the numbers of ${quoted(name)} end ${end - bytes} bytes behind it`);
    at = end;
  }
  if (at < bytes) throw new Error(`has ${bytes - at} bytes at its end that belong to no array`);
}

function readArray(view: DataView, start: number, { name, type, shape, begin }: Place): NamedArray {
  const length = countOf(shape);
  const at = start + begin;
  const read = {
    F64: (i: number) => view.getFloat64(at + 8 * i, true),
    F32: (i: number) => view.getFloat32(at + 4 * i, true),
    F16: (i: number) => halfToNumber(view.getUint16(at + 2 * i, true)),
    BF16: (i: number) => brainToNumber(view.getUint16(at + 2 * i, true)),
  }[type];
  const data = type === 'F64' ? new Float64Array(length) : new Float32Array(length);
  for (let i = 0; i < length; i++) data[i] = read(i);
  return { name, shape, data, type };
}

/** A sign, 5 bits of exponent with bias 15, 10 of fraction (IEEE 754 binary16). */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const word = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function brainToNumber(bits: number): number {
  word.setUint32(0, bits * 2 ** 16);
  return word.getFloat32(0);
}
