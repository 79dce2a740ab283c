import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Registry } from './registry.ts';
import { run } from './run.ts';

/** What is installed and run: the README's first example of a package that needs several of the others. */
const tried = 'layers-recurrent';

/**
 * Installs every package of the release with npm from the registry into an empty project, and runs an example there.
 *
 * @returns the versions that were installed.
 */
export function tryInstall(
  registry: Registry,
  names: readonly string[],
  repository: string,
  folder: string,
): ReadonlyMap<string, string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'somebody-elses-project', private: true, type: 'module' }),
  );
  // Another project's configuration: this repository's, and pnpm's for it, must not reach here.
  const clean = Object.entries(process.env).filter(([name]) => !/^(?:npm|pnpm)_/i.test(name));
  const env = { ...Object.fromEntries(clean), npm_config_userconfig: registry.userconfig };
  run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', ...names], folder, env);
  const readme = readFileSync(join(repository, 'packages', tried, 'README.md'), 'utf8');
  const example = /^```ts\n([\s\S]*?)^```/m.exec(readme)?.[1];
  if (example === undefined) throw new Error(`the README of ${tried} has no example`);
  writeFileSync(join(folder, 'example.ts'), example);
  run(process.execPath, ['example.ts'], folder, env);
  return new Map(
    names.map((name) => {
      const { version } = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')) as {
        readonly version: string;
      };
      return [name, version];
    }),
  );
}
