import { constants, createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

import { extract } from 'tar-stream';

import { ensurePrivateFolder } from './cache-folder.ts';

/** Where files of a folder come from. */
export type Source =
  /** Members of a brotli-compressed tar archive, by their paths in it; they land side by side in the folder. */
  | { readonly archive: string; readonly members: readonly string[] }
  /** A brotli-compressed file, under its name without the `.br`. */
  | { readonly compressed: string }
  /** A file, copied under its own name. */
  | { readonly copy: string };

const manifestName = 'contents.json';

/**
 * Makes a folder with the given contents, once: a folder that is complete is left alone. Safe when several processes
 * do it at the same time, or one is killed while at it: the folder is written under another name and renamed.
 */
export async function unpackOnce(folder: string, sources: readonly Source[]): Promise<void> {
  const names = sources.flatMap((source) => namesOf(source));
  if (await isComplete(folder, names)) return;
  const root = dirname(folder);
  await ensurePrivateFolder(root);
  await removeLeftovers(root);
  const scratch = await mkdtemp(join(root, scratchPrefix));
  try {
    await Promise.all(sources.map((source) => fill(scratch, source)));
    const sizes: Record<string, number> = {};
    for (const name of names) sizes[name] = (await stat(join(scratch, name))).size;
    await writeFile(join(scratch, manifestName), JSON.stringify(sizes));
    await moveInto(scratch, folder, names);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function fill(folder: string, source: Source): Promise<void> {
  if ('archive' in source) {
    await extractMembers(folder, source.archive, source.members);
  } else if ('compressed' in source) {
    const target = createWriteStream(join(folder, namesOf(source)[0]!), { mode: 0o700 });
    await pipeline(createReadStream(source.compressed), createBrotliDecompress(), target);
  } else {
    // A copy, never a link: the dynamic linker takes two names of one file for the same library.
    await copyFile(source.copy, join(folder, basename(source.copy)), constants.COPYFILE_FICLONE);
  }
}

async function extractMembers(folder: string, archive: string, members: readonly string[]): Promise<void> {
  const missing = new Set(members);
  const tar = extract();
  const taking = (async () => {
    for await (const entry of tar) {
      const name = entry.header.name.replace(/^\.\//, '');
      if (entry.header.type === 'file' && missing.delete(name)) {
        await pipeline(entry, createWriteStream(join(folder, basename(name)), { mode: 0o700 }));
      } else {
        entry.resume();
      }
    }
  })();
  await Promise.all([pipeline(createReadStream(archive), createBrotliDecompress(), tar), taking]);
  if (missing.size > 0) throw new Error(`${archive} holds no ${[...missing].join(', ')}`);
}

/** Sizes are compared, not hashes: what goes wrong is a full disk or a cleaned cache, and every start pays for the check. */
async function isComplete(folder: string, names: readonly string[]): Promise<boolean> {
  try {
    await ensurePrivateFolder(dirname(folder));
    const sizes = JSON.parse(await readFile(join(folder, manifestName), 'utf8')) as Record<string, unknown>;
    for (const name of names) {
      if ((await stat(join(folder, name))).size !== sizes[name]) return false;
    }
    return true;
  } catch {
    return false;
  }
}

async function moveInto(scratch: string, folder: string, names: readonly string[]): Promise<void> {
  try {
    await rename(scratch, folder);
  } catch (error) {
    // Another process was first, or the folder is a damaged one.
    if (await isComplete(folder, names)) return;
    const damaged = await mkdtemp(join(dirname(folder), scratchPrefix));
    await rename(folder, join(damaged, 'old')).catch(() => undefined);
    await rm(damaged, { recursive: true, force: true });
    await rename(scratch, folder).catch(async () => {
      if (!(await isComplete(folder, names))) throw error;
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

function namesOf(source: Source): string[] {
  if ('archive' in source) return source.members.map((member) => basename(member));
  return [basename('compressed' in source ? source.compressed : source.copy, '.br')];
}
