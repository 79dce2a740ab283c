import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { pnpm } from './processes.ts';

/** A published package with the tarball that would be uploaded. */
export interface Packed {
  readonly name: string;
  /** Its folder in the repository. */
  readonly source: string;
  readonly tarball: string;
  readonly manifest: Manifest;
}

/** The part of a package.json that the checks read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly type?: string;
  readonly sideEffects?: unknown;
  readonly engines?: { readonly node?: string };
  readonly repository?: { readonly url?: string; readonly directory?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly publishConfig?: { readonly access?: string; readonly exports?: Readonly<Record<string, unknown>> };
}

export const root: string = resolve(import.meta.dirname, '../../..');

/** Packs every published package into `folder`, as `pnpm publish` would: workspace: and catalog: become versions. */
export async function packAll(folder: string): Promise<Packed[]> {
  const packed: Packed[] = [];
  for (const name of readdirSync(join(root, 'packages')).sort()) {
    const source = join(root, 'packages', name);
    if (!existsSync(join(source, 'package.json'))) continue;
    const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest;
    if (manifest.private === true) continue;
    const output = await pnpm(['pack', '--pack-destination', folder, '--json'], source);
    const { filename } = JSON.parse(output.slice(output.indexOf('{'))) as { readonly filename: string };
    packed.push({ name: manifest.name, source, tarball: resolve(folder, filename), manifest });
  }
  return packed;
}
