/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { AxeResults, RunOptions } from 'axe-core';
import { parse } from 'csv-parse/sync';
import { eq } from 'drizzle-orm';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { assignment } from '../../src/database/schema/index.ts';
import { countingAttempts } from '../../src/review/grade/load.ts';
import { launchBrowser } from '../browser.ts';
import { openStaffSite, type StaffSite } from './site.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let site: StaffSite;
let page: Page;
/** What a page says that it should not: errors, and what its policy forbids. */
const incidents: string[] = [];

beforeAll(async () => {
  [browser, site] = await Promise.all([launchBrowser(), openStaffSite()]);
  // Colours that are on their way to others have no contrast of their own.
  page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  page.on('console', (message) => message.type() === 'error' && incidents.push(message.text()));
  page.on('pageerror', (error) => incidents.push(error.message));
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

async function gradeOf(student: string) {
  const { database } = site.services.connection;
  const [row] = await database.select().from(assignment).where(eq(assignment.slug, 'rnn-homework'));
  return (await countingAttempts(database, row!)).get(student)!.grade;
}

async function pointsOf(student: string, part: string): Promise<number | undefined> {
  return (await gradeOf(student)).parts.find(({ id }) => id === part)!.points;
}

/** Keys work as soon as the page says that there are some. */
const keys = (): Promise<void> => page.locator('[data-keys-note]').waitFor();
const flashed = (): Promise<string> => page.locator('.flash[role=status]').innerText();

describe('the staff of a course', () => {
  it('sees on the dashboard what is to do, and how grades and parts are spread', async () => {
    await page.goto(`${site.base}/dashboard`);
    const tile = (title: string): Promise<string> => page.locator('.tiles li', { hasText: title }).innerText();
    expect(await tile('Handed in')).toContain('18 of 22');
    expect(await tile('To review')).toContain('80 answers');
    expect(await tile('Our faults')).toContain('not graded, and no zero');
    expect(await page.getByRole('img', { name: 'Distribution of the grades' }).count()).toBe(1);
    // Of the sixteen graded answers to 1(b) six are right: those of every third student.
    expect(await page.getByRole('img', { name: '6 correct, 10 incorrect' }).count()).toBe(1);
    await page.getByRole('link', { name: 'To review' }).click();
    expect(new URL(page.url()).pathname).toMatch(/\/review$/);
  });

  it('reviews by keyboard: a rubric, digits, Enter, J and K', async () => {
    await page.locator('tr', { hasText: '3(g)' }).getByRole('link', { name: 'Review' }).click();
    for (const [label, points] of [
      ['Names the derivative of tanh', '1'],
      ['Says what a product over many steps does', '0.5'],
    ] as const) {
      const editor = page.locator('.rubric-editor');
      if ((await editor.getAttribute('open')) === null) await editor.locator('summary').click();
      await page.getByLabel('New item').fill(label);
      await page.locator('#worth-new').fill(points);
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      expect(await flashed()).toContain('Added');
    }
    await keys();
    await page.keyboard.press('?');
    expect(await page.locator('dialog#keys').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog#keys').isVisible()).toBe(false);

    const first = page.url();
    await page.keyboard.press('1');
    await page.keyboard.press('2');
    expect(await page.locator('#points').inputValue()).toBe('1.5');
    await page.keyboard.press('2');
    expect(await page.locator('#points').inputValue()).toBe('1');
    await page.keyboard.press('c');
    await page.keyboard.type('12 well seen');
    await page.keyboard.press('Control+Enter');
    await page.waitForURL((url) => url.href !== first && url.pathname.endsWith('/review'));
    expect(await flashed()).toContain('Saved: 3(g), 1 of 2.');

    const second = page.url();
    await keys();
    await page.keyboard.press('k');
    await page.waitForURL((url) => url.href !== second);
    await keys();
    await page.keyboard.press('j');
    await page.waitForURL(second);
    await keys();
    await page.keyboard.press('1');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.href !== second);
    expect(await flashed()).toContain('Saved: 3(g), 1 of 2.');
    const decided = await Promise.all([...site.homework.submissions.keys()].map((id) => pointsOf(id, '3(g)')));
    expect(decided.filter((points) => points === 1)).toHaveLength(2);
  });

  it('is told who looks at an answer already, and reviews without scripts too', async () => {
    const held = page.url();
    site.visitor = 'assistant';
    const plain = await browser.newPage({ javaScriptEnabled: false });
    await plain.goto(held);
    expect(await plain.locator('.flash.warning').innerText()).toContain('Instructor looks at this answer now');
    await plain.goto(`${site.base}/review/next?part=3(g)`);
    expect(plain.url()).not.toBe(held);
    await plain.getByLabel('Names the derivative of tanh').check();
    await plain.getByLabel('Says what a product').check();
    await plain.getByRole('button', { name: 'Save and next' }).click();
    expect(await plain.locator('.flash[role=status]').innerText()).toContain('Saved: 3(g), 1.5 of 2.');
    await plain.close();
    site.visitor = 'instructor';
  });

  it('grades a group of answers once, and takes a decision back', async () => {
    await page.goto(`${site.base}/groups?part=1(b)`);
    await page.getByRole('link', { name: 'Mistake: first-input' }).click();
    expect(await page.locator('tbody tr').count()).toBe(5);
    await page.getByLabel('Points', { exact: true }).fill('1');
    await page.getByLabel('Reason').fill('The rest of the derivative is right.');
    await page.getByLabel('Comment').fill('Only the first term is off.');
    await page.getByRole('button', { name: 'Give all of them these points' }).click();
    expect(await flashed()).toContain('1(b): 1 points for 5 answers.');
    expect(await Promise.all(['s02', 's05', 's08'].map((id) => pointsOf(id, '1(b)')))).toEqual([1, 1, 1]);
    await page.getByRole('button', { name: 'Take it back' }).click();
    expect(await flashed()).toContain('Taken back for 5 answers.');
    expect(await pointsOf('s05', '1(b)')).toBe(0);
    await page.getByRole('link', { name: 'Mistake: first-input' }).click();
    await page.getByLabel('Points', { exact: true }).fill('1');
    await page.getByLabel('Reason').fill('The rest of the derivative is right.');
    await page.getByRole('button', { name: 'Give all of them these points' }).click();
    expect(await pointsOf('s05', '1(b)')).toBe(1);
  });

  it('changes points with a reason, and is refused what cannot be with what was written kept', async () => {
    await page.goto(`${site.url}/courses/deep-learning/submissions/${site.homework.submissions.get('s03')}`);
    const card = page.locator('#part-1_b_');
    await card.locator('summary', { hasText: 'Change the points' }).click();
    await card.getByLabel('Points').fill('0.5');
    await card.getByLabel('Reason').fill('  ');
    await card.getByRole('button', { name: 'Give these points' }).click();
    expect(await page.locator('.flash.bad').innerText()).toContain('no reason');
    expect(await card.getByLabel('Points').inputValue()).toBe('0.5');
    await card.getByLabel('Reason').fill('The powers are right.');
    await card.getByRole('button', { name: 'Give these points' }).click();
    expect(await flashed()).toContain('1(b): 0.5 points.');
    expect(await page.locator('#part-1_b_ .decided').innerText()).toContain('0.5 of 2 by a person; the grader gave 0');
    expect(await page.locator('#part-1_b_ ol.history').textContent()).toContain('The powers are right.');
  });

  it('answers a second look with other points', async () => {
    await page.goto(`${site.base}/second-looks`);
    const request = page.locator('section.look', { hasText: 'Bilal Haddad' });
    await request.getByLabel('Answer').fill('Your graph has it right: full points.');
    await request.getByLabel('New points').fill('2');
    await request.getByRole('button', { name: 'Answer' }).click();
    expect(await flashed()).toContain('Answered.');
    expect(await pointsOf('s02', '1(b)')).toBe(2);
    expect(await page.locator('section.look').count()).toBe(1);
  });

  it('regrades after a dry run that shows whose grade changes and why', async () => {
    await page.goto(`${site.base}/regrades`);
    await page.getByLabel('Reason').fill('The powers alone give half of the points.');
    await page.getByRole('button', { name: 'Start a dry run' }).click();
    expect(await page.locator('main').innerText()).toContain('Grading: 0 of 18.');
    expect(await page.getByRole('button', { name: /^Apply/ }).isDisabled()).toBe(true);
    await site.homework.gradeBySecond();
    expect(await pointsOf('s06', '1(b)')).toBe(0);
    await page.reload();
    const change = page.locator('.change-card', { hasText: 'Farah Nasser' });
    expect(await change.innerText()).toContain('the factors 2 and 3 are missing, which costs half of the points');
    expect(await change.innerText()).toContain('+1');
    // A person gave half a point over what changes, and a group decision stands over what does not.
    const withdraw = page.getByLabel('Chiara Moretti, 1(b): a person gave 0.5');
    expect(await page.locator('.decision input[name=withdraw]').count()).toBe(1);
    await withdraw.check();
    await page.getByRole('button', { name: /^Apply/ }).click();
    expect(await flashed()).toContain('Applied: 18 submissions');
    expect(await Promise.all(['s02', 's03', 's05', 's06'].map((id) => pointsOf(id, '1(b)')))).toEqual([2, 1, 1, 1]);
  });

  it('exports grades that other systems import', async () => {
    await page.goto(`${site.base}/exports`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Everything (CSV)' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('rnn-homework-gradbook.csv');
    const rows = parse<Record<string, string>>(readFileSync(await download.path()), { columns: true });
    const kofi = rows.find((row) => row['Name'] === 'Kofi Mensah')!;
    const grade = await gradeOf('s11');
    expect(kofi).toMatchObject({ ID: '77110', Status: 'waits for a person', Points: '', 'Late days': '2' });
    expect(Number(kofi['Deducted'])).toBeCloseTo(grade.late.deducted, 10);
    expect(Number(kofi['Sum'])).toBe(grade.sum);
    expect(rows.find((row) => row['Name'] === 'Tereza Horáková')).toMatchObject({
      Status: 'not handed in',
      Points: '',
    });
  });

  it('meets no page that axe objects to in either theme, or that is wider than a phone', async () => {
    const { submissions } = site.homework;
    const course = `${site.url}/courses/deep-learning`;
    await page.goto(`${site.base}/similarity`);
    const pair = await page.locator('.in-common a').first().getAttribute('href');
    await page.goto(`${site.base}/groups?open=1`);
    const same = await page.getByRole('link', { name: 'The same answer' }).first().getAttribute('href');
    await page.goto(`${site.base}/regrades`);
    const regrade = await page.locator('td a').first().getAttribute('href');
    const addresses = [
      ...['dashboard', 'submissions', 'review', 'groups', 'second-looks', 'similarity', 'regrades', 'exports'].map(
        (section) => `${site.base}/${section}`,
      ),
      `${course}/submissions/${submissions.get('s03')}`,
      `${course}/submissions/${submissions.get('s04')}/review?part=3(g)`,
      `${site.base}/groups/one?part=1(b)&mistake=first-input`,
      `${site.url}${same}`,
      `${site.url}${pair}`,
      `${course}/submissions/${submissions.get('s18')}`,
      `${site.url}${regrade}`,
    ];
    const found: string[] = [];
    for (const address of addresses) {
      await page.setViewportSize({ width: 390, height: 800 });
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.goto(address);
      await page.evaluate(axe);
      const beyond = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (beyond > 0) found.push(`${address} is ${beyond} px wider than a phone`);
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        if (colorScheme === 'light') await page.setViewportSize({ width: 1280, height: 900 });
        const { violations } = await page.evaluate(
          (options) =>
            (globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run(options),
          // What is no colour is the same in both themes.
          colorScheme === 'dark' ? { runOnly: ['color-contrast'] } : {},
        );
        found.push(...violations.map(({ id, nodes }) => `${address} ${colorScheme}: ${id} ${nodes[0]!.html}`));
      }
    }
    expect(found).toEqual([]);
  }, 600_000);

  it('meets nothing that a page logs as an error or that its policy forbids', () => {
    // The refusal that was asked for above is logged by the browser.
    expect(incidents.filter((text) => !text.includes('422'))).toEqual([]);
  });
});
