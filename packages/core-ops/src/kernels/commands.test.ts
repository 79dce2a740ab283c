import { beforeAll, describe, expect, test } from 'vitest';

import { init } from '../device/init.ts';
import { read, tensor } from '../values/convert.ts';
import { countTensors, scope } from '../values/scope.ts';
import { mul } from '../table/api/binary.ts';
import { tanh } from '../table/api/unary.ts';
import { elementaryFunctions, emptyTensor, type Kernel, runCommands } from './index.ts';

beforeAll(async () => {
  await init();
});

/** Adds (step + amount) · x to one tensor and counts in another. */
function twoOutputs(): {
  kernel: Kernel;
  sums: ReturnType<typeof emptyTensor>;
  counts: ReturnType<typeof emptyTensor>;
} {
  // Not yet computed when the commands are run: they have to wait for it.
  const x = mul(tensor([1, 2, 3, 4, 5]), 2);
  const [sums, counts] = [emptyTensor([5]), emptyTensor([5])];
  const kernel: Kernel = {
    name: 'test: two outputs',
    source: `
fn compute(thread: i32, local: i32, group: i32) {
  if (thread >= uniforms.count) { return; }
  sums[thread] += f32(step + uniforms.amount) * x[thread];
  counts[thread] += f32(group * 100 + local);
}`,
    buffers: [
      { name: 'x', tensor: x, element: 'f32', access: 'read' },
      { name: 'sums', tensor: sums, element: 'f32', access: 'read_write' },
      { name: 'counts', tensor: counts, element: 'f32', access: 'read_write' },
    ],
    uniforms: { count: 5, amount: 1 },
    workgroupSize: 4,
  };
  return { kernel, sums, counts };
}

describe('runCommands', () => {
  test('kernels with several outputs run in order, each with its step', async () => {
    const { kernel, sums, counts } = twoOutputs();
    runCommands([
      { clear: sums },
      { clear: counts },
      { run: kernel, groups: 2 },
      { run: kernel, groups: 2, step: 9 },
      { run: kernel, groups: 2, step: 99 },
    ]);
    expect([...(await read(sums))]).toEqual([1, 2, 3, 4, 5].map((x) => (1 + 10 + 100) * 2 * x));
    expect([...(await read(counts))]).toEqual([0, 3, 6, 9, 300]);
  });

  test('more steps than before, and other uniforms, need no new kernel', async () => {
    const { kernel, sums, counts } = twoOutputs();
    const other: Kernel = { ...kernel, uniforms: { count: 2, amount: 0 } };
    runCommands([{ clear: sums }, { clear: counts }, { run: other, groups: 2, step: 1000 }]);
    expect([...(await read(sums))]).toEqual([2000, 4000, 0, 0, 0]);
  });

  test('copies into a part of a tensor', async () => {
    const whole = emptyTensor([5]);
    runCommands([{ clear: whole }, { copy: tensor([7, 8]), into: whole, at: 2 }]);
    expect([...(await read(whole))]).toEqual([0, 0, 7, 8, 0]);
  });

  test('what it was given belongs to the scope', () => {
    const before = countTensors();
    scope(() => {
      const { kernel } = twoOutputs();
      runCommands([{ run: kernel, groups: 2 }]);
      return [];
    });
    expect(countTensors()).toBe(before);
  });

  test('elementary functions are those of the table', async () => {
    const x = tensor([-20, -1, -1e-4, 0, 1e-4, 0.5, 9, NaN]);
    const y = emptyTensor([8]);
    const kernel: Kernel = {
      name: 'test: tanh',
      source: `${elementaryFunctions}
fn compute(thread: i32, local: i32, group: i32) { if (thread < 8) { y[thread] = accurateTanh(x[thread]); } }`,
      buffers: [
        { name: 'x', tensor: x, element: 'f32', access: 'read' },
        { name: 'y', tensor: y, element: 'f32', access: 'read_write' },
      ],
      uniforms: {},
      workgroupSize: 8,
    };
    runCommands([{ run: kernel, groups: 1 }]);
    expect([...(await read(y))]).toEqual([...(await read(tanh(x)))]);
  });

  test('too many buffers are refused', () => {
    const { kernel } = twoOutputs();
    const buffers = Array.from({ length: 2000 }, (_, i) => ({ ...kernel.buffers[1]!, name: `sums${i}` }));
    expect(() => runCommands([{ run: { ...kernel, name: 'test: many', buffers }, groups: 1 }])).toThrow(
      /works on 2000 buffers/,
    );
  });
});
