import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { PGlite } from '@electric-sql/pglite';
import { InputError } from '@gradbook/answers';
import { lock } from '@gradbook/grading/lock';
import { sql } from 'drizzle-orm';
import { drizzle as onPostgres } from 'drizzle-orm/node-postgres';
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle as onPglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { Pool } from 'pg';

import * as schema from './schema/index.ts';

/** The database, embedded or not: everything is written for both. A transaction is one too. */
export type Database = PgDatabase<PgQueryResultHKT, typeof schema>;

/** An open database. */
export interface Connection {
  readonly database: Database;
  /** What the queue works with: the embedded database itself, or the address of a server. */
  readonly engine: { readonly embedded: PGlite } | { readonly url: string };
  close(): Promise<void>;
}

export const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));
/** Any number will do that nobody else takes: servers that start together migrate one after another. */
const migrationLock = 4_719_203;

/**
 * Opens the embedded database in a folder; one process has it at a time, since PGlite itself keeps nobody out.
 *
 * @throws InputError when another process has it.
 */
export async function openEmbedded(folder: string): Promise<Connection> {
  // Submissions and passwords are nobody else's.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unlock = await lock(join(folder, 'gradbook.lock'), (path, pid) => folderTaken(folder, path, pid));
  try {
    const embedded = await PGlite.create(join(folder, 'database'));
    const connection = await embeddedConnection(embedded);
    return {
      ...connection,
      close: async () => {
        await connection.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

function folderTaken(folder: string, path: string, pid: number | undefined): InputError {
  return new InputError(
    `The data folder ${folder} is in use by another gradbook server${pid === undefined ? '' : ` (process ${pid})`}`,
    'a folder that no other server has',
    `stop that server, name another folder with --data, or remove ${path} if there is no such server`,
  );
}

/** A database in memory, for tests: gone when it is closed. */
export async function openInMemory(): Promise<Connection> {
  return embeddedConnection(await PGlite.create());
}

/** The connection of an embedded database that is open, with its tables as they are now. */
export async function embeddedConnection(embedded: PGlite): Promise<Connection> {
  const database = onPglite(embedded, { schema });
  await migratePglite(database, { migrationsFolder });
  return { database, engine: { embedded }, close: () => embedded.close() };
}

/** Connects to a PostgreSQL server by its address, `postgres://user:password@host/name`. */
export async function openPostgres(url: string): Promise<Connection> {
  const pool = new Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 10_000 });
  // A connection that breaks while nobody uses it is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  // The same for one that breaks while it is in use: what it was asked for fails by itself.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const database = onPostgres(pool, { schema });
  const client = await pool.connect();
  try {
    const alone = onPostgres(client, { schema });
    await alone.execute(sql`select pg_advisory_lock(${migrationLock})`);
    try {
      await migratePostgres(alone, { migrationsFolder });
    } finally {
      await alone.execute(sql`select pg_advisory_unlock(${migrationLock})`);
    }
  } finally {
    client.release();
  }
  return { database, engine: { url }, close: () => pool.end() };
}
