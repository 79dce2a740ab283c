import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { commitAll, copyRepository } from './copy.ts';
import { changelogOf, type Manifest, publishedPackages, rangeProblems } from './packages.ts';
import { tryProvenance } from './provenance.ts';
import { startRegistry } from './registry.ts';
import { changeset, pnpm, run } from './run.ts';
import { tryInstall } from './try-install.ts';

/**
 * Releases a copy of the repository to a registry of its own: versions from the changesets, changelogs, tarballs, what is
 * then installed and run. Nothing outside of a temporary folder is changed, which is gone afterwards.
 *
 * @throws Error where something is not as a release must be, with all that was found.
 */
export async function dryRun(say: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gradbook-release-'));
  const repository = join(folder, 'repository');
  const started = performance.now();
  const step = (text: string): void =>
    say(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}`);
  try {
    copyRepository(repository);
    const before = versionsOf(repository);
    const changesets = readdirSync(join(repository, '.changeset')).filter(
      (name) => name.endsWith('.md') && name !== 'README.md',
    );
    step(`copied the repository, ${changesets.length} changesets`);
    pnpm(['install', '--frozen-lockfile', '--prefer-offline', '--filter', './packages/*'], repository);
    commitAll(repository, 'What is not committed yet');
    changeset(['version'], repository);
    commitAll(repository, 'Versions');
    const packages = publishedPackages(repository);
    const versions = versionsOf(repository);
    const problems: string[] = [];
    for (const { folder: home, manifest } of packages) {
      if (before.get(manifest.name) === manifest.version) continue;
      if (!changelogOf(home, manifest.version))
        problems.push(`${manifest.name}: its changelog says nothing of ${manifest.version}`);
    }
    step('versions and changelogs are made');

    const registry = await startRegistry(join(folder, 'registry'));
    try {
      step(`a registry answers at ${registry.url}`);
      // changesets asks the registry what is there, and publishes with pnpm, which resolves workspace: and catalog:.
      writeFileSync(join(repository, '.npmrc'), `registry=${registry.url}\n@gradbook:registry=${registry.url}\n`);
      const env = {
        ...process.env,
        npm_config_userconfig: registry.userconfig,
        NPM_CONFIG_USERCONFIG: registry.userconfig,
      };
      tryProvenance(repository, env);
      step('with the setting of the workflow pnpm publishes nothing without provenance');
      const printed = changeset(['publish'], repository, env);
      const released = await Promise.all(packages.map(({ manifest }) => publishedManifest(registry.url, manifest)));
      for (const [index, found] of released.entries()) {
        const name = packages[index]!.manifest.name;
        if (found === undefined) problems.push(`${name} is not in the registry\n${printed}`);
        else problems.push(...rangeProblems(found, versions));
      }
      const tags = run('git', ['tag', '--list'], repository).split('\n').filter(Boolean);
      const untagged = packages.filter(({ manifest }) => !tags.includes(`${manifest.name}@${manifest.version}`));
      problems.push(...untagged.map(({ manifest }) => `${manifest.name}@${manifest.version} has no tag`));
      step(`published ${released.filter(Boolean).length} packages, ${tags.length} tags`);

      const names = packages.map(({ manifest }) => manifest.name);
      const installed = tryInstall(registry, names, repository, join(folder, 'project'));
      for (const [name, version] of installed)
        if (version !== versions.get(name))
          problems.push(`npm installed ${name}@${version}, ${versions.get(name)} was released`);
      step('installed from there with npm into an empty project, its example runs');
    } finally {
      await registry.stop();
    }
    for (const { folder: home, manifest } of packages) {
      const lines =
        changelogOf(home, manifest.version)
          ?.split('\n')
          .filter((line) => line.startsWith('- ')).length ?? 0;
      say(
        `${manifest.name.padEnd(28)} ${before.get(manifest.name)} → ${manifest.version}, ${lines} entries in its changelog`,
      );
    }
    if (problems.length > 0) throw new Error(problems.join('\n'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function versionsOf(repository: string): ReadonlyMap<string, string> {
  return new Map(publishedPackages(repository).map(({ manifest: { name, version } }) => [name, version]));
}

/** The manifest as the registry has it; undefined where this version was not published. */
async function publishedManifest(url: string, { name, version }: Manifest): Promise<Manifest | undefined> {
  const response = await fetch(`${url}${name.replace('/', '%2f')}`);
  if (!response.ok) return undefined;
  const { versions } = (await response.json()) as { readonly versions: Readonly<Record<string, Manifest>> };
  return versions[version];
}
