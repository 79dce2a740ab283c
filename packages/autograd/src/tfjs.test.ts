import {
  conv2d,
  cumsum,
  dispose,
  exp,
  gather,
  init,
  matmul,
  mul,
  sigmoid,
  sum,
  tanh,
  tensor,
  toFloat64,
  topK,
  type Value,
} from '@gradbook/core-ops';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';

import { grad } from './index.ts';

// Each test shows what tfjs's own gradients do, and that ours are right: the reasons for a tape of our own. When one of
// them fails on the side of tfjs, tfjs has been mended.

beforeAll(async () => {
  await init();
  // In plain Node this import fails (it has no file extensions within); the test runner resolves them.
  await import('@tensorflow/tfjs-core/dist/register_all_gradients.js');
});

const numbers = async (value: Value): Promise<number[]> => {
  const result = [...(await toFloat64(value)).data];
  dispose(value);
  return result;
};
const farthest = (found: readonly number[], expected: readonly number[]): number =>
  Math.max(...expected.map((value, index) => Math.abs(found[index]! - value)));

describe('second derivatives', () => {
  const point = [0.5, -1];
  const y = point.map((x) => Math.tanh(x));
  const s = point.map((x) => 1 / (1 + Math.exp(-x)));
  // (x f)″ = 2 f′ + x f″. The factor x keeps a path that tfjs sees; without it, it finds no dependence at all and throws.
  const cases = [
    { name: 'tanh', theirs: tf.tanh, ours: tanh, expected: y.map((v, i) => (1 - v * v) * (2 - 2 * point[i]! * v)) },
    {
      name: 'sigmoid',
      theirs: tf.sigmoid,
      ours: sigmoid,
      expected: s.map((v, i) => v * (1 - v) * (2 + point[i]! * (1 - 2 * v))),
    },
    { name: 'exp', theirs: tf.exp, ours: exp, expected: point.map((x) => Math.exp(x) * (2 + x)) },
  ] as const;
  for (const { name, theirs, ours, expected } of cases) {
    test(`through ${name}: tfjs is silently wrong`, async () => {
      const x = tf.tensor1d(point);
      const gradient = tf.grad((v: tf.Tensor) => tf.sum(tf.mul(v, theirs(v))));
      const wrong = await numbers(tf.grad((v: tf.Tensor) => tf.sum(gradient(v)))(x));
      expect(farthest(wrong, expected)).toBeGreaterThan(0.05);

      const ourGradient = grad((v: Value) => sum(mul(v, ours(v))));
      const right = await numbers(grad((v: Value) => sum(ourGradient(v)))(x));
      // A dozen roundings of numbers below 5.
      expect(farthest(right, expected)).toBeLessThan(64 * 2 ** -24);
    });
  }
});

describe('cumsum along an axis that is not the last', () => {
  const weights = [
    [1, 2],
    [10, 20],
  ];

  test('tfjs gives the gradient transposed', async () => {
    // y₀ = x₀, y₁ = x₀ + x₁, so the gradient of Σ w y is w₀ + w₁ and w₁.
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const theirs = tf.grad((v: tf.Tensor) => tf.sum(tf.mul(tf.cumsum(v, 0), tf.tensor2d(weights))))(x);
    expect(await numbers(theirs)).toEqual([11, 10, 22, 20]);
    const ours = grad((v: Value) => sum(mul(cumsum(v, 0), tensor(weights) as Value)))(x);
    expect(await numbers(ours)).toEqual([11, 22, 10, 20]);
  });
});

describe('operations without a gradient in tfjs', () => {
  test('einsum; ours is matmul', async () => {
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const w = tf.tensor2d([1, 10, 100, 1000], [2, 2]);
    expect(() => tf.grad((v: tf.Tensor) => tf.sum(tf.einsum('ij,jk->ik', v, w)))(x)).toThrow(/gradient/i);
    expect(await numbers(grad((v: Value) => sum(matmul(v, w as Value)))(x))).toEqual([11, 1100, 11, 1100]);
  });

  test('gatherND; ours is gather', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    const indices = tf.tensor2d([[2], [2], [0]], [3, 1], 'int32');
    expect(() => tf.grad((v: tf.Tensor) => tf.sum(tf.gatherND(v, indices)))(x)).toThrow(/gradient/i);
    const flat = tensor([2, 2, 0], [3], 'int32');
    expect(await numbers(grad((v: Value) => sum(gather(v, flat as Value)))(x))).toEqual([1, 0, 2]);
  });

  test('topk', async () => {
    const x = tf.tensor1d([3, 7, 5]);
    expect(() => tf.grad((v: tf.Tensor) => tf.sum(tf.topk(v, 2).values))(x)).toThrow(/gradient/i);
    expect(await numbers(grad((v: Value) => sum(topK(v, 2).values))(x))).toEqual([0, 1, 1]);
  });
});

test('the gradient of a dilated convolution: tfjs throws', async () => {
  const image = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const theirs = tf.grad((x: tf.Tensor) =>
    tf.sum(tf.conv2d(x as tf.Tensor4D, tf.tensor4d([1, 2, 3, 4], [2, 2, 1, 1]), 1, 'valid', 'NHWC', 2)),
  );
  expect(() => theirs(tf.tensor4d(image, [1, 3, 3, 1]))).toThrow(/dilation/);

  const filter = tensor([1, 2, 3, 4], [1, 1, 2, 2]) as Value;
  const ours = grad((x: Value) => sum(conv2d(x, filter, { dilation: 2 })))(tensor(image, [1, 1, 3, 3]));
  expect(await numbers(ours)).toEqual([1, 0, 2, 0, 0, 0, 3, 0, 4]);
});
