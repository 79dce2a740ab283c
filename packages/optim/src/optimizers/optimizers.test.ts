import { checkGradients, grad } from '@gradbook/autograd';
import {
  add,
  countTensors,
  dispose,
  float64,
  type Float64Tensor,
  fromFloat64,
  init,
  mul,
  read,
  scopeAsync,
  square,
  sub,
  sum,
  toFloat64,
  type Value,
} from '@gradbook/core-ops';
import { beforeAll, describe, expect, test } from 'vitest';

import { adam, adamW, exponentialAverage, HyperparameterError, type Optimizer, sgd } from '../index.ts';
import { numbers, sample } from '../testing/sample.ts';

beforeAll(async () => {
  await init();
});

/** PyTorch's documented update rules for one number, written apart from ours. */
const rules = {
  sgd({ lr = 0.1, momentum = 0, dampening = 0, wd = 0, nesterov = false, maximize = false }) {
    let buffer: number | undefined;
    return (theta: number, gradient: number) => {
      let g = (maximize ? -gradient : gradient) + wd * theta;
      if (momentum !== 0) {
        buffer = buffer === undefined ? g : momentum * buffer + (1 - dampening) * g;
        g = nesterov ? g + momentum * buffer : buffer;
      }
      return theta - lr * g;
    };
  },
  adam({ lr = 0.01, b1 = 0.9, b2 = 0.999, eps = 1e-8, wd = 0, amsgrad = false, maximize = false, decoupled = false }) {
    let [m, v, largest, t] = [0, 0, 0, 0];
    return (theta: number, gradient: number) => {
      t++;
      let g = maximize ? -gradient : gradient;
      const from = decoupled ? theta * (1 - lr * wd) : theta;
      if (!decoupled) g += wd * theta;
      m = b1 * m + (1 - b1) * g;
      v = b2 * v + (1 - b2) * g * g;
      largest = Math.max(largest, v);
      const root = Math.sqrt((amsgrad ? largest : v) / (1 - b2 ** t)) + eps;
      return from - (lr * (m / (1 - b1 ** t))) / root;
    };
  },
};

const variants: readonly (readonly [string, Optimizer, () => (theta: number, gradient: number) => number])[] = [
  ['sgd', sgd({ learningRate: 0.1 }), () => rules.sgd({})],
  ['sgd, momentum', sgd({ learningRate: 0.1, momentum: 0.9 }), () => rules.sgd({ momentum: 0.9 })],
  [
    'sgd, dampening and weight decay',
    sgd({ learningRate: 0.1, momentum: 0.9, dampening: 0.5, weightDecay: 0.05 }),
    () => rules.sgd({ momentum: 0.9, dampening: 0.5, wd: 0.05 }),
  ],
  [
    'sgd, Nesterov, maximising',
    sgd({ learningRate: 0.1, momentum: 0.8, nesterov: true, maximize: true, weightDecay: 0.1 }),
    () => rules.sgd({ momentum: 0.8, nesterov: true, maximize: true, wd: 0.1 }),
  ],
  ['adam', adam({ learningRate: 0.01 }), () => rules.adam({})],
  [
    'adam with L2, betas and epsilon',
    adam({ learningRate: 0.05, betas: [0.8, 0.95], epsilon: 1e-3, weightDecay: 0.1 }),
    () => rules.adam({ lr: 0.05, b1: 0.8, b2: 0.95, eps: 1e-3, wd: 0.1 }),
  ],
  [
    'adam, AMSGrad, maximising',
    adam({ learningRate: 0.01, amsgrad: true, maximize: true, betas: [0.9, 0.5] }),
    () => rules.adam({ amsgrad: true, maximize: true, b2: 0.5 }),
  ],
  ['adamW', adamW({ learningRate: 0.01 }), () => rules.adam({ wd: 0.01, decoupled: true })],
  [
    'adamW, AMSGrad',
    adamW({ learningRate: 0.1, weightDecay: 0.3, amsgrad: true, betas: [0.9, 0.5] }),
    () => rules.adam({ lr: 0.1, wd: 0.3, decoupled: true, amsgrad: true, b2: 0.5 }),
  ],
];

