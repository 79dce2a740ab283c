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
    [['mnist', '--channels', '4,8,16'], 'four counts'],
    [['mnist', '--channels', '4,8,16,0'], 'whole number of at least 1'],
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

/** Records as CIFAR-10's: a label and 3 × 32 × 32 pixels; dark ones are of class 0, light ones of class 1. */
function records(count: number, first: number): Uint8Array {
  const bytes = new Uint8Array(count * 3073);
  for (let n = 0; n < count; n++) {
    const label = (first + n) % 2;
    bytes[n * 3073] = label;
    for (let i = 1; i < 3073; i++) bytes[n * 3073 + i] = 60 + 120 * label + ((i * (first + n + 7)) % 50);
  }
  return bytes;
}

describe('train cifar', () => {
  test('reads the official binary files and trains on them', async () => {
    for (const part of [1, 2, 3, 4, 5]) await writeFile(join(folder, `data_batch_${part}.bin`), records(13, 13 * part));
    await writeFile(join(folder, 'test_batch.bin'), records(10, 0));
    const options = ['--channels', '2,2,2,2', '--batch-size', '32', '--epochs', '3', '--out', 'cifar'];
    const { code, out, err } = await run('cifar', '--data', '.', ...options);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('65 images to train with, 10 held back');
    const log = JSON.parse(await readFile(join(folder, 'cifar/submission_log.json'), 'utf8')) as {
      finished: boolean;
      config: { channels: number[] };
      epochs: { steps: number; train: { loss: number } }[];
    };
    expect([log.finished, log.config.channels]).toEqual([true, [2, 2, 2, 2]]);
    expect(log.epochs.map(({ steps }) => steps)).toEqual([2, 2, 2]);
    expect(log.epochs.every(({ train }) => Number.isFinite(train.loss))).toBe(true);
  }, 120_000);
});
