import { grad, jacobian, vjp } from '@gradbook/autograd';
import {
  add,
  concat,
  float64,
  Float64Tensor,
  log,
  matmul,
  mul,
  neg,
  reshape,
  sigmoid,
  slice,
  square,
  sub,
  sum,
  tanh,
  transpose,
  type Value,
} from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { gatedCell, rnnCell } from '../cells/cells.ts';
import { gradientFlow } from '../dynamics/gradient-flow.ts';
import { gradientOutlook, spectralNorm } from '../dynamics/outlook.ts';
import { manyToOneHead, regressionHead } from '../heads/heads.ts';
import { orthogonal } from '../initial/initializers.ts';
import { type WatchState } from '../layers/direction.ts';
import { gatedRnn, gru, rnn } from '../layers/layers.ts';
import { distance, identity, rowAt, sample, sampleParameters } from '../testing/samples.ts';

// The equations of the courses' theory questions about recurrent layers, each as it is stated there.

const close = 1e-12;

describe('the gated cell', () => {
  const [m, n] = [3, 2];
  const [Wc, Wx, Wh] = [sample(15, [m, n]), sample(16, [m, n]), sample(17, [m, m])];
  const params = { weight_ih_l0: concat([Wc, Wx]), weight_hh_l0: Wh };
  const x = sample(18, [4, n]);

  test('c[t] = σ(W_c x[t] + W_h h[t−1]) ∈ R^m and h[t] = c[t]∘h[t−1] + (1 − c[t])∘W_x x[t]', () => {
    const { output } = gatedRnn(params, x);
    let h = new Float64Tensor([m, 1], [0, 0, 0]);
    for (let t = 0; t < 4; t++) {
      const xt = reshape(rowAt(x, t), [n, 1]);
      const c = sigmoid(add(matmul(Wc, xt), matmul(Wh, h)));
      h = add(mul(c, h), mul(sub(1, c), matmul(Wx, xt)));
      expect(distance(rowAt(output, t), reshape(h, [m]))).toBeLessThan(close);
    }
  });

  test('∂ℓ/∂W_x = Σ_t ((1 − c[t])∘∂ℓ/∂h[t]) x[t]ᵀ ∈ R^(m×n), with total derivatives ∂ℓ/∂h[t]', () => {
    const zeros = Array.from({ length: 4 }, () => new Float64Tensor([1, m], [0, 0, 0]));
    const loss = (watch: WatchState, weight: Value): Value =>
      sum(square(gatedRnn<Value>({ weight_ih_l0: concat<Value>([Wc, weight]), weight_hh_l0: Wh }, x, { watch }).last));
    const { pullback } = vjp(
      (added: readonly Value[], weight: Value) =>
        loss((value, { step }) => add<Value>(value, added[step]!) as typeof value, weight),
      zeros,
      Wx,
    );
    const [atStates, found] = pullback(float64(1));
    const { output } = gatedRnn(params, x);
    let expected = new Float64Tensor([m, n], new Float64Array(m * n));
    for (let t = 0; t < 4; t++) {
      const before = t === 0 ? new Float64Tensor([m], [0, 0, 0]) : rowAt(output, t - 1);
      const xt = reshape(rowAt(x, t), [n, 1]);
      const c = sigmoid(add(matmul(Wc, xt), matmul(Wh, reshape(before, [m, 1]))));
      const direct = mul(sub(1, c), reshape(atStates[t]!, [m, 1]));
      expected = add(expected, matmul(direct, transpose(xt)));
    }
    expect(distance(found, expected)).toBeLessThan(close);
  });

  test('part of ∂h[t]/∂h[t−1] is diag(c[t]): with c near 1 it is the identity, and nothing vanishes', () => {
    const h = sample(19, [1, m]);
    const large = mul(sample(15, [m, n]), 0);
    const kept = { weight_ih: concat([large, Wx]), weight_hh: mul(Wh, 0), bias_ih: float64([40, 40, 40, 0, 0, 0]) };
    const found = jacobian((before: Value) => gatedCell<Value>(kept, sample(20, [1, n]), before))(h);
    expect(distance(reshape(found, [m, m]), identity(m))).toBeLessThan(close);
  });
});

