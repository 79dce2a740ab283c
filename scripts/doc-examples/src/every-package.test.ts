import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';

import { expect, test } from 'vitest';

// Protects: a new package cannot forget the test of its documentation.
test('every package runs its examples', () => {
  const packages = resolve(import.meta.dirname, '../../../packages');
  const folders = readdirSync(packages).filter((name) => existsSync(resolve(packages, name, 'package.json')));
  expect(folders.length).toBeGreaterThan(0);
  expect(folders.filter((name) => !existsSync(resolve(packages, name, 'test/examples.test.ts')))).toEqual([]);
});
