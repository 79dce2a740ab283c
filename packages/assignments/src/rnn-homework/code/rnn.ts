import { foldIn, type Float64Tensor, reshape, type Value } from '@gradbook/core-ops';
import { rnn } from '@gradbook/layers-recurrent';

import type { CodeArguments, CodeFunction } from '../../code/case.ts';
import { type ArgumentsOf, initialState, recurrentCases, scaled } from '../../code/recurrent-cases.ts';
import { rnnMistakes } from './rnn-mistakes.ts';

/** The arguments of the vanilla RNN layer. */
const argumentsOf: ArgumentsOf = (key, sizes, { lengths, state } = {}) => ({
  x: scaled(foldIn(key, 0), [sizes.steps, sizes.batch, sizes.inputs], 1),
  h0: initialState(foldIn(key, 1), sizes, state),
  params: {
    Wx: scaled(foldIn(key, 2), [sizes.hidden, sizes.inputs], 0.6),
    Wh: scaled(foldIn(key, 3), [sizes.hidden, sizes.hidden], 0.5),
    b: scaled(foldIn(key, 4), [sizes.hidden], 0.4),
  },
  lengths,
});

/** The same with a recurrent weight that has one column too many. */
const broken: ArgumentsOf = (key, sizes) => {
  const args = argumentsOf(key, sizes);
  const params = args['params'] as Readonly<Record<string, Float64Tensor>>;
  return { ...args, params: { ...params, Wh: scaled(key, [sizes.hidden, sizes.hidden + 1], 0.5) } };
};

/** The tensors of the arguments as the layers take them. */
export function layerArguments(args: CodeArguments<Value>): {
  readonly x: Value;
  readonly state: Value;
  readonly params: Readonly<Record<string, Value>>;
  readonly lengths: readonly number[] | undefined;
} {
  const h0 = args['h0'] as Value;
  return {
    x: args['x'] as Value,
    state: reshape(h0, [1, ...h0.shape]),
    params: args['params'] as Readonly<Record<string, Value>>,
    lengths: args['lengths'] as readonly number[] | undefined,
  };
}

/** 3(a): the vanilla RNN layer over a whole sequence. */
export const rnnFunction: CodeFunction = {
  name: 'rnn',
  parameters: ['x', 'h0', 'params', 'lengths'],
  outputs: { output: ['step', 'example', 'unit'], last: ['example', 'unit'] },
  reference: (args) => {
    const { x, state, params, lengths } = layerArguments(args);
    const weights = { weight_ih_l0: params['Wx']!, weight_hh_l0: params['Wh']!, bias_ih_l0: params['b']! };
    const { output, last } = rnn<Value>(weights, x, { state, lengths });
    return { output, last };
  },
  mistakes: rnnMistakes,
  // Each step adds up I + H products and a bias, and tanh does not enlarge what the step before was off.
  roundings: (args) => {
    const [steps = 1, , inputs = 1] = (args['x'] as Float64Tensor).shape;
    const [, hidden = 1] = (args['h0'] as Float64Tensor).shape;
    return steps * (inputs + hidden + 6);
  },
  differentiable: ['x', 'h0', 'params'],
  cases: recurrentCases(argumentsOf, broken),
};

export { argumentsOf as rnnArguments };
