import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { type Float64Tensor, init, key, uniform } from '@gradbook/core-ops';
import { initialLstm, lstm, toOnnx } from '@gradbook/layers-recurrent';
import { beforeAll, describe, expect, test } from 'vitest';

import { type ConformanceCase, readCases } from '../cases/read.ts';
import type { CaseTensor } from '../cases/schema.ts';
import { outcomeOf } from '../outcome.ts';
import { f32, onnxCase, torchCase, type Tensors } from '../testing/made-cases.ts';
import { familyOf } from './index.ts';

// What the attributes of recurrent nodes mean, worked by hand from the formats' own documentation: weights are such that
// the numbers can be followed.

beforeAll(async () => {
  await init();
});

const int32 = (...data: number[]): CaseTensor => ({ shape: [data.length], dtype: 'int32', data });

const onnx = (
  op: string,
  attrs: Record<string, unknown>,
  inputs: (CaseTensor | null)[],
  outputs: (CaseTensor | null)[],
): ConformanceCase => onnxCase(op, { hidden_size: 1, ...attrs }, inputs, outputs, 14);

const torch = (
  op: string,
  attrs: Record<string, unknown>,
  inputs: Tensors,
  params: Tensors,
  outputs64: Tensors,
): ConformanceCase => torchCase(op, attrs, { inputs, params, outputs64 });

/** h_t = x_t + h_{t−1}/2, in one direction or two. */
const affine = { activations: ['Affine'], activation_alpha: [1], activation_beta: [0] };
const W = f32([1, 1, 1], 1);
const R = f32([1, 1, 1], 0.5);
const x = f32([3, 1, 1], 8, 4, 2);

