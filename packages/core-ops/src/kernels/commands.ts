import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { engine, type Tensor } from '@tensorflow/tfjs-core';

import { compilingAhead } from '../device/compile-ahead.ts';
import { openDevice } from '../device/open-device.ts';
import type { Shape } from '../values/value.ts';
import { compile, compileLater, type CompiledKernel, stepStride } from './pipelines.ts';

/**
 * What a kernel sees of a tensor: an array under a name.
 *
 * @example
 * import type { Tensor } from '@tensorflow/tfjs-core';
 *
 * const binding = (tensor: Tensor): KernelBuffer => ({ name: 'weights', tensor, element: 'vec4<f32>', access: 'read' });
 */
export interface KernelBuffer {
  readonly name: string;
  readonly tensor: Tensor;
  readonly element: 'f32' | 'i32' | 'vec2<f32>' | 'vec4<f32>';
  readonly access: 'read' | 'read_write';
}

/**
 * A compute shader over tensors, of which any number may be written to.
 *
 * @example
 * import type { Tensor } from '@tensorflow/tfjs-core';
 *
 * const twice = (x: Tensor): Kernel => ({
 *   name: 'twice',
 *   source: 'fn compute(thread: i32, local: i32, group: i32) { if (thread < uniforms.count) { x[thread] *= 2.0; } }',
 *   buffers: [{ name: 'x', tensor: x, element: 'f32', access: 'read_write' }],
 *   uniforms: { count: x.size },
 *   workgroupSize: 64,
 * });
 */
export interface Kernel {
  /** Names the source: everything that is baked into it must be part of the name, because pipelines are cached by it. */
  readonly name: string;
  /**
   * WGSL with a function `compute(thread: i32, local: i32, group: i32)`: the number among all threads, that within the
   * workgroup, and the workgroup's. It sees the buffers by name, `uniforms`, `step`, {@link elementaryFunctions} where
   * it includes them, and is called by threads beyond those it needs.
   */
  readonly source: string;
  readonly buffers: readonly KernelBuffer[];
  /** Whole numbers that may change without a new pipeline: `uniforms.name` of type i32. */
  readonly uniforms: Readonly<Record<string, number>>;
  readonly workgroupSize: number;
  /**
   * Features of the device that the source uses. With `subgroups` it sees, besides WGSL's functions for them, `subgroupThread`, the number
   * within the subgroup, and `subgroupThreads`, how many it has; that subgroups do the same is the source's own affair.
   */
  readonly features?: readonly 'subgroups'[];
}

/**
 * One thing for the device to do: run a kernel, copy a part of one float32 or int32 tensor into another, or set one to 0.
 *
 * @example
 * import type { Tensor } from '@tensorflow/tfjs-core';
 *
 * const command = (state: Tensor): KernelCommand => ({ clear: state });
 */
export type KernelCommand =
  | {
      readonly run: Kernel;
      readonly groups: number;
      /** What the kernel sees as `step`; 0 unless given. */
      readonly step?: number;
    }
  | {
      readonly copy: Tensor;
      readonly into: Tensor;
      /** The element of `into` where the copy begins; 0 unless given. */
      readonly at?: number;
    }
  | { readonly clear: Tensor };

/**
 * A tensor whose numbers are whatever stood in its memory, for commands to write: the surrounding scope owns it.
 *
 * @throws DeviceError before `init()`.
 * @example
 * await init();
 * const state = emptyTensor([2, 3]);
 * runCommands([{ clear: state }]);
 * [...(await read(state))]; // [0, 0, 0, 0, 0, 0]
 */
export function emptyTensor(shape: Shape): Tensor {
  openDevice();
  return engine().makeTensorFromTensorInfo(backend().makeTensorInfo([...shape], 'float32'));
}

/**
 * Runs commands one after the other, each seeing what those before it wrote, in one submission: as many kernels and as
 * many outputs as are needed, where an operation of the table is one kernel with one output.
 *
 * @throws DeviceError before `init()`, and for kernels that need more buffers than the device can bind. Errors of a
 * kernel's source come with the next `read()`.
 * @example
 * await init();
 * const [x, counts] = [tensor([1, 2, 3]), emptyTensor([3])];
 * const kernel: Kernel = {
 *   name: 'add the step',
 *   source: 'fn compute(thread: i32, local: i32, group: i32) { if (thread < 3) { counts[thread] += x[thread] + f32(step); } }',
 *   buffers: [
 *     { name: 'x', tensor: x, element: 'f32', access: 'read' },
 *     { name: 'counts', tensor: counts, element: 'f32', access: 'read_write' },
 *   ],
 *   uniforms: {},
 *   workgroupSize: 32,
 * };
 * runCommands([{ clear: counts }, { run: kernel, groups: 1, step: 10 }, { run: kernel, groups: 1, step: 20 }]);
 * [...(await read(counts))]; // [32, 34, 36]
 */
export function runCommands(commands: readonly KernelCommand[]): void {
  const { device } = openDevice();
  const ahead = compilingAhead();
  if (ahead) {
    for (const command of commands) {
      const promise = 'run' in command ? compileLater(device, command.run) : undefined;
      if (promise && !ahead.includes(promise)) ahead.push(promise);
    }
    return;
  }
  const tfjs = backend();
  const tensors = commands.flatMap((command) =>
    'run' in command
      ? command.run.buffers.map(({ tensor }) => tensor)
      : 'copy' in command
        ? [command.copy, command.into]
        : [command.clear],
  );
  // Uploads are commands of tfjs's own, so they are made before its commands are handed in.
  for (const { dataId } of new Set(tensors)) tfjs.uploadToGPU(dataId);
  tfjs.ensureCommandEncoderReady();
  tfjs.endComputePassEncoder();
  tfjs.submitQueue();

  const encoder = device.createCommandEncoder();
  const compiled = new Map<Kernel, CompiledKernel>();
  const steps = Math.max(0, ...commands.map((command) => ('run' in command ? (command.step ?? 0) : 0))) + 1;
  let pass: GPUComputePassEncoder | undefined;
  for (const command of commands) {
    if ('run' in command) {
      const { run: kernel, groups, step = 0 } = command;
      let own = compiled.get(kernel);
      if (!own) compiled.set(kernel, (own = compile(device, kernel, bufferOf, steps)));
      pass ??= encoder.beginComputePass();
      pass.setPipeline(own.pipeline);
      pass.setBindGroup(0, own.bindings);
      pass.setBindGroup(1, own.steps, [step * stepStride]);
      const rows = Math.ceil(groups / device.limits.maxComputeWorkgroupsPerDimension);
      pass.dispatchWorkgroups(Math.ceil(groups / rows), rows);
      continue;
    }
    pass?.end();
    pass = undefined;
    if ('copy' in command) {
      const { copy, into, at = 0 } = command;
      encoder.copyBufferToBuffer(bufferOf(copy), 0, bufferOf(into), 4 * at, 4 * copy.size);
    } else {
      encoder.clearBuffer(bufferOf(command.clear), 0, 4 * command.clear.size);
    }
  }
  pass?.end();
  device.queue.submit([encoder.finish()]);
  // What has been submitted goes on using a buffer that is destroyed.
  for (const { uniforms } of compiled.values()) uniforms.destroy();
}

function backend(): WebGPUBackend {
  // init() has made it tfjs's backend.
  return engine().backend as WebGPUBackend;
}

function bufferOf({ dataId }: Tensor): GPUBuffer {
  return backend().tensorMap.get(dataId).resource as GPUBuffer;
}
