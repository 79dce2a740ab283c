import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import type { Manifest, Packed } from './pack.ts';
import { run } from './processes.ts';
import { moduleEffects } from './side-effects.ts';

/** Bundles of a whole program, which the sandbox starts as one: they have no map and no sources of their own. */
const programs = new Set(['dist/harness/deno-bundle.js', 'dist/harness/worker-bundle.js']);

/**
 * Unpacks a tarball and says what is missing in it: fields that npm and bundlers read, licence and README, types, source maps
 * with their sources, and whether `sideEffects: false` is true of every module.
 */
export async function checkContents({ name, tarball }: Packed, folder: string): Promise<readonly string[]> {
  const target = join(folder, 'unpacked', name.replace('@gradbook/', ''));
  mkdirSync(target, { recursive: true });
  await run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1'], folder);
  const manifest = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8')) as Manifest;
  const files = readdirSync(target, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
  return [...manifestProblems(manifest), ...fileProblems(target, files), ...moduleEffects(name, target, files)];
}

function manifestProblems(manifest: Manifest): readonly string[] {
  const { name, repository, dependencies = {}, peerDependencies = {} } = manifest;
  const expected: readonly (readonly [string, unknown, unknown])[] = [
    ['license', manifest.license, 'MIT'],
    ['type', manifest.type, 'module'],
    ['sideEffects', manifest.sideEffects, false],
    ['engines.node', manifest.engines?.node, '>=22.12'],
    ['repository.directory', repository?.directory, `packages/${name.replace('@gradbook/', '')}`],
    ['publishConfig.access', manifest.publishConfig?.access, 'public'],
  ];
  const wrong = expected
    .filter(([, found, wanted]) => found !== wanted)
    .map(
      ([field, found, wanted]) =>
        `package.json: ${field} is ${JSON.stringify(found)}, expected ${JSON.stringify(wanted)}`,
    );
  if (repository?.url === undefined)
    wrong.push('package.json: repository.url is missing: npm attests no package without it');
  for (const [dependency, range] of Object.entries({ ...dependencies, ...peerDependencies }))
    if (/^(?:workspace|catalog|file|link):/.test(range)) wrong.push(`package.json: ${dependency} is "${range}"`);
  for (const [path, target] of Object.entries(manifest.exports)) {
    const text = JSON.stringify(target);
    if (text.includes('@gradbook/source'))
      wrong.push(`package.json: exports["${path}"] has this repository's own condition`);
    if (!text.includes('"types"')) wrong.push(`package.json: exports["${path}"] has no types`);
  }
  return wrong;
}

function fileProblems(target: string, files: readonly string[]): readonly string[] {
  const has = new Set(files);
  const missing = ['LICENSE', 'README.md'].filter((file) => !has.has(file)).map((file) => `${file} is missing`);
  const tests = files.filter((file) => /\.test\.|(?:^|\/)testing\//.test(file)).map((file) => `${file} is a test`);
  const unmapped = files
    .filter((file) => /^dist\/.*\.(?:js|d\.ts)$/.test(file) && !programs.has(file))
    .flatMap((file) => {
      if (!has.has(`${file}.map`)) return [`${file} has no source map`];
      const { sources } = JSON.parse(readFileSync(join(target, `${file}.map`), 'utf8')) as {
        readonly sources: readonly string[];
      };
      return sources
        .map((source) => join(dirname(join(target, file)), source))
        .filter((source) => !existsSync(source))
        .map((source) => `${file}: its source ${relative(target, source)} is not in the package`);
    });
  const untyped = files
    .filter((file) => /^dist\/.*\.js$/.test(file) && !programs.has(file) && !has.has(file.replace(/\.js$/, '.d.ts')))
    .map((file) => `${file} has no types`);
  return [...missing, ...tests, ...unmapped, ...untyped];
}
