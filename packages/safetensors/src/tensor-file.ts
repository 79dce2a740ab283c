/**
 * How numbers stand in a safetensors file: 64, 32 or 16 bits (IEEE 754), or bfloat16, the upper half of a float32.
 *
 * @example
 * const type: FloatType = 'BF16';
 */
export type FloatType = 'F64' | 'F32' | 'F16' | 'BF16';

/**
 * An array under a name.
 *
 * @example
 * const bias: NamedArray = { name: 'head.bias', shape: [2], data: Float32Array.of(0.5, -1) };
 */
export interface NamedArray {
  /** Any text but `__metadata__`; PyTorch's names have dots. */
  readonly name: string;
  /** Lengths of the axes; `[]` for a single number. */
  readonly shape: readonly number[];
  /** Row-major; Float64Array of a file's F64, Float32Array of all others, which it holds exactly. */
  readonly data: Float32Array | Float64Array;
  /** How the numbers stood in the file that was read; writing goes by the kind of `data`. */
  readonly type?: FloatType;
}

/**
 * What a safetensors file holds.
 *
 * @example
 * const file: TensorFile = { arrays: [], metadata: { format: 'pt' } };
 */
export interface TensorFile {
  readonly arrays: readonly NamedArray[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of the header's length at the beginning of a file. */
export const lengthBytes = 8;

/** How many numbers an array of a shape has. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
