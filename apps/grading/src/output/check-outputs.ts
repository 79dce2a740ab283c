import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { InputError } from '@gradbook/answers';

/** Where the results and the report go. */
export interface Outputs {
  readonly results?: string;
  readonly report?: string;
}

/**
 * Checks that results and report can be written before anything is graded: an hour of grading must not end in a path
 * that was mistyped. Makes the folders that are missing.
 *
 * @throws InputError that says which path is wrong and how to mend it.
 */
export async function checkOutputs(outputs: Outputs, several: boolean): Promise<void> {
  const { results, report } = outputs;
  if (results !== undefined && report !== undefined && resolve(results) === resolve(report)) {
    throw new InputError(
      `--results and --report are both ${results}`,
      'two paths',
      'name another file for one of them',
    );
  }
  if (results !== undefined) {
    if (several) await checkFolder(results, `--results ${results}`);
    else await checkFile(results, '--results', 'results.json');
  }
  if (report !== undefined) await checkFile(report, '--report', 'report.html');
}

async function checkFile(path: string, option: string, example: string): Promise<void> {
  const given = `${option} ${path}`;
  const kind = await kindOf(path);
  if (path === '' || kind === 'folder' || path.endsWith('/')) {
    throw new InputError(
      path === '' ? `${option} is empty` : `${given} is a folder`,
      'a file',
      `name a file in it, as in ${option} ${path === '' ? '' : `${path.replace(/\/+$/, '')}/`}${example}`,
    );
  }
  if (kind === 'other') throw new InputError(`${given} is not a regular file`, 'a file', 'name another path');
  await checkFolder(dirname(resolve(path)), given);
  if (kind === 'file' && !(await writable(path))) throw notWritable(given);
}

async function checkFolder(path: string, given: string): Promise<void> {
  try {
    await makeFolder(resolve(path));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw new InputError(`${given} leads through a file`, 'a folder', 'name another path');
    }
    throw new InputError(`${given}: the folder cannot be made (${code})`, 'a folder to write to', 'name another path');
  }
  if (!(await writable(path))) throw notWritable(given);
}

/** Not `mkdir` with `recursive`: below /proc, where nothing can be made, that never returns. */
async function makeFolder(path: string): Promise<void> {
  const kind = await kindOf(path);
  if (kind === 'folder') return;
  if (kind === 'missing' && dirname(path) !== path) await makeFolder(dirname(path));
  await mkdir(path);
}

function notWritable(given: string): InputError {
  return new InputError(
    `${given} may not be written`,
    'a path you may write to',
    'name another path or ask for the right',
  );
}

async function kindOf(path: string): Promise<'missing' | 'file' | 'folder' | 'other'> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return 'missing';
  return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other';
}

async function writable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}
