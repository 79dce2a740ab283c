import { assert, constantFrom, integer, nat, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';

import { beamSearch, exhaustive, greedy, type SearchTree, type Token } from './index.ts';

/** The tree of the recurrent-network homework: two words, three steps. */
const lastPairs = (first: number, second: number): SearchTree => ({
  neural: { logProbability: first },
  network: { logProbability: second },
});
const neural: SearchTree = {
  neural: {
    logProbability: -0.65,
    next: {
      neural: { logProbability: -0.8, next: lastPairs(-0.01, -4.6) },
      network: { logProbability: -0.6, next: lastPairs(-0.8, -0.6) },
    },
  },
  network: {
    logProbability: -0.73,
    next: {
      neural: { logProbability: -0.6, next: lastPairs(-0.8, -0.6) },
      network: { logProbability: -0.8, next: lastPairs(-0.6, -0.8) },
    },
  },
};

/** The tree of the decoding homework, of which improbable branches were left out. */
const shapes: SearchTree = {
  the: {
    logProbability: -1.5,
    next: {
      red: { logProbability: -3.1, next: { rectangle: { logProbability: -4.5 } } },
      blue: { logProbability: -3.4 },
    },
  },
  a: {
    logProbability: -1.8,
    next: {
      blue: { logProbability: -2.5, next: { square: { logProbability: -5 }, rectangle: { logProbability: -5.3 } } },
      red: { logProbability: -2.7, next: { circle: { logProbability: -4.9 }, square: { logProbability: -5.2 } } },
    },
  },
};

/** Sequence and score to two decimals. */
const shown = (items: readonly { tokens: readonly Token[]; score: number }[]) =>
  items.map(({ tokens, score }) => `${tokens.join(' ')} ${score.toFixed(2)}`);

describe('the homework trees', () => {
  test('width 2 over three steps keeps the official sequences and misses the likeliest one', () => {
    const trace = beamSearch(neural, { beamWidth: 2, length: 3 });
    const kept = trace.steps.map(({ candidates }) => shown(candidates.filter(({ status }) => status === 'kept')));
    expect(kept).toEqual([
      ['neural -0.65', 'network -0.73'],
      ['neural network -1.25', 'network neural -1.33'],
      ['neural network network -1.85', 'network neural network -1.93'],
    ]);
    expect(shown(trace.hypotheses)).toEqual(kept[2]);
    expect(shown(exhaustive(neural, { length: 3, nBest: 1 }).hypotheses)).toEqual(['neural neural neural -1.46']);
    expect(trace.counters).toEqual({ expanded: 5, scored: 10, impossible: 0, kept: 6, examined: 20 });
  });

  test('greedy and width 2 give the official scores, with the table of what remained', () => {
    expect(shown(greedy(shapes, { length: 3 }).hypotheses)).toEqual(['the red rectangle -9.10']);
    const trace = beamSearch(shapes, { beamWidth: 2, length: 3 });
    expect(shown(trace.hypotheses)).toEqual(['a blue square -9.30', 'a red circle -9.40']);
    const pruned = trace.steps.map(({ candidates }) => shown(candidates.filter(({ status }) => status === 'pruned')));
    expect(pruned).toEqual([[], ['the red -4.60', 'the blue -4.90'], ['a blue rectangle -9.60', 'a red square -9.70']]);
  });

  test('a branch left out of the tree is a dead end, recorded and not returned', () => {
    const trace = beamSearch(shapes, { beamWidth: 4, length: 3 });
    const blue = trace.steps[1]!.candidates.find(({ tokens }) => tokens.join(' ') === 'the blue')!;
    expect(trace.steps[2]!.deadEnds).toEqual([blue.id]);
    expect(shown(trace.hypotheses)[0]).toBe('the red rectangle -9.10');
  });

  test('without a length, sequences end at the leaves', () => {
    const trace = exhaustive(shapes);
    expect(trace.hypotheses[0]).toMatchObject({ tokens: ['the', 'blue'], ended: 'leaf' });
    expect(trace.hypotheses).toHaveLength(6);
  });
});

describe('the trace', () => {
  test('is plain data: ids are unique, parents lead back to the start, scores add up along the path', () => {
    const trace = beamSearch(neural, { beamWidth: 2, length: 3 });
    expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
    const byId = new Map(trace.steps.flatMap(({ candidates }) => candidates.map((item) => [item.id, item] as const)));
    expect(byId.size).toBe(trace.counters.scored);
    for (const item of byId.values()) {
      const parent = byId.get(item.parent);
      expect(item.tokens).toEqual([...(parent?.tokens ?? []), item.token]);
      expect(item.score).toBe((parent?.score ?? 0) + item.logProbability);
    }
  });

  test('equal scores go to the one listed first and are reported, also when only rounding tells them apart', () => {
    // -0.1 - 0.2 and -0.3 are the same decimal number, and differ by one unit in the last place in float64.
    const tree: SearchTree = [
      { token: 'x', logProbability: -0.3, next: [{ token: 'z', logProbability: 0 }] },
      { token: 'y', logProbability: -0.1, next: [{ token: 'z', logProbability: -0.2 }] },
    ];
    expect(-0.1 - 0.2).not.toBe(-0.3);
    const trace = beamSearch(tree, { beamWidth: 2, length: 2, nBest: 1 });
    expect(trace.hypotheses[0]!.tokens).toEqual(['x', 'z']);
    expect(trace.steps[1]!.ties).toEqual([expect.objectContaining({ decisive: false })]);
    expect(trace.ties).toEqual([{ ids: [4, 3], score: -0.3, decisive: true }]);
    const swapped = exhaustive([...(tree as [])].reverse(), { length: 2 });
    expect(swapped.hypotheses[0]!.tokens).toEqual(['y', 'z']);
  });

  test('scores that differ by more than rounding are no tie', () => {
    const trace = beamSearch(
      [
        { token: 'x', logProbability: -0.3 },
        { token: 'y', logProbability: -0.3 - 1e-12 },
      ],
      {
        beamWidth: 1,
        length: 1,
      },
    );
    expect(trace.steps[0]!.ties).toEqual([]);
  });
});

const plain = (items: readonly { tokens: readonly Token[]; score: number }[]) =>
  items.map(({ tokens, score }) => ({ tokens, score }));

/** A random complete model: for every prefix up to `length`, a score for each token. */
const models = record({
  vocabulary: integer({ min: 1, max: 3 }),
  length: integer({ min: 1, max: 4 }),
  seed: nat(1e6),
}).map(({ vocabulary, length, seed }) => {
  const scores = new Map<string, number[]>();
  let state = seed;
  // A linear congruential generator of few distinct values, so that ties occur.
  const draw = () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return -Math.floor((state / 2 ** 32) * 24) / 8;
  };
  const model = (prefix: readonly Token[]) => {
    const key = prefix.join(',');
    if (!scores.has(key)) {
      scores.set(
        key,
        Array.from({ length: vocabulary }, () => draw()),
      );
    }
    return scores.get(key)!.map((logProbability, token) => ({ token, logProbability }));
  };
  // Filled breadth first, so that the scores do not depend on the order in which a search asks.
  let level: Token[][] = [[]];
  for (let depth = 0; depth < length; depth += 1) {
    level = level.flatMap((prefix) => model(prefix).map(({ token }) => [...prefix, token]));
  }
  return { model, vocabulary, length, all: level };
});

