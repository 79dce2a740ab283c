import { resolve } from 'node:path';

import { sandboxLevel } from '@gradbook/grading/batch';
import { Command, Option } from 'commander';

import { ownerLink } from '../access/invitations.ts';
import { ordinaryTimes, timesOf } from '../grading/queue.ts';
import { ordinarySlots, wholeNumber } from './numbers.ts';
import { databaseUrl, startServer } from './server.ts';
import { problemTeller, tell, untilStopped } from './signals.ts';

const after = `
Without DATABASE_URL everything is kept in the folder, in a database that is part of this program: nothing has to be set up,
and one server at a time has the folder. With DATABASE_URL=postgres://… the same server works on PostgreSQL, and
"gradbook worker" grades for it on any number of machines.

Examples:
  pnpm serve
  pnpm serve --port 80 --host 0.0.0.0 --data /var/lib/gradbook
  DATABASE_URL=postgres://gradbook:secret@db/gradbook pnpm serve --workers 0

Exit codes: 0 stopped by Ctrl-C or SIGTERM; 2 the call is wrong, the port is taken or the folder is in use; 1 it failed.`;

interface ServeFlags {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly workers: number;
  readonly grace: number;
  readonly heartbeat: number;
  readonly scriptsAhead: boolean;
  readonly requireSandbox?: ReturnType<typeof sandboxLevel>;
}

export const command: Command = new Command('gradbook serve')
  .description('The grading server: web pages, API, and gradings beside them.')
  .option('--port <number>', 'where to listen; 0 for any port that is free', wholeNumber(0, 65_535), 8080)
  .option('--host <address>', 'at which address of this machine; 0.0.0.0 for all', '127.0.0.1')
  .option('--data <folder>', 'the folder of the embedded database', 'gradbook-data')
  .option(
    '--workers <number>',
    'submissions graded at once, in processes beside the server; 0 where other machines do that',
    wholeNumber(0, 64),
    ordinarySlots,
  )
  .option('--grace <seconds>', 'how long gradings may take to end when the server is stopped', wholeNumber(0, 3600), 30)
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
  .addOption(
    new Option('--no-scripts-ahead', 'make the scripts of the pages when the first page asks for them').hideHelp(),
  )
  .addHelpText('after', after)
  .action(async (flags: ServeFlags) => {
    const url = databaseUrl();
    const server = await startServer({
      host: flags.host,
      port: flags.port,
      database: url === undefined ? { folder: resolve(flags.data) } : { url },
      slots: flags.workers,
      times: timesOf(flags.heartbeat),
      scriptsAhead: flags.scriptsAhead,
      limits: flags.requireSandbox === undefined ? {} : { requireSandbox: flags.requireSandbox },
      onProblem: problemTeller((text) => process.stderr.write(text)),
    });
    tell(`Gradbook is at ${server.url}`);
    tell(
      `${url === undefined ? `Everything is kept in ${resolve(flags.data)}` : `Database: ${new URL(url).host}`} · ${
        flags.workers === 0 ? 'grading is left to other workers' : `${flags.workers} graded at once`
      }`,
    );
    const link = await ownerLink(server.services);
    if (link !== undefined)
      tell(`Nobody owns this server yet. Whoever opens this link once becomes its owner:\n  ${link}`);
    await untilStopped(() => server.stop(flags.grace * 1000));
  });
