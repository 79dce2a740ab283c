import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';

import { type Connection, openPostgres } from '../database/connect.ts';
import { listen } from '../database/listen.ts';
import type { Backlog } from '../http/context.ts';
import { postgresFolder, startPostgres } from '../testing/postgres.ts';
import { Queue } from './queue.ts';
import { Worker } from './worker.ts';

/** Ends all connections but the one that asks. */
async function breakAll({ database }: Connection): Promise<void> {
  await database.execute(
    sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );
}

describe('connections to PostgreSQL that break', () => {
  it('end no process, are made again, and do not keep a worker from stopping', async ({ skip }) => {
    const binaries = postgresFolder();
    if (binaries === undefined) {
      skip('PostgreSQL is not installed here, and GRADBOOK_POSTGRES names no folder with initdb');
      return;
    }
    const postgres = await startPostgres(binaries);
    const breaker = await openPostgres(postgres.url);
    const heard: string[] = [];
    const connected: true[] = [];
    const news = { heard: (payload: string) => void heard.push(payload), connected: () => void connected.push(true) };
    const stop = await listen({ url: postgres.url }, 'news', news);
    for (const breakAgain of [false, true]) {
      const connection = await openPostgres(postgres.url);
      const queue = await Queue.open(connection, () => undefined);
      const options = { slots: 1, onProblem: () => undefined };
      const worker = await Worker.start(connection.database, queue, options, false);
      await breakAll(breaker);
      // What was on its way fails; once every broken connection was noticed, the database answers again.
      let backlog: Backlog | undefined;
      while (!backlog) backlog = await queue.backlog().catch(() => undefined);
      expect(backlog).toMatchObject({ waiting: 0, atWork: 0 });
      // The worst moment is when everything is being closed.
      const stopped = worker.stop(1_000);
      if (breakAgain) await breakAll(breaker);
      await stopped;
      await connection.close();
    }
    while (connected.length < 2) {
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
    await breaker.database.execute(sql`select pg_notify('news', 'after the break')`);
    while (heard.length === 0) {
      await new Promise((resolve) => {
        setTimeout(resolve, 10);
      });
    }
    expect(heard).toEqual(['after the break']);
    await stop();
    await breaker.close();
    await postgres.stop();
  });
});
