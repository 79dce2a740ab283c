import { constants, createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

import { extract } from 'tar-stream';

import { ensurePrivateFolder } from './cache-folder.ts';

/** What a folder is to hold. */
export interface FolderContents {
  /** A brotli-compressed tar archive, and the files to take out of it. */
  readonly archive: string;
  readonly members: readonly string[];
  /** Further files, copied in under their own names. */
  readonly copies: readonly string[];
}

const manifestName = 'contents.json';

/**
 * Makes a folder with the given contents, once: a folder that is complete is left alone. Safe when several processes
 * do it at the same time, or one is killed while at it: the folder is written under another name and renamed.
 */
export async function unpackOnce(folder: string, contents: FolderContents): Promise<void> {
  if (await isComplete(folder, contents)) return;
  const root = dirname(folder);
  await ensurePrivateFolder(root);
  await removeLeftovers(root);
  const scratch = await mkdtemp(join(root, scratchPrefix));
  try {
    await fill(scratch, contents);
    await moveInto(scratch, folder, contents);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function fill(folder: string, { archive, members, copies }: FolderContents): Promise<void> {
  const missing = new Set(members);
  const tar = extract();
  const taking = (async () => {
    for await (const entry of tar) {
      const name = entry.header.name.replace(/^\.\//, '');
      if (entry.header.type === 'file' && missing.delete(name)) {
        await pipeline(entry, createWriteStream(join(folder, name), { mode: 0o700 }));
      } else {
        entry.resume();
      }
    }
  })();
  await Promise.all([pipeline(createReadStream(archive), createBrotliDecompress(), tar), taking]);
  if (missing.size > 0) throw new Error(`${archive} holds no ${[...missing].join(', ')}`);
  for (const file of copies) {
    // A copy, never a link: the dynamic linker takes two names of one file for the same library.
    await copyFile(file, join(folder, basename(file)), constants.COPYFILE_FICLONE);
  }
  const sizes: Record<string, number> = {};
  for (const name of fileNames({ archive, members, copies })) sizes[name] = (await stat(join(folder, name))).size;
  await writeFile(join(folder, manifestName), JSON.stringify(sizes));
}

/** Sizes are compared, not hashes: what goes wrong is a full disk or a cleaned cache, and every start pays for the check. */
async function isComplete(folder: string, contents: FolderContents): Promise<boolean> {
  try {
    await ensurePrivateFolder(dirname(folder));
    const sizes = JSON.parse(await readFile(join(folder, manifestName), 'utf8')) as Record<string, unknown>;
    for (const name of fileNames(contents)) {
      if ((await stat(join(folder, name))).size !== sizes[name]) return false;
    }
    return true;
  } catch {
    return false;
  }
}

async function moveInto(scratch: string, folder: string, contents: FolderContents): Promise<void> {
  try {
    await rename(scratch, folder);
  } catch (error) {
    // Another process was first, or the folder is a damaged one.
    if (await isComplete(folder, contents)) return;
    const damaged = await mkdtemp(join(dirname(folder), scratchPrefix));
    await rename(folder, join(damaged, 'old')).catch(() => undefined);
    await rm(damaged, { recursive: true, force: true });
    await rename(scratch, folder).catch(async () => {
      if (!(await isComplete(folder, contents))) throw error;
    });
  }
}

const scratchPrefix = '.unpacking-';

/** Processes that were killed leave their scratch folders behind. */
async function removeLeftovers(root: string): Promise<void> {
  const anHourAgo = Date.now() - 3_600_000;
  for (const name of await readdir(root)) {
    if (!name.startsWith(scratchPrefix)) continue;
    const folder = join(root, name);
    const changed = await stat(folder).then(
      (stats) => stats.mtimeMs,
      () => Infinity,
    );
    if (changed < anHourAgo) await rm(folder, { recursive: true, force: true });
  }
}

function fileNames({ members, copies }: FolderContents): string[] {
  return [...members, ...copies.map((file) => basename(file))];
}
