import { expect, test } from 'vitest';

import { beamSearch, beamSearchOutcomes, exhaustive, greedy } from './index.ts';

const tree = {
  red: { logProbability: -0.5, next: { car: { logProbability: -2 }, bus: { logProbability: -2.5 } } },
  big: { logProbability: -1, next: { car: { logProbability: -0.2 }, bus: { logProbability: -3 } } },
};

const model = (prefix: readonly unknown[]) => [
  { token: '.', logProbability: Math.log(prefix.length === 0 ? 0.1 : 0.5) },
  { token: 'ha', logProbability: Math.log(prefix.length === 0 ? 0.9 : 0.5) },
];

test('the examples of the README and of the docstrings', () => {
  expect(greedy(tree, { length: 2 }).hypotheses[0]).toMatchObject({ tokens: ['red', 'car'], score: -2.5 });
  const trace = beamSearch(tree, { length: 2, beamWidth: 2 });
  expect(trace.hypotheses[0]).toMatchObject({ tokens: ['big', 'car'], score: -1.2 });
  expect(trace.hypotheses[1]!.score).toBe(-2.5);
  expect(trace.steps[1]!.candidates).toHaveLength(4);
  expect(exhaustive(tree, { length: 2 }).hypotheses).toHaveLength(4);

  expect(beamSearch(model, { beamWidth: 2, length: 5, endToken: '.' }).hypotheses[0]!.tokens).toEqual(['ha', '.']);

  const biased = { heads: { logProbability: Math.log(0.75) }, tails: { logProbability: Math.log(0.25) } };
  const coin = exhaustive(() => Object.entries(biased).map(([token, branch]) => ({ token, ...branch })), { length: 3 });
  expect(coin.hypotheses).toHaveLength(8);
  expect(coin.hypotheses[0]!.tokens).toEqual(['heads', 'heads', 'heads']);

  const fair = { heads: { logProbability: -0.7 }, tails: { logProbability: -0.7 } };
  const { outcomes } = beamSearchOutcomes(fair, { beamWidth: 1, length: 1 });
  expect(outcomes.map((outcome) => outcome.hypotheses[0]!.tokens)).toEqual([['heads'], ['tails']]);
});
