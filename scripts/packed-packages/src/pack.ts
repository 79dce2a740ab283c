import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A published package with the tarball that would be uploaded. */
export interface Packed {
  readonly name: string;
  /** Its folder in the repository. */
  readonly source: string;
  readonly tarball: string;
  readonly manifest: Manifest;
}

/** The part of a package.json that the checks read. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly publishConfig?: { readonly exports?: Readonly<Record<string, unknown>> };
}

export const root: string = resolve(import.meta.dirname, '../../..');

/** Runs the pnpm that started this command. */
export function pnpm(args: readonly string[], cwd: string): string {
  const path = process.env['npm_execpath'];
  if (path === undefined)
    throw new Error('run this as `pnpm package-check`: it packs and installs with the pnpm that started it');
  const runsInNode = /\.[cm]?js$/.test(path);
  return execFileSync(runsInNode ? process.execPath : path, runsInNode ? [path, ...args] : args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Packs every published package into `folder`, as `pnpm publish` would: workspace: and catalog: become versions. */
export function packAll(folder: string): Packed[] {
  return readdirSync(join(root, 'packages'))
    .sort()
    .flatMap((name) => {
      const source = join(root, 'packages', name);
      const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest;
      if (manifest.private === true) return [];
      const output = pnpm(['pack', '--pack-destination', folder, '--json'], source);
      const { filename } = JSON.parse(output.slice(output.indexOf('{'))) as { readonly filename: string };
      return [{ name: manifest.name, source, tarball: resolve(folder, filename), manifest }];
    });
}
