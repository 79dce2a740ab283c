import { describe, expect, test } from 'vitest';

import { type Coordinates, HyperparameterError, searchHyperparameters } from '../index.ts';

type Names = 'rate' | 'rho' | 'decay';

const rotated: Coordinates<Names> = { 'rate/rho': { rate: 1, rho: -1 }, rho: { rho: 1 }, decay: { decay: 1 } };
const start = { rate: 0.3, rho: 0.8, decay: 1e-2 };

/** A valley along λ/ρ = 2: steep across, gentle along ρ to 0.1, and in the decay to 5·10⁻⁴. */
function valley({ rate, rho, decay }: Readonly<Record<Names, number>>): number {
  return 200 * Math.log(rate / rho / 2) ** 2 + Math.log(rho / 0.1) ** 2 + Math.log(decay / 5e-4) ** 2;
}

describe('a valley that lies across the axes', () => {
  const budget = 60;

  test('in coordinates along it the search arrives, along the axes it stalls', async () => {
    const along = await searchHyperparameters({ start, objective: valley, budget, coordinates: rotated });
    const across = await searchHyperparameters({ start, objective: valley, budget });
    expect(along.value).toBeLessThan(0.1);
    expect(across.value).toBeGreaterThan(10 * along.value);
    expect(Math.abs(Math.log(along.best.rho / 0.1))).toBeLessThan(0.2);
    expect(Math.abs(Math.log(across.best.rho / 0.1))).toBeGreaterThan(1);
  });

  test('it is deterministic, keeps to its budget, and its trials are the whole story', async () => {
    const run = async (): ReturnType<typeof searchHyperparameters<Names>> =>
      searchHyperparameters({ start, objective: valley, budget, coordinates: rotated });
    const [first, second] = [await run(), await run()];
    expect(first).toEqual(second);
    expect(first.trials.length).toBeLessThanOrEqual(budget);
    expect(first.trials[0]).toEqual({
      hyperparameters: start,
      value: valley(start),
      coordinate: null,
      factor: 1,
      accepted: true,
    });
    for (const { hyperparameters, value } of first.trials) expect(value).toBe(valley(hyperparameters));
    const points = first.trials.map(({ hyperparameters }) => JSON.stringify(hyperparameters));
    expect(new Set(points).size).toBe(points.length);
    const best = Math.min(...first.trials.map(({ value }) => value));
    expect(first.value).toBe(best);
    expect(valley(first.best)).toBe(best);
  });

  test('a step along a coordinate leaves the others', async () => {
    const { trials } = await searchHyperparameters({ start, objective: valley, budget: 2, coordinates: rotated });
    const { rate, rho, decay } = trials[1]!.hyperparameters;
    expect(trials[1]).toMatchObject({ coordinate: 'rate/rho', factor: 2 });
    expect(rate / rho / (start.rate / start.rho)).toBeCloseTo(2, 14);
    expect([rho, decay]).toEqual([start.rho, start.decay]);
  });
});

test('ends when the steps are small, at the minimum to that factor', async () => {
  const { best, stopped } = await searchHyperparameters({
    start: { x: 1 },
    objective: async ({ x }) => Math.log(x / 37) ** 2,
    budget: 1000,
    smallestFactor: 1.001,
  });
  expect(stopped).toBe('converged');
  expect(Math.abs(Math.log(best.x / 37))).toBeLessThan(Math.log(1.003));
});

/** Defined from 4 to 20. */
const objective = ({ x }: { x: number }): number => (x < 4 ? Number.NaN : x > 20 ? Infinity : x);

test('runs that fail (NaN) are worse than any that do not', async () => {
  const { best } = await searchHyperparameters({ start: { x: 1 }, objective, budget: 30 });
  expect(best).toEqual({ x: 1 });
  const from = await searchHyperparameters({ start: { x: 16 }, objective, budget: 60 });
  expect(from.value).toBeLessThan(4.1);
});

test.each<[string, () => Promise<unknown>, string]>([
  [
    'a start of 0',
    async () => searchHyperparameters({ start: { x: 0 }, objective: () => 0, budget: 1 }),
    'start.x is 0',
  ],
  ['no budget', async () => searchHyperparameters({ start: { x: 1 }, objective: () => 0, budget: 0 }), 'budget is 0'],
  [
    'a factor of 1',
    async () => searchHyperparameters({ start: { x: 1 }, objective: () => 0, budget: 1, factor: 1 }),
    'factor is 1',
  ],
  [
    'too few coordinates',
    async () => searchHyperparameters({ start, objective: valley, budget: 1, coordinates: { rate: { rate: 1 } } }),
    '1 coordinates for 3 hyperparameters',
  ],
  [
    'coordinates that say the same',
    async () =>
      searchHyperparameters({
        start,
        objective: valley,
        budget: 1,
        coordinates: { a: { rate: 1, rho: 1 }, b: { rate: 2, rho: 2 }, c: { decay: 1 } },
      }),
    'do not determine the hyperparameters',
  ],
])('%s is refused', async (_, search, message) => {
  await expect(search()).rejects.toThrow(HyperparameterError);
  await expect(search()).rejects.toThrow(message);
});
