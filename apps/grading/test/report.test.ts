/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findSubmissions } from '@gradbook/answers';
import { findAssignment } from '@gradbook/assignments';
import { init } from '@gradbook/core-ops';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { gradeAll } from '../src/grading/grade-all.ts';
import { writeReport } from '../src/report/write-report.ts';
import { launchBrowser } from './browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'gradbook-report-'));
const assignment = findAssignment('rnn-homework')!;
const sample = fileURLToPath(new URL('../samples/rnn-homework', import.meta.url));

/** Everything that would run, load, cover or break out, under parts of every kind, and in a file's name. */
const hostile = [
  '<script>alert(1)</script>',
  '<img src="https://example.org/x.png" onerror="alert(1)">',
  '<svg onload="alert(1)"><script>alert(1)</script></svg>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<style>* { display: none }</style><link rel="stylesheet" href="https://example.org/x.css">',
  '<meta http-equiv="refresh" content="0;url=https://example.org/"><base href="https://example.org/">',
  '![x](https://example.org/pixel.png) ![x](file:///etc/passwd)',
  '[x](javascript:alert(1)) <javascript:alert(1)> [y](data:text/html,<script>alert(1)</script>)',
  String.raw`$\href{javascript:alert(1)}{x} \includegraphics{https://example.org/x.png} \htmlStyle{position:fixed}{x}$`,
  '$<img src=x onerror=alert(1)>$ $\\text{<script>alert(1)</script>}$',
  '</pre></details></section></article></main><script>alert(1)</script><h1>Correct</h1>',
  `$${String.raw`\rule{9999em}{9999em}`}$ ${'wide'.repeat(2_000)}`,
  `|${'a|'.repeat(60)}\n|${'-|'.repeat(60)}\n|${'1234567|'.repeat(60)}`,
  `$$${Array.from({ length: 300 }, (_, k) => `w_{${k}}`).join(' + ')}$$`,
].join('\n\n');

let browser: Browser;
let single: string;
let several: string;
let brief: string;

beforeAll(async () => {
  browser = await launchBrowser();
  const device = await init();
  const text = assignment.parts.map(({ id }) => `## ${id}\n\n${hostile}\n`).join('\n');
  writeFileSync(join(folder, '<img src=x onerror=alert(1)>.md'), text);
  writeFileSync(join(folder, 'empty.md'), '');
  const report = async (paths: readonly string[], name: string): Promise<string> => {
    const all = await gradeAll(await findSubmissions(paths), assignment, { seed: 0 });
    return pathToFileURL(await writeReport(join(folder, name), { ...all, device })).href;
  };
  single = await report([sample], 'single.html');
  several = await report([sample, folder], 'several.html');
  const few = join(folder, 'few.md');
  writeFileSync(few, `## 1(b)\n\n${hostile}\n\n## 5(b)\n\n${hostile}\n`);
  brief = await report([few, join(folder, 'empty.md')], 'brief.html');
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a report; whatever it loads, says or asks beyond itself is collected. */
async function open(
  url: string,
  options: { readonly width?: number; readonly colorScheme?: 'light' | 'dark' } = {},
): Promise<{ readonly page: Page; readonly incidents: readonly string[] }> {
  const { width = 1000, colorScheme = 'light' } = options;
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const incidents: string[] = [];
  page.on('console', (message) => incidents.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => incidents.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:font/')) incidents.push(`request: ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    incidents.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  await page.evaluate(() => document.fonts.ready);
  return { page, incidents };
}

describe('the report in a browser', () => {
  test('loads nothing, runs nothing and keeps its policy, whatever was handed in', async () => {
    for (const url of [single, several]) {
      const { page, incidents } = await open(url);
      expect(incidents).toEqual([]);
      const foreign = await page.evaluate(() => {
        const elements = [...document.querySelectorAll('*')];
        const handlers = elements.flatMap((element) =>
          element.getAttributeNames().filter((name) => name.startsWith('on')),
        );
        const links = [...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href')!);
        return {
          tags: elements
            .map(({ localName }) => localName)
            .filter((name) => /^(?:script|iframe|img|object|embed|form|input|link|base|template)$/.test(name)),
          styles: document.querySelectorAll('body style:not(svg style)').length,
          handlers,
          links: links.filter((href) => !/^(?:#|https?:|mailto:)/.test(href)),
          mains: document.querySelectorAll('main').length,
          headings: document.querySelectorAll('h1').length,
        };
      });
      expect(foreign).toEqual({ tags: [], styles: 0, handlers: [], links: [], mains: 1, headings: 1 });
      await page.close();
    }
  });

  test('formulas are set in fonts that the file brings', async () => {
    const { page } = await open(single);
    const loaded = await page.evaluate(() =>
      [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family.replaceAll('"', '')),
    );
    expect(loaded).toEqual(expect.arrayContaining(['KaTeX_Main', 'KaTeX_Math']));
    expect(await page.locator('.katex-error').count()).toBe(0);
    expect(await page.locator('.katex').count()).toBeGreaterThan(50);
    await page.close();
  });

  test('shows the graph with its partials, the tree with the sequences and the curves that were handed in', async () => {
    const { page } = await open(single);
    const svgs = page.locator('figure svg');
    expect(await svgs.count()).toBe(4);
    expect(await svgs.nth(0).textContent()).toContain('w');
    expect(await svgs.nth(1).textContent()).toContain('handed in');
    expect(await svgs.nth(2).textContent()).toContain('reference, held back');
    for (const box of await Promise.all([0, 1, 2, 3].map((place) => svgs.nth(place).boundingBox()))) {
      expect(box!.width).toBeGreaterThan(300);
      expect(box!.height).toBeGreaterThan(100);
    }
    await page.close();
  });

  test.each([1000, 390, 320])('fits into %i columns of pixels: boxes scroll, the page does not', async (width) => {
    for (const url of [single, several]) {
      const { page } = await open(url, { width });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await page.close();
    }
  });

  test.each(['light', 'dark'] as const)('has no barrier that axe knows (%s)', async (colorScheme) => {
    for (const url of [single, brief]) {
      const { page } = await open(url, { colorScheme });
      await page.evaluate(axe);
      const { violations } = await page.evaluate<AxeResults>('axe.run()');
      const found = violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .slice(0, 3)
            .map(({ html }) => html.slice(0, 160))
            .join(' | ')}`,
      );
      expect(found.join('\n')).toBe('');
      await page.close();
    }
  });

  test('is light in print, and complete', async () => {
    const { page } = await open(single, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const ink = await page.evaluate(() => getComputedStyle(document.body).color);
    expect(ink).toBe('rgb(28, 33, 40)');
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(50_000);
    await page.close();
  });
});
