import { readFileSync } from 'node:fs';
import { link, readFile, rm, writeFile } from 'node:fs/promises';

import { InputError } from '@gradbook/answers';

interface Owner {
  readonly pid: number;
  /** When the process began, as the system counts it: numbers of processes are used again. */
  readonly began: string | undefined;
}

/** What is said when another process has the lock; its number is not known where it is just being taken. */
export type Taken = (path: string, pid: number | undefined) => InputError;

/**
 * Sees to it that one process alone writes to a folder. A lock that a killed process left is nobody's.
 *
 * @returns gives it back.
 * @throws InputError when another process has it.
 */
export async function lock(path: string, taken: Taken = resultsTaken): Promise<() => Promise<void>> {
  const own: Owner = { pid: process.pid, began: beginOf(process.pid) };
  const draft = `${path}.${process.pid}.new`;
  await writeFile(draft, JSON.stringify(own));
  try {
    for (let attempt = 0; ; attempt += 1) {
      try {
        // Unlike writing, linking is done at once or not at all.
        await link(draft, path);
        return () => rm(path, { force: true });
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
      const owner = await ownerOf(path);
      if (attempt > 2 || (owner && isAlive(owner))) throw taken(path, owner?.pid);
      await rm(path, { force: true });
    }
  } finally {
    await rm(draft, { force: true });
  }
}

function resultsTaken(path: string, pid: number | undefined): InputError {
  return new InputError(
    `Another gradbook grade${pid === undefined ? '' : ` (process ${pid})`} writes to the same results`,
    'one at a time',
    `wait until it has ended, name another folder, or remove ${path} if there is none`,
  );
}

async function ownerOf(path: string): Promise<Owner | undefined> {
  try {
    const { pid, began } = JSON.parse(await readFile(path, 'utf8')) as Owner;
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, began } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, began }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return began === undefined || beginOf(pid) === undefined || beginOf(pid) === began;
}

/** Field 22 of Linux's /proc/PID/stat; the name before it may hold blanks and brackets. */
function beginOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
