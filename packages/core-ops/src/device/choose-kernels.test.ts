import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { matmulShapes } from '../table/kernels/matmul-choice.ts';
import { chooseKernels } from './choose-kernels.ts';
import { describeDevice, init } from './init.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradbook-kernels-'));
  await init();
});
afterAll(() => rm(folder, { recursive: true }));

const adapter = { ...describe('a card'), kind: 'gpu' } as const;

function describe(name: string): Parameters<typeof chooseKernels>[0] {
  const none = {
    maxBufferSize: 0,
    maxStorageBufferBindingSize: 0,
    maxStorageBuffersPerShaderStage: 0,
    maxComputeWorkgroupStorageSize: 0,
    maxComputeInvocationsPerWorkgroup: 0,
    maxComputeWorkgroupSizeX: 0,
    maxComputeWorkgroupsPerDimension: 0,
  };
  return {
    name,
    vendor: '',
    architecture: '',
    kind: 'software',
    driver: 'a driver',
    api: 'vulkan',
    via: 'dawn-system',
    features: [],
    limits: none,
    versions: {},
  };
}

test('what is given is taken', async () => {
  for (const shape of matmulShapes) {
    expect(await chooseKernels(adapter, { matmul: shape, cacheFolder: folder })).toEqual({
      matmul: { shape, chosen: 'given' },
    });
  }
});

test('software adapters take the shape without barriers, unless asked to measure', async () => {
  expect(await chooseKernels(describe('software'), { cacheFolder: folder })).toEqual({
    matmul: { shape: 'registers', chosen: 'software' },
  });
});

test('a GPU is measured once and remembered, by its name and driver; measuring leaves nothing behind', async () => {
  const before = memory().numTensors;
  const first = await chooseKernels(adapter, { cacheFolder: folder, side: 64 });
  expect(memory().numTensors).toBe(before);
  expect(first.matmul.chosen).toBe('measured');
  expect(matmulShapes).toContain(first.matmul.shape);
  const record = JSON.parse(await readFile(join(folder, 'measured.json'), 'utf8')) as Record<string, string>;
  expect(record).toEqual({ 'matmul on a card, a driver, vulkan': first.matmul.shape });
  expect(await chooseKernels(adapter, { cacheFolder: folder })).toEqual({
    matmul: { shape: first.matmul.shape, chosen: 'remembered' },
  });
}, 60_000);

test('the open device says which kernels it uses', () => {
  const { kind, kernels } = describeDevice();
  expect(matmulShapes).toContain(kernels.matmul.shape);
  if (kind === 'software') expect(kernels.matmul).toEqual({ shape: 'registers', chosen: 'software' });
});
