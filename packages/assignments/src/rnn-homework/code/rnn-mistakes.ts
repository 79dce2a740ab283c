import type { Float64Tensor } from '@gradbook/core-ops';

import type { CodeArguments, CodeMistake, CodeOutputs } from '../../code/case.ts';
import {
  affine,
  groupOf,
  plus,
  rowsOf,
  sigmoid,
  stackOf,
  tensorFrom,
  transposed,
  vectorOf,
  zerosLike,
} from '../../code/loops.ts';

/** What a wrong variant of the RNN does differently. */
interface Slip {
  readonly activation?: (v: number) => number;
  readonly bias?: 0 | 1 | 2;
  readonly state?: 'ignored' | 'not passed on' | 'zero at first' | 'not decayed';
  readonly weights?: 'recurrent transposed';
  readonly time?: 'backwards' | 'axes exchanged' | 'one late';
  readonly padding?: 'ignored' | 'last step for last';
}

/** The RNN with a slip, as loops. */
function slipped(slip: Slip): CodeMistake['run'] {
  const { activation = Math.tanh, bias = 1, state, weights, time, padding } = slip;
  return (args: CodeArguments<Float64Tensor>): CodeOutputs<Float64Tensor> => {
    const params = groupOf(args['params']);
    let x = stackOf(args['x']);
    if (time === 'axes exchanged') x = x[0]!.map((_, n) => x.map((step) => step[n]!));
    if (time === 'backwards') x = x.toReversed();
    const wx = rowsOf(params['Wx']!);
    const wh = weights === 'recurrent transposed' ? transposed(rowsOf(params['Wh']!)) : rowsOf(params['Wh']!);
    const b = vectorOf(params['b']!).map((value) => bias * value);
    const given = rowsOf(args['h0']);
    if (time === 'axes exchanged' && x[0]!.length !== given.length) throw new RangeError('the shapes do not allow it');
    const lengths = padding === 'ignored' ? undefined : (args['lengths'] as readonly number[] | undefined);
    const start = state === 'zero at first' ? zerosLike(given) : given;
    let h = start;
    const outputs: number[][][] = [];
    const last = start.map((row) => [...row]);
    for (const [t, step] of x.entries()) {
      const before = state === 'not passed on' ? start : h;
      const next = step.map((input, n) => {
        const recurrent = state === 'ignored' ? affine(wh, []) : affine(wh, before[n]!);
        const value = plus(affine(wx, input, b), recurrent).map(activation);
        return state === 'not decayed' ? plus(value, before[n]!) : value;
      });
      const inside = step.map((_, n) => lengths === undefined || t < lengths[n]!);
      outputs.push((time === 'one late' ? h : next).map((row, n) => (inside[n]! ? row : row.map(() => 0))));
      h = next.map((row, n) => (inside[n]! ? row : h[n]!));
      for (const [n, row] of h.entries()) last[n] = row;
    }
    const final = padding === 'last step for last' ? outputs.at(-1)! : last;
    const ordered = time === 'backwards' ? outputs.toReversed() : outputs;
    const shown = time === 'axes exchanged' ? ordered[0]!.map((_, n) => ordered.map((step) => step[n]!)) : ordered;
    return { output: tensorFrom(shown), last: tensorFrom(final) };
  };
}

/** Typical slips in a vanilla RNN layer, in the order in which they are tried. */
export const rnnMistakes: readonly CodeMistake[] = [
  {
    id: 'relu-for-tanh',
    sentence: 'This is what ReLU gives instead of tanh.',
    run: slipped({ activation: (v) => Math.max(0, v) }),
  },
  {
    id: 'no-nonlinearity',
    sentence: 'The nonlinearity is missing: the step is linear.',
    run: slipped({ activation: (v) => v }),
  },
  {
    id: 'sigmoid-for-tanh',
    sentence: 'This is what the sigmoid gives instead of tanh.',
    run: slipped({ activation: sigmoid }),
  },
  { id: 'bias-dropped', sentence: 'The bias is missing.', run: slipped({ bias: 0 }) },
  { id: 'bias-twice', sentence: 'The bias is added twice.', run: slipped({ bias: 2 }) },
  {
    id: 'recurrence-dropped',
    sentence: 'The term $W^h h_{t-1}$ is missing: each step sees its own input alone.',
    run: slipped({ state: 'ignored' }),
  },
  {
    id: 'state-not-passed-on',
    sentence: 'The state is not passed on: every step begins from the initial state.',
    run: slipped({ state: 'not passed on' }),
  },
  {
    id: 'initial-state-ignored',
    sentence: 'The initial state that is given is not used: the first step begins from zeros.',
    run: slipped({ state: 'zero at first' }),
  },
  {
    id: 'state-added',
    sentence: 'The old state is added to the new one: that is a residual connection, not a vanilla RNN.',
    run: slipped({ state: 'not decayed' }),
  },
  {
    id: 'recurrent-weight-transposed',
    sentence: '$W^h$ is used transposed.',
    run: slipped({ weights: 'recurrent transposed' }),
  },
  {
    id: 'time-runs-backwards',
    sentence: 'The steps are walked through from the last to the first.',
    run: slipped({ time: 'backwards' }),
  },
  {
    id: 'time-axis-for-batch-axis',
    sentence: 'The axes of time and batch are exchanged: the recurrence runs over the examples.',
    run: slipped({ time: 'axes exchanged' }),
  },
  {
    id: 'states-one-step-late',
    sentence: 'The outputs are off by one step: each is the state before the step, not after it.',
    run: slipped({ time: 'one late' }),
  },
  {
    id: 'lengths-ignored',
    sentence: 'The lengths are not used: what lies past the end of a sequence changes its state and its outputs.',
    run: slipped({ padding: 'ignored' }),
  },
  {
    id: 'last-step-for-last-state',
    sentence:
      '`last` is taken at the last step of all, where shorter sequences have ended: it is the state after the last step of each one.',
    run: slipped({ padding: 'last step for last' }),
  },
];
