import { float64, Float64Tensor, fromFloat64, init, key, tensor, toFloat64, transpose } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { initialHead } from '../initial/parameters.ts';
import { sample } from '../testing/samples.ts';
import { manyToOneHead, regressionHead, sequenceLoss } from './heads.ts';

describe('sequenceLoss', () => {
  const prediction = sample(1, [4, 3, 2]);
  const target = sample(2, [4, 3, 2]);
  const lengths = [2, 4, 1];
  const naive = (at: 'every' | 'last', own: readonly number[]) => {
    let [total, count] = [0, 0];
    own.forEach((length, n) => {
      for (let t = at === 'every' ? 0 : length - 1; t < length; t++) {
        for (let k = 0; k < 2; k++) {
          const i = (t * 3 + n) * 2 + k;
          total += (prediction.data[i]! - target.data[i]!) ** 2;
          count++;
        }
      }
    });
    return total / count;
  };

  test.each(['every', 'last'] as const)('at %s, with and without lengths, both layouts', async (at) => {
    await init();
    expect(sequenceLoss(prediction, target, { at }).data[0]).toBeCloseTo(naive(at, [4, 4, 4]), 12);
    expect(sequenceLoss(prediction, target, { at, lengths }).data[0]).toBeCloseTo(naive(at, lengths), 12);
    const swapped = [transpose(prediction, [1, 0, 2]), transpose(target, [1, 0, 2])] as const;
    expect(sequenceLoss(...swapped, { at, lengths, batchFirst: true }).data[0]).toBeCloseTo(naive(at, lengths), 12);
    const onDevice = sequenceLoss(fromFloat64(prediction), fromFloat64(target), {
      at,
      lengths: tensor(lengths, [3], 'int32'),
    });
    // 16 squares of size 4 at most, averaged: a few float32 roundings.
    expect(Math.abs((await toFloat64(onDevice)).data[0]! - naive(at, lengths))).toBeLessThan(4 * 32 * 2 ** -24);
  });

  test('padding may hold anything', () => {
    const dirty = new Float64Tensor([2, 1, 1], [3, NaN]);
    expect(sequenceLoss(dirty, float64([[[1]], [[0]]]), { lengths: [1] }).data[0]).toBe(4);
  });

  test('what it does not take', () => {
    expect(() => sequenceLoss(prediction, sample(1, [4, 3, 1]))).toThrow(/the target needs the shape \[4, 3, 2\]/);
    expect(() => sequenceLoss(prediction, target, { lengths: [0, 0, 0] })).toThrow(/every length is 0/);
    expect(() => sequenceLoss(float64([1]), float64([1]))).toThrow(/predictions must be \[T, N, outputs\]/);
  });
});

test('heads say what does not fit', () => {
  const head = initialHead(key(1), { inputSize: 3, outputSize: 2 });
  expect(regressionHead(head, { output: sample(1, [4, 2, 3]) }).shape).toEqual([4, 2, 2]);
  expect(() => manyToOneHead(head, { last: sample(1, [2, 4]) })).toThrow(/with the 4 features of its input/);
  expect(() => manyToOneHead({ ...head, bias: sample(1, [3]) }, { last: sample(1, [2, 3]) })).toThrow(
    /the head's bias needs the shape \[2\]/,
  );
});
