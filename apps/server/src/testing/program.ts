import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

type Name = 'serve' | 'worker' | 'replay';

function argvOf(name: Name, args: readonly string[]): readonly string[] {
  const entry = fileURLToPath(new URL(`../commands/${name}.ts`, import.meta.url));
  return ['--conditions=@gradbook/source', entry, ...args];
}

/** Runs one of the server's commands to its end, as users run it. */
export function runProgram(
  name: Name,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, argvOf(name, args), { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

/** One of the server's commands that goes on until it is ended. */
export class Program {
  readonly name: Name;
  /** Where it listens, once it has said so. */
  address: string | undefined;
  readonly #args: readonly string[];
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #said = '';

  constructor(name: Name, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.name = name;
    this.#args = args;
    this.#env = { ...process.env, ...env };
  }

  /** What it wrote last. */
  get said(): string {
    return this.#said;
  }

  start(): void {
    this.#said = '';
    this.address = undefined;
    const child = spawn(process.execPath, argvOf(this.name, this.#args), {
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes: Buffer) => {
        this.#said = (this.#said + String(bytes)).slice(-20_000);
        this.address ??= /Gradbook is at (\S+)/.exec(this.#said)?.[1];
      });
    }
    this.#child = child;
  }

  /** Whether it is running. */
  get running(): boolean {
    const child = this.#child;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Gradings that wait or are at work, as a server's health says; undefined where it does not answer. */
  async left(): Promise<number | undefined> {
    if (this.address === undefined) return undefined;
    try {
      const response = await fetch(`${this.address}/api/health`);
      if (!response.ok) return undefined;
      const { queue } = (await response.json()) as { queue: { waiting: number; atWork: number } };
      return queue.waiting + queue.atWork;
    } catch {
      return undefined;
    }
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
