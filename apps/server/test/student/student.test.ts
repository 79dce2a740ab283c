/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { rnnHomework } from '@gradbook/assignments';
import { codeAssignments } from '@gradbook/assignments/code';
import type { AxeResults } from 'axe-core';
import { and, desc, eq } from 'drizzle-orm';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { withLoops } from '../../../../packages/assignments/test/code/solutions/loops.ts';
import { grading, secondLook, submission } from '../../src/database/schema/index.ts';
import { writeOutcome } from '../../src/grading/outcome.ts';
import { handIn } from '../../src/submissions/hand-in.ts';
import { keptGrade, noCode } from '../../src/testing/kept-grade.ts';
import { launchBrowser } from '../browser.ts';
import { openSite, password, type Site } from './site.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const sample = fileURLToPath(new URL('../../../grading/samples/rnn-homework', import.meta.url));
const homework = '/courses/deep-learning/assignments/rnn-homework';
/** Where pictures of the pages go, for whoever wants to look at them. */
const pictures = process.env['GRADBOOK_PICTURES'];

let site: Site;
let browser: Browser;
let context: BrowserContext;
/** The student's page through the whole story. */
let page: Page;
/** What browsers complained of: refused scripts and styles, errors, requests to elsewhere. */
const complaints: string[] = [];

beforeAll(async () => {
  [browser, site] = await Promise.all([launchBrowser(), openSite()]);
  ({ context, page } = await signedIn('student'));
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

async function signedIn(person: string): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const own = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const opened = await own.newPage();
  opened.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('ERR_INTERNET_DISCONNECTED')) {
      complaints.push(message.text());
    }
  });
  opened.on('pageerror', (error) => complaints.push(String(error)));
  opened.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  own.on('request', (request) => {
    // The sandbox's worker and the student's modules are blobs of a frame without an origin.
    if (!/^(?:data|blob):/.test(request.url()) && !request.url().startsWith(site.url)) complaints.push(request.url());
  });
  await opened.goto(`${site.url}/sign-in`);
  await opened.getByLabel('E-mail').fill(`${person === 'otherStudent' ? 'other' : person}@example.org`);
  await opened.getByLabel('Password').fill(password);
  await opened.getByRole('button', { name: 'Sign in' }).click();
  await opened.getByRole('heading', { name: 'Deep Learning' }).waitFor();
  return { context: own, page: opened };
}

/** How much of the page has moved by itself, as browsers count it. */
const layoutShift = (at: Page): Promise<number> =>
  at.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { readonly value: number })[]) {
            sum += entry.value;
          }
        });
        observer.observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(sum), 300);
      }),
  );

/** Opens a page and looks at it in both themes and on a phone: nothing jumps, no barrier that axe knows, nothing too wide. */
async function look(path: string, name: string, loaded: (at: Page) => Promise<unknown> = async () => undefined) {
  const at = await context.newPage();
  const found: string[] = [];
  await at.goto(site.url + path);
  await loaded(at);
  const shift = await layoutShift(at);
  if (shift > 0.05) found.push(`${name} moves by ${shift}`);
  for (const colorScheme of ['light', 'dark'] as const) {
    // Colours that are on their way have no contrast of their own.
    await at.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await at.evaluate(axe);
    // The themes differ in their colours alone.
    const rules = colorScheme === 'dark' ? `document, { runOnly: ['color-contrast'] }` : '';
    const { violations } = await at.evaluate<AxeResults>(`axe.run(${rules})`);
    found.push(
      ...violations.map(
        ({ id, nodes }) =>
          `${name} ${colorScheme} ${id}: ${nodes
            .slice(0, 3)
            .map(({ html }) => html.slice(0, 160))
            .join(' | ')}`,
      ),
    );
    if (pictures !== undefined) await at.screenshot({ path: `${pictures}/student-${name}-${colorScheme}.png` });
  }
  await at.setViewportSize({ width: 390, height: 844 });
  const wide = await at.evaluate(() => document.documentElement.scrollWidth);
  if (wide > 390) found.push(`${name} is ${wide} wide on a screen of 390`);
  if (pictures !== undefined) await at.screenshot({ path: `${pictures}/student-${name}-phone.png` });
  await at.close();
  expect(found).toEqual([]);
}

let first: string;

