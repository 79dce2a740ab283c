/**
 * The entry file of a sandbox process: what Deno runs. It loads nothing but itself; the submission comes over standard
 * input, once, and lives in memory as modules of a scheme of its own, behind which there is no disk.
 */
import { ModuleLoader } from './deno-modules.ts';
import { publishOperations } from './publish.ts';
import { removeGlobals } from './remove-globals.ts';
import { Harness } from './serve.ts';

/** The part of Deno that is used. */
interface DenoApi {
  readonly stdin: { read: (buffer: Uint8Array) => Promise<number | null> };
  readonly stdout: { writeSync: (bytes: Uint8Array) => number };
  readonly exit: (code: number) => never;
  readonly args: readonly string[];
}

const { stdin, stdout, exit, args } = (globalThis as unknown as { readonly Deno: DenoApi }).Deno;
const scope = globalThis as unknown as EventTarget;
const read = stdin.read.bind(stdin);
const write = stdout.writeSync.bind(stdout);
const subarray = Uint8Array.prototype.subarray;
const { apply } = Reflect;

function send(frame: Uint8Array): void {
  for (let rest = frame; rest.length > 0;) rest = apply(subarray, rest, [write(rest)]);
}

const studentModule = publishOperations();
const builtins = args.includes('--builtins');
const modules = new ModuleLoader({ studentModule, builtins });
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
  if (harness.idle()) event.preventDefault();
});
if (!builtins) removeGlobals(globalThis);

const buffer = new Uint8Array(2 ** 16);
async function serve(): Promise<void> {
  harness.ready();
  for (let size = await read(buffer); size !== null; size = await read(buffer)) {
    await harness.receive(buffer.slice(0, size));
  }
  exit(0);
}
void serve();
