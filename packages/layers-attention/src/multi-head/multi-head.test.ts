import { float64, Float64Tensor, key as keyOf, reshape, slice, split, transpose } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { initialMultiHead } from '../initial/attention.ts';
import { multiHead } from '../testing/naive.ts';
import { distance, matricesOf, rounding, rowsOf, sample, shaken } from '../testing/samples.ts';
import { headSize, invertMask, multiHeadAttention } from './multi-head.ts';

const params = shaken(initialMultiHead(keyOf(0), { embedSize: 6 }), 1);
const options = { heads: 3, batchFirst: true, averageWeights: false };
const [query, key, value] = [sample(2, [2, 4, 6]), sample(3, [2, 5, 6]), sample(4, [2, 5, 6])];

const first = (x: Float64Tensor): Float64Tensor => slice(x, [0, 0, 0], [1, -1, -1]);
const alone = (x: Float64Tensor): Float64Tensor => reshape(first(x), x.shape.slice(1));
/** The first example and one row more. */
const one = (x: Float64Tensor, row: Float64Tensor): Float64Tensor =>
  new Float64Tensor([1, 6, 6], [...x.data.slice(0, 30), ...row.data]);

type Allowed = (example: number, head: number, i: number, j: number) => boolean;

function definition(allowed: Allowed = () => true) {
  const [Wq, Wk, Wv] = split(params.in_proj_weight!, 3).map(rowsOf);
  const [bq, bk, bv] = split(params.in_proj_bias!, 3).map(({ data }) => [...data]);
  return [0, 1].map((n) =>
    multiHead(
      [Wq!, Wk!, Wv!],
      [bq!, bk!, bv!],
      [rowsOf(params['out_proj.weight']), [...params['out_proj.bias']!.data]],
      [matricesOf(query)[n]!, matricesOf(key)[n]!, matricesOf(value)[n]!],
      3,
      (head, i, j) => allowed(n, head, i, j),
    ),
  );
}

const bool = (shape: readonly number[], element: (index: number) => boolean): Float64Tensor =>
  new Float64Tensor(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, index) => Number(element(index))),
    'bool',
  );

describe('the definition', () => {
  test.each<readonly [string, Allowed, object]>([
    ['no mask', () => true, {}],
    ['causal', (_n, _h, i, j) => j <= i, { causal: true }],
    [
      'a mask for all',
      (_n, _h, i, j) => (i + j) % 2 === 0,
      { mask: bool([4, 5], (at) => ((at % 5) + Math.floor(at / 5)) % 2 === 0) },
    ],
    [
      'a mask for each head of each example',
      (n, h, i, j) => (n * 60 + h * 20 + i * 5 + j) % 3 !== 0,
      { mask: bool([6, 4, 5], (at) => at % 3 !== 0) },
    ],
    ['padding', (n, _h, _i, j) => n === 0 || j < 3, { keyPadding: bool([2, 5], (at) => at >= 8) }],
    [
      'padding, causal and a mask',
      (n, _h, i, j) => (n === 0 || j < 3) && j <= i && (j === 0 || i !== 2),
      {
        keyPadding: float64([0, 0, 0, 0, 0, 0, 0, 0, -Infinity, -Infinity], [2, 5]),
        causal: true,
        mask: bool([4, 5], (at) => at % 5 === 0 || Math.floor(at / 5) !== 2),
      },
    ],
  ])('%s', (_, allowed, further) => {
    const expected = definition(allowed);
    const { output, weights } = multiHeadAttention(params, query, key, value, { ...options, ...further });
    expect(distance(output, float64(expected.map((each) => each.output)))).toBeLessThan(rounding);
    expect(distance(weights, float64(expected.map((each) => each.weights)))).toBeLessThan(rounding);
  });
});

