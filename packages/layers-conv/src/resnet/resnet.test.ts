import { checkGradients, vjp } from '@gradbook/autograd';
import {
  add,
  countTensors,
  dispose,
  float64,
  Float64Tensor,
  fromFloat64,
  init,
  key,
  logSumExp,
  mean,
  mul,
  normal,
  reshape,
  reverse,
  scope,
  scopeAsync,
  slice,
  sub,
  sum,
  toFloat64,
  treeLeaves,
  treeMap,
  treeZip,
  type Value,
} from '@gradbook/core-ops';
import { batchNorm } from '@gradbook/normalization';
import { beforeAll, describe, expect, test } from 'vitest';

import {
  celu,
  ghostBatchNorm,
  initialResNet9,
  piecewiseLinear,
  resNet9,
  type ResNet9Options,
  type ResNet9Params,
  resNet9Recipe,
  type ResNet9State,
  testTimeFlip,
} from '../index.ts';
import { bounded, sample } from '../testing/bounds.ts';

beforeAll(async () => {
  await init();
}, 120_000);

/** A tree of values with each of them on the device. */
const lift = <T>(tree: T): T => treeMap(tree, (value) => fromFloat64(value as Float64Tensor)) as T;
const ones = (count: number): Float64Tensor => new Float64Tensor([count], new Float64Array(count).fill(1));
const recipe = {
  training: true,
  activation: (x) => celu(x, 0.3),
  splits: 2,
  logitScale: 1 / 16,
  poolFirst: true,
} satisfies ResNet9Options;

describe('ghost batch normalization', () => {
  const params = { weight: sample([3], 1), bias: sample([3], 2) };
  const state = { running_mean: sample([3], 3), running_var: ones(3) };
  const x = sample([6, 3, 2, 2], 4);

  test('with one part is batch normalization, running statistics too', () => {
    const { output, state: after } = ghostBatchNorm(params, state, x, { training: true });
    const expected = batchNorm(x, {
      training: true,
      ...params,
      runningMean: state.running_mean,
      runningVariance: state.running_var,
    });
    expect([...output.data]).toEqual([...expected.output.data]);
    expect([...after.running_var.data]).toEqual([...expected.runningVariance!.data]);
  });

  test('normalizes examples n, n + splits, … together, and averages their statistics', () => {
    const { output, state: after } = ghostBatchNorm(params, state, x, { training: true, splits: 2, momentum: 0.25 });
    const parts = [0, 1].map((part) => {
      const examples = [0, 2, 4].map((n) => [...slice(x, [n + part, 0, 0, 0], [1, 3, 2, 2]).data]);
      return batchNorm(new Float64Tensor([3, 3, 2, 2], examples.flat()), {
        training: true,
        momentum: 0.25,
        ...params,
        runningMean: state.running_mean,
        runningVariance: state.running_var,
      });
    });
    output.data.forEach((value, at) => {
      const [n, rest] = [Math.floor(at / 12), at % 12];
      expect(value).toBeCloseTo(parts[n % 2]!.output.data[Math.floor(n / 2) * 12 + rest]!, 12);
    });
    for (const c of [0, 1, 2]) {
      const average = (of: 'runningMean' | 'runningVariance'): number =>
        (parts[0]![of]!.data[c]! + parts[1]![of]!.data[c]!) / 2;
      expect(after.running_mean.data[c]).toBeCloseTo(average('runningMean'), 13);
      expect(after.running_var.data[c]).toBeCloseTo(average('runningVariance'), 13);
    }
  });

  test('in evaluation there are no parts, and nothing moves', () => {
    const { output, state: after } = ghostBatchNorm(params, state, slice(x, [0, 0, 0, 0], [5, 3, 2, 2]), {
      training: false,
      splits: 2,
    });
    expect(output.shape).toEqual([5, 3, 2, 2]);
    expect(after).toEqual(state);
    expect(() => ghostBatchNorm(params, state, x, { training: true, splits: 4 })).toThrow(
      /batch of 6 must fall into 4/,
    );
  });

  test('derivatives agree with differences, to second order', () => {
    const run = (input: Value, weight: Value): Value =>
      ghostBatchNorm<Value>({ weight, bias: params.bias }, state, input, { training: true, splits: 2 }).output;
    expect(checkGradients(run, [x, params.weight], { order: 2, elements: 30 }).ok).toBe(true);
  });
});

