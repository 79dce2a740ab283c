import { expect, test } from 'vitest';

import { float64 } from '../../values/convert.ts';
import { conv1d, conv2d, conv3d, convTranspose1d, convTranspose2d, convTranspose3d } from './functions.ts';

// The examples of the docstrings, as they stand there.

test('conv1d', () => {
  const signal = float64([[1, 4, 0, -2, 3]]);
  const filter = float64([[[2, -1, 3]]]);
  expect([...conv1d(signal, filter).data]).toEqual([-2, 2, 11]);
});

test('conv2d', () => {
  const image = float64([
    [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ],
  ]);
  const filter = float64([
    [
      [
        [1, 0],
        [0, -1],
      ],
    ],
  ]);
  expect([...conv2d(image, filter).data]).toEqual([-4, -4, -4, -4]);
});

test('conv3d', () => {
  const volume = float64([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]);
  const filter = float64([1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 2, 2, 2]);
  expect([...conv3d(volume, filter).data]).toEqual([36]);
});

test('convTranspose1d', () => {
  const x = float64([[1, 2]]);
  const filter = float64([[[3, 4, 5]]]);
  expect([...convTranspose1d(x, filter, { stride: 2 }).data]).toEqual([3, 4, 11, 8, 10]);
});

test('convTranspose2d', () => {
  const x = float64([
    [
      [-1, 2],
      [3, 1],
    ],
  ]);
  const filter = float64([
    [
      [
        [1, -1],
        [0, 1],
      ],
    ],
  ]);
  expect([...convTranspose2d(x, filter).data]).toEqual([-1, 3, -2, 3, -3, 1, 0, 3, 1]);
});

test('convTranspose3d', () => {
  const x = float64([2, 3], [1, 1, 1, 2]);
  const filter = float64([1, 10], [1, 1, 1, 1, 2]);
  expect([...convTranspose3d(x, filter).data]).toEqual([2, 23, 30]);
});
