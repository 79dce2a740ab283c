import type { DeviceDescription } from './description.ts';
import { DeviceError } from './device-error.ts';

/** A device that computes. */
export interface OpenDevice {
  readonly device: GPUDevice;
  description: DeviceDescription;
  /** Errors that no error scope caught: a result computed after one cannot be trusted. */
  readonly errors: string[];
  lost: string | undefined;
}

/** What the process shares, however many copies of this package it loads: tfjs's engine is one per process as well. */
interface SharedState {
  opening?: Promise<DeviceDescription> | undefined;
  open?: OpenDevice | undefined;
  /** The object from Dawn's `create()`: dropping it while its devices live crashes. */
  gpu?: GPU | undefined;
  exitHandler?: (() => void) | undefined;
}

export const shared: SharedState = ((globalThis as Record<symbol, unknown>)[Symbol.for('@gradbook/core-ops/device')] ??=
  {}) as SharedState;

/** The open device. @throws DeviceError when there is none, or none any more. */
export function openDevice(): OpenDevice {
  if (!shared.open) {
    throw new DeviceError(
      'No WebGPU device is open.',
      [],
      'Await init() from @gradbook/core-ops before the first tensor.',
    );
  }
  if (shared.open.lost !== undefined) {
    throw new DeviceError(
      `The WebGPU device ${shared.open.description.name} was lost: ${shared.open.lost}`,
      [],
      'Call shutdown() and init() to open it anew; tensors that were on it are gone.',
    );
  }
  return shared.open;
}

/**
 * Throws if the device ever reported an error: an invalid dispatch leaves its output at zero and says so only here, so
 * nothing may be read from the device without asking. It stays so until {@link shutdown}, because no tensor tells
 * whether it was computed from such an output.
 */
export function throwDeviceErrors(): void {
  const { errors, description } = openDevice();
  if (errors.length === 0) return;
  throw new DeviceError(
    `${description.name} reported ${errors.length === 1 ? 'an error' : `${errors.length} errors`}, so nothing computed on it can be trusted.`,
    errors.map((failure) => ({ what: 'a command of the device', failure: failure.trim() })),
    'Call shutdown() and init(), and leave out what the device refused (often a tensor larger than its limits).',
  );
}

/**
 * Throws what a device's failure to do something means: that it was lost, where it was. A lost device lets go of whoever waits for it
 * with an error that says nothing, now and then before it tells of its loss.
 */
export async function rethrowDeviceFailure(failure: unknown): Promise<never> {
  const told = shared.open?.device.lost;
  if (told) await Promise.race([told, new Promise((resolve) => setTimeout(resolve, 200))]);
  openDevice();
  throw failure;
}
