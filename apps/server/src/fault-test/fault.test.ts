import { describe, expect, it } from 'vitest';

import { embeddedDatabase, postgresDatabase, type TestDatabase } from './database.ts';
import { faultTest } from './run.ts';

/** As `pnpm fault-test`, which does it with 1,000 submissions and 20 kills, but small. */
async function small(database: TestDatabase, workers: number): Promise<void> {
  const submissions = 10;
  try {
    const options = { submissions, contents: 5, kills: 2, workers, seed: 1, tell: () => undefined };
    const report = await faultTest(database, options);
    expect(report.problems).toEqual([]);
    expect(report).toMatchObject({ once: submissions, equal: submissions });
  } finally {
    await database.remove();
  }
}

describe('servers and workers that are killed', () => {
  it('lose nothing and grade nothing twice on the embedded database', async () => {
    await small(await embeddedDatabase(), 1);
  }, 600_000);

  it('nor on PostgreSQL, where connections break too', async ({ skip }) => {
    const database = await postgresDatabase();
    if (!database) {
      skip('PostgreSQL is not installed here, and GRADBOOK_POSTGRES names no folder with initdb');
      return;
    }
    await small(database, 1);
  }, 600_000);
});
