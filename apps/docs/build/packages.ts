import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The repository's root. */
export const root: string = resolve(import.meta.dirname, '../../..');

/** A published package, as its manifest has it. */
export interface PublishedPackage {
  /** `@gradbook/core-ops` */
  readonly name: string;
  /** `core-ops` */
  readonly short: string;
  readonly folder: string;
  readonly description: string;
  /** What it exports, by import path: `@gradbook/core-ops/random` → the module's source. */
  readonly entries: ReadonlyMap<string, string>;
  /** The packages of this repository that it needs. */
  readonly needs: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly description: string;
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly publishConfig?: { readonly exports?: Readonly<Record<string, unknown>> };
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** All packages that are published, by name. */
export function publishedPackages(): readonly PublishedPackage[] {
  const packages = join(root, 'packages');
  return readdirSync(packages)
    .sort()
    .flatMap((short) => {
      const folder = join(packages, short);
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
      if (manifest.private === true) return [];
      const published = Object.keys(manifest.publishConfig?.exports ?? manifest.exports);
      const entries = published.flatMap((path): [string, string][] => {
        const source = manifest.exports[path]?.['@gradbook/source'];
        return source === undefined ? [] : [[manifest.name + path.slice(1), join(folder, source)]];
      });
      const needs = Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith('@gradbook/'));
      return [
        { name: manifest.name, short, folder, description: manifest.description, entries: new Map(entries), needs },
      ];
    });
}
