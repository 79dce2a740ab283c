import {
  cast,
  concrete,
  Float64Tensor,
  greater,
  less,
  max,
  mul,
  reshape,
  scope,
  ShapeError,
  softmax,
  add,
  type Value,
  where,
} from '@gradbook/core-ops';
import type { Lengths } from '@gradbook/layers-recurrent';

import { constantLike, requireShape } from '../values.ts';

/**
 * What may be attended to. A query attends to a key where all that is given allows it.
 *
 * @example
 * const options: MaskOptions = { causal: true };
 */
export interface MaskOptions {
  /**
   * Broadcasts against the scores [..., L, S]. Of dtype bool (or int32): true where the query may attend to the key, as in
   * PyTorch's `scaled_dot_product_attention`; its `MultiheadAttention` has it the other way round. Of floats: added to the
   * scores, and −∞ forbids.
   */
  readonly mask?: Value | undefined;
  /** Whether query i may attend to the keys 0 … i alone. */
  readonly causal?: boolean;
  /**
   * The weights of a query that may attend to nothing: NaN as in PyTorch (`'nan'`, the default), or zeros. Their scores get
   * no gradient either way.
   */
  readonly fullyMasked?: 'nan' | 'zeros';
}

/** Any number of float32 is larger, or this one; e to its power is 0. Infinity would have no error bound. */
const forbidden = -3.4028234663852886e38;

/**
 * The weights of attention: the softmax over the keys that each query may attend to,
 *
 *     a_ij = e^(s_ij + m_ij) / Σ_k e^(s_ik + m_ik)      over the allowed k; 0 for a j that is not allowed
 *
 * @param scores [..., L, S].
 * @returns of the shape of the scores; lines sum to 1.
 * @throws ShapeError when the mask does not broadcast to the scores.
 * @example
 * maskedSoftmax(float64([[1, 1], [1, 1]]), { causal: true }).data; // [1, 0, 0.5, 0.5]
 */
export function maskedSoftmax<V extends Value>(scores: V, { mask, ...rest }: MaskOptions = {}): V {
  return softmaxUnder(scores, mask ? [mask] : [], rest);
}

/** {@link maskedSoftmax} with any number of masks, all of which must allow a key. */
export function softmaxUnder<V extends Value>(
  scores: V,
  masks: readonly Value[],
  { causal = false, fullyMasked = 'nan' }: Omit<MaskOptions, 'mask'>,
): V {
  if (masks.length === 0 && !causal) return softmax(scores);
  for (const mask of masks) requireBroadcast(scores, mask);
  return scope(() => {
    let moved = scores;
    const conditions: V[] = causal ? [causalMask(...lastTwo(scores), scores)] : [];
    for (const given of masks) {
      // A mask is of the kind of the scores, or the operations say that it is not.
      const mask = given as V;
      if (mask.dtype === 'bool' || mask.dtype === 'int32') {
        conditions.push(mask);
        continue;
      }
      // −∞ is taken out before it is added: 0 · ∞ in a derivative would be NaN.
      const finite = greater<V>(mask, -Infinity);
      conditions.push(finite);
      moved = add(moved, where(finite, mask, 0));
    }
    const allowed = conditions.map((condition) => cast(condition, 'float32')).reduce((a, b) => mul(a, b));
    const weights = softmax(where(allowed, moved, forbidden));
    // Without other masks every query has a key: its own place, or all keys where there are fewer.
    if (masks.length === 0) return weights;
    return where(max(allowed, -1, { keepDims: true }), weights, fullyMasked === 'nan' ? NaN : 0);
  });
}

/**
 * Which keys each query may attend to when it may not look ahead: [queries, keys] of bool, true where key ≤ query.
 *
 * @param like the mask is of its kind: float64, or on the device.
 * @example
 * causalMask(2, 3, float64(0)).data; // [1, 0, 0, 1, 1, 0]
 */
export function causalMask<V extends Value>(queries: number, keys: number, like: V): V {
  return constantLike(like, [queries, keys], (index) => (index % keys <= Math.floor(index / keys) ? 1 : 0), 'bool');
}

/**
 * Which steps of padded sequences are their own: [N, steps] of bool. As a mask for scores [N, L, S] it needs an axis for
 * the queries, [N, 1, S].
 *
 * @param lengths a list of N whole numbers from 1 to `steps`, or a value [N] of the kind of `like`; one on the device cannot
 * be looked at.
 * @throws RangeError for a length out of this range.
 * @example
 * lengthMask([1, 3], 3, float64(0)).data; // [1, 0, 0, 1, 1, 1]
 */
export function lengthMask<V extends Value>(lengths: Lengths, steps: number, like: V): V {
  const known = knownLengths(lengths);
  if (known) {
    const wrong = known.find((length) => !Number.isInteger(length) || length < 1 || length > steps);
    if (wrong !== undefined) {
      throw new RangeError(`lengthMask: a length is ${wrong}; expected a whole number from 1 to ${steps}, the steps`);
    }
    const own = (index: number): number => (index % steps < known[Math.floor(index / steps)]! ? 1 : 0);
    return constantLike(like, [known.length, steps], own, 'bool');
  }
  const given = lengths as V;
  if (given.shape.length !== 1) throw new ShapeError('lengthMask', [given.shape], 'lengths must be [N]');
  return scope(() => {
    const range = constantLike(like, [1, steps], (step) => step, given.dtype === 'int32' ? 'int32' : 'float');
    return less<V>(range, reshape(given, [-1, 1]));
  });
}

/** Throws unless the mask is one of lengths for this many examples. */
export function lengthMaskFor<V extends Value>(
  operation: string,
  lengths: Lengths | undefined,
  [batch, steps]: readonly [number, number],
  like: V,
): V | undefined {
  if (lengths === undefined) return undefined;
  const mask = lengthMask(lengths, steps, like);
  requireShape(operation, 'the mask that the lengths make', mask, [batch, steps]);
  return mask;
}

function knownLengths(lengths: Lengths): readonly number[] | undefined {
  if (isList(lengths)) return lengths;
  const inner = concrete(lengths);
  return inner instanceof Float64Tensor ? [...inner.data] : undefined;
}

function isList(lengths: Lengths): lengths is readonly number[] {
  return Array.isArray(lengths);
}

function lastTwo({ shape }: Value): readonly [number, number] {
  const [queries, keys] = shape.slice(-2);
  if (queries !== undefined && keys !== undefined) return [queries, keys];
  throw new ShapeError('maskedSoftmax', [shape], 'causal scores must be [..., L, S]');
}

function requireBroadcast({ shape }: Value, mask: Value): void {
  const behind = shape.length - mask.shape.length;
  if (behind >= 0 && mask.shape.every((length, axis) => length === 1 || length === shape[axis + behind])) return;
  throw new ShapeError('maskedSoftmax', [shape, mask.shape], 'the mask must broadcast to the scores');
}
