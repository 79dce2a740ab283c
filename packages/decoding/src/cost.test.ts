import { describe, expect, test } from 'vitest';

import { beamSearch, exhaustive, searchCost } from './index.ts';
import { randomModel } from './testing/models.ts';

const sizes = [1, 2, 3, 5, 8].flatMap((beamWidth) =>
  [2, 5, 11].flatMap((vocabulary) => [1, 2, 4, 7].map((length) => ({ beamWidth, vocabulary, length }))),
);

/** Scores and looks of the steps after the first, which has one prefix only. */
function growth(B: number, N: number, T: number): [number, number] {
  const [all, first] = [
    searchCost({ beamWidth: B, vocabulary: N, length: T + 1 }),
    searchCost({ beamWidth: B, vocabulary: N, length: 1 }),
  ];
  return [all.scored - first.scored, all.examined - first.examined];
}

describe('what a search counts is what the formulae say', () => {
  test.each(sizes)('B = $beamWidth, N = $vocabulary, T = $length', (size) => {
    const { beamWidth: B, vocabulary: N, length: T } = size;
    const { counters } = beamSearch(randomModel(1, N), { beamWidth: B, length: T });
    const cost = searchCost(size);
    expect(counters).toEqual({ ...cost, impossible: 0 });
    // The closed forms, once the beam is full after the first token.
    if (B <= N) {
      expect(cost).toEqual({
        expanded: 1 + (T - 1) * B,
        scored: N + (T - 1) * B * N,
        kept: B * T,
        examined: B * N + (T - 1) * B ** 2 * N,
      });
    }
    // O(B·N·T) scores and O(B²·N·T) looks at them.
    expect(cost.scored).toBeLessThanOrEqual(B * N * T);
    expect(cost.examined).toBeLessThanOrEqual(B ** 2 * N * T);
    // Not a looser bound than needed: with all but the first step full, they come arbitrarily close.
    if (B <= N) expect(cost.examined / (B ** 2 * N * T)).toBeGreaterThanOrEqual((T - 1) / T);
  });

  test('doubling B doubles the scores and quadruples the looks; doubling N or T doubles both', () => {
    const [scored, examined] = growth(4, 50, 10);
    expect(growth(8, 50, 10)).toEqual([2 * scored, 4 * examined]);
    expect(growth(4, 100, 10)).toEqual([2 * scored, 2 * examined]);
    expect(growth(4, 50, 20)).toEqual([2 * scored, 2 * examined]);
  });

  test('exhaustive search: Σ Nᵗ', () => {
    const { counters } = exhaustive(randomModel(1, 3), { length: 5 });
    expect(counters).toEqual({ ...searchCost({ beamWidth: Infinity, vocabulary: 3, length: 5 }), impossible: 0 });
    expect(counters.scored).toBe(3 + 9 + 27 + 81 + 243);
  });

  test.each([
    [4, 2],
    [6, 3],
  ])('a beam of %i in %i groups', (beamWidth, groups) => {
    const { counters } = beamSearch(randomModel(1, 5), { beamWidth, groups, diversity: 0.5, length: 4 });
    expect(counters).toEqual({ ...searchCost({ beamWidth, vocabulary: 5, length: 4, groups }), impossible: 0 });
    const whole = searchCost({ beamWidth, vocabulary: 5, length: 4 });
    expect(counters.examined).toBeLessThan(whole.examined);
  });
});

test('sizes that are none are refused', () => {
  const size = { beamWidth: 2, vocabulary: 3, length: 4 };
  expect(() => searchCost({ ...size, beamWidth: 0 })).toThrow(/beamWidth is 0/);
  expect(() => searchCost({ ...size, vocabulary: 1.5 })).toThrow(/vocabulary is 1.5/);
  expect(() => searchCost({ ...size, length: -1 })).toThrow(/length is -1/);
  expect(() => searchCost({ ...size, groups: 3 })).toThrow(/3 groups cannot share a beam of 2/);
});
