import { add as tfAdd } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';

import { conv2d } from '../table/conv/index.ts';
import { matmul } from '../table/api/linear-algebra.ts';
import { topK } from '../table/api/indexing.ts';
import { logSoftmax, softmax } from '../table/api/softmax.ts';
import { read, tensor } from '../values/convert.ts';
import { dispose, scope } from '../values/scope.ts';
import { countWork } from './count-work.ts';
import { init } from './init.ts';

beforeAll(async () => {
  await init();
});

const matrix = (rows: number, columns: number) => tensor(new Float32Array(rows * columns).fill(0.5), [rows, columns]);

test('counts dispatches, what is sent and what is read, and pipelines only once', async () => {
  const x = matrix(6, 4);
  const first = await countWork(async () => read(softmax(x)));
  expect(first.work).toMatchObject({ dispatches: 1, pipelines: 1, uploads: 1, uploadedBytes: 96 });
  expect(first.work).toMatchObject({ readbacks: 1, readBytes: 96 });
  // x is there already, and so is the pipeline, which shapes do not change.
  const again = await countWork(() => softmax(x));
  expect(again.work).toEqual({ dispatches: 1, pipelines: 0, uploads: 0, uploadedBytes: 0, readbacks: 0, readBytes: 0 });
  expect((await countWork(() => softmax(matrix(7, 5)))).work).toMatchObject({ dispatches: 1, pipelines: 0 });
});

test('whoever gives the device work is counted, also in counts within counts; an error ends the count', async () => {
  const x = matrix(2, 2);
  const outer = await countWork(async () => {
    tfAdd(x, x);
    const inner = await countWork(() => matmul(x, x));
    expect(inner.work.dispatches).toBe(1);
    await expect(countWork(() => Promise.reject(new Error('on purpose')))).rejects.toThrow('on purpose');
    return 'done';
  });
  expect(outer).toMatchObject({ result: 'done', work: { dispatches: 2 } });
  const work = outer.work.dispatches;
  matmul(x, x);
  expect(outer.work.dispatches).toBe(work);
});

// Held, so that a change which makes more of them is seen: counts, not times.
test.each<[string, () => unknown, number]>([
  ['matmul', () => matmul(matrix(64, 64), matrix(64, 64)), 1],
  [
    'a convolution',
    () => conv2d(tensor(new Float32Array(128), [2, 4, 4, 4]), tensor(new Float32Array(72), [2, 4, 3, 3])),
    1,
  ],
  ['softmax', () => softmax(matrix(300, 2000)), 1],
  ['softmax of few long lines', () => logSoftmax(matrix(8, 2000)), 3],
  ['the largest of many', () => topK(matrix(8, 10_000), 8).indices, 4],
])('%s takes so many dispatches', async (_, run, dispatches) => {
  const { result, work } = await countWork(() => scope(run));
  expect(work.dispatches).toBe(dispatches);
  dispose(result);
});
