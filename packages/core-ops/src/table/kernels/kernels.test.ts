import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';

import { init } from '../../device/init.ts';
import { Float64Tensor } from '../../values/float64-tensor.ts';
import { operations } from '../all.ts';
import * as api from '../api/all.ts';
import { reductionPasses } from './reduce.ts';
import { unitRoundoff as u } from '../error-bounds.ts';
import type { Attributes, Operation } from '../operation.ts';
import { seeded } from '../seeded.ts';
import { disagreements, onDevice } from '../test-device.ts';

beforeAll(async () => {
  await init();
});

const named = (name: string): Operation => {
  const operation = operations.find((candidate) => candidate.name === name);
  if (!operation) throw new Error(`no operation ${name}`);
  return operation;
};
const v = (...data: number[]): Float64Tensor => new Float64Tensor([data.length], data.map(Math.fround));
const read = async (tensor: tf.Tensor): Promise<number[]> => [...(await tensor.data())];

/** What is wrong with the device's result: nothing, one hopes. */
const check = (name: string, inputs: readonly Float64Tensor[], attributes: Attributes = {}): Promise<string[]> =>
  disagreements(named(name), inputs, attributes);

describe('elementary functions keep their bound all over their domain', () => {
  const n = 20_000;
  const random = seeded(3);
  const powersOfTwo = (low: number, high: number): Float64Tensor =>
    new Float64Tensor(
      [n],
      random.uniform([n], low, high).data.map((e, i) => Math.fround(2 ** e * (i % 2 === 0 ? 1 : -1))),
    );
  const magnitudes = (low: number, high: number): Float64Tensor => {
    const x = powersOfTwo(low, high);
    return new Float64Tensor([n], x.data.map(Math.abs));
  };

  test.for(['exp', 'expm1', 'tanh', 'sigmoid', 'softplus', 'erf'])('%s', async (name) => {
    expect(await check(name, [random.uniform([n], -90, 90)])).toEqual([]);
    expect(await check(name, [random.uniform([n], -2, 2)])).toEqual([]);
    expect(await check(name, [powersOfTwo(-40, 7)])).toEqual([]);
  });
  test.for(['log', 'sqrt', 'rsqrt', 'reciprocal'])('%s', async (name) => {
    expect(await check(name, [magnitudes(-120, 120)])).toEqual([]);
    expect(await check(name, [random.uniform([n], 0.5, 2)])).toEqual([]);
    expect(await check(name, [random.uniform([n], 0.99, 1.01)])).toEqual([]);
  });
  test('log1p', async () => {
    expect(await check('log1p', [random.uniform([n], -0.9999, 3)])).toEqual([]);
    expect(await check('log1p', [powersOfTwo(-60, -1)])).toEqual([]);
    expect(await check('log1p', [magnitudes(-1, 100)])).toEqual([]);
  });
  test.for(['sin', 'cos'])('%s', async (name) => {
    expect(await check(name, [random.uniform([n], -10, 10)])).toEqual([]);
    expect(await check(name, [random.uniform([n], -12_000, 12_000)])).toEqual([]);
    expect(await check(name, [random.uniform([n], -1e6, 1e6)])).toEqual([]);
  });
  test('pow', async () => {
    expect(await check('pow', [random.uniform([n], 0.3, 3), random.uniform([n], -60, 60)])).toEqual([]);
    expect(await check('pow', [magnitudes(-120, 120), random.uniform([n], -1, 1)])).toEqual([]);
    expect(await check('pow', [random.uniform([n], 0.9999, 1.0001), random.uniform([n], -8e5, 8e5)])).toEqual([]);
  });
});

