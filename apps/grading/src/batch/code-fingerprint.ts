import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let known: string | undefined;

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
  const { dependencies } = JSON.parse(manifest) as { readonly dependencies: Readonly<Record<string, string>> };
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
