/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { runCommand } from '../src/run-command.ts';
import { launchBrowser } from '../test/browser.ts';

/** Takes the README's picture: the bundled sample's report, its head and the first parts that went wrong. */
const root = fileURLToPath(new URL('../../..', import.meta.url));
const target = join(root, 'docs', 'report.png');
const folder = await mkdtemp(join(tmpdir(), 'gradbook-picture-'));
try {
  const report = join(folder, 'report.html');
  const sample = join(root, 'apps', 'grading', 'samples', 'rnn-homework');
  const code = await runCommand(['grade', sample, '--assignment', 'rnn-homework', '--report', report]);
  if (code !== 0) throw new Error(`gradbook ended with ${code}`);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1000, height: 800 }, colorScheme: 'light' });
    await page.goto(pathToFileURL(report).href);
    // The head, and a few parts of different kinds: the picture must stay small.
    await page.addStyleTag({
      content:
        '.summary tr:nth-child(n+10), .part:not(:nth-of-type(2)):not(:nth-of-type(4)):not(:nth-of-type(7)), .record, details, footer { display: none }',
    });
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: target, fullPage: true });
  } finally {
    await browser.close();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.stdout.write(`${target}: ${Math.round((await stat(target)).size / 1024)} KiB\n`);
process.exit();
