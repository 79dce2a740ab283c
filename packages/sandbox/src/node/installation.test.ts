import { existsSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { installation } from './installation.ts';

test('what killed programs left is removed, what lives is kept', async () => {
  const folders = ['gradbook-sandbox-4194999-', `gradbook-sandbox-${process.ppid}-`, 'gradbook-sandbox-4194998-'].map(
    (name) => mkdtempSync(join(tmpdir(), name)),
  );
  const [old, living, fresh] = folders as [string, string, string];
  const yesterday = Date.now() / 1000 - 86_400;
  for (const folder of [old, living]) utimesSync(folder, yesterday, yesterday);
  const { folder, harness } = await installation();
  expect([existsSync(old), existsSync(living), existsSync(fresh)]).toEqual([false, true, true]);
  expect([existsSync(folder), existsSync(harness)]).toEqual([true, true]);
  for (const left of [living, fresh]) rmSync(left, { recursive: true });
});
