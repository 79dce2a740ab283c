import { beforeAll, expect, test } from 'vitest';

import { emptyTensor, type Kernel, runCommands } from '../kernels/index.ts';
import { logSoftmax, softmax } from '../table/api/softmax.ts';
import { sum } from '../table/api/reductions.ts';
import { mul } from '../table/api/binary.ts';
import { cos, erf, sin } from '../table/api/unary.ts';
import { read, tensor } from '../values/convert.ts';
import { countTensors } from '../values/scope.ts';
import { countWork } from './count-work.ts';
import { init } from './init.ts';
import { warmUp } from './warm-up.ts';

beforeAll(async () => {
  await init();
});

const x = () => tensor([0.5, -1, 2, 4], [2, 2]);

/** Two operations of the table and a kernel of its own. */
function work(name: string) {
  const y = emptyTensor([4]);
  const kernel: Kernel = {
    name: `test: ${name}`,
    source: 'fn compute(thread: i32, local: i32, group: i32) { if (thread < 4) { y[thread] = 2.0 * x[thread]; } }',
    buffers: [
      { name: 'x', tensor: mul(softmax(x(), 1), 3), element: 'f32', access: 'read' },
      { name: 'y', tensor: y, element: 'f32', access: 'read_write' },
    ],
    uniforms: {},
    workgroupSize: 4,
  };
  runCommands([{ clear: y }, { run: kernel, groups: 1 }]);
  return y;
}

test('afterwards a first call compiles nothing, and computes what it should', async () => {
  const before = countTensors();
  const { result, work: ahead } = await countWork(() => warmUp(() => work('ahead')));
  expect(result.pipelines).toBe(3);
  expect(ahead).toMatchObject({ dispatches: 0, pipelines: 3 });
  expect(countTensors()).toBe(before);
  const first = await countWork(async () => read(work('ahead')));
  expect(first.work).toMatchObject({ dispatches: 3, pipelines: 0 });
  const [a, b] = [1 / (1 + Math.exp(-1.5)), 1 / (1 + Math.exp(2))];
  [a, 1 - a, b, 1 - b].forEach((share, i) => expect(first.result[i]).toBeCloseTo(6 * share, 5));
  expect(await warmUp(() => work('ahead'))).toEqual({ pipelines: 0 });
});

test('who computes meanwhile does not wait, and is right', async () => {
  const warm = warmUp(() => [work('meanwhile'), logSoftmax(x(), 1)]);
  const meanwhile = await countWork(async () => [await read(work('meanwhile')), await read(sum(logSoftmax(x(), 1)))]);
  expect(meanwhile.result[0]![0]).toBeGreaterThan(1);
  expect(meanwhile.result[1]![0]).toBeLessThan(-1);
  await warm;
  expect((await countWork(() => [work('meanwhile'), logSoftmax(x(), 1)])).work.pipelines).toBe(0);
});

test('what a function throws comes through, and the device computes again', async () => {
  const failing = warmUp(() => {
    sin(x());
    throw new Error('on purpose');
  });
  await expect(failing).rejects.toThrow('on purpose');
  await expect(warmUp(async () => erf(x()))).rejects.toThrow(/got an async function/);
  expect([...(await read(sin(tensor([0]))))]).toEqual([0]);
  expect([...(await read(cos(tensor([0]))))]).toEqual([1]);
});

test('a kernel that the device does not take is an error, and the device computes on', async () => {
  const y = emptyTensor([1]);
  const kernel: Kernel = {
    name: 'test: no WGSL',
    source: 'fn compute(thread: i32, local: i32, group: i32) { nothing(); }',
    buffers: [{ name: 'y', tensor: y, element: 'f32', access: 'read_write' }],
    uniforms: {},
    workgroupSize: 1,
  };
  await expect(warmUp(() => runCommands([{ run: kernel, groups: 1 }]))).rejects.toThrow(
    /the device did not take a pipeline/,
  );
});