describe('NaN and infinities come out as the definition has them', () => {
  const special = v(NaN, Infinity, -Infinity, 0, 1, -1);
  test.for(
    operations.filter(({ name }) =>
      [
        'neg',
        'abs',
        'sign',
        'exp',
        'expm1',
        'log',
        'log1p',
        'sin',
        'cos',
        'tanh',
        'sigmoid',
        'softplus',
        'relu',
        'erf',
        'square',
        'sqrt',
        'rsqrt',
        'floor',
        'reciprocal',
      ].includes(name),
    ),
  )('$name', async ({ name }) => {
    expect(await check(name, [special])).toEqual([]);
  });
  test.for([
    'add',
    'sub',
    'div',
    'mul',
    'maximum',
    'minimum',
    'pow',
    'equal',
    'less',
    'greater',
    'lessEqual',
    'greaterEqual',
  ])('%s', async (name) => {
    const a = new Float64Tensor([6, 1], special.data);
    expect(await check(name, [a, special])).toEqual([]);
  });
  test.for(['max', 'min', 'sum', 'logSumExp'])('%s', async (name) => {
    const rows = [
      [1, NaN, 2],
      [Infinity, 1, 2],
      [-Infinity, 1, 2],
      [-Infinity, -Infinity, -Infinity],
      [Infinity, -Infinity, 0],
    ];
    const x = new Float64Tensor([5, 3], rows.flat());
    expect(await check(name, [x], { axes: [1], keepDims: false })).toEqual([]);
  });
  test.for(['argMax', 'argMin'])('%s', async (name) => {
    expect(await check(name, [new Float64Tensor([2, 3], [1, NaN, NaN, 2, Infinity, -Infinity])], { axis: 1 })).toEqual(
      [],
    );
  });
  test('topK', async () => {
    expect(
      await check('topKIndices', [new Float64Tensor([2, 4], [1, NaN, 3, NaN, -Infinity, -0, 0, Infinity])], { k: 4 }),
    ).toEqual([]);
  });
});

describe('sums', () => {
  test('of a million terms about 10⁴ in several passes are within a few roundings', async () => {
    const n = 1_000_000;
    expect(reductionPasses(n)).toBeGreaterThan(2);
    const x = seeded(8).normal([n], 1e4);
    expect(await check('sum', [x], { axes: [0], keepDims: false })).toEqual([]);
    expect(await check('mean', [x], { axes: [0], keepDims: false })).toEqual([]);
  });

  test('of terms that cancel keep what is left', async () => {
    const x = onDevice(v(1e8, 1, -1e8));
    expect(await read(api.sum(x))).toEqual([1]);
    expect(await read(api.cumsum(x))).toEqual([1e8, 1e8, 1]);
  });

  test('the mean of equal numbers is that number', async () => {
    for (const n of [3, 7, 49, 98, 103]) {
      const x = onDevice(new Float64Tensor([n], new Float64Array(n).fill(Math.fround(0.1))));
      expect(await read(api.mean(x))).toEqual([Math.fround(0.1)]);
    }
  });

  test('the variance about a large mean keeps its digits', async () => {
    const x = seeded(9).normal([4, 1000], 1e4);
    const expected = api.moments(x, 1);
    const got = api.moments(onDevice(x), 1);
    const variances = await read(got.variance);
    const means = await read(got.mean);
    for (const i of [0, 1, 2, 3]) {
      // x − m is exact, centring again leaves |Δ| ≤ u |x − m|; squaring, summing and dividing add 2 + 2 + 2 roundings.
      expect(Math.abs(variances[i]! - expected.variance.data[i]!)).toBeLessThanOrEqual(
        10 * u * expected.variance.data[i]!,
      );
      expect(Math.abs(means[i]! - expected.mean.data[i]!)).toBeLessThanOrEqual(4 * u * 1e4);
    }
  });
});

