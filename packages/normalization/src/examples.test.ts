import { Float64Tensor } from '@gradbook/core-ops';
import { expect, test } from 'vitest';

import {
  batchMoments,
  batchNorm,
  groupNorm,
  instanceMoments,
  instanceNorm,
  layerMoments,
  layerNorm,
  rmsNorm,
  standardize,
} from './index.ts';

const numbers = (value: Float64Tensor) => [...value.data];

/** The tensor of the normalization homework: 4 examples, 2 channels, 3 features. */
const homework = new Float64Tensor([4, 2, 3], [2, 4, 3, 2, 1, 2, 1, 2, 3, 4, 1, 1, 2, 1, 3, 3, 2, 4, 1, 4, 2, 2, 4, 3]);
const printed = (value: Float64Tensor) => [...value.data].map((number) => Number(number.toFixed(2)));

test('the homework tensor has the official means and population variances', () => {
  const batch = batchMoments(homework);
  expect([printed(batch.mean), printed(batch.variance)]).toEqual([
    [2.33, 2.42],
    [1.06, 1.24],
  ]);
  const layer = layerMoments(homework);
  expect([printed(layer.mean), printed(layer.variance)]).toEqual([
    [2.33, 2, 2.5, 2.67],
    [0.89, 1.33, 0.92, 1.22],
  ]);
  const instance = instanceMoments(homework);
  expect(instance.mean.shape).toEqual([4, 2]);
  expect([printed(instance.mean), printed(instance.variance)]).toEqual([
    [3, 1.67, 2, 2, 2, 3, 2.33, 3],
    [0.67, 0.22, 0.67, 2, 0.67, 0.67, 1.56, 0.67],
  ]);
  expect(layerMoments(homework, { keepDims: true }).mean.shape).toEqual([4, 1, 1]);
  expect(batchMoments(homework, { keepDims: true }).mean.shape).toEqual([1, 2, 1]);
});

test('the examples of the docstrings', () => {
  const batch = batchMoments(new Float64Tensor([2, 2, 2], [1, 2, 0, 0, 3, 6, 0, 4]));
  expect([numbers(batch.mean), numbers(batch.variance)]).toEqual([
    [3, 1],
    [3.5, 3],
  ]);
  const layer = layerMoments(new Float64Tensor([2, 2, 2], [1, 2, 0, 1, 3, 6, 0, 3]));
  expect([numbers(layer.mean), numbers(layer.variance)]).toEqual([
    [1, 3],
    [0.5, 4.5],
  ]);
  const instance = instanceMoments(new Float64Tensor([1, 2, 2], [1, 3, 0, 8]));
  expect([numbers(instance.mean), numbers(instance.variance)]).toEqual([
    [2, 4],
    [1, 16],
  ]);

  const rows = new Float64Tensor([2, 2], [1, 3, 10, 20]);
  expect(numbers(standardize(rows, 1, 0).output)).toEqual([-1, 1, -1, 1]);
  expect(numbers(standardize(rows, 1, 0).variance)).toEqual([1, 25]);
  expect(numbers(layerNorm(rows, 2, { epsilon: 0 }))).toEqual([-1, 1, -1, 1]);
  expect(numbers(groupNorm(new Float64Tensor([1, 4], [1, 3, 10, 20]), 2, { epsilon: 0 }))).toEqual([-1, 1, -1, 1]);
  const single = new Float64Tensor([1, 2, 2], [1, 3, 0, 8]);
  expect(numbers(instanceNorm(single, { epsilon: 0 }).output)).toEqual([-1, 1, -1, 1]);
  const weight = new Float64Tensor([2], [5, 10]);
  expect(numbers(rmsNorm(new Float64Tensor([1, 2], [2, -2]), 2, { epsilon: 0, weight }))).toEqual([5, -10]);

  const zero = new Float64Tensor([1], [0]);
  const { output, runningMean, runningVariance, numBatchesTracked } = batchNorm(
    new Float64Tensor([2, 1, 2], [1, 2, 3, 6]),
    { training: true, runningMean: zero, runningVariance: zero, momentum: 0.5, epsilon: 0.5 },
  );
  expect(numbers(output)).toEqual([-1, -0.5, 0, 1.5]);
  expect(numbers(runningMean!)).toEqual([1.5]);
  expect(runningVariance!.data[0]!.toFixed(4)).toBe('2.3333');
  expect(numBatchesTracked).toBe(1);
});
