import { grad, jacobian } from '@gradbook/autograd';
import {
  add,
  float64,
  Float64Tensor,
  matmul,
  mean,
  mul,
  relu,
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

import { lstmCell, rnnCell } from '../cells/cells.ts';
import { gradientFlow } from '../dynamics/gradient-flow.ts';
import { manyToOneHead, regressionHead, sequenceLoss } from '../heads/heads.ts';
import { type WatchState } from '../layers/direction.ts';
import { lstm, rnn } from '../layers/layers.ts';
import { distance, identity, rowAt, sample, sampleParameters } from '../testing/samples.ts';

// The equations about RNNs and LSTMs of the courses' homework and review, each as it is stated there.

const close = 1e-12;
const power = (w: Float64Tensor, k: number): Float64Tensor =>
  k === 0 ? identity(w.shape[0]!) : matmul(w, power(w, k - 1));
const norm = (x: Float64Tensor) => Math.hypot(...x.data);

const functions: Readonly<Record<string, (x: Float64Tensor) => Float64Tensor>> = {
  tanh,
  relu,
  sigmoid,
  linear: (x) => x,
};

describe('h_t = w (u_t + h_{t−1})', () => {
  const u = float64([[2], [3], [5]]);
  const y = (w: Value): Value => {
    const weight = reshape(w, [1, 1]);
    return sum(rnn<Value>({ weight_ih_l0: weight, weight_hh_l0: weight }, u, { nonlinearity: 'linear' }).last);
  };

  test('y = w u_3 + w² u_2 + w³ u_1 and dy/dw = u_3 + 2w u_2 + 3w² u_1', () => {
    const w = 7;
    expect(sum(float64([w * 5, w ** 2 * 3, w ** 3 * 2])).data[0]).toBe((y(float64(w)) as Float64Tensor).data[0]);
    expect(grad(y)(float64(w)).data[0]).toBe(5 + 2 * w * 3 + 3 * w ** 2 * 2);
  });

  test('dy/dw sums its edges: t, s, r and w on the way back', () => {
    const [w, u1, u2, u3] = [7, 2, 3, 5];
    const r = u2 + w * u1;
    const t = w * r + u3;
    // ∂y/∂t = w, ∂y/∂s = w, ∂y/∂r = w², ∂y/∂q = w²: y = w t, s = w r, q = w u₁.
    expect(grad(y)(float64(w)).data[0]).toBe(t + w * r + w ** 2 * u1);
  });
});

describe('implementing RNNs', () => {
  const params = sampleParameters(1, { input: 1, hidden: 1 }, { inputs: 2, hidden: 3, bias: false });
  const [Wx, Wh] = [params['weight_ih_l0']!, params['weight_hh_l0']!];
  const b = sample(2, [3]);
  const x = sample(3, [4, 2]);
  const withBias = { ...params, bias_ih_l0: b };

  test.each(['tanh', 'relu', 'linear', 'sigmoid'] as const)(
    'h_t = σ(W^h h_{t−1} + W^x x_t + b), σ = %s',
    (nonlinearity) => {
      const σ = functions[nonlinearity];
      const { output } = rnn(withBias, x, { nonlinearity });
      let h = new Float64Tensor([3, 1], [0, 0, 0]);
      for (let t = 0; t < 4; t++) {
        const xt = reshape(rowAt(x, t), [2, 1]);
        h = σ!(add(add(matmul(Wh, h), matmul(Wx, xt)), reshape(b, [3, 1])));
        expect(distance(rowAt(output, t), reshape(h, [3]))).toBeLessThan(close);
      }
    },
  );

  const head = { weight: sample(4, [1, 3]), bias: sample(5, [1]) };

  test('ŷ_t = W^f h_t + b^f at every step; many to one is the last of them', () => {
    const hidden = rnn(withBias, x);
    const predicted = regressionHead(head, hidden);
    for (let t = 0; t < 4; t++) {
      const expected = add(matmul(head.weight, reshape(rowAt(hidden.output, t), [3, 1])), head.bias);
      expect(distance(rowAt(predicted, t), reshape(expected, [1]))).toBeLessThan(close);
    }
    expect(distance(manyToOneHead(head, hidden), rowAt(predicted, 3))).toBe(0);
  });

  test('the running average: a loss over all steps, and one at the last', () => {
    // The average of 2, 4, 9 so far is 2, 3, 5.
    const inputs = float64([[[2], [4], [9]]]);
    const averages = float64([[[2], [3], [5]]]);
    expect(sequenceLoss(inputs, averages, { batchFirst: true }).data[0]).toBeCloseTo((0 + 1 + 16) / 3, 12);
    expect(sequenceLoss(inputs, averages, { batchFirst: true, at: 'last' }).data[0]).toBe(16);
  });

  const lossOf = (weights: readonly Value[]): Value => {
    let h: Value = new Float64Tensor([1, 3], [0, 0, 0]);
    for (const [t, weight] of weights.entries()) {
      const own: { weight_ih: Value; weight_hh: Value } = { weight_ih: Wx, weight_hh: weight };
      h = rnnCell<Value>(own, reshape(rowAt(x, t), [1, 2]), h);
    }
    return sum(square(h));
  };

  test('a gradient in W^h is summed over every step’s use of it', () => {
    const unshared = grad(lossOf)([Wh, Wh, Wh, Wh]);
    const total = unshared.reduce((a, c) => add(a, c));
    const shared = grad((weight: Value) => sum(square(rnn<Value>({ weight_ih_l0: Wx, weight_hh_l0: weight }, x).last)))(
      Wh,
    );
    expect(distance(total, shared)).toBeLessThan(close);
  });

  test('without nonlinearity ∂L/∂h_t = 2 (ŷ − y) W^f (W^h)^(T−t)', async () => {
    const target = float64([[0.5]]);
    const found: Float64Tensor[] = [];
    const loss = (watch?: WatchState): Value => {
      const hidden = rnn<Value>(params, x, { nonlinearity: 'linear', watch });
      return mean(square(sub(manyToOneHead<Value>(head, hidden), reshape(target, [1]))));
    };
    const flow = await gradientFlow((watch) => loss(watch));
    const error = manyToOneHead(head, rnn(params, x, { nonlinearity: 'linear' })).data[0]! - 0.5;
    for (let t = 0; t < 4; t++) found.push(mul(matmul(head.weight, power(Wh, 3 - t)), 2 * error));
    found.forEach((expected, t) => expect(flow.series[0]!.gradientNorms[t]).toBeCloseTo(norm(expected), 12));
  });

  test('ReLU keeps no state small, tanh keeps all in (−1, 1) and saturates', async () => {
    const growing = { weight_ih_l0: sample(6, [6, 2]), weight_hh_l0: mul(identity(6), 1.5) };
    const long = new Float64Tensor([40, 2], sample(7, [80]).data.map(Math.abs));
    const flowOf = (nonlinearity: 'relu' | 'tanh') =>
      gradientFlow((watch) => sum(rnn<Value>(growing, long, { nonlinearity, watch }).last));
    const [relus, tanhs] = [(await flowOf('relu')).series[0]!, (await flowOf('tanh')).series[0]!];
    expect(relus.norms[39]).toBeGreaterThan(1e4);
    expect(Math.max(...tanhs.norms)).toBeLessThan(Math.sqrt(6));
    expect(relus.gradientNorms[0]! / relus.gradientNorms[39]!).toBeGreaterThan(1e4);
    expect(tanhs.gradientNorms[0]! / tanhs.gradientNorms[39]!).toBeLessThan(1e-4);
  });

  test('a loss at every step makes gradients large, but those of late losses in early states as small as before', async () => {
    const vanishing = { weight_ih_l0: sample(6, [3, 2]), weight_hh_l0: mul(identity(3), 0.3) };
    const long = sample(8, [20, 2]);
    const flowOf = (every: boolean) =>
      gradientFlow((watch) => {
        const { output, last } = rnn<Value>(vanishing, long, { nonlinearity: 'linear', watch });
        return every ? sum(output) : sum(last);
      });
    const [every, last] = [(await flowOf(true)).series[0]!, (await flowOf(false)).series[0]!];
    expect(every.gradientNorms[0]).toBeGreaterThan(1);
    expect(last.gradientNorms[0]).toBeCloseTo(Math.sqrt(3) * 0.3 ** 19, 20);
  });
});

describe('LSTM', () => {
  const params = sampleParameters(9, { input: 4, hidden: 4 }, { inputs: 2, hidden: 3 });
  const cell = {
    weight_ih: params['weight_ih_l0']!,
    weight_hh: params['weight_hh_l0']!,
    bias_ih: params['bias_ih_l0']!,
    bias_hh: params['bias_hh_l0']!,
  };
  const [x, h, c] = [sample(10, [1, 2]), sample(11, [1, 3]), sample(12, [1, 3])];
  /** x U + h W + b of gate k, U and W as the document writes them: transposed rows of ours. */
  const gate = (k: number) => {
    const block = (m: Float64Tensor) => slice(m, [3 * k, 0], [3, -1]);
    const bias = add(slice(cell.bias_ih, [3 * k], [3]), slice(cell.bias_hh, [3 * k], [3]));
    const products = add(matmul(x, transpose(block(cell.weight_ih))), matmul(h, transpose(block(cell.weight_hh))));
    return add(products, bias);
  };

  test('C_t = f∘C_{t−1} + i∘C̃_t and h_t = tanh(C_t)∘o', () => {
    const [i, f, candidate, o] = [sigmoid(gate(0)), sigmoid(gate(1)), tanh(gate(2)), sigmoid(gate(3))];
    const expected = add(mul(f, c), mul(i, candidate));
    const state = lstmCell(cell, x, { h, c });
    expect(distance(state.c, expected)).toBeLessThan(close);
    expect(distance(state.h, mul(tanh(expected), o))).toBeLessThan(close);
  });

  test('∂C_t/∂C_{t−1} is diagonal with f_t on the diagonal', () => {
    const found = jacobian((previous: Value) => lstmCell<Value>(cell, x, { h, c: previous }).c)(c);
    const f = sigmoid(gate(1)).data;
    const expected = float64(
      Array.from({ length: 3 }, (_, row) => [0, 1, 2].map((column) => (row === column ? f[row]! : 0))),
    );
    expect(distance(reshape(found, [3, 3]), expected)).toBeLessThan(close);
  });

  test('with forget gates open the cell’s gradient does not vanish, a plain layer’s does', async () => {
    // f = σ(20): 1 to within 2·10⁻⁹.
    const open = {
      weight_ih_l0: sample(13, [4, 1]),
      weight_hh_l0: float64([[0], [0], [0], [0]]),
      bias_ih_l0: float64([0, 20, 0, 0]),
    };
    const inputs = mul(sample(14, [50, 1]), 0.1);
    const flow = await gradientFlow((watch) => sum(lstm<Value>(open, inputs, { watch }).state.c));
    const cells = flow.series.find(({ state }) => state === 'cell')!;
    expect(cells.gradientNorms[0]).toBeGreaterThan(0.999);
    const plain = { weight_ih_l0: sample(13, [1, 1]), weight_hh_l0: float64([[0.5]]) };
    const other = await gradientFlow((watch) => sum(rnn<Value>(plain, inputs, { watch }).last));
    expect(other.series[0]!.gradientNorms[0]).toBeLessThan(0.5 ** 49);
  });
});
