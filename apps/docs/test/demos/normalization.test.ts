import { Float64Tensor } from '@gradbook/core-ops';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { normalize, type Over } from '../../src/demos/normalization/normalize.ts';
import { barriers, layoutShift, narrow, numberOf, openDemo, type OpenedDemo, set, settled } from './demo-page.ts';

let opened: OpenedDemo;
beforeAll(async () => {
  opened = await openDemo('normalization', { colorScheme: 'light', bypassCSP: true });
});
afterAll(() => opened?.page.context().close());

/**
 * Holds means, variances and results against float64. A sum of n ≤ 36 numbers is off by n units of float32 of the largest, a variance
 * by that times its size, a result by both over the deviation. Four decimals are shown.
 */
async function expectNumbers(over: Over, groups = 2): Promise<void> {
  const { demo } = opened;
  const x = await demo
    .locator('td input')
    .evaluateAll((all) => all.map((each) => (each as HTMLInputElement).valueAsNumber));
  const exact = await normalize(new Float64Tensor([3, 4, 3], x), over, groups, 'float64');
  const shown = await demo
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('.result')].map((cell) => cell.textContent)));
  const largest = Math.max(...x.map(Math.abs));
  const unit = 36 * 2 ** -24 * Math.max(1, largest) ** 2;
  for (const [row, [mean, variance, ...y]] of shown.entries()) {
    const [n, c] = [Math.floor(row / 4), row % 4];
    const deviation = Math.sqrt(exact.variance(n, c) + 1e-5);
    expect(Math.abs(numberOf(mean!) - exact.mean(n, c))).toBeLessThanOrEqual(5e-5 + unit);
    expect(Math.abs(numberOf(variance!) - exact.variance(n, c))).toBeLessThanOrEqual(5e-5 + 4 * unit);
    for (const [f, given] of y.entries()) {
      const expected = exact.output.data[row * 3 + f]!;
      const bound = (4 * unit * (1 + Math.abs(expected))) / Math.min(deviation, deviation ** 2);
      expect(Math.abs(numberOf(given!) - expected), `${over} ${row} ${f}`).toBeLessThanOrEqual(5e-5 + bound);
    }
  }
}

/** The rows that are said to share their statistics with the one pointed out. */
async function marked(): Promise<readonly string[]> {
  const rows = await opened.demo.locator('tbody tr').allInnerTexts();
  return rows.filter((row) => row.includes('●')).map((row) => /\d, \d/.exec(row)![0]);
}

test('shows what the package computes, and who shares a mean', async () => {
  const { demo, page, incidents } = opened;
  expect(await layoutShift(page)).toBeLessThan(0.05);
  await expectNumbers('batch');
  expect(await marked()).toEqual(['1, 2', '2, 2', '3, 2']);
  expect(await barriers(page)).toEqual([]);
  await set(demo, 'Normalization', 'layer');
  await expectNumbers('layer');
  expect(await marked()).toEqual(['1, 1', '1, 2', '1, 3', '1, 4']);
  await set(demo, 'Normalization', 'instance');
  await expectNumbers('instance');
  expect(await marked()).toEqual(['1, 2']);
  await set(demo, 'Normalization', 'group');
  await set(demo, 'Point out channel', 3);
  await set(demo, 'Point out example', 2);
  await expectNumbers('group');
  expect(await marked()).toEqual(['2, 3', '2, 4']);
  expect(await demo.locator('svg .cell.own').count()).toBeGreaterThan(0);
  expect(incidents).toEqual([]);
});

test('takes other numbers, and says which is none', async () => {
  const { demo } = opened;
  const input = demo.getByLabel('x of example 2, channel 3, feature 1');
  await input.fill('25.5');
  await settled(demo);
  await expectNumbers('group');
  await input.fill('');
  await settled(demo, 'failed');
  expect(await demo.locator('.status').innerText()).toBe(
    'x of example 2, channel 3, feature 1 is no number: type one, as in -1.5.',
  );
});

test('is without barriers dark and narrow, and without WebGPU', async () => {
  const wide = opened;
  opened = await openDemo('normalization', { ...narrow, webgpu: false });
  expect(await opened.demo.locator('.device').innerText()).toContain('No WebGPU');
  await expectNumbers('batch');
  expect(await barriers(opened.page)).toEqual([]);
  expect(opened.incidents).toEqual([]);
  await wide.page.context().close();
});
