import type { Value } from '@gradbook/core-ops';
import {
  batchNorm,
  type ChannelNormalized,
  groupNorm,
  instanceNorm,
  layerNorm,
  standardize,
} from '@gradbook/normalization';

import { type AttributeReader, Unsupported } from '../cases/attributes.ts';
import {
  type Family,
  type Named,
  needed,
  neededAt,
  type OnnxContext,
  type OnnxFunction,
  type TorchContext,
  type TorchFunction,
} from './family.ts';

export const normalization: Family = {
  name: 'normalization',
  inputs: ['x', 'weight', 'bias', 'running_mean', 'running_var'],
  torch: {
    batch_norm: torchBatchNorm,
    instance_norm: torchInstanceNorm,
    layer_norm: (attributes) => {
      const normalizedShape = attributes.numbers('normalized_shape');
      const epsilon = attributes.number('eps', 1e-5);
      attributes.ignore('elementwise_affine');
      attributes.done();
      return (values) => ({ y: layerNorm(needed(values, 'x'), normalizedShape, { ...affine(values), epsilon }) });
    },
    group_norm: (attributes) => {
      const groups = attributes.number('num_groups');
      const epsilon = attributes.number('eps', 1e-5);
      attributes.ignore('affine', 'num_channels');
      attributes.done();
      return (values) => ({ y: groupNorm(needed(values, 'x'), groups, { ...affine(values), epsilon }) });
    },
  },
  onnx: {
    BatchNormalization: onnxBatchNorm,
    InstanceNormalization: (attributes) => {
      const epsilon = attributes.number('epsilon', 1e-5);
      attributes.ignore('consumed_inputs');
      attributes.done();
      return (inputs) => [
        instanceNorm(neededAt(inputs, 0), { weight: neededAt(inputs, 1), bias: neededAt(inputs, 2), epsilon }).output,
      ];
    },
    LayerNormalization: onnxLayerNorm,
  },
};

/** Weight and bias, where the case has them: those without are not affine. */
function affine(values: Named): { weight?: Value; bias?: Value } {
  const { weight, bias } = values;
  return { ...(weight ? { weight } : {}), ...(bias ? { bias } : {}) };
}

function running(values: Named): { runningMean?: Value; runningVariance?: Value } {
  const { running_mean: runningMean, running_var: runningVariance } = values;
  return { ...(runningMean ? { runningMean } : {}), ...(runningVariance ? { runningVariance } : {}) };
}

/** The outputs that the case wants: the statistics after the call where it has them. */
function wanted(outputs: readonly string[], result: ChannelNormalized<Value>): Record<string, Value> {
  const { output: y, runningMean, runningVariance } = result;
  return {
    y,
    ...(outputs.includes('running_mean') && runningMean ? { running_mean: runningMean } : {}),
    ...(outputs.includes('running_var') && runningVariance ? { running_var: runningVariance } : {}),
  };
}

function torchBatchNorm(attributes: AttributeReader, { outputs }: TorchContext): TorchFunction {
  const epsilon = attributes.number('eps', 1e-5);
  // null: the average over all batches so far, of which the case's is the first.
  const momentum = attributes.isNull('momentum') ? null : attributes.number('momentum', 0.1);
  const training = attributes.boolean('training');
  // Without running statistics among the inputs the batch's are used in evaluation as well.
  attributes.ignore('num_features', 'affine', 'track_running_stats');
  attributes.done();
  return (values) => {
    const options = { ...affine(values), ...running(values), training, momentum, epsilon };
    return wanted(outputs, batchNorm(needed(values, 'x'), options));
  };
}

function torchInstanceNorm(attributes: AttributeReader, { outputs }: TorchContext): TorchFunction {
  const epsilon = attributes.number('eps', 1e-5);
  const momentum = attributes.number('momentum', 0.1);
  const useInputStatistics = attributes.boolean('use_input_stats', true);
  attributes.ignore('num_features', 'affine', 'track_running_stats');
  attributes.done();
  return (values) => {
    const options = { ...affine(values), ...running(values), useInputStatistics, momentum, epsilon };
    return wanted(outputs, instanceNorm(needed(values, 'x'), options));
  };
}

function onnxBatchNorm(attributes: AttributeReader, { opset, outputCount }: OnnxContext): OnnxFunction {
  const epsilon = attributes.number('epsilon', 1e-5);
  const momentum = attributes.number('momentum', 0.9);
  const training = onnxTraining(attributes, opset, outputCount);
  if (!attributes.boolean('spatial', true)) throw new Unsupported('statistics of every position (spatial = 0)');
  if (outputCount > 3) throw new Unsupported('saved statistics');
  attributes.ignore('consumed_inputs');
  attributes.done();
  return (inputs) => {
    const { output, runningMean, runningVariance } = batchNorm(neededAt(inputs, 0), {
      weight: neededAt(inputs, 1),
      bias: neededAt(inputs, 2),
      runningMean: neededAt(inputs, 3),
      runningVariance: neededAt(inputs, 4),
      training,
      momentum,
      epsilon,
      convention: 'onnx',
    });
    return outputCount > 1 && runningMean && runningVariance ? [output, runningMean, runningVariance] : [output];
  };
}

/** How a node says that it trains changed with the operator's versions: is_test, then its outputs, then training_mode. */
function onnxTraining(attributes: AttributeReader, opset: number, outputCount: number): boolean {
  if (opset >= 14) return attributes.boolean('training_mode', false);
  if (opset < 7) return !attributes.boolean('is_test', false);
  return outputCount > 1;
}

function onnxLayerNorm(attributes: AttributeReader, { outputCount, shapes }: OnnxContext): OnnxFunction {
  const epsilon = attributes.number('epsilon', 1e-5);
  const axis = attributes.number('axis', -1);
  if (attributes.number('stash_type', 1) !== 1) throw new Unsupported('statistics in another type than float32');
  attributes.done();
  const shape = shapes[0] ?? [];
  const front = axis < 0 ? axis + shape.length : axis;
  return (inputs) => {
    const [x, weight, bias] = [neededAt(inputs, 0), neededAt(inputs, 1), inputs[2]];
    const y = layerNorm(x, shape.slice(front), { weight, ...(bias ? { bias } : {}), epsilon });
    if (outputCount === 1) return [y];
    const axes = shape.map((_, index) => index).slice(front);
    const { mean, inverseDeviation } = standardize(x, axes, epsilon);
    return [y, mean, inverseDeviation];
  };
}
