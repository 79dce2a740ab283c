import { InputError } from '@gradbook/answers';
import { Command, CommanderError } from 'commander';

import { assignmentsCommand } from './commands/assignments.ts';
import { checkCommand } from './commands/check.ts';
import { gradeCommand } from './commands/grade.ts';
import { gradescopeCommand } from './commands/gradescope.ts';
import { lintCommand } from './commands/lint.ts';
import { mistakesCommand } from './commands/mistakes.ts';
import { newCommand } from './commands/new.ts';
import { previewCommand } from './commands/preview.ts';
import { serverCommands } from './commands/server.ts';
import { startCommand } from './commands/start.ts';
import { printable } from './terminal/printable.ts';
import { version } from './version.ts';

/** Exit codes that scripts rely on: graded, the grader failed, the call or an input is wrong. */
const exit = { graded: 0, failed: 1, wrongCall: 2 } as const;

/** Runs `gradbook` with the arguments after its name and returns its exit code. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  let code: number = exit.graded;
  const end = (ended: number): void => {
    code = ended;
  };
  const program = new Command('gradbook')
    .description('Grades deep-learning homework against references that run on WebGPU.')
    .version(version)
    .addHelpText('after', '\nRun gradbook <command> --help for the options of a command.')
    .addCommand(gradeCommand(end))
    .addCommand(assignmentsCommand())
    .addCommand(mistakesCommand())
    .addCommand(startCommand())
    .addCommand(checkCommand(end))
    .addCommand(newCommand())
    .addCommand(gradescopeCommand())
    .addCommand(lintCommand(end))
    .addCommand(previewCommand());
  for (const command of serverCommands(end)) program.addCommand(command);
  for (const command of [program, ...program.commands]) {
    command.exitOverride().showHelpAfterError(`Run ${nameOf(command)} --help for what can be given.`);
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return codeOf(error);
  }
}

function nameOf(command: Command): string {
  return command.parent ? `${command.parent.name()} ${command.name()}` : command.name();
}

function codeOf(error: unknown): number {
  if (error instanceof CommanderError) {
    // Help and version end here too, with code 0; commander has already written the message of any other.
    return error.exitCode === 0 ? exit.graded : exit.wrongCall;
  }
  if (error instanceof InputError) {
    process.stderr.write(`gradbook: ${printable(error.message)}\n`);
    return exit.wrongCall;
  }
  process.stderr.write(
    `gradbook: the grader failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return exit.failed;
}
