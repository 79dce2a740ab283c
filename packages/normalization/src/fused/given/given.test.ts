import { grad, vjp } from '@gradbook/autograd';
import {
  add,
  bind,
  countTensors,
  countWork,
  Float64Tensor,
  fromFloat64,
  init,
  mul,
  scope,
  sizeOf,
  sum,
  toFloat64,
  type Value,
} from '@gradbook/core-ops';
import { bounded, inBounds as inAnalysis } from '@gradbook/core-ops/error-analysis';
import { beforeAll, describe, expect, test, vi } from 'vitest';

import { batchNorm, instanceNorm } from '../../index.ts';
import { inBounds } from '../../testing/bounds.ts';
import { sample } from '../../testing/samples.ts';
import type { NormAttributes } from '../attributes.ts';
import * as operations from './operation.ts';

beforeAll(async () => {
  await init();
});

const { givenNormalization } = operations;
const givenNormalizationGradient = operations.givenNormalizationGradient(vjp);

/** x of [N, C, …], mean, variance, weight and bias. */
function inputsOf(shape: readonly number[], mean = 0): Float64Tensor[] {
  const channels = [shape[1]!];
  const variance = sample(channels, 3);
  return [
    sample(shape, 1, mean || 1, mean),
    sample(channels, 2, 0.3, mean),
    new Float64Tensor(
      channels,
      variance.data.map((x) => Math.fround(0.2 + x * x)),
    ),
    sample(channels, 4, 2),
    sample(channels, 5),
  ];
}

function attributesOf(
  { shape: [n = 0, c = 0, ...rest] }: Float64Tensor,
  form?: NormAttributes['form'],
): NormAttributes {
  const sizes = [n, c, 1, sizeOf(rest)] as const;
  return { sizes, over: 'batch', centred: true, epsilon: 1e-3, weighted: true, biased: true, form };
}

describe.each(['thread', 'workgroup'] as const)('a part by a %s', (form) => {
  test.each([
    ['fours', [3, 4, 2, 6]],
    ['no whole fours, one part', [3, 5, 3]],
    ['no features', [6, 4]],
    ['long runs in parts', [2, 3, 1100]],
    ['many channels', [2, 70, 4]],
  ] as const)('%s: output and gradients are within the bounds of the definition', async (_, shape) => {
    const given = inputsOf(shape);
    const attributes = attributesOf(given[0]!, form);
    const withCotangent = [...given, sample(shape, 6)];
    const expected = [
      ...givenNormalization.reference(given, attributes),
      ...givenNormalizationGradient.reference(withCotangent, attributes),
    ];
    const bounds = [
      ...givenNormalization.errorBound(given, attributes, []),
      ...givenNormalizationGradient.errorBound(withCotangent, attributes, []),
    ];
    const found = scope(() => {
      const onDevice = withCotangent.map(fromFloat64);
      return [
        ...bind(givenNormalization, onDevice.slice(0, -1), attributes),
        ...bind(givenNormalizationGradient, onDevice, attributes),
      ];
    });
    expect(found.map((value) => value.shape)).toEqual(expected.map((value) => value.shape));
    for (const [i, value] of found.entries()) {
      expect(inBounds(await toFloat64(value), expected[i]!, bounds[i]!)).toBeLessThanOrEqual(1);
    }
  });
});

test('the bounds mean something: a variance that is off by 1e-5 is outside', async () => {
  const given = inputsOf([3, 4, 2, 6]);
  const attributes = attributesOf(given[0]!);
  const expected = givenNormalization.reference(given, attributes);
  const [bound] = givenNormalization.errorBound(given, attributes, []);
  const wrong = given.map((value, i) => fromFloat64(i === 2 ? mul(value, 1 + 1e-5) : value));
  const [found] = scope(() => bind(givenNormalization, wrong, attributes));
  expect(inBounds(await toFloat64(found!), expected[0]!, bound!)).toBeGreaterThan(3);
});

