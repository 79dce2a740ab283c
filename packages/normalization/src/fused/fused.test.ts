import { grad, trace, vjp } from '@gradbook/autograd';
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

import { batchNorm, groupNorm, instanceNorm, layerNorm, rmsNorm } from '../index.ts';
import { inBounds } from '../testing/bounds.ts';
import { inputs, sample } from '../testing/samples.ts';
import type { NormAttributes, NormForm } from './attributes.ts';
import * as operations from './operation.ts';

beforeAll(async () => {
  await init();
}, 120_000);

const { normalization } = operations;
const normalizationGradient = operations.normalizationGradient(vjp);
const forms: readonly NormForm[] = ['thread', 'workgroup'];

/** Every kind of normalization of x, [N, 4, …], and how its kernels see it. */
function kindsOf({ shape }: Float64Tensor): Record<string, Pick<NormAttributes, 'sizes' | 'over' | 'centred'>> {
  const [examples = 0, channels = 0, ...rest] = shape;
  const features = sizeOf(rest);
  return {
    batch: { sizes: [examples, channels, 1, features], over: 'batch', centred: true },
    instance: { sizes: [examples, channels, 1, features], over: 'example', centred: true },
    group: { sizes: [examples, 2, channels / 2, features], over: 'example', centred: true },
    layer: { sizes: [examples, 1, channels * features, 1], over: 'example', centred: true },
    rms: { sizes: [examples, 1, channels * features, 1], over: 'example', centred: false },
  };
}

const cases = [
  ...inputs,
  // Sums divided into parts of runs and of stretches, in fours and one by one.
  ['many examples', sample([140, 4, 6], 8)],
  ['long runs', sample([3, 4, 1100], 9, 1, 0.3)],
  ['long runs of no whole fours', sample([2, 4, 2050], 10, 1, 0.3)],
  ['many rows', sample([300, 4], 11)],
] as const;

interface Definition {
  readonly given: readonly Float64Tensor[];
  readonly attributes: NormAttributes;
  readonly cotangent: Float64Tensor;
  /** The outputs, then the gradients. */
  readonly expected: readonly Float64Tensor[];
  readonly bounds: readonly Float64Tensor[];
}

/** Computed once for all forms, on which it does not depend. */
const definitions = new Map<string, Definition>();

function definitionOf(name: string, x: Float64Tensor, kind: ReturnType<typeof kindsOf>[string]): Definition {
  const known = definitions.get(name);
  if (known) return known;
  const weights = [kind.sizes[1] * kind.sizes[2]];
  const attributes: NormAttributes = { ...kind, epsilon: 1e-5, weighted: true, biased: kind.centred };
  const given = [x, sample(weights, 12, 2), ...(kind.centred ? [sample(weights, 13)] : [])];
  const cotangent = sample(x.shape, 14);
  const outputs = normalization.reference(given, attributes);
  // The definition does not look at the statistics.
  const own = [sample([0], 0), x, given[1]!, cotangent];
  const gradients = normalizationGradient.reference(own, attributes);
  const definition: Definition = {
    given,
    attributes,
    cotangent,
    expected: [...outputs, ...gradients],
    bounds: [
      ...normalization.errorBound(given, attributes, outputs),
      ...normalizationGradient.errorBound(own, attributes, gradients),
    ],
  };
  definitions.set(name, definition);
  return definition;
}

describe.each(forms)('a part by a %s', (form) => {
  describe.each(cases.map(([name, x]) => ({ name, x })))('$name', ({ name, x }) => {
    test.each(Object.entries(kindsOf(x)))('%s: within the bounds of the definition', async (kindName, kind) => {
      const { given, attributes, cotangent, expected, bounds } = definitionOf(`${name} ${kindName}`, x, kind);
      const own = { ...attributes, form };
      const found = scope(() => {
        const onDevice = given.map(fromFloat64);
        const outputs = bind(normalization, onDevice, own);
        const operands = [outputs[1]!, onDevice[0]!, onDevice[1]!, fromFloat64(cotangent)];
        return [...outputs, ...bind(normalizationGradient, operands, own)];
      });
      for (const [i, value] of found.entries()) {
        expect(inBounds(await toFloat64(value), expected[i]!, bounds[i]!)).toBeLessThanOrEqual(1);
      }
    });
  });
});

