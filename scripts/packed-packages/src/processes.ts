import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Runs a program to its end.
 *
 * @throws Error with what it printed.
 */
export async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  try {
    const options = { cwd, env, encoding: 'utf8', maxBuffer: 2 ** 26, timeout: 600_000 } as const;
    return (await promisify(execFile)(program, args, options)).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`${error instanceof Error ? error.message.split('\n', 1)[0] : ''}\n${stdout}${stderr}`, {
      cause: error,
    });
  }
}

/** Runs the pnpm that started this command. */
export function pnpm(args: readonly string[], cwd: string): Promise<string> {
  const path = process.env['npm_execpath'];
  if (path === undefined)
    throw new Error('run this as `pnpm package-check`: it packs and installs with the pnpm that started it');
  return /\.[cm]?js$/.test(path) ? run(process.execPath, [path, ...args], cwd) : run(path, args, cwd);
}

/** Does the work for each item, `width` of them at a time. */
export async function sideBySide<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const lane = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