test('time first, no batch, the mean over heads', () => {
  const { output, weights } = multiHeadAttention(params, query, key, value, options);
  const turned = [query, key, value].map((x) => transpose(x, [1, 0, 2]));
  const timeFirst = multiHeadAttention(params, turned[0]!, turned[1]!, turned[2]!, { heads: 3 });
  expect(distance(transpose(timeFirst.output, [1, 0, 2]), output)).toBe(0);
  const mean = weights.data.slice(0, 20).map((a, i) => (a + weights.data[20 + i]! + weights.data[40 + i]!) / 3);
  expect(distance(slice(timeFirst.weights, [0, 0, 0], [1, 4, 5]), float64(mean, [1, 4, 5]))).toBeLessThan(rounding);
  const single = multiHeadAttention(params, alone(query), alone(key), alone(value), options);
  expect(distance(single.output, alone(output))).toBe(0);
  expect(single.weights.shape).toEqual([3, 4, 5]);
});

test('separate projections are the packed ones; keys and values may have features of their own', () => {
  const { in_proj_weight, ...rest } = params;
  const [q_proj_weight, k_proj_weight, v_proj_weight] = split(in_proj_weight!, 3);
  const separate = { ...rest, q_proj_weight, k_proj_weight, v_proj_weight };
  const expected = multiHeadAttention(params, query, key, value, options);
  expect(distance(multiHeadAttention(separate, query, key, value, options).output, expected.output)).toBe(0);
  const odd = shaken(initialMultiHead(keyOf(0), { embedSize: 6, keySize: 3, valueSize: 2 }), 5);
  expect(multiHeadAttention(odd, query, sample(1, [2, 5, 3]), sample(2, [2, 5, 2]), options).output.shape).toEqual([
    2, 4, 6,
  ]);
});

describe('appended keys', () => {
  test('a zero to attend to: a query whose keys are all padding gets the bias alone', () => {
    const keyPadding = bool([2, 5], () => true);
    const given = { ...options, keyPadding, addZeroAttention: true };
    const { output, weights } = multiHeadAttention(params, query, key, value, given);
    expect(Array.from(weights.data.slice(0, 6))).toEqual([0, 0, 0, 0, 0, 1]);
    expect(
      distance(output, float64(Array.from({ length: 8 }, () => [...params['out_proj.bias']!.data]).flat(), [2, 4, 6])),
    ).toBe(0);
  });

  test('bias_k and bias_v are a key and a value that every query sees, causal or not', () => {
    const [bias_k, bias_v] = [sample(7, [1, 1, 6]), sample(8, [1, 1, 6])];
    // With the identity as projections a further row of the inputs is the same as the biases.
    const identity = float64(
      Array.from({ length: 18 }, (_, i) => Array.from({ length: 6 }, (_x, j) => Number(i % 6 === j))),
    );
    const plain = { in_proj_weight: identity, 'out_proj.weight': params['out_proj.weight'] };
    const longer = multiHeadAttention(plain, first(query), one(key, bias_k), one(value, bias_v), {
      ...options,
      mask: bool([4, 6], (at) => at % 6 === 5 || at % 6 <= Math.floor(at / 6)),
    });
    const biased = { ...plain, bias_k, bias_v };
    const found = multiHeadAttention(biased, first(query), first(key), first(value), { ...options, causal: true });
    expect(distance(found.output, longer.output)).toBe(0);
    expect(distance(found.weights, longer.weights)).toBe(0);
  });
});

test('says what does not fit', () => {
  expect(() => multiHeadAttention(params, query, key, value, { ...options, heads: 4 })).toThrow(
    "heads × head size must be the model's size n: 4 heads cannot share 6 features; take 1, 2, 3 or 6 heads",
  );
  expect(headSize(512, 8)).toBe(64);
  expect(() => headSize(7, 0)).toThrow(RangeError);
  expect(() => multiHeadAttention({ ...params, in_proj_weight: undefined }, query, key, value, options)).toThrow(
    /either in_proj_weight, or q_proj_weight/,
  );
  expect(() => multiHeadAttention(params, query, key, slice(value, [0, 0, 0], [2, 4, 6]), options)).toThrow(
    /key and value one length/,
  );
  expect(() =>
    multiHeadAttention(params, query, key, value, { ...options, keyPadding: bool([2, 4], () => true) }),
  ).toThrow(/keyPadding needs the shape \[2, 5\]/);
  expect(() => invertMask(query)).toThrow(/expected bool/);
});
