import { workerHarness } from '#worker-harness';

import type { Frame } from '../protocol/decode.ts';
import { Inbox } from '../protocol/inbox.ts';
import type { SandboxLimits } from '../protocol/limits.ts';
import type { Channel, Ending } from '../protocol/session.ts';
import { sandboxFrame } from './frame.ts';

/** A worker in a frame without an origin, and the port to it. */
export class WorkerChannel implements Channel {
  readonly errors = '';
  readonly #frame = sandboxFrame();
  readonly #inbox: Inbox;
  readonly #port: MessagePort;

  constructor(limits: SandboxLimits) {
    this.#inbox = new Inbox(limits);
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.addEventListener('message', ({ data }) => {
      if (data instanceof ArrayBuffer) this.#inbox.take(new Uint8Array(data));
      else this.#inbox.end({ kind: 'protocol', message: 'a message is no frame' });
      if (this.#inbox.ending !== undefined) this.close();
    });
    port1.start();
    addEventListener('message', this.#failed);
    this.#frame.addEventListener('load', () => this.#frame.contentWindow?.postMessage(workerHarness, '*', [port2]), {
      once: true,
    });
    document.body.append(this.#frame);
  }

  get ending(): Ending | undefined {
    return this.#inbox.ending;
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    this.#port.postMessage(frame.buffer, [frame.buffer]);
  }

  next(deadline: number): Promise<Frame | undefined> {
    return this.#inbox.next(deadline);
  }

  takeAll(): readonly Frame[] {
    return this.#inbox.takeAll();
  }

  /** Ends the worker, busy or not, with its frame. */
  close(): void {
    removeEventListener('message', this.#failed);
    this.#port.close();
    this.#frame.remove();
    this.#inbox.end({ kind: 'exit', message: 'the worker was ended' });
  }

  readonly #failed = ({ source, data }: MessageEvent): void => {
    if (source === this.#frame.contentWindow) this.#inbox.end({ kind: 'exit', message: String(data) });
  };
}
