import { logSoftmax, reshape, softmax as softmaxOf, type Value } from '@gradbook/core-ops';

import type { AttributeReader } from '../cases/attributes.ts';
import { type Family, needed, neededAt, type OnnxContext, type OnnxFunction, type TorchFunction } from './family.ts';

type AlongAxis = (x: Value, axis: number) => Value;

export const softmax: Family = {
  name: 'softmax',
  inputs: ['x'],
  torch: {
    softmax: (attributes) => torchSoftmax(attributes, softmaxOf),
    log_softmax: (attributes) => torchSoftmax(attributes, logSoftmax),
  },
  onnx: {
    Softmax: (attributes, context) => onnxSoftmax(attributes, context, softmaxOf),
    LogSoftmax: (attributes, context) => onnxSoftmax(attributes, context, logSoftmax),
  },
};

function torchSoftmax(attributes: AttributeReader, apply: AlongAxis): TorchFunction {
  const axis = attributes.number('dim');
  attributes.done();
  return (values) => ({ y: apply(needed(values, 'x'), axis) });
}

function onnxSoftmax(attributes: AttributeReader, { opset }: OnnxContext, apply: AlongAxis): OnnxFunction {
  // Until opset 12 the input was seen as a matrix: the axes before `axis` are its rows, all others its columns.
  const matrix = opset < 13;
  const axis = attributes.number('axis', matrix ? 1 : -1);
  attributes.done();
  return (inputs) => {
    const x = neededAt(inputs, 0);
    if (!matrix) return [apply(x, axis)];
    const front = axis < 0 ? axis + x.shape.length : axis;
    const columns = x.shape.slice(front).reduce((size, length) => size * length, 1);
    const rows = x.shape.slice(0, front).reduce((size, length) => size * length, 1);
    return [reshape(apply(reshape(x, [rows, columns]), 1), x.shape)];
  };
}
