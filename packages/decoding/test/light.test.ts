import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { expect, test } from 'vitest';

const folder = resolve(import.meta.dirname, '..');

/** The files that loading a module loads, and the packages that are none of ours; imports of types alone load nothing. */
function loaded(entry: string): { readonly files: readonly string[]; readonly packages: readonly string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    const code = readFileSync(file, 'utf8').replaceAll(/^\s*\*.*$/gm, '');
    for (const [, names, from] of code.matchAll(/^(?:import|export)\s([^;]*?)from '([^']+)';/gms)) {
      if (names!.startsWith('type ')) continue;
      if (from!.startsWith('.')) visit(resolve(dirname(file), from!));
      else if (from!.startsWith('@gradbook/')) visit(ownPackage(from!));
      else packages.add(from!);
    }
  };
  visit(entry);
  return { files: [...files].map((file) => relative(resolve(folder, '..'), file)).sort(), packages: [...packages] };
}

function ownPackage(specifier: string): string {
  const [scope, name, ...path] = specifier.split('/');
  const home = realpathSync(join(folder, 'node_modules', scope!, name!));
  const { exports } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    exports: Record<string, { '@gradbook/source': string }>;
  };
  const file = join(home, exports[['.', ...path].join('/')]!['@gradbook/source']);
  if (!existsSync(file)) throw new Error(`${specifier}: ${file} is not there`);
  return file;
}

// Protects: who only searches loads no tensors, let alone convolutions.
test('the main entry loads plain numbers only: its own files and the random keys', () => {
  const { files, packages } = loaded(join(folder, 'src/index.ts'));
  expect(packages).toEqual([]);
  expect(files.filter((file) => !file.startsWith('decoding/src/'))).toEqual([
    'core-ops/src/random/index.ts',
    'core-ops/src/random/keys.ts',
    'core-ops/src/random/threefry.ts',
  ]);
  expect(files.filter((file) => file.includes('/device'))).toEqual([]);
});

test('the device entry loads the operations: what the test above looks for can be found', () => {
  const { files, packages } = loaded(join(folder, 'src/device.ts'));
  expect(packages).toContain('@tensorflow/tfjs-core');
  expect(files.some((file) => file.includes('core-ops/src/table/conv/'))).toBe(true);
});
