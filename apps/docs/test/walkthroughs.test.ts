import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { launchBrowser } from '../../self-check/test/browser.ts';
import { clone, empty, follow, stepsOf } from './walkthrough.ts';

const page = (name: string): string => join(import.meta.dirname, '../src/content/docs/start', `${name}.md`);

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
});

/** Opens a page and waits until it says the last of what is expected; gives everything that it says. */
async function read(url: string, expected: string | undefined): Promise<string> {
  const tab = await browser.newPage();
  const errors: string[] = [];
  tab.on('pageerror', (error) => errors.push(error.message));
  await tab.goto(url);
  const last = expected?.split('\n').at(-1);
  if (last !== undefined)
    await tab
      .getByText(last)
      .waitFor({ timeout: 100_000 })
      .catch(() => undefined);
  const text = await tab.locator('body').innerText();
  await tab.close();
  expect(errors).toEqual([]);
  return text;
}

describe('a page that readers follow works as it stands', () => {
  test('grade the sample', async () => {
    const place = await clone();
    await follow(page('grade-the-sample'), place, read);
    await place.close();
  });

  test('write an assignment', async () => {
    const place = await clone();
    await follow(page('new-assignment'), place, async (url) => {
      const text = await read(url, undefined);
      expect(text).toContain('One step of an RNN');
      return text;
    });
    await place.close();
  });

  test('an LSTM in a Vite app', async () => {
    const place = await empty(join(import.meta.dirname, 'shims/project.ts'));
    await follow(page('vite-app'), place, read);
    await place.close();
  });
});

const block = (info: string, code: string): string => `\`\`\`${info}\n${code}\n\`\`\`\n`;

describe('following', () => {
  test('code that is neither run nor written is refused', () => {
    expect(() => stepsOf(block('ts', 'const a = 1;'))).toThrow('neither run nor written');
  });

  test('what a page says and does not happen fails', async () => {
    const place = await empty('pnpm');
    const file = join(place.folder, 'page.md');
    const follows = async (...blocks: readonly string[]): Promise<void> => {
      await writeFile(file, blocks.join('\n'));
      await follow(file, place, read);
    };
    const prints = (text: string): string => block('text title="What it prints, in part"', text);
    await follows(block('sh', 'echo one two; echo three'), prints('one  two\nthree'));
    await expect(follows(block('sh', 'echo one two'), prints('two one'))).rejects.toThrow('which is not');
    await expect(follows(block('sh', 'echo one'), block('text title="What it prints"', 'on'))).rejects.toThrow(
      'but it was',
    );
    await expect(follows(block('sh', 'echo gone; exit 3'))).rejects.toThrow('ended with 3:\ngone');
    await place.close();
  });
});
