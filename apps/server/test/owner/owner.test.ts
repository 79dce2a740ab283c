/// <reference lib="dom" />
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';

import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { ownerLink } from '../../src/access/invitations.ts';
import { type RunningServer, startServer } from '../../src/commands/server.ts';
import { ordinaryTimes } from '../../src/grading/queue.ts';
import { launchBrowser } from '../browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Where pictures of the pages go, for whoever wants to look at them. */
const pictures = process.env['GRADBOOK_PICTURES'];

let browser: Browser;
let server: RunningServer;
let folder: string;
/** The owner's page through the whole story. */
let page: Page;
/** What a browser complained of: refused scripts and styles, errors. */
const complaints: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradbook-owner-'));
  [browser, server] = await Promise.all([
    launchBrowser(),
    startServer({
      host: '127.0.0.1',
      port: 0,
      database: { folder },
      slots: 0,
      times: ordinaryTimes,
      scriptsAhead: false,
      onProblem: (problem) => complaints.push(problem),
      settings: { log: () => undefined },
    }),
  ]);
  ({ page } = await opened());
});

afterAll(async () => {
  await browser?.close();
  await server?.stop(0);
  await rm(folder, { recursive: true, force: true });
});

async function opened(): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  // Without motion: colours that are still on their way from one theme to the other are those of neither.
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.on('console', (message) => {
    // A form that comes back with something wrong in it is answered 422: browsers note that as an error.
    if (message.type() === 'error' && !message.text().includes('422')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { context, page };
}

/** Looks at the page in both themes and on a phone: no barrier that axe knows, nothing wider than the screen. */
async function look(at: Page, name: string): Promise<void> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await at.emulateMedia({ colorScheme });
    await at.evaluate(axe);
    const { violations } = await at.evaluate<AxeResults>('axe.run()');
    for (const { id, nodes } of violations) {
      found.push(
        `${name} ${colorScheme} ${id}: ${nodes
          .slice(0, 2)
          .map(({ html }) => html.slice(0, 200))
          .join(' | ')}`,
      );
    }
    if (pictures !== undefined)
      await at.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`), fullPage: true });
  }
  await at.emulateMedia({ colorScheme: 'light' });
  await at.setViewportSize({ width: 390, height: 844 });
  const width = await at.evaluate(() => document.documentElement.scrollWidth);
  if (width > 390) found.push(`${name}: ${width} px wide on a screen of 390`);
  if (pictures !== undefined) await at.screenshot({ path: join(pictures, `${name}-phone.png`), fullPage: true });
  await at.setViewportSize({ width: 1280, height: 900 });
  expect(found).toEqual([]);
}

const send = (on: Page, name: string): Promise<void> => on.getByRole('button', { name, exact: true }).click();

test('the first link makes its finder the owner, once', async () => {
  const link = (await ownerLink(server.services))!;
  await page.goto(link);
  await look(page, 'welcome');
  await page.getByLabel('Your name').fill('Grace Owner');
  await page.getByLabel('E-mail address').fill('grace@example.org');
  await page.getByLabel('New password').fill('a long password');
  await send(page, 'Become the owner');
  await page.getByText('Set up a course in a minute').waitFor();
  await look(page, 'first-page');
  expect((await page.goto(link))!.status()).toBe(404);
  await look(page, 'link-used');
});

test('the owner sets up a course with a draft of its first assignment', async () => {
  await page.goto(server.url);
  await page.getByLabel('Name', { exact: true }).fill('Deep Learning');
  await page.getByLabel('Term').fill('Winter 2026');
  await page.getByLabel('Time zone').selectOption('Europe/Berlin');
  await send(page, 'Make the course');
  await page.getByRole('heading', { name: 'Deep Learning', exact: true }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/courses/deep-learning');
  expect(await page.locator('main').innerText()).toContain('draft');
  await look(page, 'course');
});

let studentLink: string;

test('people come from a list, which is refused as a whole when a line is wrong', async () => {
  await page.getByRole('link', { name: 'People' }).click();
  const list = 'name,email,id,role\nAda Student,ada@example.org,17,\nAlan Tutor,alan@example.org,,TA\n';
  await page.getByLabel('Or paste it').fill(`${list}Nobody,not an address,,\n`);
  await send(page, 'Import');
  expect(await page.getByRole('alert').innerText()).toContain('line 4, email');
  await look(page, 'people-wrong');
  await page
    .getByLabel('CSV file')
    .setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(list) });
  await send(page, 'Import');
  await page.getByText('2 added, 0 changed, 0 as before.').waitFor();
  const row = page.getByRole('region', { name: 'One-time links' }).getByRole('row').filter({ hasText: 'Ada Student' });
  studentLink = await row.locator('code').innerText();
  await look(page, 'people-links');
  const member = page
    .getByRole('region', { name: 'People of the course' })
    .getByRole('row')
    .filter({ hasText: 'Alan Tutor' });
  await member.getByRole('combobox').selectOption('instructor');
  await member.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The role is changed.').waitFor();
  await look(page, 'people');
});

test('the owner sets dates and rules, and publishes', async () => {
  await page.goto(`${server.url}/courses/deep-learning/assignments/recurrent-networks-and-decoding/settings`);
  await page.getByLabel('Opens').fill('2026-10-01T08:00');
  await page.getByLabel('Due').fill('2026-09-01T08:00');
  await send(page, 'Save and publish');
  expect(await page.getByRole('alert').innerText()).toContain('opens before it is due');
  // What was filled in is still there.
  expect(await page.getByLabel('Opens').inputValue()).toBe('2026-10-01T08:00');
  await look(page, 'dates-wrong');
  await page.getByLabel('Due').fill('2030-12-01T23:59');
  await page.getByLabel('What is late').selectOption('perDay');
  await page.getByLabel('Percent of the maximum a day').fill('7');
  await send(page, 'Save and publish');
  await page.getByText('Published: students see it.').waitFor();
  expect(await page.getByLabel('Percent of the maximum a day').inputValue()).toBe('7');
  await look(page, 'dates');
});

test('an invited student chooses a password, and sees the course and nothing of the staff', async () => {
  const student = await opened();
  await student.page.goto(studentLink);
  expect(await student.page.getByLabel('E-mail address').inputValue()).toBe('ada@example.org');
  await look(student.page, 'welcome-student');
  await student.page.getByLabel('New password').fill('another password');
  await send(student.page, 'Set the password');
  await student.page.waitForURL(`${server.url}/courses/deep-learning`);
  expect(await student.page.locator('main').innerText()).toContain('Recurrent networks and decoding');
  expect(await student.page.getByRole('link', { name: 'People' }).count()).toBe(0);
  expect((await student.page.goto(`${server.url}/courses/deep-learning/people`))!.status()).toBe(403);
  await look(student.page, 'not-allowed');
  await send(student.page, 'Sign out');
  await student.page.waitForURL(`${server.url}/sign-in`);
  await look(student.page, 'sign-in');
  await student.page.getByLabel('E-mail address').fill('ada@example.org');
  await student.page.getByLabel('Password').fill('wrong');
  await send(student.page, 'Sign in');
  await student.page.getByRole('alert').waitFor();
  await look(student.page, 'sign-in-wrong');
  await student.page.getByLabel('Password').fill('another password');
  await send(student.page, 'Sign in');
  await student.page.waitForURL(`${server.url}/courses/deep-learning`);
  await student.context.close();
});

test('staff make versions and extensions, tokens for scripts, and read what was done', async () => {
  const base = `${server.url}/courses/deep-learning/assignments/recurrent-networks-and-decoding`;
  await page.goto(`${base}/versions`);
  await page.getByLabel('Seed').fill('5');
  await page.getByLabel('What changed').fill('Another seed');
  await send(page, 'Make the version');
  await page.getByText('Version 2 is there.').waitFor();
  await look(page, 'versions');
  await page.goto(`${base}/extensions`);
  await page.getByLabel('Student').selectOption({ label: 'Ada Student (ada@example.org)' });
  await page.getByLabel('New deadline').fill('2030-12-08T23:59');
  await send(page, 'Grant it');
  await page.getByText('The extension is granted.').waitFor();
  await look(page, 'extensions');
  await page.goto(`${server.url}/account`);
  await page.getByLabel('What it is for').fill('Roster script');
  await send(page, 'Make a token');
  const token = await page.locator('code.copy').innerText();
  await look(page, 'account');
  const answer = await fetch(`${server.url}/api/courses`, { headers: { authorization: `Bearer ${token}` } });
  expect(await answer.json()).toMatchObject([{ slug: 'deep-learning', role: 'owner' }]);
  for (const [name, path] of [
    ['courses', '/'],
    ['new-course', '/new-course'],
    ['new-assignment', '/courses/deep-learning/new-assignment'],
    ['course-settings', '/courses/deep-learning/settings'],
    ['log', '/courses/deep-learning/audit'],
    ['server', '/server'],
    ['server-log', '/server/audit'],
  ] as const) {
    await page.goto(server.url + path);
    await look(page, name);
  }
});

test('the page to try the API lists it, and sends requests as the person', async () => {
  await page.goto(`${server.url}/api`);
  const me = page.locator('.opblock').filter({ hasText: '/api/me' });
  await me.locator('.opblock-summary-control').click();
  await me.getByRole('button', { name: 'Try it out' }).click();
  await me.getByRole('button', { name: 'Execute' }).click();
  await me.locator('.live-responses-table').getByText('grace@example.org').first().waitFor();
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, 'api.png') });
});

test('nothing was refused or failed in the browser, and the log says who did what', async () => {
  // Pages that are not there or not allowed were asked for on purpose.
  expect(complaints.filter((text) => !/status of (?:403|404)/.test(text))).toEqual([]);
  await page.goto(`${server.url}/courses/deep-learning/audit`);
  const text = await page.locator('main').innerText();
  for (const action of [
    'course.create',
    'people.enrol',
    'people.role',
    'assignment.change',
    'version.create',
    'extension.grant',
  ]) {
    expect(text).toContain(action);
  }
});
