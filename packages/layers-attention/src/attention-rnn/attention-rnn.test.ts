import { jacobian, vjp } from '@gradbook/autograd';
import { add, float64, type Float64Tensor, key, matmul, reshape, slice, type Value } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { initialAttentionRnn } from '../initial/models.ts';
import { dot, mixture, plus, scaled, softargmax, times } from '../testing/naive.ts';
import { distance, rounding, rowsOf, sample, shaken } from '../testing/samples.ts';
import { attentionRnn, attentionRnnStep, type AttentionRnnParameters } from './attention-rnn.ts';

const m = 3;
const kinds: Readonly<Record<string, AttentionRnnParameters<Float64Tensor>>> = {
  '(2)': shaken(initialAttentionRnn(key(0), { inputSize: 2, hiddenSize: m, window: 2, querySize: 4 }), 1),
  '(∞), the input apart': shaken(initialAttentionRnn(key(0), { inputSize: 2, hiddenSize: m, window: Infinity }), 2),
  '(∞), all shared': shaken(
    initialAttentionRnn(key(0), { inputSize: m, hiddenSize: m, window: Infinity, sharedInput: true }),
    3,
  ),
};
const inputOf = (kind: string): Float64Tensor => sample(4, [5, kind.endsWith('shared') ? m : 2]);
const matrix = (params: AttentionRnnParameters<Float64Tensor>, letter: string, i: number): number[][] =>
  rowsOf((params[`${letter}_${i}`] ?? params[letter])!);

/** h[1] … h[T] and the weights, one number after another. */
function definition(kind: string): { states: number[][]; weights: number[][] } {
  const params = kinds[kind]!;
  const states: number[][] = [];
  const weights: number[][] = [];
  const zeros = Array<number>(m).fill(0);
  for (const [t, input] of rowsOf(inputOf(kind)).entries()) {
    const last = kind === '(2)' ? 2 : t;
    const terms = [input, ...Array.from({ length: last }, (_, i) => states[t - 1 - i] ?? zeros)];
    const each = (letter: string): number[][] => terms.map((term, i) => times(matrix(params, letter, i), term));
    const [q, k, v] = [each('Q'), each('K'), each('V')];
    const a = softargmax(q!.map((own, i) => dot(own, k![i]!)));
    states.push(mixture(a, v!));
    weights.push([...a, ...Array<number>((kind === '(2)' ? 3 : 5) - a.length).fill(0)]);
  }
  return { states, weights };
}

describe.each(Object.keys(kinds))('AttentionRNN%s', (kind) => {
  const params = kinds[kind]!;
  const x = inputOf(kind);

  test('is its equations', () => {
    const { output, weights } = attentionRnn(params, x);
    const expected = definition(kind);
    expect(distance(output, float64(expected.states))).toBeLessThan(rounding);
    expect(distance(weights, float64(expected.weights))).toBeLessThan(rounding);
  });

  test('goes on where it stopped, and step by step', () => {
    const { output } = attentionRnn(params, x);
    const row = (t: number): Float64Tensor => reshape(slice(output, [t, 0], [1, m]), [m]);
    const earlier = kind === '(2)' ? [row(2), row(1)] : [row(2), row(1), row(0)];
    const rest = attentionRnn(params, slice(x, [3, 0], [2, -1]), { past: earlier });
    expect(distance(rest.output, slice(output, [3, 0], [2, m]))).toBeLessThan(rounding);
    const step = attentionRnnStep(params, reshape(slice(x, [3, 0], [1, -1]), [x.shape[1]!]), earlier);
    expect(distance(step.h, row(3))).toBeLessThan(rounding);
  });

  test('a batch is its examples', () => {
    const batch = add(sample(5, [2, 5, x.shape[1]!]), 0);
    const { output } = attentionRnn(params, batch);
    for (const n of [0, 1]) {
      const alone = attentionRnn(params, reshape(slice(batch, [n, 0, 0], [1, 5, -1]), [5, x.shape[1]!])).output;
      expect(distance(reshape(slice(output, [n, 0, 0], [1, 5, m]), [5, m]), alone)).toBeLessThan(rounding);
    }
  });

  // ∂h[t]/∂h[t−1] = Σ_i v_i a_i (δ_{i1} − a_1)(k_1ᵀ Q_1 + q_1ᵀ K_1) + a_1 V_1
  test('the derivative with respect to a state is its formula', () => {
    const input = sample(6, [x.shape[1]!]);
    const past = [sample(7, [m]), sample(8, [m])];
    const step = attentionRnnStep(params, input, past);
    const terms = [input, ...past].map(({ data }) => [...data]);
    const values = terms.map((term, i) => times(matrix(params, 'V', i), term));
    const a = [...step.weights.data];
    for (const j of [1, 2]) {
      const [Q, K, V] = ['Q', 'K', 'V'].map((letter) => matrix(params, letter, j));
      const [q, k] = [times(Q!, terms[j]!), times(K!, terms[j]!)];
      const slope = terms[j]!.map((_, column) =>
        Q!.reduce((sum, row, r) => sum + k[r]! * row[column]! + q[r]! * K![r]![column]!, 0),
      );
      const direction = plus(...values.map((v, i) => scaled(a[i]! * (Number(i === j) - a[j]!), v)));
      const expected = direction.map((v, row) => slope.map((s, column) => v * s + a[j]! * V![row]![column]!));
      const found = jacobian((state: Value) => {
        const states: Value[] = [...past];
        states[j - 1] = state;
        return attentionRnnStep<Value>(params, input, states).h;
      })(past[j - 1]!);
      expect(distance(found, float64(expected))).toBeLessThan(rounding);
    }
  });
});

