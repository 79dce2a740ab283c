import { init, key, normal } from '@gradbook/core-ops';
import { beforeAll, describe, expect, test } from 'vitest';

import type { ConformanceCase } from '../cases/read.ts';
import type { CaseTensor } from '../cases/schema.ts';
import { outcomeOf } from '../outcome.ts';
import { torchCase, type Tensors } from '../testing/made-cases.ts';

// The variants that the format names, from PyTorch's documented update rules, written for single numbers apart from ours.

beforeAll(async () => {
  await init();
});

const f64 = (shape: readonly number[], data: readonly number[]): CaseTensor => ({
  shape: [...shape],
  dtype: 'float64',
  data: [...data],
});

/** Seeded float32 numbers. */
function random(shape: readonly number[], seed: number): CaseTensor {
  return { shape: [...shape], dtype: 'float32', data: [...normal(key(seed), shape).data] };
}

const torch = (
  op: string,
  attrs: Record<string, unknown>,
  inputs: Tensors,
  params: Tensors,
  outputs64: Tensors,
): ConformanceCase => torchCase(op, attrs, { inputs, params, outputs64 }, 1e-8);

interface Settings {
  readonly lr?: number;
  readonly momentum?: number;
  readonly dampening?: number;
  readonly nesterov?: boolean;
  readonly betas?: readonly [number, number];
  readonly eps?: number;
  readonly weight_decay?: number;
  readonly amsgrad?: boolean;
  readonly maximize?: boolean;
}

/** One number under an optimiser: the next parameter, and what is kept, by PyTorch's names. */
function rule(
  op: string,
  settings: Settings,
): (theta: number, gradient: number) => { theta: number; state: Record<string, number> } {
  const { lr = 1e-3, momentum = 0, dampening = 0, nesterov = false, betas = [0.9, 0.999], eps = 1e-8 } = settings;
  const { weight_decay: decay = op === 'adamw' ? 0.01 : 0, amsgrad = false, maximize = false } = settings;
  let [buffer, m, v, largest, t] = [0, 0, 0, 0, 0];
  return (theta, gradient) => {
    t++;
    let g = maximize ? -gradient : gradient;
    if (op !== 'adamw') g += decay * theta;
    if (op === 'sgd') {
      if (momentum === 0) return { theta: theta - lr * g, state: {} };
      buffer = t === 1 ? g : momentum * buffer + (1 - dampening) * g;
      return { theta: theta - lr * (nesterov ? g + momentum * buffer : buffer), state: { momentum_buffer: buffer } };
    }
    const from = op === 'adamw' ? theta * (1 - lr * decay) : theta;
    m = betas[0] * m + (1 - betas[0]) * g;
    v = betas[1] * v + (1 - betas[1]) * g * g;
    largest = Math.max(largest, v);
    const root = Math.sqrt(amsgrad ? largest : v) / Math.sqrt(1 - betas[1] ** t) + eps;
    return {
      theta: from - ((lr / (1 - betas[0] ** t)) * m) / root,
      state: { exp_avg: m, exp_avg_sq: v, ...(amsgrad ? { max_exp_avg_sq: largest } : {}) },
    };
  };
}

const shapes = { w: [2, 3], b: [] } as const;
const parameters = ['w', 'b'] as const;

/** A case of some steps, the truth from the rules. */
function stepsCase(
  op: string,
  attrs: Settings & Record<string, unknown>,
  own: Partial<Record<'w' | 'b', Settings>> = {},
): ConformanceCase {
  const steps = 4;
  const inputs: Tensors = {};
  const outputs: Tensors = {};
  const params: Tensors = {};
  for (const [index, name] of parameters.entries()) {
    const shape = shapes[name];
    const start = random(shape, index + 1);
    params[name] = start;
    const rules = start.data.map(() => rule(op, { ...attrs, ...own[name] }));
    let values = start.data;
    for (let step = 1; step <= steps; step++) {
      const gradient = random(shape, 10 * step + index);
      inputs[`grad_step${step}.${name}`] = gradient;
      const after = values.map((theta, i) => rules[i]!(theta, gradient.data[i]!));
      values = after.map(({ theta }) => theta);
      outputs[`step${step}.${name}`] = f64(shape, values);
      if (step < steps) continue;
      for (const slot of Object.keys(after[0]!.state)) {
        outputs[`state.${slot}.${name}`] = f64(
          shape,
          after.map(({ state }) => state[slot]!),
        );
      }
    }
  }
  return torch(op, { steps, ...attrs }, inputs, params, outputs);
}

