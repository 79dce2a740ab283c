import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { parseNames } from '../names/classic.ts';
import type { LanguageNames } from '../names/prepare.ts';

/**
 * Reads the classic layout: a folder of text files, one for each language, `<Language>.txt` in UTF-8 with a name a line.
 * Other files are passed over.
 *
 * @returns the languages in the order of their names' UTF-16 code units, the same on every machine.
 * @throws Error when the folder cannot be read; TypeError when it has no .txt file, when a file is not UTF-8 or has no name.
 *
 * @example
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 *
 * const folder = await mkdtemp(join(tmpdir(), 'names-'));
 * await writeFile(join(folder, 'Czech.txt'), 'Novák\nDvořák\n');
 * await readNamesFolder(folder); // [{ language: 'Czech', names: ['Novák', 'Dvořák'] }]
 */
export async function readNamesFolder(folder: string): Promise<readonly LanguageNames[]> {
  const files = (await readdir(folder)).filter((file) => /\.txt$/i.test(file)).sort();
  if (files.length === 0) {
    throw new TypeError(
      `readNamesFolder: ${folder} has no .txt file; expected one for each language, such as Czech.txt`,
    );
  }
  return Promise.all(files.map(async (file) => parseNames(file, await readFile(join(folder, file)))));
}
