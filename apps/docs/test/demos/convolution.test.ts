import { conv2d, convTranspose1d, Float64Tensor, key, randomInts } from '@gradbook/core-ops';
import { convOutputSize, convTransposeOutputSize } from '@gradbook/layers-conv';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { barriers, layoutShift, narrow, numberOf, openDemo, type OpenedDemo, set, settled } from './demo-page.ts';

let opened: OpenedDemo;
beforeAll(async () => {
  opened = await openDemo('convolution', { colorScheme: 'light', bypassCSP: true });
});
afterAll(() => opened?.page.context().close());

/** The numbers that the demo draws for a seed. */
function numbers(seed: number, shape: readonly number[]): Float64Tensor {
  const count = shape.reduce((product, length) => product * length, 1);
  return new Float64Tensor(shape, [...randomInts(key(seed), [count], -3, 4).data]);
}

/** The numbers in the last grid that is drawn, the output, those of the padding left out. */
async function output(count: number): Promise<readonly number[]> {
  const texts = await opened.demo.locator('svg text.value:not(.muted)').allTextContents();
  return texts.slice(-count).map(numberOf);
}

test('moves the window step by step to what the operation gives in float64', async () => {
  const { demo, page, incidents } = opened;
  expect(await layoutShift(page)).toBeLessThan(0.05);
  const exact = conv2d(numbers(6, [1, 5, 5]), numbers(7, [1, 1, 3, 3]), { stride: 2, padding: 1 });
  const { size, explanation } = convOutputSize({ input: 5, kernel: 3, stride: 2, padding: 1 });
  expect(await demo.locator('.size').innerText()).toContain(`Output size: ${size} × ${size}`);
  expect(await demo.locator('.size').innerText()).toContain(explanation);
  expect(await output(1)).toEqual([exact.data[0]]);
  await demo.getByRole('button', { name: 'Next' }).click();
  expect(await output(2)).toEqual(Array.from(exact.data.slice(0, 2)));
  await demo.getByLabel('Step', { exact: true }).press('End');
  expect(await output(9)).toEqual([...exact.data]);
  expect(await demo.locator('svg rect.current').count()).toBe(1);
  expect(await demo.locator('.on-device').innerText()).toContain(
    'conv2d on WebGPU gives the same 9 numbers: the largest difference is 0.',
  );
  expect(await barriers(page)).toEqual([]);
  expect(incidents).toEqual([]);
});

test('a transposed convolution of one axis, with output padding', async () => {
  const { demo } = opened;
  await set(demo, 'Operation', 'transposed');
  await set(demo, 'Axes', '1');
  await set(demo, 'Input', 4);
  await set(demo, 'Output padding', 1);
  await demo.getByLabel('Step', { exact: true }).press('End');
  const exact = convTranspose1d(numbers(6, [1, 4]), numbers(7, [1, 1, 3]), { stride: 2, padding: 1, outputPadding: 1 });
  expect(await output(exact.data.length)).toEqual([...exact.data]);
  const axis = { input: 4, kernel: 3, stride: 2, padding: 1, outputPadding: 1 };
  expect(await demo.locator('.size').innerText()).toContain(convTransposeOutputSize(axis).explanation);
  expect(await demo.locator('.on-device').innerText()).toContain('the largest difference is 0');
});

test('plays, and can be paused', async () => {
  const { demo } = opened;
  const place = demo.locator('.player output');
  await demo.getByLabel('Step', { exact: true }).press('Home');
  await demo.getByRole('button', { name: 'Play' }).click();
  await expect.poll(() => place.innerText(), { timeout: 10_000 }).toBe('2 of 4');
  await demo.getByRole('button', { name: 'Pause' }).click();
  expect(await demo.getByRole('button', { name: 'Play' }).count()).toBe(1);
});

test('says why sizes do not fit', async () => {
  const { demo } = opened;
  await set(demo, 'Operation', 'convolution');
  await set(demo, 'Padding', 0);
  await demo.getByLabel('Input', { exact: true }).fill('2');
  await settled(demo, 'failed');
  expect(await demo.locator('.status').innerText()).toContain('convOutputSize');
  expect(await demo.locator('svg').count()).toBe(0);
});

test('is without barriers dark and narrow, and without WebGPU', async () => {
  const { page, demo, incidents } = await openDemo('convolution', { ...narrow, webgpu: false });
  expect(await demo.locator('.device').innerText()).toContain('No WebGPU');
  expect(await demo.locator('svg rect.current').count()).toBe(1);
  expect(await barriers(page)).toEqual([]);
  expect(incidents).toEqual([]);
  await page.context().close();
});
