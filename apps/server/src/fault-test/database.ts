import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sql } from 'drizzle-orm';

import { type Connection, openEmbedded, openPostgres } from '../database/connect.ts';
import { copyTemplate } from '../testing/template.ts';
import { postgresFolder, startPostgres } from '../testing/postgres.ts';

/** A database of the test's own. */
export interface TestDatabase {
  readonly name: string;
  /** What the server is given to find it. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Opens it; the embedded one only while no server has it. */
  open(): Promise<Connection>;
  /** Breaks all connections to it. @returns whether there can be any. */
  breakConnections(): Promise<boolean>;
  remove(): Promise<void>;
}

/** The embedded database in a folder. */
export async function embeddedDatabase(): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'gradbook-fault-'));
  await copyTemplate(folder);
  return {
    name: 'PGlite',
    args: ['--data', folder],
    env: { DATABASE_URL: '' },
    open: () => openEmbedded(folder),
    breakConnections: async () => false,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** PostgreSQL; undefined where this machine has none. */
export async function postgresDatabase(): Promise<TestDatabase | undefined> {
  const binaries = postgresFolder();
  if (binaries === undefined) return undefined;
  const postgres = await startPostgres(binaries);
  return {
    name: postgres.version,
    args: [],
    env: { DATABASE_URL: postgres.url },
    open: () => openPostgres(postgres.url),
    breakConnections: async () => {
      const connection = await openPostgres(postgres.url);
      await connection.database.execute(
        sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      );
      await connection.close();
      return true;
    },
    remove: postgres.stop,
  };
}
