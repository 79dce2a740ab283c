/**
 * The entry file of a worker that runs a submission in a page: the same loop as in Deno, over a message port.
 */
import { BlobModules } from './blob-modules.ts';
import { publishOperations } from './publish.ts';
import { removeGlobals } from './remove-globals.ts';
import { Harness } from './serve.ts';

const scope = globalThis as unknown as EventTarget;
const modules = new BlobModules(publishOperations());

function serve(port: MessagePort): void {
  const post = port.postMessage.bind(port);
  const send = (frame: Uint8Array<ArrayBuffer>): void => post(frame.buffer, [frame.buffer]);
  const harness = new Harness({ send, load: (files, entry) => modules.load(files, entry) });
  let turn = Promise.resolve();
  port.addEventListener('message', ({ data }) => {
    turn = turn.then(() => harness.receive(new Uint8Array(data as ArrayBuffer)));
  });
  scope.addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    harness.uncaught((event as Event & { readonly reason: unknown }).reason);
  });
  scope.addEventListener('error', (event) => {
    event.preventDefault();
    harness.uncaught((event as Event & { readonly error: unknown }).error);
  });
  removeGlobals(globalThis);
  port.start();
  harness.ready();
}

scope.addEventListener('message', (event) => serve((event as MessageEvent).ports[0]!), { once: true });