test('the bounds mean something: ten-thousandths, thousandths where the mean is 10⁵ times the deviation', () => {
  for (const [name, most] of [
    ['3-d', 1e-4],
    ['mean 10⁵, deviation 1', 2e-3],
  ] as const) {
    const x = inputs.find(([own]) => own === name)![1];
    for (const kind of Object.values(kindsOf(x)).slice(0, 4)) {
      const attributes: NormAttributes = { ...kind, epsilon: 1e-5, weighted: false, biased: false };
      const [output] = normalization.errorBound([x], attributes, []);
      expect(Math.max(...output!.data)).toBeLessThan(most);
      const [ofX] = normalizationGradient.errorBound([x, x, sample(x.shape, 14)], attributes, []);
      expect(Math.max(...ofX!.data)).toBeLessThan(most);
    }
  }
});

test('a weight that is off by 1e-4 is outside the bounds', async () => {
  const x = inputs[1]![1];
  const attributes: NormAttributes = { ...kindsOf(x)['batch']!, epsilon: 1e-5, weighted: true, biased: false };
  const given = [x, sample([4], 12, 2)];
  const expected = normalization.reference(given, attributes);
  const [bound] = normalization.errorBound(given, attributes, expected);
  const wrong = fromFloat64(add(given[1]!, 1e-4));
  const [found] = scope(() => bind(normalization, [fromFloat64(x), wrong], attributes));
  expect(inBounds(await toFloat64(found!), expected[0]!, bound!)).toBeGreaterThan(10);
});

test('infinite and undefined elements make their own group undefined, and no other', async () => {
  const rows = [
    [1, 2, 3, 4],
    [1, Infinity, 3, 4],
    [NaN, 2, 3, 4],
    [3e38, 2e38, 3e38, 1e38],
  ];
  const x = new Float64Tensor([4, 4], rows.flat());
  const found = async (fused: boolean) =>
    [...(await toFloat64(layerNorm<Value>(fromFloat64(x), 4, { fused }))).data].map(Number.isNaN);
  expect(await found(true)).toEqual(await found(false));
});

interface Norm {
  /** Of weight and bias, for x of [N, 4, 2]. */
  readonly parameters: readonly number[];
  readonly run: (x: Value, weight: Value, bias: Value, fused: boolean) => Value;
}

const epsilon = 0.1;
const norms: Readonly<Record<string, Norm>> = {
  batch: {
    parameters: [4],
    run: (x, weight, bias, fused) => batchNorm(x, { training: true, weight, bias, fused, epsilon }).output,
  },
  instance: {
    parameters: [4],
    run: (x, weight, bias, fused) => instanceNorm(x, { weight, bias, fused, epsilon }).output,
  },
  group: { parameters: [4], run: (x, weight, bias, fused) => groupNorm(x, 2, { weight, bias, fused, epsilon }) },
  layer: {
    parameters: [4, 2],
    run: (x, weight, bias, fused) => layerNorm(x, [4, 2], { weight, bias, fused, epsilon }),
  },
  rms: {
    parameters: [4, 2],
    run: (x, weight, bias, fused) => add<Value>(rmsNorm(x, [4, 2], { weight, fused, epsilon }), bias),
  },
};

/** ∂/∂(x, weight, bias) of Σ (∂L/∂(x, weight, bias) · v). */
function second(
  run: Norm['run'],
  leaves: Readonly<Record<'x' | 'weight' | 'bias', Float64Tensor>>,
  lift: (value: Float64Tensor) => Value,
): Value[] {
  const given = { x: lift(leaves.x), weight: lift(leaves.weight), bias: lift(leaves.bias) };
  const loss = (of: typeof given): Value => {
    const y = run(of.x, of.weight, of.bias, true);
    return sum(mul(mul(y, y), lift(sample([3, 4, 2], 23))));
  };
  const directional = (of: typeof given): Value => {
    const first = Object.values(grad(loss)(of)) as Value[];
    return first
      .map((value, i) => sum(mul(value, lift(sample(value.shape, 24 + i)))))
      .reduce((a, b) => add<Value>(a, b));
  };
  return Object.values(grad(directional)(given));
}