describe('results repeat exactly', () => {
  test('a matrix product over a long inner axis and a scatter to few places', async () => {
    const random = seeded(10);
    const [a, b] = [onDevice(random.normal([4, 3000])), onDevice(random.normal([3000, 4]))];
    const first = await read(api.matmul(a, b));
    const [updates, indices] = [onDevice(random.normal([500, 3])), onDevice(random.integers([500], 0, 2))];
    const scattered = await read(api.scatterAdd(updates, indices, 0, 2));
    for (let i = 0; i < 3; i++) {
      expect(await read(api.matmul(a, b))).toEqual(first);
      expect(await read(api.scatterAdd(updates, indices, 0, 2))).toEqual(scattered);
    }
  });
});

describe('indices outside', () => {
  test('gather NaN and scatter nothing', async () => {
    const x = onDevice(v(1, 2, 3));
    const indices = tf.tensor([0, 3, -1], [3], 'int32');
    expect(await read(api.gather(x, indices))).toEqual([1, NaN, NaN]);
    expect(await read(api.scatterAdd(x, indices, 0, 2))).toEqual([1, 0]);
  });
});

describe('functions over the table', () => {
  test('topK, split, stack and squeeze on the device agree with their float64 results', async () => {
    const x = seeded(12).distinct([3, 8]);
    const [expected, got] = [api.topK(x, 3), api.topK(onDevice(x), 3)];
    expect(await read(got.values)).toEqual([...expected.values.data]);
    expect(await read(got.indices)).toEqual([...expected.indices.data]);
    expect(got.indices.dtype).toBe('int32');
    const parts = api.split(onDevice(x), [3, 5], 1);
    const wanted = api.split(x, [3, 5], 1);
    for (const [i, part] of parts.entries()) expect(await read(part)).toEqual([...wanted[i]!.data]);
    expect(await read(api.stack([onDevice(x), onDevice(x)], 1))).toEqual([...api.stack([x, x], 1).data]);
  });

  test('numbers are operands on the device too', async () => {
    const x = onDevice(v(1, 2));
    const before = tf.memory().numTensors;
    const sum = api.add(x, 1);
    expect(await read(sum)).toEqual([2, 3]);
    sum.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(await read(api.where(api.greater(x, 1), 5, 6))).toEqual([6, 5]);
    const n = tf.tensor([1, 2], [2], 'int32');
    expect(api.add(n, 1).dtype).toBe('int32');
    expect(api.add(n, 0.5).dtype).toBe('float32');
    expect(api.where(api.greater(x, 1), 5, 6).dtype).toBe('float32');
  });
});

const relativeError = (got: number, truth: number): number => Math.abs(got / truth - 1);

/** What plain tfjs gets wrong and this table is therefore written anew for. If tfjs is mended, the first half fails. */
describe('faults of tfjs that are not ours', () => {
  test('tanh and log1p near zero', async () => {
    const x = Math.fround(1e-4);
    const y = Math.fround(1e-6);
    const plain = [...(await read(tf.tanh(tf.scalar(x)))), ...(await read(tf.log1p(tf.scalar(y))))];
    expect(relativeError(plain[0]!, Math.tanh(x))).toBeGreaterThan(1e-5);
    expect(relativeError(plain[1]!, Math.log1p(y))).toBeGreaterThan(1e-3);
    expect(relativeError((await read(api.tanh(onDevice(v(x)))))[0]!, Math.tanh(x))).toBeLessThan(13 * u);
    expect(relativeError((await read(api.log1p(onDevice(v(y)))))[0]!, Math.log1p(y))).toBeLessThan(6 * u);
  });

  test('a reverse running sum after one of another length', async () => {
    const runs = [5, 3, 8].map((n) => v(...Array.from({ length: n }, (_, i) => i + 1)));
    const plain: number[][] = [];
    const ours: number[][] = [];
    for (const run of runs) {
      plain.push(await read(tf.cumsum(onDevice(run), 0, false, true)));
      ours.push(await read(api.cumsum(onDevice(run), 0, { reverse: true })));
    }
    const expected = runs.map((run) => [...api.cumsum(run, 0, { reverse: true }).data]);
    expect(plain).not.toEqual(expected);
    expect(ours).toEqual(expected);
  });
});
