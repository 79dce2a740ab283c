import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** One of the server's commands, run as users run it. */
export class Program {
  readonly name: string;
  readonly #args: readonly string[];
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #said = '';

  constructor(name: 'serve' | 'worker', args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.name = name;
    this.#args = args;
    this.#env = { ...process.env, ...env };
  }

  /** What it wrote since it was started. */
  get said(): string {
    return this.#said;
  }

  start(): void {
    this.#said = '';
    const entry = fileURLToPath(new URL(`../commands/${this.name}.ts`, import.meta.url));
    const child = spawn(process.execPath, ['--conditions=@gradbook/source', entry, ...this.#args], {
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes: Buffer) => (this.#said = (this.#said + String(bytes)).slice(-20_000)));
    }
    this.#child = child;
  }

  /** Whether it is running. */
  get running(): boolean {
    const child = this.#child;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Ends it and waits until it is gone. @returns its exit code, null where a signal ended it. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    if (!child) return null;
    if (this.running) {
      const exit = new Promise((resolve) => {
        child.once('exit', resolve);
      });
      child.kill(signal);
      await exit;
    }
    return child.exitCode;
  }
}
