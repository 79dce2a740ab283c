import { type Float64Tensor, init, key, read, treeMap } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { initialAdditive, initialImageAttention, initialMultiHead } from './attention.ts';
import {
  initialAttentionRnn,
  initialCopy,
  initialDecoder,
  initialEncoderDecoder,
  initialSelfAttentiveEncoderDecoder,
  initialTransformer,
  initialTransformerRnn,
} from './models.ts';

const largest = ({ data }: Float64Tensor): number => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const make = (seed: number): object =>
  initialTransformerRnn(key(seed), { embedSize: 4, feedForwardSize: 4, targetSize: 4 });
const shapesOf = (params: object): unknown => treeMap(params, (leaf) => (leaf as Float64Tensor).shape.join('×'));

test('names and shapes', () => {
  expect(shapesOf(initialMultiHead(key(0), { embedSize: 4, keySize: 3, valueSize: 2, biasKeyValue: true }))).toEqual({
    q_proj_weight: '4×4',
    k_proj_weight: '4×3',
    v_proj_weight: '4×2',
    in_proj_bias: '12',
    'out_proj.weight': '4×4',
    'out_proj.bias': '4',
    bias_k: '1×1×4',
    bias_v: '1×1×4',
  });
  const sizes = { inputSize: 3, targetSize: 2, hiddenSize: 4, units: 5, bias: true, coverage: true };
  const common = { W_h: '4×3', U_h: '4×4', b_h: '4', V_enc1: '5×4', V_enc2: '5×4', v_enc: '5', b_enc: '5', w_cov: '5' };
  const decoder = { W_d: '4×2', U_d: '4×4', b_d: '4' };
  expect(shapesOf(initialEncoderDecoder(key(0), sizes))).toEqual({ ...common, ...decoder, V_d: '4×4' });
  expect(shapesOf(initialSelfAttentiveEncoderDecoder(key(0), sizes))).toEqual({
    ...common,
    ...decoder,
    V_dec1: '5×4',
    V_dec2: '5×4',
    v_dec: '5',
    V_d1: '4×4',
    V_d2: '4×4',
  });
  expect(Object.keys(initialTransformer(key(0), { embedSize: 4, feedForwardSize: 8, numLayers: 2 })).length).toBe(24);
});

test('every parameter has random numbers of its own, the same for the same key', () => {
  expect(make(1)).toEqual(make(1));
  expect(make(1)).not.toEqual(make(2));
  const numbers: number[] = [];
  treeMap(make(1), (leaf) => {
    const { data } = leaf as Float64Tensor;
    if (data.some((value) => value !== data[0])) numbers.push(...data);
    return leaf;
  });
  // Of a few hundred numbers in 2²³ steps hardly any agree by chance; a key used twice would make dozens.
  expect(numbers.length - new Set(numbers).size).toBeLessThan(3);
});

test('the bounds are those of the fan', () => {
  const attention = initialMultiHead(key(3), { embedSize: 16 });
  // Xavier: √(6 / (16 + 48)); 768 uniform numbers come within a tenth of their bound.
  expect(largest(attention.in_proj_weight!)).toBeLessThanOrEqual(Math.sqrt(6 / 64));
  expect(largest(attention.in_proj_weight!)).toBeGreaterThan(0.9 * Math.sqrt(6 / 64));
  expect(largest(attention['out_proj.weight'])).toBeLessThanOrEqual(1 / 4);
  expect(largest(attention['out_proj.weight'])).toBeGreaterThan(0.9 / 4);
  expect(largest(attention.in_proj_bias!)).toBe(0);
  expect(largest(initialDecoder(key(4), { memorySize: 25, inputSize: 2, hiddenSize: 16 }).V_enc1)).toBeLessThanOrEqual(
    1 / 5,
  );
});

describe('says which size is wrong', () => {
  test.each<readonly [string, () => unknown]>([
    ['units is 0', () => initialAdditive(key(0), { querySize: 1, keySize: 1, units: 0 })],
    ['channels is 1.5', () => initialImageAttention(key(0), { channels: 1.5, querySize: 1, units: 1 })],
    ['embedSize is -1', () => initialMultiHead(key(0), { embedSize: -1 })],
    ['window is 0', () => initialAttentionRnn(key(0), { inputSize: 1, hiddenSize: 1, window: 0 })],
    ['feedForwardSize is 0', () => initialTransformer(key(0), { embedSize: 1, feedForwardSize: 0 })],
    ['targetSize is 0', () => initialEncoderDecoder(key(0), { inputSize: 1, hiddenSize: 1, targetSize: 0 })],
    [
      'vocabulary is NaN',
      () =>
        initialCopy(key(0), { memorySize: 1, hiddenSize: 1, inputSize: 1, bottleneckSize: 1, vocabulary: Number.NaN }),
    ],
  ])('%s', (message, make) => {
    expect(make).toThrow(new RegExp(`${message.replace('.', '\\.')}; expected a whole number above 0`));
  });
});

test('on the device: the same numbers', async () => {
  await init();
  const sizes = { embedSize: 4, feedForwardSize: 3, targetSize: 2 };
  const here = initialTransformerRnn(key(5), sizes);
  const there = initialTransformerRnn(key(5), { ...sizes, kind: 'webgpu' });
  for (const name of ['W_d', 'V_enc1'] as const) {
    expect(Array.from(await read(there.decoder[name]))).toEqual(Array.from(here.decoder[name].data));
  }
  const name = 'layers.0.self_attn.in_proj_weight';
  expect(Array.from(await read(there.encoder[name]!))).toEqual(Array.from(here.encoder[name]!.data));
});
