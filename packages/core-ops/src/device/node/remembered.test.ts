import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { recall, remember } from './remembered.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradbook-remembered-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('what is remembered is recalled, by its key alone', async () => {
  expect(await recall('a', folder)).toBeUndefined();
  await remember('a', 'one', folder);
  await remember('b', 'two', folder);
  await remember('a', 'three', folder);
  expect([await recall('a', folder), await recall('b', folder), await recall('c', folder)]).toEqual([
    'three',
    'two',
    undefined,
  ]);
});

test.each(['', '{', '[1]', 'null', '{"a": 1}'])('a file with %j is as none, and is replaced', async (content) => {
  await writeFile(join(folder, 'measured.json'), content);
  expect(await recall('a', folder)).toBeUndefined();
  await remember('a', 'one', folder);
  expect(await recall('a', folder)).toBe('one');
});

test('a folder that cannot be written is passed over', async () => {
  await remember('a', 'one', '/proc/nowhere');
  expect(await recall('a', '/proc/nowhere')).toBeUndefined();
});