describe('two forms of the recurrence', () => {
  const params = sampleParameters(21, { input: 1, hidden: 1 }, { inputs: 2, hidden: 3 });
  const x = sample(22, [6, 1, 2]);
  const g0 = sample(23, [1, 1, 3]);

  test('g_t = W σ(g_{t−1}) + U x_t + b has h_t = σ(g_t) where h_0 = σ(g_0)', () => {
    const g = rnn(params, x, { recurrence: 'g', state: g0 });
    const h = rnn(params, x, { state: tanh(g0) });
    expect(distance(tanh(g.output), h.output)).toBeLessThan(close);
    expect(distance(tanh(g.state), h.state)).toBeLessThan(close);
  });

  test.each([
    ['tanh', 1],
    ['sigmoid', 1 / 4],
  ] as const)('λ₁(WᵀW) ≤ δ²/γ² gives ‖∂g_T/∂g_0‖ ≤ δᵀ, σ = %s, γ = %f', (nonlinearity, slope) => {
    const weight = mul(params['weight_hh_l0']!, 0.9 / slope / spectralNorm(params['weight_hh_l0']!));
    const delta = slope * spectralNorm(weight);
    expect(gradientOutlook(weight, nonlinearity).verdict).toBe('vanishes');
    const all = { ...params, weight_hh_l0: weight };
    for (const steps of [1, 3, 6]) {
      const cut = slice(x, [0, 0, 0], [steps, 1, 2]);
      for (const recurrence of ['g', 'h'] as const) {
        const end = jacobian((start: Value) => rnn<Value>(all, cut, { nonlinearity, recurrence, state: start }).state)(
          g0,
        );
        expect(spectralNorm(reshape(end, [3, 3]))).toBeLessThanOrEqual(delta ** steps * (1 + close));
      }
    }
  });

  test('a larger norm is necessary for explosion, not sufficient', () => {
    const weight = mul(identity(3), 4);
    expect(gradientOutlook(weight, 'tanh').verdict).toBe('undecided');
    // Saturated states: σ′ is far below 1.
    const all = { ...params, weight_hh_l0: weight, bias_ih_l0: float64([9, 9, 9]) };
    const end = jacobian((start: Value) => rnn<Value>(all, x, { recurrence: 'g', state: start }).state)(mul(g0, 0));
    expect(spectralNorm(reshape(end, [3, 3]))).toBeLessThan(1e-9);
    // And where ‖W‖ > 1 only across eigenvectors: W² = 0.
    expect(
      gradientOutlook(
        float64([
          [0, 5],
          [0, 0],
        ]),
        'linear',
      ).verdict,
    ).toBe('vanishes');
  });

  test('an orthogonal recurrent weight keeps the gradient’s length', async () => {
    const all = { weight_ih_l0: sample(24, [8, 2]), weight_hh_l0: orthogonal()([0, 1], [8, 8]) };
    const long = sample(25, [60, 1, 2]);
    const { series } = await gradientFlow((watch) =>
      sum(rnn<Value>(all, long, { nonlinearity: 'linear', watch }).last),
    );
    for (const each of series[0]!.gradientNorms) expect(each).toBeCloseTo(Math.sqrt(8), 10);
  });
});

describe('a small network with a sigmoid output', () => {
  const [u, v, bh, by] = [0.7, 1.3, 0.2, -0.4];
  const x = float64([
    [0.5, 1.5],
    [2, 0.25],
  ]);
  const w2 = 0.6;
  /** L(y^(t)) = −ln σ(v h^(t) + b_y) with h^(t) = ReLU(w₁ x₁ + w₂ x₂ + u h^(t−1) + b_h), all positive. */
  const loss =
    (t: number) =>
    (w1: Value): Value => {
      const params = {
        weight_ih_l0: concat<Value>([reshape(w1, [1, 1]), float64([[w2]])], 1),
        weight_hh_l0: float64([[u]]),
        bias_ih_l0: float64([bh]),
      };
      const { output } = rnn<Value>(params, x, { nonlinearity: 'relu' });
      const y = sigmoid(regressionHead<Value>({ weight: float64([[v]]), bias: float64([by]) }, { output }));
      return neg(log(reshape(slice(y, [t - 1, 0], [1, 1]), [])));
    };
  const w1 = 0.9;
  const h1 = w1 * 0.5 + w2 * 1.5 + bh;
  const h2 = w1 * 2 + w2 * 0.25 + u * h1 + bh;
  const y = (h: number) => 1 / (1 + Math.exp(-(v * h + by)));

  test('∂L(y⁽¹⁾)/∂w₁ = −(1 − y⁽¹⁾) v x₁⁽¹⁾', () => {
    expect(grad(loss(1))(float64(w1)).data[0]).toBeCloseTo(-(1 - y(h1)) * v * 0.5, 12);
  });

  test('two paths lead from w₁ to L(y⁽²⁾): −(1 − y⁽²⁾) v x₁⁽²⁾ and −(1 − y⁽²⁾) v u x₁⁽¹⁾', () => {
    const outer = -(1 - y(h2)) * v;
    expect(grad(loss(2))(float64(w1)).data[0]).toBeCloseTo(outer * 2 + outer * u * 0.5, 12);
  });
});

