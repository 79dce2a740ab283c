import { vjp } from '@gradbook/autograd';
import {
  countTensors,
  type Float64Tensor,
  fromFloat64,
  init,
  scope,
  tensor,
  toFloat64,
  treeMap,
  type Value,
} from '@gradbook/core-ops';
import { bounded, inBounds } from '@gradbook/core-ops/error-analysis';
import { beforeAll, describe, expect, test } from 'vitest';

import { kindNames, kinds } from './testing/kinds.ts';
import { distance, sample, sampleParameters } from './testing/samples.ts';

beforeAll(async () => {
  await init();
}, 120_000);

describe.each(kindNames.map((kind) => ({ kind })))('$kind on the device', ({ kind }) => {
  const { gates, run } = kinds[kind];
  const params = sampleParameters(1, gates, { inputs: 3, hidden: 5, layers: 2, bidirectional: true, size: 0.4 });
  const x = sample(2, [4, 3, 3]);
  const states: Readonly<Record<string, Float64Tensor>> = {
    h: sample(3, [4, 3, 5]),
    ...(kind === 'lstm' ? { c: sample(4, [4, 3, 5]) } : {}),
  };
  const lengths = [2, 4, 3];

  const forward = (lift: (value: Float64Tensor) => Value): readonly Value[] => {
    const lifted = treeMap({ params, x, states }, lift);
    const { output, h } = run<Value>(lifted.params, lifted.x, lifted.states, { lengths });
    return [output, h];
  };
  const withGradients = (lift: (value: Float64Tensor) => Value): readonly Value[] => {
    const lifted = treeMap({ params, x, states }, lift);
    const { value, pullback } = vjp((given) => {
      const { output, h } = run<Value>(given.params, given.x, given.states, { lengths });
      return { output, h };
    }, lifted);
    const cotangent = { output: lift(sample(5, [4, 3, 10])), h: lift(sample(6, [4, 3, 5])) };
    const [gradient] = pullback(cotangent);
    return [value.output, value.h, gradient.x, gradient.states['h']!, ...Object.values(gradient.params)];
  };

  test('outputs and gradients are within the derived bounds of the definition', async () => {
    // ReLU's derivative compares with 0, which a bound cannot decide: its outputs alone.
    const chosen = kind === 'relu' ? forward : withGradients;
    const expected = chosen(bounded);
    const before = countTensors();
    const found = scope(() => chosen(fromFloat64));
    let largest = 0;
    for (const [i, value] of found.entries()) {
      const { worst, bound } = inBounds(await toFloat64(value), expected[i]!);
      expect(worst).toBeLessThanOrEqual(1);
      largest = Math.max(largest, bound);
      if ('dispose' in value) value.dispose();
    }
    expect(countTensors()).toBe(before);
    // The bounds mean something: thousandths of the numbers themselves.
    expect(largest).toBeGreaterThan(0);
    expect(largest).toBeLessThan(1e-3);
  });

  test('lengths on the device, and nothing left behind', async () => {
    const given = treeMap({ params, x }, fromFloat64);
    const onDevice = tensor(lengths, [3], 'int32');
    const before = countTensors();
    const a = run<Value>(given.params, given.x, {}, { lengths });
    const b = run<Value>(given.params, given.x, {}, { lengths: onDevice });
    expect(countTensors() - before).toBe(kind === 'lstm' ? 8 : 6);
    expect(distance(await toFloat64(a.output), await toFloat64(b.output))).toBe(0);
    expect(distance(await toFloat64(a.h), await toFloat64(b.h))).toBe(0);
    expect(() => run<Value>(given.params, given.x, {}, { lengths: tensor([1, 2], [2], 'int32') })).toThrow(
      /lengths needs the shape \[3\]/,
    );
  });
});

test('a bias that is off by 1e-4 is outside the bounds', async () => {
  const { run, gates } = kinds.tanh;
  const params = sampleParameters(1, gates, { inputs: 2, hidden: 2 });
  const x = sample(2, [3, 2, 2]);
  const expected = run<Value>(treeMap(params, bounded), bounded(x)).output;
  const wrong = treeMap(params, (value, path) => fromFloat64(path === 'bias_hh_l0' ? sample(99, [2], 1e-4) : value));
  const right = run<Value>(treeMap(params, fromFloat64), fromFloat64(x)).output;
  const other = run<Value>({ ...wrong }, fromFloat64(x)).output;
  expect(inBounds(await toFloat64(right), expected).worst).toBeLessThanOrEqual(1);
  expect(inBounds(await toFloat64(other), expected).worst).toBeGreaterThan(10);
});
