import {
  add,
  convTranspose2d,
  float64,
  type Float64Tensor,
  foldIn,
  type Key,
  randomInts,
  reshape,
  type Value,
} from '@gradbook/core-ops';

import type { CodeArguments, CodeCase, CodeFunction } from '../../code/case.ts';
import { scaled } from '../../code/recurrent-cases.ts';
import { convolutionMistakes } from './mistakes.ts';

interface Sizes {
  readonly batch?: number;
  readonly inputs?: number;
  readonly outputs?: number;
  readonly size: readonly [number, number];
  readonly kernel: readonly [number, number];
  readonly stride?: number;
  readonly padding?: number;
  readonly bias?: false;
}

function argumentsOf(key: Key, sizes: Sizes): CodeArguments<Float64Tensor> {
  const { batch = 1, inputs = 1, outputs = 1, size, kernel, stride = 1, padding = 0 } = sizes;
  return {
    x: scaled(foldIn(key, 0), [batch, inputs, ...size], 1),
    weight: scaled(foldIn(key, 1), [inputs, outputs, ...kernel], 0.7),
    bias: sizes.bias === false ? undefined : scaled(foldIn(key, 2), [outputs], 1),
    stride,
    padding,
  };
}

const call = (name: string, axis: CodeCase['axis'], sizes: Sizes, hidden?: true): CodeCase => ({
  name,
  axis,
  ...(hidden ? { hidden } : {}),
  arguments: (key) => argumentsOf(key, sizes),
});

/** Sizes with which something is left of the result. */
function randomSizes(key: Key): Sizes {
  const [batch, inputs, outputs, height, width, rows, columns] = randomInts(foldIn(key, 0), [7], 1, 5).data;
  const [stride] = randomInts(foldIn(key, 1), [1], 1, 4).data;
  const smallest = Math.min((height! - 1) * stride! + rows!, (width! - 1) * stride! + columns!);
  const [padding] = randomInts(foldIn(key, 2), [1], 0, Math.min(3, Math.ceil(smallest / 2))).data;
  return {
    batch: batch!,
    inputs: inputs!,
    outputs: outputs!,
    size: [height!, width!],
    kernel: [rows!, columns!],
    stride: stride!,
    padding: padding!,
  };
}

const ordinary: Sizes = { batch: 2, inputs: 2, outputs: 3, size: [3, 4], kernel: [3, 2] };

const refused = (
  name: string,
  change: (args: CodeArguments<Float64Tensor>, key: Key) => CodeArguments<Float64Tensor>,
  hidden?: true,
): CodeCase => ({
  name,
  axis: 'bad input',
  expects: 'error',
  ...(hidden ? { hidden } : {}),
  arguments: (key) => change(argumentsOf(key, ordinary), foldIn(key, 9)),
});

const cases: readonly CodeCase[] = [
  call('one channel, stride 1', 'values', { size: [2, 2], kernel: [2, 2], bias: false }),
  call('a bias for each of three channels', 'values', ordinary),
  call(
    'two channels in, two out, a square filter',
    'values',
    { ...ordinary, outputs: 2, size: [3, 3], kernel: [3, 3] },
    true,
  ),
  call('a map that is not square', 'shapes', { ...ordinary, size: [2, 5], kernel: [1, 3] }),
  call('one number', 'shapes', { size: [1, 1], kernel: [3, 4], inputs: 3, stride: 2 }, true),
  call('stride 2', 'stride and padding', { ...ordinary, stride: 2 }),
  call('padding 1', 'stride and padding', { ...ordinary, kernel: [3, 3], padding: 1 }),
  call('stride 2 and padding 1', 'stride and padding', { ...ordinary, stride: 2, padding: 1 }),
  call('stride 3, wider than the filter', 'stride and padding', { ...ordinary, kernel: [2, 2], stride: 3 }, true),
  call(
    'stride 2 and padding 2',
    'stride and padding',
    { ...ordinary, size: [4, 5], kernel: [5, 4], stride: 2, padding: 2 },
    true,
  ),
  {
    name: 'derivatives in map, filter and bias',
    axis: 'gradients',
    expects: 'gradients',
    hidden: true,
    arguments: (key) => argumentsOf(key, { ...ordinary, stride: 2, padding: 1 }),
  },
  ...[1, 2, 3, 4, 5].map((index): CodeCase => ({
    name: `random sizes ${index}`,
    axis: 'random shapes',
    hidden: true,
    arguments: (key) => argumentsOf(key, randomSizes(foldIn(key, 100 + index))),
  })),
  refused('a filter for another number of channels throws', (args, key) => ({
    ...args,
    weight: scaled(key, [3, 3, 3, 2], 1),
  })),
  refused('a bias of another length throws', (args) => ({ ...args, bias: float64([1, 2]) })),
  refused('a stride of 0 throws', (args) => ({ ...args, stride: 0 })),
  refused('a padding that leaves nothing throws', (args) => ({ ...args, padding: 3 })),
  refused('a negative padding throws', (args) => ({ ...args, padding: -1 }), true),
  refused('a map without rows throws', (args) => ({ ...args, x: float64([], [2, 2, 0, 4]) }), true),
];

/** The transposed convolution of maps, with stride, padding and bias. */
export const transposedConvolutionFunction: CodeFunction = {
  name: 'transposedConvolution',
  parameters: ['x', 'weight', 'bias', 'stride', 'padding'],
  outputs: { result: ['example', 'channel', 'row', 'column'] },
  reference: (args) => {
    const { x, weight, bias, stride, padding } = args as Readonly<Record<string, Value>> & {
      readonly stride: number;
      readonly padding: number;
    };
    const result = convTranspose2d<Value>(x!, weight!, { stride, padding });
    return { result: bias ? add(result, reshape(bias, [bias.shape[0]!, 1, 1])) : result };
  },
  withheld: ['convTranspose1d', 'convTranspose2d', 'convTranspose3d'],
  mistakes: convolutionMistakes,
  // Each output adds up at most every input channel times every tap, and a bias.
  roundings: (args) => {
    const [inputs = 1, , rows = 1, columns = 1] = (args['weight'] as Float64Tensor).shape;
    return inputs * rows * columns + 4;
  },
  differentiable: ['x', 'weight', 'bias'],
  cases,
};
