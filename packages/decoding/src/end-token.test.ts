import { expect, test } from 'vitest';

import { beamSearch, exhaustive, greedy, type ScoringFunction } from './index.ts';

const ln = Math.log;

/** '.' ends a sequence; what follows depends on the last token only. */
const model: ScoringFunction = (prefix) => {
  const last = prefix.at(-1);
  if (last === undefined) {
    return [
      { token: '.', logProbability: ln(0.3) },
      { token: 'a', logProbability: ln(0.5) },
      { token: 'b', logProbability: ln(0.2) },
    ];
  }
  if (last === 'a') {
    return [
      { token: '.', logProbability: ln(0.1) },
      { token: 'a', logProbability: ln(0.45) },
      { token: 'b', logProbability: ln(0.45) },
    ];
  }
  return [
    { token: '.', logProbability: ln(0.9) },
    { token: 'a', logProbability: ln(0.1) },
    { token: 'b', logProbability: -Infinity },
  ];
};

test("'keep': a finished hypothesis holds its place in the beam and competes in every later step", () => {
  const trace = beamSearch(model, { beamWidth: 2, length: 4, endToken: '.' });
  const second = trace.steps[1]!.candidates;
  const carried = second.find(({ tokens }) => tokens.join('') === '.')!;
  expect(carried).toMatchObject({ carried: true, finished: true, status: 'kept', logProbability: 0, rank: 1 });
  expect(carried.parent).toBe(trace.steps[0]!.candidates.find(({ token }) => token === '.')!.id);
  // .5 × .45 = .225 for "a a" and "a b": a tie for the second place, which "a a" gets as the first listed.
  expect(trace.steps[1]!.ties).toEqual([expect.objectContaining({ decisive: true })]);
  expect(trace.hypotheses.map(({ tokens }) => tokens.join(''))).toEqual(['.', 'aaaa']);
  expect(trace.hypotheses.map(({ ended }) => ended)).toEqual(['end-token', 'length']);
});

test("'refill': finished hypotheses are set aside and their places filled; stops at k set aside", () => {
  const trace = beamSearch(model, { beamWidth: 2, length: 4, endToken: '.', finished: 'refill' });
  // After the first step "." (.3) is aside and "a", "b" go on; then "a a" and "a b" (.225 each) are kept while
  // "b ." (.18) is third: finished, but not among the best two, so it does not count.
  const beams = trace.steps.map(({ candidates }) =>
    candidates.filter(({ status }) => status === 'kept').map(({ tokens }) => tokens.join('')),
  );
  expect(beams.slice(0, 3)).toEqual([
    ['a', '.', 'b'],
    ['aa', 'ab'],
    ['ab.', 'aaa', 'aab'],
  ]);
  expect(trace.steps).toHaveLength(3);
  expect(trace.hypotheses.map(({ tokens, ended }) => [tokens.join(''), ended])).toEqual([
    ['.', 'end-token'],
    ['ab.', 'end-token'],
  ]);
});

test('sequences cut off by the length are marked, or dropped on request', () => {
  const options = { length: 1, endToken: '.' };
  expect(greedy(model, options).hypotheses).toMatchObject([{ tokens: ['a'], ended: 'length' }]);
  expect(greedy(model, { ...options, truncated: 'drop' }).hypotheses).toEqual([]);
  expect(exhaustive(model, { ...options, truncated: 'drop' }).hypotheses).toMatchObject([{ tokens: ['.'] }]);
});

test('a token of probability 0 is never scored', () => {
  const trace = exhaustive(model, { length: 3 });
  expect(trace.hypotheses.some(({ tokens }) => tokens.join('').includes('bb'))).toBe(false);
  expect(trace.counters.impossible).toBeGreaterThan(0);
});

test('a length penalty of 1 ranks by the mean log-probability of a token', () => {
  const [best] = exhaustive(model, { length: 4, endToken: '.', lengthPenalty: 1, truncated: 'drop' }).hypotheses;
  expect(best!.tokens).toEqual(['a', 'b', '.']);
  expect(best!.rankingScore).toBeCloseTo((ln(0.5) + ln(0.45) + ln(0.9)) / 3, 14);
});
