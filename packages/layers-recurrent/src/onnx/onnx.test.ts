import { float64, reverse } from '@gradbook/core-ops';
import { describe, expect, test } from 'vitest';

import { gru, lstm } from '../layers/layers.ts';
import { kinds } from '../testing/kinds.ts';
import { distance, sample, sampleParameters } from '../testing/samples.ts';
import { fromOnnx, toOnnx } from './onnx.ts';

const column = (...rows: number[]) => float64([rows.map((row) => [row])]);

describe('gates in ONNX’s order', () => {
  test('LSTM: i, o, f, c are i, f, g, o', () => {
    const W = column(1, 2, 3, 4);
    const { weight_ih_l0, bias_ih_l0, bias_hh_l0, peephole_l0 } = fromOnnx('LSTM', {
      W,
      R: W,
      B: float64([[1, 2, 3, 4, 10, 20, 30, 40]]),
      P: float64([[1, 2, 3]]),
    });
    expect([...weight_ih_l0!.data]).toEqual([1, 3, 4, 2]);
    expect([...bias_ih_l0!.data]).toEqual([1, 3, 4, 2]);
    expect([...bias_hh_l0!.data]).toEqual([10, 30, 40, 20]);
    // i, o, f are i, f, o.
    expect([...peephole_l0!.data]).toEqual([1, 3, 2]);
  });

  test('GRU: z, r, h are r, z, n', () => {
    const W = column(1, 2, 3);
    expect([...fromOnnx('GRU', { W, R: W }).weight_hh_l0!.data]).toEqual([2, 1, 3]);
  });

  test.each([
    ['RNN', 1, true],
    ['LSTM', 4, true],
    ['GRU', 3, false],
  ] as const)('there and back: %s', (operator, gates, bidirectional) => {
    const params = sampleParameters(1, { input: gates, hidden: gates }, { inputs: 3, hidden: 2, bidirectional });
    const all =
      operator === 'LSTM' ? { ...params, peephole_l0: sample(2, [6]), peephole_l0_reverse: sample(3, [6]) } : params;
    const { direction, ...weights } = toOnnx(operator, all);
    expect(direction).toBe(bidirectional ? 'bidirectional' : 'forward');
    const back = fromOnnx(operator, weights, direction);
    expect(Object.keys(back).sort()).toEqual(Object.keys(all).sort());
    for (const [name, value] of Object.entries(all)) expect(distance(back[name]!, value)).toBe(0);
  });

  test('a missing bias beside another becomes zeros; a second layer has its own', () => {
    const { bias_hh_l0: _, ...params } = sampleParameters(4, kinds.gru.gates, { inputs: 3, hidden: 1 });
    expect(Array.from(toOnnx('GRU', params).B!.data.slice(3))).toEqual([0, 0, 0]);
    const deep = sampleParameters(5, kinds.gru.gates, { inputs: 3, hidden: 2, layers: 2 });
    expect(toOnnx('GRU', deep, 1).W.shape).toEqual([1, 6, 2]);
  });
});

test('a reverse node reads the sequence from its end', () => {
  const { direction: _, ...weights } = toOnnx('LSTM', sampleParameters(6, kinds.lstm.gates, { inputs: 3, hidden: 2 }));
  const x = sample(7, [4, 2, 3]);
  const params = fromOnnx('LSTM', weights, 'reverse');
  expect(Object.keys(params)).toContain('weight_ih_l0_reverse');
  const forward = lstm(fromOnnx('LSTM', weights), reverse(x, 0));
  expect(distance(lstm(params, x).output, reverse(forward.output, 0))).toBe(0);
  expect(distance(lstm(params, x).state.c, forward.state.c)).toBe(0);
  expect(distance(lstm(params, x).last, forward.last)).toBe(0);
});

test('says what does not fit', () => {
  const params = sampleParameters(8, kinds.gru.gates, { inputs: 3, hidden: 2 });
  const { W, R } = toOnnx('GRU', params);
  expect(() => fromOnnx('GRU', { W, R }, 'bidirectional')).toThrow(/W needs 3 axes, the first of length 2/);
  // @ts-expect-error: no such direction
  expect(() => fromOnnx('GRU', { W, R }, 'backward')).toThrow(/the direction is "backward"/);
  expect(() => toOnnx('GRU', params, 1)).toThrow(/there are no weights of layer 1/);
  const projected = sampleParameters(9, kinds.lstm.gates, { inputs: 3, hidden: 4, projection: 2 });
  expect(() => toOnnx('LSTM', projected)).toThrow(/has a projection/);
  expect(gru(fromOnnx('GRU', { W, R }), sample(1, [2, 1, 3])).output.shape).toEqual([2, 1, 2]);
});