describe('ResNet-9', () => {
  const channels = [2, 3, 2, 4] as const;

  test('has the parameters and places of its source', () => {
    const { params, state } = initialResNet9(key(0), { channels: [8, 16, 32, 64], inputChannels: 3 });
    const count = treeLeaves(params).reduce((total, { value }) => total + (value?.data.length ?? 0), 0);
    // 3×3 convolutions, scale and bias of each normalization, the classifier without a bias.
    const pairs = [
      [3, 8],
      [8, 16],
      [16, 16],
      [16, 16],
      [16, 32],
      [32, 64],
      [64, 64],
      [64, 64],
    ] as const;
    expect(count).toBe(pairs.reduce((total, [from, to]) => total + 9 * from * to + 2 * to, 0) + 64 * 10);
    expect(params.layer1.residual.res2.conv.weight.shape).toEqual([16, 16, 3, 3]);
    expect(state.layer3.residual.res1.bn.running_var.shape).toEqual([64]);
    expect([...params.layer2.bn.weight!.data].every((scale) => scale === 1)).toBe(true);
    expect(initialResNet9(key(0), { channels, frozenScales: true }).params.layer2.bn.weight).toBeUndefined();
    expect(() => initialResNet9(key(0), { channels: [2, 0, 2, 2] })).toThrow(
      /channels\[1\] must be a whole number above 0/,
    );
  }, 60_000);

  test('evaluation treats each image by itself and moves nothing', () => {
    const { params, state } = initialResNet9(key(1), { channels, inputChannels: 1, classes: 3 });
    const x = sample([3, 1, 9, 8], 5);
    const all = resNet9(params, state, x, { training: false });
    expect(all.logits.shape).toEqual([3, 3]);
    expect(all.state).toEqual(state);
    const second = resNet9(params, state, slice(x, [1, 0, 0, 0], [1, 1, 9, 8]), { training: false });
    second.logits.data.forEach((value, i) => expect(value).toBeCloseTo(all.logits.data[3 + i]!, 13));
    expect(() => resNet9(params, state, sample([1, 1, 7, 8], 1), { training: false })).toThrow(/at least 8/);
  });

  test('the options change what they say', () => {
    const { params, state } = initialResNet9(key(2), { channels, inputChannels: 1, classes: 2 });
    const x = sample([4, 1, 8, 8], 6);
    const plain = resNet9(params, state, x, { training: true }).logits;
    const scaled = resNet9(params, state, x, { training: true, logitScale: 1 }).logits;
    plain.data.forEach((value, i) => expect(value * 8).toBeCloseTo(scaled.data[i]!, 13));
    for (const change of [{ splits: 2 }, { poolFirst: true }, { activation: recipe.activation }] as const) {
      expect([...resNet9(params, state, x, { training: true, ...change }).logits.data]).not.toEqual([...plain.data]);
    }
  });

  test('derivatives agree with differences, to second order', () => {
    const { params, state } = initialResNet9(key(3), { channels, inputChannels: 1, classes: 2 });
    const x = sample([4, 1, 8, 8], 7);
    const run = (own: ResNet9Params<Value>): Value => resNet9<Value>(own, state, x, recipe).logits;
    expect(checkGradients(run, [params], { order: 2, elements: 12 }).ok).toBe(true);
  }, 60_000);

  test('on the device within what its operations may be off', async () => {
    const { params, state } = initialResNet9(key(4), {
      channels: [1, 2, 2, 2],
      inputChannels: 1,
      classes: 2,
      frozenScales: true,
    });
    const x = sample([2, 1, 8, 8], 8);
    // An ε that float32 holds; evaluation, so that the bounds are not those of nearly constant channels.
    const options = { ...recipe, training: false, epsilon: 2 ** -16 };
    const { values, bounds } = await bounded(({ images }) => resNet9<Value>(params, state, images, options).logits, {
      images: x,
    });
    const before = countTensors();
    const found = await scopeAsync(() =>
      toFloat64(resNet9<Value>(lift(params), lift(state), fromFloat64(x), options).logits),
    );
    expect(countTensors()).toBe(before);
    // The bounds tell the result from anything else: three digits of it are certain.
    expect(Math.max(...bounds)).toBeLessThan(1e-3 * Math.max(...values.data.map(Math.abs)));
    found.data.forEach((value, i) => expect(Math.abs(value - values.data[i]!)).toBeLessThanOrEqual(bounds[i]!));
  }, 60_000);
});

/** Mean cross-entropy against labels as one-hot rows. */
function crossEntropy(logits: Value, labels: Value): Value {
  return mean(sub(logSumExp(logits, [1]), sum(mul(logits, labels), [1])));
}

