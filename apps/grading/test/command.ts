import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** What a command left. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `gradbook` as a process of its own, as users start it. */
export function gradbook(argv: readonly string[], cwd?: string): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--conditions=@gradbook/source', main, ...argv],
      cwd === undefined ? {} : { cwd },
      (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

/** `gradbook` as a process that goes on until it is ended. */
export function gradbookRunning(argv: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--conditions=@gradbook/source', main, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