describe('the update rules, number by number over 12 steps', () => {
  test.each(variants)('%s', (_, optimizer, rule) => {
    let params = { layers: [{ w: sample([2, 3], 1) }], b: sample([], 2) };
    const steppers = Array.from({ length: 7 }, rule);
    let plain = [...numbers(params.b), ...numbers(params.layers[0]!.w)];
    let state = optimizer.init(params);
    for (let step = 0; step < 12; step++) {
      // Gradients that grow and shrink, so that AMSGrad's maximum is not the last value.
      const gradients = {
        layers: [{ w: sample([2, 3], 10 + step, step % 4) }],
        b: sample([], 50 + step, step % 4),
      };
      const g = [...numbers(gradients.b), ...numbers(gradients.layers[0]!.w)];
      plain = plain.map((theta, i) => steppers[i]!(theta, g[i]!));
      ({ params, state } = optimizer.update(params, gradients, state));
      const ours = [...numbers(params.b), ...numbers(params.layers[0]!.w)];
      // A handful of roundings a step, each below 2⁻⁵² of numbers below 8.
      ours.forEach((theta, i) => expect(Math.abs(theta - plain[i]!)).toBeLessThan((step + 1) * 20 * 2 ** -52 * 8));
    }
    expect(state.step).toBe(12);
  });
});

describe('weight decay and L2 regularization', () => {
  const theta = { w: float64([0.5, -2, 3]) };
  /** ∂L/∂θ: small for the first weight, large for the last. */
  const gradients = { w: float64([1e-3, 0.1, 10]) };
  const learningRate = 0.05;
  /** One step of the optimiser on L + γ‖θ‖², whose gradient is ∂L/∂θ + 2γθ. */
  const regularized = (optimizer: Optimizer, gamma: number): number[] => {
    const penalty = grad(({ w }: { w: Value }) => mul(sum(square(w)), gamma))(theta);
    const total = { w: add(gradients.w, penalty.w) };
    return numbers(optimizer.update(theta, total, optimizer.init(theta)).params.w);
  };

  const steps = (optimizer: Optimizer): number[] => {
    let params = theta;
    let state = optimizer.init(params);
    for (let step = 0; step < 5; step++) ({ params, state } = optimizer.update(params, gradients, state));
    return numbers(params.w);
  };

  test('SGD: θ − η ∂L/∂θ − λθ is a step on L + γ‖θ‖² with λ = 2ηγ', () => {
    const gamma = 0.2;
    const lambda = 2 * learningRate * gamma;
    const decayed = numbers(theta.w).map((w, i) => w - learningRate * numbers(gradients.w)[i]! - lambda * w);
    regularized(sgd({ learningRate }), gamma).forEach((w, i) => expect(w).toBeCloseTo(decayed[i]!, 14));
    // PyTorch's weightDecay is the factor of θ in the gradient: λ/η = 2γ.
    const own = sgd({ learningRate, weightDecay: lambda / learningRate });
    numbers(own.update(theta, gradients, own.init(theta)).params.w).forEach((w, i) =>
      expect(w).toBeCloseTo(decayed[i]!, 14),
    );
  });

  test('Adam: Δθ = −(η m̂/(√v̂ + ε) + λθ) with decoupled weight decay, λ = ηλ′ of adamW', () => {
    const [rate, weightDecay] = [0.01, 0.3];
    const step = (optimizer: Optimizer): number[] =>
      numbers(optimizer.update(theta, gradients, optimizer.init(theta)).params.w);
    const [plain, decayed] = [step(adam({ learningRate: rate })), step(adamW({ learningRate: rate, weightDecay }))];
    numbers(theta.w).forEach((w, i) => expect(decayed[i]! - plain[i]!).toBeCloseTo(-rate * weightDecay * w, 14));
  });

  test('Adam: no γ makes the step on L + γ‖θ‖² the one with decoupled weight decay', () => {
    const rate = 0.01;
    const plain = steps(adam({ learningRate: rate }));
    const shrinkage = (optimizer: Optimizer): number[] =>
      steps(optimizer).map((w, i) => (plain[i]! - w) / numbers(theta.w)[i]!);
    // Relative to the weights: AdamW takes nearly the same share of each, whatever its gradient.
    const decoupled = shrinkage(adamW({ learningRate: rate, weightDecay: 1 }));
    expect(Math.max(...decoupled) / Math.min(...decoupled)).toBeLessThan(1.1);
    // The penalty inside Adam is divided by √v: weights with large gradients are hardly regularised.
    for (const weightDecay of [0.001, 0.01, 0.1]) {
      const coupled = shrinkage(adam({ learningRate: rate, weightDecay })).map(Math.abs);
      expect(coupled[1]! / coupled[2]!).toBeGreaterThan(10);
    }
  });
});

