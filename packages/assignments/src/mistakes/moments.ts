import { type Float64Tensor, moments, mul, sqrt, type Value } from '@gradbook/core-ops';
import type { TensorMistake } from '@gradbook/answers';

import { computeOnDevice, verified } from '../definition/verified.ts';
import type { Mistake } from './mistake.ts';

type Statistic = 'mean' | 'variance';
type Axes = readonly number[];

/** A wrong way to compute the mean or the variance of x over the axes of one kind of normalization. */
type MomentMistake = Mistake<(x: Value, axes: Axes, statistic: Statistic) => Value> & {
  /** Whether it is a mistake for these axes and this statistic: one whose result would be right is none. */
  readonly applies: (axes: Axes, statistic: Statistic) => boolean;
};

/** Σ(x − μ)² / (n − 1) instead of / n. */
const sampleVariance: MomentMistake = {
  id: 'sample-variance',
  sentence:
    'This is the sample variance, which divides by $n - 1$; normalization layers use the population variance, which divides by $n$.',
  applies: (_, statistic) => statistic === 'variance',
  run: (x, axes) => {
    const n = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
    return mul(moments(x, axes).variance, n / (n - 1));
  },
};

/** √variance instead of the variance. */
const standardDeviation: MomentMistake = {
  id: 'standard-deviation',
  sentence: 'This is the standard deviation; its square, the variance, is asked for.',
  applies: (_, statistic) => statistic === 'variance',
  run: (x, axes) => sqrt(moments(x, axes).variance),
};

const overAxes = (id: string, name: string, wrong: Axes): MomentMistake => ({
  id,
  sentence: `The average was taken over ${name}; this kind of normalization averages over other axes.`,
  applies: (axes) => axes.join() !== wrong.join(),
  run: (x, _, statistic) => moments(x, wrong)[statistic],
});

/** All of them, in the order in which they are tried. */
export const momentMistakes: readonly MomentMistake[] = [
  sampleVariance,
  standardDeviation,
  overAxes('averaged-over-batch-alone', 'the examples alone', [0]),
  overAxes('averaged-over-batch-and-channels', 'examples and channels', [0, 1]),
  overAxes('averaged-over-batch-and-features', 'examples and features, as in batch normalization', [0, 2]),
  overAxes('averaged-over-channels-and-features', 'channels and features, as in layer normalization', [1, 2]),
  overAxes('averaged-over-features', 'the features alone, as in instance normalization', [2]),
  overAxes('averaged-over-everything', 'everything', [0, 1, 2]),
];

/** The results of the wrong variants for one tensor, as the judge of tensors takes them. */
export async function wrongMoments(
  x: readonly (readonly (readonly number[])[])[],
  axes: Axes,
  statistic: Statistic,
): Promise<TensorMistake[]> {
  const wrong: TensorMistake[] = [];
  // One after the other: tensors of asynchronous scopes must not mix.
  for (const { id, sentence, run } of mistakesFor(axes, statistic)) {
    const result: Float64Tensor = await verified(id, { x }, (inputs) => run(inputs.x, axes, statistic), 64);
    wrong.push({ id, sentence, shape: result.shape, data: [...result.data] });
  }
  return wrong;
}

/** Gives the device what {@link wrongMoments} gives it, and reads nothing. */
export function warmUpWrongMoments(
  x: readonly (readonly (readonly number[])[])[],
  axes: Axes,
  statistic: Statistic,
): void {
  for (const { run } of mistakesFor(axes, statistic))
    computeOnDevice({ x }, (inputs) => run(inputs.x, axes, statistic));
}

function mistakesFor(axes: Axes, statistic: Statistic): readonly MomentMistake[] {
  return momentMistakes.filter((mistake) => mistake.applies(axes, statistic));
}
