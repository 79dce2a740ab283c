import type { ConformanceCase } from '../cases/read.ts';
import type { CaseTensor } from '../cases/schema.ts';

// Cases that tests write by hand, in the formats of the conformance set.

export type Tensors = Record<string, CaseTensor>;

export const f32 = (shape: number[], ...data: number[]): CaseTensor => ({ shape, dtype: 'float32', data });
export const int64 = (shape: number[], ...data: number[]): CaseTensor => ({ shape, dtype: 'int64', data });
/** A batch of one sequence with one channel. */
export const line = (...data: number[]): CaseTensor => f32([1, 1, data.length], ...data);

export function onnxCase(
  op: string,
  attrs: Record<string, unknown>,
  inputs: (CaseTensor | null)[],
  outputs: (CaseTensor | null)[],
  opset = 13,
): ConformanceCase {
  const content = { name: 'a', op, domain: 'ai.onnx', opset, attrs, inputs, outputs };
  return { file: 'a.json', format: 'onnx', content };
}

/** `error` is what PyTorch's own float32 result is taken to be off by; small, so that the derived tolerance decides. */
export function torchCase(
  op: string,
  attrs: Record<string, unknown>,
  tensors: {
    readonly inputs: Tensors;
    readonly params?: Tensors;
    readonly outputs64: Tensors;
    readonly grads64?: Tensors;
  },
  error = 1e-9,
): ConformanceCase {
  const { inputs, params = {}, outputs64, grads64 = {} } = tensors;
  const content = { name: 'a', op, attrs, torch_f32_error: error, inputs, params, outputs: {}, grads: {} };
  return { file: 'a.json', format: 'torch', content: { ...content, outputs64, grads64 } };
}
