import { dispose, float64, Float64Tensor, fromFloat64, init, read } from '@gradbook/core-ops';
import { beforeAll, expect, test } from 'vitest';

import { adamW, deserialize, type Serialized, serialize } from './index.ts';
import { numbers, sample } from './testing/sample.ts';

beforeAll(async () => {
  await init();
});

type Tensor = ReturnType<typeof fromFloat64>;

const throughJson = async (tree: unknown): Promise<Serialized> => JSON.parse(JSON.stringify(await serialize(tree)));

const tree = (seed: number): { w: Tensor; b: Tensor[] } => ({
  w: fromFloat64(sample([3, 2], seed)),
  b: [fromFloat64(sample([2], seed + 100))],
});

test('a run that is resumed goes on bit for bit, on the device', async () => {
  const optimizer = adamW({ learningRate: 0.01, amsgrad: true });
  let params = tree(1);
  let state = optimizer.init(params);
  for (let step = 0; step < 3; step++) {
    ({ params, state } = optimizer.update(params, tree(10 + step), state, { donate: true }));
  }
  const resumed = deserialize<{ params: typeof params; state: typeof state }>(await throughJson({ params, state }));
  const original = optimizer.update(params, tree(20), state);
  const again = optimizer.update(resumed.params, tree(20), resumed.state);
  expect([...(await read(again.params.w))]).toEqual([...(await read(original.params.w))]);
  expect(again.state.step).toBe(4);
  dispose([params, state, original, resumed, again]);
});

test('numbers that JSON does not have, dtypes, plain leaves', async () => {
  const tree = {
    value: float64([Number.NaN, Infinity, -Infinity, -0.1]),
    whole: new Float64Tensor([2], [3, -4], 'int32'),
    name: 'run',
    none: null,
    list: [true, 5],
  };
  const back = deserialize<typeof tree>(await throughJson(tree));
  expect(back).toEqual(tree);
  expect(back.whole.dtype).toBe('int32');
  await expect(serialize({ f: () => 1 })).rejects.toThrow('f is function');
  await expect(serialize({ d: new Date(0) })).rejects.toThrow('neither a value nor plain data');
});

test('between float64 and the device', async () => {
  const onDevice = deserialize<Tensor>(await throughJson(float64([0.1])), { kind: 'webgpu' });
  expect((await read(onDevice))[0]).toBe(Math.fround(0.1));
  const exact = deserialize<Float64Tensor>(await throughJson(onDevice), { kind: 'float64' });
  expect(numbers(exact)).toEqual([Math.fround(0.1)]);
  onDevice.dispose();
});
