import { Float64Tensor, type Value } from '@gradbook/core-ops';

import { AttributeReader, Unsupported } from '../cases/attributes.ts';
import type { ConformanceCase } from '../cases/read.ts';
import type { CaseTensor, OnnxCase, TorchCase } from '../cases/schema.ts';
import type { Family } from '../families/family.ts';

/** A case as what has to be computed and what it should be, whatever file format it came in. */
export interface Problem {
  /** The tensors given, float32 ones rounded to float32. */
  readonly given: Readonly<Record<string, Float64Tensor>>;
  readonly compute: (values: Readonly<Record<string, Value>>) => Record<string, Value>;
  /** The outputs that are compared. */
  readonly outputs: Readonly<Record<string, Float64Tensor>>;
  /** The gradients of Σ output · cotangent that are compared, by the name of what is differentiated. */
  readonly gradients: Readonly<Record<string, Float64Tensor>>;
  /** By output; outputs without one are not in the loss. */
  readonly cotangents: Readonly<Record<string, Float64Tensor>>;
  /** PyTorch's own float32 error; none for numbers that are float32 themselves. */
  readonly peerError: number | undefined;
}

/** @throws Unsupported when the case asks for what is not there. */
export function problemOf(conformanceCase: Exclude<ConformanceCase, { format: 'beam' }>, family: Family): Problem {
  switch (conformanceCase.format) {
    case 'torch':
      return torchProblem(conformanceCase.content, family);
    case 'onnx':
      return onnxProblem(conformanceCase.content, family);
  }
}

const cotangentName = /^cotangent(?:_(?<output>.+))?$/;

function torchProblem(content: TorchCase, family: Family): Problem {
  const define = family.torch[content.op];
  if (!define) throw new Unsupported(`the operation ${content.op} cannot be run yet`);
  const all = { ...content.inputs, ...content.params };
  const given = mapValues(
    Object.fromEntries(Object.entries(all).filter(([name]) => !cotangentName.test(name))),
    roundedTensor,
  );
  const { inputs } = family;
  const unknown = inputs === 'any' ? undefined : Object.keys(given).find((name) => !inputs.includes(name));
  if (unknown !== undefined) throw new Unsupported(`the input ${unknown} is not known`);
  const [firstOutput] = Object.keys(content.outputs64);
  const cotangents = Object.fromEntries(
    Object.entries(content.inputs).flatMap(([name, tensor]) => {
      const match = cotangentName.exec(name);
      return match ? [[match.groups?.['output'] ?? firstOutput, roundedTensor(tensor)] as const] : [];
    }),
  );
  return {
    given,
    compute: define(new AttributeReader(content.attrs), {
      outputs: Object.keys(content.outputs64),
      inputs: Object.keys(content.inputs).filter((name) => !cotangentName.test(name)),
      params: Object.keys(content.params),
    }),
    outputs: mapValues(content.outputs64, exactTensor),
    gradients: mapValues(content.grads64, exactTensor),
    cotangents,
    peerError: content.torch_f32_error,
  };
}

function onnxProblem(content: OnnxCase, family: Family): Problem {
  const define = family.onnx[content.op];
  if (!define) throw new Unsupported(`the operator ${content.op} cannot be run yet`);
  if (content.domain !== 'ai.onnx' && content.domain !== '') throw new Unsupported(`the domain ${content.domain}`);
  const run = define(new AttributeReader(content.attrs), {
    opset: content.opset,
    shapes: content.inputs.map((input) => input?.shape),
    outputCount: content.outputs.length,
  });
  return {
    given: numbered(content.inputs, roundedTensor),
    compute: (values) => {
      const results = run(content.inputs.map((_, i) => values[String(i)]));
      return Object.fromEntries(results.map((result, i) => [String(i), result]));
    },
    outputs: numbered(content.outputs, roundedTensor),
    gradients: {},
    cotangents: {},
    peerError: undefined,
  };
}

/** A node's tensors by their position, omitted ones left out. */
function numbered(
  tensors: readonly (CaseTensor | null)[],
  convert: (tensor: CaseTensor) => Float64Tensor,
): Record<string, Float64Tensor> {
  return Object.fromEntries(tensors.flatMap((tensor, i) => (tensor ? [[String(i), convert(tensor)] as const] : [])));
}

/** The decimals of a float32 number are the shortest that give it back: rounding makes them that number. */
function roundedTensor({ shape, dtype, data }: CaseTensor): Float64Tensor {
  return new Float64Tensor(shape, dtype === 'float32' ? data.map(Math.fround) : data, typeOf(dtype));
}

function exactTensor({ shape, dtype, data }: CaseTensor): Float64Tensor {
  return new Float64Tensor(shape, data, typeOf(dtype));
}

function typeOf(dtype: CaseTensor['dtype']): Float64Tensor['dtype'] {
  switch (dtype) {
    case 'float32':
    case 'float64':
      return 'float64';
    case 'int64':
    case 'int32':
    case 'int8':
    case 'uint8':
      return 'int32';
    case 'bool':
      return 'bool';
    default:
      throw new Unsupported(`tensors of ${dtype}`);
  }
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
