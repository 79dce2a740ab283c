import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { changelogOf, publishedPackages, rangeProblems } from './packages.ts';
import { requireProvenance } from './provenance.ts';
import { root } from './run.ts';

let repository: string;

beforeAll(() => {
  repository = mkdtempSync(join(tmpdir(), 'gradbook-release-test-'));
  const write = (name: string, manifest: object): void => {
    mkdirSync(join(repository, 'packages', name), { recursive: true });
    writeFileSync(join(repository, 'packages', name, 'package.json'), JSON.stringify(manifest));
  };
  const source = { type: 'git', url: 'git+https://github.com/someone/sums.git' };
  write('sums', { name: '@gradbook/sums', version: '0.2.0', repository: source });
  write('notes', { name: '@gradbook/notes', version: '0.0.0', private: true });
});
afterAll(() => rmSync(repository, { recursive: true, force: true }));

test('private packages are not published', () => {
  expect(publishedPackages(repository).map(({ manifest }) => manifest.name)).toEqual(['@gradbook/sums']);
});

test('a range that means something in the repository only, or misses the released version, is named', () => {
  const versions = new Map([['@gradbook/terms', '0.3.0']]);
  const problems = (range: string): readonly string[] =>
    rangeProblems({ name: '@gradbook/sums', version: '0.2.0', dependencies: { '@gradbook/terms': range } }, versions);
  expect(problems('^0.3.0')).toEqual([]);
  expect(problems('workspace:^')).toEqual([
    '@gradbook/sums@0.2.0: @gradbook/terms is "workspace:^", which is no range outside of the repository',
  ]);
  expect(problems('^0.2.0')).toEqual([
    '@gradbook/sums@0.2.0: @gradbook/terms is "^0.2.0", and 0.3.0 is released with it: expected ^0.3.0',
  ]);
});

test('the part of a changelog on a version is found, and none is none', () => {
  const folder = join(repository, 'packages/sums');
  writeFileSync(
    join(folder, 'CHANGELOG.md'),
    '# @gradbook/sums\n\n## 0.2.0\n\n### Minor Changes\n\n- Longer sums\n\n## 0.1.0\n\n- The first sum\n',
  );
  expect(changelogOf(folder, '0.2.0')).toBe('### Minor Changes\n\n- Longer sums');
  expect(changelogOf(folder, '0.1.0')).toBe('- The first sum');
  expect(changelogOf(folder, '0.2')).toBeUndefined();
  expect(changelogOf(join(repository, 'packages/notes'), '0.0.0')).toBeUndefined();
});

test('nothing is published where npm could not attest its origin, and the message says what to do', () => {
  const workflow = {
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'someone/sums',
    ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.example',
    PNPM_CONFIG_PROVENANCE: 'true',
  };
  expect(() => requireProvenance(repository, workflow)).not.toThrow();
  expect(() => requireProvenance(repository, {})).toThrow('`pnpm release --dry-run` tries it');
  expect(() => requireProvenance(repository, { ...workflow, ACTIONS_ID_TOKEN_REQUEST_URL: undefined })).toThrow(
    'id-token: write',
  );
  expect(() => requireProvenance(repository, { ...workflow, PNPM_CONFIG_PROVENANCE: undefined })).toThrow(
    'without provenance',
  );
  expect(() => requireProvenance(repository, { ...workflow, GITHUB_REPOSITORY: 'another/sums' })).toThrow(
    '@gradbook/sums (git+https://github.com/someone/sums.git)',
  );
});

/** What the steps of a workflow run with pnpm. */
const pnpmSteps = (workflow: string): string[] =>
  [
    ...readFileSync(join(root, '.github/workflows', workflow), 'utf8').matchAll(/^ +- run: npx --yes pnpm@12 (.+)$/gm),
  ].map((match) => match[1]!);

test('the workflow of the checks runs what `pnpm check` runs, in its order', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const steps = scripts['check']!.split(' && ').map((command) => command.replace(/^pnpm /, ''));
  expect(pnpmSteps('ci.yml')).toEqual(['install --frozen-lockfile', ...steps]);
});

test('the workflow of releases may ask for an identity, wants provenance, and tries the release before it', () => {
  const text = readFileSync(join(root, '.github/workflows/release.yml'), 'utf8');
  expect(text).toMatch(/^ {6}id-token: write$/m);
  expect(text).toMatch(/^ {10}PNPM_CONFIG_PROVENANCE: 'true'$/m);
  expect(text).toMatch(/^ {10}publish: npx --yes pnpm@12 release$/m);
  expect(pnpmSteps('release.yml')).toContain('release --dry-run');
});
