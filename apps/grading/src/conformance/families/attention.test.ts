import { init } from '@gradbook/core-ops';
import { beforeAll, describe, expect, test } from 'vitest';

import type { ConformanceCase } from '../cases/read.ts';
import type { CaseTensor } from '../cases/schema.ts';
import { outcomeOf } from '../outcome.ts';
import { torchCase, type Tensors } from '../testing/made-cases.ts';

// What the family's adapters make of attributes, names and masks: every case is worked by hand from the definition.

beforeAll(async () => {
  await init();
});

const f32 = (shape: number[], ...data: (number | string)[]): CaseTensor =>
  ({ shape, dtype: 'float32', data }) as CaseTensor;
const bool = (shape: number[], ...data: number[]): CaseTensor => ({ shape, dtype: 'bool', data });

const torch = (
  op: string,
  attrs: Record<string, unknown>,
  inputs: Tensors,
  outputs64: Tensors,
  params: Tensors = {},
): ConformanceCase => torchCase(op, attrs, { inputs, params, outputs64 });

// Queries of 0: every allowed key has the same weight, but for what masks add.
const sdpa = { query: f32([1, 2, 1], 0, 0), key: f32([1, 3, 1], 5, 6, 7), value: f32([1, 3, 1], 3, 6, 12) };
// With scale 1/2 the query 2 scores the keys 0 and ln 3, as float32 has it: weights of about 1/4 and 3/4.
const ln3 = Math.fround(Math.log(3));
const scaled = { query: f32([1, 1], 2), key: f32([2, 1], 0, ln3), value: f32([2, 1], 0, 8) };

/** One feature, one head, the identity everywhere. */
const identity: Tensors = {
  in_proj_weight: f32([3, 1], 0, 1, 1),
  in_proj_bias: f32([3], 0, 0, 0),
  'out_proj.weight': f32([1, 1], 1),
  'out_proj.bias': f32([1], 10),
};
const mha = { embed_dim: 1, num_heads: 1, bias: true, batch_first: true, average_attn_weights: true };
const sequences = { query: f32([1, 2, 1], 1, 1), key: f32([1, 3, 1], 3, 6, 12) };

const cases: readonly (readonly [string, ConformanceCase])[] = [
  [
    'sdpa: true may be attended to',
    torch(
      'scaled_dot_product_attention',
      {},
      { ...sdpa, attn_mask: bool([2, 3], 1, 1, 0, 0, 0, 1) },
      {
        y: f32([1, 2, 1], 4.5, 12),
        attn_weights: f32([1, 2, 3], 0.5, 0.5, 0, 0, 0, 1),
      },
    ),
  ],
  [
    'sdpa: causal from the first key on',
    torch('scaled_dot_product_attention', { is_causal: true, scale: '1/sqrt(E)', mask: null, dropout_p: 0 }, sdpa, {
      y: f32([1, 2, 1], 3, 4.5),
    }),
  ],
  [
    'sdpa: floats are added, −∞ among them',
    torch(
      'scaled_dot_product_attention',
      { mask: 'float' },
      { ...sdpa, attn_mask: f32([2, 3], 0, '-inf', 0, '-inf', 1, 1) },
      { y: f32([1, 2, 1], 7.5, 9) },
    ),
  ],
  [
    'sdpa: a scale of its own',
    torch('scaled_dot_product_attention', { scale: 0.5 }, scaled, { y: f32([1, 1], 8 / (1 + Math.exp(-ln3))) }),
  ],
  [
    'sdpa: a query that may attend to nothing',
    torch(
      'scaled_dot_product_attention',
      {},
      { ...sdpa, attn_mask: bool([2, 3], 0, 0, 0, 0, 0, 1) },
      {
        y: f32([1, 2, 1], 'nan', 12),
      },
    ),
  ],
  [
    'mha: true may not be attended to; the value is the key, the bias is added',
    torch(
      'multi_head_attention',
      mha,
      { ...sequences, attn_mask: bool([2, 3], 0, 0, 1, 1, 1, 0) },
      { y: f32([1, 2, 1], 14.5, 22), attn_weights: f32([1, 2, 3], 0.5, 0.5, 0, 0, 0, 1) },
      identity,
    ),
  ],
  [
    'mha: padding of keys, weights of every head',
    torch(
      'multi_head_attention',
      { ...mha, average_attn_weights: false, kdim: null, vdim: null, need_weights: true },
      { ...sequences, key_padding_mask: bool([1, 3], 0, 1, 0) },
      { y: f32([1, 2, 1], 17.5, 17.5), attn_weights: f32([1, 1, 2, 3], 0.5, 0, 0.5, 0.5, 0, 0.5) },
      identity,
    ),
  ],
  [
    'mha: time first, a mask of floats, keys and values of their own sizes, no bias, a zero appended',
    torch(
      'multi_head_attention',
      { ...mha, bias: false, batch_first: false, kdim: 2, vdim: 1, add_zero_attn: true, self_attention: false },
      {
        query: f32([1, 1, 1], 0),
        key: f32([2, 1, 2], 1, 2, 3, 4),
        value: f32([2, 1, 1], 3, 5),
        attn_mask: f32([1, 2], '-inf', 0),
      },
      { y: f32([1, 1, 1], 5), attn_weights: f32([1, 1, 3], 0, 0.5, 0.5) },
      {
        q_proj_weight: f32([1, 1], 1),
        k_proj_weight: f32([1, 2], 1, 1),
        v_proj_weight: f32([1, 1], 2),
        'out_proj.weight': f32([1, 1], 1),
      },
    ),
  ],
  [
    'mha: bias_k and bias_v',
    torch(
      'multi_head_attention',
      { ...mha, add_bias_kv: true },
      sequences,
      { y: f32([1, 2, 1], 17.75, 17.75) },
      { ...identity, bias_k: f32([1, 1, 1], 4), bias_v: f32([1, 1, 1], 10) },
    ),
  ],
];

describe('a case worked by hand passes, and one that is a little off does not', () => {
  test.each(cases)('%s', async (_, given) => {
    expect(await outcomeOf(given)).toMatchObject({ status: 'pass' });
    const { content } = given;
    if (given.format !== 'torch' || !('outputs64' in content)) throw new Error('not a torch case');
    const [[name, output]] = Object.entries(content.outputs64) as [[string, CaseTensor]];
    const off = { ...output, data: output.data.map((x) => (typeof x === 'number' ? x + 1e-3 : x)) } as CaseTensor;
    const wrong = { ...given, content: { ...content, outputs64: { ...content.outputs64, [name]: off } } };
    expect(await outcomeOf(wrong as ConformanceCase)).toMatchObject({ status: 'fail' });
  });
});

test.each([
  ['dropout', 'scaled_dot_product_attention', { dropout_p: 0.1 }],
  ['the scale 2/E', 'scaled_dot_product_attention', { scale: '2/E' }],
  ['the attribute window is not known', 'scaled_dot_product_attention', { window: 3 }],
  ['the attribute num_heads is missing', 'multi_head_attention', {}],
])('not supported, and said so: %s', async (reason, op, attrs) => {
  const outcome = await outcomeOf(torch(op, attrs, sdpa, { y: f32([1, 2, 1], 0, 0) }));
  expect(outcome).toMatchObject({ status: 'unsupported' });
  expect(JSON.stringify(outcome)).toContain(reason);
});