test('a narrow ResNet-9 with the recipe learns on the device as it does in float64', async () => {
  const initial = initialResNet9(key(5), { channels: [4, 6, 6, 8], inputChannels: 1, classes: 3, frozenScales: true });
  const noise = normal(key(6), [12, 1, 8, 8]);
  // Three classes: a bright row, a bright column, neither.
  const images = new Float64Tensor(
    noise.shape,
    noise.data.map((value, at) => {
      const [n, y, x] = [Math.floor(at / 64), Math.floor(at / 8) % 8, at % 8];
      return Math.fround(0.3 * value + (n % 3 === 0 && y === 4 ? 2 : 0) + (n % 3 === 1 && x === 4 ? 2 : 0));
    }),
  );
  const labels = float64(
    Array.from({ length: 36 }, (_, i) => Number(Math.floor(i / 3) % 3 === i % 3)),
    [12, 3],
  );
  const steps = 5;

  type Trained = { readonly params: ResNet9Params<Value>; readonly state: ResNet9State<Value> };
  const step = ({ params, state }: Trained, x: Value, y: Value): Trained & { readonly loss: Value } => {
    const { value, pullback } = vjp((own: ResNet9Params<Value>) => {
      const { logits, state: after } = resNet9<Value>(own, state, x, { ...recipe, logitScale: 1 });
      return { loss: crossEntropy(logits, y), after };
    }, params);
    const after = value.after as ResNet9State<Value>;
    const nothing = treeMap(after, (statistic) => mul(statistic, 0));
    const [gradient] = pullback({ loss: add(mul(value.loss as Value, 0), 1), after: nothing });
    const moved = treeZip(params, gradient, (p, g) => sub(p as Value, mul(g as Value, 0.25)));
    return { params: moved as Trained['params'], state: after, loss: value.loss as Value };
  };

  const exact: number[] = [];
  let trained: Trained = initial;
  for (let i = 0; i < steps; i++) {
    const next = step(trained, images, labels);
    exact.push((next.loss as Float64Tensor).data[0]!);
    trained = next;
  }

  const onDevice: number[] = [];
  const before = countTensors();
  const [x, y] = [fromFloat64(images), fromFloat64(labels)];
  let current: Trained = lift(initial);
  const held: number[] = [];
  for (let i = 0; i < steps; i++) {
    const { loss, ...next } = scope(() => step(current, x, y));
    onDevice.push((await toFloat64(loss)).data[0]!);
    dispose([loss, current]);
    current = next;
    held.push(countTensors());
  }
  dispose([current, x, y]);
  expect(countTensors()).toBe(before);
  // As many tensors after every step.
  expect(new Set(held).size).toBe(1);

  for (const losses of [exact, onDevice]) {
    for (let i = 1; i < steps; i++) expect(losses[i]).toBeLessThan(losses[i - 1]!);
  }
  // The two curves differ by less than a thousandth of what is learnt.
  const learnt = exact[0]! - exact.at(-1)!;
  exact.forEach((loss, i) => expect(Math.abs(onDevice[i]! - loss)).toBeLessThan(learnt / 1000));
}, 60_000);

describe('the recipe', () => {
  test('the learning rate goes through its points in straight lines', () => {
    const rate = piecewiseLinear([0, 5, 24], [0, 0.4, 0]);
    expect([-1, 0, 2.5, 5, 14.5, 24, 99].map(rate)).toEqual([0, 0, 0.2, 0.4, 0.2, 0, 0]);
    expect(() => piecewiseLinear([0, 0], [1, 2])).toThrow(/knots ascending/);
    const { learningRate, biasLearningRate, splits, averaging } = resNet9Recipe({ epochs: 10 });
    expect([0, 1, 2, 8, 10].map(learningRate)).toEqual([0, 0.5, 1, 0.1, 0.1]);
    expect(biasLearningRate(2)).toBe(64);
    expect([splits, averaging.every]).toEqual([16, 5]);
    expect(() => resNet9Recipe({ epochs: 2 })).toThrow(/more than 2.5 are needed/);
    expect(() => resNet9Recipe({ epochs: 0, tail: 0 })).toThrow(/more than 0 are needed/);
    expect(() => resNet9Recipe({ epochs: 5, tail: -1 })).toThrow(/tail of -1 epochs/);
    expect(() => resNet9Recipe({ epochs: 10, batchSize: 40 })).toThrow(/ghost batches of 32/);
  });

  test('logits over flips do not change when the image is flipped', () => {
    const { params, state } = initialResNet9(key(7), { channels: [2, 2, 2, 2], inputChannels: 1, classes: 2 });
    const x = sample([2, 1, 8, 9], 9);
    const logits = (images: Float64Tensor): Float64Tensor => resNet9(params, state, images, { training: false }).logits;
    const [direct, flipped] = [testTimeFlip(logits, x), testTimeFlip(logits, reverse(x, [3]))];
    direct.data.forEach((value, i) => expect(value).toBeCloseTo(flipped.data[i]!, 14));
    const [a, b] = [logits(x), logits(reverse(x, [3]))];
    direct.data.forEach((value, i) => expect(value).toBeCloseTo((a.data[i]! + b.data[i]!) / 2, 14));
    expect(reshape(direct, [4]).shape).toEqual([4]);
  });
});
