import { Float64Tensor, float64, ShapeError, slice, transpose, reshape } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { kindNames, kinds } from '../testing/kinds.ts';
import { type NaiveKind, naiveSequence, type NaiveWeights } from '../testing/naive.ts';
import { distance, rowsOf, sample, sampleParameters } from '../testing/samples.ts';
import { gru, lstm, rnn } from './layers.ts';
import type { RecurrentParameters } from './parameters.ts';

// Some hundred float64 operations on numbers of size 1, in another order: far below this, far above any mistake.
const float64Noise = 1e-12;

const linear = <V>(x: V): V => x;

/** A whole stack in naive loops: each sequence by itself, cut to its length, outputs [T, N, …] padded with zeros. */
function naiveStack(
  kind: NaiveKind,
  params: RecurrentParameters<Float64Tensor>,
  x: Float64Tensor,
  states: { h: Float64Tensor; c: Float64Tensor },
  lengths: readonly number[],
  { residual = false }: { residual?: boolean } = {},
) {
  const [steps = 0, batch = 0] = x.shape;
  const directions = 'weight_ih_l0_reverse' in params ? ['', '_reverse'] : [''];
  const layers = Object.keys(params).filter((name) => /^weight_ih_l\d+$/.test(name)).length;
  const h: number[][][] = [];
  const c: number[][][] = [];
  const outputs: number[][][] = [];
  const lasts: number[][] = [];
  for (let n = 0; n < batch; n++) {
    const length = lengths[n]!;
    let sequence = Array.from({ length }, (_, t) => [...rowsOf(reshape(slice(x, [t, n, 0], [1, 1, -1]), [1, -1]))[0]!]);
    for (let layer = 0; layer < layers; layer++) {
      const results = directions.map((reverse, d) => {
        const suffix = `_l${layer}${reverse}`;
        const matrix = (part: string) => (params[part + suffix] ? rowsOf(params[part + suffix]!) : undefined);
        const vector = (part: string) => (params[part + suffix] ? [...params[part + suffix]!.data] : undefined);
        const weights: NaiveWeights = {
          weight_ih: matrix('weight_ih')!,
          weight_hh: matrix('weight_hh')!,
          bias_ih: vector('bias_ih'),
          bias_hh: vector('bias_hh'),
          weight_hr: matrix('weight_hr'),
        };
        const row = layer * directions.length + d;
        const stateOf = (value: Float64Tensor) => [...slice(value, [row, n, 0], [1, 1, -1]).data];
        const result = naiveSequence(kind, weights, sequence, { h: stateOf(states.h), c: stateOf(states.c) }, d === 1);
        (h[row] ??= [])[n] = [...result.h];
        (c[row] ??= [])[n] = [...result.c];
        return result;
      });
      sequence = sequence.map((input, t) =>
        results
          .flatMap((result) => result.outputs[t]!)
          .map((value, i) => (residual && layer > 0 ? value + input[i]! : value)),
      );
      if (layer === layers - 1) {
        const size = sequence[0]!.length / directions.length;
        lasts[n] = directions.flatMap((_, d) =>
          (d === 0 ? sequence[length - 1]! : sequence[0]!).slice(d * size, (d + 1) * size),
        );
      }
    }
    const zeros = sequence[0]!.map(() => 0);
    for (let t = 0; t < steps; t++) (outputs[t] ??= [])[n] = sequence[t] ?? zeros;
  }
  return { output: float64(outputs), h: float64(h), c: float64(c), last: float64(lasts) };
}

