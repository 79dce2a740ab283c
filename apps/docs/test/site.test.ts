/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { launchBrowser } from '../../self-check/test/browser.ts';
import { demos } from '../build/demos.ts';
import { buildSite, type SiteProblems } from '../build/site.ts';
import { serve, type Served } from './site.ts';

// In a folder of a host, as `pnpm docs:build` does not build it, and with the reference of two small packages.
const base = '/gradbook/';
let folder: string;
let problems: SiteProblems;
let served: Served;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradbook-docs-'));
  browser = await launchBrowser({ webgpu: false });
  problems = await buildSite({ output: folder, base, modules: ['@gradbook/figures', '@gradbook/safetensors'] });
  served = await serve(folder, base);
}, 900_000);
afterAll(async () => {
  await served?.close();
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  /** Errors, and requests to other hosts. */
  readonly incidents: string[];
  readonly requests: () => number;
  /** Bytes of everything that was loaded, as it lies on the disk. */
  readonly bytes: () => Promise<number>;
}

async function open(address: string, { theme = 'light', width = 1280 } = {}): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: theme === 'dark' ? 'dark' : 'light',
  });
  const page = await context.newPage();
  const incidents: string[] = [];
  let requests = 0;
  const bodies: Promise<number>[] = [];
  page.on('pageerror', (error) => incidents.push(`error: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && incidents.push(`console: ${message.text()}`));
  page.on('request', (request) => {
    requests++;
    if (!request.url().startsWith(served.url)) incidents.push(`request: ${request.url()}`);
  });
  page.on('response', (response) => {
    bodies.push(
      response.body().then(
        ({ length }) => length,
        () => 0,
      ),
    );
  });
  await page.goto(served.url + address, { waitUntil: 'networkidle' });
  return {
    page,
    incidents,
    requests: () => requests,
    bytes: async () => (await Promise.all(bodies)).reduce((sum, each) => sum + each, 0),
  };
}

/** How much of the page moved by itself, as browsers count it (Layout Instability API). */
const layoutShift = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { readonly value: number })[])
            sum += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(sum), 300);
      }),
  );

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate<AxeResults>('axe.run({ resultTypes: ["violations"] })');
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
  );
}

/** A page of every kind. */
const kinds = {
  landing: '/',
  'walk-through': '/start/new-assignment/',
  guide: '/staff/guide/',
  'answers and verdicts': '/how/equality/',
  mistakes: '/staff/mistakes/',
  assignment: '/assignments/rnn-homework/',
  package: '/packages/layers-recurrent/',
  benchmarks: '/users/benchmarks/',
  'module of the reference': '/api/safetensors/',
  'symbol of the reference': '/api/safetensors/functions/readsafetensors/',
  nothing: '/404.html',
  ...(demos.length === 0 ? {} : { demo: `/demos/${demos[0]!.name}/` }),
};

test('the site is built without warnings, and no link leads nowhere', () => {
  expect(problems.warnings).toEqual([]);
  // The reference of two packages alone was built.
  expect(problems.links.filter((line) => !/ links to \/gradbook\/api\//.test(line))).toEqual([]);
});

describe.each(Object.entries(kinds))('%s', (_, address) => {
  test.each(['light', 'dark'])('has nothing that axe objects to, %s', async (theme) => {
    const { page, incidents } = await open(address, { theme });
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe(theme);
    expect(await violations(page)).toEqual([]);
    expect(incidents).toEqual([]);
    await page.context().close();
  });

  test('fits a phone, stays where it is, and is light', async () => {
    const { page, incidents, requests, bytes } = await open(address, { width: 390 });
    const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(wide).toBeLessThanOrEqual(room!);
    const shift = await layoutShift(page);
    const weight = await bytes();
    process.stdout.write(
      `${address}: ${Math.round(weight / 1024)} kB, ${requests()} requests, CLS ${shift.toFixed(4)}\n`,
    );
    expect(shift).toBeLessThan(0.05);
    // A demo brings the packages that it shows.
    expect(weight).toBeLessThan((address.startsWith('/demos/') ? 1_500 : 600) * 1024);
    expect(requests()).toBeLessThan(30);
    expect(incidents).toEqual([]);
    await page.context().close();
  });
});

test('the search finds guides and packages, and leads there', async () => {
  const { page, incidents } = await open('/');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.locator('dialog input').fill('gated cell');
  const first = page.locator('dialog .pagefind-ui__result-link').first();
  await first.waitFor();
  expect(await page.locator('dialog .pagefind-ui__result-link').allInnerTexts()).toContain(
    '@gradbook/layers-recurrent',
  );
  await first.click();
  await page.waitForURL(/\/gradbook\/\w/);
  expect(incidents).toEqual([]);
  await page.context().close();
});

test('pages that are not there have a page that says so', async () => {
  const response = await readFile(join(folder, '404.html'), 'utf8');
  expect(response).toContain('There is no such page');
});

describe.skipIf(demos.length === 0)('demos', () => {
  test('without WebGPU a reader is told so', async () => {
    const { page, incidents } = await open(`/demos/${demos[0]!.name}/`);
    const frame = page.locator('[data-demo]');
    await frame.and(page.locator('[data-state]')).waitFor();
    if ((await frame.getAttribute('data-webgpu')) !== null)
      expect(await frame.innerText()).toMatch(/computes on WebGPU\. This browser has (?:no WebGPU|WebGPU, but)/);
    expect(incidents).toEqual([]);
    await page.context().close();
  });

  test('without JavaScript a reader is told so', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${served.url}/demos/${demos[0]!.name}/`);
    expect(await page.locator('[data-demo]').innerText()).toContain('it needs JavaScript');
    await context.close();
  });
});
