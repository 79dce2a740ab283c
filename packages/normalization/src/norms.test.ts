import { Float64Tensor, ShapeError } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { batchMoments, batchNorm, groupNorm, instanceNorm, layerNorm, rmsNorm } from './index.ts';

/** Numbers of a linear congruential generator, in (−1, 1) · scale + shift. */
function sample(shape: readonly number[], seed: number, scale = 1, shift = 0): Float64Tensor {
  let state = seed;
  const size = shape.reduce((product, length) => product * length, 1);
  const data = Array.from({ length: size }, () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return (state / 2 ** 31 - 1) * scale + shift;
  });
  return new Float64Tensor(shape, data);
}

/** The definition, element by element: each element's own group is collected and averaged anew. */
function normalized(x: Float64Tensor, sameGroup: (a: number[], b: number[]) => boolean, epsilon: number): number[] {
  const strides = x.shape.map((_, axis) => x.shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  const positions = [...x.data.keys()].map((index) =>
    strides.map((stride, axis) => Math.floor(index / stride) % x.shape[axis]!),
  );
  return positions.map((position, index) => {
    const group = [...x.data].filter((_, other) => sameGroup(position, positions[other]!));
    const mean = group.reduce((sum, value) => sum + value, 0) / group.length;
    const variance = group.reduce((sum, value) => sum + (value - mean) ** 2, 0) / group.length;
    return (x.data[index]! - mean) / Math.sqrt(variance + epsilon);
  });
}

/**
 * The largest error in units of its bound. Both sides add at most n numbers of size 1 and then do about ten operations:
 * n + 10 roundings each, in either.
 */
function errorInBounds(actual: Float64Tensor | null, expected: readonly number[], count: number): number {
  if (actual?.data.length !== expected.length) return Infinity;
  const scale = Math.max(1, ...expected.map(Math.abs));
  const bound = 4 * (count + 10) * 2 ** -53 * scale;
  return Math.max(...expected.map((value, index) => Math.abs(actual.data[index]! - value) / bound));
}

const epsilon = 0.01;
const shapes = [
  [5, 6],
  [4, 6, 3],
  [3, 6, 2, 4],
] as const;

describe.each(shapes.map((shape) => ({ shape })))('$shape against the definition', ({ shape }) => {
  const x = sample(shape, 11);
  const size = x.data.length;
  const ofChannel = sample([6], 12);
  const channelOf = (index: number) => Math.floor(index / (size / shape[0] / 6)) % 6;
  const bias = sample([6], 13);

  test('batch', () => {
    const expected = normalized(x, (a, b) => a[1] === b[1], epsilon).map(
      (value, index) => value * ofChannel.data[channelOf(index)]! + bias.data[channelOf(index)]!,
    );
    expect(
      errorInBounds(batchNorm(x, { training: true, weight: ofChannel, bias, epsilon }).output, expected, size),
    ).toBeLessThanOrEqual(1);
  });

  test('group, with one group and a group for each channel as its ends', () => {
    for (const groups of [1, 2, 3, 6]) {
      const width = 6 / groups;
      const same = (a: number[], b: number[]) =>
        a[0] === b[0] && Math.floor(a[1]! / width) === Math.floor(b[1]! / width);
      const expected = normalized(x, same, epsilon).map((value, index) => value * ofChannel.data[channelOf(index)]!);
      expect(errorInBounds(groupNorm(x, groups, { weight: ofChannel, epsilon }), expected, size)).toBeLessThanOrEqual(
        1,
      );
    }
  });

  test('layer, over every number of last axes', () => {
    for (let first = 1; first < shape.length; first += 1) {
      const expected = normalized(x, (a, b) => a.slice(0, first).every((at, axis) => at === b[axis]), epsilon);
      expect(errorInBounds(layerNorm(x, shape.slice(first), { epsilon }), expected, size)).toBeLessThanOrEqual(1);
    }
  });

  test('root mean square', () => {
    const last = shape.at(-1)!;
    const expected = [...x.data].map((value, index) => {
      const row = x.data.slice(index - (index % last), index - (index % last) + last);
      return value / Math.sqrt(row.reduce((sum, item) => sum + item * item, 0) / last + epsilon);
    });
    expect(errorInBounds(rmsNorm(x, last, { epsilon }), expected, size)).toBeLessThanOrEqual(1);
  });
});

test.each(shapes.slice(1).map((shape) => ({ shape })))('instance normalization of $shape', ({ shape }) => {
  const x = sample(shape, 14);
  const expected = normalized(x, (a, b) => a[0] === b[0] && a[1] === b[1], epsilon);
  expect(errorInBounds(instanceNorm(x, { epsilon }).output, expected, x.data.length)).toBeLessThanOrEqual(1);
});

const mix = (before: Float64Tensor, batch: Float64Tensor, fresh: number, factor = 1) =>
  [...before.data].map((value, channel) => (1 - fresh) * value + fresh * factor * batch.data[channel]!);

describe('running statistics', () => {
  const x = sample([4, 3, 5], 21);
  const old = { runningMean: sample([3], 22), runningVariance: sample([3], 23, 0.5, 1) };
  const { mean, variance } = batchMoments(x);

  test('PyTorch: momentum weighs the batch, the variance is unbiased', () => {
    const { runningMean, runningVariance } = batchNorm(x, { training: true, ...old });
    expect(errorInBounds(runningMean, mix(old.runningMean, mean, 0.1), 20)).toBeLessThanOrEqual(1);
    expect(errorInBounds(runningVariance, mix(old.runningVariance, variance, 0.1, 20 / 19), 20)).toBeLessThanOrEqual(1);
  });

  test('ONNX: momentum weighs the old value, the variance is the population’s', () => {
    const { runningMean, runningVariance } = batchNorm(x, { training: true, convention: 'onnx', ...old });
    expect(errorInBounds(runningMean, mix(old.runningMean, mean, 1 - 0.9), 20)).toBeLessThanOrEqual(1);
    expect(errorInBounds(runningVariance, mix(old.runningVariance, variance, 1 - 0.9), 20)).toBeLessThanOrEqual(1);
  });

  test('momentum null: the average over all batches', () => {
    const options = { training: true, momentum: null, ...old } as const;
    expect(errorInBounds(batchNorm(x, options).runningMean, [...mean.data], 20)).toBeLessThanOrEqual(1);
    const third = batchNorm(x, { ...options, numBatchesTracked: 2 });
    expect(errorInBounds(third.runningMean, mix(old.runningMean, mean, 1 / 3), 20)).toBeLessThanOrEqual(1);
    expect(third.numBatchesTracked).toBe(3);
  });

  test('in evaluation they are used and stay; without them the batch’s are used', () => {
    const { output, runningMean, numBatchesTracked } = batchNorm(x, { training: false, epsilon, ...old });
    const expected = [...x.data].map((value, index) => {
      const channel = Math.floor(index / 5) % 3;
      return (value - old.runningMean.data[channel]!) / Math.sqrt(old.runningVariance.data[channel]! + epsilon);
    });
    expect(errorInBounds(output, expected, 20)).toBeLessThanOrEqual(1);
    expect([runningMean, numBatchesTracked]).toEqual([old.runningMean, 0]);
    expect(batchNorm(x, { training: false, epsilon }).output).toEqual(batchNorm(x, { training: true, epsilon }).output);
  });

  test('instance normalization moves them towards the average of the examples', () => {
    const { runningMean, runningVariance } = instanceNorm(x, old);
    const averages = [0, 1, 2].map((channel) => {
      const rows = [0, 1, 2, 3].map((example) =>
        x.data.subarray((example * 3 + channel) * 5, (example * 3 + channel) * 5 + 5),
      );
      const unbiased = rows.map((row) => {
        const average = row.reduce((sum, value) => sum + value, 0) / 5;
        return row.reduce((sum, value) => sum + (value - average) ** 2, 0) / 4;
      });
      return unbiased.reduce((sum, value) => sum + value, 0) / 4;
    });
    expect(errorInBounds(runningMean, mix(old.runningMean, mean, 0.1), 20)).toBeLessThanOrEqual(1);
    expect(
      errorInBounds(runningVariance, mix(old.runningVariance, new Float64Tensor([3], averages), 0.1), 20),
    ).toBeLessThanOrEqual(1);
    const evaluated = instanceNorm(x, { ...old, useInputStatistics: false });
    expect(evaluated).toEqual(batchNorm(x, { ...old, training: false }));
  });
});

describe('edges', () => {
  test('a mean of 10⁹ costs a deviation of 1 no digits', () => {
    // Quarters: exact beside 10⁹ in float64, so that the shifted input is exactly the shifted one.
    const small = new Float64Tensor(
      [4, 2, 8],
      sample([4, 2, 8], 31, 8).data.map((value) => Math.round(value) / 4),
    );
    const large = new Float64Tensor(
      [4, 2, 8],
      small.data.map((value) => value + 1e9),
    );
    expect(errorInBounds(layerNorm(large, [2, 8]), [...layerNorm(small, [2, 8]).data], 16)).toBeLessThanOrEqual(1);
    expect(
      errorInBounds(
        batchNorm(large, { training: true }).output,
        [...batchNorm(small, { training: true }).output.data],
        32,
      ),
    ).toBeLessThanOrEqual(1);
  });

  test('a constant channel becomes its bias', () => {
    const bias = new Float64Tensor([2], [3, -1]);
    const { output } = batchNorm(new Float64Tensor([2, 2], [7.3, 5, 7.3, 5]), { training: true, bias });
    expect([...output.data]).toEqual([3, -1, 3, -1]);
  });
});

describe('says what does not fit', () => {
  const x = sample([4, 6, 3], 41);
  const three = sample([3], 42);
  test.each<[string, () => unknown, RegExp]>([
    [
      'weights of another length',
      () => batchNorm(x, { training: true, weight: three }),
      /batchNorm: got \[4, 6, 3\] and \[3\]; weight needs the shape \[6\]/,
    ],
    [
      'too few axes',
      () => instanceNorm(sample([4, 6], 1)),
      /instanceNorm: got \[4, 6\]; the input needs at least 3 axes/,
    ],
    ['nothing to average', () => batchNorm(new Float64Tensor([0, 3], []), { training: true }), /nothing to average/],
    ['groups that do not divide', () => groupNorm(x, 4), /6 channels cannot be divided into 4 equal groups/],
    ['another normalized shape', () => layerNorm(x, [6, 2]), /has to end in the normalized shape \[6, 2\]/],
    ['no normalized shape', () => layerNorm(x, []), /normalized shape \[\]/],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow(message);
  });

  test('settings that mean nothing', () => {
    const six = sample([6], 43);
    const running = { runningMean: six, runningVariance: six };
    expect(() => layerNorm(x, 3, { epsilon: -1 })).toThrow(/epsilon is -1; expected a finite number of at least 0/);
    expect(() => batchNorm(x, { training: true, momentum: 1.5, ...running })).toThrow(/momentum is 1.5; expected/);
    expect(() => batchNorm(x, { training: true, runningMean: six })).toThrow(
      /runningMean was given without runningVariance/,
    );
    expect(() => batchNorm(x, { training: true, momentum: null, numBatchesTracked: 0.5, ...running })).toThrow(
      /numBatchesTracked is 0.5/,
    );
    expect(() => batchNorm(sample([1, 6], 44), { training: true, ...running })).toThrow(/a single value per channel/);
  });
});
