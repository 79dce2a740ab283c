import { existsSync } from 'node:fs';
import { lstat, mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';

/**
 * Folders that unpacked files may be kept in, best first: the one asked for, else the user's cache folder, and the
 * system's temporary folder for a user who has no home that can be written.
 */
export function cacheRoots(chosen?: string): string[] {
  const own = chosen ?? process.env['GRADBOOK_CACHE'];
  if (own) return [resolve(own)];
  const roots: string[] = [];
  const xdg = process.env['XDG_CACHE_HOME'];
  if (xdg && isAbsolute(xdg)) roots.push(join(xdg, 'gradbook'));
  const home = homedir();
  // A home that does not exist is not to be made: system accounts have such.
  if (isAbsolute(home) && existsSync(home)) roots.push(join(home, '.cache', 'gradbook'));
  roots.push(join(tmpdir(), `gradbook-${process.getuid?.() ?? 'user'}`));
  return roots;
}

/**
 * Makes the folder if need be, and checks that it is this user's alone to write: libraries are loaded from it, and a
 * temporary folder is everyone's.
 */
export async function ensurePrivateFolder(folder: string): Promise<void> {
  await makeFolder(folder);
  const stats = await lstat(folder);
  if (!stats.isDirectory()) throw new Error(`${folder} is not a folder`);
  const user = process.getuid?.();
  if (user === undefined) return;
  if (stats.uid !== user) throw new Error(`${folder} belongs to another user (${stats.uid})`);
  if (stats.mode & 0o022)
    throw new Error(`${folder} can be written by other users (mode ${(stats.mode & 0o777).toString(8)})`);
}

/** Not `mkdir` with `recursive`: below /proc, where nothing can be made, that never returns. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || folder === dirname(folder) || existsSync(dirname(folder))) throw error;
    await makeFolder(dirname(folder));
    await makeFolder(folder);
  }
}
