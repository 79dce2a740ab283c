import {
  add,
  cast,
  classWeights,
  concrete,
  div,
  equal,
  Float64Tensor,
  greater,
  greaterEqual,
  isTraced,
  less,
  logSoftmax,
  mul,
  neg,
  normalizeAxis,
  oneHot,
  ShapeError,
  sizeOf,
  softmaxCrossEntropy,
  sum,
  transpose,
  type Value,
  where,
} from '@gradbook/core-ops';

import { HyperparameterError } from '../errors.ts';
import { dataAtHand } from '../trees.ts';
import { reduce, type Reduction, type ReductionOption } from './reduction.ts';

/**
 * What {@link negativeLogLikelihood} takes.
 *
 * @example
 * const options: ClassLossOptions<Float64Tensor> = { weight: float64([1, 2]), ignoreIndex: 0 };
 */
export interface ClassLossOptions<V extends Value> extends ReductionOption {
  /** A weight for each class, [C]: the loss of a target counts with its class's, and so in the mean. Left out, 1. */
  readonly weight?: V | null;
  /** Targets of this class do not count, neither in sums nor in means: −100 unless given, `null` for none. */
  readonly ignoreIndex?: number | null;
}

/**
 * What {@link crossEntropy} takes.
 *
 * @example
 * const options: CrossEntropyOptions<Float64Tensor> = { labelSmoothing: 0.1, reduction: 'sum' };
 */
export interface CrossEntropyOptions<V extends Value> extends ClassLossOptions<V> {
  /** ε of 0 to 1: the target becomes (1 − ε)·target + ε/C (Szegedy et al. 2016); 0 unless given. */
  readonly labelSmoothing?: number;
}

/**
 * Cross-entropy of logits against classes or class probabilities, as PyTorch's: −Σ_c w_c t_c log softmax(x)_c at every position,
 * where t is one-hot, or the probabilities given, smoothed by ε: (1 − ε)t + ε/C.
 *
 * The mean divides by Σ w of the targets' classes that are not ignored; for probabilities by the number of positions. Where all
 * targets are ignored it is 0/0 = NaN.
 *
 * @param x logits [N, C, positions…], or [C] alone.
 * @param target classes [N, positions…] from 0 to C − 1 (int32, or whole numbers in float64), or probabilities of the
 * shape of x.
 * @returns a scalar; with the reduction `'none'` a value of shape [N, positions…], 0 where ignored.
 * @throws ShapeError when target or weight do not fit. RangeError for a class outside [0, C) that is not ignored, when the target
 * is float64; on the device it makes the loss NaN. TypeError for float32 classes.
 * @example
 * const x = float64([[0, 0], [Math.log(3), 0]]);
 * crossEntropy(x, float64([0, 1]), { reduction: 'none' }).data; // [0.6931471805599453, 1.3862943611198906]
 * crossEntropy(x, float64([0, 1]), { weight: float64([1, 3]) }).data; // [1.2130075659799042]
 * crossEntropy(x, float64([[0.5, 0.5], [1, 0]]), { reduction: 'sum' }).data; // [0.9808292530117262]
 */
export function crossEntropy<V extends Value>(x: V, target: Value, options: CrossEntropyOptions<V> = {}): V {
  const { labelSmoothing = 0 } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new HyperparameterError(`crossEntropy: labelSmoothing is ${labelSmoothing}; expected a number from 0 to 1`);
  }
  requireClasses('crossEntropy', x);
  if (isFused(x, target, options)) return fusedAgainstClasses(x, target, options);
  const logs = logSoftmax(x, classAxis(x));
  return String(target.shape) === String(x.shape)
    ? againstProbabilities(logs, target, options)
    : againstClasses('crossEntropy', logs, target, options);
}

/**
 * The negative log-likelihood of classes under log-probabilities, as PyTorch's: −w_t x_t at every position, with t its class.
 *
 * @param x log-probabilities [N, C, positions…], or [C] alone: {@link crossEntropy} makes them of logits itself.
 * @param target classes [N, positions…] as for {@link crossEntropy}.
 * @returns and errors as {@link crossEntropy}.
 * @example
 * negativeLogLikelihood(float64([[-1, -2], [-3, -4]]), float64([0, 1])).data; // [2.5]
 */
export function negativeLogLikelihood<V extends Value>(x: V, target: Value, options: ClassLossOptions<V> = {}): V {
  requireClasses('negativeLogLikelihood', x);
  return againstClasses('negativeLogLikelihood', x, target, options);
}

/**
 * Whether the loss is computed by the table's own operation: on the device, against classes. Few long lines are faster in parts, as `logSoftmax` computes them.
 */
function isFused<V extends Value>(x: V, target: Value, { weight }: CrossEntropyOptions<V>): boolean {
  const axis = classAxis(x);
  const lines = sizeOf(x.shape) / x.shape[axis]!;
  return (
    !(concrete(x) instanceof Float64Tensor) &&
    target.dtype === 'int32' &&
    !isTraced(target) &&
    String(target.shape) === String(x.shape.filter((_, index) => index !== axis)) &&
    (!weight || String(weight.shape) === String([x.shape[axis]])) &&
    (x.shape[axis]! < 1024 || lines > 256)
  );
}

function fusedAgainstClasses<V extends Value>(x: V, target: Value, options: CrossEntropyOptions<V>): V {
  const { reduction = 'mean', weight = null, ignoreIndex = -100, labelSmoothing = 0 } = options;
  const axis = classAxis(x);
  const each = softmaxCrossEntropy(x, target, { axis, weight, ignoreIndex, labelSmoothing });
  if (reduction !== 'mean') return reduce(each, reduction);
  // Of the logits' kind, as both of its inputs are.
  const weights = classWeights(target, x.shape[axis]!, { weight, ignoreIndex }) as V;
  return div(sum(each), sum(weights));
}

