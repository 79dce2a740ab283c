import { publishedPackages } from './packages.ts';

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
  if (env['NPM_CONFIG_PROVENANCE'] !== 'true')
    throw new Error('NPM_CONFIG_PROVENANCE is not "true": the packages would be published without provenance.');
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
