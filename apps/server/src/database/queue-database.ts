import { Pool } from 'pg';
import type { Db } from 'pg-boss';

import { listen } from './listen.ts';

/** What pg-boss works with on PostgreSQL, and what closes it. */
export interface QueueDatabase extends Db {
  close(): Promise<void>;
}

/**
 * Connections for pg-boss. Its own do not outlive every break: a connection that is ended while pg-boss lets go of it ends the
 * process, and one that is gone already keeps it from stopping.
 *
 * @param onError is told when a connection breaks that nobody uses.
 */
export function queueDatabase(url: string, onError: (error: Error) => void): QueueDatabase {
  const pool = new Pool({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: 10_000,
    application_name: 'gradbook-queue',
  });
  pool.on('error', onError);
  // A connection that breaks while it is in use fails what it was asked for; without a listener it would end the process too.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    executeSql: async (text, values) => {
      const client = await pool.connect();
      try {
        const result: unknown = await client.query(text, values);
        client.release();
        // Several statements at once give a result each.
        const results = (Array.isArray(result) ? result : [result]) as readonly { readonly rows: readonly unknown[] }[];
        return { rows: results.flatMap(({ rows }) => rows) };
      } catch (error) {
        // A script that failed in its midst leaves its transaction open.
        client.release(/^\s*begin\b/i.test(text));
        throw error;
      }
    },
    listen: async (channel, heard, connected) => ({ close: await listen({ url }, channel, { heard, connected }) }),
    close: () => pool.end(),
  };
}
