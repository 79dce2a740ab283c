import { DeviceError, init } from '@gradbook/core-ops';

/** What the page computes on. */
export type Device =
  | { readonly kind: 'webgpu'; readonly name: string; readonly software: boolean }
  /** The definitions in float64, in JavaScript, because there is no WebGPU. */
  | { readonly kind: 'float64'; readonly why: string };

/** Opens the browser's WebGPU, once for all demos of the page; where there is none, says why. */
export async function openDevice(): Promise<Device> {
  try {
    const { name, kind } = await init();
    return { kind: 'webgpu', name, software: kind === 'software' };
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    return { kind: 'float64', why: whyNone(error) };
  }
}

function whyNone(error: DeviceError): string {
  if (!isSecureContext) return 'browsers give it only to pages from https or from this machine';
  if (!('gpu' in navigator)) return 'this browser has none, or it is switched off';
  const tried = error.attempts.map(({ failure }) => failure).join('; ');
  return `${error.message.split('\n', 1)[0]!.replace(/\.$/, '')}${tried ? ` (${tried})` : ''}`;
}

/** The device in words: on what was computed, or why not on WebGPU and what that means. */
export function aboutDevice(device: Device): string {
  return device.kind === 'webgpu'
    ? `Computed on this page’s WebGPU: ${device.name}${device.software ? ', a software adapter' : ''}.`
    : `No WebGPU: ${device.why}. Computed by the float64 definitions of the same operations instead, in JavaScript.`;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs something that computes on the device when everything before it is done: tfjs keeps its scopes on one stack for the whole
 * page, so two demos may not compute at once. A task whose signal was aborted meanwhile is not begun.
 *
 * @throws the signal's reason, and what the task throws.
 */
export function inTurn<T>(signal: AbortSignal, task: () => T | Promise<T>): Promise<T> {
  const mine = last.then(() => {
    signal.throwIfAborted();
    return task();
  });
  // Whoever comes next waits, whatever became of this.
  last = mine.catch(() => undefined);
  return mine;
}
