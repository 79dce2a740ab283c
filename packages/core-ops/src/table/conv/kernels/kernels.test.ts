import { memory, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';

import { init } from '../../../device/init.ts';
import { throwDeviceErrors } from '../../../device/open-device.ts';
import { Float64Tensor } from '../../../values/float64-tensor.ts';
import { seeded } from '../../seeded.ts';
import { onDevice } from '../../test-device.ts';
import { convFilterGradient, convInputGradient, convolution } from '../operations.ts';
import { convAttributes, convTransposeAttributes } from '../options.ts';
import { errorOverBound } from './test-kernels.ts';

beforeAll(async () => {
  await init();
});

describe.each([convolution, convInputGradient, convFilterGradient])('$name on WebGPU', (operation) => {
  test.each(operation.examples!(7).map((example) => [JSON.stringify(example.attributes), example] as const))(
    'agrees with its definition within its bound: %s',
    async (_, { inputs, attributes }) => {
      expect(await errorOverBound(operation, inputs, attributes)).toBeLessThanOrEqual(1);
    },
  );
});

const combinations = [1, 2].flatMap((stride) =>
  [[0, 0] as const, [1, 1] as const, [2, 0] as const].flatMap((padding) =>
    [1, 2].flatMap((dilation) => [1, 2].map((groups) => ({ stride, padding: [padding, padding], dilation, groups }))),
  ),
);

test.each(combinations)('all three agree with their definitions within their bounds: %j', async (options) => {
  const source = seeded(11);
  const [x, filter] = [source.normal([2, 2, 7, 6]), source.normal([4, 2 / options.groups, 3, 2])];
  const attributes = convAttributes('conv2d', 2, x.shape, filter.shape, options);
  const y = source.normal([2, 4, ...attributes.size]);
  expect(await errorOverBound(convolution, [x, filter], attributes)).toBeLessThanOrEqual(1);
  expect(await errorOverBound(convInputGradient, [y, filter], { ...attributes, size: [7, 6] })).toBeLessThanOrEqual(1);
  expect(await errorOverBound(convFilterGradient, [x, y], { ...attributes, size: [3, 2] })).toBeLessThanOrEqual(1);
});

test('an output that needs more than 65,535 workgroups is computed to its end', async () => {
  const length = 65_536 * 64 + 100;
  const x = onDevice(
    new Float64Tensor(
      [1, 1, length],
      Float64Array.from({ length }, (_, i) => i % 251),
    ),
  );
  const filter = onDevice(new Float64Tensor([1, 1, 2], [1, -1]));
  const [y] = convolution.kernel([x, filter], convAttributes('conv1d', 1, x.shape, filter.shape, {}));
  const values = await y!.data();
  throwDeviceErrors();
  const wrong = values.findIndex((value, i) => value !== (i % 251 === 250 ? 250 : -1));
  expect(wrong).toBe(-1);
  for (const used of [x, filter, y!]) used.dispose();
});

test('a long sum of the filter gradient is split and complete', async () => {
  const length = 300_000;
  const x = onDevice(new Float64Tensor([1, 1, length], new Float64Array(length).fill(1)));
  const attributes = { stride: [1], padding: [0], dilation: [1], groups: 1, size: [1] };
  const [sum] = convFilterGradient.kernel([x, x], attributes);
  // Whole numbers below 2²⁴: exact in float32 in any order.
  expect([...(await sum!.data())]).toEqual([length]);
  for (const used of [x, sum!]) used.dispose();
});

test('an empty batch gives no output, and zero gradients of the filter', async () => {
  const [x, filter] = [
    onDevice(new Float64Tensor([0, 1, 3], [])),
    onDevice(new Float64Tensor([2, 1, 2], [1, 2, 3, 4])),
  ];
  const attributes = convAttributes('conv1d', 1, x.shape, filter.shape, {});
  const [y] = convolution.kernel([x, filter], attributes);
  expect(y!.shape).toEqual([0, 2, 2]);
  const [dFilter] = convFilterGradient.kernel([x, y!], { ...attributes, size: [2] });
  expect([...(await dFilter!.data())]).toEqual([0, 0, 0, 0]);
});

test('integers are refused: the filter is of real numbers', () => {
  const x = tensor([1, 2, 3], [1, 1, 3], 'int32');
  const attributes = convTransposeAttributes('convTranspose1d', 1, x.shape, [1, 1, 1], {});
  expect(() => convInputGradient.kernel([x, tensor([1], [1, 1, 1])], attributes)).toThrow(
    /got dtype int32; it takes float32/,
  );
});

test('nothing but the results stays on the device', () => {
  const before = memory().numTensors;
  for (const operation of [convolution, convInputGradient, convFilterGradient]) {
    for (const { inputs, attributes } of operation.examples!(3)) {
      const given = inputs.map(onDevice);
      const results = operation.kernel(given, attributes);
      expect(memory().numTensors).toBe(before + given.length + results.length);
      for (const value of [...given, ...results]) value.dispose();
    }
  }
  expect(memory().numTensors).toBe(before);
});
