import { expect, test } from 'vitest';

import { beamSearch, beamSearchOutcomes, type SearchTree } from './index.ts';

const pair = (first: number, second: number): SearchTree => ({
  x: { logProbability: first },
  y: { logProbability: second },
});
const keptAt = (step: number, trace: ReturnType<typeof beamSearch>) =>
  trace.steps[step]!.candidates.filter(({ status }) => status === 'kept').map(({ tokens }) => tokens.join(''));

const dotted = (prefix: readonly unknown[]) =>
  prefix.length === 0
    ? [
        { token: 'a', logProbability: -0.5 },
        { token: '.', logProbability: -1 },
        { token: 'b', logProbability: -1 },
      ]
    : [{ token: '.', logProbability: -0.1 }];
const fair = () => Array.from({ length: 8 }, (_, token) => ({ token, logProbability: -2 }));

test('each way of breaking a decisive tie is one outcome, with what follows from it', () => {
  const tree: SearchTree = {
    a: { logProbability: -1, next: pair(-1, -2) },
    b: { logProbability: -1, next: pair(-5, -0.5) },
    c: { logProbability: -1, next: pair(-3, -4) },
  };
  const options = { beamWidth: 2, length: 2 };
  const { outcomes, complete } = beamSearchOutcomes(tree, options);
  expect(complete).toBe(true);
  expect(outcomes.map((trace) => [keptAt(0, trace), trace.hypotheses.map(({ tokens }) => tokens.join(''))])).toEqual([
    [
      ['a', 'b'],
      ['by', 'ax'],
    ],
    [
      ['a', 'c'],
      ['ax', 'ay'],
    ],
    [
      ['b', 'c'],
      ['by', 'cx'],
    ],
  ]);
  expect(outcomes[0]).toEqual(beamSearch(tree, options));
});

test('without a decisive tie there is one outcome', () => {
  expect(beamSearchOutcomes(pair(-1, -1), { beamWidth: 2, length: 1 }).outcomes).toHaveLength(1);
});

test('a tie at the rank that decides whether a finished hypothesis counts has two outcomes', () => {
  const { outcomes } = beamSearchOutcomes(dotted, { beamWidth: 2, length: 3, endToken: '.', finished: 'refill' });
  expect(outcomes.map((trace) => trace.hypotheses.map(({ tokens }) => tokens.join('')))).toEqual([
    ['a.', '.'],
    ['a.', 'b.'],
  ]);
});

test('says so when there are more ways than the limit', () => {
  expect(beamSearchOutcomes(fair, { beamWidth: 4, length: 3, limit: 20 })).toMatchObject({ complete: false });
});
