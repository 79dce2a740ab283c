import { countTensors, countWork, fromFloat64, init, treeMap, type Value, warmUp } from '@gradbook/core-ops';
import { beforeAll, expect, test } from 'vitest';

import { beamSearchBatch, type BeamSearchBatchOptions, warmUpBeamSearch } from '../device.ts';
import { SearchError } from '../index.ts';
import { cellModel, type CellState, initialState, vocabulary } from '../testing/device-models.ts';

beforeAll(async () => {
  await init();
});

const batch = 2;

test.each<[string, Partial<BeamSearchBatchOptions>]>([
  ['the best continuations of each beam', {}],
  ['all scores, for a trace', { trace: true }],
  ['all scores, for constraints', { allowed: () => Array.from({ length: vocabulary }, (_, token) => token) }],
  ['groups', { beamWidth: 4, groups: 2, diversity: 0.5 }],
])('after it a search that reads %s compiles nothing', async (_, chosen) => {
  const options = { batch, startToken: 0, beamWidth: 3, length: 4, ...chosen };
  const { step } = cellModel(fromFloat64);
  const state = treeMap(initialState(batch), fromFloat64) as CellState;
  const before = countTensors();
  const { work } = await countWork(() => warmUp(() => warmUpBeamSearch(step, state, options)));
  expect([work.dispatches, work.readbacks]).toEqual([0, 0]);
  expect(countTensors()).toBe(before);
  const search = await countWork(() => beamSearchBatch(step, state, options));
  expect(search.work.pipelines).toBe(0);
  expect(search.work.dispatches).toBeGreaterThan(0);
});

test('what a search would refuse is refused', () => {
  const wrong = (): { logits: Value; state: [] } => ({ logits: fromFloat64(initialState(batch).h), state: [] });
  expect(() => warmUpBeamSearch(wrong, [], { batch, startToken: [1], beamWidth: 1, length: 2 })).toThrow(SearchError);
});
