import type { Tensor } from '@tensorflow/tfjs-core';

import { ShapeError } from '../table/operation.ts';
import { fromFloat64 } from '../values/convert.ts';
import { Float64Tensor, sizeOf } from '../values/float64-tensor.ts';
import type { Shape } from '../values/value.ts';
import { inverseNormal } from './inverse-normal.ts';
import { bitsAt, integerBelow, type Key } from './keys.ts';

/** Where random numbers are wanted: as a float64 tensor on the CPU (the default), or as a tensor on the device. */
export interface Placement<K extends 'float64' | 'webgpu' = 'float64' | 'webgpu'> {
  readonly kind?: K;
}

/** The tensor that a placement asks for. */
export type Placed<K extends 'float64' | 'webgpu'> = K extends 'webgpu' ? Tensor : Float64Tensor;

/**
 * Numbers spread evenly over [low, high), in steps of (high − low)/2²³; with the default bounds the numbers of
 * `jax.random.uniform` in float32. Computed on the CPU and rounded to float32, so both placements hold the same.
 *
 * @param shape the tensor's shape.
 * @param options `low` (0) and `high` (1); `kind` says where the tensor is to be.
 *
 * @example
 * uniform(key(0), []).data[0]; // 0.9476670026779175
 */
export function uniform<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  shape: Shape,
  options: Placement<K> & { readonly low?: number; readonly high?: number } = {},
): Placed<K> {
  const { low = 0, high = 1 } = options;
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw new RangeError(`uniform: the bounds are ${low} and ${high}; two finite numbers are needed, the lower first`);
  }
  return make('uniform', shape, options, (index) => {
    const x = Math.fround(low + (high - low) * fractionAt(key, index));
    // Rounding to float32 may reach the upper bound, which is not among the numbers.
    return x < high ? x : Math.fround(low);
  });
}

/**
 * Numbers of the standard normal distribution, by its quantile function at the uniform numbers; those of
 * `jax.random.normal` in float32, up to its rounding. Both placements hold the same.
 *
 * @example
 * const [a, b] = splitKey(key(0));
 * const weights = normal(a, [4, 3]);
 * weights.shape; // [4, 3]
 */
export function normal<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  shape: Shape,
  options: Placement<K> = {},
): Placed<K> {
  return make('normal', shape, options, (index) => {
    // 2u − 1 on (−1, 1): float32's neighbour of −1 stands in for −1, whose quantile is −∞.
    const centred = Math.max(Math.fround(2 * fractionAt(key, index) - largestBelowOne), -largestBelowOne);
    return Math.fround(inverseNormal((centred + 1) / 2));
  });
}

const largestBelowOne = 1 - 2 ** -24;

/**
 * Whole numbers from `low` up to but not including `high`, each equally likely; dtype int32.
 *
 * @throws RangeError for bounds that are not whole numbers in int32's range, or enclose nothing.
 *
 * @example
 * const dice = randomInts(key(1), [100], 1, 7);
 * Math.max(...dice.data); // 6
 */
export function randomInts<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  shape: Shape,
  low: number,
  high: number,
  options: Placement<K> = {},
): Placed<K> {
  const whole = Number.isSafeInteger(low) && Number.isSafeInteger(high);
  if (!whole || low < -(2 ** 31) || high > 2 ** 31 || low >= high) {
    throw new RangeError(
      `randomInts: the bounds are ${low} and ${high}; whole numbers from −2³¹ to 2³¹ are needed, the lower first`,
    );
  }
  return make('randomInts', shape, options, (index) => low + integerBelow(key, index, high - low), 'int32');
}

/**
 * The whole numbers below `count` in an order that is any one with equal chance; dtype int32, shape [count].
 * (Fisher and Yates's shuffle.)
 *
 * @example
 * const order = permutation(key(2), 5);
 * [...order.data].sort(); // [0, 1, 2, 3, 4]
 */
export function permutation<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  count: number,
  options: Placement<K> = {},
): Placed<K> {
  const order = make('permutation', [count], { kind: 'float64' }, (index) => index, 'int32');
  const { data } = order;
  for (let last = count - 1; last > 0; last--) {
    const other = integerBelow(key, last, last + 1);
    [data[last], data[other]] = [data[other]!, data[last]!];
  }
  return place(order, options);
}

/**
 * Samples of the classes along the last axis, class c with probability softmax(logits)_c, by the Gumbel trick:
 * argmax of logits − log(−log u). A logit of −∞ is never sampled. dtype int32.
 *
 * @param logits unnormalised log-probabilities [..., classes] in float64; of a tensor on the device,
 * `await toFloat64(logits)`.
 * @param options `samples`: how many are drawn of each distribution; the result then has that leading axis.
 * @returns class indices [...], or [samples, ...].
 * @throws RangeError when a distribution has a NaN or +∞ logit or none above −∞.
 *
 * @example
 * const logits = float64([[0, -Infinity], [-Infinity, 0]]);
 * [...categorical(key(0), logits).data]; // [0, 1]
 */
export function categorical<K extends 'float64' | 'webgpu' = 'float64'>(
  key: Key,
  logits: Float64Tensor,
  options: Placement<K> & { readonly samples?: number } = {},
): Placed<K> {
  const classes = logits.shape.at(-1);
  if (!classes) throw new ShapeError('categorical', [logits.shape], 'logits need a last axis of at least one class');
  const batch = logits.shape.slice(0, -1);
  const rows = sizeOf(batch);
  for (let row = 0; row < rows; row++) {
    const own = logits.data.subarray(row * classes, (row + 1) * classes);
    if (!(Math.max(...own) > -Infinity && Math.max(...own) < Infinity)) {
      throw new RangeError(
        `categorical: distribution ${row} has the logits [${own.slice(0, 8).join(', ')}]; they must be numbers below ∞, not all −∞`,
      );
    }
  }
  const shape = options.samples === undefined ? batch : [options.samples, ...batch];
  const choose = (index: number): number => {
    const row = index % rows;
    let best = -Infinity;
    let chosen = 0;
    for (let candidate = 0; candidate < classes; candidate++) {
      const u = fineFractionAt(key, index * classes + candidate);
      const score = logits.data[row * classes + candidate]! - Math.log(-Math.log(u));
      if (score > best) {
        best = score;
        chosen = candidate;
      }
    }
    return chosen;
  };
  return make('categorical', shape, options, choose, 'int32');
}

/** A multiple of 2⁻²³ in [0, 1). */
function fractionAt(key: Key, index: number): number {
  const [high, low] = bitsAt(key, index);
  return ((high ^ low) >>> 9) * 2 ** -23;
}

/** A number in (0, 1) with 52 random bits: rare classes must not be lost to the steps of the uniform numbers. */
function fineFractionAt(key: Key, index: number): number {
  const [high, low] = bitsAt(key, index);
  return (high * 2 ** 20 + (low >>> 12) + 0.5) * 2 ** -52;
}

function make<K extends 'float64' | 'webgpu'>(
  caller: string,
  shape: Shape,
  options: Placement<K>,
  element: (index: number) => number,
  dtype: 'float64' | 'int32' = 'float64',
): Placed<K> {
  if (shape.some((length) => !Number.isSafeInteger(length) || length < 0)) {
    throw new ShapeError(caller, [shape], 'every length must be a whole number ≥ 0');
  }
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, index) => element(index));
  return place(new Float64Tensor(shape, data, dtype), options);
}

function place<K extends 'float64' | 'webgpu'>(value: Float64Tensor, { kind }: Placement<K>): Placed<K> {
  return (kind === 'webgpu' ? fromFloat64(value) : value) as Placed<K>;
}
