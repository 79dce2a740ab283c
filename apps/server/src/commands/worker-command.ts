import { InputError } from '@gradbook/answers';
import { sandboxLevel } from '@gradbook/grading/batch';
import { Command } from 'commander';

import { ordinaryTimes, Queue, timesOf } from '../grading/queue.ts';
import { Worker } from '../grading/worker.ts';
import { ordinarySlots, wholeNumber } from './numbers.ts';
import { databaseUrl, openDatabase } from './server.ts';
import { problemTeller, tell, untilStopped } from './signals.ts';

const after = `
Any number of workers on any number of machines share the submissions of one database. A worker that is killed loses nothing:
after ${ordinaryTimes.heartbeatSeconds} seconds without a sign of life what it had begun is another's. Ctrl-C or SIGTERM stops it in order.

Example:
  DATABASE_URL=postgres://gradbook:secret@db/gradbook gradbook worker --workers 8

Exit codes: 0 stopped; 2 the call is wrong or no database answers; 1 it failed.`;

interface WorkerFlags {
  readonly workers: number;
  readonly grace: number;
  readonly heartbeat: number;
  readonly requireSandbox?: ReturnType<typeof sandboxLevel>;
}

export const command: Command = new Command('gradbook worker')
  .description('Grades what is handed in to a server that works on PostgreSQL (DATABASE_URL).')
  .option('--workers <number>', 'submissions graded at once', wholeNumber(1, 64), ordinarySlots)
  .option('--grace <seconds>', 'how long gradings may take to end when the worker is stopped', wholeNumber(0, 3600), 60)
  .option(
    '--heartbeat <seconds>',
    'seconds without a sign of life after which what a worker had begun is graded by another',
    wholeNumber(10, 600),
    ordinaryTimes.heartbeatSeconds,
  )
  .option(
    '--require-sandbox <level>',
    'run code that was handed in in no weaker sandbox (full, namespaces, limits, permissions)',
    sandboxLevel,
  )
  .addHelpText('after', after)
  .action(async (flags: WorkerFlags) => {
    const url = databaseUrl();
    if (url === undefined) {
      throw new InputError(
        'DATABASE_URL is not set',
        'the address of the database that the server works on, postgres://user:password@host:5432/gradbook',
        'set it; a server with an embedded database grades by itself (pnpm serve --workers N)',
      );
    }
    const onProblem = problemTeller((text) => process.stderr.write(text));
    const connection = await openDatabase({ url });
    try {
      const queue = await Queue.open(
        connection,
        (error) => onProblem(`queue: ${error.message}`),
        timesOf(flags.heartbeat),
      );
      const limits = flags.requireSandbox === undefined ? {} : { requireSandbox: flags.requireSandbox };
      const options = { slots: flags.workers, onProblem, limits };
      const worker = await Worker.start(connection.database, queue, options, false);
      tell(`Grading for the database at ${new URL(url).host}, ${flags.workers} at once.`);
      await untilStopped(() => worker.stop(flags.grace * 1000));
    } finally {
      await connection.close();
    }
  });
