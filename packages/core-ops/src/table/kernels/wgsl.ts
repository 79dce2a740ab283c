import { engine, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

import { sizeOf } from '../../values/float64-tensor.ts';
import type { Shape } from '../../values/value.ts';

/** Numbers a program reads without being compiled again when they change. */
export interface Uniform {
  readonly name: string;
  readonly type: 'i32' | 'f32';
  /** One number is a scalar in WGSL; a list is reached through {@link element}. */
  readonly values: number | readonly number[];
}

/** A compute shader run once per element or per thread. Inputs and output are flat arrays: shapes travel as uniforms. */
export interface Program {
  /** Names the source: everything that is baked into `body` must be part of it, because pipelines are cached by it. */
  readonly name: string;
  /** Bound as `input0`, `input1`, … of type array<f32> or, for int32 and bool, array<i32>. */
  readonly inputs: readonly Tensor[];
  readonly shape: Shape;
  readonly dtype: 'float32' | 'int32' | 'bool';
  /** WGSL with a function `compute(index: i32)` that writes to `result`. */
  readonly body: string;
  readonly uniforms?: readonly Uniform[];
  /** How many times `compute` runs, once for each output element unless given. */
  readonly threads?: number;
  /** Threads of a workgroup, 64 unless given: fewer spread a small number of long threads over more cores. */
  readonly groupSize?: number;
  /** Whether `compute` waits at barriers: it runs in every thread of a workgroup, also in those past the last one. */
  readonly barriers?: boolean;
  /** Elements that `input0`, `input1`, … are read by: 1, or 4 for array<vec4<…>>, whose length must be a multiple. */
  readonly components?: readonly (1 | 4)[];
}

type ProgramArguments = Parameters<WebGPUBackend['runWebGPUProgram']>;

const workgroupSize = 64;
/** From so many output elements on, a thread computes several: starting one costs as much as an addition. */
const manyElements = 2 ** 16;
const elementsPerThread = 4;

/** tfjs's WebGPU backend, the only device that kernels run on. */
function webgpu(): WebGPUBackend {
  if (engine().backendName !== 'webgpu') {
    throw new Error('No WebGPU device is ready: call `await init()` before computing with tensors.');
  }
  return engine().backend as WebGPUBackend;
}

/**
 * Every program has `uniforms.NAN`, `uniforms.INFINITY`, `uniforms.threads` and:
 * - `isnan(x)`, by bits: shader compilers may assume that comparisons never meet a NaN;
 * - `opaque(x)`, x itself by a route that no compiler sees through, so that error terms such as (a + b) − a are not
 *   simplified to b where a compiler reorders arithmetic.
 */
const prelude = (perThread: number, barriers: boolean): string => `
fn opaque(x: f32) -> f32 { return bitcast<f32>(bitcast<u32>(x) ^ u32(uniforms.zero)); }
fn main(thread: i32) {
  ${
    barriers
      ? 'compute(thread);'
      : perThread === 1
        ? 'if (thread < uniforms.threads) { compute(thread); }'
        : `if (thread >= uniforms.launched) { return; }
  for (var index = thread; index < uniforms.threads; index += uniforms.launched) { compute(index); }`
  }
}
`;

/** Runs a program and returns its output as a tensor that the surrounding scope owns. */
export function runProgram(program: Program): Tensor {
  const backend = webgpu();
  const size = sizeOf(program.shape);
  const threads = program.threads ?? size;
  const perThread = program.threads === undefined && size >= manyElements ? elementsPerThread : 1;
  const { groupSize = workgroupSize, components = program.inputs.map(() => 1) } = program;
  const groups = Math.ceil(threads / (groupSize * perThread));
  const all: Uniform[] = [
    { name: 'threads', type: 'i32', values: threads },
    { name: 'launched', type: 'i32', values: groups * groupSize },
    { name: 'zero', type: 'i32', values: 0 },
    ...(program.uniforms ?? []),
  ];
  const fields: string[] = [];
  const data: { type: string; data: number[] }[] = [];
  for (const { name, type, values } of all) {
    const tfjsType = type === 'i32' ? 'int32' : 'float32';
    if (typeof values === 'number') {
      fields.push(`${name}: ${type}`);
      data.push({ type: tfjsType, data: [values] });
    } else {
      const quads = Math.max(1, Math.ceil(values.length / 4));
      fields.push(`${name}: array<vec4<${type}>, ${quads}>`);
      for (let q = 0; q < quads; q++) {
        data.push({ type: tfjsType, data: [0, 1, 2, 3].map((i) => values[4 * q + i] ?? 0) });
      }
    }
  }
  const definition: ProgramArguments[0] = {
    shaderKey: `gradbook ${program.name} ${components.join(' ')} ${perThread}`,
    variableNames: program.inputs.map((_, i) => `input${i}`),
    outputShape: [size],
    dispatchLayout: { x: [0] },
    dispatch: [groups, 1, 1],
    workgroupSize: [groupSize, 1, 1],
    variableComponents: [...components],
    uniforms: fields.join(', '),
    getUserCode: () => prelude(perThread, program.barriers ?? false) + program.body,
  };
  // Declared as scalars, inputs of every shape share one pipeline; the buffers behind them keep their length.
  const inputs: TensorInfo[] = program.inputs.map(({ dataId, dtype }) => ({ dataId, dtype, shape: [] }));
  const info = backend.runWebGPUProgram(definition, inputs, program.dtype, data);
  return engine().makeTensorFromTensorInfo({ ...info, shape: [...program.shape] });
}

/** WGSL for element `index` of a uniform list. */
export function element(uniform: string, index: number): string {
  return `uniforms.${uniform}[${Math.floor(index / 4)}][${index % 4}]`;
}

/** WGSL type of a tensor's elements in its buffer. */
export function elementType(tensor: Tensor): 'f32' | 'i32' {
  return tensor.dtype === 'int32' || tensor.dtype === 'bool' ? 'i32' : 'f32';
}

/** The dtype of a tensor that kernels take. */
export function kernelDtype(operation: string, tensor: Tensor): 'float32' | 'int32' | 'bool' {
  if (tensor.dtype === 'float32' || tensor.dtype === 'int32' || tensor.dtype === 'bool') return tensor.dtype;
  throw new TypeError(`${operation}: got dtype ${tensor.dtype}; it takes float32, int32 or bool`);
}