type Leaves<V> = Readonly<Record<'x' | 'runningMean' | 'runningVariance' | 'weight' | 'bias', V>>;

const norms = {
  batchNorm: ({ x, ...rest }: Leaves<Value>, fused: boolean) =>
    batchNorm(x, { ...rest, training: false, fused }).output,
  instanceNorm: ({ x, ...rest }: Leaves<Value>, fused: boolean) =>
    instanceNorm(x, { ...rest, useInputStatistics: false, fused }).output,
};

function leavesOf<V>(lift: (value: Float64Tensor) => V): Leaves<V> {
  const [x, runningMean, runningVariance, weight, bias] = inputsOf([2, 4, 3]).map(lift);
  return { x: x!, runningMean: runningMean!, runningVariance: runningVariance!, weight: weight!, bias: bias! };
}

describe.each(Object.entries(norms))('%s in evaluation', (_, run) => {
  /** Of a loss, then of a directional derivative of it. */
  const derivatives = (lift: (value: Float64Tensor) => Value): Value[] => {
    const loss = (of: Leaves<Value>): Value => {
      const y = run(of, true);
      return sum(mul(mul(y, y), lift(sample([2, 4, 3], 23))));
    };
    const directional = (of: Leaves<Value>): Value =>
      (Object.values(grad(loss)(of)) as Value[])
        .map((value, i) => sum(mul(value, lift(sample(value.shape, 24 + i)))))
        .reduce((a, b) => add<Value>(a, b));
    const given = leavesOf(lift);
    return [...Object.values(grad(loss)(given)), ...Object.values(grad(directional)(given))] as Value[];
  };

  test('first and second derivatives, of the statistics too, are those of the definition', async () => {
    const expected = derivatives(bounded);
    const spy = vi.spyOn(givenNormalization, 'kernel');
    const found = scope(() => derivatives(fromFloat64));
    expect(spy).toHaveBeenCalledTimes(2);
    spy.mockRestore();
    expect(found).toHaveLength(10);
    for (const [i, value] of found.entries()) {
      const { worst, bound } = inAnalysis(await toFloat64(value), expected[i]!);
      expect(worst).toBeLessThanOrEqual(1);
      expect(bound).toBeLessThan(1e-2);
    }
  });

  test('one dispatch forward and one backward, where operations take many; nothing is left behind', async () => {
    const given = leavesOf(fromFloat64) as Leaves<Value>;
    const cotangent = fromFloat64(sample([2, 4, 3], 7));
    const count = async (fused: boolean) => {
      const { result, work } = await countWork(() => vjp((of: Leaves<Value>) => run(of, fused), given));
      const back = await countWork(() => result.pullback(cotangent));
      return [work.dispatches, back.work.dispatches];
    };
    expect(await count(true)).toEqual([1, 1]);
    const [forward, backward] = await count(false);
    expect(forward).toBeGreaterThan(4);
    expect(backward).toBeGreaterThan(8);
    const before = countTensors();
    scope(() => {
      vjp((of: Leaves<Value>) => run(of, true), given).pullback(cotangent);
      return [];
    });
    expect(countTensors()).toBe(before);
  });
});

test('no features, no weights, float64: operations where kernels cannot, and the same numbers', async () => {
  const spy = vi.spyOn(givenNormalization, 'kernel');
  const { x, runningMean, runningVariance } = leavesOf((value) => value);
  const exact = batchNorm(x, { training: false, runningMean, runningVariance }).output;
  expect(spy).not.toHaveBeenCalled();
  const found = scope(() => [
    batchNorm<Value>(fromFloat64(x), {
      training: false,
      runningMean: fromFloat64(runningMean),
      runningVariance: fromFloat64(runningVariance),
    }).output,
  ]);
  expect(spy).toHaveBeenCalledTimes(1);
  spy.mockRestore();
  const { data } = await toFloat64(found[0]!);
  data.forEach((value, i) => expect(Math.abs(value - exact.data[i]!)).toBeLessThan(1e-5));
});
