import { foldIn, type Float64Tensor, type Value } from '@gradbook/core-ops';
import { regressionHead, rnn } from '@gradbook/layers-recurrent';

import type { CodeFunction, CodeMistake } from '../../code/case.ts';
import { affine, groupOf, rowsOf, stackOf, tensorFrom, vectorOf } from '../../code/loops.ts';
import { type ArgumentsOf, recurrentCases, scaled } from '../../code/recurrent-cases.ts';
import { layerArguments, rnnArguments } from './rnn.ts';
import { rnnMistakes } from './rnn-mistakes.ts';

const outputsOf = (hidden: number): number => (hidden % 2) + 2;

const argumentsOf: ArgumentsOf = (key, sizes, options) => ({
  ...rnnArguments(key, sizes, { ...options, lengths: undefined }),
  head: {
    Wf: scaled(foldIn(key, 10), [outputsOf(sizes.hidden), sizes.hidden], 0.7),
    bf: scaled(foldIn(key, 11), [outputsOf(sizes.hidden)], 0.5),
  },
});

const broken: ArgumentsOf = (key, sizes) => ({
  ...argumentsOf(key, sizes),
  head: { Wf: scaled(key, [2, sizes.hidden + 1], 0.5), bf: scaled(key, [2], 0.5) },
});

/** What a wrong head does with the hidden states [T, N, H] of a right layer. */
function headed(change: (h: number[][][], weight: number[][], bias: number[]) => number[][][]): CodeMistake['run'] {
  return (args) => {
    const { x, state, params } = layerArguments(args);
    const weights = { weight_ih_l0: params['Wx']!, weight_hh_l0: params['Wh']!, bias_ih_l0: params['b']! };
    const { output } = rnn<Value>(weights, x, { state });
    const head = groupOf(args['head']);
    // The arguments of a variant are float64, and so is what the layer returns.
    return { result: tensorFrom(change(stackOf(output as Float64Tensor), rowsOf(head['Wf']!), vectorOf(head['bf']!))) };
  };
}

const linear = (h: number[][][], weight: number[][], bias: readonly number[]): number[][][] =>
  h.map((step) => step.map((row) => affine(weight, row, bias)));

/** Typical slips in a regression head, in the order in which they are tried. */
export const headMistakes: readonly CodeMistake[] = [
  {
    id: 'head-bias-dropped',
    sentence: 'The bias $b^f$ of the head is missing.',
    run: headed((h, weight) => linear(h, weight, [])),
  },
  {
    id: 'head-nonlinearity',
    sentence: 'There is a nonlinearity behind the head: a regression predicts any number.',
    run: headed((h, weight, bias) => linear(h, weight, bias).map((step) => step.map((row) => row.map(Math.tanh)))),
  },
  {
    id: 'head-relu',
    sentence: 'There is a ReLU behind the head: a regression predicts negative numbers too.',
    run: headed((h, weight, bias) =>
      linear(h, weight, bias).map((step) => step.map((row) => row.map((v) => Math.max(0, v)))),
    ),
  },
  {
    id: 'predictions-one-step-late',
    sentence: 'The predictions are off by one step: each is made from the state of the step before.',
    run: headed((h, weight, bias) => linear([h[0]!.map((row) => row.map(() => 0)), ...h.slice(0, -1)], weight, bias)),
  },
  {
    id: 'last-prediction-repeated',
    sentence: 'Every step has the prediction of the last one: each needs its own.',
    run: headed((h, weight, bias) =>
      linear(
        h.map(() => h.at(-1)!),
        weight,
        bias,
      ),
    ),
  },
];

/** Slips in the head, then those of the layer below it. */
const mistakes: readonly CodeMistake[] = [
  ...headMistakes,
  ...rnnMistakes
    .filter(({ id }) => !/lengths|last-step/.test(id))
    .map(({ id, sentence, run }): CodeMistake => ({
      id,
      sentence,
      run: (args) => {
        const head = groupOf(args['head']);
        const output = stackOf(run(args)['output']!);
        return { result: tensorFrom(linear(output, rowsOf(head['Wf']!), vectorOf(head['bf']!))) };
      },
    })),
];

/** 3(b): the RNN with a linear head, one prediction a step. */
export const regressionFunction: CodeFunction = {
  name: 'rnnRegression',
  parameters: ['x', 'h0', 'params', 'head'],
  outputs: { result: ['step', 'example', 'output'] },
  reference: (args) => {
    const { x, state, params } = layerArguments(args);
    const head = args['head'] as Readonly<Record<string, Value>>;
    const weights = { weight_ih_l0: params['Wx']!, weight_hh_l0: params['Wh']!, bias_ih_l0: params['b']! };
    return { result: regressionHead({ weight: head['Wf']!, bias: head['bf']! }, rnn<Value>(weights, x, { state })) };
  },
  mistakes,
  roundings: (args) => {
    const [steps = 1, , inputs = 1] = (args['x'] as Float64Tensor).shape;
    const [, hidden = 1] = (args['h0'] as Float64Tensor).shape;
    return (steps + 1) * (inputs + hidden + 6);
  },
  differentiable: ['x', 'h0', 'params', 'head'],
  cases: [
    ...recurrentCases(argumentsOf, broken, { takesLengths: false }),
    {
      name: 'a head with more biases than rows throws',
      axis: 'bad input',
      expects: 'error',
      hidden: true,
      arguments: (key) => {
        const args = argumentsOf(key, { steps: 3, batch: 2, inputs: 2, hidden: 4 });
        const head = groupOf(args['head']);
        return { ...args, head: { ...head, bf: scaled(key, [outputsOf(4) + 1], 0.5) } };
      },
    },
  ],
};
