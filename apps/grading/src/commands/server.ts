import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { InputError } from '@gradbook/answers';
import { Command } from 'commander';

const descriptions = {
  serve: 'The grading server: web pages, API, and gradings beside them.',
  worker: 'Grades what is handed in to a server that works on PostgreSQL (DATABASE_URL).',
  replay: 'Computes a grade of the server again from its record, and says whether it is the same.',
};

/** The commands of the grading server. They are programs of their own: grading needs no server, and this one loads none. */
export function serverCommands(end: (code: number) => void): readonly Command[] {
  return Object.entries(descriptions).map(([name, description]) =>
    new Command(name)
      .description(description)
      .argument('[arguments...]', `see: gradbook ${name} --help`)
      .helpOption(false)
      .allowUnknownOption()
      .action(async (_known: readonly string[], _options: unknown, command: Command) => {
        end(await runProgram(name, command.args));
      }),
  );
}

/** A terminal's Ctrl-C comes to both by itself: the other program decides. */
function stay(): void {}

async function runProgram(name: string, args: readonly string[]): Promise<number> {
  const entry = fileURLToPath(new URL(`../../../server/src/commands/${name}.ts`, import.meta.url));
  if (!existsSync(entry)) {
    throw new InputError(
      `gradbook ${name} belongs to the grading server, which is not part of this installation`,
      'a clone of the repository',
      'run it there',
    );
  }
  const child = spawn(process.execPath, [...process.execArgv, entry, ...args], { stdio: 'inherit' });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  process.on('SIGINT', stay);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, forward);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve(code ?? 1));
    });
  } finally {
    process.removeListener('SIGINT', stay);
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.removeListener(signal, forward);
  }
}
