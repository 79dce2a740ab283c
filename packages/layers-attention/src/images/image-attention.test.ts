import { grad } from '@gradbook/autograd';
import {
  add,
  float64,
  type Float64Tensor,
  Float64Tensor as Tensor64,
  key,
  mul,
  neg,
  square,
  sub,
  sum,
  type Value,
} from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { initialImageAttention } from '../initial/attention.ts';
import { additiveScore, dot, mixture, scaled, softargmax } from '../testing/naive.ts';
import { distance, matricesOf, rounding, rowsOf, sample, shaken } from '../testing/samples.ts';
import {
  annotations,
  doublyStochastic,
  hardAttentionLoss,
  hardImageAttention,
  softImageAttention,
} from './image-attention.ts';

const params = shaken(initialImageAttention(key(0), { channels: 3, querySize: 4, units: 5, gate: true }), 1);
const { weight_gate, bias_gate, ...plain } = params;
const features = sample(2, [2, 3, 2, 3]);
const query = sample(3, [2, 4]);

/** Any function of what is seen stands for the logarithmic likelihood of the answer. */
function likelihood(context: Value): Value {
  return neg(sum(square(sub(context, 0.5)), -1));
}

test('annotations are the channels of each position, row by row', () => {
  const vectors = matricesOf(annotations(features));
  const at = (n: number, c: number, y: number, x: number): number => features.data[((n * 3 + c) * 2 + y) * 3 + x]!;
  for (const [n, i, c] of [
    [0, 0, 0],
    [1, 4, 2],
    [0, 5, 1],
  ] as const) {
    expect(vectors[n]![i]![c]).toBe(at(n, c, Math.floor(i / 3), i % 3));
  }
});

test('soft: the expected vector, with and without a gate', () => {
  const soft = softImageAttention(params, features, query);
  const ungated = softImageAttention(plain, features, query);
  const naive = {
    W_key: rowsOf(plain.weight_key),
    W_query: rowsOf(plain.weight_query),
    v: [...plain.weight_score.data],
  };
  for (const n of [0, 1]) {
    const vectors = matricesOf(annotations(features))[n]!;
    const q = rowsOf(query)[n]!;
    const weights = softargmax(vectors.map((a) => additiveScore(naive, a, q, [...plain.bias!.data])));
    const context = mixture(weights, vectors);
    expect(distance(float64(matricesOf(soft.weights)[n]!.flat()), float64(weights))).toBeLessThan(rounding);
    expect(distance(float64(rowsOf(ungated.context)[n]!), float64(context))).toBeLessThan(rounding);
    const gate = 1 / (1 + Math.exp(-dot([...weight_gate!.data], q) - bias_gate!.data[0]!));
    expect(distance(float64(rowsOf(soft.context)[n]!), float64(scaled(gate, context)))).toBeLessThan(rounding);
  }
});

describe('hard', () => {
  test('looks at one position; the logarithm of its weight and the entropy', () => {
    const glimpse = hardImageAttention(plain, features, query, { key: key(1) });
    for (const n of [0, 1]) {
      const position = glimpse.positions.data[n]!;
      expect(rowsOf(glimpse.context)[n]).toEqual(matricesOf(annotations(features))[n]![position]);
      const weights = matricesOf(glimpse.weights)[n]!.flat();
      expect(Math.abs(glimpse.logProbability.data[n]! - Math.log(weights[position]!))).toBeLessThan(rounding);
      const entropy = weights.reduce((total, a) => total - a * Math.log(a), 0);
      expect(Math.abs(glimpse.entropy.data[n]! - entropy)).toBeLessThan(rounding);
    }
    expect(hardImageAttention(plain, features, query, { key: key(1) }).positions.data).toEqual(glimpse.positions.data);
    expect(softImageAttention(plain, features, query).weights.data).toEqual(glimpse.weights.data);
  });

  test('positions come with the frequency of their weights', () => {
    const draws = 4000;
    const repeat = (value: Float64Tensor): Float64Tensor =>
      new Tensor64(
        [draws, ...value.shape.slice(1)],
        Array.from({ length: draws }, () => Array.from(value.data.slice(0, value.data.length / 2))).flat(),
      );
    const { positions, weights } = hardImageAttention(plain, repeat(features), repeat(query), { key: key(2) });
    for (let position = 0; position < 6; position++) {
      const p = weights.data[position]!;
      const share = positions.data.filter((drawn) => drawn === position).length / draws;
      // Four standard deviations of a share; the key is fixed, so this fails always or never.
      expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / draws));
    }
  });

  // E over s of the surrogate's gradient = the gradient of −Σ_s α_s ln p(y | s): exactly, by enumeration, for any baseline.
  test.each([0, -1.7])('the estimate is unbiased, baseline %d', (baseline) => {
    const one = sample(4, [1, 3, 2, 3]);
    const q = sample(5, [1, 4]);
    const weights = hardImageAttention(plain, one, q, { key: key(0) }).weights.data;
    let expected: Float64Tensor | undefined;
    for (let s = 0; s < 6; s++) {
      const positions = new Tensor64([1], [s], 'int32');
      const gradient = grad((given: Value) => {
        const seen = hardImageAttention<Value>({ ...plain, weight_key: given }, one, q, { positions });
        return hardAttentionLoss(likelihood(seen.context), seen, { baseline });
      })(plain.weight_key);
      const part = mul(gradient, weights[s]!);
      expected = expected ? add(expected, part) : part;
    }
    const exact = grad((given: Value) => {
      const seen = softImageAttention<Value>({ ...plain, weight_key: given }, one, q);
      const each = likelihood(annotations(one)) as Float64Tensor;
      return neg(sum(mul(seen.weights, float64(each.data, [1, 2, 3]))));
    })(plain.weight_key);
    expect(distance(expected!, exact)).toBeLessThan(rounding);
  });

  test('its value, and the entropy as a reward', () => {
    const glimpse = { logProbability: float64([-0.5, -1]), entropy: float64([0.7, 0.3]) };
    const found = hardAttentionLoss(float64([-2, -3]), glimpse, { baseline: -1, rewardWeight: 0.5, entropyWeight: 2 });
    // −mean(−2 + ½(−1)(−½) + 1.4, −3 + ½(−2)(−1) + 0.6)
    expect(found.data[0]).toBeCloseTo(0.875, 12);
  });
});

test('the doubly stochastic term', () => {
  const weights = sample(6, [2, 4, 2, 3]);
  let expected = 0;
  for (const n of [0, 1]) {
    for (let i = 0; i < 6; i++) {
      const looked = [0, 1, 2, 3].reduce((total, t) => total + weights.data[(n * 4 + t) * 6 + i]!, 0);
      expected += (1 - looked) ** 2 / 2;
    }
  }
  expect(Math.abs(doublyStochastic(weights, 0.3).data[0]! - 0.3 * expected)).toBeLessThan(rounding);
  expect(
    doublyStochastic(
      float64([
        [
          [1, 0],
          [0, 1],
        ],
      ]),
    ).data[0],
  ).toBe(0);
});

test('says what does not fit', () => {
  expect(() => softImageAttention(plain, query, query)).toThrow(/a feature map is \[N, C, H, W\]/);
  expect(() => softImageAttention(plain, features, sample(1, [3, 4]))).toThrow(/the query needs the shape \[2, 4\]/);
  expect(() => doublyStochastic(query)).toThrow(/\[N, T, positions\]/);
});
