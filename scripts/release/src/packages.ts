import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The part of a package.json that a release reads. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly repository?: { readonly url?: string };
}

/** The packages that a release publishes, with their folders. */
export function publishedPackages(
  repository: string,
): readonly { readonly folder: string; readonly manifest: Manifest }[] {
  return readdirSync(join(repository, 'packages'))
    .sort()
    .flatMap((name) => {
      const folder = join(repository, 'packages', name);
      if (!existsSync(join(folder, 'package.json'))) return [];
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
      return manifest.private === true ? [] : [{ folder, manifest }];
    });
}

/**
 * What is wrong with a published manifest: ranges that mean something in this repository only, and ranges of packages of
 * the same release that do not admit their version.
 */
export function rangeProblems(manifest: Manifest, versions: ReadonlyMap<string, string>): readonly string[] {
  const { dependencies = {}, peerDependencies = {}, optionalDependencies = {} } = manifest;
  return Object.entries({ ...dependencies, ...peerDependencies, ...optionalDependencies }).flatMap(([name, range]) => {
    const place = `${manifest.name}@${manifest.version}: ${name} is "${range}"`;
    if (/^(?:workspace|catalog|file|link):/.test(range))
      return [`${place}, which is no range outside of the repository`];
    const version = versions.get(name);
    return version !== undefined && range !== `^${version}`
      ? [`${place}, and ${version} is released with it: expected ^${version}`]
      : [];
  });
}

/** The part of a changelog on one version; undefined where it says nothing of it. */
export function changelogOf(folder: string, version: string): string | undefined {
  const file = join(folder, 'CHANGELOG.md');
  if (!existsSync(file)) return undefined;
  const sections = readFileSync(file, 'utf8').split(/^## /m);
  return sections
    .find((section) => section.startsWith(`${version}\n`))
    ?.slice(version.length)
    .trim();
}
