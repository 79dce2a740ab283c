import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { InputError } from '@gradbook/answers';
import { Command } from 'commander';

import { type Difference, type Replay, Replays } from '../grading/replay.ts';
import { askForReplay } from './control.ts';
import { databaseUrl, openDatabase } from './server.ts';
import { tell } from './signals.ts';

const after = `
The id is that of a submission, as in its address, or of one of its gradings. The grade is computed from what was handed in and
the version of the assignment that graded it, with the code that is installed now, and nothing is written. Where a server has the
data folder, that server computes it.

Examples:
  gradbook replay 0b8f6f0e-6c0e-4bb4-9d5e-2d8c6a3f1c55
  DATABASE_URL=postgres://gradbook:secret@db/gradbook gradbook replay 0b8f6f0e-6c0e-4bb4-9d5e-2d8c6a3f1c55 --json

Exit codes: 0 the grade is the same; 1 it differs, or could not be computed; 2 the call is wrong.`;

export const command: Command = new Command('gradbook replay')
  .description('Computes a grade of the server again from its record, and says whether it is the same.')
  .argument('<id>', 'a submission or a grading')
  .option('--data <folder>', 'the folder of the embedded database, where DATABASE_URL is not set', 'gradbook-data')
  .option('--json', 'print what was found as JSON on standard output')
  .addHelpText('after', after)
  .action(async (id: string, flags: { readonly data: string; readonly json?: true }) => {
    const replay = await compute(id, resolve(flags.data));
    if (flags.json === true) tell(JSON.stringify(replay, null, 2));
    else for (const line of linesOf(replay)) tell(line);
    if (!replay.equal) process.exitCode = 1;
  });

async function compute(id: string, folder: string): Promise<Replay> {
  const url = databaseUrl();
  if (url === undefined) {
    if ((await stat(join(folder, 'database')).catch(() => undefined)) === undefined) {
      throw new InputError(
        `There is no database in ${folder}, and DATABASE_URL is not set`,
        'the data folder of a server, or the address of its database',
        'name the folder with --data',
      );
    }
    const asked = await askForReplay(folder, id);
    if (asked) return asked;
  }
  const connection = await openDatabase(url === undefined ? { folder } : { url });
  try {
    return await new Replays(connection.database).run(id);
  } finally {
    await connection.close();
  }
}

function linesOf({ grading, score, circumstances, parts, equal }: Replay): readonly string[] {
  const lines = [`grading ${grading}: ${score.before} of ${score.maximum} points before, ${score.now} now`];
  lines.push(
    circumstances.length === 0
      ? 'computed with the same code, packages and adapter'
      : 'computed with something else than before:',
    ...circumstances.map(shown),
  );
  for (const { id, differences, details } of parts) {
    if (differences.length > 0) lines.push(`part ${id} differs:`, ...differences.map(shown));
    if (details.length > 0) lines.push(`part ${id}, measured otherwise:`, ...details.map(shown));
  }
  lines.push(equal ? 'the grade is the same, part by part' : 'the grade is not the same');
  return lines;
}

function shown({ of, before, now }: Difference): string {
  return `  ${of}: ${brief(before)} → ${brief(now)}`;
}

function brief(value: unknown): string {
  const written = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none');
  // Students' texts must not move the cursor or change colours.
  const plain = written.replaceAll(/\p{Cc}+/gu, ' ');
  return plain.length > 200 ? `${plain.slice(0, 200)}…` : plain;
}
