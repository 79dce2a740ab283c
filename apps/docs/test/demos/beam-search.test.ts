import { beamSearch, exhaustive, greedy, type SearchTrace } from '@gradbook/decoding';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { type ModelSettings, randomModel } from '../../src/demos/beam-search/model.ts';
import { barriers, cells, layoutShift, narrow, numberOf, openDemo, type OpenedDemo, set } from './demo-page.ts';

let opened: OpenedDemo;
beforeAll(async () => {
  opened = await openDemo('beam-search', { colorScheme: 'light', bypassCSP: true });
});
afterAll(() => opened?.page.context().close());

const first: ModelSettings = { vocabulary: 3, length: 4, sharpness: 3, seed: 1 };

/**
 * Holds the three searches against those of the same model in float64. A score is a sum of T log-probabilities; a logit is at most
 * sharpness · (H/√H + 1/√H) in size, and comes of H products. Four decimals are shown.
 */
async function expectSearches(settings: ModelSettings, beamWidth: number): Promise<void> {
  const model = await randomModel(settings, 'float64');
  const { length } = settings;
  const all = exhaustive(model, { length });
  const traces: readonly SearchTrace[] = [greedy(model, { length }), beamSearch(model, { beamWidth, length }), all];
  const [, ...rows] = await cells(opened.demo.locator('table'));
  const logit = settings.sharpness * (Math.sqrt(8) + 1);
  const tolerance = 5e-5 + length * logit * (8 + 8) * 2 ** -24;
  for (const [index, trace] of traces.entries()) {
    const best = trace.hypotheses[0]!;
    const [, sequence, score, rank, scored] = rows[index]!;
    expect(sequence).toBe(best.tokens.join(' '));
    expect(Math.abs(numberOf(score!) - best.score)).toBeLessThanOrEqual(tolerance);
    const place = all.hypotheses.findIndex(({ tokens }) => tokens.join(' ') === sequence) + 1;
    expect(rank).toBe(`${place} of ${settings.vocabulary ** length}`);
    expect(scored).toBe(String(trace.counters.scored));
  }
}

test('finds what the searches find in float64, and draws the tree of its trace', async () => {
  const { demo, page, incidents } = opened;
  expect(await layoutShift(page)).toBeLessThan(0.05);
  await expectSearches(first, 2);
  const trace = beamSearch(await randomModel(first, 'float64'), { beamWidth: 2, length: 4 });
  const kept = trace.steps.flatMap(({ candidates }) => candidates).filter(({ status }) => status === 'kept');
  // The last box of that class is the legend's.
  expect(await demo.locator('svg rect.box.kept').count()).toBe(kept.length + 2);
  expect(await barriers(page)).toEqual([]);
  expect(incidents).toEqual([]);
});

test('says where the best sequence is lost, and that a wider beam keeps it', async () => {
  const { demo } = opened;
  const length = 4;
  // A model of which width 1 loses the best sequence and a wider beam finds it.
  const seed = await firstSeed(async (each) => {
    const model = await randomModel({ ...first, seed: each }, 'float64');
    const best = exhaustive(model, { length }).hypotheses[0]!.score;
    return greedy(model, { length }).hypotheses[0]!.score < best - 0.05;
  });
  await set(demo, 'Seed of the model', seed);
  await set(demo, 'Beam width k', 1);
  await expectSearches({ ...first, seed }, 1);
  expect(await demo.locator('.status').innerText()).toMatch(/is lost at step [1-4]: one of its beginnings/);
  await set(demo, 'Beam width k', 8);
  await expectSearches({ ...first, seed }, 8);
  expect(await demo.locator('.status').innerText()).toContain('holds the best of all 81 sequences to the end');
});

/** The first seed for which something holds; scopes of tensors may not overlap, so one is tried after the other. */
async function firstSeed(holds: (seed: number) => Promise<boolean>): Promise<number> {
  for (let seed = 0; seed < 100; seed++) if (await holds(seed)) return seed;
  throw new Error('no seed below 100 does');
}

test('is without barriers dark and narrow, and without WebGPU', async () => {
  const wide = opened;
  opened = await openDemo('beam-search', { ...narrow, webgpu: false });
  expect(await opened.demo.locator('.device').innerText()).toContain('No WebGPU');
  await expectSearches(first, 2);
  expect(await barriers(opened.page)).toEqual([]);
  expect(opened.incidents).toEqual([]);
  await wide.page.context().close();
});
