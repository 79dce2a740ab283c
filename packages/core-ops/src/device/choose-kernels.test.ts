import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { shapesFor } from '../table/kernels/matmul/choice.ts';
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

test('what is given is taken, if the device has it', async () => {
  for (const shape of ['registers', 'shared'] as const) {
    const given = { shape, chosen: 'given' };
    expect(await chooseKernels(adapter, { matmul: shape, cacheFolder: folder })).toEqual({
      matmul: given,
      matmulOfHalves: given,
    });
  }
  await expect(chooseKernels(adapter, { matmul: 'subgroups', cacheFolder: folder })).rejects.toThrow(
    /a card has no subgroups.*Ask for one of "registers", "shared"/s,
  );
  const able = { ...adapter, features: ['subgroups'] };
  expect((await chooseKernels(able, { matmul: 'subgroups' })).matmul.shape).toBe('subgroups');
});

test('software adapters take the shape without barriers, unless asked to measure', async () => {
  const software = { shape: 'registers', chosen: 'software' };
  expect(await chooseKernels(describe('software'), { cacheFolder: folder })).toEqual({
    matmul: software,
    matmulOfHalves: software,
  });
});

test('a GPU is measured once and remembered, by its name, driver and shapes; measuring leaves nothing behind', async () => {
  const { features } = describeDevice();
  const before = memory().numTensors;
  const first = await chooseKernels({ ...adapter, features }, { cacheFolder: folder, side: 64 });
  expect(memory().numTensors).toBe(before);
  const record = JSON.parse(await readFile(join(folder, 'measured.json'), 'utf8')) as Record<string, string>;
  const shapes = shapesFor(features);
  const from = `(${shapes.join(', ')}) on a card, a driver, vulkan`;
  const { matmul, matmulOfHalves } = first;
  expect(record).toEqual({
    [`matmul ${from}`]: matmul.shape,
    [`matmul of halves ${from}`]: matmulOfHalves.shape,
  });
  for (const { shape, chosen } of Object.values(first)) {
    expect(chosen).toBe('measured');
    expect(shapes).toContain(shape);
  }
  expect(await chooseKernels({ ...adapter, features }, { cacheFolder: folder })).toEqual({
    matmul: { ...matmul, chosen: 'remembered' },
    matmulOfHalves: { ...matmulOfHalves, chosen: 'remembered' },
  });
});

test('the open device says which kernels it uses', () => {
  const { kind, features, kernels } = describeDevice();
  expect(shapesFor(features)).toContain(kernels.matmul.shape);
  expect(shapesFor(features).includes('subgroups')).toBe(features.includes('subgroups'));
  if (kind === 'software') expect(kernels.matmul).toEqual({ shape: 'registers', chosen: 'software' });
});
