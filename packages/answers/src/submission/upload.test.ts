import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import yazl from 'yazl';

import { InputError } from './input-error.ts';
import { loadSubmission, readSubmission, unpackUpload } from './submission.ts';

const root = mkdtempSync(join(tmpdir(), 'uploads-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const upload = (files: Readonly<Record<string, string>>): { path: string; bytes: Uint8Array }[] =>
  Object.entries(files).map(([path, text]) => ({ path, bytes: bytesOf(text) }));

async function zipOf(files: Readonly<Record<string, string | Buffer>>): Promise<Uint8Array> {
  const zip = new yazl.ZipFile();
  for (const [path, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), path);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function problem(run: Promise<unknown>): Promise<string> {
  const error: unknown = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).message;
}

describe('what is uploaded', () => {
  test('one file, several, a folder and a zip of the same are the same submission', async () => {
    const files = { 'answers.md': '1(a) $x$', 'logs/run.json': '{}' };
    const inFolder = Object.fromEntries(Object.entries(files).map(([path, text]) => [`hw/${path}`, text]));
    const all = [
      upload(files),
      upload(inFolder),
      upload({ ...inFolder, 'hw/.DS_Store': 'x' }),
      upload(Object.fromEntries(Object.entries(inFolder).map(([path, text]) => [path.replaceAll('/', '\\'), text]))),
      [{ path: 'hw.zip', bytes: await zipOf({ ...inFolder, '__MACOSX/hw/._answers.md': 'x' }) }],
      // A zip is known by its content too.
      [{ path: 'homework', bytes: await zipOf(files) }],
    ];
    const hashes = await Promise.all(
      all.map(async (each) => (await readSubmission('a', await unpackUpload(each))).sha256),
    );
    expect(new Set(hashes).size).toBe(1);
    expect([...(await unpackUpload(upload({ 'Homework 6.md': 'x' }))).keys()]).toEqual(['answers.md']);
  });

  test('what came is what a folder of it is read as', async () => {
    const name = fc.stringMatching(/^[a-z]{1,6}(?:\.[a-z]{1,3})?$/);
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
    const files = fc.dictionary(path, fc.string({ maxLength: 20 }), { maxKeys: 4, noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(files, async (others) => {
        const given = upload({ ...others, 'answers.md': '1(a) x' });
        let unpacked: ReadonlyMap<string, Uint8Array>;
        try {
          unpacked = await unpackUpload(given);
        } catch (error) {
          expect((error as InputError).message).toMatch(/is a file and a folder|leaves the submission/);
          return;
        }
        const folder = mkdtempSync(join(root, 'case-'));
        for (const [each, bytes] of unpacked) {
          await mkdir(dirname(join(folder, each)), { recursive: true });
          await writeFile(join(folder, each), bytes);
        }
        const [memory, disk] = await Promise.all([readSubmission('case', unpacked), loadSubmission(folder)]);
        expect(memory.sha256).toBe(disk.sha256);
      }),
      { numRuns: 40, seed: 7 },
    );
  });

  test('whatever the paths are, none leaves the submission, and a refusal says what to do', async () => {
    const hostile = fc.array(
      fc.constantFrom('..', '.', '', 'a', 'b', 'c:', 'x\0y', '~', 'con', '\ud800', 'é', ' ', '-rf', '$(id)', '%2e%2e'),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 2, maxLength: 4 }), async (all) => {
        const given = all.map((names) => ({ path: names.join('/'), bytes: bytesOf('x') }));
        const unpacked = await unpackUpload(given).catch((error: unknown) => {
          expect(error).toBeInstanceOf(InputError);
          return new Map<string, Uint8Array>();
        });
        for (const each of unpacked.keys()) {
          expect(join('/root', each).startsWith('/root/')).toBe(true);
          expect(each.split('/')).not.toContain('..');
          expect(each).toBe(each.toWellFormed());
        }
      }),
      { numRuns: 300, seed: 11 },
    );
  });

  test('refuses what is no submission, and what is too large', async () => {
    const many = Object.fromEntries(Array.from({ length: 4 }, (_, index) => [`f${index}`, 'x']));
    const bomb = { path: 'hw.zip', bytes: await zipOf({ 'answers.md': Buffer.alloc(3 * 2 ** 20) }) };
    expect(await problem(unpackUpload([]))).toContain('No file came');
    expect(await problem(unpackUpload(upload({ '.DS_Store': 'x' })))).toContain('Only files of the system');
    expect(await problem(unpackUpload(upload(many), { files: 3 }))).toContain('at most 3');
    expect(await problem(unpackUpload([bomb]))).toContain('times its size');
    expect(await problem(unpackUpload([bomb], { fileBytes: 1_000 }))).toContain('at most 1000 bytes');
    expect(await problem(unpackUpload([{ path: 'a.zip', bytes: bytesOf('PK nothing') }]))).toContain('not a sound zip');
    expect(await problem(unpackUpload([{ path: 'a.zip', bytes: await zipOf({}) }]))).toContain('has no files');
    expect(await problem(unpackUpload(upload({ 'a.md': 'x', A: '1', './A': '2' })))).toContain('leaves the submission');
    expect(await problem(unpackUpload(upload({ a: 'x', 'a/b': 'y' })))).toContain('a file and a folder');
    expect(await problem(unpackUpload(upload({ 'a.md': 'xxxxx' }), { textBytes: 4 }))).toContain('at most 4 bytes');
    expect(await problem(unpackUpload(upload({ a: 'xxxx', b: 'xxxx' }), { totalBytes: 6 }))).toContain('too large');
    expect(await problem(unpackUpload(upload({ ['x'.repeat(500)]: 'a', b: '' })))).toContain('too long or too deep');
    const noText = await unpackUpload(upload({ 'model.ts': 'x', 'log.json': '1' }));
    expect(await problem(readSubmission('a', noText))).toContain('no answers.md');
    expect((await readSubmission('a', noText, {}, { textOptional: true })).text).toBe('');
  });
});
