import { Float64Tensor, oneHot, type Placed, tensor } from '@gradbook/core-ops';

import type { LabelledName } from '../names/prepare.ts';
import { nameAlphabet } from '../names/normalize.ts';

/**
 * What {@link encodeNames} takes.
 *
 * @example
 * const options: EncodeOptions = { alphabet: 'ab', batchFirst: true };
 */
export interface EncodeOptions {
  /** A character's index is its place in it; {@link nameAlphabet} unless given. */
  readonly alphabet?: string;
  /** Whether sequences are rows, [N, T], instead of columns, [T, N]. */
  readonly batchFirst?: boolean;
}

/**
 * A batch of sequences as plain numbers.
 *
 * @example
 * const batch: EncodedBatch = encodeNames([{ name: 'ab', label: 1 }]);
 * batch.lengths; // [2]
 */
export interface EncodedBatch {
  /** [T, N], or [N, T] with `batchFirst`; row-major. −1 past the end of a sequence. */
  readonly indices: Int32Array;
  readonly shape: readonly [number, number];
  readonly lengths: readonly number[];
  readonly labels: Int32Array;
  /** How many characters the alphabet has. */
  readonly depth: number;
}

/**
 * Names as indices into an alphabet, padded to the longest.
 *
 * @param examples at least one; every name at least one character long.
 * @throws TypeError for no examples and for an empty name; RangeError for a character that the alphabet has not.
 *
 * @example
 * const { indices, shape, lengths } = encodeNames([{ name: 'ba', label: 0 }, { name: 'c', label: 2 }]);
 * indices; // [1, 2, 0, -1]
 * shape; // [2, 2]
 * lengths; // [2, 1]
 */
export function encodeNames(
  examples: readonly LabelledName[],
  { alphabet = nameAlphabet, batchFirst = false }: EncodeOptions = {},
): EncodedBatch {
  if (examples.length === 0) throw new TypeError('encodeNames: there is no example to encode');
  const letters = [...alphabet];
  const places = new Map(letters.map((letter, index) => [letter, index]));
  const rows = examples.map(({ name }) => {
    const row = [...name].map((character) => {
      const place = places.get(character);
      if (place !== undefined) return place;
      throw new RangeError(
        `encodeNames: ${JSON.stringify(name)} has ${JSON.stringify(character)}, which is not in the alphabet; normalise names first`,
      );
    });
    if (row.length === 0) throw new TypeError('encodeNames: a name is empty; leave it out, as prepareNames does');
    return row;
  });
  const lengths = rows.map((row) => row.length);
  const steps = Math.max(...lengths);
  const batch = rows.length;
  const indices = new Int32Array(steps * batch).fill(-1);
  rows.forEach((row, n) => row.forEach((place, t) => (indices[batchFirst ? n * steps + t : t * batch + n] = place)));
  return {
    indices,
    shape: batchFirst ? [batch, steps] : [steps, batch],
    lengths,
    labels: Int32Array.from(examples, ({ label }) => label),
    depth: letters.length,
  };
}

/**
 * The one-hot vectors of a batch, as recurrent layers take them: 1 at the character's index, zeros in padding.
 *
 * @param options `kind`: where the tensor is to be; `'float64'` unless given.
 * @returns [T, N, depth], or [N, T, depth] of a batch made with `batchFirst`.
 * @throws DeviceError for `'webgpu'` before `init()`.
 *
 * @example
 * oneHotBatch(encodeNames([{ name: 'ba', label: 0 }], { alphabet: 'ab' })).data; // [0, 1, 1, 0]
 */
export function oneHotBatch<K extends 'float64' | 'webgpu' = 'float64'>(
  { indices, shape, depth }: EncodedBatch,
  { kind }: { readonly kind?: K } = {},
): Placed<K> {
  return oneHot<Placed<K>>(placed(indices, shape, kind), depth);
}

/**
 * The labels of a batch, int32 [N], as losses take them.
 *
 * @param options `kind`: where the tensor is to be; `'float64'`, on the CPU, unless given.
 * @throws DeviceError for `'webgpu'` before `init()`.
 *
 * @example
 * labelBatch(encodeNames([{ name: 'ba', label: 4 }])).data; // [4]
 */
export function labelBatch<K extends 'float64' | 'webgpu' = 'float64'>(
  { labels }: EncodedBatch,
  { kind }: { readonly kind?: K } = {},
): Placed<K> {
  return placed(labels, [labels.length], kind);
}

function placed<K extends 'float64' | 'webgpu'>(data: Int32Array, shape: readonly number[], kind?: K): Placed<K> {
  const value = kind === 'webgpu' ? tensor(data, shape, 'int32') : new Float64Tensor(shape, data, 'int32');
  // The tensor of K by the line above, which the type system cannot follow.
  return value as Placed<K>;
}
