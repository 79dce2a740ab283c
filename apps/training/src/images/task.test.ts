import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { countTensors, init } from '@gradbook/core-ops';
import type { LabelledImages } from '@gradbook/datasets-names';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { train } from '../training/run.ts';
import { cifarDefaults, imagesTask } from './task.ts';

let folder = '';
beforeAll(async () => {
  await init();
  folder = await mkdtemp(join(tmpdir(), 'gradbook-images-task-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Images of 8 × 8 that are bright in the upper or in the lower half: classes 0 and 1. */
function halves(count: number): LabelledImages {
  const labels = Uint8Array.from({ length: count }, (_, n) => n % 2);
  const pixels = new Uint8Array(count * 3 * 64);
  for (let i = 0; i < pixels.length; i++) {
    const upper = i % 64 < 32;
    const bright = upper === (labels[Math.floor(i / 192)] === 0);
    pixels[i] = (bright ? 200 : 20) + ((7 * i) % 13);
  }
  return { pixels, shape: [count, 3, 8, 8], labels };
}

test('the recipe learns to tell halves apart, resumes as if never stopped, and keeps no tensors', async () => {
  const config = { ...cifarDefaults, channels: [2, 2, 2, 2] as const, epochs: 3, batchSize: 32, shift: 1, seed: 0 };
  const task = (): ReturnType<typeof imagesTask> =>
    imagesTask('cifar', { train: halves(100), test: halves(20) }, config, 'halves');
  const before = countTensors();
  const whole = await train(task(), { folder: join(folder, 'whole') });
  expect(countTensors()).toBe(before);
  expect(whole.epochs.map(({ steps }) => steps)).toEqual([3, 3, 3]);
  expect(whole.epochs.at(-1)!.train.loss).toBeLessThan(whole.epochs[0]!.train.loss);
  const stopped = join(folder, 'stopped');
  await train(task(), { folder: stopped, stopAfterEpoch: 1 });
  expect((await train(task(), { folder: stopped, resume: true })).weights).toEqual(whole.weights);
});
