import { describe, expect, test } from 'vitest';

import { allowSequences, beamSearch, exhaustive, forceTokens, greedy, SearchError, type Token } from './index.ts';
import { lengthDivisor } from './penalty.ts';
import { randomModel, scoreOf } from './testing/models.ts';

const model = randomModel(5, 4);
const withEnd = (prefix: readonly Token[]) => [...model(prefix), { token: 9, logProbability: -0.3 }];
const notTwice = (prefix: readonly Token[]) => [0, 1, 2, 3].filter((token) => token !== prefix.at(-1));

describe('constrained decoding', () => {
  test('a prefix trie: the search ranks the given sequences and nothing else', () => {
    const given = [[1, 2, 3], [1, 2], [3], [0, 0, 0]];
    const allowed = allowSequences(given, { endToken: 9 });
    const expected = given
      .map((tokens) => ({ tokens: [...tokens, 9], score: scoreOf(withEnd, [...tokens, 9]) }))
      .sort((a, b) => b.score - a.score);
    const options = { length: 4, endToken: 9, allowed };
    for (const trace of [exhaustive(withEnd, options), beamSearch(withEnd, { ...options, beamWidth: 4 })]) {
      expect(trace.hypotheses.map(({ tokens, score }) => ({ tokens, score }))).toEqual(expected);
      expect(trace.settings.constrained).toBe(true);
    }
    // 3 first tokens of 5 are allowed; what is left out is counted, not scored.
    const [first] = beamSearch(withEnd, { ...options, beamWidth: 4 }).steps;
    expect(first!.candidates).toHaveLength(3);
  });

  test('forced tokens stand where they are forced, and the rest is searched freely', () => {
    const trace = beamSearch(model, { beamWidth: 3, length: 4, allowed: forceTokens([2, null, 1]) });
    expect(trace.hypotheses).toHaveLength(3);
    for (const { tokens, score } of trace.hypotheses) {
      expect([tokens[0], tokens[2]]).toEqual([2, 1]);
      expect(score).toBe(scoreOf(model, tokens));
    }
    const free = exhaustive(model, { length: 4 }).hypotheses.find(({ tokens }) => tokens[0] === 2 && tokens[2] === 1);
    expect(exhaustive(model, { length: 4, allowed: forceTokens([2, null, 1]) }).hypotheses[0]!.tokens).toEqual(
      free!.tokens,
    );
  });

  test('a function may forbid what it likes: no token twice in a row', () => {
    const { hypotheses } = exhaustive(model, { length: 3, allowed: notTwice });
    expect(hypotheses).toHaveLength(4 * 3 * 3);
    expect(hypotheses.every(({ tokens }) => tokens[0] !== tokens[1] && tokens[1] !== tokens[2])).toBe(true);
  });

  test('where nothing may follow is a dead end; at the start, an error', () => {
    const trace = greedy(model, { length: 3, allowed: allowSequences([[1, 2]]) });
    expect(trace.hypotheses).toEqual([]);
    expect(trace.steps[2]!.deadEnds).toHaveLength(1);
    expect(() => greedy(model, { length: 3, allowed: () => [] })).toThrow(/is not allowed/);
    expect(() => greedy(model, { length: 3, allowed: () => 3 as unknown as number[] })).toThrow(
      /allowed: returned 3 after the start; expected a list of tokens, or null/,
    );
    expect(() => allowSequences([])).toThrow(SearchError);
  });
});

describe('length penalties', () => {
  test('a power of the length, or of (5 + T) / 6 (Wu et al., equation 14)', () => {
    expect(lengthDivisor(0.6, 4)).toBe(4 ** 0.6);
    expect(lengthDivisor({ wu: 0.6 }, 1)).toBe(1);
    expect(lengthDivisor({ wu: 1 }, 7)).toBe(2);
    expect(lengthDivisor({ wu: 0.2 }, 7)).toBe(2 ** 0.2);
  });

  test('they change the rank, not the score: −2 for one token against −3 for seven', () => {
    const chain = [7, 6, 5, 4, 3, 2, 1].reduce<object>(
      (next, place) => ({ [`w${place}`]: { logProbability: place === 1 ? -3 : 0, next } }),
      {},
    ) as Record<string, { logProbability: number }>;
    const tree = { short: { logProbability: -2 }, ...chain };
    const best = (lengthPenalty: number | { wu: number }) => exhaustive(tree, { lengthPenalty }).hypotheses[0]!;
    expect(best(0)).toMatchObject({ tokens: ['short'], rankingScore: -2 });
    // −3 / 2 > −2 / 1
    expect(best({ wu: 1 })).toMatchObject({ score: -3, rankingScore: -1.5 });
    expect(best({ wu: 0.5 })).toMatchObject({ tokens: ['short'] });
    expect(best(1)).toMatchObject({ score: -3, rankingScore: -3 / 7 });
    expect(() => best({ wu: Number.NaN })).toThrow(/lengthPenalty is { wu: NaN }; expected a finite number/);
  });
});
