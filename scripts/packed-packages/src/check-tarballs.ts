import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

import type { Packed } from './pack.ts';

const tools = resolve(import.meta.dirname, '../node_modules/.bin');

/** publint looks at the tarball's package.json and files, are-the-types-wrong at what TypeScript makes of its types. */
export function checkTarball({ tarball, manifest }: Packed): string[] {
  // What is published may be less than what this repository sees: test data stays here.
  const entries = Object.keys(manifest.publishConfig?.exports ?? manifest.exports);
  const runs = [
    ['publint', ['--strict', tarball]],
    ['attw', [tarball, '--profile', 'esm-only', '--no-emoji', '--format', 'ascii', '--entrypoints', ...entries]],
  ] as const;
  return runs.flatMap(([tool, args]) => {
    const run = spawnSync(resolve(tools, tool), args, { encoding: 'utf8' });
    return run.status === 0 ? [] : [`${tool}:\n${run.stdout}${run.stderr}`];
  });
}
