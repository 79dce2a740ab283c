import {
  add,
  type AxisPadding,
  conv1d,
  conv2d,
  conv3d,
  type ConvOptions,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type ConvTransposeOptions,
  reshape,
  type Value,
} from '@gradbook/core-ops';

import { type AttributeReader, Unsupported } from '../cases/attributes.ts';
import { type Family, needed, neededAt, type OnnxContext, type OnnxFunction, type TorchFunction } from './family.ts';

const convolutions: Readonly<Record<number, (x: Value, filter: Value, options: ConvOptions) => Value>> = {
  1: conv1d,
  2: conv2d,
  3: conv3d,
};
const transposed: Readonly<Record<number, (x: Value, filter: Value, options: ConvTransposeOptions) => Value>> = {
  1: convTranspose1d,
  2: convTranspose2d,
  3: convTranspose3d,
};

export const conv: Family = {
  name: 'conv',
  inputs: ['x', 'weight', 'bias'],
  torch: {
    conv1d: (attributes) => torchConv(attributes, 1),
    conv2d: (attributes) => torchConv(attributes, 2),
    conv_transpose1d: (attributes) => torchTransposed(attributes, 1),
    conv_transpose2d: (attributes) => torchTransposed(attributes, 2),
  },
  onnx: { Conv: onnxConv, ConvTranspose: onnxTransposed },
};

function torchConv(attributes: AttributeReader, axes: number): TorchFunction {
  const padding = attributes.stringOrNumbers('padding', Array<number>(axes).fill(0));
  if (typeof padding === 'string' && padding !== 'same' && padding !== 'valid') {
    throw new Unsupported(`padding "${padding}" is not known`);
  }
  const options: ConvOptions = { ...torchOptions(attributes, axes), padding };
  attributes.done();
  return (values) => ({
    y: withBias(convolutions[axes]!(needed(values, 'x'), needed(values, 'weight'), options), values['bias'], axes),
  });
}

function torchTransposed(attributes: AttributeReader, axes: number): TorchFunction {
  const options: ConvTransposeOptions = {
    ...torchOptions(attributes, axes),
    padding: attributes.numbers('padding', Array<number>(axes).fill(0)),
    outputPadding: attributes.numbers('output_padding', Array<number>(axes).fill(0)),
  };
  attributes.done();
  return (values) => ({
    y: withBias(transposed[axes]!(needed(values, 'x'), needed(values, 'weight'), options), values['bias'], axes),
  });
}

function torchOptions(attributes: AttributeReader, axes: number): Pick<ConvOptions, 'stride' | 'dilation' | 'groups'> {
  const ones = Array<number>(axes).fill(1);
  if (attributes.string('padding_mode', 'zeros') !== 'zeros') throw new Unsupported('only padding with zeros');
  // The weight's and the bias's shapes say these.
  attributes.ignore('in_channels', 'out_channels', 'kernel_size', 'bias');
  return {
    stride: attributes.numbers('stride', ones),
    dilation: attributes.numbers('dilation', ones),
    groups: attributes.number('groups', 1),
  };
}

/** y + bias along the channels. */
function withBias(y: Value, bias: Value | undefined, axes: number): Value {
  return bias ? add(y, reshape(bias, [bias.shape[0]!, ...Array<number>(axes).fill(1)])) : y;
}

/** Attributes that Conv and ConvTranspose share, with sizes: kernel_shape is that of the filter unless given. */
interface OnnxConv {
  readonly axes: number;
  readonly input: readonly number[];
  /** dilation·(kernel − 1) + 1 */
  readonly span: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
  readonly pads: readonly (readonly [number, number])[];
  readonly autoPad: string;
}

function readOnnx(attributes: AttributeReader, { shapes }: OnnxContext): OnnxConv {
  const [x, filter] = shapes;
  if (!x || !filter) throw new Unsupported('a convolution without input or filter');
  const axes = x.length - 2;
  if (!(axes in convolutions)) throw new Unsupported(`${axes} spatial axes`);
  const kernel = filter.slice(2);
  const ones = Array<number>(axes).fill(1);
  if (String(attributes.numbers('kernel_shape', kernel)) !== String(kernel)) {
    throw new Unsupported(`kernel_shape differs from the filter's ${kernel.join('×')}`);
  }
  const dilation = attributes.numbers('dilations', ones);
  const pads = attributes.numbers('pads', Array<number>(2 * axes).fill(0));
  return {
    axes,
    input: x.slice(2),
    span: kernel.map((taps, axis) => dilation[axis]! * (taps - 1) + 1),
    stride: attributes.numbers('strides', ones),
    dilation,
    groups: attributes.number('group', 1),
    pads: kernel.map((_, axis) => [pads[axis]!, pads[axis + axes]!]),
    autoPad: attributes.string('auto_pad', 'NOTSET'),
  };
}

function onnxConv(attributes: AttributeReader, context: OnnxContext): OnnxFunction {
  const { axes, input, span, stride, dilation, groups, pads, autoPad } = readOnnx(attributes, context);
  attributes.done();
  // SAME: output = ⌈input / stride⌉.
  const total = input.map((length, axis) => {
    const output = Math.ceil(length / stride[axis]!);
    return Math.max(0, (output - 1) * stride[axis]! + span[axis]! - length);
  });
  const options = { stride, dilation, groups, padding: autoPad === 'NOTSET' ? pads : automatic(autoPad, total) };
  return (inputs) => [
    withBias(convolutions[axes]!(neededAt(inputs, 0), neededAt(inputs, 1), options), inputs[2], axes),
  ];
}

function onnxTransposed(attributes: AttributeReader, context: OnnxContext): OnnxFunction {
  const { axes, input, span, stride, dilation, groups, pads, autoPad } = readOnnx(attributes, context);
  const outputPadding = attributes.numbers('output_padding', Array<number>(axes).fill(0));
  const full = input.map((length, axis) => (length - 1) * stride[axis]! + outputPadding[axis]! + span[axis]!);
  // SAME: output = input · stride. A given output_shape decides over the padding as well.
  const wanted = attributes.has('output_shape')
    ? attributes.numbers('output_shape').slice(-axes)
    : autoPad.startsWith('SAME')
      ? input.map((length, axis) => length * stride[axis]!)
      : undefined;
  attributes.done();
  const total = wanted?.map((size, axis) => full[axis]! - size);
  // Where more is wanted than there is, it comes as zeros at the end.
  const missing = total?.map((excess) => Math.max(0, -excess)) ?? [];
  const padding = total
    ? automatic(
        autoPad === 'NOTSET' ? 'SAME_LOWER' : autoPad,
        total.map((excess) => Math.max(0, excess)),
      )
    : autoPad === 'NOTSET'
      ? pads
      : automatic(autoPad, []);
  const options = {
    stride,
    dilation,
    groups,
    padding,
    outputPadding: outputPadding.map((more, axis) => more + (missing[axis] ?? 0)),
  };
  return (inputs) => [withBias(transposed[axes]!(neededAt(inputs, 0), neededAt(inputs, 1), options), inputs[2], axes)];
}

/** SAME_UPPER puts the odd element at the end, SAME_LOWER at the beginning. */
function automatic(autoPad: string, total: readonly number[]): AxisPadding[] | 0 {
  const halves = total.map((elements) => [Math.floor(elements / 2), Math.ceil(elements / 2)] as const);
  switch (autoPad) {
    case 'SAME_UPPER':
      return halves;
    case 'SAME_LOWER':
      return halves.map(([less, more]) => [more, less]);
    case 'VALID':
      return 0;
    default:
      throw new Unsupported(`auto_pad ${autoPad} is not known`);
  }
}