// ∂l/∂h[T] = Σ_{i=1..k} ∂l/∂h[T+i] ∂h[T+i]/∂h[T] for an l of the later states, all paths counted once.
test('the gradient of a state gathers those of the k states that see it', () => {
  const params = kinds['(2)']!;
  const inputs = [1, 2, 3].map((seed) => sample(20 + seed, [2]));
  const before = sample(24, [m]);
  const start = sample(25, [m]);
  const cotangent = sample(26, [m]);
  // l = cotangent · h[T+3]
  const last = (h1: Value, h2: Value): Value => attentionRnnStep<Value>(params, inputs[2]!, [h2, h1]).h;
  const second = (h0: Value, h1: Value): Value => attentionRnnStep<Value>(params, inputs[1]!, [h1, h0]).h;
  const first = (h0: Value): Value => attentionRnnStep<Value>(params, inputs[0]!, [h0, before]).h;
  const whole = vjp((h0: Value) => last(first(h0), second(h0, first(h0))), start).pullback(cotangent)[0];
  const h1 = first(start) as Float64Tensor;
  const h2 = second(start, h1) as Float64Tensor;
  const row = reshape(cotangent, [1, m]);
  const toSecond = matmul(row, jacobian((h: Value) => last(h1, h))(h2));
  const toFirst = add(
    matmul(row, jacobian((h: Value) => last(h, h2))(h1)),
    matmul(toSecond, jacobian((h: Value) => second(start, h))(h1)),
  );
  const gathered = add(
    matmul(toFirst, jacobian((h: Value) => first(h))(start)),
    matmul(toSecond, jacobian((h: Value) => second(h, h1))(start)),
  );
  expect(distance(reshape(gathered, [m]), whole)).toBeLessThan(rounding);
});

test('says what does not fit', () => {
  const params = kinds['(2)']!;
  expect(() =>
    attentionRnnStep(
      params,
      sample(1, [2]),
      [1, 2, 3].map(() => sample(1, [m])),
    ),
  ).toThrow('3 earlier states for AttentionRNN(2)');
  const { K_1: _, ...rest } = params;
  expect(() => attentionRnn(rest, sample(1, [5, 2]))).toThrow(/the parameter K_1 is missing/);
  expect(() => attentionRnn({ ...params, W: sample(1, [1, 1]) }, sample(1, [5, 2]))).toThrow(
    /the parameter W is unknown/,
  );
  expect(() => attentionRnn({ Q_0: sample(1, [1, 1]) }, sample(1, [5, 2]))).toThrow(/for AttentionRNN\(k\)/);
  expect(() => attentionRnn(params, sample(1, [5, 3]))).toThrow(/an input has 2 features/);
  expect(() =>
    initialAttentionRnn(key(0), { inputSize: 2, hiddenSize: 3, window: Infinity, sharedInput: true }),
  ).toThrow(/inputSize = hiddenSize/);
});
