import { getBackend } from '@tensorflow/tfjs-core';
import { afterEach, expect, test } from 'vitest';

import { matmul } from '../table/api/linear-algebra.ts';
import { read, tensor } from '../values/convert.ts';
import { DeviceError } from './device-error.ts';
import { describeDevice, init, shutdown } from './init.ts';
import { openDevice } from './open-device.ts';

afterEach(() => {
  shutdown();
});

test('before init() everything that needs a device says what to do', () => {
  expect(() => describeDevice()).toThrow(DeviceError);
  expect(() => tensor([1])).toThrow('Await init()');
});

test('any number of calls, also at once, open one device, and tfjs computes on it', async () => {
  const [first, second] = await Promise.all([init(), init()]);
  expect(second).toBe(first);
  expect(await init()).toBe(first);
  expect(describeDevice()).toBe(first);
  expect(getBackend()).toBe('webgpu');
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  expect([...(await read(matmul(x, x)))]).toEqual([7, 10, 15, 22]);
});

test('the description is plain data that names the adapter, the route and the versions', async () => {
  const device = await init();
  expect(JSON.parse(JSON.stringify(device))).toEqual(device);
  expect(device.name).not.toBe('');
  expect(['dawn-hardware', 'dawn-system', 'dawn-swiftshader']).toContain(device.via);
  expect(device.kind === 'software').toBe(device.via !== 'dawn-hardware');
  expect(device.versions).toMatchObject({ tfjs: '4.22.0', dawn: expect.stringMatching(/^\d/) });
  // WebGPU's smallest limits are 128 MiB and 8 buffers: a device opened without asking for more has no more.
  expect(device.limits.maxStorageBufferBindingSize).toBeGreaterThan(2 ** 27);
  expect(device.limits.maxStorageBuffersPerShaderStage).toBeGreaterThan(8);
});

test('a software adapter is had for the asking, the environment stays as it was, another kind is refused', async () => {
  const before = process.env['VK_DRIVER_FILES'];
  const device = await init({ adapter: 'software' });
  expect(device.kind).toBe('software');
  expect(process.env['VK_DRIVER_FILES']).toBe(before);
  await expect(init({ adapter: 'hardware' })).rejects.toThrow('is already open');
});

test('a device can be given back and opened again', async () => {
  await init();
  shutdown();
  expect(() => describeDevice()).toThrow('No WebGPU device is open');
  await init();
  expect([...(await read(tensor([5])))]).toEqual([5]);
});

test('who waits for a device that is lost is told so, and it can be opened anew', async () => {
  await init();
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  const waiting = read(matmul(x, x));
  openDevice().device.destroy();
  await expect(waiting).rejects.toThrow(/was lost: .*\nCall shutdown\(\) and init\(\) to open it anew/);
  // So is whoever goes on.
  await expect(read(matmul(x, x))).rejects.toThrow(DeviceError);
  expect(() => tensor([1])).toThrow('was lost');
  await expect(init()).rejects.toThrow('was lost');
  shutdown();
  await init();
  expect([...(await read(matmul(tensor([[1, 2]]), tensor([[3], [4]]))))]).toEqual([11]);
});

test('nothing is read from a device that reported an error', async () => {
  await init();
  const { device } = openDevice();
  const limit = device.limits.maxBufferSize;
  device.createBuffer({ size: limit * 2, usage: GPUBufferUsage.STORAGE });
  await expect(read(matmul(tensor([[1, 2]]), tensor([[3], [4]])))).rejects.toThrow(
    'nothing computed on it can be trusted',
  );
});