const cases: readonly (readonly [string, ConformanceCase])[] = [
  ['forward', onnx('RNN', affine, [x, W, R], [f32([3, 1, 1, 1], 8, 8, 6), f32([1, 1, 1], 6)])],
  [
    'reverse',
    onnx('RNN', { ...affine, direction: 'reverse' }, [x, W, R], [f32([3, 1, 1, 1], 10.5, 5, 2), f32([1, 1, 1], 10.5)]),
  ],
  [
    'two directions, a function and an α for each, an initial state',
    onnx(
      'RNN',
      {
        direction: 'bidirectional',
        activations: ['Affine', 'LeakyRelu'],
        activation_alpha: [2, 0.5],
        activation_beta: [1],
      },
      [x, f32([2, 1, 1], 1, -1), f32([2, 1, 1], 0, 0.5), null, null, f32([2, 1, 1], 7, 4)],
      // Forward 2x + 1; reverse from h = 4: −2 + 2 = 0, −4 → −2, −8 − 1 → −4.5.
      [f32([3, 2, 1, 1], 17, -4.5, 9, -2, 5, 0), f32([2, 1, 1], 5, -4.5)],
    ),
  ],
  [
    'lengths: zeros past the end, the state of the last own step, the reverse direction from there',
    onnx(
      'RNN',
      { direction: 'bidirectional', activations: ['Affine', 'Affine'] },
      [f32([2, 2, 1], 8, 1, 4, 3), f32([2, 1, 1], 1, 1), f32([2, 1, 1], 0.5, 0.5), null, int32(1, 2)],
      [f32([2, 2, 2, 1], 8, 1, 8, 2.5, 0, 3.5, 0, 3), f32([2, 2, 1], 8, 3.5, 8, 2.5)],
    ),
  ],
  [
    'layout 1: the batch first everywhere',
    onnx(
      'RNN',
      { ...affine, layout: 1 },
      [f32([2, 2, 1], 8, 4, 1, 3), W, R, null, null, f32([2, 1, 1], 2, 4)],
      [f32([2, 2, 1, 1], 9, 8.5, 3, 4.5), f32([2, 1, 1], 8.5, 4.5)],
    ),
  ],
  ['clip bounds what activations take', onnx('RNN', { ...affine, clip: 5 }, [x, W, R], [f32([3, 1, 1, 1], 5, 5, 4.5)])],
  [
    'both halves of the bias',
    onnx('RNN', affine, [x, W, f32([1, 1, 1], 0), f32([1, 2], 1, 10)], [f32([3, 1, 1, 1], 19, 15, 13)]),
  ],
  [
    'HardSigmoid with an α, and its default β',
    onnx('RNN', { activations: ['HardSigmoid'], activation_alpha: [0.25] }, [x, W, R], [f32([3, 1, 1, 1], 1, 1, 1)]),
  ],
  ['Softsign', onnx('RNN', { activations: ['Softsign'] }, [f32([1, 1, 1], -3), W, R], [f32([1, 1, 1, 1], -0.75)])],
  [
    'Elu',
    onnx('RNN', { activations: ['Elu'], activation_alpha: [2] }, [f32([1, 1, 1], 3), W, R], [f32([1, 1, 1, 1], 3)]),
  ],
  [
    'LSTM: gates i, o, f, c, an initial cell state without a hidden one',
    onnx(
      'LSTM',
      { activations: ['Affine', 'Affine', 'Affine'] },
      // i = 2, o = 7, f = 3, c̃ = 5; C = 3·11 + 2·5 = 43, H = 7·43.
      [f32([1, 1, 1], 1), f32([1, 4, 1], 2, 7, 3, 5), f32([1, 4, 1], 0, 0, 0, 0), null, null, null, f32([1, 1, 1], 11)],
      [f32([1, 1, 1, 1], 301), f32([1, 1, 1], 301), f32([1, 1, 1], 43)],
    ),
  ],
  [
    'LSTM: input_forget couples f = 1 − i',
    onnx(
      'LSTM',
      { activations: ['Affine', 'Affine', 'Affine'], input_forget: 1 },
      [f32([1, 1, 1], 1), f32([1, 4, 1], 2, 7, 3, 5), f32([1, 4, 1], 0, 0, 0, 0), null, null, null, f32([1, 1, 1], 11)],
      [null, null, f32([1, 1, 1], -1)],
    ),
  ],
  // z = 1/2 (a half of the update), r = 3: h̃ = x·0 + (3h)·2 + 10 + 1, or 3(2h + 10) + 1, at h = 4.
  ...([0, 1] as const).map((linear): readonly [string, ConformanceCase] => [
    `GRU: linear_before_reset ${linear}`,
    onnx(
      'GRU',
      { activations: ['Affine', 'Affine'], linear_before_reset: linear },
      [
        f32([1, 1, 1], 1),
        f32([1, 3, 1], 0.5, 3, 0),
        f32([1, 3, 1], 0, 0, 2),
        f32([1, 6], 0, 0, 1, 0, 0, 10),
        null,
        f32([1, 1, 1], 4),
      ],
      [null, f32([1, 1, 1], linear ? 0.5 * 55 + 2 : 0.5 * 35 + 2)],
    ),
  ]),
  [
    'torch: the batch first, no bias, ReLU',
    torch(
      'rnn',
      {
        input_size: 1,
        hidden_size: 1,
        num_layers: 1,
        bias: false,
        batch_first: true,
        bidirectional: false,
        nonlinearity: 'relu',
      },
      { x: f32([2, 2, 1], 8, 4, -1, 3) },
      { weight_ih_l0: f32([1, 1], 1), weight_hh_l0: f32([1, 1], 0.5) },
      { output: f32([2, 2, 1], 8, 8, 0, 3), h_n: f32([1, 2, 1], 8, 3) },
    ),
  ],
  [
    'torch: a single sequence, lengths among the attributes',
    torch(
      'rnn',
      { nonlinearity: 'relu', lengths: [1] },
      { x: f32([2, 1, 1], 8, 4) },
      { weight_ih_l0: f32([1, 1], 1), weight_hh_l0: f32([1, 1], 0.5) },
      { output: f32([2, 1, 1], 8, 0), h_n: f32([1, 1, 1], 8) },
    ),
  ],
];

