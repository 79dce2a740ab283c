import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { InputError } from '@gradbook/answers';
import type { DeviceDescription } from '@gradbook/core-ops';

import type { GradingCode } from '../code-fingerprint.ts';
import type { Ended, Order, Report, Setting, Task } from './messages.ts';

/** How a submission ended, or how the process did that graded it. */
export type Outcome =
  | Ended
  /** `position` is that of the part that was judged; none where the submission was still being read. */
  | { readonly type: 'died'; readonly position: number | undefined; readonly how: string };

const isSource = import.meta.url.endsWith('.ts');
const entry = fileURLToPath(new URL(isSource ? 'main.ts' : 'main.js', import.meta.url));
const keptErrors = 2_000;
/** Milliseconds; more than a part may take that runs code until its limits, several functions of it one after another. */
export const ordinaryPatienceMs = 300_000;
/** Milliseconds for opening the assignment and the device: on a busy machine both take a while. */
const beginMs = 300_000;

const living = new Set<ChildProcess>();
// One that hangs would not notice that the program is gone.
process.on('exit', () => {
  for (const child of living) child.kill('SIGKILL');
});

/**
 * A process that grades one submission after another. What a submission does to it, be it an endless loop, memory that runs
 * out or a crash of the graphics driver, costs this process alone.
 */
export class GradingProcess {
  readonly #child: ChildProcess;
  readonly #patienceMs: number;
  /** What came before anybody asked. */
  readonly #waiting: (Report | 'ended')[] = [];
  #errors = '';
  #ended: string | undefined;
  #listen: ((event: Report | 'ended' | 'silent') => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(child: ChildProcess, patienceMs: number) {
    this.#child = child;
    this.#patienceMs = patienceMs;
    living.add(child);
    child.stderr!.on('data', (bytes: Buffer) => (this.#errors = (this.#errors + String(bytes)).slice(-keptErrors)));
    child.on('message', (report: Report) => this.#tell(report));
    child.once('error', (error) => this.#end(error.message));
    child.once('close', (code, signal) =>
      this.#end(signal === null ? `ended with code ${code}` : `was ended by ${signal}`),
    );
  }

  /**
   * Starts a process and has it open the assignment and the device.
   *
   * @param patienceMs after so long without a sign of life a process counts as hanging, and is ended.
   * @throws InputError when the call is wrong, Error when it cannot begin.
   */
  static async start(
    setting: Setting,
    patienceMs: number,
  ): Promise<{ readonly process: GradingProcess; readonly device: DeviceDescription; readonly code: GradingCode }> {
    const child = fork(entry, [], {
      execArgv: isSource ? ['--conditions=@gradbook/source'] : [],
      // Standard output is the program's alone.
      stdio: ['ignore', 2, 'pipe', 'ipc'],
    });
    const grading = new GradingProcess(child, patienceMs);
    try {
      return { process: grading, ...(await grading.#begin(setting)) };
    } catch (error) {
      await grading.kill();
      throw error;
    }
  }

  async #begin(setting: Setting): Promise<{ readonly device: DeviceDescription; readonly code: GradingCode }> {
    this.#send({ type: 'begin', ...setting });
    const event = await this.#next(beginMs);
    if (typeof event === 'object' && event.type === 'ready') return { device: event.device, code: event.code };
    if (typeof event === 'object' && event.type === 'refused') {
      const { given, expected, remedy } = event.problem;
      throw new InputError(given, expected, remedy);
    }
    const why = typeof event === 'object' && event.type === 'broken' ? event.message : this.#how(event, beginMs);
    throw new Error(`a grading process could not begin: ${why}`);
  }

  /**
   * Grades a submission.
   *
   * @param onPart is told the position of each part before it is judged.
   * @param onJudged is told each part as textOfPart() writes it, where the setting asks for that.
   */
  async grade(
    task: Task,
    onPart: (position: number) => void,
    onJudged: (position: number, part: string) => void = () => undefined,
  ): Promise<Outcome> {
    this.#send({ type: 'grade', ...task });
    let position: number | undefined;
    for (;;) {
      const event = await this.#next(this.#patienceMs);
      if (event === 'ended' || event === 'silent') {
        const how = this.#how(event, this.#patienceMs);
        await this.kill();
        return { type: 'died', position, how };
      }
      if (event.type === 'part') onPart((position = event.position));
      else if (event.type === 'judged') onJudged(event.position, event.part);
      else if (event.type !== 'ready' && event.type !== 'refused' && event.type !== 'broken') return event;
    }
  }

  /** Ends the process, and waits until it is gone. */
  async kill(): Promise<void> {
    this.killNow();
    if (this.#ended === undefined) await new Promise((resolve) => this.#child.once('close', resolve));
  }

  /** Ends the process without waiting. */
  killNow(): void {
    this.#child.kill('SIGKILL');
  }

  #send(order: Order): void {
    // Whoever is gone is told of as ended.
    if (this.#child.connected) this.#child.send(order, () => undefined);
  }

  #next(milliseconds: number): Promise<Report | 'ended' | 'silent'> {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) return Promise.resolve(waiting);
    if (this.#ended !== undefined) return Promise.resolve('ended');
    return new Promise((resolve) => {
      this.#listen = resolve;
      this.#timer = setTimeout(() => this.#hand('silent'), milliseconds);
    });
  }

  #tell(event: Report | 'ended'): void {
    if (this.#listen) this.#hand(event);
    else this.#waiting.push(event);
  }

  #hand(event: Report | 'ended' | 'silent'): void {
    clearTimeout(this.#timer);
    const listen = this.#listen!;
    this.#listen = undefined;
    listen(event);
  }

  #end(how: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = how;
    living.delete(this.#child);
    this.#tell('ended');
  }

  #how(event: unknown, patience: number): string {
    if (event === 'silent') return `gave no sign of life for ${Math.round(patience / 1000)} s`;
    const last = this.#errors.trim().split('\n').at(-1) ?? '';
    return `${this.#ended ?? 'ended'}${last === '' ? '' : ` (${last.slice(0, 200)})`}`;
  }
}
