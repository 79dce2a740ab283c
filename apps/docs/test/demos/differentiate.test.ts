import { grad } from '@gradbook/autograd';
import { float64, type Float64Tensor } from '@gradbook/core-ops';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { readDefinitions } from '../../src/demos/differentiate/definitions.ts';
import { graphOf, valueOf } from '../../src/demos/differentiate/evaluate.ts';
import { barriers, layoutShift, narrow, numberOf, openDemo, type OpenedDemo, set, settled } from './demo-page.ts';

let opened: OpenedDemo;
beforeAll(async () => {
  opened = await openDemo('differentiate', { colorScheme: 'light', bypassCSP: true });
});
afterAll(() => opened?.page.context().close());

/** The derivative of what was typed by one of its inputs, in reverse mode: not by paths. */
async function derivative(
  text: string,
  steps: number,
  values: Readonly<Record<string, number>>,
  by: string,
): Promise<number> {
  const definitions = readDefinitions(text, steps);
  const gradient = grad((x: Float64Tensor) =>
    valueOf(
      definitions,
      new Map(Object.entries(values).map(([name, value]) => [name, name === by ? x : float64(value)])),
    ),
  )(float64(values[by]!));
  return (gradient as Float64Tensor).data[0]!;
}

/** What the inputs are set to, as the demo shows them. */
async function inputs(): Promise<Readonly<Record<string, number>>> {
  return Object.fromEntries(
    await opened.demo
      .locator('.inputs input')
      .evaluateAll((all) =>
        all.map((each) => [(each as HTMLInputElement).name, (each as HTMLInputElement).valueAsNumber]),
      ),
  );
}

/** ∂…/∂… as it is shown. */
async function shownTotal(): Promise<number> {
  const text = await opened.demo.locator('.total').innerText();
  return numberOf(/= (\S+?)[,.]?(?: |$)/.exec(text)![1]!.replace(/[,.]$/, ''));
}

test('shows each partial, the paths and their sum, which is what reverse mode gives', async () => {
  const { demo, page, incidents } = opened;
  expect(await layoutShift(page)).toBeLessThan(0.05);
  const text = await demo.getByLabel('Definitions').inputValue();
  const values = await inputs();
  expect(Object.keys(values)).toEqual(['w', 'u_1', 'h_0', 'u_2']);
  const exact = await derivative(text, 2, values, 'w');
  expect(await shownTotal()).toBeCloseTo(exact, 5);
  const products = await demo.locator('.paths li').allInnerTexts();
  expect(products).toHaveLength(2);
  const sum = products.reduce((all, each) => all + numberOf(each.split('= ').at(-1)!), 0);
  expect(sum).toBeCloseTo(exact, 5);
  // y = w (u_2 + w (u_1 + h_0)): the partials in symbols stand on the edges.
  const labels = (await demo.locator('svg text').allTextContents()).map((each) => each.trim());
  expect(labels).toContain('(u1 + h0)');
  expect(await barriers(page)).toEqual([]);
  expect(incidents).toEqual([]);
});

test('a path that is chosen is highlighted, with the keyboard too', async () => {
  const { demo } = opened;
  const onPath = demo.locator('svg path.edge.on-path');
  const definitions = readDefinitions(await demo.getByLabel('Definitions').inputValue(), 2);
  const graph = await graphOf(definitions, await inputs());
  expect(graph.edges.length).toBe(await demo.locator('svg path.edge').count());
  expect(await onPath.count()).toBe(4);
  await demo.getByRole('radio').first().press('ArrowDown');
  expect(await demo.getByRole('radio').nth(1).isChecked()).toBe(true);
  await expect.poll(() => onPath.count()).toBe(2);
});

test('takes a recurrence that is typed, other values and other inputs', async () => {
  const { demo } = opened;
  await set(demo, 'Begin with', 'gate');
  await set(demo, 'Steps T', 3);
  const text = await demo.getByLabel('Definitions').inputValue();
  await demo.locator('.inputs input[name="h_0"]').fill('0.125');
  await settled(demo);
  for (const by of ['w', 'a', 'h_0']) {
    await demo.getByLabel('Differentiate by').selectOption(by);
    const values = await inputs();
    expect(values['h_0']).toBe(0.125);
    // Seven digits are shown.
    const exact = await derivative(text, 3, values, by);
    expect(Math.abs((await shownTotal()) - exact)).toBeLessThanOrEqual(Math.abs(exact) * 1e-6);
  }
});

test.each([
  ['h_t = tanh(w h_{t-1}', 'Line 1'],
  ['y = 2 x\nz + 1', 'Line 2 is no definition'],
  ['y = z\nz = x', 'y uses z, which is defined only by it or after it'],
  ['y = max(a, b)', 'functions of one number are taken'],
  ['', 'Nothing is defined'],
])('says what is wrong with %j', async (text, message) => {
  await opened.demo.getByLabel('Definitions').fill(text);
  await settled(opened.demo, 'failed');
  expect(await opened.demo.locator('.status').innerText()).toContain(message);
});

test('is without barriers dark and narrow', async () => {
  const { page, incidents } = await openDemo('differentiate', narrow);
  expect(await barriers(page)).toEqual([]);
  expect(incidents).toEqual([]);
  await page.context().close();
});
