import { afterAll, beforeAll, expect, test } from 'vitest';

import { type ClassifierSettings, NamesClassifier } from '../../src/demos/names/classifier.ts';
import { barriers, layoutShift, narrow, numberOf, openDemo, type OpenedDemo, settled } from './demo-page.ts';

let opened: OpenedDemo;
beforeAll(async () => {
  opened = await openDemo('names', { colorScheme: 'light', bypassCSP: true }, 'idle');
});
afterAll(() => opened?.page.context().close());

const settings: ClassifierSettings = {
  languages: ['English', 'German', 'Italian', 'Polish', 'Spanish'],
  hidden: 16,
  steps: 20,
  batchSize: 64,
  learningRate: 0.01,
  seed: 7,
};

/** The losses of a run in float64. */
async function losses(of: ClassifierSettings): Promise<readonly number[]> {
  const classifier = new NamesClassifier(of, 'float64');
  const all: number[] = [];
  for (let step = 0; step < of.steps; step++) all.push(await classifier.step());
  return all;
}

/** What the name is taken for, in percent. */
async function guesses(): Promise<readonly (readonly [language: string, share: number])[]> {
  const rows = await opened.demo
    .locator('.guess')
    .evaluateAll((all) => all.map((each) => [...each.children].map((child) => child.textContent)));
  return rows.map(([language, , share]) => [language!, numberOf(share!.replace(' %', ''))] as const);
}

test('trains as in float64, draws the losses and reads them, and classifies what is typed', async () => {
  const { demo, page, incidents } = opened;
  expect(await layoutShift(page)).toBeLessThan(0.05);
  await demo.getByLabel('Hidden units H').fill('16');
  await demo.getByLabel('Steps', { exact: true }).fill('20');
  await demo.getByRole('button', { name: 'Train' }).click();
  await settled(demo);
  // How far rounding may lead the run away is found out in float64, by steps that are a relative 2⁻¹² longer.
  const exact = await losses(settings);
  const off = await losses({ ...settings, learningRate: settings.learningRate * (1 + 2 ** -12) });
  const drift = Math.max(...exact.map((loss, step) => Math.abs(loss - off[step]!)));
  expect(drift).toBeLessThan(0.01);
  const described = await demo.locator('.curve desc').textContent();
  const [, first, last] = /training: (\S+) at 1, (\S+) at 20/.exec(described!)!;
  // Three digits are said.
  expect(Math.abs(Number(first) - exact[0]!)).toBeLessThanOrEqual(0.005 + drift);
  expect(Math.abs(Number(last) - exact.at(-1)!)).toBeLessThanOrEqual(0.005 + drift);
  expect(exact.at(-1)!).toBeLessThan(exact[0]!);
  expect(await demo.locator('.score').innerText()).toMatch(
    /^Of \d+ names that were held back [\d.]+ % are classified right; chance is 20.0 %/,
  );

  const before = await guesses();
  expect(before.map(([language]) => language).toSorted()).toEqual(settings.languages);
  expect(before.reduce((sum, [, share]) => sum + share, 0)).toBeCloseTo(100, 0);
  expect(before.map(([, share]) => share)).toEqual(before.map(([, share]) => share).toSorted((a, b) => b - a));
  await demo.getByLabel('A last name').fill('Rossi');
  await expect.poll(guesses, { timeout: 20_000 }).not.toEqual(before);
  await demo.getByLabel('A last name').fill('123');
  await demo.getByText('Type a name with at least one letter.').waitFor();
  expect(await barriers(page)).toEqual([]);
  expect(incidents).toEqual([]);
});

test('can be stopped, and goes on answering with what was learned', async () => {
  const { demo } = opened;
  await demo.getByLabel('A last name').fill('Schneider');
  await demo.getByLabel('Steps', { exact: true }).fill('1000');
  await demo.getByRole('button', { name: 'Train' }).click();
  await demo.getByText(/Step 10 of 1000/).waitFor({ timeout: 60_000 });
  await demo.getByRole('button', { name: 'Stop' }).click();
  await settled(demo, 'stopped');
  expect(await demo.locator('.score').innerText()).toMatch(/^Stopped after \d+ steps/);
  await expect.poll(async () => (await guesses()).length, { timeout: 20_000 }).toBe(5);
});

test('without WebGPU says that it cannot train; dark and narrow without barriers', async () => {
  const { page, demo, incidents } = await openDemo('names', { ...narrow, webgpu: false }, 'idle');
  expect(await demo.locator('.device').innerText()).toContain('without it a training would take too long to watch');
  expect(await demo.getByRole('button', { name: 'Train' }).isDisabled()).toBe(true);
  expect(await barriers(page)).toEqual([]);
  expect(incidents).toEqual([]);
  await page.context().close();
});
