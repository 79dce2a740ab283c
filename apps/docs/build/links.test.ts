import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { brokenLinks } from './links.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradbook-links-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function site(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

test('pages, places in pages, pictures and files are found; other hosts are not asked', async () => {
  await site({
    'index.html':
      '<a href="/a/">a</a><a href="a/#one">one</a><a href="#top" id="top"></a><a href="https://elsewhere/"></a>',
    'a/index.html': '<h2 id="one"></h2><img src="../picture.svg"><a href="..">up</a>',
    'picture.svg': '',
  });
  expect(await brokenLinks(folder, '/')).toEqual([]);
});

test('what is not there is named, with the page that links to it', async () => {
  await site({
    'index.html': '<a href="/b/">b</a><a href="/a/#two">two</a><img src="/picture.svg"><a href="/a">no slash</a>',
    'a/index.html': '<h2 id="one"></h2>',
  });
  expect(await brokenLinks(folder, '/')).toEqual([
    'index.html links to /b/, where there is nothing',
    'index.html links to /a/#two, a page without that place',
    'index.html links to /picture.svg, where there is nothing',
    'index.html links to /a, where there is nothing',
  ]);
});

test('in a folder of a host, links from the root of the host lead out of the site', async () => {
  await site({ 'index.html': '<a href="/docs/a/">a</a><a href="/a/">a</a>', 'a/index.html': '' });
  expect(await brokenLinks(folder, '/docs/')).toEqual(['index.html links to /a/, where there is nothing']);
});
