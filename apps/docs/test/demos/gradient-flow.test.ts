import { afterAll, beforeAll, expect, test } from 'vitest';

import { flowOf, type FlowSettings, type Network } from '../../src/demos/gradient-flow/flow.ts';
import {
  barriers,
  cells,
  layoutShift,
  narrow,
  numberOf,
  openDemo,
  type OpenedDemo,
  set,
  settled,
} from './demo-page.ts';

let opened: OpenedDemo;
beforeAll(async () => {
  opened = await openDemo('gradient-flow', { colorScheme: 'light', bypassCSP: true });
});
afterAll(() => opened?.page.context().close());

const first: FlowSettings = { length: 24, hidden: 16, radius: 0.8, at: 'last', seed: 1 };

/**
 * Holds the shown norms against float64. How far rounding may lead them away is found out in float64: with recurrent weights a relative
 * 2⁻¹⁵ off, 2⁹ units of float32, which is more than the roundings of H products and some ten operations in each of T steps. Seven
 * digits are shown.
 */
async function expectNorms(networks: readonly Network[], settings: FlowSettings): Promise<void> {
  const [head, ...rows] = await cells(opened.demo.locator('table.numbers'));
  expect(head).toHaveLength(1 + 2 * networks.length);
  expect(rows).toHaveLength(settings.length);
  for (const [index, network] of networks.entries()) {
    const exact = await flowOf(network, settings, 'float64');
    const off = await flowOf(network, { ...settings, radius: settings.radius * (1 + 2 ** -15) }, 'float64');
    for (const [column, of] of [
      [1 + 2 * index, 'states'],
      [2 + 2 * index, 'gradients'],
    ] as const) {
      const drift = Math.max(...exact[of].map((norm, t) => Math.abs(norm - off[of][t]!) / norm));
      expect(drift).toBeLessThan(0.01);
      for (const [t, norm] of exact[of].entries()) {
        const given = numberOf(rows[t]![column]!);
        expect(Math.abs(given - norm) / norm, `${network} ${of} at ${t + 1}`).toBeLessThanOrEqual(drift + 1e-6);
      }
    }
  }
}

test('shows the norms that float64 gives, computed on the page’s WebGPU', async () => {
  expect(await opened.demo.locator('.device').innerText()).toContain('Computed on this page’s WebGPU');
  await expectNorms(['tanh', 'lstm'], first);
  // With ‖W‖ = 0.8 and a loss at the end the plain network's gradient vanishes, and much more than the LSTM's.
  const [, plain, lstm] = await cells(opened.demo.getByRole('group', { name: 'Summary' }).locator('table'));
  expect(numberOf(plain!.at(-1)!)).toBeLessThan(0.8 ** 23);
  expect(numberOf(lstm!.at(-1)!)).toBeGreaterThan(numberOf(plain!.at(-1)!));
  expect(await opened.demo.locator('.note').innerText()).toContain('RNN, tanh: the gradient vanishes');
  expect(await layoutShift(opened.page)).toBeLessThan(0.05);
  expect(await barriers(opened.page)).toEqual([]);
  expect(opened.incidents).toEqual([]);
});

test('follows its controls', async () => {
  const { demo } = opened;
  await set(demo, 'Steps T', 8);
  await set(demo, 'Hidden units H', 4);
  await set(demo, 'Loss', 'every');
  await demo.getByRole('checkbox', { name: 'LSTM' }).uncheck();
  await demo.getByRole('checkbox', { name: 'RNN, linear' }).check();
  await set(demo, 'Spectral radius of W', 1.2);
  await expectNorms(['tanh', 'linear'], { length: 8, hidden: 4, radius: 1.2, at: 'every', seed: 1 });
  expect(await demo.locator('.note').innerText()).toContain('RNN, linear: the gradient explodes');
  // One line for each network in each of the two figures.
  expect(await demo.locator('path.line').count()).toBe(4);
  await demo.getByRole('checkbox', { name: 'RNN, tanh' }).uncheck();
  await settled(demo);
  await demo.getByRole('checkbox', { name: 'RNN, linear' }).uncheck();
  await settled(demo, 'failed');
  expect(await demo.locator('.status').innerText()).toContain('choose at least one');
});

test('without WebGPU it says so and shows the float64 definitions; dark and narrow', async () => {
  const wide = opened;
  opened = await openDemo('gradient-flow', { ...narrow, webgpu: false });
  expect(await opened.demo.locator('.device').innerText()).toContain('No WebGPU: this browser has none');
  const exact = await flowOf('tanh', first, 'float64');
  const rows = await cells(opened.demo.locator('table.numbers'));
  expect(rows.slice(1).map((row) => numberOf(row[2]!))).toEqual(
    exact.gradients.map((norm) => Number(norm.toPrecision(7))),
  );
  expect(await barriers(opened.page)).toEqual([]);
  expect(opened.incidents).toEqual([]);
  await wide.page.context().close();
});
