import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { firstDifference } from './difference.ts';
import { entryPoints } from './entry-points.ts';
import { reportsOf } from './report.ts';

let root: string;

/** A repository of one built package. */
function writePackage(index: string, helper: string): void {
  const folder = join(root, 'packages/sums');
  mkdirSync(join(folder, 'dist'), { recursive: true });
  const types = { types: './dist/index.d.ts', default: './dist/index.js' };
  const manifest = { name: '@gradbook/sums', version: '1.0.0', exports: { '.': types, './again': types } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'dist/index.d.ts'), index);
  writeFileSync(join(folder, 'dist/helper.d.ts'), helper);
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'gradbook-api-test-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a changed signature is a changed line of the report, and a type behind it counts', () => {
  const index = `import type { Terms } from './helper.ts';\n/** A sum. */\nexport declare function sum(terms: Terms): number;\n`;
  writePackage(index, 'export type Terms = readonly number[];\n');
  const entries = entryPoints(root);
  expect(entries.map(({ name, file }) => [name, file])).toEqual([['@gradbook/sums', 'sums']]);
  const [before] = reportsOf(entries, root);
  expect(before!.problems).toEqual([]);
  expect(before!.text).toContain('export function sum(terms: Terms): number;');

  // Only the declaration that the index does not export changes.
  writePackage(index, 'export type Terms = readonly number[] | Float64Array;\n');
  const [after] = reportsOf(entries, root);
  const difference = firstDifference(before!.text, after!.text);
  expect(difference).toMatch(/^- type Terms = readonly number\[\];$/m);
  expect(difference).toMatch(/^\+ type Terms = readonly number\[\] \| Float64Array;$/m);

  // A comment is no change of the surface.
  writePackage(index.replace('A sum.', 'The sum of the terms.'), 'export type Terms = readonly number[];\n');
  expect(reportsOf(entries, root)[0]!.text).toBe(before!.text);
});

test('a package that is not built is an error that says what to do', () => {
  rmSync(join(root, 'packages/sums/dist/index.d.ts'));
  expect(() => entryPoints(root)).toThrow('@gradbook/sums: there is no ./dist/index.d.ts; run `pnpm build` first');
});
