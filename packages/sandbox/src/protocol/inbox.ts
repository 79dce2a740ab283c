import { FrameError, type Frame, FrameReader } from './decode.ts';
import type { SandboxLimits } from './limits.ts';
import type { Ending } from './session.ts';

/** More frames than an honest harness ever has under way: an answer, console output and some slack. */
const waitingLimit = 10_000;

/** What comes from a harness: cut into frames, counted, and kept until somebody asks for it. */
export class Inbox {
  readonly #frames: FrameReader;
  readonly #limits: SandboxLimits;
  readonly #waiting: Frame[] = [];
  #received = 0;
  #ending: Ending | undefined;
  #notify: (() => void) | undefined;

  constructor(limits: SandboxLimits) {
    this.#limits = limits;
    this.#frames = new FrameReader({ headerBytes: limits.headerBytes, payloadBytes: limits.resultBytes });
  }

  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** Takes bytes. What breaks the protocol or the limits is the end, and the caller has to end the runtime. */
  take(bytes: Uint8Array): void {
    if (this.#ending !== undefined) return;
    this.#received += bytes.length;
    try {
      if (this.#received > this.#limits.totalBytes) {
        throw new FrameError(`it sent more than ${this.#limits.totalBytes} bytes`);
      }
      for (const frame of this.#frames.read(bytes)) {
        if (this.#waiting.push(frame) > waitingLimit) throw new FrameError('it sent frames that nobody asked for');
      }
    } catch (error) {
      const flood = this.#received > this.#limits.totalBytes;
      this.end({
        kind: flood ? 'output' : 'protocol',
        message: error instanceof Error ? error.message : String(error),
      });
    }
    this.#notify?.();
  }

  /** Nothing will come any more; the first reason counts. */
  end(ending: Ending): void {
    this.#ending ??= ending;
    this.#notify?.();
  }

  /** The frames that are there already. */
  takeAll(): readonly Frame[] {
    return this.#waiting.splice(0);
  }

  /** The next frame; undefined when there was an end or the time is over, which `ending` tells apart. */
  async next(deadline: number): Promise<Frame | undefined> {
    for (;;) {
      const frame = this.#waiting.shift();
      if (frame !== undefined) return frame;
      const left = deadline - performance.now();
      if (this.#ending !== undefined || left <= 0) return undefined;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.ceil(left));
        this.#notify = (): void => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#notify = undefined;
    }
  }
}
