import { Float64Tensor } from '@gradbook/core-ops';
import { expect, test } from 'vitest';

import { batchMoments, instanceMoments, layerMoments } from './index.ts';

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
