import { vjp } from '@gradbook/autograd';
import { dispose, read, scope, type Value } from '@gradbook/core-ops';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { engine, type Tensor } from '@tensorflow/tfjs-core';

import type { Contestant, Numbers } from '../contract.ts';

/** Hands over all commands that tfjs has collected and waits until the device has carried them out. */
export async function deviceDone(): Promise<void> {
  const backend = engine().backend as WebGPUBackend;
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.submitQueue();
  await backend.device.queue.onSubmittedWorkDone();
}

/** Work on tfjs's device, ours or tfjs's own. */
export interface DeviceWork {
  /** Freed with the contestant. */
  readonly inputs: readonly Tensor[];
  /** A synchronous function of tensors: all that it makes is freed after each run. */
  readonly work: () => readonly Value[];
  /** Brings the outputs into the layout that all contestants share, only where they are compared. */
  readonly arrange?: (outputs: readonly Tensor[]) => readonly Value[];
}

/** A contestant on tfjs's device. */
export function onDevice(name: string, { inputs, work, arrange = (outputs) => outputs }: DeviceWork): Contestant {
  return {
    name,
    run: async () => {
      const outputs = scope(() => [...work()]);
      await deviceDone();
      dispose(outputs);
    },
    outputs: async () => {
      const outputs = scope(() => [...arrange(work() as readonly Tensor[])]);
      const numbers: Numbers[] = [];
      for (const output of outputs) numbers.push(await read(output));
      dispose(outputs);
      return numbers;
    },
    dispose: () => dispose(inputs),
  };
}

/** A function's value and the cotangents of its inputs: forward and backward of ours. */
export function forwardAndBackward(
  f: (...inputs: readonly Value[]) => Value,
  inputs: readonly Value[],
  cotangent: Value,
): Value[] {
  const { value, pullback } = vjp(f, ...inputs);
  return [value, ...pullback(cotangent)];
}
