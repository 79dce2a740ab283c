import { concat, float64, type Float64Tensor, key, reshape, slice } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { initialEncoderDecoder, initialSelfAttentiveEncoderDecoder } from '../initial/models.ts';
import { additiveScore, mixture, plus, type Row, scaled, softargmax, times } from '../testing/naive.ts';
import { distance, rounding, rowsOf, sample, shaken } from '../testing/samples.ts';
import { attentionDecoder } from './decoder.ts';
import { encoderDecoder, selfAttentiveEncoderDecoder } from './encoder-decoder.ts';

const sizes = { inputSize: 3, targetSize: 2, hiddenSize: 4, units: 5 };
const params = shaken(initialEncoderDecoder(key(0), { ...sizes, bias: true, coverage: true }), 1);
const selfParams = shaken(initialSelfAttentiveEncoderDecoder(key(0), sizes), 2);
const [x, y] = [sample(3, [6, 3]), sample(4, [5, 2])];

type Given = Readonly<Record<string, Float64Tensor | undefined>>;

/** The equations, one number after another. */
function definition(given: Given, withSelf: boolean) {
  const matrix = (name: string): number[][] => rowsOf(given[name]!);
  const vector = (name: string, size: number): number[] =>
    given[name] ? [...given[name].data] : Array<number>(size).fill(0);
  const h: number[][] = [];
  for (const row of rowsOf(x)) {
    const before = h.at(-1) ?? Array<number>(4).fill(0);
    h.push(plus(times(matrix('W_h'), row), times(matrix('U_h'), before), vector('b_h', 4)).map(Math.tanh));
  }
  const enc = { W_key: matrix('V_enc1'), W_query: matrix('V_enc2'), v: vector('v_enc', 5) };
  let coverage: Row = h.map(() => 0);
  const d: number[][] = [h.at(-1)!];
  const [weights, contexts, scores, coverages, selfWeights, selfContexts]: number[][][] = [[], [], [], [], [], []];
  for (const input of rowsOf(y)) {
    const state = d.at(-1)!;
    const e = h.map((own, i) =>
      additiveScore(enc, own, state, plus(vector('b_enc', 5), scaled(coverage[i]!, vector('w_cov', 5)))),
    );
    const a = softargmax(e);
    const c = mixture(a, h);
    coverages!.push([...coverage]);
    coverage = plus(coverage, a);
    scores!.push(e);
    weights!.push(a);
    contexts!.push(c);
    const terms = [times(matrix('W_d'), input), times(matrix('U_d'), state), vector('b_d', 4)];
    terms.push(times(matrix(withSelf ? 'V_d1' : 'V_d'), c));
    if (withSelf) {
      const dec = { W_key: matrix('V_dec1'), W_query: matrix('V_dec2'), v: vector('v_dec', 5) };
      const own = softargmax(d.map((earlier) => additiveScore(dec, earlier, state)));
      selfWeights!.push([...own, ...Array<number>(5 - own.length).fill(0)]);
      const context = mixture(own, d);
      selfContexts!.push(context);
      terms.push(times(matrix('V_d2'), context));
    }
    d.push(plus(...terms).map(Math.tanh));
  }
  const states = d.slice(1);
  return {
    memory: h,
    initial: d[0]!,
    states,
    weights,
    contexts,
    scores,
    coverage: coverages,
    selfWeights,
    selfContexts,
  };
}

describe('every variable is that of the equations', () => {
  test('additive attention, with biases and coverage', () => {
    const found = encoderDecoder(params, x, y);
    const expected = definition({ ...params }, false);
    for (const name of ['memory', 'states', 'scores', 'weights', 'contexts', 'coverage'] as const) {
      expect([name, distance(found[name], float64(expected[name]!)) < rounding]).toEqual([name, true]);
    }
    expect(distance(found.initial, float64(expected.initial))).toBeLessThan(rounding);
  });

  test('and self-attention of the decoder over d⁽⁰⁾ … d⁽ʲ⁻¹⁾', () => {
    const found = selfAttentiveEncoderDecoder(selfParams, x, y);
    const expected = definition({ ...selfParams }, true);
    for (const name of ['memory', 'states', 'weights', 'contexts', 'selfWeights', 'selfContexts'] as const) {
      expect([name, distance(found[name], float64(expected[name]!)) < rounding]).toEqual([name, true]);
    }
  });
});

describe('lengths', () => {
  const batch = sample(5, [2, 6, 3]);
  const inputs = sample(6, [2, 5, 2]);
  const lengths = [4, 6];

  test.each([
    [
      'encoderDecoder',
      (a: Float64Tensor, b: Float64Tensor, own?: number[]) => encoderDecoder(params, a, b, { lengths: own }),
    ],
    [
      'selfAttentiveEncoderDecoder',
      (a: Float64Tensor, b: Float64Tensor, own?: number[]) =>
        selfAttentiveEncoderDecoder(selfParams, a, b, { lengths: own }),
    ],
  ])('%s: a padded sequence is what it is alone', (_, run) => {
    const found = run(batch, inputs, lengths);
    for (const [n, length] of lengths.entries()) {
      const own = reshape(slice(batch, [n, 0, 0], [1, length, 3]), [length, 3]);
      const alone = run(own, reshape(slice(inputs, [n, 0, 0], [1, 5, 2]), [5, 2]));
      const row = (value: Float64Tensor): Float64Tensor =>
        reshape(slice(value, [n, 0, 0], [1, -1, -1]), value.shape.slice(1));
      expect(distance(row(found.states), alone.states)).toBeLessThan(rounding);
      const padding = float64(Array<number>(5 * (6 - length)).fill(0), [5, 6 - length]);
      expect(
        distance(row(found.weights), length < 6 ? concat([alone.weights, padding], 1) : alone.weights),
      ).toBeLessThan(rounding);
    }
  });

  test('says what does not fit', () => {
    expect(() => encoderDecoder(params, batch, inputs, { lengths: [4] })).toThrow(RangeError);
    expect(() => encoderDecoder(params, batch, inputs, { lengths: [4, 0] })).toThrow(/a length is 0/);
  });
});

test('the memory may be of another size than the state', () => {
  const wide = { ...params, V_enc1: sample(7, [5, 7]), V_d: sample(8, [4, 7]) };
  const encoded = { memory: sample(9, [6, 7]), initial: sample(10, [4]) };
  expect(attentionDecoder(wide, encoded, y).contexts.shape).toEqual([5, 7]);
  expect(() => attentionDecoder(params, encoded, y)).toThrow(/V_enc1 needs the shape \[5, 7\]/);
  expect(() => attentionDecoder(wide, { ...encoded, initial: sample(1, [3]) }, y)).toThrow(
    /attentionDecoder: got \[1, 3\]; the initial state needs the shape \[1, 4\]/,
  );
});
