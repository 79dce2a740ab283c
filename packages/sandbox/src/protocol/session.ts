import type { Data, Submission } from './data.ts';
import { decodeValue, FrameError, type Frame } from './decode.ts';
import { encodeFrame, encodeValue } from './encode.ts';
import type { Outcome, StudentError, Violation } from './outcome.ts';
import { printable, readReply, studentError } from './replies.ts';
import type { SandboxLimits } from './limits.ts';

/** How a call differs from the others. */
export interface CallOptions {
  /** Milliseconds until the submission is ended. */
  readonly timeoutMs?: number;
}

/** What confines a submission: a level of Node's sandbox, or a worker of a browser. */
export type Confinement = 'full' | 'namespaces' | 'limits' | 'permissions' | 'browser';

/** How a runtime ended that nobody had asked to end. */
export interface Ending {
  readonly kind: 'exit' | 'protocol' | 'output' | 'time';
  readonly message: string;
}

/** The way to a harness and back. */
export interface Channel {
  readonly send: (frame: Uint8Array<ArrayBuffer>) => void;
  /** The next frame; undefined when the runtime ended or the time is over, which `ending` tells apart. */
  readonly next: (deadline: number) => Promise<Frame | undefined>;
  /** The frames that are there already. */
  readonly takeAll: () => readonly Frame[];
  readonly ending: Ending | undefined;
  /** What the runtime itself printed. */
  readonly errors: string;
}

const consoleLimit = 65_536;
const argumentLimits = { depth: 30, nodes: 90_000, elements: 2 ** 27, characters: 2 ** 26, keepLists: true };
/** What a process prints that has no more memory: V8's messages, Rust's, and the C library's. */
const memoryMessages =
  /out of memory|OOM|heap limit|memory allocation of|[Cc]annot allocate memory|Resource temporarily unavailable/;

/**
 * A submission in its own process, from loading until close(). What the module keeps between calls is kept; nothing of it
 * outlives the session.
 *
 * @example
 * const session = await openSandbox({ source: 'let calls = 0; export const count = () => ++calls;', language: 'js' });
 * session instanceof SandboxSession; // true
 * await session.call('count'); // { kind: 'value', value: 1, … }
 * await session.call('count'); // { kind: 'value', value: 2, … }
 * await session.close();
 */
export class SandboxSession {
  /** How strongly this submission is confined. */
  readonly level: Confinement;
  readonly #channel: Channel;
  readonly #limits: SandboxLimits;
  readonly #dispose: () => Promise<void>;
  #exports: readonly string[] = [];
  #console = '';
  #calls = 0;
  #failure: StudentError | Violation | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  /** @internal */
  constructor(channel: Channel, level: Confinement, limits: SandboxLimits, dispose: () => Promise<void>) {
    this.#channel = channel;
    this.level = level;
    this.#limits = limits;
    this.#dispose = dispose;
  }

  /** The names of the functions that the module exports. */
  get exports(): readonly string[] {
    return this.#exports;
  }

  /** Why nothing can be called: the module did not load, or the sandbox ended it. */
  get failure(): StudentError | Violation | undefined {
    return this.#failure;
  }

  /** What the student's code printed so far, at most 64 kB of it; to be shown, never to be trusted. */
  get console(): string {
    return this.#console;
  }

  /** @internal Loads the submission. */
  async load(
    files: readonly (readonly [string, string])[],
    { entry, withheld = [] }: Pick<Submission, 'entry' | 'withheld'>,
  ): Promise<void> {
    // A character may take three bytes.
    const limits = {
      elements: Math.floor(this.#limits.resultBytes / 8),
      characters: Math.floor(this.#limits.headerBytes / 3) - 1000,
    };
    const request = JSON.stringify({ type: 'open', files, entry, withheld, limits });
    this.#channel.send(encodeFrame(request.slice(0, -1)));
    const outcome = await this.#answer(0, 'loading the module', this.#limits.loadMs);
    if (outcome.kind !== 'value') this.#failure = outcome;
  }

  /**
   * Calls a function that the module exports. Calls are made one after another.
   *
   * @param name the exported function.
   * @param args its arguments: tensors, numbers, texts, and lists and plain objects of them. They arrive as they are given; of what
   * comes back, nested lists of numbers and typed arrays are tensors.
   * @returns the value (a promise is awaited inside), the error that was thrown, or how the sandbox ended it. Whatever it
   * is, it was made by the student's code and proves nothing but itself.
   * @throws TypeError for arguments that cannot be handed over.
   */
  call(name: string, args: readonly Data[] = [], options: CallOptions = {}): Promise<Outcome<Data>> {
    const parts = encodeValue([...args], argumentLimits);
    const turn = this.#turn.then(async () => {
      if (this.#failure) return this.#failure;
      const id = ++this.#calls;
      const early = await this.#readEarly(name);
      if (early) return early;
      const header = JSON.stringify({ type: 'call', id, name }).slice(0, -1);
      this.#channel.send(encodeFrame(`${header},"value":${parts.json}`, parts));
      return this.#answer(id, `the call of ${name}`, options.timeoutMs ?? this.#limits.callMs);
    });
    this.#turn = turn;
    return turn;
  }

  /** Ends the process and removes what it had. */
  close(): Promise<void> {
    this.#failure ??= { kind: 'violation', violation: 'exit', message: 'the session is closed' };
    return this.#dispose();
  }

  /** The same as close(), for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Waits for the answer to a request; a violation ends the session. */
  async #answer(id: number, what: string, milliseconds: number): Promise<Outcome<Data>> {
    const start = performance.now();
    try {
      for (;;) {
        const frame = await this.#channel.next(start + milliseconds);
        if (frame === undefined) return await this.#fail(this.#whyNothingCame(what, milliseconds));
        const outcome = this.#read(frame, id, start);
        if (outcome !== undefined) return outcome;
      }
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      return await this.#fail(protocolViolation(error.message, what));
    }
  }

