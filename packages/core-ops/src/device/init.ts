import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import {
  engine,
  env,
  findBackendFactory,
  getBackend,
  registerBackend,
  removeBackend,
  setBackend,
  version_core as tfjsVersion,
} from '@tensorflow/tfjs-core';

import { findNodeAdapter } from '#find-adapter';

import { type MatmulShape, useMatmul } from '../table/kernels/matmul/choice.ts';
import { chooseKernels, startingKernels } from './choose-kernels.ts';
import { adapterKind, type DeviceDescription } from './description.ts';
import { DeviceError, messageOf } from './device-error.ts';
import { type OpenDevice, openDevice, shared } from './open-device.ts';
import { requiredFeatures, requiredLimits, usefulLimits } from './requirements.ts';
import type { AdapterChoice, AdapterSearch, FoundAdapter } from './route.ts';

/** What {@link init} takes. */
export interface InitOptions {
  /**
   * `auto` (the default) prefers a GPU and takes a software adapter where there is none; `hardware` fails without a
   * GPU; `software` takes a software adapter even where there is a GPU, so that results are the same on every machine.
   */
  readonly adapter?: AdapterChoice;
  /** Node only: where SwiftShader is unpacked, instead of the user's cache folder. */
  readonly cacheFolder?: string;
  /**
   * How large matrix products are computed. `auto` (the default): on a GPU as was fastest when it was measured, at the first start
   * with that adapter; on a software adapter in `registers`. `measure` measures again. `registers`, `shared` and, where the adapter has
   * them, `subgroups` are taken as given.
   */
  readonly matmul?: MatmulShape | 'auto' | 'measure';
}

/**
 * Finds a WebGPU device and makes it tfjs's: in a browser the page's own, in Node through Dawn a GPU, else the
 * system's software Vulkan driver, else SwiftShader from npm. Any number of calls, also at once, open one device.
 *
 * @returns what was opened, as {@link describeDevice} gives it.
 * @throws DeviceError when there is none: with what was tried, each failure, and what to install; when the device that was open has
 * been lost. Never falls back to the CPU.
 *
 * @example
 * const device = await init();
 * device.name.length > 0; // true
 */
export async function init(options: InitOptions = {}): Promise<DeviceDescription> {
  shared.opening ??= open(options).catch((error: unknown) => {
    shared.opening = undefined;
    throw error;
  });
  await shared.opening;
  const { description } = openDevice();
  const software = description.kind === 'software';
  if ((options.adapter === 'hardware' && software) || (options.adapter === 'software' && !software)) {
    throw new DeviceError(
      `init: a ${options.adapter} adapter was asked for, but ${description.name} (${description.kind}) is already open`,
      [],
      'Call init() once at the start with the adapter you want, or shutdown() before you change it.',
    );
  }
  return description;
}

/**
 * The device that computes: adapter, driver, how it was found, its limits, the versions involved.
 *
 * @throws DeviceError before {@link init}, and when the device has been lost.
 *
 * @example
 * await init();
 * describeDevice().versions['tfjs']; // '4.22.0'
 */
export function describeDevice(): DeviceDescription {
  return openDevice().description;
}

/**
 * Gives the device back and forgets it: every tensor on it is lost, though tfjs still counts it, and {@link init} opens
 * a new one.
 * A Node process ends without it; it is for a program that goes on and needs the memory.
 *
 * @example
 * await init();
 * shutdown();
 * const again = await init();
 * again === describeDevice(); // true
 */
export function shutdown(): void {
  const { open, exitHandler } = shared;
  if (!open) return;
  if (exitHandler) process.off('exit', exitHandler);
  removeBackend('webgpu');
  open.device.destroy();
  shared.open = undefined;
  shared.opening = undefined;
  shared.exitHandler = undefined;
}

