/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { contentOf, defaultLimits } from '@gradbook/answers';
import { assignments } from '@gradbook/assignments';
import { codeAssignments } from '@gradbook/assignments/code';
import { init } from '@gradbook/core-ops';
import { createSandbox } from '@gradbook/sandbox';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { beamInLoops } from '../../../packages/assignments/test/code/practice/beam-solutions.ts';
import { withLoops } from '../../../packages/assignments/test/code/solutions/loops.ts';
import { withOperations } from '../../../packages/assignments/test/code/solutions/operations.ts';
import { launchBrowser } from './browser.ts';
import { type BuiltPage, builtPage, ended, open, run, write } from './page.ts';

let browser: Browser;
let built: BuiltPage;
beforeAll(async () => {
  [browser, built] = await Promise.all([launchBrowser(), builtPage()]);
});
afterAll(async () => {
  await browser?.close();
  await built?.close();
});

/** The public tests of a part. */
function publicTests(assignment: string, part: string): readonly string[] {
  const found = assignments.find(({ id }) => id === assignment)!.parts.find(({ id }) => id === part)!;
  return found.functions!.flatMap(({ cases }) => cases.filter(({ hidden }) => hidden !== true).map(({ name }) => name));
}

/** How much of the page has moved by itself, as browsers count it (Layout Instability API); text in the editor counts a little. */
const layoutShift = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        let sum = 0;
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { readonly value: number })[])
            sum += entry.value;
        });
        observer.observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(sum), 300);
      }),
  );

const transposed = withLoops.replace('dot(Wh[i], h[n])', 'dot(Wh.map((r) => r[i]), h[n])');