describe('attributes mean what their format says', () => {
  test.each(cases)('%s', async (_, each) => {
    expect(await outcomeOf(each)).toMatchObject({ status: 'pass' });
  });

  test.each<[string, ConformanceCase, RegExp]>([
    [
      'an activation',
      onnx('RNN', { activations: ['Swish'] }, [x, W, R], [f32([3, 1, 1, 1], 0, 0, 0)]),
      /the activation Swish/,
    ],
    ['a direction', onnx('RNN', { direction: 'both' }, [x, W, R], [f32([3, 1, 1, 1], 0, 0, 0)]), /the direction both/],
    ['an attribute', onnx('RNN', { zoneout: 0.1 }, [x, W, R], [f32([3, 1, 1, 1], 0, 0, 0)]), /zoneout is not known/],
    ['dropout', torch('gru', { dropout: 0.5 }, { x }, {}, { output: x }), /dropout between the layers/],
    ['a nonlinearity', torch('rnn', { nonlinearity: 'gelu' }, { x }, {}, { output: x }), /the nonlinearity gelu/],
  ])('what is not known is not supported: %s', async (_, each, reason) => {
    expect(await outcomeOf(each)).toMatchObject({
      status: 'unsupported',
      reason: expect.stringMatching(reason) as string,
    });
  });

  test('a wrong sign fails', async () => {
    const wrong = onnx('RNN', { ...affine, direction: 'reverse' }, [x, W, R], [f32([3, 1, 1, 1], 8, 8, 6)]);
    expect(await outcomeOf(wrong)).toMatchObject({ status: 'fail' });
  });
});

const given = (value: Float64Tensor): CaseTensor => ({
  shape: [...value.shape],
  dtype: 'float32',
  data: [...value.data],
});
const rounded = ({ shape, data }: Float64Tensor): CaseTensor => ({
  shape: [...shape],
  dtype: 'float32',
  data: Array.from(data.map(Math.fround)),
});
describe('larger nodes against the layers themselves', () => {
  const steps = uniform(key(1), [5, 3, 4], { low: -1, high: 1 });

  test('an LSTM of two directions with lengths, weights there and back', async () => {
    const params = initialLstm(key(2), { inputSize: 4, hiddenSize: 6, bidirectional: true });
    const { W, R, B } = toOnnx('LSTM', params);
    const { state } = lstm(params, steps, { lengths: [2, 5, 1] });
    const inputs = [given(steps), given(W), given(R), given(B!), int32(2, 5, 1)];
    const node = onnx('LSTM', { direction: 'bidirectional' }, inputs, [null, rounded(state.h), rounded(state.c)]);
    expect(await outcomeOf(node)).toMatchObject({ status: 'pass' });
  });

  test('torch: three layers, a projection, unknown names', async () => {
    const params = initialLstm(key(4), { inputSize: 4, hiddenSize: 6, numLayers: 3, projSize: 2 });
    const { output, state } = lstm(params, steps);
    const exact = (value: Float64Tensor): CaseTensor => ({ ...given(value), dtype: 'float64' });
    const weights = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, given(value)]));
    const outputs = { output: exact(output), h_n: exact(state.h), c_n: exact(state.c) };
    const attributes = { num_layers: 3, proj_size: 2, dropout: 0 };
    expect(await outcomeOf(torch('lstm', attributes, { x: given(steps) }, weights, outputs))).toMatchObject({
      status: 'pass',
    });
    const odd = torch('lstm', attributes, { x: given(steps) }, { ...weights, peephole_l0: x }, outputs);
    expect(await outcomeOf(odd)).toMatchObject({ status: 'unsupported', reason: 'the input peephole_l0 is not known' });
  });
});

const shared = resolve(import.meta.dirname, '../../../../../../shared/conformance');

describe.skipIf(!existsSync(shared))('the sample of real cases (skipped where ../shared is missing)', () => {
  test.each(['rnn', 'lstm', 'gru'])('every case of the family %s passes, each tolerance derived', async (family) => {
    const cases = (await readCases(shared)).filter((each) => familyOf(each).name === family);
    expect(cases.length).toBeGreaterThan(2);
    for (const each of cases) {
      const outcome = await outcomeOf(each);
      expect(outcome).toMatchObject({ status: 'pass' });
      expect(outcome.tensors!.filter(({ derived }) => !Number.isFinite(derived))).toEqual([]);
    }
  });
});
