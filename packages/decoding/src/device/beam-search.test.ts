import {
  add,
  concat,
  countTensors,
  dispose,
  expandDims,
  float64,
  fromFloat64,
  gather,
  init,
  log,
  read,
  squeeze,
  tensor,
  treeMap,
  type Value,
} from '@gradbook/core-ops';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

import { beamSearchBatch, type BeamSearchBatchOptions, type DecodeStep } from '../device.ts';
import { allowSequences, beamSearch, type BeamSearchOptions, type Hypothesis, SearchError } from '../index.ts';
import {
  cellModel,
  type CellState,
  initialState,
  naiveModel,
  scoreBound,
  vocabulary,
} from '../testing/device-models.ts';

beforeAll(async () => {
  await init();
}, 120_000);
afterEach(() => {
  vi.restoreAllMocks();
});

const batch = 3;
const startToken = [2, 0, 2];
const base = { batch, startToken, length: 5 };

/** Searches that differ in what they keep, set aside, penalise and return. */
const searches: Record<string, BeamSearchOptions & { length: number; endToken?: number }> = {
  'width 1': { beamWidth: 1, length: 5 },
  'width 3': { beamWidth: 3, length: 5 },
  'wider than the vocabulary': { beamWidth: 10, length: 4 },
  'keep, with a length penalty': { beamWidth: 3, length: 5, endToken: 4, lengthPenalty: { wu: 0.8 } },
  'refill, n-best': { beamWidth: 3, length: 5, endToken: 4, finished: 'refill', nBest: 2 },
  'refill, unfinished dropped': { beamWidth: 4, length: 3, endToken: 1, finished: 'refill', truncated: 'drop' },
  'diverse groups': { beamWidth: 6, length: 4, groups: 3, diversity: 0.7 },
  'diverse groups that avoid each other strongly': { beamWidth: 4, length: 5, groups: 2, diversity: 5 },
  'diverse groups of one, refill': {
    beamWidth: 4,
    length: 5,
    endToken: 4,
    groups: 4,
    diversity: 1.5,
    finished: 'refill',
  },
};

/** What the plain search finds for every input. */
const plainly = (options: BeamSearchOptions & { length: number }) =>
  startToken.map((start, input) => beamSearch(naiveModel(input, batch, start), options));
const shown = (hypotheses: readonly Pick<Hypothesis, 'tokens' | 'ended' | 'rank'>[]) =>
  hypotheses.map(({ tokens, ended, rank }) => ({ tokens, ended, rank }));

