import { logSoftmax, type Value } from '@gradbook/core-ops';
import {
  type ClassLossOptions,
  crossEntropy,
  type CrossEntropyOptions,
  meanSquaredError,
  negativeLogLikelihood,
  type Reduction,
} from '@gradbook/optim';

import { type AttributeReader, Unsupported } from '../cases/attributes.ts';
import { type Family, needed, neededAt, type OnnxContext, type OnnxFunction, type TorchFunction } from './family.ts';

export const losses: Family = {
  name: 'losses',
  inputs: ['x', 'target', 'weight'],
  torch: {
    cross_entropy: (attributes) => torchClassLoss(attributes, crossEntropy),
    nll_loss: (attributes) => torchClassLoss(attributes, negativeLogLikelihood),
    mse_loss: (attributes) => {
      const reduction = reductionOf(attributes);
      attributes.done();
      return (values) => ({ loss: meanSquaredError(needed(values, 'x'), needed(values, 'target'), { reduction }) });
    },
  },
  onnx: {
    SoftmaxCrossEntropyLoss: (attributes, context) => onnxClassLoss(attributes, context, crossEntropy),
    NegativeLogLikelihoodLoss: (attributes, context) => onnxClassLoss(attributes, context, negativeLogLikelihood),
  },
};

type ClassLoss = (x: Value, target: Value, options: CrossEntropyOptions<Value> & ClassLossOptions<Value>) => Value;

function torchClassLoss(attributes: AttributeReader, loss: ClassLoss): TorchFunction {
  const options = {
    reduction: reductionOf(attributes),
    // nll_loss has no smoothing: the attribute would be unknown.
    ...(loss === crossEntropy ? { labelSmoothing: attributes.number('label_smoothing', 0) } : {}),
    ignoreIndex: attributes.number('ignore_index', -100),
  };
  // PyTorch 1.13's names for what `reduction` says.
  attributes.ignore('size_average', 'reduce');
  attributes.done();
  return (values) => ({
    loss: loss(needed(values, 'x'), needed(values, 'target'), { ...options, weight: values['weight'] ?? null }),
  });
}

function onnxClassLoss(attributes: AttributeReader, { outputCount }: OnnxContext, loss: ClassLoss): OnnxFunction {
  const reduction = reductionOf(attributes);
  const ignoreIndex = attributes.has('ignore_index') ? attributes.number('ignore_index') : null;
  attributes.done();
  return (inputs) => {
    const [x, target] = [neededAt(inputs, 0), neededAt(inputs, 1)];
    const result = loss(x, target, { reduction, ignoreIndex, weight: inputs[2] ?? null });
    return outputCount > 1 ? [result, logSoftmax(x, x.shape.length === 1 ? 0 : 1)] : [result];
  };
}

function reductionOf(attributes: AttributeReader): Reduction {
  const reduction = attributes.string('reduction', 'mean');
  if (reduction === 'none' || reduction === 'mean' || reduction === 'sum') return reduction;
  throw new Unsupported(`the reduction ${reduction} is not known`);
}
