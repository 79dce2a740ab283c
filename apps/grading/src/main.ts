import { Command, CommanderError } from 'commander';
import { InputError } from '@gradbook/answers';

import { assignmentsCommand } from './commands/assignments.ts';
import { gradeCommand } from './commands/grade.ts';
import { version } from './version.ts';

/** Exit codes that scripts rely on: graded, the grader failed, the call or an input is wrong. */
const exit = { graded: 0, failed: 1, wrongCall: 2 } as const;

const program = new Command('gradbook')
  .description('Grades deep-learning homework against references that run on WebGPU.')
  .version(version)
  .showHelpAfterError('Run gradbook --help for the commands and their options.')
  .exitOverride()
  .addCommand(gradeCommand())
  .addCommand(assignmentsCommand());
for (const command of program.commands) command.exitOverride().showHelpAfterError(true);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = codeOf(error);
}

function codeOf(error: unknown): number {
  if (error instanceof CommanderError) {
    // Help and version end here too, with code 0; commander has already written the message of any other.
    return error.exitCode === 0 ? exit.graded : exit.wrongCall;
  }
  if (error instanceof InputError) {
    process.stderr.write(`gradbook: ${error.message}\n`);
    return exit.wrongCall;
  }
  process.stderr.write(
    `gradbook: the grader failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return exit.failed;
}
