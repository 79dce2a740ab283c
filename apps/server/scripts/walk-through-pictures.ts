/// <reference lib="dom" />
/** Takes the README's pictures of the server: a course from its first start to a graded submission, in a real browser. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { BrowserContext, Page } from 'playwright-core';

import { ownerLink } from '../src/access/invitations.ts';
import { startServer } from '../src/commands/server.ts';
import { ordinaryTimes } from '../src/grading/queue.ts';
import { launchBrowser } from '../test/browser.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const target = join(root, 'docs', 'server');
const sample = join(root, 'apps', 'grading', 'samples', 'rnn-homework');
const folder = await mkdtemp(join(tmpdir(), 'gradbook-pictures-'));
const problem = (text: string): void => void process.stderr.write(`${text}\n`);
const tell = (text: string): void => void process.stdout.write(`${text}\n`);

await mkdir(target, { recursive: true });
const browser = await launchBrowser();
const server = await startServer({
  host: '127.0.0.1',
  port: 0,
  database: { folder },
  slots: 1,
  times: ordinaryTimes,
  scriptsAhead: true,
  onProblem: problem,
  settings: { log: () => undefined },
});

async function opened(): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1000, height: 760 }, reducedMotion: 'reduce' });
  return { context, page: await context.newPage() };
}

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(target, `${name}.png`) });
  tell(`docs/server/${name}.png`);
}

const send = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

try {
  const { page: owner } = await opened();
  await owner.goto((await ownerLink(server.services))!);
  await owner.getByLabel('Your name').fill('Grace Owner');
  await owner.getByLabel('E-mail address').fill('grace@example.org');
  await owner.getByLabel('New password').fill('a long password');
  await send(owner, 'Become the owner');
  await owner.getByLabel('Name', { exact: true }).fill('Deep Learning');
  await owner.getByLabel('Term').fill('Winter 2026');
  await owner.getByLabel('First assignment').selectOption({ label: 'Recurrent networks and decoding' });
  await take(owner, '1-course');
  await send(owner, 'Make the course');
  await owner.getByRole('link', { name: 'People' }).click();
  await owner.getByLabel('Or paste it').fill('name,email,id,role\nAda Student,ada@example.org,17,\n');
  await send(owner, 'Import');
  const links = owner.getByRole('region', { name: 'One-time links' });
  const link = await links.getByRole('row').filter({ hasText: 'Ada Student' }).locator('code').innerText();
  const homework = `${server.url}/courses/deep-learning/assignments/recurrent-networks-and-decoding`;
  await owner.goto(`${homework}/settings`);
  await owner.getByLabel('Due').fill('2030-12-01T23:59');
  await send(owner, 'Save and publish');
  await owner.getByText('Published: students see it.').waitFor();

  const { page: student } = await opened();
  await student.goto(link);
  await student.getByLabel('New password').fill('another password');
  await send(student, 'Set the password');
  await student.waitForURL(`${server.url}/courses/deep-learning`);
  await student.goto(homework);
  await student.getByRole('link', { name: 'Upload files' }).click();
  await student.setInputFiles('#folder', sample);
  await student.getByRole('heading', { name: /^Recognised: \d+ of \d+ parts$/ }).waitFor();
  await take(student, '2-hand-in');
  await student.getByRole('button', { name: 'Hand in', exact: true }).click();
  await student.waitForURL('**/submissions/*');
  await student.locator('.score').waitFor({ timeout: 300_000 });
  await student.locator('section.part').nth(20).waitFor();
  await take(student, '3-feedback');

  await owner.goto(`${homework}/dashboard`);
  await take(owner, '4-dashboard');
} finally {
  await browser.close();
  await server.stop(0);
  await rm(folder, { recursive: true, force: true });
}
process.exit();
