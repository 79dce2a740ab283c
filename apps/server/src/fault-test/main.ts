/** `pnpm fault-test`: see the help. */
import { Command, Option } from 'commander';

import { wholeNumber } from '../commands/numbers.ts';
import { start } from '../commands/start.ts';
import { tell } from '../commands/signals.ts';
import { embeddedDatabase, postgresDatabase } from './database.ts';
import { type FaultOptions, faultTest } from './run.ts';

const command = new Command('fault-test')
  .description(
    'Has submissions with code graded while servers and workers are killed and connections are broken, and compares every grade with an undisturbed run.',
  )
  .option('--submissions <number>', 'how many are handed in', wholeNumber(1, 100_000), 1_000)
  .option('--contents <number>', 'how many of them differ', wholeNumber(1, 100_000), 50)
  .option('--kills <number>', 'how often a process is ended by signal 9', wholeNumber(0, 1_000), 20)
  .option('--workers <number>', 'submissions graded at once', wholeNumber(1, 64), 2)
  .option('--seed <number>', 'seed of the moments and of who is killed', wholeNumber(0, 2 ** 31), 1)
  .addOption(
    new Option('--database <kind>', 'where the queue is').choices(['postgres', 'embedded']).default('postgres'),
  )
  .action(async ({ database: kind, ...flags }: Omit<FaultOptions, 'tell'> & { database: 'postgres' | 'embedded' }) => {
    const database = kind === 'embedded' ? await embeddedDatabase() : await postgresDatabase();
    if (!database) {
      throw new Error('this machine has no PostgreSQL: install it, or set GRADBOOK_POSTGRES to the folder of initdb');
    }
    try {
      const { problems, ...report } = await faultTest(database, { ...flags, tell });
      for (const problem of problems) tell(problem);
      tell(JSON.stringify({ ...report, problems: problems.length }));
      if (problems.length > 0) process.exitCode = 1;
    } finally {
      await database.remove();
    }
  });

await start(async () => ({ command }));
