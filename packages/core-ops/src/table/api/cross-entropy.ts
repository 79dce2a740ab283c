import type { Value } from '../../values/value.ts';
import * as table from '../cross-entropy.ts';
import { normalizeAxis } from '../shapes.ts';
import { apply } from '../support.ts';

/** What {@link softmaxCrossEntropy} takes. */
export interface SoftmaxCrossEntropyOptions {
  /** The axis of the classes; the last unless given. */
  readonly axis?: number;
  /** A weight for each class, [C], of the logits' kind. */
  readonly weight?: Value | null;
  /** Targets of this class have the loss 0; `null` (unless given) for none. */
  readonly ignoreIndex?: number | null;
  /** ε of 0 to 1: the target becomes (1 − ε) of itself and ε/C of every class; 0 unless given. */
  readonly labelSmoothing?: number;
}

/**
 * Cross-entropy of logits against classes, position by position, in one pass that writes nothing of the logits' size:
 * −Σ_c q_c log softmax(x)_c with q_c = (1 − ε) w_t [c = t] + ε w_c / C (PyTorch's `CrossEntropyLoss`, unreduced).
 *
 * @param x logits, any shape with an axis of C classes.
 * @param target classes from 0 to C − 1, int32, of the shape of x without that axis; any other number gives NaN.
 * @returns a value of the shape of the targets.
 * @throws ShapeError when target or weight do not fit.
 * @example
 * softmaxCrossEntropy(float64([[0, 0], [Math.log(3), 0]]), float64([0, 1])).data; // [0.6931471805599453, 1.3862943611198906]
 */
export function softmaxCrossEntropy<V extends Value>(x: V, target: Value, options: SoftmaxCrossEntropyOptions = {}): V {
  const { inputs, attributes } = settle('softmaxCrossEntropy', x, target, options);
  return apply(table.softmaxCrossEntropy, inputs, attributes);
}

/**
 * The cotangent of the logits of {@link softmaxCrossEntropy} for a cotangent g of every position's loss:
 * x̄_c = g (p_c Σ q − q_c) with p = softmax(x).
 *
 * @param g of the shape of the targets.
 * @returns a value of the shape of x.
 * @throws as {@link softmaxCrossEntropy}.
 * @example
 * softmaxCrossEntropyGradient(float64([[0, 0]]), float64([1]), float64([2])).data; // [1, -1]
 */
export function softmaxCrossEntropyGradient<V extends Value>(
  x: V,
  target: Value,
  g: Value,
  options: SoftmaxCrossEntropyOptions = {},
): V {
  const { inputs, attributes } = settle('softmaxCrossEntropyGradient', x, target, options);
  return apply(table.softmaxCrossEntropyGradient, [...inputs, g], attributes);
}

/**
 * The weight that every target counts with in a mean of {@link softmaxCrossEntropy}: its class's, 1 unless there is a weight,
 * 0 where the target is ignored, NaN where it is no class.
 *
 * @param target int32, any shape.
 * @param classes C.
 * @returns a value of the shape of the targets.
 * @throws as {@link softmaxCrossEntropy}.
 * @example
 * classWeights(float64([0, 2, 1]), 3, { ignoreIndex: 2 }).data; // [1, 0, 1]
 */
export function classWeights<V extends Value>(
  target: V,
  classes: number,
  { weight, ignoreIndex = null }: Pick<SoftmaxCrossEntropyOptions, 'weight' | 'ignoreIndex'> = {},
): V {
  return apply(table.classWeights, weight ? [target, weight] : [target], {
    ignoreIndex,
    classes,
  });
}

function settle(
  name: string,
  x: Value,
  target: Value,
  { axis = -1, weight, ignoreIndex = null, labelSmoothing = 0 }: SoftmaxCrossEntropyOptions,
): { inputs: Value[]; attributes: table.CrossEntropyAttributes } {
  return {
    inputs: [x, target, ...(weight ? [weight] : [])],
    attributes: { axis: normalizeAxis(name, axis, x.shape), ignoreIndex, labelSmoothing },
  };
}