const resolvedAdam = {
  betas: [0.9, 0.999],
  eps: 1e-8,
  foreach: null,
  capturable: false,
  fused: false,
  differentiable: false,
};

describe('steps of the optimisers', () => {
  test.each<[string, ConformanceCase]>([
    ['sgd', stepsCase('sgd', { lr: 0.1 })],
    ['sgd, momentum and dampening', stepsCase('sgd', { lr: 0.1, momentum: 0.9, dampening: 0.5 })],
    [
      'sgd, Nesterov and weight decay',
      stepsCase('sgd', { lr: 0.1, momentum: 0.9, nesterov: true, weight_decay: 0.05 }),
    ],
    ['sgd, maximising', stepsCase('sgd', { lr: 0.1, maximize: true })],
    ['adam, nothing given', stepsCase('adam', {})],
    [
      'adam, all that resolved gives',
      stepsCase('adam', { lr: 0.01, resolved: { lr: 0.01, weight_decay: 0, ...resolvedAdam } }),
    ],
    ['adam, L2, betas, eps', stepsCase('adam', { lr: 0.05, betas: [0.8, 0.95], eps: 1e-4, weight_decay: 0.2 })],
    ['adam, AMSGrad', stepsCase('adam', { lr: 0.01, betas: [0.9, 0.5], amsgrad: true })],
    ['adamw, its own weight decay', stepsCase('adamw', { lr: 0.1 })],
    [
      'adamw, AMSGrad, maximising',
      stepsCase('adamw', { lr: 0.1, weight_decay: 0.3, betas: [0.9, 0.5], amsgrad: true, maximize: true }),
    ],
    [
      'groups by parameter',
      stepsCase(
        'adamw',
        { lr: 0.01, param_groups: { b: { lr: 0.1, weight_decay: 0 } } },
        { b: { lr: 0.1, weight_decay: 0 } },
      ),
    ],
    [
      'groups as PyTorch lists them, one without momentum',
      stepsCase(
        'sgd',
        {
          lr: 0.01,
          param_groups: [{ params: ['w'], lr: 0.1, momentum: 0.9 }, { params: ['b'] }],
          resolved: { lr: 0.1, momentum: 0.9 },
        },
        { w: { lr: 0.1, momentum: 0.9 } },
      ),
    ],
  ])('%s', async (_, each) => {
    expect(await outcomeOf(each)).toMatchObject({ status: 'pass' });
  });

  test('a wrong rule fails: Nesterov’s case without Nesterov', async () => {
    const right = stepsCase('sgd', { lr: 0.1, momentum: 0.9, nesterov: true });
    if (right.format !== 'torch') throw new Error('not a torch case');
    const wrong = { ...right, content: { ...right.content, attrs: { ...right.content.attrs, nesterov: false } } };
    expect(await outcomeOf(wrong)).toMatchObject({ status: 'fail' });
  });

  test('what is not known is said', async () => {
    expect(await outcomeOf(stepsCase('sgd', { lr: 0.1, centered: true }))).toMatchObject({
      status: 'unsupported',
      reason: 'the attribute centered is not known',
    });
    expect(await outcomeOf(stepsCase('adam', { param_groups: { v: { lr: 1 } } }))).toMatchObject({
      status: 'unsupported',
      reason: 'the group of v, which is no parameter',
    });
    const more = stepsCase('sgd', { lr: 0.1 });
    if (more.format !== 'torch') throw new Error('not a torch case');
    const inputs = { ...more.content.inputs, 'grad_step9.w': random([2, 3], 1) };
    expect(await outcomeOf({ ...more, content: { ...more.content, inputs } })).toMatchObject({
      status: 'unsupported',
      reason: 'the input grad_step9.w is not known',
    });
  });
});

