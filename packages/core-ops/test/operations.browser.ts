import { beforeAll, expect, test } from 'vitest';

import { findNodeAdapter } from '#find-adapter';

import { type DeviceDescription, describeDevice, init, memory, operations, scopeAsync } from '../src/index.ts';
import { disagreements } from '../src/table/test-device.ts';

let device: DeviceDescription;

beforeAll(async () => {
  device = await init();
});

test('init() takes the page’s own WebGPU', () => {
  expect(device.via).toBe('browser');
  expect(describeDevice()).toBe(device);
  expect(device.limits.maxStorageBuffersPerShaderStage).toBeGreaterThanOrEqual(8);
});

test('a bundle for pages holds the stand-in for the search through Dawn, which says what a page can do', async () => {
  const search = await findNodeAdapter({ adapter: 'auto' });
  expect(search).toMatchObject({ attempts: [{ what: 'navigator.gpu' }], advice: expect.stringContaining('https') });
});

test('every operation agrees with its float64 definition within its error bound', async () => {
  const before = memory();
  const wrong: string[] = [];
  let tried = 0;
  for (const operation of operations) {
    const example = operation.examples?.(1)[0];
    if (!example) continue;
    tried++;
    wrong.push(...(await scopeAsync(() => disagreements(operation, example.inputs, example.attributes))));
  }
  expect(wrong).toEqual([]);
  expect(tried).toBeGreaterThan(40);
  expect(memory()).toEqual(before);
});
