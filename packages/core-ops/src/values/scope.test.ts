import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';

import { init } from '../device/init.ts';
import { add, mul } from '../table/api/binary.ts';
import { sum } from '../table/api/reductions.ts';
import type { Interpreter } from '../table/operation.ts';
import { float64, read, tensor } from './convert.ts';
import { countTensors, dispose, memory, scope, scopeAsync } from './scope.ts';
import type { Traced } from './value.ts';

beforeAll(async () => {
  await init();
});

const work = (): { total: Tensor; list: Tensor[] } => {
  const x = tensor([1, 2, 3]);
  const squares = mul(x, x);
  return { total: sum(squares), list: [add(x, 1)] };
};

test('a scope keeps its result tree and frees all else; a loop does not grow', async () => {
  const before = memory();
  const result = scope(work);
  expect(countTensors() - before.tensors).toBe(2);
  expect((await read(result.total))[0]).toBe(14);
  expect([...(await read(result.list[0]!))]).toEqual([2, 3, 4]);
  dispose(result);
  dispose(result);
  expect(memory()).toEqual(before);
  for (let step = 0; step < 50; step++) dispose(scope(work));
  expect(memory()).toEqual(before);
});

test('scopes nest, and an exception frees what was made', () => {
  const before = countTensors();
  const outer = scope(() => {
    const inner = scope(() => mul(tensor([1, 2]), 2));
    return add(inner, tensor([1, 1]));
  });
  expect(countTensors() - before).toBe(1);
  outer.dispose();
  expect(() =>
    scope(() => {
      tensor([1]);
      throw new Error('on purpose');
    }),
  ).toThrow('on purpose');
  expect(countTensors()).toBe(before);
});

test('within a differentiated function a scope leaves freeing to the one around it', () => {
  const before = countTensors();
  const interpreter: Interpreter = { level: 1, process: () => [] };
  scope(() => {
    const traced = scope((): Traced => {
      const needed = tensor([1, 2]);
      return { shape: [2], dtype: 'float32', interpreter, primal: mul(needed, 2) as Tensor };
    });
    expect(countTensors() - before).toBeGreaterThanOrEqual(2);
    expect((traced.primal as Tensor).isDisposed).toBe(false);
  });
  expect(countTensors()).toBe(before);
});

test('an async scope waits for its function, also when that fails', async () => {
  const before = countTensors();
  const numbers = await scopeAsync(async () => {
    const doubled = mul(tensor([1, 2]), 2);
    await read(doubled);
    return read(add(doubled, 1));
  });
  expect([...numbers]).toEqual([3, 5]);
  const failed = scopeAsync(async () => {
    await read(tensor([1]));
    throw new Error('on purpose');
  });
  await expect(failed).rejects.toThrow('on purpose');
  expect(countTensors()).toBe(before);
  expect(() => scope(async () => read(tensor([1])))).toThrow('use scopeAsync()');
  expect(scope(() => float64([1])).data[0]).toBe(1);
  expect(countTensors()).toBe(before);
});

test('async scopes that overlap are refused instead of freeing each other’s tensors', async () => {
  const gate = Promise.withResolvers<void>();
  const first = scopeAsync(async () => {
    await Promise.resolve();
    return tensor([1]);
  });
  const second = scopeAsync(async () => {
    await gate.promise;
    return tensor([2]);
  });
  await expect(first).rejects.toThrow('await one async scope before the next');
  gate.resolve();
  expect((await read(await second))[0]).toBe(2);
});