describe.each(Object.entries(norms))('%s', (_, { parameters, run }) => {
  const leaves = { x: sample([3, 4, 2], 20), weight: sample(parameters, 21, 2), bias: sample(parameters, 22) };

  test('the second derivative is that of the definition', async () => {
    const expected = second(run, leaves, bounded);
    const spy = vi.spyOn(normalization, 'kernel');
    const found = scope(() => second(run, leaves, fromFloat64));
    expect(spy).toHaveBeenCalledTimes(1);
    spy.mockRestore();
    for (const [i, value] of found.entries()) {
      const { worst, bound } = inAnalysis(await toFloat64(value), expected[i]!);
      expect(worst).toBeLessThanOrEqual(1);
      expect(bound).toBeLessThan(1e-2);
    }
  });

  test('operations one by one in float64, where they are asked for, and in a graph, which shows them', async () => {
    const spy = vi.spyOn(normalization, 'kernel');
    const [x, weight, bias] = Object.values(leaves).map(fromFloat64) as [Value, Value, Value];
    run(leaves.x, leaves.weight, leaves.bias, true);
    run(x, weight, bias, false);
    const graph = await trace((of) => run(of.x, of.weight, of.bias, true), { x, weight, bias });
    expect(spy).not.toHaveBeenCalled();
    expect(graph.nodes.filter(({ operation }) => operation === 'rsqrt')).toHaveLength(1);
    run(x, weight, bias, true);
    expect(spy).toHaveBeenCalledTimes(1);
    spy.mockRestore();
  });

  test('nothing is left behind', () => {
    const [x, weight, bias, cotangent] = [...Object.values(leaves), leaves.x].map(fromFloat64) as Value[];
    const before = countTensors();
    scope(() => {
      const { pullback } = vjp((...of: Value[]) => run(of[0]!, of[1]!, of[2]!, true), x!, weight!, bias!);
      pullback(cotangent!);
      return [];
    });
    expect(countTensors()).toBe(before);
  });
});

// Held, so that a change which makes more of them is seen: counts, not times.
describe('dispatches', () => {
  test.each<
    [string, readonly number[], (x: Value, weight: Value, bias: Value, fused: boolean) => Value, number, number]
  >([
    ['batch norm', [16, 128, 4, 4], norms['batch']!.run, 1, 1],
    ['batch norm of few channels', [16, 4, 16, 16], norms['batch']!.run, 2, 2],
    ['instance norm', [32, 4, 8, 8], norms['instance']!.run, 1, 3],
    ['group norm', [64, 4, 8, 8], norms['group']!.run, 1, 3],
    ['layer norm', [256, 4, 8], (x, w, b, fused) => layerNorm(x, [4, 8], { weight: w, bias: b, fused }), 1, 3],
    ['root mean square', [256, 32], (x, w, _, fused) => rmsNorm(x, 32, { weight: w, fused }), 1, 3],
  ])('%s: so many forward, and so many backward', async (name, shape, run, forward, backward) => {
    const parameters = name === 'layer norm' ? [4, 8] : name === 'root mean square' ? [32] : [shape[1]!];
    const [x, weight, bias, cotangent] = [shape, parameters, parameters, shape].map((each, i) =>
      fromFloat64(sample(each, i + 30)),
    ) as [Value, Value, Value, Value];
    const count = async (fused: boolean) => {
      const { result, work } = await countWork(() =>
        vjp((...of: Value[]) => run(of[0]!, of[1]!, of[2]!, fused), x, weight, bias),
      );
      const back = await countWork(() => result.pullback(cotangent));
      return [work.dispatches, back.work.dispatches];
    };
    const ofUnusedBias = name === 'root mean square' ? 1 : 0;
    expect(await count(true)).toEqual([forward, backward]);
    const [more, muchMore] = await count(false);
    expect(more).toBeGreaterThan(4 * forward);
    expect(muchMore! + ofUnusedBias).toBeGreaterThan(4 * backward);
  });
});

test('running statistics are those of the operations', async () => {
  const [x, mean, variance] = [sample([6, 4, 5], 40, 1, 100), sample([4], 41), sample([4], 42, 0.5, 1)];
  const after = async (fused: boolean, instance: boolean) => {
    const given = { runningMean: fromFloat64(mean), runningVariance: fromFloat64(variance), fused };
    const onDevice = fromFloat64(x);
    const { runningMean, runningVariance } = instance
      ? instanceNorm<Value>(onDevice, given)
      : batchNorm<Value>(onDevice, { training: true, ...given });
    return [await toFloat64(runningMean!), await toFloat64(runningVariance!)] as const;
  };
  for (const instance of [false, true]) {
    const [ofKernels, ofOperations] = [await after(true, instance), await after(false, instance)];
    // Each rounds numbers of size 100 and 1 some ten times.
    for (const [i, size] of [100, 2].entries()) {
      const apart = ofKernels[i]!.data.map((value, at) => Math.abs(value - ofOperations[i]!.data[at]!));
      expect(Math.max(...apart)).toBeLessThan(20 * size * 2 ** -24);
    }
  }
});
