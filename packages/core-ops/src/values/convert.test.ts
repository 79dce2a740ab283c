import { beforeAll, expect, test } from 'vitest';

import { init } from '../device/init.ts';
import { type ArrayData, float64, fromFloat64, read, tensor, toFloat64, toNested } from './convert.ts';
import { Float64Tensor } from './float64-tensor.ts';

beforeAll(async () => {
  await init();
});

test('nested lists, flat data with a shape and typed arrays make the same values', async () => {
  const expected = [1, 2, 3, 4, 5, 6];
  const ways: [ArrayData, number[]?][] = [
    [
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [expected, [2, 3]],
    [Float64Array.from(expected), [2, 3]],
    [Int32Array.from(expected), [2, 3]],
  ];
  for (const [data, shape] of ways) {
    expect(float64(data, shape)).toEqual(new Float64Tensor([2, 3], expected));
    const onDevice = tensor(data, shape);
    expect(onDevice.shape).toEqual([2, 3]);
    expect([...(await read(onDevice))]).toEqual(expected);
  }
  expect(float64(7).shape).toEqual([]);
  expect(float64([[], []]).shape).toEqual([2, 0]);
  expect(tensor([[]]).shape).toEqual([1, 0]);
});

test('values survive the way to the device and back: float32 exactly, whole numbers and booleans with their dtype', async () => {
  const float = await toFloat64(tensor([0.1, -1e30, 2 ** -130]));
  expect([...float.data]).toEqual([0.1, -1e30, 2 ** -130].map(Math.fround));
  for (const dtype of ['int32', 'bool'] as const) {
    const value = new Float64Tensor([2], [1, 0], dtype);
    const back = await toFloat64(fromFloat64(value));
    expect(back).toEqual(value);
  }
  expect((await read(tensor([-7], [1], 'int32')))[0]).toBe(-7);
  expect(await read(tensor([true, false], undefined, 'bool'))).toEqual(Uint8Array.of(1, 0));
  const own = float64([1]);
  expect(await toFloat64(own)).toBe(own);
  expect(await read(own)).toBe(own.data);
});

test('toNested is the inverse of float64', () => {
  const lists = [
    [[1], [2]],
    [[3], [4]],
  ];
  expect(toNested(float64(lists))).toEqual(lists);
  expect(toNested(float64(5))).toBe(5);
  expect(toNested(float64([[], []]))).toEqual([[], []]);
});

test('ragged lists and misfits say where they do not fit', () => {
  const refused: [() => unknown, string][] = [
    [() => float64([[1, 2], [3]]), 'float64: the nested list is ragged: it has 1 elements at [1]'],
    [() => float64([[1], 2]), 'it has a number at [1], where the first list has a list of 1'],
    [() => float64([1, [2]]), 'it has a list at [1], where the first list has a number'],
    [() => float64([[[1]], [[2, 3]]]), 'it has 2 elements at [1][0]'],
    [() => tensor(['1'] as unknown as number[]), 'tensor: got 1 (string) at [0]; numbers are taken'],
    [() => tensor([1, 2, 3], [2, 2]), 'does not fit the shape [2, 2], which holds 4'],
    [() => tensor([[1, 2, 3, 4]], [2, 2]), 'data of shape [1, 4]'],
    [() => tensor([1], [-1]), 'not a whole number ≥ 0'],
    [() => tensor([1.5], [1], 'int32'), 'element 0 is 1.5'],
    [() => tensor([0, 2 ** 31], [2], 'int32'), 'element 1 is 2147483648'],
    [() => tensor([0, 2], [2], 'bool'), '0, 1 and booleans; element 1 is 2'],
  ];
  for (const [make, message] of refused) expect(make).toThrow(message);
});
