import { float64, type Float64Tensor, foldIn, type Key, mul, normal, randomInts } from '@gradbook/core-ops';

import type { CodeArguments, CodeCase } from './case.ts';

/** Sizes of a recurrent call: steps, examples, inputs, hidden units. */
export interface RecurrentSizes {
  readonly steps: number;
  readonly batch: number;
  readonly inputs: number;
  readonly hidden: number;
}

/** Makes the arguments of a recurrent function for given sizes. */
export type ArgumentsOf = (
  key: Key,
  sizes: RecurrentSizes,
  options?: { readonly lengths?: readonly number[] | undefined; readonly state?: 'zero' | 'random' },
) => CodeArguments<Float64Tensor>;

/** Numbers of the standard normal distribution, scaled. */
export function scaled(key: Key, shape: readonly number[], factor: number): Float64Tensor {
  return mul(normal(key, shape), factor);
}

/** All sizes differ, so that axes that are exchanged show. */
const ordinary: RecurrentSizes = { steps: 5, batch: 3, inputs: 2, hidden: 4 };

/**
 * The cases that every recurrent layer is tried with.
 *
 * @param broken makes arguments of which a parameter has the wrong shape.
 * @param takesLengths whether the function is told how long the sequences are.
 */
export function recurrentCases(
  argumentsOf: ArgumentsOf,
  broken: ArgumentsOf,
  { takesLengths = true }: { readonly takesLengths?: boolean } = {},
): readonly CodeCase[] {
  return [
    ...ordinaryCases(argumentsOf),
    ...(takesLengths ? lengthCases(argumentsOf) : []),
    {
      name: 'a parameter of the wrong shape throws',
      axis: 'bad input',
      expects: 'error',
      arguments: (key) => broken(key, ordinary),
    },
    {
      name: 'an initial state for fewer examples throws',
      axis: 'bad input',
      expects: 'error',
      arguments: (key) => ({
        ...argumentsOf(key, ordinary),
        h0: argumentsOf(key, { ...ordinary, batch: ordinary.batch - 1 })['h0'],
      }),
    },
    {
      name: 'a sequence without steps throws',
      axis: 'bad input',
      expects: 'error',
      hidden: true,
      arguments: (key) => argumentsOf(key, { ...ordinary, steps: 0 }),
    },
  ];
}

/** Sequences that end before the last step. */
function lengthCases(argumentsOf: ArgumentsOf): readonly CodeCase[] {
  return [
    {
      name: 'sequences of different lengths',
      axis: 'lengths',
      arguments: (key) => argumentsOf(key, ordinary, { lengths: [2, 5, 3] }),
    },
    {
      name: 'sequences of different lengths, none of them full',
      axis: 'lengths',
      hidden: true,
      arguments: (key) => argumentsOf(key, { ...ordinary, steps: 6, batch: 4 }, { lengths: [1, 4, 3, 5] }),
    },
    {
      name: 'a sequence of no length among others',
      axis: 'lengths',
      hidden: true,
      arguments: (key) => argumentsOf(key, ordinary, { lengths: [3, 0, 5] }),
    },
    {
      name: 'a length beyond the steps throws',
      axis: 'bad input',
      expects: 'error',
      arguments: (key) => argumentsOf(key, ordinary, { lengths: [2, 6, 3] }),
    },
  ];
}

function ordinaryCases(argumentsOf: ArgumentsOf): readonly CodeCase[] {
  return [
    {
      name: 'one step of one example',
      axis: 'values',
      arguments: (key) => argumentsOf(key, { steps: 1, batch: 1, inputs: 2, hidden: 3 }, { state: 'zero' }),
    },
    { name: 'five steps of three examples', axis: 'values', arguments: (key) => argumentsOf(key, ordinary) },
    {
      name: 'as many steps as examples',
      axis: 'shapes',
      arguments: (key) => argumentsOf(key, { steps: 3, batch: 3, inputs: 3, hidden: 3 }),
    },
    {
      name: 'a given initial state, over one step',
      axis: 'state',
      arguments: (key) => argumentsOf(key, { ...ordinary, steps: 1 }),
    },
    {
      name: 'a given initial state, over many steps',
      axis: 'state',
      hidden: true,
      arguments: (key) => argumentsOf(key, { ...ordinary, steps: 9 }),
    },
    {
      name: 'derivatives in inputs, state and parameters',
      axis: 'gradients',
      hidden: true,
      expects: 'gradients',
      arguments: (key) => argumentsOf(key, { steps: 4, batch: 2, inputs: 2, hidden: 3 }),
    },
    ...[1, 2, 3, 4].map((index): CodeCase => ({
      name: `random sizes ${index}`,
      axis: 'random shapes',
      hidden: true,
      arguments: (key) => argumentsOf(key, randomSizes(foldIn(key, 100 + index))),
    })),
  ];
}

function randomSizes(key: Key): RecurrentSizes {
  const [steps, batch, inputs, hidden] = randomInts(key, [4], 1, 8).data;
  return { steps: steps!, batch: batch!, inputs: inputs!, hidden: hidden! };
}

/** The initial state: zeros, or numbers that show whether it is used. */
export function initialState(
  key: Key,
  { batch, hidden }: RecurrentSizes,
  state: 'zero' | 'random' = 'random',
): Float64Tensor {
  return state === 'zero'
    ? float64(
        Array.from({ length: batch * hidden }, () => 0),
        [batch, hidden],
      )
    : scaled(key, [batch, hidden], 0.5);
}
