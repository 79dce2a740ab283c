import {
  abs,
  adaptiveAveragePool,
  adaptiveMaxPool,
  add,
  averagePool1d,
  averagePool2d,
  averagePool3d,
  type AveragePoolOptions,
  concat,
  div,
  floor,
  globalAveragePool,
  globalMaxPool,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  maxPoolWithIndices,
  mul,
  type PoolOptions,
  reshape,
  scatterAdd,
  slice,
  sqrt,
  square,
  sub,
  sum,
  type Value,
} from '@gradbook/core-ops';

import { type AttributeReader, Unsupported } from '../cases/attributes.ts';
import {
  type Family,
  needed,
  neededAt,
  type OnnxContext,
  type OnnxFunction,
  type TorchContext,
  type TorchFunction,
} from './family.ts';

const maxPools: Readonly<Record<number, (x: Value, options: PoolOptions) => Value>> = {
  1: maxPool1d,
  2: maxPool2d,
  3: maxPool3d,
};
const averagePools: Readonly<Record<number, (x: Value, options: AveragePoolOptions) => Value>> = {
  1: averagePool1d,
  2: averagePool2d,
  3: averagePool3d,
};

const axesOf = [1, 2, 3] as const;

/** A torch operation for each number of axes. */
function each(
  name: string,
  define: (axes: number, attributes: AttributeReader, context: TorchContext) => TorchFunction,
): Family['torch'] {
  return Object.fromEntries(
    axesOf.map((axes) => [`${name}${axes}d`, (attributes, context) => define(axes, attributes, context)]),
  );
}

export const pooling: Family = {
  name: 'pooling',
  inputs: ['x'],
  torch: {
    ...each('max_pool', torchMax),
    ...each('avg_pool', torchAverage),
    ...each('adaptive_avg_pool', (axes, attributes) => torchAdaptive(axes, attributes, adaptiveAveragePool)),
    ...each('adaptive_max_pool', (axes, attributes) => torchAdaptive(axes, attributes, adaptiveMaxPool)),
  },
  onnx: {
    MaxPool: onnxMax,
    AveragePool: onnxAverage,
    LpPool: onnxLp,
    GlobalMaxPool: (attributes) => global(attributes, globalMaxPool),
    GlobalAveragePool: (attributes) => global(attributes, globalAveragePool),
    GlobalLpPool: onnxGlobalLp,
    MaxUnpool: onnxUnpool,
  },
};

/** A number for all axes, or one an axis. */
function perAxis(attributes: AttributeReader, name: string, axes: number, absent?: number): readonly number[] {
  const given = attributes.numberOrNumbers(name, absent);
  if (typeof given === 'number') return Array<number>(axes).fill(given);
  // PyTorch's functions take one number in a list as well.
  return given.length === 1 ? Array<number>(axes).fill(given[0]!) : given;
}

function torchOptions(attributes: AttributeReader, axes: number): PoolOptions & { readonly kernel: readonly number[] } {
  const kernel = perAxis(attributes, 'kernel_size', axes);
  const stride = attributes.has('stride') ? perAxis(attributes, 'stride', axes) : [];
  attributes.ignore('stride');
  return {
    kernel,
    // None, or an empty list, is the kernel's size.
    ...(stride.length > 0 ? { stride } : {}),
    padding: perAxis(attributes, 'padding', axes, 0),
    ceilMode: attributes.boolean('ceil_mode', false),
  };
}

function torchMax(axes: number, attributes: AttributeReader, { outputs }: TorchContext): TorchFunction {
  const options = { ...torchOptions(attributes, axes), dilation: perAxis(attributes, 'dilation', axes, 1) };
  const withIndices = attributes.boolean('return_indices', false) || outputs.includes('indices');
  attributes.done();
  const name = outputs.find((output) => output !== 'indices') ?? 'y';
  return (values) => {
    const x = needed(values, 'x');
    if (!withIndices) return { [name]: maxPools[axes]!(x, options) };
    const pooled = maxPoolWithIndices(x, options);
    return { [name]: pooled.values, ...(outputs.includes('indices') ? { indices: pooled.indices } : {}) };
  };
}

function torchAverage(axes: number, attributes: AttributeReader, { outputs }: TorchContext): TorchFunction {
  const options: AveragePoolOptions = {
    ...torchOptions(attributes, axes),
    countIncludePad: attributes.boolean('count_include_pad', true),
    ...(attributes.has('divisor_override') ? { divisor: attributes.number('divisor_override') } : {}),
  };
  attributes.ignore('divisor_override');
  attributes.done();
  return (values) => ({ [outputs[0] ?? 'y']: averagePools[axes]!(needed(values, 'x'), options) });
}

function torchAdaptive(
  axes: number,
  attributes: AttributeReader,
  pool: (x: Value, size: readonly number[]) => Value,
): TorchFunction {
  const size = perAxis(attributes, 'output_size', axes);
  attributes.ignore('return_indices');
  attributes.done();
  return (values) => {
    const x = needed(values, 'x');
    // Without a batch: one of one.
    if (x.shape.length === axes + 2) return { y: pool(x, size) };
    const y = pool(reshape(x, [1, ...x.shape]), size);
    return { y: reshape(y, y.shape.slice(1)) };
  };
}

