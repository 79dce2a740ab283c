import { add, float64, type Float64Tensor, Float64Tensor as Tensor64, reshape } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { additiveAttention } from '../additive/additive.ts';
import { additiveScore, attention, mixture, softargmax } from '../testing/naive.ts';
import { distance, matricesOf, rounding, rowsOf, sample } from '../testing/samples.ts';
import { scaledDotProductAttention } from './dot-product.ts';

const [query, key, value] = [sample(1, [2, 3, 4]), sample(2, [2, 5, 4]), sample(3, [2, 5, 6])];

describe('scaledDotProductAttention', () => {
  test.each([
    ['plain', {}, {}, 1 / 2],
    ['a scale', { scale: 1 }, {}, 1],
    ['causal', { causal: true }, { allowed: (i: number, j: number) => j <= i }, 1 / 2],
  ])('%s: the definition', (_, options, naive, scale) => {
    const { output, weights } = scaledDotProductAttention(query, key, value, options);
    const expected = [0, 1].map((n) =>
      attention(matricesOf(query)[n]!, matricesOf(key)[n]!, matricesOf(value)[n]!, scale, naive),
    );
    expect(distance(output, float64(expected.map((each) => each.output)))).toBeLessThan(rounding);
    expect(distance(weights, float64(expected.map((each) => each.weights)))).toBeLessThan(rounding);
  });

  test('a mask of floats moves the scores', () => {
    const mask = sample(4, [3, 5], 2);
    const added = rowsOf(mask);
    const { output } = scaledDotProductAttention(query, key, value, { mask });
    const expected = [0, 1].map(
      (n) =>
        attention(matricesOf(query)[n]!, matricesOf(key)[n]!, matricesOf(value)[n]!, 1 / 2, {
          added: (i, j) => added[i]![j]!,
        }).output,
    );
    expect(distance(output, float64(expected))).toBeLessThan(rounding);
  });

  test('says what does not fit', () => {
    expect(() => scaledDotProductAttention(query, sample(1, [2, 5, 3]), value)).toThrow(
      /scaledDotProductAttention: got .* a query \[..., L, E\], a key \[..., S, E\]/,
    );
    expect(() => scaledDotProductAttention(query, key, sample(1, [2, 4, 6]))).toThrow(/a value \[..., S, features\]/);
  });
});

describe('additiveAttention', () => {
  const params = {
    weight_query: sample(5, [7, 4]),
    weight_key: sample(6, [7, 4]),
    weight_score: sample(7, [7], 2),
    bias: sample(8, [7]),
  };
  const naive = {
    W_key: rowsOf(params.weight_key),
    W_query: rowsOf(params.weight_query),
    v: [...params.weight_score.data],
  };
  const weightsOf = (q: readonly number[], keys: readonly (readonly number[])[]): number[] =>
    softargmax(keys.map((k) => additiveScore(naive, k, q, [...params.bias.data])));

  test('the definition, for several queries', () => {
    const { output, weights } = additiveAttention(params, query, key, { value });
    const expected = matricesOf(query).map((rows, n) => rows.map((q) => weightsOf(q, matricesOf(key)[n]!)));
    expect(distance(weights, float64(expected))).toBeLessThan(rounding);
    const mixed = expected.map((rows, n) => rows.map((a) => mixture(a, matricesOf(value)[n]!)));
    expect(distance(output, float64(mixed))).toBeLessThan(rounding);
  });

  test('a single query is one of several; the keys are the values unless given', () => {
    const one: Float64Tensor = sample(1, [2, 4]);
    const single = additiveAttention(params, one, key);
    const several = additiveAttention(params, reshape(one, [2, 1, 4]), key, { value: add(key, 0) });
    expect(single.output.shape).toEqual([2, 4]);
    expect([...single.output.data]).toEqual([...several.output.data]);
  });

  test('a masked key does not matter, whatever it is', () => {
    const mask = new Tensor64([5], [1, 1, 0, 1, 1], 'bool');
    const moved = add(key, reshape(float64([0, 0, 9, 0, 0]), [1, 5, 1]));
    const given = additiveAttention(params, query, key, { mask, value }).output;
    expect(distance(given, additiveAttention(params, query, moved, { mask, value }).output)).toBe(0);
  });

  test('says what does not fit', () => {
    expect(() => additiveAttention({ ...params, bias: sample(1, [3]) }, query, key)).toThrow(
      /bias needs the shape \[7\]/,
    );
    expect(() => additiveAttention(params, query, sample(1, [2, 5, 3]))).toThrow(/weight_key needs the shape \[7, 3\]/);
  });
});
