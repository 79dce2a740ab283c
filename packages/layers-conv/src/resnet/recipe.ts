import { add, mul, reverse, type Value } from '@gradbook/core-ops';

/**
 * Logits averaged over images and their mirror images: test-time augmentation by horizontal flips.
 *
 * @param logits the network as a function of images.
 * @param x […, width]: flipped along the last axis.
 * @example
 * testTimeFlip((x) => mul(x, float64([1, 10])), float64([2, 3])).data; // [2.5, 25]
 */
export function testTimeFlip<V extends Value>(logits: (x: V) => V, x: V): V {
  return mul(add(logits(x), logits(reverse(x, [x.shape.length - 1]))), 0.5);
}

/**
 * A function of one number that goes through the given points in straight lines, and is constant before the first and after the
 * last: the learning rate of the recipe over the epochs.
 *
 * @param knots where, in ascending order.
 * @param values what there.
 * @throws RangeError for lists of different lengths or knots that do not ascend.
 * @example
 * const rate = piecewiseLinear([0, 5, 24], [0, 0.4, 0]);
 * rate(2.5); // 0.2
 * rate(30); // 0
 */
export function piecewiseLinear(knots: readonly number[], values: readonly number[]): (at: number) => number {
  if (
    knots.length === 0 ||
    knots.length !== values.length ||
    knots.some((knot, i) => i > 0 && !(knot > knots[i - 1]!))
  ) {
    throw new RangeError(
      `piecewiseLinear: knots [${knots.join(', ')}] and values [${values.join(', ')}]; one value a knot, knots ascending`,
    );
  }
  return (at) => {
    const next = knots.findIndex((knot) => knot > at);
    if (next === 0) return values[0]!;
    if (next < 0) return values.at(-1)!;
    const [left, right] = [knots[next - 1]!, knots[next]!];
    return values[next - 1]! + ((at - left) / (right - left)) * (values[next]! - values[next - 1]!);
  };
}

/**
 * The numbers of a recipe, for batches whose loss is a mean over the examples.
 *
 * @example
 * const recipe: ResNet9Recipe = resNet9Recipe({ epochs: 10 });
 * recipe.labelSmoothing; // 0.2
 */
export interface ResNet9Recipe {
  readonly epochs: number;
  readonly batchSize: number;
  /** Of the cross-entropy. */
  readonly labelSmoothing: number;
  /** α of the celu. */
  readonly celuAlpha: number;
  /** Parts of a batch for ghost batch normalization: of 32 examples each. */
  readonly splits: number;
  readonly frozenScales: boolean;
  readonly logitScale: number;
  readonly poolFirst: boolean;
  /** Of stochastic gradient descent with Nesterov momentum. */
  readonly momentum: number;
  /** The learning rate of weights at an epoch (a fraction within one), and their decay. */
  readonly learningRate: (epoch: number) => number;
  readonly weightDecay: number;
  /** The same for the biases of the normalizations. */
  readonly biasLearningRate: (epoch: number) => number;
  readonly biasWeightDecay: number;
  /** Exponential moving average of the parameters: decay, and after how many steps it is taken each time. */
  readonly averaging: { readonly decay: number; readonly every: number };
  readonly testTimeFlip: boolean;
}

/**
 * The recipe of "How to Train Your ResNet", part 8 (Page 2019): label smoothing 0.2, celu with α = 0.3, ghost batches of 32 with
 * scales frozen at 1, pooling before normalization, logits · 1/16, Nesterov momentum 0.9, weight decay 5e-4, a learning rate that
 * rises from 0 to its peak over the first fifth and falls to a tenth of it two epochs before the end; for biases 64 times the rate
 * and 1/64 of the decay; parameters averaged every fifth step with decay 0.99⁵; logits averaged over flips. The source's whitening of
 * input patches is not part of it.
 *
 * The source sums its loss over the batch and divides its rates by the batch size: with a mean loss the rates are as they stand, and
 * the decay, which the source multiplies by the batch size, as well.
 *
 * Where there are only a few epochs, the last two at a tenth of the peak leave little time to learn in: with `tail: 0` the rate falls to
 * 0 at the end, in the manner of the series' part 3.
 *
 * @param options `epochs` (at least 10 in the source), `batchSize` (512), `peak` learning rate (1), `tail`: epochs at the end that keep
 *   a tenth of the peak (2).
 * @throws RangeError for epochs of which four fifths are no longer than the tail, a tail below 0, or a batch that does not fall into
 *   ghost batches of 32.
 * @example
 * const { learningRate, biasLearningRate } = resNet9Recipe({ epochs: 10 });
 * learningRate(2); // 1
 * learningRate(8); // 0.1
 * biasLearningRate(1); // 32
 * resNet9Recipe({ epochs: 5, tail: 0 }).learningRate(3); // 0.5
 */
export function resNet9Recipe(options: {
  readonly epochs: number;
  readonly batchSize?: number;
  readonly peak?: number;
  readonly tail?: number;
}): ResNet9Recipe {
  const { epochs, batchSize = 512, peak = 1, tail = 2 } = options;
  if (!(tail >= 0)) throw new RangeError(`resNet9Recipe: a tail of ${tail} epochs; it must be 0 or more`);
  if (!(epochs > tail / 0.8)) {
    throw new RangeError(
      `resNet9Recipe: ${epochs} epochs; the rate rises for a fifth of them and the last ${tail} keep a tenth of it: more than ${tail / 0.8} are needed`,
    );
  }
  if (!Number.isInteger(batchSize / 32) || batchSize < 32) {
    throw new RangeError(`resNet9Recipe: a batch of ${batchSize} does not fall into ghost batches of 32`);
  }
  const schedule = (scale: number): ((epoch: number) => number) =>
    piecewiseLinear([0, epochs / 5, epochs - tail], [0, peak * scale, tail === 0 ? 0 : 0.1 * peak * scale]);
  return {
    epochs,
    batchSize,
    labelSmoothing: 0.2,
    celuAlpha: 0.3,
    splits: batchSize / 32,
    frozenScales: true,
    logitScale: 1 / 16,
    poolFirst: true,
    momentum: 0.9,
    learningRate: schedule(1),
    weightDecay: 5e-4,
    biasLearningRate: schedule(64),
    biasWeightDecay: 5e-4 / 64,
    averaging: { decay: 0.99 ** 5, every: 5 },
    testTimeFlip: true,
  };
}
