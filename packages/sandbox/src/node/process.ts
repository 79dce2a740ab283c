import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

import type { Frame } from '../protocol/decode.ts';
import { Inbox } from '../protocol/inbox.ts';
import type { Channel, Ending } from '../protocol/session.ts';
import type { CommandLine } from './levels.ts';
import type { SandboxLimits } from '../protocol/limits.ts';

const keptErrors = 16_384;
/** What `unshare` says when its child was ended by a signal, which it cannot raise for itself. */
const unsharedSignal = 'sigprocmask unblock failed';
const allowedErrors = 2 ** 20;

/**
 * A process of a sandbox: frames in, frames out, and an end that is certain. Everything it writes is counted; what breaks the
 * protocol or the limits kills it at once, with its whole process group.
 */
export class SandboxProcess implements Channel {
  readonly #child: ChildProcess;
  readonly #inbox: Inbox;
  #errorBytes = 0;
  #errors = '';
  /** Fulfilled when the process is gone. */
  readonly closed: Promise<void>;

  constructor(command: CommandLine, limits: SandboxLimits) {
    this.#inbox = new Inbox(limits);
    const descriptor = command.descriptor === undefined ? undefined : openSync(command.descriptor, 'r');
    try {
      this.#child = spawn(command.program, [...command.args], {
        env: { ...command.env },
        cwd: '/',
        // A process group of its own, so that all of it can be killed.
        detached: process.platform !== 'win32',
        stdio: ['pipe', 'pipe', 'pipe', ...(descriptor === undefined ? [] : [descriptor])],
        windowsHide: true,
      });
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
    const { stdin, stdout, stderr } = this.#child;
    stdin!.on('error', () => undefined);
    stdout!.on('data', (bytes: Buffer) => this.#take(bytes));
    stderr!.on('data', (bytes: Buffer) => this.#takeErrors(bytes));
    this.closed = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#inbox.end({ kind: 'exit', message: `the process could not be started (${error.message})` });
        resolve();
      });
      this.#child.once('close', (code, signal) => {
        // SIGXCPU is 24; a shell's way of telling of a signal is 128 and its number.
        this.#inbox.end({
          kind: signal === 'SIGXCPU' || code === 152 ? 'time' : 'exit',
          message: this.#errors.includes(unsharedSignal)
            ? 'the process was ended by a signal'
            : signal === null
              ? `the process ended with code ${code}`
              : `the process was ended by ${signal}`,
        });
        resolve();
      });
    });
  }

  /** What the runtime itself printed: at most its first 16 kB. */
  get errors(): string {
    return this.#errors;
  }

  /** How the process ended, if it did. */
  get ending(): Ending | undefined {
    return this.#inbox.ending;
  }

  /** Sends a frame. */
  send(frame: Uint8Array): void {
    if (this.#inbox.ending === undefined) this.#child.stdin!.write(frame);
  }

  /** The next frame; undefined when the process ended or the time is over, which `ending` tells apart. */
  next(deadline: number): Promise<Frame | undefined> {
    return this.#inbox.next(deadline);
  }

  /** The frames that are there already. */
  takeAll(): readonly Frame[] {
    return this.#inbox.takeAll();
  }

  /** Ends the process and everything that it started, and waits until it is gone. */
  async kill(): Promise<void> {
    // Whoever waits for the end must not run out of things to wait for.
    this.ref();
    this.#killGroup();
    await this.closed;
  }

  /** Ends the process and everything that it started, without waiting: for the parent's own exit. */
  killNow(): void {
    this.#killGroup();
  }

  /** Neither this process nor its pipes keep the parent from ending. */
  unref(): void {
    this.#each((handle) => handle.unref?.());
  }

  /** Takes unref() back. */
  ref(): void {
    this.#each((handle) => handle.ref?.());
  }

  #each(act: (handle: { ref?: () => void; unref?: () => void }) => void): void {
    const { stdin, stdout, stderr } = this.#child;
    for (const handle of [this.#child, stdin, stdout, stderr]) act(handle as { ref?: () => void; unref?: () => void });
  }

  #take(bytes: Buffer): void {
    this.#inbox.take(bytes);
    if (this.#inbox.ending !== undefined) this.#killGroup();
  }

  #takeErrors(bytes: Buffer): void {
    this.#errorBytes += bytes.length;
    if (this.#errors.length < keptErrors)
      this.#errors += bytes.toString('latin1').slice(0, keptErrors - this.#errors.length);
    if (this.#errorBytes > allowedErrors && this.#inbox.ending === undefined) {
      this.#inbox.end({ kind: 'output', message: `it wrote more than ${allowedErrors} bytes to standard error` });
      this.#killGroup();
    }
  }

  #killGroup(): void {
    const { pid, exitCode, signalCode } = this.#child;
    // Once it has been waited for, its number may be another's.
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      if (process.platform === 'win32') this.#child.kill('SIGKILL');
      else process.kill(-pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  }
}
