import {
  div,
  equal,
  logSoftmax,
  mul,
  neg,
  oneHot,
  square,
  sub,
  sum,
  transpose,
  type Value,
  where,
  add,
} from '@gradbook/core-ops';

import { type AttributeReader, Unsupported } from '../cases/attributes.ts';
import {
  type Family,
  type Named,
  needed,
  neededAt,
  type OnnxContext,
  type OnnxFunction,
  type TorchFunction,
} from './family.ts';

export const losses: Family = {
  name: 'losses',
  inputs: ['x', 'target', 'weight'],
  torch: {
    cross_entropy: (attributes) => torchClassLoss(attributes, logSoftmax),
    nll_loss: (attributes) => torchClassLoss(attributes, (x) => x),
    mse_loss: (attributes) => {
      const reduction = reductionOf(attributes);
      attributes.done();
      return (values) => {
        const squares = square(sub(needed(values, 'x'), needed(values, 'target')));
        return {
          loss: reduce(
            squares,
            reduction,
            squares.shape.reduce((size, length) => size * length, 1),
          ),
        };
      };
    },
  },
  onnx: {
    SoftmaxCrossEntropyLoss: (attributes, context) => onnxClassLoss(attributes, context, logSoftmax),
    NegativeLogLikelihoodLoss: (attributes, context) => onnxClassLoss(attributes, context, (x) => x),
  },
};

type Reduction = 'none' | 'mean' | 'sum';

interface ClassLoss {
  readonly reduction: Reduction;
  readonly smoothing: number;
  /** Targets of this class do not count. */
  readonly ignored: number | undefined;
}

/** Log-probabilities from what the case gives, along an axis. */
type LogProbabilities = (x: Value, axis: number) => Value;

function torchClassLoss(attributes: AttributeReader, logs: LogProbabilities): TorchFunction {
  const options = {
    reduction: reductionOf(attributes),
    smoothing: attributes.number('label_smoothing', 0),
    ignored: attributes.number('ignore_index', -100),
  };
  attributes.done();
  return (values: Named) => {
    const x = needed(values, 'x');
    const logarithms = logs(x, classAxis(x));
    return { loss: classLoss(logarithms, needed(values, 'target'), values['weight'], options) };
  };
}

function onnxClassLoss(
  attributes: AttributeReader,
  { outputCount }: OnnxContext,
  logs: LogProbabilities,
): OnnxFunction {
  const options = {
    reduction: reductionOf(attributes),
    smoothing: 0,
    ignored: attributes.has('ignore_index') ? attributes.number('ignore_index') : undefined,
  };
  attributes.done();
  return (inputs) => {
    const x = neededAt(inputs, 0);
    const logarithms = logs(x, classAxis(x));
    const loss = classLoss(logarithms, neededAt(inputs, 1), inputs[2], options);
    return outputCount > 1 ? [loss, logarithms] : [loss];
  };
}

/**
 * The negative log-likelihood of classes [N, …] or of class probabilities [N, C, …] under log-probabilities [N, C, …].
 * The mean is over the weights of the targets that count; over positions where targets are probabilities.
 */
function classLoss(logs: Value, target: Value, weight: Value | undefined, options: ClassLoss): Value {
  const { reduction, smoothing, ignored } = options;
  const last = classesLast(logs);
  const classes = last.shape.at(-1)!;
  const weighted = (value: Value): Value => (weight ? mul(value, weight) : value);
  if (target.dtype === 'float32' || target.dtype === 'float64') {
    const smooth = add(mul(classesLast(target), 1 - smoothing), smoothing / classes);
    const each = neg(sum(weighted(mul(smooth, last)), -1));
    return reduce(
      each,
      reduction,
      each.shape.reduce((size, length) => size * length, 1),
    );
  }
  // A class that does not exist has no 1 in its row, so it takes no part in any sum.
  const counted = ignored === undefined ? target : where(equal(target, ignored), -1, target);
  const chosen = oneHot(counted, classes);
  const likelihood = sum(weighted(mul(chosen, last)), -1);
  const weights = sum(weighted(chosen), -1);
  const uniform = mul(sum(weighted(last), -1), sum(chosen, -1));
  const each = neg(
    smoothing === 0 ? likelihood : add(mul(likelihood, 1 - smoothing), mul(uniform, smoothing / classes)),
  );
  return reduction === 'mean' ? div(sum(each), sum(weights)) : reduce(each, reduction, 1);
}

function classAxis(x: Value): number {
  return x.shape.length === 1 ? 0 : 1;
}

function classesLast(x: Value): Value {
  const axis = classAxis(x);
  const others = x.shape.map((_, index) => index).filter((index) => index !== axis);
  return axis === x.shape.length - 1 ? x : transpose(x, [...others, axis]);
}

function reduce(each: Value, reduction: Reduction, count: number): Value {
  switch (reduction) {
    case 'none':
      return each;
    case 'sum':
      return sum(each);
    case 'mean':
      return div(sum(each), count);
  }
}

function reductionOf(attributes: AttributeReader): Reduction {
  const reduction = attributes.string('reduction', 'mean');
  if (reduction === 'none' || reduction === 'mean' || reduction === 'sum') return reduction;
  throw new Unsupported(`the reduction ${reduction} is not known`);
}