/** The windows of an ONNX node. */
function onnxOptions(
  attributes: AttributeReader,
  { shapes }: OnnxContext,
): PoolOptions & { readonly kernel: readonly number[] } {
  const kernel = attributes.numbers('kernel_shape');
  const axes = kernel.length;
  if (!(axes in maxPools) || shapes[0]?.length !== axes + 2) {
    throw new Unsupported(`a kernel of ${axes} axes on an input of ${shapes[0]?.length ?? 0}`);
  }
  const ones = Array<number>(axes).fill(1);
  const pads = attributes.numbers('pads', Array<number>(2 * axes).fill(0));
  return {
    kernel,
    stride: attributes.numbers('strides', ones),
    dilation: attributes.numbers('dilations', ones),
    ceilMode: attributes.boolean('ceil_mode', false),
    padding: automatic(
      attributes.string('auto_pad', 'NOTSET'),
      kernel.map((_, axis) => [pads[axis]!, pads[axis + axes]!] as const),
    ),
  };
}

function automatic(autoPad: string, pads: Exclude<PoolOptions['padding'], undefined>): typeof pads {
  switch (autoPad) {
    case 'NOTSET':
      return pads;
    case 'VALID':
      return 0;
    case 'SAME_UPPER':
      return 'sameUpper';
    case 'SAME_LOWER':
      return 'sameLower';
    default:
      throw new Unsupported(`auto_pad ${autoPad} is not known`);
  }
}

function onnxMax(attributes: AttributeReader, context: OnnxContext): OnnxFunction {
  const options = onnxOptions(attributes, context);
  const columnMajor = attributes.number('storage_order', 0) === 1;
  attributes.done();
  return (inputs) => {
    const x = neededAt(inputs, 0);
    if (context.outputCount < 2) return [maxPools[options.kernel.length]!(x, options)];
    const { values, indices } = maxPoolWithIndices(x, options);
    return [values, onnxIndices(indices, x.shape.slice(2), columnMajor)];
  };
}

/** Positions in a plane as positions in the whole tensor, each plane row by row or (the last two axes) column by column. */
function onnxIndices(indices: Value, spatial: readonly number[], columnMajor: boolean): Value {
  const volume = spatial.reduce((product, length) => product * length, 1);
  const planes = indices.shape[0]! * indices.shape[1]!;
  const rows = reshape(indices, [planes, indices.shape.slice(2).reduce((product, length) => product * length, 1)]);
  const within = columnMajor ? byColumns(rows, spatial) : rows;
  const moved = Array.from({ length: planes }, (_, plane) =>
    add(slice(within, [plane, 0], [1, within.shape[1]!]), plane * volume),
  );
  return reshape(concat(moved, 0), indices.shape);
}

function byColumns(positions: Value, spatial: readonly number[]): Value {
  if (spatial.length !== 2) throw new Unsupported(`storage_order 1 with ${spatial.length} spatial axes`);
  const [height, width] = spatial as [number, number];
  // Half a position keeps the quotient away from whole numbers, where its rounding would count.
  const row = floor(div(add(positions, 0.5), width));
  return add(row, mul(sub(positions, mul(row, width)), height));
}

function onnxAverage(attributes: AttributeReader, context: OnnxContext): OnnxFunction {
  const options = onnxOptions(attributes, context);
  const countIncludePad = attributes.boolean('count_include_pad', false);
  attributes.done();
  return (inputs) => [averagePools[options.kernel.length]!(neededAt(inputs, 0), { ...options, countIncludePad })];
}

/** (Σ |x|ᵖ)^(1/p) over windows, where zeros in the padding add nothing. */
function onnxLp(attributes: AttributeReader, context: OnnxContext): OnnxFunction {
  const options = onnxOptions(attributes, context);
  const norm = lpNorm(attributes);
  attributes.done();
  return (inputs) => [
    norm(neededAt(inputs, 0), (powers) => averagePools[options.kernel.length]!(powers, { ...options, divisor: 1 })),
  ];
}

function onnxGlobalLp(attributes: AttributeReader, { shapes }: OnnxContext): OnnxFunction {
  const norm = lpNorm(attributes);
  attributes.done();
  const axes = (shapes[0] ?? []).map((_, axis) => axis).slice(2);
  return (inputs) => [norm(neededAt(inputs, 0), (powers) => sum(powers, axes, { keepDims: true }))];
}

function lpNorm(attributes: AttributeReader): (x: Value, total: (powers: Value) => Value) => Value {
  const p = attributes.number('p', 2);
  if (p === 1) return (x, total) => total(abs(x));
  if (p === 2) return (x, total) => sqrt(total(square(x)));
  throw new Unsupported(`the norm p = ${p}; 1 and 2 are supported`);
}

function global(attributes: AttributeReader, pool: (x: Value) => Value): OnnxFunction {
  attributes.done();
  return (inputs) => [pool(neededAt(inputs, 0))];
}

/** Each element at the position that its index names in the whole result, zeros elsewhere. */
function onnxUnpool(attributes: AttributeReader, { shapes }: OnnxContext): OnnxFunction {
  const kernel = attributes.numbers('kernel_shape');
  const stride = attributes.numbers(
    'strides',
    kernel.map(() => 1),
  );
  const pads = attributes.numbers(
    'pads',
    [...kernel, ...kernel].map(() => 0),
  );
  attributes.done();
  if (shapes[2]) throw new Unsupported('an output_shape given as a tensor');
  const [x] = shapes;
  if (!x) throw new Unsupported('an unpooling without input');
  const size = kernel.map(
    (taps, axis) => (x[axis + 2]! - 1) * stride[axis]! + taps - pads[axis]! - pads[axis + kernel.length]!,
  );
  const shape = [...x.slice(0, 2), ...size];
  const volume = shape.reduce((product, length) => product * length, 1);
  return (inputs) => {
    const [values, indices] = [neededAt(inputs, 0), neededAt(inputs, 1)];
    const count = values.shape.reduce((product, length) => product * length, 1);
    return [reshape(scatterAdd(reshape(values, [count]), reshape(indices, [count]), 0, volume), shape)];
  };
}