describe('clipping', () => {
  const gradients = { a: random([3, 4], 1), b: random([5], 2), c: random([], 3) };
  const all = Object.values(gradients).flatMap(({ data }) => data);

  test.each<[string, number | string, number, number]>([
    ['p = 1', 1, all.reduce((sum, g) => sum + Math.abs(g), 0), 1.5],
    ['p = 2', 2, Math.hypot(...all), 1.5],
    ['p = 3', 3, Math.cbrt(all.reduce((sum, g) => sum + Math.abs(g) ** 3, 0)), 1.5],
    ['p = ∞', 'inf', Math.max(...all.map(Math.abs)), 1.5],
    ['short enough already', 2, Math.hypot(...all), 100],
  ])('by norm, %s', async (_, normType, norm, maxNorm) => {
    const factor = Math.min(1, maxNorm / (norm + 1e-6));
    const outputs = Object.entries(gradients).map(
      ([name, { shape, data }]) =>
        [
          name,
          f64(
            shape,
            data.map((g) => g * factor),
          ),
        ] as const,
    );
    const attrs = { max_norm: maxNorm, norm_type: normType, error_if_nonfinite: false };
    const truth = { total_norm: f64([], [norm]), ...Object.fromEntries(outputs) };
    const outcome = await outcomeOf(torch('clip_grad_norm', attrs, gradients, {}, truth));
    expect(outcome).toMatchObject({ status: 'pass' });
    // Every norm has a derived bound, the powers as well.
    expect(outcome.tensors?.every(({ derived }) => derived !== undefined && derived < 1e-4)).toBe(true);
  });

  test('by value', async () => {
    const outputs = Object.entries(gradients).map(([name, { shape, data }]) => [
      name,
      f64(
        shape,
        data.map((g) => Math.min(0.5, Math.max(-0.5, g))),
      ),
    ]);
    const each = torch('clip_grad_value', { clip_value: 0.5 }, gradients, {}, Object.fromEntries(outputs) as Tensors);
    expect(await outcomeOf(each)).toMatchObject({ status: 'pass', error: 0 });
  });
});

describe('training a linear model from end to end', () => {
  const [n, inputs, outputs] = [6, 3, 2];
  const x = random([n, inputs], 21);
  const target = random([n, outputs], 22);
  const start = { w: random([outputs, inputs], 23), b: random([outputs], 24) };

  /** Loss and gradients of mean((x wᵀ + b − target)²), by loops. */
  function lossAndGradients(w: readonly number[], b: readonly number[]): { loss: number; w: number[]; b: number[] } {
    const result = { loss: 0, w: w.map(() => 0), b: b.map(() => 0) };
    for (let i = 0; i < n; i++) {
      for (let o = 0; o < outputs; o++) {
        let error = b[o]! - target.data[i * outputs + o]!;
        for (let k = 0; k < inputs; k++) error += x.data[i * inputs + k]! * w[o * inputs + k]!;
        result.loss += error ** 2 / (n * outputs);
        const slope = (2 * error) / (n * outputs);
        result.b[o]! += slope;
        for (let k = 0; k < inputs; k++) result.w[o * inputs + k]! += slope * x.data[i * inputs + k]!;
      }
    }
    return result;
  }

  function trainingCase(
    op: string,
    attrs: Settings & { clip_grad_norm?: number; clip_grad_value?: number },
  ): ConformanceCase {
    const rules = [...start.w.data, ...start.b.data].map(() => rule(op, attrs));
    let [w, b] = [start.w.data, start.b.data];
    const truth: Tensors = {};
    for (let step = 1; step <= 4; step++) {
      const { loss, w: gw, b: gb } = lossAndGradients(w, b);
      truth[`step${step}.loss`] = f64([], [loss]);
      let gradients = [...gw, ...gb];
      const { clip_grad_norm: maxNorm, clip_grad_value: limit } = attrs;
      if (maxNorm !== undefined) {
        const norm = Math.hypot(...gradients);
        truth[`step${step}.total_norm`] = f64([], [norm]);
        gradients = gradients.map((g) => g * Math.min(1, maxNorm / (norm + 1e-6)));
      }
      if (limit !== undefined) gradients = gradients.map((g) => Math.min(limit, Math.max(-limit, g)));
      const after = [...w, ...b].map((theta, i) => rules[i]!(theta, gradients[i]!).theta);
      [w, b] = [after.slice(0, w.length), after.slice(w.length)];
      truth[`step${step}.w`] = f64([outputs, inputs], w);
      truth[`step${step}.b`] = f64([outputs], b);
    }
    const given = { steps: 4, loss: 'mse(x @ w^T + b, target), mean', ...attrs };
    return torch(`train_linear_${op}`, given, { x, target }, start, truth);
  }

  test.each<[string, ConformanceCase]>([
    ['sgd', trainingCase('sgd', { lr: 0.1 })],
    ['sgd with momentum, clipped by value', trainingCase('sgd', { lr: 0.1, momentum: 0.9, clip_grad_value: 0.2 })],
    ['adam, clipped by norm', trainingCase('adam', { lr: 0.05, clip_grad_norm: 0.5 })],
    ['adamw', trainingCase('adamw', { lr: 0.05, weight_decay: 0.1 })],
  ])('%s', async (_, each) => {
    expect(await outcomeOf(each)).toMatchObject({ status: 'pass' });
  });
});
