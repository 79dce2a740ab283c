import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a grade was computed with. */
export interface GradingCode {
  /** Over all code that grades. */
  readonly sha256: string;
  /** Versions of the packages that this program uses, by name. */
  readonly packages: Readonly<Record<string, string>>;
  /** As in "v24.21.0". */
  readonly node: string;
}

let known: string | undefined;

/** The code that grades in this process. */
export function gradingCode(): GradingCode {
  const { dependencies } = readManifest(new URL('../../package.json', import.meta.url));
  const packages = Object.keys(dependencies)
    .sort()
    .map((name) => [name, versionOf(name)] as const);
  return { sha256: codeFingerprint(), packages: Object.fromEntries(packages), node: process.version };
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

function readManifest(url: URL): Manifest {
  return JSON.parse(readFileSync(url, 'utf8')) as Manifest;
}

/** The installed version of a package, from the manifest above its entry. */
function versionOf(name: string): string {
  for (let folder = new URL('.', import.meta.resolve(name)); ; folder = new URL('..', folder)) {
    try {
      const manifest = readManifest(new URL('package.json', folder));
      if (manifest.name === name) return manifest.version;
    } catch {
      // Folders between a package's entry and its manifest have none.
    }
    if (folder.pathname === '/') return 'unknown';
  }
}

/**
 * A hash over the code that grades: this program, the packages of this repository that it uses, and the versions of
 * everything else. Versions alone would not do: whoever grades from a clone changes or updates it without a new one.
 */
export function codeFingerprint(): string {
  return (known ??= fingerprint());
}

function fingerprint(): string {
  const hash = createHash('sha256').update(process.version);
  const own = new URL('../..', import.meta.url);
  const manifest = readFileSync(new URL('package.json', own), 'utf8');
  hash.update(manifest);
  const { dependencies } = JSON.parse(manifest) as Manifest;
  const packages = Object.keys(dependencies).filter((name) => name.startsWith('@gradbook/'));
  const folders = packages.map((name) => dirname(fileURLToPath(import.meta.resolve(name))));
  for (const folder of [fileURLToPath(new URL('..', import.meta.url)), ...folders]) addFolder(hash, folder);
  try {
    hash.update(readFileSync(new URL('../../pnpm-lock.yaml', own)));
  } catch {
    // Installed on its own, it has no lock file beside it; its manifest names the versions.
  }
  return hash.digest('hex');
}

function addFolder(hash: ReturnType<typeof createHash>, folder: string): void {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.test|\.d)\.(?:ts|js|json)$/.test(name))
    .sort();
  for (const name of files) hash.update(`\0${name}\0`).update(readFileSync(join(folder, name)));
}
