import { describe, expect, test } from 'vitest';

import { SearchError, tokenProbabilities } from '../index.ts';
import { numbers } from '../testing/models.ts';

/** Logits without ties, from 1 to 7 of them. */
function someLogits(seed: number): number[] {
  const draw = numbers(seed * 7919 + 3);
  for (let skip = 0; skip < 4; skip += 1) draw();
  return Array.from({ length: 1 + Math.floor(draw() * 7) }, () => 6 * draw() - 3);
}

function softmax(logits: readonly number[]): number[] {
  const weights = logits.map(Math.exp);
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

/** Every set of tokens. */
function subsets(count: number): number[][] {
  return Array.from({ length: 2 ** count }, (_, bits) =>
    Array.from({ length: count }, (__, token) => token).filter((token) => (bits >> token) & 1),
  );
}

const held = (set: readonly number[], probabilities: readonly number[]): number =>
  set.reduce((sum, token) => sum + probabilities[token]!, 0);
const keptBy = (probabilities: readonly number[]): number[] =>
  probabilities.flatMap((probability, token) => (probability > 0 ? [token] : []));

/** The kept set's own probabilities, divided by their sum. */
function expectRenormalized(found: readonly number[], set: readonly number[], probabilities: readonly number[]): void {
  const total = held(set, probabilities);
  for (const [token, probability] of found.entries()) {
    const expected = set.includes(token) ? probabilities[token]! / total : 0;
    // Exponentials, sums of at most 7 terms and two quotients, in either computation.
    expect(Math.abs(probability - expected)).toBeLessThanOrEqual(64 * 2 ** -53 * expected);
  }
}

const seeds = Array.from({ length: 40 }, (_, seed) => seed);

describe('the filters by enumeration of all sets of tokens', () => {
  test.each(seeds)('nucleus: the smallest set that holds p, and of those the likeliest (%i)', (seed) => {
    const logits = someLogits(seed);
    const probabilities = softmax(logits);
    for (const topP of [0.05, 0.3, 0.5, 0.77, 0.9, 0.999]) {
      const enough = subsets(logits.length).filter((set) => held(set, probabilities) >= topP);
      const size = Math.min(...enough.map((set) => set.length));
      const [best] = enough
        .filter((set) => set.length === size)
        .sort((a, b) => held(b, probabilities) - held(a, probabilities));
      const found = tokenProbabilities(logits, { topP });
      expect(keptBy(found)).toEqual(best);
      expectRenormalized(found, best!, probabilities);
    }
  });

  test.each(seeds)('top k: of the sets of k tokens the likeliest (%i)', (seed) => {
    const logits = someLogits(seed);
    const probabilities = softmax(logits);
    for (const topK of [1, 2, 5, 50]) {
      const [best] = subsets(logits.length)
        .filter((set) => set.length === Math.min(topK, logits.length))
        .sort((a, b) => held(b, probabilities) - held(a, probabilities));
      const found = tokenProbabilities(logits, { topK });
      expect(keptBy(found)).toEqual(best);
      expectRenormalized(found, best!, probabilities);
    }
  });

  test.each(seeds)('min p, and the temperature before it (%i)', (seed) => {
    const logits = someLogits(seed);
    for (const temperature of [0.4, 1, 2.5]) {
      const probabilities = softmax(logits.map((logit) => logit / temperature));
      const set = keptBy(probabilities.map((p) => (p >= 0.2 * Math.max(...probabilities) ? p : 0)));
      const found = tokenProbabilities(logits, { temperature, minP: 0.2 });
      expect(keptBy(found)).toEqual(set);
      expectRenormalized(found, set, probabilities);
    }
  });
});

test('one after another: the nucleus is that of what top k left', () => {
  const logits = [0.4, 0.3, 0.2, 0.1].map(Math.log);
  // .4 of .7 is more than half; of the whole it is not.
  expect(keptBy(tokenProbabilities(logits, { topK: 2, topP: 0.5 }))).toEqual([0]);
  expect(keptBy(tokenProbabilities(logits, { topP: 0.5 }))).toEqual([0, 1]);
});

test('sets that hold the share exactly are large enough, whatever their rounding; ties go to the first listed', () => {
  for (const [parts, topP, count] of [
    [[0.5, 0.3, 0.2], 0.8, 2],
    [[0.1, 0.1, 0.1, 0.1, 0.6], 0.7, 2],
    [Array.from({ length: 10 }, () => 0.1), 0.3, 3],
  ] as const) {
    expect(keptBy(tokenProbabilities(parts.map(Math.log), { topP }))).toHaveLength(count);
  }
  expect(keptBy(tokenProbabilities([1, 2, 2, 2], { topK: 2 }))).toEqual([1, 2]);
});

test('the extremes: nothing overflows, impossible tokens stay impossible', () => {
  expect(tokenProbabilities([1e4, -1e4, 1e4])).toEqual([0.5, 0, 0.5]);
  expect(tokenProbabilities([-Infinity, -1000], { temperature: 1e-3 })).toEqual([0, 1]);
  expect(tokenProbabilities([0, -Infinity, 0], { topK: 3, temperature: 100 })).toEqual([0.5, 0, 0.5]);
});

test.each([
  [{ temperature: 0 }, /temperature is 0; expected a number above 0.*greedy/],
  [{ temperature: Infinity }, /temperature is Infinity/],
  [{ topK: 0 }, /topK is 0/],
  [{ topK: 2.5 }, /topK is 2.5/],
  [{ topP: 0 }, /topP is 0; expected a probability above 0/],
  [{ topP: 1.1 }, /topP is 1.1/],
  [{ minP: -0.1 }, /minP is -0.1/],
  [{ minP: Number.NaN }, /minP is NaN/],
])('%o is refused', (filters, message) => {
  expect(() => tokenProbabilities([0], filters)).toThrow(SearchError);
  expect(() => tokenProbabilities([0], filters)).toThrow(message);
});

test('logits that mean nothing are refused', () => {
  expect(() => tokenProbabilities([0, Number.NaN])).toThrow(/token 1 has NaN/);
  expect(() => tokenProbabilities([Infinity, 0])).toThrow(/token 0 has Infinity/);
  expect(() => tokenProbabilities([-Infinity])).toThrow(/none above -Infinity/);
  expect(() => tokenProbabilities([])).toThrow(/none above -Infinity/);
});