describe('the self-check page', () => {
  test('offers every part that asks for code', async () => {
    const { page } = await open(browser, built.url);
    const offered = await page
      .locator('#part option')
      .evaluateAll((all) => all.map((each) => (each as HTMLOptionElement).value));
    expect(offered).toEqual(codeAssignments.flatMap(({ id, parts }) => parts.map((part) => `${id}/${part.id}`)));
    await page.context().close();
  });

  test('a right solution passes every public test, against references on WebGPU; nothing leaves the page', async () => {
    const { page, incidents } = await open(browser, built.url);
    await write(page, withOperations);
    const names = publicTests('rnn-homework', '3(a)');
    expect(await run(page)).toBe(`All ${names.length} public tests passed.`);
    expect(await page.locator('#results .name').allInnerTexts()).toEqual(names);
    expect(await page.locator('#results li.passed').count()).toBe(names.length);
    expect(await page.locator('#device').innerText()).toContain('computed by the references on WebGPU');
    expect(incidents).toEqual([]);
    await page.context().close();
  });

  test('a wrong one is told its mistake, the first wrong number with its time step, and shown where it is wrong', async () => {
    const { page, incidents } = await open(browser, built.url);
    await write(page, transposed);
    expect(await run(page)).toMatch(/^\d of \d public tests passed\.$/);
    const failed = page.locator('#results li.failed', { hasText: 'five steps of three examples' });
    expect(await failed.innerText()).toContain('recurrent-weight-transposed');
    expect(await failed.innerText()).toMatch(/`?output`? is wrong first at step \d, example \d, unit \d/);
    const picture = page.locator('#results figure svg').first();
    expect(await picture.getAttribute('aria-labelledby')).toContain('picture-0');
    // Black is what shapes are without their style sheet.
    const fill = await picture
      .locator('rect.wrong')
      .first()
      .evaluate((each) => getComputedStyle(each).fill);
    expect(fill).not.toBe('rgb(0, 0, 0)');
    expect(incidents).toEqual([]);
    await page.context().close();
  });

  test('what it says is what the command line says, number by number', async () => {
    const part = codeAssignments[0]!.parts[0]!;
    await init();
    const sandbox = await createSandbox();
    const files = new Map([['recurrent.ts', new TextEncoder().encode(transposed)]]);
    const options = { limits: defaultLimits, seed: 0, files, runner: sandbox, publicOnly: true };
    const written = { id: part.id, text: '', start: 0, end: 0 };
    const { tests = [] } = await part.judge({ ...contentOf(written), source: written }, written, options);
    await sandbox.close();
    const { page } = await open(browser, built.url);
    await write(page, transposed);
    await run(page);
    const shown = await page.locator('#results li').evaluateAll((all) => all.map((each) => each.textContent));
    // The first sentences are about formulas, which look otherwise there.
    const numbers = tests.map(({ feedback }) => feedback.find((each) => each.startsWith('It is '))).filter(Boolean);
    expect(numbers.length).toBeGreaterThan(1);
    for (const sentence of numbers) expect(shown.join('\n')).toContain(sentence);
    await page.context().close();
  });

  test('the practice in code runs too, functions that take functions included', async () => {
    const { page, incidents } = await open(browser, `${built.url}#code-practice/1`);
    await write(page, beamInLoops);
    expect(await run(page)).toBe(`All ${publicTests('code-practice', '1').length} public tests passed.`);
    expect(incidents).toEqual([]);
    await page.context().close();
  });

  test('an endless loop is ended and said to be one; the page goes on', async () => {
    const { page, incidents } = await open(browser, built.url);
    await write(
      page,
      withLoops.replace('let h = toNested(h0);', 'let h = toNested(h0); while (X.length === 1) h = [...h];'),
    );
    const count = publicTests('rnn-homework', '3(a)').length;
    // The two tests of a single step are ended, and cost the others nothing.
    expect(await run(page)).toBe(`${count - 2} of ${count} public tests passed.`);
    expect(await page.locator('#results li.failed').first().innerText()).toContain('is there an endless loop');
    expect(await page.locator('iframe').count()).toBe(0);
    expect(incidents).toEqual([]);
    await page.context().close();
  });

  test('Stop ends a run at once', async () => {
    const { page } = await open(browser, built.url);
    await write(page, 'export function rnn() { for (;;); }');
    await page.click('#run');
    await page.locator('iframe').waitFor({ state: 'attached' });
    await page.click('#stop');
    expect(await ended(page)).toBe('Stopped.');
    expect(await page.locator('iframe').count()).toBe(0);
    expect(await page.locator('#stop').isDisabled()).toBe(true);
    await page.context().close();
  });

  test('what is typed is there after a reload, and can be downloaded, undone and started over', async () => {
    const { page } = await open(browser, `${built.url}#rnn-homework/3(c)`);
    expect(await page.locator('#part-title').innerText()).toContain('3(c)');
    await page.locator('.cm-content').click();
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.type('// mine\n');
    await page.getByText('Kept in this browser.').waitFor();
    await page.reload();
    expect(await page.locator('#part-title').innerText()).toContain('3(c)');
    const [file] = await Promise.all([page.waitForEvent('download'), page.click('#download')]);
    expect(file.suggestedFilename()).toBe('recurrent.ts');
    const starter = codeAssignments[0]!.starter!['recurrent.ts']!;
    expect(await readFile(await file.path(), 'utf8')).toBe(`// mine\n${starter}`);
    await page.click('#start-over');
    await page.locator('.cm-content').press('ControlOrMeta+z');
    await page.locator('.cm-content').press('ControlOrMeta+Home');
    expect(await page.locator('.cm-line').first().innerText()).toBe('// mine');
    await page.context().close();
  });

  test('an error of the code is marked in the editor, and its place leads there; Ctrl+Enter runs', async () => {
    const { page } = await open(browser, built.url);
    await page.locator('.cm-content').press('ControlOrMeta+Enter');
    expect(await ended(page)).toContain('public tests passed');
    expect(await page.locator('.cm-lintRange-error').count()).toBeGreaterThan(0);
    const place = page.locator('#results .place').first();
    expect(await place.innerText()).toMatch(/^recurrent\.ts, line \d+, column \d+$/);
    await place.click();
    expect(await page.locator('.cm-activeLine').first().innerText()).toContain('rnn is not written yet');
    await page.context().close();
  });

  test('without WebGPU it says so, and the verdicts come from the float64 definitions', async () => {
    const { page, incidents } = await open(browser, built.url, { webgpu: false });
    await page.locator('#device.warning').waitFor();
    expect(await page.locator('#device').innerText()).toContain('without WebGPU, because this browser has none');
    await write(page, transposed);
    await run(page);
    expect(await page.locator('#results').innerText()).toContain('recurrent-weight-transposed');
    await write(page, withLoops);
    expect(await run(page)).toContain('All ');
    expect(incidents).toEqual([]);
    await page.context().close();
  });

  test('opens from a folder without a server', async () => {
    const { page, incidents } = await open(browser, pathToFileURL(join(built.folder, 'index.html')).href);
    await write(page, withLoops);
    expect(await run(page)).toContain('All ');
    expect(incidents).toEqual([]);
    await page.context().close();
  });

  test.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)(
    'does not jump while it loads, and has no barrier that axe knows (%s, %i pixels wide)',
    async (colorScheme, width) => {
      const { page } = await open(browser, built.url, {
        colorScheme,
        viewport: { width, height: 900 },
        bypassCSP: true,
      });
      expect(await layoutShift(page)).toBeLessThan(0.05);
      await write(page, transposed);
      await run(page);
      await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      const { violations } = await page.evaluate<AxeResults>('axe.run()');
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await page.context().close();
    },
  );

  test('holds no hidden test', async () => {
    const files = await readdir(built.folder, { recursive: true });
    const script = await readFile(
      join(
        built.folder,
        files.find((name) => name.endsWith('.js'))!,
      ),
      'utf8',
    );
    const cases = assignments.flatMap(({ parts }) =>
      parts.flatMap(({ functions = [] }) => functions.flatMap(({ cases: all }) => all)),
    );
    const names = (hidden: boolean): readonly string[] =>
      cases.filter((each) => (each.hidden === true) === hidden).map(({ name }) => name);
    // Names are texts of the script; a number at the end may be put in while it runs.
    const holds = (name: string): boolean =>
      ['"', "'", '`'].some((mark) => script.includes(mark + name + mark)) ||
      (/\d$/.test(name) && script.includes(`\`${name.replace(/\d+$/, '')}\${`));
    expect(names(true).length).toBeGreaterThan(10);
    expect(names(true).filter(holds)).toEqual([]);
    expect(names(false).filter((each) => !holds(each))).toEqual([]);
  });
});
