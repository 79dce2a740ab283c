import type { Submission } from '../protocol/data.ts';
import { checkSubmission } from '../protocol/submission.ts';
import { installation, type Installation } from './installation.ts';
import type { SandboxLevel } from './levels.ts';
import { completeLimits, type SandboxLimits } from '../protocol/limits.ts';
import { chooseLevel, type LevelChoice } from './probe.ts';
import { SandboxError } from '../protocol/sandbox-error.ts';
import { SandboxSession } from '../protocol/session.ts';
import { discard, type Started, startProcess } from './start.ts';

/** How a sandbox is set up. */
export interface SandboxOptions extends LevelChoice {
  /** Limits that differ from defaultLimits. */
  readonly limits?: Partial<SandboxLimits>;
  /** Processes that are started ahead and wait for a submission, 0 unless given. */
  readonly spare?: number;
}

/**
 * Runs submissions, each in a process of its own that is started fresh (ahead, where `spare` says so) and given to nobody
 * else. Made by {@link createSandbox}.
 *
 * @example
 * await using sandbox = await createSandbox({ limits: { callMs: 500 } });
 * sandbox instanceof Sandbox; // true
 * const session = await sandbox.open({ files: { 'loop.js': 'export const run = () => { for (;;); };' }, entry: 'loop.js' });
 * const outcome = await session.call('run');
 * outcome.kind === 'violation' && outcome.violation; // 'timeout'
 */
export class Sandbox {
  /** The level in force. */
  readonly level: SandboxLevel;
  /** A sentence about the level in force, and why there is none stronger. */
  readonly description: string;
  /** What a submission may use. */
  readonly limits: SandboxLimits;
  readonly #installation: Installation;
  readonly #spare: number;
  readonly #waiting: Started[] = [];
  #closed = false;

  /** @internal */
  constructor(parts: {
    level: SandboxLevel;
    description: string;
    limits: SandboxLimits;
    installation: Installation;
    spare: number;
  }) {
    this.level = parts.level;
    this.description = parts.description;
    this.limits = parts.limits;
    this.#installation = parts.installation;
    this.#spare = parts.spare;
    this.#refill();
  }

  /**
   * Loads a submission in a process of its own. A module that does not load gives a session whose `failure` says why.
   *
   * @throws SubmissionError when the files are no submission.
   * @throws SandboxError when no process can be started.
   */
  async open(submission: Submission): Promise<SandboxSession> {
    if (this.#closed) throw new SandboxError('the sandbox is closed; make another with createSandbox()');
    const files = checkSubmission(submission, this.limits);
    const started = await this.#take();
    const session = new SandboxSession(started.process, this.level, this.limits, () => discard(started));
    await session.load(files, submission);
    return session;
  }

  /** Ends the processes that wait. Sessions that are open stay so until they are closed. */
  async close(): Promise<void> {
    this.#closed = true;
    // A spare process keeps nobody from ending, except while it is being ended: its folder has to go.
    const waiting = this.#waiting.splice(0);
    for (const { process } of waiting) process.ref();
    await Promise.all(waiting.map(discard));
  }

  /** The same as close(), for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** A process that is ready; one that ended while it waited is nobody's fault but the machine's. */
  async #take(): Promise<Started> {
    for (;;) {
      const spare = this.#waiting.shift();
      const started = spare ?? this.#start();
      this.#refill();
      started.process.ref();
      try {
        await started.ready;
        if (started.process.ending === undefined || spare === undefined) return started;
      } catch (error) {
        if (spare === undefined) throw error;
      }
      await discard(started);
    }
  }

  #refill(): void {
    while (!this.#closed && this.#waiting.length < this.#spare) {
      const started = this.#start();
      // A spare process keeps nobody from ending; its failure is told when it is needed.
      started.ready.then(
        () => this.#waiting.includes(started) && started.process.unref(),
        () => undefined,
      );
      this.#waiting.push(started);
    }
  }

  #start(): Started {
    return startProcess(this.level, this.#installation, this.limits);
  }
}

/**
 * Finds out what this machine offers and sets up a sandbox of the strongest level.
 *
 * @throws SandboxError when the level asked for cannot be had, with what is missing for it.
 * @example
 * await using sandbox = await createSandbox({ spare: 1 });
 * const session = await sandbox.open({ files: { 'model.ts': 'export const twice = (x: number): number => 2 * x;' }, entry: 'model.ts' });
 * await session.call('twice', [21]); // { kind: 'value', value: 42, … }
 * await session.close();
 */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const limits = completeLimits(options.limits);
  const spare = options.spare ?? 0;
  if (!Number.isSafeInteger(spare) || spare < 0)
    throw new RangeError(`spare is ${spare}; a whole number from 0 is needed`);
  const { level, description } = await chooseLevel(options);
  return new Sandbox({ level, description, limits, installation: await installation(), spare });
}

/** A submission of one module, and how it is confined. */
export interface OpenOptions extends LevelChoice {
  /** The text of the module. */
  readonly source: string;
  /** What it is written in; TypeScript unless given. */
  readonly language?: 'ts' | 'js';
  readonly limits?: Partial<SandboxLimits>;
}

/**
 * Loads one module in a sandbox of its own: createSandbox() and open() in one.
 *
 * @throws SandboxError when the level asked for cannot be had, with what is missing for it.
 * @example
 * const session = await openSandbox({ source: 'export const twice = (x) => 2 * x;', language: 'js' });
 * session.exports; // ['twice']
 * await session.call('twice', [4]); // { kind: 'value', value: 8, … }
 * await session.close();
 */
export async function openSandbox({ source, language = 'ts', ...options }: OpenOptions): Promise<SandboxSession> {
  const sandbox = await createSandbox(options);
  const entry = `submission.${language}`;
  return sandbox.open({ files: { [entry]: source }, entry });
}
