import { InputError } from '@gradbook/answers';
import type { CodeRunner, CodeSession } from '@gradbook/assignments';
import { createSandbox, type Sandbox, SandboxError, type SandboxLevel, sandboxLevels } from '@gradbook/sandbox';
import { InvalidArgumentError } from 'commander';

/** A sandbox that is set up when the first submission has code, and not before: most have none. */
export class LazySandbox implements CodeRunner, AsyncDisposable {
  readonly #requireLevel: SandboxLevel | undefined;
  #sandbox: Promise<Sandbox> | undefined;
  /** What was set up, in a sentence; nothing before it was needed. */
  description: string | undefined;

  constructor(requireLevel?: SandboxLevel) {
    this.#requireLevel = requireLevel;
  }

  /**
   * Sets the sandbox up now, so that a level which cannot be had is refused before anything is graded.
   *
   * @throws InputError that says what is missing for the level.
   */
  async start(): Promise<Sandbox> {
    this.#sandbox ??= createSandbox({
      spare: 1,
      ...(this.#requireLevel === undefined ? {} : { requireLevel: this.#requireLevel }),
    });
    try {
      const sandbox = await this.#sandbox;
      this.description = sandbox.description;
      return sandbox;
    } catch (error) {
      if (!(error instanceof SandboxError) || this.#requireLevel === undefined) throw error;
      throw new InputError(
        `the sandbox level "${this.#requireLevel}" cannot be had here: ${error.message}`,
        'a level that this machine offers',
        'install what is missing, or ask for a lower level',
      );
    }
  }

  async open(submission: Parameters<CodeRunner['open']>[0]): Promise<CodeSession> {
    return (await this.start()).open(submission);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#sandbox?.catch(() => undefined))?.close();
  }
}

/** The value of `--require-sandbox`. */
export function sandboxLevel(text: string): SandboxLevel {
  const level = sandboxLevels.find((each) => each === text);
  if (level === undefined) throw new InvalidArgumentError(`one of ${sandboxLevels.join(', ')} is expected`);
  return level;
}