describe('groups', () => {
  const params = { encoder: [{ weight: float64([1]), bias: float64([1]) }], encoders: float64([1]) };
  const ones = { encoder: [{ weight: float64([1]), bias: float64([1]) }], encoders: float64([1]) };

  test('override options by path: the beginning of one, an expression, a list, a function', () => {
    const matches = [
      'encoder',
      /^encoder\[/g,
      ['encoder[0].weight', 'encoder[0].bias'],
      (path: string) => path !== 'encoders',
    ];
    for (const match of matches) {
      const optimizer = sgd({ learningRate: 0.5, groups: [{ match, learningRate: 0.25, momentum: 0.9 }] });
      const state = optimizer.init(params);
      const after = optimizer.update(params, ones, state);
      expect(numbers(after.params.encoder[0]!.weight)).toEqual([0.75]);
      expect(numbers(after.params.encoder[0]!.bias)).toEqual([0.75]);
      expect(numbers(after.params.encoders)).toEqual([0.5]);
    }
  });

  test('a group of no parameter and a parameter of two groups are refused', () => {
    const missing = sgd({ learningRate: 1, groups: [{ match: 'decoder', momentum: 0.5 }] });
    expect(() => missing.init(params)).toThrow('group 0 (decoder) matches no parameter; there are encoder[0].bias');
    const twice = sgd({ learningRate: 1, groups: [{ match: /bias/ }, { match: 'encoder' }] });
    expect(() => twice.init(params)).toThrow('encoder[0].bias is in 2 groups (/bias/ and encoder)');
  });
});

describe('what makes no sense is refused', () => {
  test.each<[string, () => unknown, string]>([
    ['rate', () => sgd({ learningRate: -1 }), 'learningRate is -1'],
    ['rate NaN', () => adam({ learningRate: Number.NaN }), 'learningRate is NaN'],
    ['Nesterov', () => sgd({ learningRate: 1, nesterov: true }), 'Nesterov needs a momentum'],
    ['betas', () => adam({ learningRate: 1, betas: [0.9, 1] }), 'betas[1] is 1'],
    ['group', () => adamW({ learningRate: 1, groups: [{ match: 'w', weightDecay: -1 }] }), 'weightDecay is -1'],
    ['average', () => exponentialAverage({ decay: 1 }), 'decay is 1'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(HyperparameterError);
    expect(make).toThrow(message);
  });

  test('gradients and states that do not fit the parameters', () => {
    const optimizer = sgd({ learningRate: 1, momentum: 0.5 });
    const params: Record<string, Float64Tensor> = { w: float64([1, 2]) };
    const state = optimizer.init(params);
    expect(() => optimizer.update(params, { v: float64([1, 2]) }, state)).toThrow('with leaves at w, not at v');
    expect(() => optimizer.update(params, { w: float64([1]) }, state)).toThrow('at w the shape is [1]; expected');
    expect(() => optimizer.update(params, params, { step: 3, slots: {} })).toThrow('the state has no momentumBuffer');
    const wrong = sgd({ learningRate: () => Number.NaN });
    expect(() => wrong.update(params, params, wrong.init(params))).toThrow('the learning rate NaN at step 0');
  });
});

test('a schedule is asked for the steps made so far', () => {
  const asked: number[] = [];
  const optimizer = sgd({
    learningRate: (step) => {
      asked.push(step);
      return 2 ** -step;
    },
  });
  let params = { w: float64([4]) };
  let state = optimizer.init(params);
  for (let step = 0; step < 3; step++) ({ params, state } = optimizer.update(params, { w: float64([1]) }, state));
  expect(asked).toEqual([0, 1, 2]);
  expect(numbers(params.w)).toEqual([4 - 1 - 0.5 - 0.25]);
});

test.each<[string, Optimizer]>([
  ['sgd with Nesterov momentum', sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.1 })],
  ['adamW', adamW({ learningRate: 0.1, epsilon: 1e-2 })],
])('a training run can be differentiated: %s', (_, optimizer) => {
  const target = float64([1, -1]);
  const loss = ({ w }: { w: Value }): Value => sum(square(sub(mul(w, w), target)));
  const run = (start: Value): Value => {
    let params = { w: start };
    let state = optimizer.init(params);
    for (let step = 0; step < 3; step++) {
      ({ params, state } = optimizer.update(params, grad(loss)(params), state));
    }
    return loss(params);
  };
  expect(checkGradients(run, [float64([0.7, 1.3])]).ok).toBe(true);
});