  /** What came before it was asked for: console output, and nothing else. */
  async #readEarly(name: string): Promise<Violation | undefined> {
    try {
      for (const frame of this.#channel.takeAll()) this.#read(frame, NaN, 0);
      return undefined;
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      return this.#fail(protocolViolation(error.message, `the time before the call of ${name}`));
    }
  }

  /** The outcome that a frame brings; console output brings none. */
  #read(frame: Frame, id: number, start: number): Outcome<Data> | undefined {
    const reply = readReply(frame);
    switch (reply.type) {
      case 'console':
        if (this.#console.length < consoleLimit)
          this.#console = (this.#console + `${reply.text}\n`).slice(0, consoleLimit);
        return undefined;
      case 'opened':
        if (id !== 0) break;
        this.#exports = reply.exports;
        return { kind: 'value', value: undefined, milliseconds: performance.now() - start };
      case 'value':
        if (reply.id !== id || id === 0) break;
        return { kind: 'value', value: decodeValue(frame), milliseconds: performance.now() - start };
      case 'error':
        if (reply.id !== id) break;
        return studentError(reply);
      case 'ready':
        break;
    }
    throw new FrameError(`a frame of kind ${reply.type} came that nobody asked for`);
  }

  async #fail(violation: Violation): Promise<Violation> {
    this.#failure = violation;
    await this.#dispose();
    return violation;
  }

  #whyNothingCame(what: string, milliseconds: number): Violation {
    const { ending, errors } = this.#channel;
    const { heapMegabytes, memoryMegabytes } = this.#limits;
    if (ending === undefined) {
      return {
        kind: 'violation',
        violation: 'timeout',
        message: `${what} took longer than ${milliseconds} ms and was ended: is there an endless loop, or a promise that never settles?`,
      };
    }
    if (ending.kind === 'time') {
      return {
        kind: 'violation',
        violation: 'timeout',
        message: `${what} was ended: the submission used more than ${this.#limits.cpuSeconds} s of processor time`,
      };
    }
    if (ending.kind === 'protocol') {
      return ending.message.includes('announces')
        ? {
            kind: 'violation',
            violation: 'output',
            message:
              `${what} was ended: ${ending.message}; at most ${this.#limits.headerBytes} and ${this.#limits.resultBytes} are taken. ` +
              'Hand back what was asked for, and print with console.log() only',
          }
        : protocolViolation(ending.message, what);
    }
    if (ending.kind === 'output') {
      return {
        kind: 'violation',
        violation: 'output',
        message: `${what} was ended: ${ending.message}; print and return less`,
      };
    }
    if (memoryMessages.test(errors)) {
      return {
        kind: 'violation',
        violation: 'memory',
        message: `${what} needed more memory than there is (${heapMegabytes} MB of objects, ${memoryMegabytes} MB in all) and was ended`,
      };
    }
    const hint = printable(errors.trim().split('\n', 1)[0] ?? '').slice(0, 200);
    return {
      kind: 'violation',
      violation: 'exit',
      message: `${what} brought no answer: ${ending.message}${hint === '' ? '' : ` (${hint})`}`,
    };
  }
}

function protocolViolation(detail: string, what: string): Violation {
  return {
    kind: 'violation',
    violation: 'protocol',
    message: `${what} was ended because the process sent something that is no answer: ${detail}. Return values from functions, and print with console.log() only`,
  };
}
