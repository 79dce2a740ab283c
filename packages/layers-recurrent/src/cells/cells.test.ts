import { expandDims, type Float64Tensor } from '@gradbook/core-ops';
import { expect, test } from 'vitest';

import { gatedRnn, gru, lstm, rnn } from '../layers/layers.ts';
import { distance, sample } from '../testing/samples.ts';
import { gatedCell, gruCell, lstmCell, rnnCell } from './cells.ts';

const weights = (input: number, hidden = input) => ({
  weight_ih: sample(1, [input * 4, 3]),
  weight_hh: sample(2, [hidden * 4, 4]),
  bias_ih: sample(3, [input * 4]),
  bias_hh: sample(4, [hidden * 4]),
});
const layer = <P extends object>(params: P) =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [`${name}_l0`, value]));

/** Layers have an axis of layers and directions before the batch. */
const same = (cell: Float64Tensor, layers: Float64Tensor) => expect(distance(expandDims(cell), layers)).toBe(0);

test('a cell is a layer over one step, exactly', () => {
  const x = sample(5, [2, 3]);
  const steps = sample(5, [1, 2, 3]);
  const h = sample(6, [2, 4]);
  const state = sample(6, [1, 2, 4]);
  const c = sample(7, [2, 4]);
  const cells = sample(7, [1, 2, 4]);
  same(rnnCell(weights(1), x, h), rnn(layer(weights(1)), steps, { state }).state);
  same(gruCell(weights(3), x, h), gru(layer(weights(3)), steps, { state }).state);
  same(gruCell(weights(3), x, h, { reset: 'before' }), gru(layer(weights(3)), steps, { state, reset: 'before' }).state);
  same(gatedCell(weights(2, 1), x, h), gatedRnn(layer(weights(2, 1)), steps, { state }).state);
  const one = lstmCell(weights(4), x, { h, c });
  const all = lstm(layer(weights(4)), steps, { state: { h: state, c: cells } });
  same(one.h, all.state.h);
  same(one.c, all.state.c);
});

test('a single example has no batch axis; states left out are zeros', () => {
  const x = sample(8, [3]);
  expect(rnnCell(weights(1), x).shape).toEqual([4]);
  expect(lstmCell(weights(4), x, { c: sample(9, [4]) }).c.shape).toEqual([4]);
});

test('says what does not fit', () => {
  expect(() => rnnCell(weights(1), sample(1, [2, 2, 3]))).toThrow(
    /rnnCell: got \[2, 2, 3\]; the input must be \[N, inputs\]/,
  );
  expect(() => rnnCell(weights(1), sample(1, [2, 5]))).toThrow(/the input needs the shape \[2, 3\]/);
  expect(() => lstmCell(weights(4), sample(1, [2, 3]), { h: sample(1, [1, 4]) })).toThrow(
    /the hidden state needs the shape \[2, 4\]/,
  );
  // @ts-expect-error: no such function
  expect(() => rnnCell(weights(1), sample(1, [3]), undefined, { nonlinearity: 'swish' })).toThrow(
    /the nonlinearity is "swish"; expected 'tanh'/,
  );
});
