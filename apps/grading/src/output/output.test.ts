import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

import { fileNames } from './file-names.ts';
import { writeWhole } from './write-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'gradbook-output-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('fileNames', () => {
  test('names that are alike once they are cleaned stay apart, also where capitals do not count', () => {
    expect(fileNames(['a b', 'a_b', 'A?b', 'a_b-2'], '.json')).toEqual([
      'a_b.json',
      'a_b-2.json',
      'A_b-3.json',
      'a_b-2-2.json',
    ]);
  });

  test('letters of all languages are kept; nothing leaves the folder, hides or is too long', () => {
    expect(fileNames(['Zoë Müller', '李', '../../etc/passwd', '..', '.hidden', '', '\0'], '.json')).toEqual([
      'Zoë_Müller.json',
      '李.json',
      '_.._etc_passwd.json',
      'submission.json',
      'hidden.json',
      'submission-2.json',
      '_.json',
    ]);
    const [long] = fileNames(['李'.repeat(200)], '.json');
    expect(Buffer.byteLength(long!)).toBeLessThan(110);
    expect(long).toMatch(/^李+\.json$/);
  });
});

describe('writeWhole', () => {
  test('replaces a file in one step and leaves nothing else behind', async () => {
    const path = join(folder, 'a.json');
    await writeWhole(path, 'one');
    await writeWhole(path, 'two');
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  test('a failure leaves what was there, and no draft', async () => {
    await expect(writeWhole(join(folder, 'nowhere', 'x'), 'text')).rejects.toThrow(/ENOENT/);
    await expect(writeWhole(folder, 'text')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST|EBUSY/);
    expect(readdirSync(folder)).toEqual(['a.json']);
    expect(process.listenerCount('SIGINT')).toBe(0);
  });
});
