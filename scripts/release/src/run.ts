import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** The repository's folder. */
export const root: string = resolve(import.meta.dirname, '../../..');

/**
 * Runs a program to its end.
 *
 * @returns what it wrote to its standard output.
 * @throws Error with what it wrote, where it does not end with 0.
 */
export function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (error) throw new Error(`${program} could not be started: ${error.message}`);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}

/** Runs the pnpm that started this command. */
export function pnpm(args: readonly string[], cwd: string, env?: NodeJS.ProcessEnv): string {
  const path = process.env['npm_execpath'];
  if (path === undefined) throw new Error('run this as `pnpm release`: it publishes with the pnpm that started it');
  return /\.[cm]?js$/.test(path) ? run(process.execPath, [path, ...args], cwd, env) : run(path, args, cwd, env);
}

/** Runs the changesets command of this repository. */
export function changeset(args: readonly string[], cwd: string, env?: NodeJS.ProcessEnv): string {
  return run(
    process.execPath,
    [resolve(root, 'scripts/release/node_modules/@changesets/cli/bin.js'), ...args],
    cwd,
    env,
  );
}
