import { contentOf, defaultLimits } from '@gradbook/answers';
import type { CodeRunner, CodeSession, Judged } from '@gradbook/assignments/code';
import { openInBrowser } from '@gradbook/sandbox/browser';

import type { Exercise } from '../exercises.ts';
import type { References } from './references.ts';

/** The student stopped the tests. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/** Opens sessions in workers of this page, until it is stopped: the worker that is busy then ends. */
class PageRunner implements CodeRunner {
  #session: CodeSession | undefined;
  #stopped = false;

  async open(submission: Parameters<CodeRunner['open']>[0]): Promise<CodeSession> {
    if (this.#stopped) throw new StoppedError('stopped');
    const session = await openInBrowser(submission);
    this.#session = session;
    if (!this.#stopped) return session;
    await session.close();
    throw new StoppedError('stopped');
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#session?.close();
  }

  get stopped(): boolean {
    return this.#stopped;
  }
}

/** What came of the tests, and what the references ran on. */
export interface Checked {
  readonly judged: Judged;
  readonly references: References;
}

/**
 * Runs the public tests of an exercise as `gradbook check` does: in a worker without rights, compared here with the references.
 * Should the references fail on WebGPU they run once more by their definitions, and the result says so.
 *
 * @param files the texts of the assignment's modules, by path.
 * @throws StoppedError when the signal is aborted meanwhile.
 */
export async function checkCode(
  { part, entry }: Exercise,
  files: ReadonlyMap<string, string>,
  references: References,
  signal: AbortSignal,
): Promise<Checked> {
  const runner = new PageRunner();
  const stop = (): void => void runner.stop();
  signal.addEventListener('abort', stop, { once: true });
  const written = { id: part.id, text: '', start: 0, end: 0 };
  const bytes = new Map([...files].map(([path, text]) => [path, new TextEncoder().encode(text)] as const));
  const judge = async (on: References['on']): Promise<Judged> => {
    const options = { limits: defaultLimits, seed: 0, files: bytes, runner, publicOnly: true, references: on };
    const judged = await part.judge({ ...contentOf(written), source: written }, written, options);
    if (runner.stopped) throw new StoppedError(`${entry} was stopped`);
    return judged;
  };
  try {
    return { judged: await judge(references.on), references };
  } catch (error) {
    if (runner.stopped) throw new StoppedError(`${entry} was stopped`, { cause: error });
    if (references.on === 'float64') throw error;
    const why = `the references failed there (${error instanceof Error ? error.message : String(error)})`;
    return { judged: await judge('float64'), references: { on: 'float64', why } };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
