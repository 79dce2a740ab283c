import { type Float64Tensor, foldIn, randomInts, type Value } from '@gradbook/core-ops';
import { sequenceLoss } from '@gradbook/layers-recurrent';

import type { CodeArguments, CodeCase, CodeFunction, CodeMistake } from '../../code/case.ts';
import { stackOf, tensorFrom } from '../../code/loops.ts';
import { scaled } from '../../code/recurrent-cases.ts';

function argumentsOf(
  key: Parameters<CodeCase['arguments']>[0],
  shape: readonly number[],
): CodeArguments<Float64Tensor> {
  return { prediction: scaled(foldIn(key, 0), shape, 1), target: scaled(foldIn(key, 1), shape, 1) };
}

/** How the squared differences of some steps become a number. */
type Reduce = (differences: number[][][]) => readonly number[];

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const flat = (differences: number[][][]): number[] => differences.flat(2);
const squares = (values: readonly number[]): number[] => values.map((value) => value * value);

function variant(reduce: Reduce): CodeMistake['run'] {
  return (args) => {
    const [prediction, target] = [stackOf(args['prediction']), stackOf(args['target'])];
    const differences = prediction.map((step, t) =>
      step.map((row, n) => row.map((value, k) => value - target[t]![n]![k]!)),
    );
    return { loss: tensorFrom(reduce(differences)[0]!) };
  };
}

/** The slips that both losses can have; `chosen` picks the steps that count. */
function mistakes(
  chosen: (differences: number[][][]) => number[][][],
  own: readonly CodeMistake[],
): readonly CodeMistake[] {
  const over = (reduce: (values: readonly number[], steps: number[][][]) => number): CodeMistake['run'] =>
    variant((differences) => {
      const steps = chosen(differences);
      return [reduce(flat(steps), steps)];
    });
  return [
    ...own,
    {
      id: 'sum-for-mean',
      sentence: 'The squared errors are added up, not averaged.',
      run: over((values) => total(squares(values))),
    },
    {
      id: 'half-the-loss',
      sentence: 'The loss is half of the mean squared error: there is no factor ½ here.',
      run: over((values) => mean(squares(values)) / 2),
    },
    {
      id: 'absolute-for-squared',
      sentence: 'These are absolute errors; squared ones are asked for.',
      run: over((values) => mean(values.map(Math.abs))),
    },
    {
      id: 'root-of-the-loss',
      sentence: 'The root was taken: the mean squared error has none.',
      run: over((values) => Math.sqrt(mean(squares(values)))),
    },
    {
      id: 'mean-over-steps-alone',
      sentence: 'The mean is over the steps alone; examples and outputs are averaged too.',
      run: over((values, steps) => total(squares(values)) / steps.length),
    },
    {
      id: 'mean-over-examples-alone',
      sentence: 'The mean is over the examples alone; steps and outputs are averaged too.',
      run: over((values, steps) => total(squares(values)) / steps[0]!.length),
    },
    {
      id: 'outputs-added',
      sentence: 'The errors of the outputs are added; they are averaged too.',
      run: over((values, steps) => mean(squares(values)) * steps[0]![0]!.length),
    },
    { id: 'loss-sign', sentence: 'The loss has the wrong sign.', run: over((values) => -mean(squares(values))) },
    {
      id: 'not-squared',
      sentence: 'The differences are not squared: positive and negative ones cancel.',
      run: over((values) => mean(values)),
    },
  ];
}

const cases: readonly CodeCase[] = [
  { name: 'three steps of one example', axis: 'values', arguments: (key) => argumentsOf(key, [3, 1, 1]) },
  {
    name: 'five steps of four examples with two outputs',
    axis: 'values',
    arguments: (key) => argumentsOf(key, [5, 4, 2]),
  },
  { name: 'one step', axis: 'shapes', arguments: (key) => argumentsOf(key, [1, 4, 2]) },
  { name: 'many steps', axis: 'values', hidden: true, arguments: (key) => argumentsOf(key, [12, 3, 2]) },
  {
    name: 'derivatives in the predictions',
    axis: 'gradients',
    hidden: true,
    expects: 'gradients',
    arguments: (key) => argumentsOf(key, [4, 3, 2]),
  },
  ...[1, 2, 3].map((index): CodeCase => ({
    name: `random sizes ${index}`,
    axis: 'random shapes',
    hidden: true,
    arguments: (key) => argumentsOf(key, [...randomInts(foldIn(key, 50 + index), [3], 2, 7).data]),
  })),
  {
    name: 'a target of another shape throws',
    axis: 'bad input',
    expects: 'error',
    arguments: (key) => ({ ...argumentsOf(key, [3, 2, 2]), target: scaled(key, [4, 2, 2], 1) }),
  },
  {
    name: 'a target that would be broadcast throws',
    axis: 'bad input',
    expects: 'error',
    hidden: true,
    arguments: (key) => ({ ...argumentsOf(key, [3, 2, 2]), target: scaled(key, [3, 1, 2], 1) }),
  },
  {
    name: 'sequences without steps throw',
    axis: 'bad input',
    expects: 'error',
    hidden: true,
    arguments: (key) => argumentsOf(key, [0, 2, 2]),
  },
];

function lossFunction(name: string, at: 'every' | 'last', own: readonly CodeMistake[]): CodeFunction {
  return {
    name,
    parameters: ['prediction', 'target'],
    outputs: { loss: [] },
    reference: (args) => ({ loss: sequenceLoss(args['prediction'] as Value, args['target'] as Value, { at }) }),
    mistakes: mistakes(at === 'every' ? (differences) => differences : (differences) => differences.slice(-1), own),
    roundings: (args) => (args['prediction'] as Float64Tensor).data.length + 8,
    differentiable: ['prediction'],
    cases,
  };
}

/** Typical slips in the two losses, each once. */
export function lossMistakes(): readonly CodeMistake[] {
  const all = [...lossAllFunction.mistakes, ...lossLastFunction.mistakes];
  return all.filter(({ id }, index) => all.findIndex((other) => other.id === id) === index);
}

/** 3(c): the mean squared error over all steps. */
export const lossAllFunction: CodeFunction = lossFunction('lossAll', 'every', [
  {
    id: 'last-step-for-all',
    sentence: 'This is the loss at the last step alone; every step counts.',
    run: variant((differences) => [mean(squares(flat(differences.slice(-1))))]),
  },
]);

/** 3(c): the mean squared error at the last step. */
export const lossLastFunction: CodeFunction = lossFunction('lossLast', 'last', [
  {
    id: 'all-steps-for-last',
    sentence: 'This is the loss over all steps; the last one alone counts.',
    run: variant((differences) => [mean(squares(flat(differences)))]),
  },
  {
    id: 'first-step-for-last',
    sentence: 'This is the loss at the first step; the last one counts.',
    run: variant((differences) => [mean(squares(flat(differences.slice(0, 1))))]),
  },
  {
    id: 'last-example-for-last-step',
    sentence: 'The last example was taken instead of the last step: the first axis is time.',
    run: variant((differences) => [mean(squares(flat(differences.map((step) => step.slice(-1)))))]),
  },
  {
    id: 'divided-by-all-steps',
    sentence: 'The error at the last step is divided by the number of all steps.',
    run: variant((differences) => [mean(squares(flat(differences.slice(-1)))) / differences.length]),
  },
]);
