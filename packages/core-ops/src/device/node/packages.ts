import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { messageOf } from '../device-error.ts';

/** An installed npm package. */
export interface InstalledPackage {
  readonly folder: string;
  /** The file that `import` loads. */
  readonly entry: string;
  readonly version: string;
}

/** Finds a package as an `import` in this package, or in the program's working folder, would. */
export function findPackage(name: string): InstalledPackage {
  const failures: string[] = [];
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      const entry = createRequire(from).resolve(name);
      return { entry, ...readManifest(name, dirname(entry)) };
    } catch (error) {
      failures.push(messageOf(error).split('\n', 1)[0] ?? '');
    }
  }
  throw new Error(`the npm package ${name} is not installed (${failures[0]})`);
}

function readManifest(name: string, start: string): { folder: string; version: string } {
  for (let folder = start; ; folder = dirname(folder)) {
    const manifest = readJson(join(folder, 'package.json'));
    if (manifest && manifest['name'] === name) return { folder, version: String(manifest['version']) };
    if (folder === dirname(folder)) throw new Error(`no package.json of ${name} above ${start}`);
  }
}

function readJson(file: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
