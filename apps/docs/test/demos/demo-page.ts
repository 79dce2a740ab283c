/// <reference lib="dom" />
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { inject } from 'vitest';

/** Milliseconds: a demo takes seconds, and many times that on a machine that other work keeps busy. */
const patience = 240_000;

let connected: Promise<Browser> | undefined;

/** A demo that was opened, and everything the page did that it must not do. */
export interface OpenedDemo {
  readonly page: Page;
  readonly demo: Locator;
  /** Errors, violations of the policy, requests to elsewhere. */
  readonly incidents: readonly string[];
}

/** How a demo is opened: `webgpu: false` takes the browser's WebGPU away. */
export type OpenOptions = BrowserContextOptions & { readonly webgpu?: boolean };

/** A phone in the dark; what looks for barriers is put in past the policy. */
export const narrow = { colorScheme: 'dark', viewport: { width: 390, height: 844 }, bypassCSP: true } as const;

/** Opens the page with a demo, in a context of its own, and waits until it has computed. */
export async function openDemo(
  name: string,
  { webgpu = true, ...options }: OpenOptions = {},
  state = 'ready',
): Promise<OpenedDemo> {
  connected ??= chromium.connect(inject('browser'));
  const context = await (await connected).newContext({ viewport: { width: 1000, height: 900 }, ...options });
  if (!webgpu) await context.addInitScript('delete Navigator.prototype.gpu');
  const page = await context.newPage();
  const incidents: string[] = [];
  const own = inject('page');
  page.on('pageerror', (error) => incidents.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') incidents.push(`console: ${message.text()}`);
  });
  context.on('request', (request) => {
    if (!request.url().startsWith(own) && !request.url().startsWith('data:'))
      incidents.push(`request: ${request.url()}`);
  });
  await page.goto(`${own}?demo=${name}`);
  const demo = page.locator(`gb-${name.split(',')[0]!}`);
  await page.locator(`gb-${name.split(',')[0]!}[data-state="${state}"]`).waitFor({ timeout: patience });
  return { page, demo, incidents };
}

/** Sets a control of a demo by its label, as a keyboard would, and waits for what comes of it. */
export async function set(demo: Locator, label: string, value: string | number): Promise<void> {
  const control = demo.getByLabel(label, { exact: true });
  const select = await control.evaluate((node) => node.localName === 'select');
  if (select) await control.selectOption(String(value));
  else await control.fill(String(value));
  await settled(demo);
}

/** Waits until a demo has computed. A change is taken up after a pause, but marks the demo at once. */
export async function settled(demo: Locator, state = 'ready'): Promise<void> {
  await demo.and(demo.page().locator(`[data-state="${state}"]`)).waitFor({ timeout: patience });
}

/** The cells of a table of a demo, row by row, the header's row first. */
export async function cells(table: Locator): Promise<readonly (readonly string[])[]> {
  return table.evaluate((node) =>
    [...(node as HTMLTableElement).rows].map((row) => [...row.cells].map((cell) => cell.textContent)),
  );
}

/** A number as a demo shows it. */
export function numberOf(text: string): number {
  return Number(text.replaceAll('−', '-').replaceAll('∞', 'Infinity'));
}

/** What axe finds wrong with the page, and how much wider than the window it is. */
export async function barriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [
    ...violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)}`),
    ...(wider > 0 ? [`the page is ${wider} px wider than the window`] : []),
  ];
}

/** How much of the page moved by itself while it loaded, as browsers count it (Layout Instability API). */
export async function layoutShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { readonly value: number })[])
            sum += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(sum), 200);
      }),
  );
}