describe.each(kindNames.map((kind) => ({ kind })))('$kind is its definition', ({ kind }) => {
  const { gates, run } = kinds[kind];
  const sizes = { inputs: 3, hidden: 4 };
  test.each([
    { what: 'one layer', layers: 1, bidirectional: false, bias: true, lengths: [5, 5] },
    { what: 'no bias', layers: 1, bidirectional: false, bias: false, lengths: [5, 5] },
    { what: 'two layers, two directions', layers: 2, bidirectional: true, bias: true, lengths: [5, 5] },
    { what: 'unsorted lengths', layers: 2, bidirectional: true, bias: true, lengths: [3, 5, 1, 4] },
    {
      what: 'three layers with residuals, lengths',
      layers: 3,
      bidirectional: true,
      bias: true,
      lengths: [2, 4],
      residual: true,
    },
    { what: 'one step', layers: 1, bidirectional: true, bias: true, lengths: [1, 1] },
  ])('$what', ({ layers, bidirectional, bias, lengths, residual = false }) => {
    const params = sampleParameters(1, gates, { ...sizes, layers, bidirectional, bias });
    const steps = Math.max(...lengths);
    const batch = lengths.length;
    const rows = layers * (bidirectional ? 2 : 1);
    const x = sample(2, [steps, batch, 3]);
    const states = { h: sample(3, [rows, batch, 4]), c: sample(4, [rows, batch, 4]) };
    const expected = naiveStack(kind, params, x, states, lengths, { residual });
    const found = run(params, x, kind === 'lstm' ? states : { h: states.h }, { lengths, residual });
    expect(distance(found.output, expected.output)).toBeLessThan(float64Noise);
    expect(distance(found.h, expected.h)).toBeLessThan(float64Noise);
    expect(distance(found.last, expected.last)).toBeLessThan(float64Noise);
    if (found.c) expect(distance(found.c, expected.c)).toBeLessThan(float64Noise);
  });

  test('batch first, a single sequence and zero states are the same computation', () => {
    const params = sampleParameters(5, gates, { ...sizes, layers: 2, bidirectional: true });
    const x = sample(6, [4, 2, 3]);
    const timeFirst = run(params, x);
    const batchFirst = run(params, transpose(x, [1, 0, 2]), {}, { batchFirst: true });
    expect(distance(transpose(batchFirst.output, [1, 0, 2]), timeFirst.output)).toBe(0);
    expect(distance(batchFirst.h, timeFirst.h)).toBe(0);
    const zeros = new Float64Tensor([4, 2, 4], new Float64Array(32));
    expect(
      distance(run(params, x, kind === 'lstm' ? { h: zeros, c: zeros } : { h: zeros }).output, timeFirst.output),
    ).toBe(0);
    const alone = run(params, reshape(slice(x, [0, 1, 0], [-1, 1, -1]), [4, 3]));
    expect([alone.output.shape, alone.h.shape, alone.last.shape]).toEqual([[4, 8], [4, 4], [8]]);
    // The same sums: only the rows that they stand in differ.
    expect(distance(alone.output, reshape(slice(timeFirst.output, [0, 1, 0], [-1, 1, -1]), [4, 8]))).toBe(0);
    expect(distance(alone.last, reshape(slice(timeFirst.last, [1, 0], [1, -1]), [8]))).toBe(0);
  });

  test('what stands in the padding does not matter, NaN included', () => {
    const params = sampleParameters(7, gates, { ...sizes, layers: 2, bidirectional: true });
    const clean = sample(8, [3, 2, 3]);
    const dirty = new Float64Tensor(
      clean.shape,
      clean.data
        .slice()
        .fill(NaN, 4 * 3 - 3, 4 * 3)
        .fill(Infinity, 15, 18),
    );
    const lengths = [3, 1];
    const [a, b] = [run(params, clean, {}, { lengths }), run(params, dirty, {}, { lengths })];
    expect(distance(a.output, b.output)).toBe(0);
    expect(distance(a.h, b.h)).toBe(0);
    expect(distance(run(params, clean, {}, { lengths: float64([3, 1]) }).output, a.output)).toBe(0);
    expect([...slice(a.output, [1, 1, 0], [2, 1, -1]).data].every((value) => value === 0)).toBe(true);
  });

  test('a sequence of length 0 keeps its initial state', () => {
    const params = sampleParameters(9, gates, sizes);
    const h = sample(10, [1, 2, 4]);
    const { h: final, output } = run(params, sample(11, [2, 2, 3]), { h }, { lengths: [2, 0] });
    expect(final.data.slice(4)).toEqual(h.data.slice(4));
    expect([...slice(output, [0, 1, 0], [2, 1, -1]).data]).toEqual(Array<number>(8).fill(0));
  });
});

test('a projected LSTM is its definition', () => {
  const params = sampleParameters(12, kinds.lstm.gates, {
    inputs: 3,
    hidden: 4,
    layers: 2,
    bidirectional: true,
    projection: 2,
  });
  const x = sample(13, [4, 2, 3]);
  const states = { h: sample(14, [4, 2, 2]), c: sample(15, [4, 2, 4]) };
  const expected = naiveStack('lstm', params, x, states, [4, 2]);
  const { output, state } = lstm(params, x, { state: states, lengths: [4, 2] });
  expect([output.shape, state.h.shape, state.c.shape]).toEqual([
    [4, 2, 4],
    [4, 2, 2],
    [4, 2, 4],
  ]);
  expect(distance(output, expected.output)).toBeLessThan(float64Noise);
  expect(distance(state.c, expected.c)).toBeLessThan(float64Noise);
});

