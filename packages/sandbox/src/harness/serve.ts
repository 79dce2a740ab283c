import type { Data, Reply, Request } from '../protocol/data.ts';
import { decodeValue, type Frame, FrameReader } from '../protocol/decode.ts';
import { encodeFrame, encodeValue } from '../protocol/encode.ts';
import { withholdOperations } from './publish.ts';
import { show } from './show.ts';

/** What a runtime gives the harness: a way out, and a way to load the modules of a submission. */
export interface Runtime {
  readonly send: (frame: Uint8Array<ArrayBuffer>) => void;
  /** Loads the entry module with all that it imports. */
  readonly load: (files: ReadonlyMap<string, string>, entry: string) => Promise<Readonly<Record<string, unknown>>>;
}

/** What a value handed back may hold besides what the parent says when it opens a submission. */
const structureLimits = { depth: 30, nodes: 90_000 };
/** How often the event loop must have run empty, some milliseconds apart, until a promise counts as one that never settles. */
const emptyTurns = 3;
/** Characters of console output that are handed over; the rest is counted. */
const consoleLimit = 60_000;
const textLimit = 4000;

const stringify = JSON.stringify;
const { apply } = Reflect;
const sliceText = String.prototype.slice;
const toText = String;
const NativePromise = Promise;
const fulfilled = Promise.resolve.bind(Promise);
const { then } = Promise.prototype;
const schedule = setTimeout;

/** The loop of a harness: opens one submission and answers calls, one after another. */
export class Harness {
  readonly #runtime: Runtime;
  readonly #reader = new FrameReader({ headerBytes: 2 ** 26, payloadBytes: 2 ** 31 });
  #module: Readonly<Record<string, unknown>> = {};
  #id = 0;
  #limits = { elements: 0, characters: 0 };
  #abandon: ((reason: Error) => void) | undefined;
  #empty = 0;
  #printed = 0;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    installConsole((text) => this.#print(text));
  }

  /** Says that a submission can come. */
  ready(): void {
    this.#reply({ type: 'ready' });
  }

  /** Takes the next bytes from the parent and answers what they ask. */
  async receive(bytes: Uint8Array): Promise<void> {
    for (const frame of this.#reader.read(bytes)) await this.#answer(frame);
  }

  /**
   * Nothing is left to run: where an answer is owed, and this stays so, the student's promise can never settle.
   *
   * @returns whether an answer is owed.
   */
  idle(): boolean {
    if (this.#abandon === undefined) return false;
    if (++this.#empty < emptyTurns) schedule(() => undefined, 10);
    else this.#abandon(new TypeError('the promise never settles: nothing is left to run that could resolve it'));
    return true;
  }

  /** Something was thrown where nobody waits for it. */
  uncaught(reason: unknown): void {
    this.#print(`Uncaught: ${show(reason)}`);
  }

  async #answer(frame: Frame): Promise<void> {
    const request = frame.header as unknown as Request;
    try {
      if (request.type === 'open') {
        this.#id = 0;
        this.#limits = request.limits;
        withholdOperations(request.withheld);
        this.#module = await this.#settled(this.#runtime.load(new Map(request.files), request.entry));
        this.#reply({ type: 'opened', exports: functionsOf(this.#module) });
        return;
      }
      this.#id = request.id;
      const given = decodeValue(frame) as readonly Data[];
      const callee = this.#module[request.name];
      if (typeof callee !== 'function') {
        const exported = functionsOf(this.#module);
        const others = exported.length > 0 ? `it exports ${exported.join(', ')}` : 'it exports no functions';
        throw new TypeError(`the module exports no function ${request.name}; ${others}`);
      }
      const value = await this.#settled<unknown>(apply(callee, undefined, given));
      const parts = encodeValue(value, { ...structureLimits, ...this.#limits });
      this.#runtime.send(encodeFrame(`{"type":"value","id":${request.id},"value":${parts.json}`, parts));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** What a promise is fulfilled with, unless idle() gives it up. */
  async #settled<T>(value: T | Promise<T>): Promise<T> {
    this.#empty = 0;
    try {
      return await new NativePromise<T>((resolve, reject) => {
        this.#abandon = reject;
        apply(then, fulfilled(value), [resolve, reject]);
      });
    } finally {
      this.#abandon = undefined;
    }
  }

  #fail(error: unknown): void {
    this.#reply({ type: 'error', id: this.#id, ...describe(error) });
  }

  #print(text: string): void {
    if (this.#printed >= consoleLimit) return;
    const left = consoleLimit - this.#printed;
    this.#printed += text.length + 1;
    const cut =
      text.length > left
        ? `${text.slice(0, left)}\n… (console output beyond ${consoleLimit} characters is left out)`
        : text;
    this.#reply({ type: 'console', text: cut });
  }

  #reply(reply: Reply): void {
    const json = stringify(reply);
    this.#runtime.send(encodeFrame(apply(sliceText, json, [0, -1])));
  }
}

function functionsOf(module: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(module).filter((name) => typeof module[name] === 'function');
}

function text(value: unknown): string {
  return apply(sliceText, typeof value === 'string' ? value : '', [0, textLimit]);
}

/** Name, message and stack of whatever was thrown, as texts of limited length. */
function describe(error: unknown): { name: string; message: string; stack: string } {
  try {
    if (typeof error === 'object' && error !== null && 'message' in error) {
      const { name, message, stack } = error as { name?: unknown; message?: unknown; stack?: unknown };
      return { name: text(name) || 'Error', message: text(message), stack: text(stack) };
    }
    return { name: 'Error', message: `${text(show(error))} was thrown, which is no Error`, stack: '' };
  } catch {
    return { name: 'Error', message: 'something was thrown that cannot be described', stack: '' };
  }
}

function silent(): void {
  // Nothing to show.
}

function installConsole(print: (text: string) => void): void {
  const line = (...parts: unknown[]): void => {
    try {
      print(parts.map((part) => show(part)).join(' '));
    } catch {
      print('(something that cannot be shown)');
    }
  };
  const counts = new Map<string, number>();
  const own = {
    log: line,
    info: line,
    debug: line,
    warn: line,
    error: line,
    dir: (value: unknown): void => line(value),
    dirxml: line,
    table: (value: unknown): void => line(value),
    trace: (...parts: unknown[]): void => line('Trace:', ...parts),
    group: line,
    groupCollapsed: line,
    groupEnd: silent,
    assert: (condition: unknown, ...parts: unknown[]): void => {
      if (!condition) line('Assertion failed:', ...parts);
    },
    count: (label: unknown = 'default'): void => {
      const name = toText(label);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      line(`${name}: ${counts.get(name)}`);
    },
    countReset: (label: unknown = 'default'): void => void counts.delete(toText(label)),
    time: silent,
    timeEnd: silent,
    timeLog: silent,
    timeStamp: silent,
    profile: silent,
    profileEnd: silent,
    clear: silent,
  };
  Object.defineProperty(globalThis, 'console', { value: own, configurable: true, writable: true, enumerable: false });
}
