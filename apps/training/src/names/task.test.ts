import { Float64Tensor, init, read, treeMap, type Value } from '@gradbook/core-ops';
import { beforeAll, describe, expect, test } from 'vitest';

import { tinyConfig, tinyNames } from '../testing/tiny.ts';
import { modelNames, type NamesParams } from './model.ts';
import { namesTask } from './task.ts';

beforeAll(() => init());

/** The losses of the first steps. */
async function losses(
  kind: 'float64' | 'webgpu',
  model: (typeof modelNames)[number],
  begin = (params: NamesParams<Value>): NamesParams<Value> => params,
): Promise<number[]> {
  const task = namesTask(tinyNames, { ...tinyConfig, model }, 'tiny', kind);
  let { params, memory } = task.initial();
  params = begin(params);
  let state = task.optimizer.init(params);
  const seen: number[] = [];
  for (const batch of [...task.batches(0), ...task.batches(1)]) {
    const { gradients, loss, memory: kept } = task.step(params, memory, batch);
    ({ params, state } = task.optimizer.update(params, gradients, state));
    memory = kept;
    seen.push((await read(loss))[0]!);
  }
  return seen;
}

describe('the first steps of training on the device', () => {
  test.each(modelNames)('%s: the loss falls as it does in float64', async (model) => {
    const exact = await losses('float64', model);
    const device = await losses('webgpu', model);
    expect(device).toHaveLength(6);
    expect(exact.at(-1)!).toBeLessThan(exact[0]!);
    // How far rounding may lead a run away is found out in float64: with parameters that begin a relative 2⁻¹⁵ off, 2⁹ units of
    // float32, more than the roundings of the longest chain of a step (about 20 characters, some 12 operations each).
    const off = await losses('float64', model, (params) => {
      const moved = treeMap(params, (leaf) => {
        const { shape, data } = leaf as Float64Tensor;
        return new Float64Tensor(
          shape,
          data.map((x, i) => x * (1 + (i % 2 === 0 ? 1 : -1) * 2 ** -15)),
        );
      });
      // The same tree, of values of the same kind.
      return moved as NamesParams<Value>;
    });
    const drift = Math.max(...exact.map((loss, step) => Math.abs(loss - off[step]!)));
    expect(drift).toBeLessThan(0.01);
    device.forEach((loss, step) => expect(Math.abs(loss - exact[step]!)).toBeLessThanOrEqual(drift));
  });
});
