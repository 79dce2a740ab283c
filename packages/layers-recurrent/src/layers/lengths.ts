import { cast, concrete, Float64Tensor, less, reshape, split, tensor, type Value, where } from '@gradbook/core-ops';

import { requireShape, zerosLike } from '../values.ts';

/**
 * How many steps of each sequence are its own, in any order; the rest is padding. A list of numbers, or a value of shape
 * [N] of whole numbers.
 *
 * @example
 * const lengths: Lengths = [3, 5, 1];
 */
export type Lengths = readonly number[] | Value;

/** Which steps of which sequence are its own. */
export interface Masks {
  /** [T, N, 1] */
  readonly all: Value;
  /** Step by step, [N, 1]; undefined where every sequence is still within its length. */
  readonly steps: () => readonly (Value | undefined)[];
  /** The lengths themselves, [N] of whole numbers. */
  readonly lengths: () => Value;
}

/**
 * The masks of a batch; undefined where there is no padding.
 *
 * @param like a value of the kind that the masks are to be.
 * @throws ShapeError for lengths that are not [N]; RangeError for a length that is no whole number from 0 to T. Lengths on
 * the device cannot be looked at: there, more than T counts as T.
 */
export function masksOf(
  operation: string,
  lengths: Lengths | undefined,
  steps: number,
  batch: number,
  like: Value,
): Masks | undefined {
  if (lengths === undefined) return undefined;
  const known = knownLengths(lengths);
  if (!known) return deviceMasks(operation, lengths, steps, batch);
  if (known.length !== batch) {
    throw new RangeError(`${operation}: ${known.length} lengths were given for ${batch} sequences`);
  }
  const wrong = known.find((length) => !Number.isInteger(length) || length < 0 || length > steps);
  if (wrong !== undefined) {
    throw new RangeError(`${operation}: a length is ${wrong}; expected a whole number from 0 to ${steps}, the steps`);
  }
  if (known.every((length) => length === steps)) return undefined;
  const rows = Array.from({ length: steps }, (_, step) => known.map((length) => (step < length ? 1 : 0)));
  return {
    all: maskLike(like, [steps, batch, 1], rows.flat()),
    steps: () => rows.map((row) => (row.includes(0) ? maskLike(like, [batch, 1], row) : undefined)),
    lengths: () => wholeLike(like, known),
  };
}

function deviceMasks(operation: string, lengths: Lengths, steps: number, batch: number): Masks {
  if (isList(lengths)) throw new TypeError(`${operation}: a list of lengths is known`);
  requireShape(operation, 'lengths', lengths, [batch]);
  const range = tensor(
    Array.from({ length: steps }, (_, step) => step),
    [steps, 1, 1],
    lengths.dtype === 'int32' ? 'int32' : 'float32',
  );
  const all = less<Value>(range, reshape(lengths, [1, batch, 1]));
  return { all, steps: () => unstack(all), lengths: () => cast(lengths, 'int32') };
}

/** The lengths as numbers, where they are on the CPU. */
function knownLengths(lengths: Lengths): readonly number[] | undefined {
  if (isList(lengths)) return lengths;
  const inner = concrete(lengths);
  if (!(inner instanceof Float64Tensor)) return undefined;
  return [...inner.data];
}

function isList(lengths: Lengths): lengths is readonly number[] {
  return Array.isArray(lengths);
}

function maskLike(like: Value, shape: readonly number[], data: readonly number[]): Value {
  return concrete(like) instanceof Float64Tensor
    ? new Float64Tensor(shape, data, 'bool')
    : tensor(Uint8Array.from(data), [...shape], 'bool');
}

function wholeLike(like: Value, numbers: readonly number[]): Value {
  return concrete(like) instanceof Float64Tensor
    ? new Float64Tensor([numbers.length], numbers, 'int32')
    : tensor(numbers, [numbers.length], 'int32');
}

/** `own` where the mask is true, else `otherwise`; `own` alone without a mask. */
export function masked<V extends Value>(mask: Value | undefined, own: V, otherwise: V): V {
  // A mask is of the same kind as what it chooses from.
  return mask ? where(mask as V, own, otherwise) : own;
}

/** Padding as zeros: whatever stands there, NaN included, must reach neither results nor derivatives. */
export function withoutPadding<V extends Value>(x: V, masks: Masks | undefined): V {
  return masks ? masked(masks.all, x, zerosLike(x, [])) : x;
}

/**
 * The parts of [T, …] along its first axis. Halved again and again rather than cut out one by one: then the derivative of
 * all of them moves O(T log T) elements instead of O(T²).
 */
export function unstack<V extends Value>(x: V): V[] {
  const [steps = 0, ...rest] = x.shape;
  if (steps <= 1) return steps === 0 ? [] : [reshape(x, rest)];
  const half = Math.floor(steps / 2);
  return split(x, [half, steps - half]).flatMap((part) => unstack(part));
}
