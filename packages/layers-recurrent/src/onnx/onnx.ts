import { concat, reshape, ShapeError, slice, split, type Value } from '@gradbook/core-ops';

import type { RecurrentParameters } from '../layers/parameters.ts';
import { zerosLike } from '../values.ts';

/**
 * The weights of an ONNX node RNN, LSTM or GRU for D directions: W [D, gates · H, inputs], R [D, gates · H, H],
 * B [D, 2 · gates · H] (those of the input, then those of the recurrence) and, for an LSTM, P [D, 3 · H].
 *
 * @example
 * const weights: OnnxWeights<Float64Tensor> = { W: float64([[[2]]]), R: float64([[[3]]]) };
 */
export interface OnnxWeights<V extends Value> {
  readonly W: V;
  readonly R: V;
  readonly B?: V | undefined;
  readonly P?: V | undefined;
}

/**
 * ONNX's name for the node's direction.
 *
 * @example
 * const direction: OnnxDirection = 'bidirectional';
 */
export type OnnxDirection = 'forward' | 'reverse' | 'bidirectional';

/**
 * ONNX's recurrent operators.
 *
 * @example
 * const operator: OnnxOperator = 'GRU';
 */
export type OnnxOperator = 'RNN' | 'LSTM' | 'GRU';

/** Gates in ONNX's order, and where PyTorch has them. `ours[i]` is the position in ONNX of PyTorch's gate i. */
const gateOrder: Readonly<Record<OnnxOperator, readonly number[]>> = {
  RNN: [0],
  // ONNX i, o, f, c; PyTorch i, f, g, o, where g is c.
  LSTM: [0, 2, 3, 1],
  // ONNX z, r, h; PyTorch r, z, n, where n is h.
  GRU: [1, 0, 2],
};
/** ONNX i, o, f; here i, f, o. The permutation is its own inverse. */
const peepholeOrder = [0, 2, 1];

/**
 * An ONNX node's weights under PyTorch's names and with its order of gates, for {@link rnn}, {@link lstm} or {@link gru}:
 * LSTM i, o, f, c becomes i, f, g, o; GRU z, r, h becomes r, z, n. A node of direction `'reverse'` has the names with
 * `_reverse` alone. ONNX's `linear_before_reset = 0` is `{ reset: 'before' }`.
 *
 * @throws ShapeError for weights that do not fit the operator or the direction.
 * @example
 * const W = float64([[[1], [2], [3]]]); // z, r, h
 * fromOnnx('GRU', { W, R: W }).weight_ih_l0!.data; // [2, 1, 3]
 */
export function fromOnnx<V extends Value>(
  operator: OnnxOperator,
  { W, R, B, P }: OnnxWeights<V>,
  direction: OnnxDirection = 'forward',
): RecurrentParameters<V> {
  const suffixes = suffixesOf(direction);
  const params: Record<string, V> = {};
  for (const [d, suffix] of suffixes.entries()) {
    const part = (name: string, value: V, rank: number): V => {
      if (value.shape.length !== rank || value.shape[0] !== suffixes.length) {
        const rule = `${name} needs ${rank} axes, the first of length ${suffixes.length} for direction '${direction}'`;
        throw new ShapeError(`fromOnnx ${operator}`, [value.shape], rule);
      }
      const begin = value.shape.map((_, axis) => (axis === 0 ? d : 0));
      return reshape(slice(value, begin, [1, ...value.shape.slice(1)]), value.shape.slice(1));
    };
    params[`weight_ih_l0${suffix}`] = reorder(part('W', W, 3), gateOrder[operator]);
    params[`weight_hh_l0${suffix}`] = reorder(part('R', R, 3), gateOrder[operator]);
    if (B) {
      const [input, recurrent] = split(part('B', B, 2), 2);
      params[`bias_ih_l0${suffix}`] = reorder(input!, gateOrder[operator]);
      params[`bias_hh_l0${suffix}`] = reorder(recurrent!, gateOrder[operator]);
    }
    if (P) params[`peephole_l0${suffix}`] = reorder(part('P', P, 2), peepholeOrder);
  }
  return params;
}

/**
 * One layer's weights as an ONNX node takes them: the inverse of {@link fromOnnx}. Which directions there are is read off
 * the names. A missing bias beside one that is there becomes zeros.
 *
 * @param layer which layer of the stack, from 0.
 * @throws TypeError for a layer that has no weights, or that has a projection, which ONNX does not know.
 * @example
 * const params = { weight_ih_l0: float64([[2], [1], [3]]), weight_hh_l0: float64([[2], [1], [3]]) };
 * toOnnx('GRU', params).W.data; // [1, 2, 3], the rows of z, r, h
 */
export function toOnnx<V extends Value>(
  operator: OnnxOperator,
  params: RecurrentParameters<V>,
  layer = 0,
): OnnxWeights<V> & { readonly direction: OnnxDirection } {
  const suffixes = [`_l${layer}`, `_l${layer}_reverse`].filter((suffix) => params[`weight_ih${suffix}`]);
  if (suffixes.length === 0) throw new TypeError(`toOnnx ${operator}: there are no weights of layer ${layer}`);
  if (suffixes.some((suffix) => params[`weight_hr${suffix}`])) {
    throw new TypeError(`toOnnx ${operator}: layer ${layer} has a projection, which ONNX's operators do not know`);
  }
  const order = gateOrder[operator];
  const back = order.map((_, position) => order.indexOf(position));
  const all = (of: (suffix: string) => V): V =>
    concat(
      suffixes.map((suffix) => {
        const value = of(suffix);
        return reshape(value, [1, ...value.shape]);
      }),
    );
  const needed = (part: string, suffix: string): V => {
    const value = params[part + suffix];
    if (value) return value;
    throw new TypeError(`toOnnx ${operator}: the parameter ${part}${suffix} is missing`);
  };
  const some = (...parts: readonly string[]): boolean =>
    parts.some((part) => suffixes.some((suffix) => params[part + suffix]));
  const bias = (part: string, suffix: string): V => {
    const weight = needed('weight_ih', suffix);
    return params[part + suffix] ?? zerosLike(weight, [weight.shape[0]!]);
  };
  return {
    W: all((suffix) => reorder(needed('weight_ih', suffix), back)),
    R: all((suffix) => reorder(needed('weight_hh', suffix), back)),
    ...(some('bias_ih', 'bias_hh')
      ? { B: all((suffix) => concat([reorder(bias('bias_ih', suffix), back), reorder(bias('bias_hh', suffix), back)])) }
      : {}),
    ...(some('peephole') ? { P: all((suffix) => reorder(needed('peephole', suffix), peepholeOrder)) } : {}),
    direction: suffixes.length === 2 ? 'bidirectional' : suffixes[0]!.endsWith('_reverse') ? 'reverse' : 'forward',
  };
}

function suffixesOf(direction: OnnxDirection): readonly string[] {
  switch (direction) {
    case 'forward':
      return [''];
    case 'reverse':
      return ['_reverse'];
    case 'bidirectional':
      return ['', '_reverse'];
    default:
      throw new TypeError(
        `fromOnnx: the direction is ${JSON.stringify(direction)}; expected forward, reverse or bidirectional`,
      );
  }
}

/** Blocks of rows in another order: block i of the result is block order[i]. */
function reorder<V extends Value>(value: V, order: readonly number[]): V {
  if (order.length === 1) return value;
  const blocks = split(value, order.length);
  return concat(order.map((position) => blocks[position]!));
}
