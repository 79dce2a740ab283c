import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { trainCommand } from './command.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradbook-train-'));
  await writeFile(join(folder, 'A.txt'), 'anna\nanne\nanni\nnana\nnina\n');
  await writeFile(join(folder, 'B.txt'), 'otto\ntoto\noskar\nottokar\nroto\n');
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await trainCommand(args, { folder, out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

describe('train names', () => {
  const small = ['names', '--data', '.', '--hidden-size', '4', '--batch-size', '4', '--epochs', '1', '--out', 'run'];

  test('trains, says how it went, and where it is written', async () => {
    const { code, out } = await run(...small);
    expect(code).toBe(0);
    expect(out).toContain('10 names in 2 languages: 8 to train with, 2 held back');
    expect(out).toMatch(/epoch 1: training loss [\d.]+, accuracy [\d.]+ %; held back loss/);
    const log = JSON.parse(await readFile(join(folder, 'run/submission_log.json'), 'utf8')) as { finished: boolean };
    expect(log.finished).toBe(true);
    const again = await run(...small);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('--resume')]);
    expect((await run(...small, '--resume')).code).toBe(0);
  });

  test.each([
    [['names', '--epochs', '0'], 'whole number of at least 1'],
    [['names', '--seed', '-1'], 'whole number of at least 0'],
    [['names', '--model', 'cnn'], 'Allowed choices are'],
    [['cifar'], "required option '--data"],
    [['birds'], 'unknown command'],
  ])('%j is a wrong call', async (args, message) => {
    const { code, err } = await run(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test('a folder without names fails and says so', async () => {
    const { code, err } = await run('names', '--data', 'none');
    expect([code, err]).toEqual([1, expect.stringContaining('none')]);
  });
});