describe('the batched search is the plain one, input by input', () => {
  test.each(Object.keys(searches))('in float64: %s', async (name) => {
    const options = searches[name]!;
    const { step } = cellModel((value) => value);
    const { results } = await beamSearchBatch(step, initialState(batch), { ...base, ...options });
    for (const [input, expected] of plainly(options).entries()) {
      expect(expected.hypotheses.length).toBeGreaterThan(0);
      expect(shown(results[input]!.hypotheses)).toEqual(shown(expected.hypotheses));
      for (const [index, { score, rankingScore }] of results[input]!.hypotheses.entries()) {
        // ln softmax by two programs in float64, summed over at most 5 places.
        expect(score).toBeCloseTo(expected.hypotheses[index]!.score, 12);
        expect(rankingScore).toBeCloseTo(expected.hypotheses[index]!.rankingScore, 12);
      }
    }
  });

  test.each(Object.keys(searches))('on the device, scores within the bound of its log-softmax: %s', async (name) => {
    const options = searches[name]!;
    const { step, parameters } = cellModel(fromFloat64);
    const state = treeMap(initialState(batch), fromFloat64) as CellState;
    const before = countTensors();
    const { results } = await beamSearchBatch(step, state, { ...base, ...options });
    expect(countTensors()).toBe(before);
    for (const [input, expected] of plainly(options).entries()) {
      expect(shown(results[input]!.hypotheses)).toEqual(shown(expected.hypotheses));
      for (const [index, { score, tokens }] of results[input]!.hypotheses.entries()) {
        const bound = scoreBound(input, batch, startToken[input]!, tokens);
        expect(Math.abs(score - expected.hypotheses[index]!.score)).toBeLessThanOrEqual(bound);
        expect(bound).toBeLessThan(1e-4);
      }
    }
    dispose({ parameters, state });
  });

  test('inputs do not touch each other: one alone finds the same', async () => {
    const { step } = cellModel((value) => value);
    const options = { beamWidth: 3, length: 5, endToken: 4, finished: 'refill' } as const;
    const together = await beamSearchBatch(step, initialState(batch), { ...base, ...options });
    for (let input = 0; input < batch; input += 1) {
      const own = treeMap(initialState(batch), (value) => gather(value, float64([input])));
      const alone = await beamSearchBatch(step, own, { ...options, batch: 1, startToken: startToken[input]! });
      expect(alone.results[0]).toEqual(together.results[input]);
    }
  });

  test('the trace, on request, is the plain one', async () => {
    const { step } = cellModel((value) => value);
    const options = { beamWidth: 4, length: 4, endToken: 4, groups: 2, diversity: 0.5 };
    const { results } = await beamSearchBatch(step, initialState(batch), { ...base, ...options, trace: true });
    for (const [input, expected] of plainly(options).entries()) {
      const trace = results[input]!.trace!;
      expect(trace.counters).toEqual(expected.counters);
      expect(trace.settings).toEqual(expected.settings);
      const facts = ({ steps }: typeof trace) =>
        steps.map(({ candidates }) =>
          candidates.map(({ id, parent, tokens, status, rank, group }) => ({
            id,
            parent,
            tokens,
            status,
            rank,
            group,
          })),
        );
      expect(facts(trace)).toEqual(facts(expected));
    }
    const without = await beamSearchBatch(step, initialState(batch), { ...base, ...options });
    expect(without.results.map(({ hypotheses }) => hypotheses)).toEqual(results.map(({ hypotheses }) => hypotheses));
    expect(without.results[0]).not.toHaveProperty('trace');
  });

  test('constraints by input', async () => {
    const { step } = cellModel((value) => value);
    const lists = [
      [[1, 2, 3]],
      [
        [0, 0],
        [5, 1],
        [5, 2],
      ],
      [[3, 3, 3, 3]],
    ];
    const allowed = lists.map((list) => allowSequences(list, { endToken: 4 }));
    const { results } = await beamSearchBatch(step, initialState(batch), {
      ...base,
      beamWidth: 3,
      endToken: 4,
      allowed: (prefix, input) => allowed[input]!(prefix),
    });
    for (const [input, { hypotheses }] of results.entries()) {
      const found = hypotheses.map(({ tokens }) => tokens.join());
      expect(found.sort()).toEqual(lists[input]!.map((tokens) => [...tokens, 4].join()).sort());
    }
  });
});