function againstProbabilities<V extends Value>(logs: V, target: Value, options: CrossEntropyOptions<V>): V {
  const { reduction = 'mean', weight, labelSmoothing = 0 } = options;
  if (target.dtype !== 'float32' && target.dtype !== 'float64') {
    throw new TypeError(
      `crossEntropy: a target of the logits' shape [${target.shape.join(', ')}] holds probabilities, and this one is ` +
        `${target.dtype}; classes have the shape without the class axis`,
    );
  }
  requireWeight('crossEntropy', logs, weight);
  const last = classesLast(logs);
  const classes = last.shape.at(-1)!;
  // The caller promises a target of the logits' kind, which it is then computed with.
  const given = classesLast(target) as V;
  const smooth = labelSmoothing === 0 ? given : add(mul(given, 1 - labelSmoothing), labelSmoothing / classes);
  const products = mul(smooth, last);
  return reduce(neg(sum(weight ? mul(products, weight) : products, -1)), reduction);
}

function againstClasses<V extends Value>(caller: string, logs: V, target: Value, options: CrossEntropyOptions<V>): V {
  const { reduction = 'mean', weight, ignoreIndex = -100, labelSmoothing = 0 } = options;
  requireWeight(caller, logs, weight);
  const last = classesLast(logs);
  const classes = last.shape.at(-1)!;
  const { chosen, counts, valid } = chooseClasses(caller, logs, target, classes, ignoreIndex);
  // Where a class is not chosen its log-probability does not matter, be it −∞.
  const likelihood = sum(where(chosen, weight ? mul(last, weight) : last, 0), -1);
  let each = neg(likelihood);
  if (labelSmoothing > 0) {
    const all = sum(weight ? mul(last, weight) : last, -1);
    const uniform = where(counts, mul(all, -labelSmoothing / classes), 0);
    each = add(mul(each, 1 - labelSmoothing), uniform);
  }
  if (valid) each = where(valid, each, Number.NaN);
  if (reduction !== 'mean') return reduce(each, reduction satisfies Reduction);
  // The weights of the classes that count, of the logits' kind as both of its inputs are.
  const weights = weight ? where(chosen, weight, 0) : cast(chosen, 'float32');
  return div(sum(each), sum(weights as V));
}

/** Which of [N, positions…, C] are the targets' classes, which targets are not ignored, and which are valid (unless all are). */
function chooseClasses(
  caller: string,
  logs: Value,
  target: Value,
  classes: number,
  ignoreIndex: number | null,
): { chosen: Value; counts: Value; valid: Value | undefined } {
  const axis = classAxis(logs);
  const expected = logs.shape.filter((_, index) => index !== axis);
  if (String(target.shape) !== String(expected)) {
    throw new ShapeError(
      caller,
      [logs.shape, target.shape],
      `a target of classes needs the shape [${expected.join(', ')}]` +
        (caller === 'crossEntropy' ? `, one of probabilities that of the logits` : ''),
    );
  }
  if (target.dtype === 'float32') {
    throw new TypeError(`${caller}: the classes are float32; make them with tensor(data, shape, 'int32')`);
  }
  const data = dataAtHand(target)?.data;
  if (data) {
    const wrong = data.findIndex(
      (each) => each !== ignoreIndex && !(Number.isInteger(each) && each >= 0 && each < classes),
    );
    if (wrong >= 0) {
      throw new RangeError(
        `${caller}: target ${wrong} is ${data[wrong]}; expected a class from 0 to ${classes - 1}` +
          (ignoreIndex === null ? '' : `, or ${ignoreIndex}, which is ignored`),
      );
    }
  }
  // Nothing is below −∞.
  const ignored: Value = ignoreIndex === null ? less<Value>(target, -Infinity) : equal<Value>(target, ignoreIndex);
  const counts: Value = where(ignored, 0, 1);
  // An index outside [0, C) gives a row of zeros: so −1 stands for a target that does not count.
  const chosen = greater(oneHot(where<Value>(ignored, -1, target), classes), 0);
  if (data) return { chosen, counts, valid: undefined };
  const inside: Value = where(greaterEqual<Value>(target, 0), cast(less<Value>(target, classes), 'float32'), 0);
  return { chosen, counts, valid: where(ignored, 1, inside) };
}

/** Classes are the second axis, and the only one of [C]. */
export function classAxis(x: Value): number {
  return normalizeAxis('classes', x.shape.length === 1 ? 0 : 1, x.shape);
}

/** [N, C, positions…] as [N, positions…, C]. */
export function classesLast<V extends Value>(x: V): V {
  const axis = classAxis(x);
  const others = x.shape.map((_, index) => index).filter((index) => index !== axis);
  return axis === x.shape.length - 1 ? x : transpose(x, [...others, axis]);
}

/** Throws unless there is an axis of classes with one of them at least. */
export function requireClasses(caller: string, x: Value): void {
  if (x.shape.length > 0 && x.shape[classAxis(x)] !== 0) return;
  throw new ShapeError(caller, [x.shape], 'a class axis is needed: [N, C, positions…] or [C], with C at least 1');
}

function requireWeight(caller: string, x: Value, weight: Value | null | undefined): void {
  if (!weight || (weight.shape.length === 1 && weight.shape[0] === x.shape[classAxis(x)])) return;
  throw new ShapeError(caller, [x.shape, weight.shape], 'weight needs one number for each class');
}
