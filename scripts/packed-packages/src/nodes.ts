import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { pnpm, run } from './processes.ts';

/** The oldest Node that the packages support, as the npm package `node` brings it; fetched when it is needed, not by every clone. */
const oldest = '22.23.3';

/** A Node to run examples in. */
export interface NodeVersion {
  readonly title: string;
  readonly path: string;
}

/** The Node of this repository and the oldest supported major version. */
export async function nodes(folder: string): Promise<readonly NodeVersion[]> {
  const project = join(folder, 'node-22');
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, dependencies: { node: oldest } }));
  writeFileSync(join(project, 'pnpm-workspace.yaml'), 'allowBuilds:\n  node: true\n');
  await pnpm(['install', '--prefer-offline'], project);
  const found = [join(project, 'node_modules/node/bin/node'), process.execPath];
  return Promise.all(
    found.map(async (path) => ({ title: `Node ${(await run(path, ['--version'], folder)).trim().slice(1)}`, path })),
  );
}
