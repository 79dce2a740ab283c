import {
  cast,
  concat,
  div,
  mean,
  mul,
  reshape,
  scope,
  ShapeError,
  slice,
  square,
  sub,
  sum,
  transpose,
  type Value,
} from '@gradbook/core-ops';

import { affine } from '../cells/weights.ts';
import { type Lengths, masksOf, withoutPadding } from '../layers/lengths.ts';
import { requireShape, zerosLike } from '../values.ts';

/**
 * A linear head: `weight` [outputs, features] and `bias` [outputs].
 *
 * @example
 * const head: HeadParameters<Float64Tensor> = { weight: float64([[1, 1]]) };
 */
export interface HeadParameters<V extends Value> {
  readonly weight: V;
  readonly bias?: V | undefined;
}

/**
 * A prediction for every step from the outputs of recurrent layers: ŷ_t = W^f h_t + b^f.
 *
 * @param result what {@link rnn} and the like return; its `output` is used, [T, N, features] or [N, T, features].
 * @returns [T, N, outputs] or [N, T, outputs]; [T, outputs] for a single sequence.
 * @throws ShapeError when the head has not as many columns as there are features.
 * @example
 * const hidden = rnn({ weight_ih_l0: float64([[1]]), weight_hh_l0: float64([[1]]) }, float64([[3], [4]]), {
 *   nonlinearity: 'linear',
 * });
 * regressionHead({ weight: float64([[2]]), bias: float64([1]) }, hidden).data; // [7, 15]
 */
export function regressionHead<V extends Value>(head: HeadParameters<V>, { output }: { readonly output: V }): V {
  return linear('regressionHead', head, output);
}

/**
 * One prediction for a whole sequence, ŷ = W^f h_T + b^f, with h_T the output where the layers have seen all of it: at the
 * last own step, and for the reverse direction at the first. Regression or, with a softmax over it, classification.
 *
 * @param result what {@link rnn} and the like return; its `last` is used, [N, features].
 * @returns [N, outputs]; [outputs] for a single sequence.
 * @throws ShapeError when the head has not as many columns as there are features.
 * @example
 * const hidden = rnn({ weight_ih_l0: float64([[1]]), weight_hh_l0: float64([[1]]) }, float64([[3], [4]]), {
 *   nonlinearity: 'linear',
 * });
 * manyToOneHead({ weight: float64([[2]]), bias: float64([1]) }, hidden).data; // [15]
 */
export function manyToOneHead<V extends Value>(head: HeadParameters<V>, { last }: { readonly last: V }): V {
  return linear('manyToOneHead', head, last);
}

function linear<V extends Value>(operation: string, { weight, bias }: HeadParameters<V>, x: V): V {
  const [outputs = 0, features] = weight.shape;
  if (weight.shape.length !== 2 || features !== x.shape.at(-1)) {
    const rule = `the head's weight must be [outputs, features] with the ${x.shape.at(-1)} features of its input`;
    throw new ShapeError(operation, [weight.shape, x.shape], rule);
  }
  if (bias) requireShape(operation, "the head's bias", bias, [outputs]);
  return scope(() => {
    const rows = reshape(x, [-1, features!]);
    return reshape(affine(rows, weight, bias), [...x.shape.slice(0, -1), outputs]);
  });
}

/**
 * What {@link sequenceLoss} takes.
 *
 * @example
 * const options: SequenceLossOptions = { at: 'last', lengths: [3, 5], batchFirst: true };
 */
export interface SequenceLossOptions {
  /** Every step's prediction counts, or the last own one of each sequence; `'every'` unless given. */
  readonly at?: 'every' | 'last';
  /** As the layers take them: padding does not count. */
  readonly lengths?: Lengths | undefined;
  /** Whether the axes are [N, T, outputs] instead of [T, N, outputs]. */
  readonly batchFirst?: boolean;
}

/**
 * The mean squared error of predictions for every step, over all own steps or over the last of each sequence alone:
 *
 *     L = mean over n, t, k of (ŷ_ntk − y_ntk)²        at 'every'
 *     L = mean over n, k of (ŷ_nTk − y_nTk)²           at 'last'
 *
 * @param prediction [T, N, outputs], [N, T, outputs] with `batchFirst`, or [T, outputs] for a single sequence.
 * @param target of the same shape.
 * @returns a scalar.
 * @throws ShapeError for shapes, RangeError for lengths that do not fit, or that leave nothing to average over.
 * @example
 * const prediction = float64([[1], [2], [5]]);
 * const target = float64([[1], [0], [2]]);
 * sequenceLoss(prediction, target).data; // [4.333333333333333]
 * sequenceLoss(prediction, target, { at: 'last' }).data; // [9]
 */
export function sequenceLoss<V extends Value>(
  prediction: V,
  target: V,
  { at = 'every', lengths, batchFirst = false }: SequenceLossOptions = {},
): V {
  const operation = 'sequenceLoss';
  requireShape(operation, 'the target', target, prediction.shape);
  const rank = prediction.shape.length;
  if ((rank !== 2 && rank !== 3) || prediction.shape.includes(0)) {
    const rule = 'predictions must be [T, N, outputs], or [T, outputs] for a single sequence, and not empty';
    throw new ShapeError(operation, [prediction.shape], rule);
  }
  return scope(() => {
    const given = sub(prediction, target);
    const difference =
      rank === 2 ? reshape(given, [given.shape[0]!, 1, -1]) : batchFirst ? transpose(given, [1, 0, 2]) : given;
    const [steps, batch, outputs] = difference.shape as readonly [number, number, number];
    if (Array.isArray(lengths) && lengths.every((length) => length === 0)) {
      throw new RangeError('sequenceLoss: every length is 0, so there is nothing to average over');
    }
    const masks = masksOf(operation, lengths, steps, batch, prediction);
    if (!masks) {
      return mean(square(at === 'every' ? difference : slice(difference, [steps - 1, 0, 0], [1, batch, outputs])));
    }
    const own = cast(masks.all as V, 'float32');
    const weights = at === 'every' ? own : lastOnes(own, prediction);
    const total = sum(mul(square(withoutPadding(difference, masks)), weights));
    return div(total, mul(sum(weights), outputs));
  });
}

/** 1 at the last own step of each sequence: where it is in step t and no more in t + 1. */
function lastOnes<V extends Value>(own: V, like: V): V {
  const [steps = 0, batch = 0] = own.shape;
  const next = concat([slice(own, [1, 0, 0], [steps - 1, batch, 1]), zerosLike(like, [1, batch, 1])]);
  return sub(own, next);
}