describe('properties', () => {
  test('a beam as wide as the space, and the exhaustive search, rank all sequences as plain enumeration does', () => {
    assert(
      property(models, ({ model, length, all }) => {
        const expected = all
          .map((tokens) => ({
            tokens,
            score: tokens.reduce<number>(
              (sum, token, index) => sum + model(tokens.slice(0, index))[Number(token)]!.logProbability,
              0,
            ),
          }))
          .sort((a, b) => b.score - a.score);
        expect(plain(exhaustive(model, { length }).hypotheses)).toEqual(expected);
        for (const finished of ['keep', 'refill'] as const) {
          expect(plain(beamSearch(model, { length, beamWidth: all.length, finished }).hypotheses)).toEqual(expected);
        }
      }),
      { seed: 7, numRuns: 150 },
    );
  });

  test('greedy is the beam of width 1: the best token, each time', () => {
    assert(
      property(models, ({ model, length }) => {
        const tokens: Token[] = [];
        let score = 0;
        for (let step = 0; step < length; step += 1) {
          let best = model(tokens)[0]!;
          for (const option of model(tokens)) if (option.logProbability > best.logProbability) best = option;
          tokens.push(best.token);
          score += best.logProbability;
        }
        expect(greedy(model, { length }).hypotheses[0]).toMatchObject({ tokens, score });
        expect(beamSearch(model, { length, beamWidth: 1 }).hypotheses).toEqual(greedy(model, { length }).hypotheses);
      }),
      { seed: 8, numRuns: 150 },
    );
  });

  test('with an end token, a beam that prunes nothing returns the exhaustive ranking', () => {
    assert(
      property(models, constantFrom('keep' as const, 'refill' as const), ({ model, length, all }, finished) => {
        for (const truncated of ['return', 'drop'] as const) {
          const options = { length, endToken: 0, truncated, lengthPenalty: 0.6 };
          const truth = exhaustive(model, options).hypotheses;
          const found = beamSearch(model, { ...options, beamWidth: 3 * all.length, finished }).hypotheses;
          const ranked = (items: typeof truth) => items.map(({ tokens, rankingScore }) => ({ tokens, rankingScore }));
          expect(ranked(found)).toEqual(ranked(truth));
        }
      }),
      { seed: 9, numRuns: 150 },
    );
  });
});
