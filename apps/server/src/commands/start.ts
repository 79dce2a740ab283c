import { InputError } from '@gradbook/answers';
import { cacheCompiledModules } from '@gradbook/grading/compile-cache';
import { type Command, CommanderError } from 'commander';

/**
 * Loads a command and runs it to its end: 0 it did what it says, 2 the call is wrong, 1 it failed. It is loaded late so that its
 * modules come compiled from the cache.
 */
export async function start(load: () => Promise<{ readonly command: Command }>): Promise<void> {
  cacheCompiledModules();
  const { command } = await load();
  command.exitOverride().showHelpAfterError(`Run ${command.name()} --help for what can be given.`);
  try {
    await command.parseAsync();
  } catch (error) {
    process.exitCode = codeOf(error);
  }
}

function codeOf(error: unknown): number {
  // Help ends here too, with code 0; commander has already written the message of any other.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof InputError) {
    process.stderr.write(`gradbook: ${error.message}\n`);
    return 2;
  }
  process.stderr.write(`gradbook: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
}
