import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

import { Journal } from './journal.ts';

const root = mkdtempSync(join(tmpdir(), 'gradbook-journal-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
const place = (): string => join(root, `journal-${++count}`);

/** A journal with these grades by key, closed. */
async function written(path: string, grades: Readonly<Record<string, string>>): Promise<void> {
  const journal = await Journal.open(path);
  for (const [key, grade] of Object.entries(grades)) await journal.append(key, grade);
  await journal.close();
}

async function gradesIn(path: string): Promise<Readonly<Record<string, string>>> {
  const journal = await Journal.open(path);
  await journal.close();
  return Object.fromEntries(journal.keys.map((key) => [key, journal.gradeOf(key)!]));
}

describe('Journal', () => {
  test('keeps grades, the last one of a key, for those who may read it alone', async () => {
    const path = place();
    await written(path, { a: '{"score":1}', b: 'ü\n"\u2028' });
    await written(path, { a: '{"score":2}' });
    expect(await gradesIn(path)).toEqual({ a: '{"score":2}', b: 'ü\n"\u2028' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('wherever a write was torn, all grades before it are there, and the next one is whole', async () => {
    const path = place();
    await written(path, { a: 'first' });
    const before = readFileSync(path);
    await written(path, { b: 'sécond' });
    const after = readFileSync(path);
    for (let length = before.length; length < after.length; length += 1) {
      const torn = place();
      writeFileSync(torn, after.subarray(0, length));
      expect(await gradesIn(torn)).toEqual({ a: 'first' });
      await written(torn, { c: 'third' });
      expect(await gradesIn(torn)).toEqual({ a: 'first', c: 'third' });
    }
  });

  test('a journal whose first line was torn begins anew', async () => {
    const whole = place();
    await written(whole, {});
    const header = readFileSync(whole);
    for (let length = 0; length < header.length; length += 1) {
      const torn = place();
      writeFileSync(torn, header.subarray(0, length));
      await written(torn, { a: 'first' });
      expect(await gradesIn(torn)).toEqual({ a: 'first' });
    }
  });

  test('a line that was changed is left out and counted; the others stay', async () => {
    const path = place();
    await written(path, { a: 'first', b: 'second', c: 'third' });
    const bytes = readFileSync(path);
    bytes[bytes.indexOf('second') + 2] = 0x58;
    writeFileSync(path, bytes);
    const journal = await Journal.open(path);
    expect([...journal.keys]).toEqual(['a', 'c']);
    expect(journal.damaged).toBe(1);
    await journal.close();
  });

  test('a file that is no journal is refused, and left as it is', async () => {
    const path = place();
    writeFileSync(path, 'name,points\nsomebody,3\n');
    await expect(Journal.open(path)).rejects.toThrow(/is no journal of grades.*--fresh/);
    expect(readFileSync(path, 'utf8')).toBe('name,points\nsomebody,3\n');
    const journal = await Journal.open(path, { fresh: true });
    await journal.close();
    expect(await gradesIn(path)).toEqual({});
  });

  test('grades that come at once stand one behind the other', async () => {
    const path = place();
    const journal = await Journal.open(path);
    const keys = Array.from({ length: 40 }, (_, k) => `key ${k}`);
    await Promise.all(keys.map((key) => journal.append(key, key.repeat(500))));
    await journal.close();
    expect(Object.keys(await gradesIn(path))).toEqual(keys);
  });

  test('what somebody else appended without its end is cut off', async () => {
    const path = place();
    await written(path, { a: 'first' });
    appendFileSync(path, 'x'.repeat(200_000));
    expect(await gradesIn(path)).toEqual({ a: 'first' });
    await written(path, { b: 'second' });
    expect(await gradesIn(path)).toEqual({ a: 'first', b: 'second' });
  });
});