describe('what it costs', () => {
  test('one call of the model and one readback a token, of the best continuations only', async () => {
    const { step, parameters } = cellModel(fromFloat64);
    const state = treeMap(initialState(batch), fromFloat64) as CellState;
    const prototype = Object.getPrototypeOf(state.h) as { data: () => unknown; dataSync: () => unknown };
    const reads = vi.spyOn(prototype, 'data');
    const blocking = vi.spyOn(prototype, 'dataSync');
    const shapes: (readonly number[])[] = [];
    const watched: DecodeStep<CellState> = (given, tokens) => {
      shapes.push(tokens.shape);
      return step(given, tokens);
    };
    const { counters } = await beamSearchBatch(watched, state, { ...base, beamWidth: 2 });
    expect(reads).toHaveBeenCalledTimes(5);
    expect(blocking).not.toHaveBeenCalled();
    // After the first token: for each input 2 log-probabilities and 2 indices.
    const sizes = reads.mock.contexts.map((context) => (context as { size: number }).size);
    expect(sizes).toEqual([batch * 2 * 2, ...Array.from({ length: 4 }, () => batch * 2 * 2)]);
    expect(shapes).toEqual([[batch], ...Array.from({ length: 4 }, () => [2 * batch])]);
    const expanded = batch * (1 + 4 * 2);
    expect(counters).toEqual({ modelCalls: 5, rows: expanded, expanded, scored: expanded * vocabulary, readbacks: 5 });
    dispose({ parameters, state });
  });

  test("nothing of the caller's is freed, whatever the step passes through, and nothing is left when it fails", async () => {
    const table = tensor([
      [0.1, 0.9],
      [0.6, 0.4],
    ]);
    const memory = tensor([[1], [2]]);
    const state = { memory, place: tensor([0, 0]) };
    const before = countTensors();
    let calls = 0;
    const step = (given: typeof state, tokens: Value): { logits: Value; state: typeof state } => {
      calls += 1;
      if (calls > 6) throw new Error('the model is broken');
      // A table from outside, a leaf passed through as it came, a new leaf.
      return {
        logits: add(log(gather(table, tokens)), 0),
        state: { memory: given.memory, place: add(given.place, 1) },
      };
    };
    const options: BeamSearchBatchOptions = { batch: 2, startToken: 0, beamWidth: 2, length: 4 };
    const { results } = await beamSearchBatch(step, state, options);
    expect(results[0]!.hypotheses[0]!.score).toBeCloseTo(Math.log(0.9 * 0.6 * 0.9 * 0.6), 5);
    expect(countTensors()).toBe(before);
    await expect(beamSearchBatch(step, state, options)).rejects.toThrow('the model is broken');
    expect(countTensors()).toBe(before);
    expect([...(await read(memory))]).toEqual([1, 2]);
    expect([...(await read(table))][1]).toBe(Math.fround(0.9));
    dispose({ table, state });
  });
});

describe('states as models have them', () => {
  test("rows along another axis: PyTorch's [layers, rows, size], beside encodings [rows, …]", async () => {
    const { step } = cellModel((value) => value);
    const layered = ({ layers, c }: { layers: Value; c: Value }, tokens: Value) => {
      const { logits, state } = step({ h: squeeze(layers, [0]), c }, tokens);
      return { logits, state: { layers: expandDims(state.h, 0), c: state.c } };
    };
    const { h, c } = initialState(batch);
    const { results } = await beamSearchBatch(
      layered,
      { layers: expandDims<Value>(h, 0), c: c as Value },
      { ...base, beamWidth: 3, stateAxis: (path) => (path === 'layers' ? 1 : 0) },
    );
    const plain = await beamSearchBatch(step, { h, c }, { ...base, beamWidth: 3 });
    expect(results).toEqual(plain.results);
  });

  const { step } = cellModel((value) => value);
  const state = initialState(batch);
  const options = { ...base, beamWidth: 2 };
  const broken =
    (logits: (value: Value) => Value): DecodeStep<CellState> =>
    (given, tokens) => {
      const after = step(given, tokens);
      return { ...after, logits: logits(after.logits) };
    };
  test.each([
    ['no batch', () => beamSearchBatch(step, state, { ...options, batch: 0 }), /batch is 0/],
    [
      'too few starts',
      () => beamSearchBatch(step, state, { ...options, startToken: [1] }),
      /startToken is \[1\]; .* 3 of them/,
    ],
    [
      'a state without the rows',
      () => beamSearchBatch(step, state, { ...options, batch: 2, startToken: 0 }),
      /state's leaf c has the shape \[3, 3\]; expected a value with 2 rows along axis 0/,
    ],
    [
      'logits without the rows',
      () =>
        beamSearchBatch(
          broken((logits) => concat([logits, logits], 0)),
          state,
          options,
        ),
      /logits of shape \[6, 6\]; expected \[3, size of the vocabulary\]/,
    ],
    [
      'logits that are NaN',
      () =>
        beamSearchBatch(
          broken((logits) => log(add(logits, -1e9))),
          state,
          options,
        ),
      /is NaN/,
    ],
    ['no length', () => beamSearchBatch(step, state, { ...options, length: 0 }), /length is 0/],
    ['no width', () => beamSearchBatch(step, state, { ...options, beamWidth: 0 }), /beamSearchBatch: beamWidth is 0/],
  ])('%s is refused', async (_, call, message) => {
    await expect(call()).rejects.toThrow(message);
    await expect(call()).rejects.toThrow(SearchError);
  });
});
