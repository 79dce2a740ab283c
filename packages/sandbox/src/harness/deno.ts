/**
 * The entry file of a sandbox process: what Deno runs. It loads nothing but itself; the submission comes over standard
 * input, once, and lives in memory as modules of a scheme of its own, behind which there is no disk.
 */
import { ModuleLoader } from './deno-modules.ts';
import * as gradbook from './gradbook.ts';
import { helpful } from './helpful.ts';
import { removeGlobals } from './remove-globals.ts';
import { Harness } from './serve.ts';

/** The part of Deno that is used. */
interface DenoApi {
  readonly stdin: { read: (buffer: Uint8Array) => Promise<number | null> };
  readonly stdout: { writeSync: (bytes: Uint8Array) => number };
  readonly exit: (code: number) => never;
}

const { stdin, stdout, exit } = (globalThis as unknown as { readonly Deno: DenoApi }).Deno;
const scope = globalThis as unknown as EventTarget;
const read = stdin.read.bind(stdin);
const write = stdout.writeSync.bind(stdout);
const subarray = Uint8Array.prototype.subarray;
const { apply } = Reflect;

function send(frame: Uint8Array): void {
  for (let rest = frame; rest.length > 0;) rest = apply(subarray, rest, [write(rest)]);
}

// A module in memory cannot import from this file: the operations are handed over on the global object.
const operations = Symbol.for('gradbook.operations');
Object.defineProperty(globalThis, operations, { value: helpful(gradbook), enumerable: false });
const names = Object.keys(gradbook);
const studentModule = [
  `const operations = globalThis[Symbol.for('gradbook.operations')];`,
  ...names.map((name) => `export const ${name} = operations.${name};`),
].join('\n');

const modules = new ModuleLoader(studentModule);
const harness = new Harness({ send, load: (files, entry) => modules.load(files, entry) });
scope.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  harness.uncaught((event as Event & { readonly reason: unknown }).reason);
});
scope.addEventListener('error', (event) => {
  event.preventDefault();
  harness.uncaught((event as Event & { readonly error: unknown }).error);
});
scope.addEventListener('beforeunload', (event) => {
  if (harness.stuck()) event.preventDefault();
});
removeGlobals(globalThis);

const buffer = new Uint8Array(2 ** 16);
async function serve(): Promise<void> {
  harness.ready();
  for (let size = await read(buffer); size !== null; size = await read(buffer)) {
    await harness.receive(buffer.slice(0, size));
  }
  exit(0);
}
void serve();