async function open(options: InitOptions): Promise<DeviceDescription> {
  const search = await findAdapter(options);
  if (!('found' in search)) throw new DeviceError('No WebGPU adapter was found.', search.attempts, search.advice);
  const { found } = search;
  const { adapter } = found;
  provide(found);
  let device: GPUDevice;
  try {
    device = await adapter.requestDevice({
      requiredFeatures: requiredFeatures(adapter),
      requiredLimits: requiredLimits(adapter),
    });
  } catch (error) {
    throw new DeviceError(`The adapter ${adapter.info.description} gave no device.`, [
      { what: 'requestDevice', failure: messageOf(error) },
    ]);
  } finally {
    found.opened();
  }
  const { info } = adapter;
  const adapterOnly: Omit<DeviceDescription, 'kernels'> = {
    name: info.description || info.device || `${info.vendor} ${info.architecture}`.trim() || 'unnamed adapter',
    vendor: info.vendor,
    architecture: info.architecture,
    kind: adapterKind(info),
    driver: info.description,
    api: found.api,
    via: found.via,
    features: [...device.features].sort(),
    limits: usefulLimits(device.limits),
    versions: { tfjs: tfjsVersion, ...found.versions },
  };
  await useForTfjs(device, info);
  const opened: OpenDevice = {
    device,
    description: { ...adapterOnly, kernels: startingKernels },
    errors: [],
    lost: undefined,
  };
  device.addEventListener('uncapturederror', (event) => opened.errors.push(event.error.message));
  void device.lost.then((lost) => {
    opened.lost = lost.message || lost.reason;
    return undefined;
  });
  // What is measured runs on it.
  shared.open = opened;
  try {
    const kernels = await chooseKernels(adapterOnly, options);
    useMatmul({ whole: kernels.matmul.shape, halves: kernels.matmulOfHalves.shape });
    opened.description = { ...adapterOnly, kernels };
  } catch (error) {
    shared.open = undefined;
    device.destroy();
    throw error;
  }
  if (found.via !== 'browser') {
    // A live device at exit can end in a segmentation fault.
    shared.exitHandler = () => device.destroy();
    process.on('exit', shared.exitHandler);
  }
  return opened.description;
}

async function findAdapter({ adapter: choice = 'auto', cacheFolder }: InitOptions): Promise<AdapterSearch> {
  const host: GPU | undefined = globalThis.navigator?.gpu;
  // What an earlier device of ours put there is Dawn's, to be found anew with its own settings.
  if (!host || host === shared.gpu) {
    return findNodeAdapter({ adapter: choice, ...(cacheFolder === undefined ? {} : { cacheFolder }) });
  }
  const adapter = await host.requestAdapter({
    powerPreference: 'high-performance',
    forceFallbackAdapter: choice === 'software',
  });
  if (!adapter) return hostFailure(`there is no ${choice === 'auto' ? '' : `${choice} `}adapter`);
  if (choice === 'hardware' && adapterKind(adapter.info) === 'software') {
    return hostFailure(
      `hardware was asked for, and the only adapter is ${adapter.info.description || 'a software one'}`,
    );
  }
  return {
    found: { adapter, gpu: host, globals: {}, via: 'browser', api: 'unknown', versions: {}, opened: () => undefined },
  };
}

function hostFailure(failure: string): AdapterSearch {
  return {
    attempts: [{ what: 'navigator.gpu', failure }],
    advice:
      'Check that the browser may use the GPU (chrome://gpu shows it); a software adapter may need to be enabled.',
  };
}

/** Gives the host what tfjs expects of one that has WebGPU. */
function provide({ gpu, globals, via }: FoundAdapter): void {
  if (via === 'browser') return;
  shared.gpu = gpu;
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true, enumerable: true });
}

async function useForTfjs(device: GPUDevice, info: GPUAdapterInfo): Promise<void> {
  if (findBackendFactory('webgpu')) removeBackend('webgpu');
  registerBackend('webgpu', () => new WebGPUBackend(device, info));
  // Small operations would otherwise run on the CPU in JavaScript, with rounding of their own.
  env().set('WEBGPU_CPU_FORWARD', false);
  const ready = await setBackend('webgpu');
  const backend: unknown = engine().backend;
  if (!ready || getBackend() !== 'webgpu' || !(backend instanceof WebGPUBackend) || backend.device !== device) {
    throw new DeviceError('tfjs did not take the WebGPU device.', [
      { what: 'setBackend("webgpu")', failure: `tfjs computes on "${getBackend()}"` },
    ]);
  }
}