test('a student sees what is due, and what is recognised before it is handed in', async () => {
  await page.goto(`${site.url}/courses/deep-learning`);
  const line = page.locator('.due-list li', { hasText: rnnHomework.title });
  expect(await line.innerText()).toMatch(/CES?T.*2 days 1 hour left/s);
  await line.getByRole('link').click();
  await page.getByRole('link', { name: 'Upload files' }).click();
  // One file dropped on the page, then a folder that is chosen instead.
  const dropped = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['## 1(a)\n\n$p = u_1$\n'], 'homework.md'));
    return transfer;
  });
  await page.locator('#drop').dispatchEvent('drop', { dataTransfer: dropped });
  await page.getByRole('heading', { name: 'Recognised: 1 of 26 parts' }).waitFor();
  await page.setInputFiles('#folder', sample);
  await page.getByRole('heading', { name: /^Recognised: 2\d of 26 parts$/ }).waitFor();
  const found = page.locator('.recognised .found');
  expect(await found.filter({ hasText: 'Last-name classifier' }).innerText()).toContain('submission_log.json');
  expect(await page.locator('.recognised .missing').filter({ hasText: '3(d)' }).count()).toBe(1);
  expect(await site.services.connection.database.select().from(submission)).toEqual([]);
});

test('hands in, watches the grading, and reads why', async () => {
  await page.getByRole('button', { name: 'Hand in', exact: true }).click();
  await page.waitForURL('**/submissions/*');
  first = new URL(page.url()).pathname;
  expect(await page.locator('#progress, .score').first().isVisible()).toBe(true);
  // The page shows the grading by itself when it is done.
  await page.locator('.score').waitFor({ timeout: 110_000 });
  const { database } = site.services.connection;
  const [row] = await database.select().from(grading);
  expect(row).toMatchObject({ state: 'graded', finished: 1 });
  // The page is longer than what comes of it first.
  await page.locator('section.part').nth(25).waitFor();
  expect(await page.locator('section.part').count()).toBe(26);
  const score = Math.round((row!.score ?? 0) * 100) / 100;
  expect(await page.locator('.score').innerText()).toBe(`${score} of 53 points so far`);
  expect(await page.locator('section.part.needs_review').first().innerText()).toContain('A person looks at this part');
  const figure = page.locator('img.figure').first();
  await figure.scrollIntoViewIfNeeded();
  // A busy machine takes its time for a picture.
  await figure.evaluate((image) => (image as HTMLImageElement).decode());
  expect(await figure.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(300);
  // What was expected is the staff's.
  expect(await page.locator('h4', { hasText: 'Expected' }).count()).toBe(0);
});

test('asks for a second look, and reads the answer', async () => {
  const part = page.locator('section.part', { hasText: 'The derivative of the output' }).first();
  await part.getByText('Ask for a second look').click();
  await part.getByLabel('What was overlooked?').fill('The line above says it: <b>look</b>');
  await part.getByRole('button', { name: 'Ask' }).click();
  await page.getByText('A person looks at 1(b) again').waitFor();
  expect(await part.locator('blockquote').innerText()).toBe('The line above says it: <b>look</b>');
  expect(await part.getByText('Ask for a second look').count()).toBe(0);
  await site.services.connection.database
    .update(secondLook)
    .set({ answer: 'We looked: the factor $2$ is missing.', answeredBy: 'assistant', answeredAt: new Date() });
  await page.reload();
  expect(await part.locator('.answer').innerText()).toContain('We looked: the factor');
});

test('writes in the page: formulas, code with its public tests, and nothing is lost', async () => {
  await page.goto(`${site.url}${homework}/write`);
  const answer = page.locator('textarea[data-part="1(b)"]');
  const field = page.locator('math-field[aria-label="Formula of 1(b)"]');
  await field.focus();
  await page.keyboard.type('3w^2');
  await expect.poll(() => answer.inputValue(), { timeout: 30_000 }).toBe('$3w^2$');
  await answer.fill('So $3w^2 u_1 + 2 w u_2 + u_3$, as above.');
  await page.locator('#t1-preview .katex').waitFor();
  expect(await page.getByRole('button', { name: 'Insert' }).first().isVisible()).toBe(true);

  const exercise = codeAssignments.find(({ id }) => id === 'rnn-homework')!.parts[0]!;
  const checks = page.locator(`[data-checks][data-part="${exercise.id}"]`);
  await checks.scrollIntoViewIfNeeded();
  const code = page.locator('textarea[data-file="recurrent.ts"]');
  const section = page.locator('section.write-part', { has: code });
  await section.locator('.cm-content').waitFor();
  // Writing into the field under the editor is writing into the editor.
  await code.evaluate(
    (area, text) => {
      (area as HTMLTextAreaElement).value = text;
      area.dispatchEvent(new Event('input', { bubbles: true }));
    },
    withLoops.replace('dot(Wh[i], h[n])', 'dot(Wh.map((r) => r[i]), h[n])'),
  );
  await checks.getByRole('button', { name: 'Run the public tests' }).click();
  await checks.locator('.status.failed').waitFor({ timeout: 60_000 });
  expect(await checks.locator('.check-results').innerText()).toContain('recurrent-weight-transposed');
  const device = await checks.locator('.check-results .muted').first().innerText();
  if (device.includes('Without WebGPU')) console.warn(`The public tests ran without WebGPU here: ${device}`);

  await page.getByText('Kept in this browser.').waitFor();
  await page.reload();
  await page.getByText('is here again').waitFor();
  expect(await answer.inputValue()).toBe('So $3w^2 u_1 + 2 w u_2 + u_3$, as above.');
  expect(await code.inputValue()).toContain('Wh.map');

  await context.setOffline(true);
  await page.getByRole('button', { name: 'Hand in', exact: true }).click();
  await page.getByText('the server could not be reached').waitFor();
  expect(await answer.inputValue()).toContain('as above');
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Hand in', exact: true }).click();
  await page.waitForURL('**/submissions/*');
  const { database } = site.services.connection;
  const [latest] = await database.select().from(submission).orderBy(desc(submission.attempt));
  expect(latest!.attempt).toBe(2);
  await page.goto(`${site.url}${homework}`);
  expect(await page.locator('ol.attempts li').count()).toBe(2);
  expect(await page.locator('ol.attempts li', { hasText: 'counts' }).innerText()).toContain('Attempt 2');
});

/** Everything that would run, load, cover or break out. */
const hostile = [
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '<svg onload="alert(1)"></svg><iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<style>* { display: none }</style><base href="https://example.org/">',
  '![x](https://example.org/pixel.png) [x](javascript:alert(1))',
  String.raw`$\href{javascript:alert(1)}{x} \htmlStyle{position:fixed}{x}$ $<img src=x onerror=alert(1)>$`,
  '</textarea></pre></section></main><script>alert(1)</script><form action="https://example.org/">',
  `${'wide'.repeat(400)} $${String.raw`\rule{9999em}{9999em}`}$`,
].join('\n\n');

test('what is hostile is shown, and does nothing', async () => {
  const { database } = site.services.connection;
  const other = await signedIn('otherStudent');
  const { submission: row } = await handIn(site.services, {
    assignment: { id: site.assignmentId },
    person: { id: 'otherStudent' },
    files: [
      { path: 'answers.md', bytes: Buffer.from(`## 1(b)\n\n${hostile}\n`) },
      { path: '"><script>alert(1)</script>', bytes: Buffer.from('x') },
    ],
    requestKey: randomUUID(),
  });
  const which = and(eq(grading.submissionId, row.id), eq(grading.versionId, site.versionId));
  const [graded] = await database.select().from(grading).where(which);
  const judgement = { verdict: 'incorrect', share: 0, given: hostile, feedback: [hostile], mistake: hostile } as const;
  const written = { id: '1(b)', text: hostile, start: 0, end: 0 };
  const grade = keptGrade([{ part: '1(b)', judgement, written }], { notes: [hostile] });
  // The worker may have been faster: what it wrote then has the same hostile text.
  await writeOutcome(database, graded!.id, { state: 'graded', grade, code: noCode });
  await other.page.goto(`${site.url}/submissions/${row.id}`);
  await other.page.locator('section.part').first().waitFor({ timeout: 110_000 });
  await other.page.getByText('What was handed in: 2 files').click();
  const foreign = await other.page.evaluate(() => {
    const elements = [...document.querySelectorAll('body *')];
    return {
      tags: elements
        .map(({ localName }) => localName)
        .filter((tag) => /^(?:iframe|object|embed|base|style|meta|link)$/.test(tag)),
      scripts: [...document.scripts].map((script) => script.src).filter((src) => !src.startsWith(location.origin)),
      handlers: elements.flatMap((each) => each.getAttributeNames().filter((name) => name.startsWith('on'))),
      forms: [...document.forms].map((form) => form.action).filter((action) => !action.startsWith(location.origin)),
      images: [...document.images].map(({ src }) => src).filter((src) => !src.startsWith(location.origin)),
      links: [...document.links].map(({ href }) => href).filter((href) => !/^https?:/.test(href)),
      mains: document.querySelectorAll('main').length,
    };
  });
  expect(foreign).toEqual({ tags: [], scripts: [], handlers: [], forms: [], images: [], links: [], mains: 1 });
  await other.page.setViewportSize({ width: 390, height: 844 });
  expect(await other.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await other.context.close();
});

test('every page is accessible in both themes, fits a phone, and does not jump', async () => {
  await look('/courses/deep-learning', 'course');
  await look(homework, 'assignment');
  await look(`${homework}/hand-in`, 'hand-in', async (at) => {
    await at.setInputFiles('#folder', sample);
    await at.locator('.recognised').waitFor();
  });
  await look(`${homework}/write`, 'write', (at) => at.locator('math-field').first().waitFor());
  await look('/courses/deep-learning/assignments/code-practice/write', 'code', (at) =>
    at.locator('.editor').first().waitFor(),
  );
  await look(first, 'feedback');
});

test('no browser complained', () => {
  expect(complaints).toEqual([]);
});