const sumOfSquares = ({ w, b }: { w: Value; b: Value }): Value => sum(square(add(w, b)));

describe('on the device', () => {
  test('one step is within the roundings that it takes', async () => {
    const w = sample([64], 3);
    const g = sample([64], 4);
    const step = async (optimizer: Optimizer): Promise<[number[], number[]]> => {
      const exact = optimizer.update({ w }, { w: g }, optimizer.init({ w })).params.w;
      const onDevice = { w: fromFloat64(w) };
      const found = optimizer.update(onDevice, { w: fromFloat64(g) }, optimizer.init(onDevice)).params.w;
      return [numbers(exact), numbers(await toFloat64(found))];
    };
    const u = 2 ** -24;
    // SGD: the rate, the decay and two products and sums are rounded.
    const [exact, found] = await step(sgd({ learningRate: 0.1, weightDecay: 0.1 }));
    exact.forEach((value, i) => {
      const [theta, slope] = [Math.abs(w.data[i]!), Math.abs(g.data[i]!)];
      expect(Math.abs(found[i]! - value)).toBeLessThan(u * (theta + 6 * 0.1 * (slope + 0.1 * theta)));
    });
    // Adam: m 2 roundings, v 3 (its root half as many), root 9, divisions 5 each, constants and products 6: 30 u of the step, whose
    // size is the rate.
    const [adamExact, adamFound] = await step(adam({ learningRate: 0.01 }));
    adamExact.forEach((value, i) => {
      expect(Math.abs(adamFound[i]! - value)).toBeLessThan(u * (1.01 * Math.abs(w.data[i]!) + 30 * 0.01) + 2 ** -126);
    });
  });

  test.each<[string, Optimizer]>([
    ['sgd', sgd({ learningRate: 0.01, momentum: 0.9, groups: [{ match: 'b', momentum: 0 }] })],
    ['adamW', adamW({ learningRate: 0.01, amsgrad: true })],
  ])('100 steps that donate keep the number of tensors: %s', async (_, optimizer) => {
    const average = exponentialAverage({ decay: 0.9 });
    const before = countTensors();
    let params = { w: fromFloat64(sample([3, 2], 5)), b: fromFloat64(sample([2], 6)) };
    let state = optimizer.init(params);
    let mean = average.init(params);
    const held = countTensors();
    const lossNow = async (): Promise<number> => scopeAsync(async () => (await read(sumOfSquares(params)))[0]!);
    const start = await lossNow();
    for (let step = 0; step < 100; step++) {
      const gradients = grad(sumOfSquares)(params);
      ({ params, state } = optimizer.update(params, gradients, state, { donate: true }));
      mean = average.update(mean, params, { donate: true });
      expect(countTensors()).toBe(held);
    }
    expect(await lossNow()).toBeLessThan(start);
    dispose([params, state, mean]);
    expect(countTensors()).toBe(before);
  });

  test('without donating, what was given stays, also where the state begins as the gradient', async () => {
    const optimizer = sgd({ learningRate: 1, momentum: 0.5 });
    const params = { w: fromFloat64(float64([1])) };
    const gradients = { w: fromFloat64(float64([0.25])) };
    const first = optimizer.init(params);
    const { params: after, state } = optimizer.update(params, gradients, first);
    expect([(await read(params.w))[0], (await read(after.w))[0]]).toEqual([1, 0.75]);
    dispose(gradients);
    expect((await read(state.slots['momentumBuffer']!.w))[0]).toBe(0.25);
    dispose([params, after, state, first]);
  });
});

test('an average begins at the parameters and moves by 1 − decay', () => {
  const { init: begin, update } = exponentialAverage({ decay: 0.9 });
  let average = begin({ w: float64([1]) });
  for (const value of [2, 3]) average = update(average, { w: float64([value]) });
  expect(numbers(average.w)[0]).toBeCloseTo(0.9 * (0.9 * 1 + 0.1 * 2) + 0.1 * 3, 15);
  expect(() => update(average, { w: float64([1, 2]) })).toThrow('the shape is');
});
