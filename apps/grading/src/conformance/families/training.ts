import { valueAndGrad } from '@gradbook/autograd';
import { add, matmul, type Value } from '@gradbook/core-ops';
import {
  clipGradNorm,
  clipGradValue,
  crossEntropy,
  meanAbsoluteError,
  meanSquaredError,
  type OptimizerState,
} from '@gradbook/optim';

import { type AttributeReader, Unsupported } from '../cases/attributes.ts';
import { type Family, type Named, needed, type TorchContext, type TorchFunction } from './family.ts';
import { pick, torchOptimizer, type TorchOptimizer } from './optimizer.ts';

export const training: Family = {
  name: 'training',
  inputs: ['x', 'target', 'w', 'b'],
  torch: {
    train_linear_sgd: (attributes, context) => trainLinear('sgd', attributes, context),
    train_linear_adam: (attributes, context) => trainLinear('adam', attributes, context),
    train_linear_adamw: (attributes, context) => trainLinear('adamw', attributes, context),
  },
  onnx: {},
};

type Parameters = Record<string, Value>;
type Loss = (y: Value, target: Value, options: { reduction: 'mean' | 'sum' }) => Value;

const losses: Readonly<Record<string, Loss>> = {
  mse: meanSquaredError,
  l1: meanAbsoluteError,
  cross_entropy: crossEntropy,
};

/** `mse(x @ w^T + b, target), mean` and the like; without the bias where the model has none. */
const lossForm = /^(?<loss>\w+)\(x @ w\^T(?<bias> \+ b)?, target\), (?<reduction>mean|sum)$/;

function trainLinear(kind: TorchOptimizer, attributes: AttributeReader, context: TorchContext): TorchFunction {
  const steps = attributes.number('steps');
  const given = attributes.string('loss');
  const form = lossForm.exec(given)?.groups;
  const lossOf = form && losses[form['loss']!];
  if (!lossOf) throw new Unsupported(`the loss ${given}`);
  const reduction = form['reduction'] === 'sum' ? 'sum' : 'mean';
  const maxNorm = attributes.has('clip_grad_norm') ? attributes.number('clip_grad_norm') : undefined;
  const normType = attributes.numberOrInfinity('norm_type', 2);
  const limit = attributes.has('clip_grad_value') ? attributes.number('clip_grad_value') : undefined;
  attributes.ignore('clip_grad_norm', 'clip_grad_value');
  const optimizer = torchOptimizer(kind, attributes, context.params);
  attributes.done();
  return (values: Named) => {
    const [x, target] = [needed(values, 'x'), needed(values, 'target')];
    const loss = (params: Parameters): Value => {
      const product = matmul(x, needed(params, 'w'), { transposeB: true });
      return lossOf(form['bias'] ? add(product, needed(params, 'b')) : product, target, { reduction });
    };
    let params = pick(values, context.params);
    let state: OptimizerState<Parameters> = optimizer.init(params);
    const results: Record<string, Value> = {};
    for (let step = 1; step <= steps; step++) {
      const before = valueAndGrad(loss)(params);
      results[`step${step}.loss`] = before.value;
      let gradients: Parameters = before.gradient;
      if (maxNorm !== undefined) {
        const clipped = clipGradNorm(gradients, maxNorm, { normType });
        gradients = clipped.gradients;
        results[`step${step}.total_norm`] = clipped.totalNorm;
      }
      if (limit !== undefined) gradients = clipGradValue(gradients, limit);
      ({ params, state } = optimizer.update(params, gradients, state));
      for (const [name, value] of Object.entries(params)) results[`step${step}.${name}`] = value;
    }
    return Object.fromEntries(Object.entries(results).filter(([name]) => context.outputs.includes(name)));
  };
}
