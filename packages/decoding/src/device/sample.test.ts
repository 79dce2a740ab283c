import { countTensors, dispose, foldIn, fromFloat64, init, key, treeMap } from '@gradbook/core-ops';
import { beforeAll, expect, test } from 'vitest';

import { sampleBatch } from '../device.ts';
import { sample } from '../index.ts';
import { cellModel, type CellState, initialState, naiveModel, scoreBound } from '../testing/device-models.ts';

beforeAll(async () => {
  await init();
}, 120_000);

const batch = 2;
const startToken = [1, 3];
const filters = { temperature: 1.4, topP: 0.95 };

test.each([
  ['all scores read back', {}],
  ['the best four read back', { topK: 4 }],
  [
    'an end token and a constraint',
    { endToken: 0, allowed: (prefix: readonly unknown[]) => (prefix.length < 2 ? [1, 2, 3] : null) },
  ],
])('draws what sample() draws with the key folded with the input: %s', async (_, extra) => {
  const options = { key: key(17), length: 5, count: 4, ...filters, ...extra };
  const expected = startToken.map((start, input) =>
    sample(naiveModel(input, batch, start), { ...options, key: foldIn(options.key, input) }),
  );
  const exact = await sampleBatch(cellModel((value) => value).step, initialState(batch), {
    ...options,
    batch,
    startToken,
  });
  const { step, parameters } = cellModel(fromFloat64);
  const state = treeMap(initialState(batch), fromFloat64) as CellState;
  const before = countTensors();
  const device = await sampleBatch(step, state, { ...options, batch, startToken });
  expect(countTensors()).toBe(before);
  expect(device.counters).toEqual(exact.counters);
  expect(device.counters.readbacks).toBe(
    Math.max(...expected.flatMap(({ sequences }) => sequences.map(({ tokens }) => tokens.length))),
  );
  for (const [input, { sequences }] of expected.entries()) {
    for (const { traces } of [exact, device]) {
      expect(traces[input]!.sequences.map(({ tokens, ended }) => ({ tokens, ended }))).toEqual(
        sequences.map(({ tokens, ended }) => ({ tokens, ended })),
      );
    }
    for (const [index, { tokens, score }] of sequences.entries()) {
      expect(exact.traces[input]!.sequences[index]!.score).toBeCloseTo(score, 12);
      const bound = scoreBound(input, batch, startToken[input]!, tokens.map(Number));
      expect(Math.abs(device.traces[input]!.sequences[index]!.score - score)).toBeLessThanOrEqual(bound);
    }
  }
  dispose({ parameters, state });
});

test('is refused as sample() is', async () => {
  const { step } = cellModel((value) => value);
  const options = { key: key(1), length: 2, batch, startToken };
  await expect(sampleBatch(step, initialState(batch), { ...options, topP: 0 })).rejects.toThrow(
    'sampleBatch: topP is 0',
  );
  await expect(sampleBatch(step, initialState(1), options)).rejects.toThrow('expected a value with 2 rows');
});
