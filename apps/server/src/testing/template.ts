import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { PGlite } from '@electric-sql/pglite';

import { type Connection, embeddedConnection, migrationsFolder, openInMemory } from '../database/connect.ts';

const cache = fileURLToPath(new URL('../../node_modules/.cache/gradbook', import.meta.url));

/**
 * A database in memory with all tables and no rows. Making the tables takes seconds, so the first test that needs them keeps a
 * copy for all others, by the hash of the migrations.
 */
export async function openTemplate(): Promise<Connection> {
  return embeddedConnection(await PGlite.create({ loadDataDir: await template() }));
}

/** The same as the data folder of a server, as if it had been started once. */
export async function copyTemplate(folder: string): Promise<void> {
  const copy = await PGlite.create({ dataDir: join(folder, 'database'), loadDataDir: await template() });
  await copy.close();
}

async function template(): Promise<Blob> {
  const path = join(cache, `database-${await hashOfMigrations()}.tar`);
  const kept = await readFile(path).catch(() => undefined);
  if (kept) return new Blob([kept]);
  const { engine, close } = await openInMemory();
  try {
    if (!('embedded' in engine)) throw new Error('a database in memory is embedded');
    const dump = await engine.embedded.dumpDataDir('none');
    const draft = `${path}.${process.pid}`;
    await mkdir(cache, { recursive: true });
    await writeFile(draft, Buffer.from(await dump.arrayBuffer()));
    await rename(draft, path);
    return dump;
  } finally {
    await close();
  }
}

async function hashOfMigrations(): Promise<string> {
  const hash = createHash('sha256').update(import.meta.resolve('@electric-sql/pglite'));
  for (const name of (await readdir(migrationsFolder)).sort()) {
    if (name.endsWith('.sql')) hash.update(name).update(await readFile(join(migrationsFolder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}
