import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { pack } from 'tar-stream';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { cacheRoots, ensurePrivateFolder } from './cache-folder.ts';
import { type Source, unpackOnce } from './unpack.ts';

let base: string;
let archive: string;
let contents: Source[];

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'unpack-test-'));
  const tar = pack();
  tar.entry({ name: './one.so' }, 'library one');
  tar.entry({ name: '../outside' }, 'nobody asked for this');
  tar.entry({ name: 'lib/two.json' }, '{}');
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  archive = join(base, 'archive.tar.br');
  await writeFile(archive, brotliCompressSync(Buffer.concat(chunks)));
  const copy = join(base, 'three.node');
  await writeFile(copy, 'library three');
  const compressed = join(base, 'four.br');
  await writeFile(compressed, brotliCompressSync('program four'));
  contents = [{ archive, members: ['one.so', 'lib/two.json'] }, { copy }, { compressed }];
});

afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

test('takes only the files asked for, and leaves a complete folder alone', async () => {
  const folder = join(base, 'cache', 'gradbook', 'v1');
  await unpackOnce(folder, contents);
  expect((await readdir(folder)).sort()).toEqual(['contents.json', 'four', 'one.so', 'three.node', 'two.json']);
  expect(await readFile(join(folder, 'one.so'), 'utf8')).toBe('library one');
  expect(await readFile(join(folder, 'four'), 'utf8')).toBe('program four');
  expect(await readdir(join(base, 'cache', 'gradbook'))).toEqual(['v1']);
  const { ino } = await stat(folder);
  await unpackOnce(folder, contents);
  expect((await stat(folder)).ino).toBe(ino);
});

test('any number at the same time end with one complete folder and no leftovers', async () => {
  const folder = join(base, 'cache', 'v1');
  await Promise.all(Array.from({ length: 8 }, () => unpackOnce(folder, contents)));
  expect(await readdir(join(base, 'cache'))).toEqual(['v1']);
  expect(await readFile(join(folder, 'three.node'), 'utf8')).toBe('library three');
});

test('a damaged folder is made anew, and what a killed process left an hour ago is removed', async () => {
  const folder = join(base, 'cache', 'v1');
  await unpackOnce(folder, contents);
  await truncate(join(folder, 'one.so'), 3);
  const leftover = join(base, 'cache', '.unpacking-abc');
  await mkdir(leftover);
  const longAgo = new Date(Date.now() - 2 * 3_600_000);
  await utimes(leftover, longAgo, longAgo);
  await mkdir(join(base, 'cache', '.unpacking-new'));
  await unpackOnce(folder, contents);
  expect(await readFile(join(folder, 'one.so'), 'utf8')).toBe('library one');
  expect((await readdir(join(base, 'cache'))).sort()).toEqual(['.unpacking-new', 'v1']);
});

test('an archive that lacks a file is an error, and leaves nothing behind', async () => {
  const folder = join(base, 'cache', 'v1');
  await expect(unpackOnce(folder, [{ archive, members: ['one.so', 'five'] }])).rejects.toThrow('holds no five');
  expect(await readdir(join(base, 'cache'))).toEqual([]);
});

test('a folder that other users can write is refused: libraries are loaded from it', async () => {
  const open = join(base, 'open');
  await mkdir(open);
  await chmod(open, 0o777);
  await expect(ensurePrivateFolder(open)).rejects.toThrow('can be written by other users');
  await expect(ensurePrivateFolder(join(base, 'archive.tar.br'))).rejects.toThrow('is not a folder');
});

test('the temporary folder is there for who has no cache folder, a chosen one is the only one', () => {
  expect(cacheRoots().at(-1)!.startsWith(tmpdir())).toBe(true);
  expect(cacheRoots(base)).toEqual([base]);
});
