import type { Value } from '@gradbook/core-ops';
import {
  adam,
  type AdamOptions,
  adamW,
  clipGradNorm,
  clipGradValue,
  type Optimizer,
  type OptimizerState,
  type ParameterGroup,
  sgd,
  type SgdOptions,
} from '@gradbook/optim';

import { type AttributeReader, Unsupported } from '../cases/attributes.ts';
import { type Family, type Named, needed, type TorchContext, type TorchFunction } from './family.ts';

export const optimizer: Family = {
  name: 'optimizer',
  // Parameters and gradients have names of their own: those that no step uses are refused below.
  inputs: 'any',
  torch: {
    sgd: (attributes, context) => torchSteps('sgd', attributes, context),
    adam: (attributes, context) => torchSteps('adam', attributes, context),
    adamw: (attributes, context) => torchSteps('adamw', attributes, context),
    clip_grad_norm: (attributes, { inputs }) => {
      const maxNorm = attributes.number('max_norm');
      const normType = attributes.numberOrInfinity('norm_type', 2);
      attributes.ignore('error_if_nonfinite');
      attributes.done();
      return (values) => {
        const { gradients, totalNorm } = clipGradNorm(pick(values, inputs), maxNorm, { normType });
        return { total_norm: totalNorm, ...gradients };
      };
    },
    clip_grad_value: (attributes, { inputs }) => {
      const limit = attributes.number('clip_value');
      attributes.done();
      return (values) => clipGradValue(pick(values, inputs), limit);
    },
  },
  onnx: {},
};

/** PyTorch's name of each tree that an optimiser keeps. */
const stateNames: Readonly<Record<string, string>> = {
  momentumBuffer: 'momentum_buffer',
  expAvg: 'exp_avg',
  expAvgSq: 'exp_avg_sq',
  maxExpAvgSq: 'max_exp_avg_sq',
};

type Parameters = Record<string, Value>;

/** What the names of PyTorch's optimisers stand for. */
export type TorchOptimizer = 'sgd' | 'adam' | 'adamw';

/** The input that holds a parameter's gradient at a step. */
function gradientName(step: number, name: string): string {
  return `grad_step${step}.${name}`;
}

function torchSteps(kind: TorchOptimizer, attributes: AttributeReader, context: TorchContext): TorchFunction {
  const steps = attributes.number('steps');
  const { params: names, inputs, outputs } = context;
  const ours = torchOptimizer(kind, attributes, names);
  attributes.done();
  const used = new Set(Array.from({ length: steps }, (_, i) => names.map((name) => gradientName(i + 1, name))).flat());
  const unused = inputs.find((name) => !used.has(name));
  if (unused !== undefined) throw new Unsupported(`the input ${unused} is not known`);
  return (values) => {
    let params: Parameters = pick(values, names);
    let state: OptimizerState<Parameters> = ours.init(params);
    const results: Record<string, Value> = {};
    for (let step = 1; step <= steps; step++) {
      const gradients = Object.fromEntries(names.map((name) => [name, needed(values, gradientName(step, name))]));
      ({ params, state } = ours.update(params, gradients, state));
      for (const name of names) results[`step${step}.${name}`] = params[name]!;
    }
    for (const [slot, tree] of Object.entries(state.slots)) {
      for (const name of names) results[`state.${stateNames[slot]}.${name}`] = tree[name]!;
    }
    // Slots of parameters whose group does not need them hold zeros, which PyTorch does not keep.
    return Object.fromEntries(Object.entries(results).filter(([name]) => outputs.includes(name)));
  };
}

/**
 * Ours with the options of a case.
 *
 * @param names the parameters, which `param_groups` may give options of their own.
 */
export function torchOptimizer(kind: TorchOptimizer, attributes: AttributeReader, names: readonly string[]): Optimizer {
  const groups = [...groupsOf(attributes, names)].map(([name, reader]) => {
    const group = optionsOf(kind, reader);
    reader.done();
    return { ...group, match: (path: string): boolean => path === name };
  });
  // Defaults resolved to numbers hold where the case says nothing itself, and not for some parameters otherwise.
  const resolved =
    attributes.has('resolved') && groups.length === 0 ? optionsOf(kind, attributes.object('resolved'), true) : {};
  attributes.ignore('resolved');
  const options = { ...resolved, ...optionsOf(kind, attributes) };
  // PyTorch's SGD has no default learning rate, its Adam has one.
  if (options.learningRate === undefined && kind === 'sgd') throw new Unsupported('the attribute lr is missing');
  const complete = { learningRate: 1e-3, ...options };
  switch (kind) {
    case 'sgd':
      return sgd({ ...(complete satisfies SgdOptions), groups: groups satisfies ParameterGroup<SgdOptions>[] });
    case 'adam':
      return adam({ ...(complete satisfies AdamOptions), groups });
    case 'adamw':
      return adamW({ ...(complete satisfies AdamOptions), groups });
  }
}

/** The options of each parameter that has its own: an object by parameter, or PyTorch's list of groups. */
function groupsOf(attributes: AttributeReader, names: readonly string[]): Map<string, AttributeReader> {
  const groups = new Map<string, AttributeReader>();
  if (!attributes.has('param_groups')) {
    attributes.ignore('param_groups');
    return groups;
  }
  if (attributes.isList('param_groups')) {
    // A reader for each parameter, since each is read to its end.
    attributes.objects('param_groups').forEach((group, index) => {
      for (const name of group.strings('params')) groups.set(name, attributes.objects('param_groups')[index]!);
    });
    for (const group of groups.values()) group.ignore('params');
  } else {
    const byName = attributes.object('param_groups');
    for (const name of byName.names()) groups.set(name, byName.object(name));
  }
  const unknown = [...groups.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Unsupported(`the group of ${unknown}, which is no parameter`);
  return groups;
}

/** Switches of PyTorch's that choose an implementation, not a result. */
const implementation = ['foreach', 'fused', 'capturable', 'differentiable', 'initial_lr', 'decoupled_weight_decay'];

interface Options {
  learningRate?: number;
  momentum?: number;
  dampening?: number;
  nesterov?: boolean;
  betas?: readonly [number, number];
  epsilon?: number;
  amsgrad?: boolean;
  weightDecay?: number;
  maximize?: boolean;
}

/** The options that are given, and no others. */
function optionsOf(kind: TorchOptimizer, attributes: AttributeReader, complete = false): Options {
  attributes.ignore(...implementation);
  const options: Options = {};
  if (attributes.has('lr')) options.learningRate = attributes.number('lr');
  if (attributes.has('weight_decay')) options.weightDecay = attributes.number('weight_decay');
  if (attributes.has('maximize')) options.maximize = attributes.boolean('maximize');
  if (kind === 'sgd') {
    if (attributes.has('momentum')) options.momentum = attributes.number('momentum');
    if (attributes.has('dampening')) options.dampening = attributes.number('dampening');
    if (attributes.has('nesterov')) options.nesterov = attributes.boolean('nesterov');
  } else {
    if (attributes.has('eps')) options.epsilon = attributes.number('eps');
    if (attributes.has('amsgrad')) options.amsgrad = attributes.boolean('amsgrad');
    if (attributes.has('betas')) {
      const [first, second, ...more] = attributes.numbers('betas');
      if (first === undefined || second === undefined || more.length > 0)
        throw new Unsupported('betas that are not two');
      options.betas = [first, second];
    }
  }
  if (complete) attributes.done();
  return options;
}

/** The values of some names. */
export function pick(values: Named, names: readonly string[]): Parameters {
  return Object.fromEntries(names.map((name) => [name, needed(values, name)]));
}