describe('deep, bidirectional and batched', () => {
  test('h₁ = f₁(W₁x + U₁h₁ + b₁), h₂ = f₂(W₂h₁ + U₂h₂ + b₂), y = f_y(V (h₁ + h₂))', () => {
    const params = sampleParameters(26, { input: 1, hidden: 1 }, { inputs: 2, hidden: 3, layers: 2 });
    const x = sample(27, [5, 2]);
    const { output } = rnn(params, x, { residual: true });
    const layer = (k: number) =>
      Object.fromEntries(
        Object.entries(params).flatMap(([name, value]) =>
          name.endsWith(`_l${k}`) ? [[name.replace(/\d$/, '0'), value]] : [],
        ),
      );
    const h1 = rnn(layer(0), x).output;
    const h2 = rnn(layer(1), h1).output;
    expect(distance(output, add(h1, h2))).toBe(0);
    const V = sample(28, [2, 3]);
    const y = matmul(add(h1, h2), V, { transposeB: true });
    expect(distance(regressionHead({ weight: V }, { output }), y)).toBe(0);
  });

  test('a backward run h←_t = f(W x_t + U h←_{t+1} + b), and y_t = f_y(V (h→_t ⊕ h←_t))', () => {
    const params = sampleParameters(29, { input: 1, hidden: 1 }, { inputs: 2, hidden: 3, bidirectional: true });
    const x = sample(30, [5, 2]);
    const { output } = rnn(params, x);
    const cell = (suffix: string) => ({
      weight_ih: params[`weight_ih_l0${suffix}`]!,
      weight_hh: params[`weight_hh_l0${suffix}`]!,
      bias_ih: params[`bias_ih_l0${suffix}`]!,
      bias_hh: params[`bias_hh_l0${suffix}`]!,
    });
    const forward: Float64Tensor[] = [];
    const backward: Float64Tensor[] = [];
    for (let t = 0; t < 5; t++) forward[t] = rnnCell(cell(''), rowAt(x, t), forward[t - 1]);
    for (let t = 4; t >= 0; t--) backward[t] = rnnCell(cell('_reverse'), rowAt(x, t), backward[t + 1]);
    for (let t = 0; t < 5; t++)
      expect(distance(rowAt(output, t), concat([forward[t]!, backward[t]!]))).toBeLessThan(close);
  });

  test('padding a batch changes neither predictions nor updates', () => {
    const params = sampleParameters(31, { input: 3, hidden: 3 }, { inputs: 2, hidden: 3 });
    const head = { weight: sample(32, [1, 3]) };
    const lengths = [2, 4, 3];
    const batch = sample(33, [4, 3, 2]);
    const padded = (p: Readonly<Record<string, Value>>): Value =>
      sum(manyToOneHead<Value>(head, gru<Value>(p, batch, { lengths })));
    const alone = (p: Readonly<Record<string, Value>>): Value =>
      lengths
        .map((length, i) => {
          const own = reshape(slice(batch, [0, i, 0], [length, 1, 2]), [length, 2]);
          return sum(manyToOneHead<Value>(head, gru<Value>(p, own)));
        })
        .reduce((a, b) => add(a, b));
    expect((padded(params) as Float64Tensor).data[0]).toBeCloseTo((alone(params) as Float64Tensor).data[0]!, 12);
    const [one, other] = [grad(padded)(params), grad(alone)(params)];
    for (const [name, value] of Object.entries(one)) expect(distance(value, other[name]!)).toBeLessThan(close);
  });
});
