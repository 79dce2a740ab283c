import type { Tensor } from '@tensorflow/tfjs-core';

import { DeviceError } from '../device/device-error.ts';
import type { Kernel } from './commands.ts';

/** A kernel ready to run on its tensors. */
export interface CompiledKernel {
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
  readonly steps: GPUBindGroup;
  readonly uniforms: GPUBuffer;
}

interface Pipeline {
  readonly pipeline: GPUComputePipeline;
  readonly buffers: GPUBindGroupLayout;
  readonly steps: GPUBindGroupLayout;
}

/** What is kept of a device: pipelines by the kernels' names, and the numbers 0, 1, 2, … for `step`. */
interface Kept {
  readonly pipelines: Map<string, Pipeline>;
  /** Those that are being compiled ahead. */
  readonly later: Map<string, Promise<void>>;
  steps: { readonly buffer: GPUBuffer; readonly count: number } | undefined;
}

const kept = new WeakMap<GPUDevice, Kept>();

/** Bytes from one number of `step` to the next: what every device takes as an offset. */
export const stepStride = 256;

/**
 * A kernel's pipeline, compiled once for its name, bound to its tensors.
 *
 * @param bufferOf a tensor's memory.
 * @param count how many values of `step` are needed.
 */
export function compile(
  device: GPUDevice,
  kernel: Kernel,
  bufferOf: (tensor: Tensor) => GPUBuffer,
  count: number,
): CompiledKernel {
  const own = keptOf(device);
  const key = keyOf(kernel);
  let found = own.pipelines.get(key);
  if (!found) {
    const { descriptor, ...layouts } = descriptorOf(device, kernel);
    own.pipelines.set(key, (found = { pipeline: device.createComputePipeline(descriptor), ...layouts }));
  }
  const names = Object.values(kernel.uniforms);
  const numbers = new ArrayBuffer(Math.ceil((3 + names.length) / 4) * 16);
  new Float32Array(numbers).set([NaN, Infinity]);
  new Int32Array(numbers).set([0, ...names], 2);
  const uniforms = filled(device, numbers);
  return {
    pipeline: found.pipeline,
    uniforms,
    bindings: device.createBindGroup({
      layout: found.buffers,
      entries: [
        { binding: 0, resource: { buffer: uniforms } },
        ...kernel.buffers.map(({ tensor }, i) => ({
          binding: i + 1,
          resource: { buffer: bufferOf(tensor), size: 4 * tensor.size },
        })),
      ],
    }),
    steps: device.createBindGroup({
      layout: found.steps,
      entries: [{ binding: 0, resource: { buffer: stepsOf(device, own, count), size: 4 } }],
    }),
  };
}

/** Compiles a kernel's pipeline ahead, unless there is one; it is there when the promise is fulfilled. */
export function compileLater(device: GPUDevice, kernel: Kernel): Promise<void> | undefined {
  const { pipelines, later } = keptOf(device);
  const key = keyOf(kernel);
  if (pipelines.has(key)) return undefined;
  let promise = later.get(key);
  if (!promise) {
    const { descriptor, ...layouts } = descriptorOf(device, kernel);
    promise = device
      .createComputePipelineAsync(descriptor)
      .then((pipeline) => {
        // Who could not wait has compiled it meanwhile.
        if (!pipelines.has(key)) pipelines.set(key, { pipeline, ...layouts });
        return undefined;
      })
      .finally(() => later.delete(key));
    // Whoever waits is told of a failure; nobody else has to be.
    promise.catch(() => undefined);
    later.set(key, promise);
  }
  return promise;
}

function keptOf(device: GPUDevice): Kept {
  let own = kept.get(device);
  if (!own) kept.set(device, (own = { pipelines: new Map(), later: new Map(), steps: undefined }));
  return own;
}

function keyOf({ name, workgroupSize }: Kernel): string {
  return `${name} ${workgroupSize}`;
}