test('the two resets of a GRU differ, and agree where the reset gate is open', () => {
  const params = sampleParameters(16, kinds.gru.gates, { inputs: 3, hidden: 4 });
  const x = sample(17, [4, 2, 3]);
  const differ = (given: RecurrentParameters<Float64Tensor>) =>
    distance(gru(given, x).output, gru(given, x, { reset: 'before' }).output);
  expect(differ(params)).toBeGreaterThan(1e-3);
  // r = σ(40 + …) is 1 to within e^−35.
  const bias = new Float64Tensor([12], params['bias_ih_l0']!.data.slice().fill(40, 0, 4));
  expect(differ({ ...params, bias_ih_l0: bias })).toBeLessThan(float64Noise);
});

test('peepholes, coupled gates, other functions and clipping, by hand', () => {
  const zeros = { weight_ih_l0: float64([[0], [0], [0], [0]]), weight_hh_l0: float64([[0], [0], [0], [0]]) };
  const activations = { gate: linear, candidate: linear, output: linear };
  // z = (i, f, g, o) = (2, 3, 5, 7), c₀ = 11.
  const params = { ...zeros, bias_ih_l0: float64([2, 3, 5, 7]) };
  const state = { c: float64([[11]]) };
  const x = float64([[1]]);
  expect([...lstm(params, x, { state, activations }).state.c.data]).toEqual([3 * 11 + 2 * 5]);
  expect([...lstm(params, x, { state, activations }).output.data]).toEqual([7 * 43]);
  expect([...lstm(params, x, { state, activations, coupled: true }).state.c.data]).toEqual([-1 * 11 + 2 * 5]);
  // Peepholes p_i, p_f, p_o = 1, 2, 3: i = 2 + 11, f = 3 + 22; c = 25·11 + 13·5; o = 7 + 3c.
  const seen = lstm({ ...params, peephole_l0: float64([1, 2, 3]) }, x, { state, activations });
  expect([...seen.state.c.data]).toEqual([25 * 11 + 13 * 5]);
  expect([...seen.output.data]).toEqual([(7 + 3 * 340) * 340]);
  // Clipped at 4: i, f, g, o = 2, 3, 4, 4; c = 41 is itself clipped on its way out.
  expect([...lstm(params, x, { state, activations, clip: 4 }).output.data]).toEqual([4 * 4]);
  expect([
    ...rnn({ weight_ih_l0: float64([[9]]), weight_hh_l0: float64([[1]]) }, x, { nonlinearity: 'linear', clip: 2 })
      .output.data,
  ]).toEqual([2]);
});

describe('says what does not fit', () => {
  const params = sampleParameters(18, { input: 1, hidden: 1 }, { inputs: 3, hidden: 4 });
  const x = sample(19, [5, 2, 3]);
  test.each<[string, () => unknown, RegExp]>([
    [
      'an unknown parameter',
      () => rnn({ ...params, weight_l0: x }, x),
      /"weight_l0" is no parameter of it; expected weight_ih/,
    ],
    ['a projection outside an LSTM', () => rnn({ ...params, weight_hr_l0: x }, x), /"weight_hr_l0" is no parameter/],
    ['a missing layer', () => rnn({ ...params, weight_ih_l2: x, weight_hh_l2: x }, x), /weight_ih_l1 is missing/],
    ['no parameters', () => rnn({}, x), /there are no parameters/],
    [
      'rows that are no gates',
      () => lstm({ ...params, weight_ih_l0: sample(1, [6, 3]) }, x),
      /weight_ih_l0 needs a multiple of 4 rows/,
    ],
    [
      'a recurrent weight of another size',
      () => rnn({ ...params, weight_hh_l0: sample(1, [4, 3]) }, x),
      /weight_hh_l0 needs the shape \[4, 4\]/,
    ],
    ['other inputs', () => rnn(params, sample(1, [5, 2, 4])), /the input must be \[T, N, inputs\] with 3 inputs/],
    ['no steps', () => rnn(params, new Float64Tensor([0, 2, 3], [])), /needs at least one step/],
    [
      'another state',
      () => rnn(params, x, { state: sample(1, [2, 4]) }),
      /the hidden state needs the shape \[1, 2, 4\]/,
    ],
    ['too few lengths', () => rnn(params, x, { lengths: [3] }), /1 lengths were given for 2 sequences/],
    [
      'a length beyond the end',
      () => rnn(params, x, { lengths: [3, 6] }),
      /a length is 6; expected a whole number from 0 to 5/,
    ],
    ['a clip that is none', () => rnn(params, x, { clip: 0 }), /clip is 0; expected a number above 0/],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message);
  });

  test('shapes by ShapeError', () => {
    expect(() => rnn(params, sample(1, [5, 2, 4]))).toThrow(ShapeError);
  });
});
