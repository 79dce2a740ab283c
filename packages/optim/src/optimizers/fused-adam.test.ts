import { grad } from '@gradbook/autograd';
import {
  countWork,
  dispose,
  float64,
  Float64Tensor,
  fromFloat64,
  init,
  mul,
  square,
  sum,
  toFloat64,
  treeMap,
  type Value,
} from '@gradbook/core-ops';
import { beforeAll, expect, test } from 'vitest';

import { adam, type AdamOptions, adamW, type OptimizerState } from '../index.ts';
import { numbers, sample } from '../testing/sample.ts';

beforeAll(async () => {
  await init();
});

const u = 2 ** -24;
const rate = 0.05;
const size = 200;

type Tree = { readonly a: { readonly w: Float64Tensor }; readonly b: Float64Tensor };

const tree = (seed: number, change: (value: number) => number = (value) => value): Tree => {
  const changed = (shape: readonly number[], own: number): Float64Tensor => {
    const { data } = sample(shape, own);
    return new Float64Tensor(
      shape,
      data.map((value) => Math.fround(change(value))),
    );
  };
  return { a: { w: changed([20, 10], seed) }, b: changed([7], seed + 100) };
};
const leaf = (of: unknown): Value => (of as { a: { w: Value } }).a.w;
const positive = (value: number): number => value * value + 1e-3;

/**
 * How far one element may be from its definition, to first order: u for every sum, product and constant, 5u for a
 * division, 9u for the root, as WGSL lets them be.
 */
function bounds(
  [theta, g, m, v, largest]: readonly [number, number, number, number, number],
  { betas: [b1, b2] = [0.9, 0.999], epsilon = 1e-8, weightDecay = 0 }: Partial<AdamOptions>,
  decoupled: boolean,
  steps: number,
): { parameter: number; expAvg: number; expAvgSq: number } {
  const slope = Math.abs(g) + (decoupled ? 0 : weightDecay * Math.abs(theta));
  const expAvg = u * (4 * b1 * Math.abs(m) + 6 * (1 - b1) * slope);
  const expAvgSq = u * (4 * b2 * v + 10 * (1 - b2) * slope ** 2);
  const root = Math.sqrt(largest) / Math.sqrt(1 - b2 ** steps) + epsilon;
  const relative = expAvgSq / (2 * largest) + 17 * u;
  const stepSize = rate / (1 - b1 ** steps);
  const average = b1 * Math.abs(m) + (1 - b1) * slope;
  const step = (stepSize * (expAvg + average * (relative + 7 * u))) / root;
  const parameter = step + u * (4 * Math.abs(theta) + (stepSize * average) / root);
  return { parameter: 1.01 * parameter + 2 ** -126, expAvg: 1.01 * expAvg, expAvgSq: 1.01 * expAvgSq };
}

const variants: readonly (readonly [string, Partial<AdamOptions>, boolean])[] = [
  ['adam', {}, false],
  ['adam, other betas, L2', { betas: [0.5, 0.9], weightDecay: 0.1, epsilon: 1e-3 }, false],
  ['adam, AMSGrad, maximised', { amsgrad: true, maximize: true }, false],
  ['adamW', { weightDecay: 0.2 }, true],
  ['adamW, AMSGrad', { weightDecay: 0.2, amsgrad: true }, true],
];

test.each(variants)('%s: every number is within the roundings that make it', async (_, options, decoupled) => {
  const make = decoupled ? adamW : adam;
  const optimizer = make({ learningRate: rate, ...options });
  const [params, gradients] = [tree(1), tree(2)];
  const slots: Record<string, Tree> = {
    expAvg: tree(3),
    expAvgSq: tree(4, positive),
    ...(options.amsgrad ? { maxExpAvgSq: tree(5, positive) } : {}),
  };
  const state: OptimizerState<Tree> = { step: 4, slots };
  const exact = optimizer.update(params, gradients, state);

  const given = treeMap({ params, gradients, state: slots }, (value) => fromFloat64(value as Float64Tensor));
  const { result: found, work } = await countWork(() =>
    optimizer.update(given.params, given.gradients, { step: 4, slots: given.state }),
  );
  // One for each parameter, whatever the options.
  expect(work.dispatches).toBe(2);
  const read = async (of: unknown): Promise<number[]> => numbers(await toFloat64(leaf(of)));
  const [theta, m, v] = [
    await read(found.params),
    await read(found.state.slots['expAvg']),
    await read(found.state.slots['expAvgSq']),
  ];
  const expected = [exact.params, exact.state.slots['expAvg'], exact.state.slots['expAvgSq']].map((of) =>
    numbers(leaf(of)),
  );
  const largest = numbers(leaf(exact.state.slots[options.amsgrad ? 'maxExpAvgSq' : 'expAvgSq']));
  const inputs = [params, gradients, slots['expAvg'], slots['expAvgSq']].map((of) => numbers(leaf(of)));
  for (let i = 0; i < size; i++) {
    const [t, g, before, square_] = inputs.map((list) => list[i]!) as [number, number, number, number];
    const bound = bounds([t, g, before, square_, largest[i]!], options, decoupled, 5);
    expect(Math.abs(theta[i]! - expected[0]![i]!)).toBeLessThanOrEqual(bound.parameter);
    expect(Math.abs(m[i]! - expected[1]![i]!)).toBeLessThanOrEqual(bound.expAvg);
    expect(Math.abs(v[i]! - expected[2]![i]!)).toBeLessThanOrEqual(bound.expAvgSq);
    // A bound that says nothing would let anything through.
    expect(bound.parameter).toBeLessThan(1e-4 * Math.max(Math.abs(t), 1));
  }
  dispose([given, found]);
});

test('values that are watched go through the operations one by one, and are differentiated', async () => {
  const optimizer = adam({ learningRate: rate, epsilon: 0.1 });
  const after = (w: Value): Value =>
    sum(square(optimizer.update({ w }, { w: mul(w, 3) }, optimizer.init({ w })).params.w));
  const at = float64([0.5, -2]);
  const exact = numbers(grad(after)(at as Value));
  const found = numbers(await toFloat64(grad(after)(fromFloat64(at) as Value)));
  // Some fifty roundings of numbers below 3.
  found.forEach((value, i) => expect(Math.abs(value - exact[i]!)).toBeLessThan(1e-5));
});
