import { lstat, mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

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
  if (isAbsolute(home)) roots.push(join(home, '.cache', 'gradbook'));
  roots.push(join(tmpdir(), `gradbook-${process.getuid?.() ?? 'user'}`));
  return roots;
}

/**
 * Makes the folder if need be, and checks that it is this user's alone to write: libraries are loaded from it, and a
 * temporary folder is everyone's.
 */
export async function ensurePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const stats = await lstat(folder);
  if (!stats.isDirectory()) throw new Error(`${folder} is not a folder`);
  const user = process.getuid?.();
  if (user === undefined) return;
  if (stats.uid !== user) throw new Error(`${folder} belongs to another user (${stats.uid})`);
  if (stats.mode & 0o022)
    throw new Error(`${folder} can be written by other users (mode ${(stats.mode & 0o777).toString(8)})`);
}
