import { z } from 'zod';

const number = z.union([z.number(), z.enum(['inf', '-inf', 'nan'])]).transform(toNumber);

const tensor = z
  .object({ shape: z.array(z.int().nonnegative()), dtype: z.string(), data: z.array(number) })
  .refine(({ shape, data }) => shape.reduce((size, length) => size * length, 1) === data.length, {
    error: 'the number of elements in data is not the one that shape says',
  });

/** A tensor of a case: row-major, non-finite numbers already numbers. */
export type CaseTensor = z.infer<typeof tensor>;

const tensors = z.record(z.string(), tensor);

/** `torch/*.json`: one call of a PyTorch operation, its gradients, and the same in float64. */
export const torchCase = z.object({
  name: z.string(),
  op: z.string(),
  attrs: z.record(z.string(), z.unknown()),
  note: z.string().optional(),
  torch_f32_error: z.number().nonnegative(),
  inputs: tensors,
  params: tensors,
  outputs: tensors,
  grads: tensors,
  outputs64: tensors,
  grads64: tensors,
});
export type TorchCase = z.infer<typeof torchCase>;

/** `onnx/*.json`: one node of a backend test; null stands for an omitted input or output. */
export const onnxCase = z.object({
  name: z.string(),
  op: z.string(),
  domain: z.string(),
  opset: z.int(),
  attrs: z.record(z.string(), z.unknown()),
  inputs: z.array(tensor.nullable()),
  outputs: z.array(tensor.nullable()),
});
export type OnnxCase = z.infer<typeof onnxCase>;

/** `beam/*.json`: a beam search over log-probabilities. */
export const beamCase = z.object({
  name: z.string(),
  op: z.literal('beam_search'),
  attrs: z.record(z.string(), z.unknown()),
  inputs: z.object({ logp: tensor }),
  outputs: z.record(z.string(), z.unknown()),
});
export type BeamCase = z.infer<typeof beamCase>;

function toNumber(value: number | 'inf' | '-inf' | 'nan'): number {
  if (typeof value === 'number') return value;
  return { inf: Infinity, '-inf': -Infinity, nan: NaN }[value];
}
