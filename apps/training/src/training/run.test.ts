import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { countTensors, init } from '@gradbook/core-ops';
import { readSafetensors } from '@gradbook/safetensors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { modelNames } from '../names/model.ts';
import { namesTask } from '../names/task.ts';
import { tinyConfig, tinyNames } from '../testing/tiny.ts';
import { runFiles, train, type TrainingLog } from './run.ts';

let base = '';
beforeAll(async () => {
  await init();
  base = await mkdtemp(join(tmpdir(), 'gradbook-training-'));
});
afterAll(() => rm(base, { recursive: true }));

const tiny = (): ReturnType<typeof namesTask> => namesTask(tinyNames, tinyConfig, 'tiny');

describe('a run that was killed', () => {
  let whole: TrainingLog;
  beforeAll(async () => {
    whole = await train(tiny(), { folder: join(base, 'whole') });
  });

  test.each([0, 1])('after epoch %d and resumed ends as one that was not', async (stopAfterEpoch) => {
    const folder = join(base, `killed-${stopAfterEpoch}`);
    const half = await train(tiny(), { folder, stopAfterEpoch });
    expect(half.finished).toBe(false);
    expect(half.epochs).toHaveLength(stopAfterEpoch);
    const resumed = await train(tiny(), { folder, resume: true });
    expect(resumed.finished).toBe(true);
    expect(withoutTimes(resumed)).toEqual(withoutTimes(whole));
    expect(resumed.weights.sha256).not.toBe(half.weights.sha256);
  });

  test('is not begun again by mistake, nor gone on with as something else', async () => {
    const folder = join(base, 'guarded');
    await train(tiny(), { folder, stopAfterEpoch: 0 });
    await expect(train(tiny(), { folder })).rejects.toThrow('has a run already');
    const other = namesTask(tinyNames, { ...tinyConfig, hiddenSize: 4 }, 'tiny');
    await expect(train(other, { folder, resume: true })).rejects.toThrow('has a run of another kind');
    const others = namesTask(tinyNames.slice(1), tinyConfig, 'tiny');
    await expect(train(others, { folder, resume: true })).rejects.toThrow('has a run of another kind');
    await writeFile(join(folder, runFiles.checkpoint), 'damaged');
    await expect(train(tiny(), { folder, resume: true })).rejects.toThrow('fewer than its header');
  });
});

describe('a run', () => {
  test('writes log, weights and checkpoint, and nothing else; keeps no tensors', async () => {
    const folder = join(base, 'files');
    const before = countTensors();
    const log = await train(tiny(), { folder });
    expect(countTensors()).toBe(before);
    expect((await readdir(folder)).sort()).toEqual(Object.values(runFiles).sort());
    expect(JSON.parse(await readFile(join(folder, runFiles.log), 'utf8'))).toEqual(log);
    const weights = await readFile(join(folder, runFiles.weights));
    expect(createHash('sha256').update(weights).digest('hex')).toBe(log.weights.sha256);
    const shapes = readSafetensors(weights).arrays.map(({ name, shape }) => `${name} ${shape.join('×')}`);
    expect(shapes).toEqual([
      'head.bias 3',
      'head.weight 3×16',
      'recurrent.bias_hh_l0 32',
      'recurrent.bias_hh_l0_reverse 32',
      'recurrent.bias_ih_l0 32',
      'recurrent.bias_ih_l0_reverse 32',
      'recurrent.weight_hh_l0 32×8',
      'recurrent.weight_hh_l0_reverse 32×8',
      'recurrent.weight_ih_l0 32×29',
      'recurrent.weight_ih_l0_reverse 32×29',
    ]);
    expect(log).toMatchObject({
      task: 'names',
      config: { seed: 3, model: 'lstm' },
      data: { names: 45, train: 36, test: 9 },
    });
    // What a network that knows nothing loses: −ln(1/3), and half the variance of its logits more.
    expect(log.initialLoss).toBeGreaterThan(0.9 * Math.log(3));
    expect(log.initialLoss).toBeLessThan(Math.log(3) + 0.5);
  });

  test('the data hash is of the names and the split', () => {
    const reversed = tinyNames.map(({ language, names }) => ({ language, names: names.toReversed() }));
    expect(hash(reversed)).toBe(hash());
    expect(hash(tinyNames, 4)).not.toBe(hash());
    expect(hash(tinyNames.slice(1))).not.toBe(hash());
  });

  test.each(modelNames)('%s: the loss falls, and names are told apart better than by guessing', async (model) => {
    const task = namesTask(tinyNames, { ...tinyConfig, model, epochs: 4 }, 'tiny');
    const { epochs } = await train(task, { folder: join(base, model) });
    const [first, last] = [epochs[0]!, epochs.at(-1)!];
    expect(last.train.loss).toBeLessThan(first.train.loss);
    expect(last.train.accuracy).toBeGreaterThan(1 / 3);
  });
});

function withoutTimes(log: TrainingLog): unknown {
  return { ...log, epochs: log.epochs.map((record) => ({ ...record, seconds: 0, processorSeconds: 0 })) };
}

function hash(names = tinyNames, seed = tinyConfig.seed): string {
  return namesTask(names, { ...tinyConfig, seed }, 'tiny').data.sha256;
}
