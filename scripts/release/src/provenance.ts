import { join } from 'node:path';

import { publishedPackages } from './packages.ts';
import { pnpm } from './run.ts';

/**
 * Refuses to publish where npm could not attest the origin of the packages: outside of GitHub Actions, without the right to
 * ask for an identity, or from another repository than the manifests name.
 *
 * @throws Error with what to do.
 */
export function requireProvenance(repository: string, env: Readonly<Record<string, string | undefined>>): void {
  if (env['GITHUB_ACTIONS'] !== 'true')
    throw new Error(
      'Packages are published by .github/workflows/release.yml, so that npm can attest where they come from. Here `pnpm release --dry-run` tries it.',
    );
  if (env['ACTIONS_ID_TOKEN_REQUEST_URL'] === undefined)
    throw new Error('The workflow has no right to ask for an identity: it needs `permissions: id-token: write`.');
  if (env['PNPM_CONFIG_PROVENANCE'] !== 'true')
    throw new Error('PNPM_CONFIG_PROVENANCE is not "true": the packages would be published without provenance.');
  const here = `github.com/${env['GITHUB_REPOSITORY']}`;
  const others = publishedPackages(repository).filter(({ manifest }) => {
    const url = manifest.repository?.url ?? '';
    return !(url.endsWith(`${here}.git`) || url.endsWith(here));
  });
  if (others.length > 0)
    throw new Error(
      `npm attests packages only where \`repository\` names the place that publishes them, ${here}. Other repositories stand in: ` +
        others.map(({ manifest }) => `${manifest.name} (${manifest.repository?.url ?? 'none'})`).join(', '),
    );
}

/**
 * Tries that pnpm, with the variable that the workflow sets, publishes nothing without an attestation: on this machine it must
 * refuse, because nobody here can attest anything.
 *
 * @throws Error where it would publish.
 */
export function tryProvenance(repository: string, env: NodeJS.ProcessEnv): void {
  // Where the dry run itself runs in a workflow, it must not look like one.
  const here = Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(?:GITHUB|GITLAB|ACTIONS)_|^CI/.test(name)),
  );
  const folder = join(repository, 'packages/safetensors');
  try {
    pnpm(['publish', '--no-git-checks'], folder, { ...here, PNPM_CONFIG_PROVENANCE: 'true' });
  } catch (error) {
    if (error instanceof Error && error.message.includes('ERR_PNPM_PROVENANCE_UNSUPPORTED_PROVIDER')) return;
    throw error;
  }
  throw new Error(
    'with PNPM_CONFIG_PROVENANCE pnpm published here, where nobody attests anything: it does not read it',
  );
}