function descriptorOf(
  device: GPUDevice,
  kernel: Kernel,
): Omit<Pipeline, 'pipeline'> & { readonly descriptor: GPUComputePipelineDescriptor } {
  const { name, buffers, uniforms, workgroupSize, features = [] } = kernel;
  const most = device.limits.maxStorageBuffersPerShaderStage;
  if (buffers.length > most) {
    throw new DeviceError(
      `The kernel "${name}" works on ${buffers.length} buffers, and the device binds ${most} at most.`,
      [],
      'Use operations that need fewer, or open the device with init(), which asks for all that its adapter offers.',
    );
  }
  const missing = features.filter((feature) => !device.features.has(feature as GPUFeatureName));
  if (missing.length > 0) {
    throw new DeviceError(
      `The kernel "${name}" needs ${missing.join(', ')}, which the device has not.`,
      [],
      'Use a kernel that needs less; describeDevice().features lists what there is.',
    );
  }
  const subgroups = features.includes('subgroups');
  const code = `${
    subgroups
      ? `enable subgroups;
// Whether all threads of a subgroup come along is seen to by the kernels, of which the analysis knows too little.
diagnostic(off, subgroup_uniformity);
var<private> subgroupThread: i32;
var<private> subgroupThreads: i32;`
      : ''
  }
struct Uniforms { NAN: f32, INFINITY: f32, zero: i32, ${Object.keys(uniforms)
    .map((field) => `${field}: i32,`)
    .join(' ')} }
@group(0) @binding(0) var<uniform> uniforms: Uniforms;
${buffers
  .map(
    (buffer, i) =>
      `@group(0) @binding(${i + 1}) var<storage, ${buffer.access}> ${buffer.name}: array<${buffer.element}>;`,
  )
  .join('\n')}
@group(1) @binding(0) var<uniform> step: i32;
${kernel.source}
@compute @workgroup_size(${workgroupSize}) fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
  ${subgroups ? '@builtin(subgroup_invocation_id) inSubgroup: u32, @builtin(subgroup_size) subgroupSize: u32,' : ''}
) {
  ${subgroups ? 'subgroupThread = i32(inSubgroup); subgroupThreads = i32(subgroupSize);' : ''}
  let number = i32(group.y * groups.x + group.x);
  compute(number * ${workgroupSize} + i32(local), i32(local), number);
}`;
  const bufferLayout = device.createBindGroupLayout({
    entries: [
      { binding: 0, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'uniform' } },
      ...buffers.map(({ access }, i): GPUBindGroupLayoutEntry => ({
        binding: i + 1,
        visibility: GPUShaderStage.COMPUTE,
        buffer: { type: access === 'read' ? 'read-only-storage' : 'storage' },
      })),
    ],
  });
  const stepLayout = device.createBindGroupLayout({
    entries: [{ binding: 0, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'uniform', hasDynamicOffset: true } }],
  });
  const descriptor: GPUComputePipelineDescriptor = {
    label: name,
    layout: device.createPipelineLayout({ bindGroupLayouts: [bufferLayout, stepLayout] }),
    compute: { module: device.createShaderModule({ code, label: name }), entryPoint: 'main' },
  };
  return { descriptor, buffers: bufferLayout, steps: stepLayout };
}

function stepsOf(device: GPUDevice, own: Kept, count: number): GPUBuffer {
  if (own.steps && own.steps.count >= count) return own.steps.buffer;
  const made = 2 ** Math.ceil(Math.log2(Math.max(64, count)));
  const numbers = new Int32Array((made * stepStride) / 4);
  for (let step = 0; step < made; step++) numbers[(step * stepStride) / 4] = step;
  own.steps?.buffer.destroy();
  own.steps = { buffer: filled(device, numbers.buffer), count: made };
  return own.steps.buffer;
}

function filled(device: GPUDevice, content: ArrayBuffer): GPUBuffer {
  const buffer = device.createBuffer({
    size: content.byteLength,
    usage: GPUBufferUsage.UNIFORM,
    mappedAtCreation: true,
  });
  new Uint8Array(buffer.getMappedRange()).set(new Uint8Array(content));
  buffer.unmap();
  return buffer;
}
