import {
  add,
  Float64Tensor,
  fromFloat64,
  init,
  mean,
  memory,
  mul,
  reshape,
  rsqrt,
  scope,
  square,
  sub,
  toFloat64,
  type Value,
} from '@gradbook/core-ops';
import { beforeAll, describe, expect, test } from 'vitest';

import { batchNorm, groupNorm, instanceNorm, layerNorm, standardize } from './index.ts';
import { affineBound, inBounds, standardizeBound } from './testing/bounds.ts';
import { inputs, sample } from './testing/samples.ts';

beforeAll(async () => {
  await init();
}, 120_000);

describe.each(inputs.map(([name, x]) => ({ name, x })))(
  '$name on the device, operation by operation, within the derived bounds',
  ({ x }) => {
    const epsilon = 1e-5;
    const channels = x.shape.map((length, axis) => (axis === 1 ? length : 1));
    const weight = sample([4], 8, 2);
    const bias = sample([4], 9);
    const all = x.shape.map((_, axis) => axis);
    const plain = (axes: readonly number[]) => {
      const { output } = standardize(x, axes, epsilon);
      return { output, bound: standardizeBound(x, axes, epsilon) };
    };
    const onDevice = async (run: (x: Value) => Value) => toFloat64(scope(() => run(fromFloat64(x))));
    const parameters = () => ({ weight: fromFloat64(weight), bias: fromFloat64(bias), epsilon, fused: false });

    test('batch', async () => {
      const { output, bound } = plain(all.filter((axis) => axis !== 1));
      const found = await onDevice((value) => batchNorm<Value>(value, { training: true, ...parameters() }).output);
      const expected = batchNorm(x, { training: true, weight, bias, epsilon }).output;
      const total = affineBound(output, bound, reshape(weight, channels), reshape(bias, channels));
      expect(inBounds(found, expected, total)).toBeLessThanOrEqual(1);
    });

    test('layer', async () => {
      const { output, bound } = plain(all.slice(1));
      const found = await onDevice((value) => layerNorm<Value>(value, x.shape.slice(1), { epsilon, fused: false }));
      expect(inBounds(found, output, bound)).toBeLessThanOrEqual(1);
    });

    test('group, and instance as a group for each channel', async () => {
      const halves = [x.shape[0]!, 2, 2, ...x.shape.slice(2)];
      const grouped = reshape(x, halves);
      const axes = halves.map((_, axis) => axis).slice(2);
      const { output } = standardize(grouped, axes, epsilon);
      const bound = standardizeBound(grouped, axes, epsilon);
      const total = affineBound(
        reshape(output, x.shape),
        reshape(bound, x.shape),
        reshape(weight, channels),
        reshape(bias, channels),
      );
      const found = await onDevice((value) => groupNorm<Value>(value, 2, parameters()));
      expect(inBounds(found, groupNorm(x, 2, { weight, bias, epsilon }), total)).toBeLessThanOrEqual(1);
      const deep = x.shape.length > 2 ? x : reshape(x, [...x.shape, 1]);
      const instance = await toFloat64(
        scope(() => instanceNorm<Value>(fromFloat64(deep), { epsilon, fused: false }).output),
      );
      const instanceAxes = deep.shape.map((_, axis) => axis).slice(2);
      const expected = standardize(deep, instanceAxes, epsilon).output;
      expect(inBounds(instance, expected, standardizeBound(deep, instanceAxes, epsilon))).toBeLessThanOrEqual(1);
    });
  },
);

test('the bounds mean something: about a thousandth even where the mean is 10⁵ times the deviation', () => {
  const x = inputs[4]![1];
  expect(Math.max(...standardizeBound(x, [0, 2], 1e-5).data)).toBeLessThan(1e-3);
  const ordinary = standardizeBound(inputs[1]![1], [0, 2], 1e-5);
  expect(Math.max(...ordinary.data)).toBeLessThan(1e-5);
});

test('centring once, as is usual in float32, is outside the bounds', async () => {
  const x = inputs[4]![1];
  const found = await toFloat64(
    scope(() => {
      const value: Value = fromFloat64(x);
      const centred = sub(value, mean(value, [0, 2], { keepDims: true }));
      const variance = mean(square(centred), [0, 2], { keepDims: true });
      return mul(centred, rsqrt(add(variance, 1e-5)));
    }),
  );
  const expected = standardize(x, [0, 2], 1e-5).output;
  expect(inBounds(found, expected, standardizeBound(x, [0, 2], 1e-5))).toBeGreaterThan(10);
});

const ones = () => fromFloat64(new Float64Tensor([4], [1, 1, 1, 1]));

test('in a scope nothing but the results stays on the device', () => {
  const before = memory().tensors;
  const result = scope(() => {
    const options = { training: true, weight: ones(), bias: ones(), runningMean: ones(), runningVariance: ones() };
    return { ...batchNorm<Value>(fromFloat64(inputs[1]![1]), options) };
  });
  expect(memory().tensors - before).toBe(3);
  expect(result.numBatchesTracked).toBe(1);
});
