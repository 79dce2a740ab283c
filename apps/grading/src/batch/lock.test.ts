import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

import { lock } from './lock.ts';

const root = mkdtempSync(join(tmpdir(), 'gradbook-lock-'));
const path = join(root, 'lock');
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('lock', () => {
  test('one at a time; given back it leaves nothing', async () => {
    const unlock = await lock(path);
    await expect(lock(path)).rejects.toThrow(new RegExp(`process ${process.pid}.*one at a time`));
    await unlock();
    expect(readdirSync(root)).toEqual([]);
    await (
      await lock(path)
    )();
  });

  test('the lock of a process that is gone is taken over', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(path, JSON.stringify({ pid }));
    const unlock = await lock(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid });
    await unlock();
  });

  test.skipIf(!existsSync('/proc/self/stat'))(
    'the number of a process that began later is not its owner (skipped without /proc)',
    async () => {
      writeFileSync(path, JSON.stringify({ pid: process.pid, began: '1' }));
      await (
        await lock(path)
      )();
    },
  );

  test('a lock that cannot be read is nobody’s', async () => {
    writeFileSync(path, '{"pid":');
    await (
      await lock(path)
    )();
    expect(existsSync(path)).toBe(false);
  });
});
