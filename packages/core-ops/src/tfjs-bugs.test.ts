import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';

import { init } from './device/init.ts';
import { key, splitKey } from './random/keys.ts';
import { categorical } from './random/sampling.ts';
import { operations } from './table/all.ts';
import { gather } from './table/api/indexing.ts';
import { sum } from './table/api/reductions.ts';
import { sign } from './table/api/unary.ts';
import { disagreements } from './table/test-device.ts';
import { float64, read, tensor } from './values/convert.ts';

// Each test shows first that tfjs 4.22 by itself is wrong: where a newer one is right, the test fails and the
// work-around can go. A driver's own precision has a part in some, so all run on the software adapter. Two more such faults stand beside the kernels (kernels.test.ts), those of derivatives in autograd.

beforeAll(async () => {
  await init({ adapter: 'software' });
});

test('tfjs: the first of several multinomial samples is always class 0', async () => {
  const logits = [-20, 5];
  const plain: number[] = [];
  for (let seed = 1; seed <= 20; seed++) plain.push((await read(tf.multinomial(tf.tensor1d(logits), 2, seed)))[0]!);
  // Class 0 has probability 1.4e-11.
  expect(plain).toEqual(plain.map(() => 0));

  const ours = splitKey(key(1), 20).map((own) => categorical(own, float64(logits), { samples: 2 }).data[0]);
  expect(ours).toEqual(ours.map(() => 1));
});

const elementwise = [
  ['expm1', (x: tf.Tensor) => tf.expm1(x), Math.expm1, 1e-6],
  ['erf', (x: tf.Tensor) => tf.erf(x), (x: number) => (2 / Math.sqrt(Math.PI)) * x, 1e-6],
  ['sin', (x: tf.Tensor) => tf.sin(x), Math.sin, 1e4],
] as const;

test.for(elementwise)('tfjs: %s loses digits', async ([name, plain, exact, at]) => {
  const x = Math.fround(at);
  const error = ((await read(plain(tf.tensor1d([x]))))[0]! - exact(x)) / exact(x);
  // A thousand roundings of float32: no library function of any quality is as far off.
  expect(Math.abs(error)).toBeGreaterThan(1000 * 2 ** -24);

  const operation = operations.find((candidate) => candidate.name === name)!;
  expect(await disagreements(operation, [float64([x])], {})).toEqual([]);
});

test('tfjs: whole numbers are summed in float32', async () => {
  const numbers = [16_777_217, 1];
  expect((await read(tf.sum(tf.tensor1d(numbers, 'int32'))))[0]).not.toBe(16_777_218);

  expect((await read(sum(tensor(numbers, [2], 'int32'))))[0]).toBe(16_777_218);
});

test('tfjs: the sign of NaN is 0', async () => {
  expect((await read(tf.sign(tf.tensor1d([Number.NaN]))))[0]).toBe(0);

  expect((await read(sign(tensor([Number.NaN]))))[0]).toBeNaN();
});

test('tfjs: gathering outside the axis gives a zero like any other', async () => {
  const indices = tf.tensor1d([5], 'int32');
  expect((await read(tf.gather(tf.tensor1d([1, 2, 3]), indices)))[0]).toBe(0);

  expect((await read(gather(tensor([1, 2, 3]), indices)))[0]).toBeNaN();
});
