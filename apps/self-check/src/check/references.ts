import { DeviceError, init } from '@gradbook/core-ops';

/** What the references run on, and what the student is told about it. */
export type References =
  | { readonly on: 'webgpu'; readonly adapter: string; readonly software: boolean }
  | { readonly on: 'float64'; readonly why: string };

/** Opens the browser's WebGPU; where there is none, says why, and the references run by their float64 definitions. */
export async function openReferences(): Promise<References> {
  try {
    const { name, kind } = await init();
    return { on: 'webgpu', adapter: name, software: kind === 'software' };
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    return { on: 'float64', why: whyNone(error) };
  }
}

function whyNone(error: DeviceError): string {
  if (!isSecureContext) return 'browsers give WebGPU only to pages from https, from this machine or from a file';
  if (!('gpu' in navigator)) return 'this browser has none, or it is switched off';
  return error.message.split('\n', 1)[0]!.replace(/\.$/, '');
}
