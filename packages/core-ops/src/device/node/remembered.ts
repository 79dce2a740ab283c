import { randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { cacheRoots, ensurePrivateFolder } from './cache-folder.ts';

const fileName = 'measured.json';

/** What was remembered under a key by an earlier process. A file that is missing or no such record is as none. */
export async function recall(key: string, cacheFolder?: string): Promise<string | undefined> {
  for (const root of cacheRoots(cacheFolder)) {
    const value = (await readRecord(join(root, fileName)))[key];
    if (typeof value === 'string') return value;
  }
  return undefined;
}

/** Remembers a measurement in the first folder that can be written; where there is none, each process measures. */
export async function remember(key: string, value: string, cacheFolder?: string): Promise<void> {
  for (const root of cacheRoots(cacheFolder)) {
    const file = join(root, fileName);
    const whole = `${file}.${randomUUID()}`;
    try {
      await ensurePrivateFolder(root);
      const record = { ...(await readRecord(file)), [key]: value };
      // Renamed into place, so that no other process reads half a file.
      await writeFile(whole, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
      await rename(whole, file);
      return;
    } catch {
      // The next folder.
    }
  }
}

async function readRecord(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const record: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof record === 'object' && record !== null && !Array.isArray(record)
      ? (record as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}
