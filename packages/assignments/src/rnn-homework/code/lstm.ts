import { foldIn, type Float64Tensor, reshape, type Value } from '@gradbook/core-ops';
import { lstm } from '@gradbook/layers-recurrent';

import type { CodeFunction, CodeMistake } from '../../code/case.ts';
import { affine, groupOf, plus, rowsOf, sigmoid, stackOf, tensorFrom, vectorOf, zerosLike } from '../../code/loops.ts';
import { type ArgumentsOf, initialState, recurrentCases, scaled } from '../../code/recurrent-cases.ts';
import { layerArguments } from './rnn.ts';

const argumentsOf: ArgumentsOf = (key, sizes, { lengths, state } = {}) => ({
  x: scaled(foldIn(key, 0), [sizes.steps, sizes.batch, sizes.inputs], 1),
  h0: initialState(foldIn(key, 1), sizes, state),
  c0: initialState(foldIn(key, 2), sizes, state),
  params: {
    Wx: scaled(foldIn(key, 3), [4 * sizes.hidden, sizes.inputs], 0.6),
    Wh: scaled(foldIn(key, 4), [4 * sizes.hidden, sizes.hidden], 0.5),
    b: scaled(foldIn(key, 5), [4 * sizes.hidden], 0.4),
  },
  lengths,
});

const broken: ArgumentsOf = (key, sizes) => {
  const args = argumentsOf(key, sizes);
  const params = args['params'] as Readonly<Record<string, Float64Tensor>>;
  return { ...args, params: { ...params, Wh: scaled(key, [3 * sizes.hidden, sizes.hidden], 0.5) } };
};

/** What a wrong variant of the LSTM does differently. */
interface Slip {
  /** Which block of rows each gate takes: i, f, g, o are 0, 1, 2, 3. */
  readonly order?: readonly [number, number, number, number];
  readonly bias?: 0 | 1;
  readonly candidate?: (v: number) => number;
  readonly gate?: (v: number) => number;
  readonly out?: (v: number) => number;
  readonly cell?: (parts: { i: number; f: number; g: number; c: number }) => number;
  readonly hidden?: (o: number, c: number, out: (v: number) => number) => number;
  readonly state?: 'not passed on' | 'zero at first' | 'cell not passed on' | 'hidden not used';
  readonly padding?: 'ignored' | 'last step for last';
}

/** The LSTM with a slip, as loops. */
function slipped(slip: Slip): CodeMistake['run'] {
  const {
    order = [0, 1, 2, 3],
    bias = 1,
    candidate = Math.tanh,
    gate = sigmoid,
    out = Math.tanh,
    state,
    padding,
  } = slip;
  const { cell = ({ i, f, g, c }) => f * c + i * g, hidden = (o, c) => o * out(c) } = slip;
  return (args) => {
    const params = groupOf(args['params']);
    const [wx, wh] = [rowsOf(params['Wx']!), rowsOf(params['Wh']!)];
    const b = vectorOf(params['b']!).map((value) => bias * value);
    const [h0, c0] = [rowsOf(args['h0']), rowsOf(args['c0'])];
    const zero = state === 'zero at first';
    const start = { h: zero ? zerosLike(h0) : h0, c: zero ? zerosLike(c0) : c0 };
    let { h, c } = start;
    const size = h0[0]!.length;
    const lengths = padding === 'ignored' ? undefined : (args['lengths'] as readonly number[] | undefined);
    const outputs: number[][][] = [];
    for (const [t, step] of stackOf(args['x']).entries()) {
      const before = state === 'not passed on' ? start : { h, c: state === 'cell not passed on' ? start.c : c };
      const next = step.map((input, n) => {
        const z = plus(affine(wx, input, b), affine(wh, state === 'hidden not used' ? [] : before.h[n]!));
        const block = (which: number): number[] => z.slice(order[which]! * size, (order[which]! + 1) * size);
        const [i, f, g, o] = [block(0).map(gate), block(1).map(gate), block(2).map(candidate), block(3).map(gate)];
        const cells = g!.map((value, unit) => cell({ i: i![unit]!, f: f![unit]!, g: value, c: before.c[n]![unit]! }));
        return { c: cells, h: cells.map((value, unit) => hidden(o![unit]!, value, out)) };
      });
      const inside = step.map((_, n) => lengths === undefined || t < lengths[n]!);
      outputs.push(next.map((row, n) => (inside[n]! ? row.h : row.h.map(() => 0))));
      h = next.map((row, n) => (inside[n]! ? row.h : h[n]!));
      c = next.map((row, n) => (inside[n]! ? row.c : c[n]!));
    }
    return {
      output: tensorFrom(outputs),
      last: tensorFrom(padding === 'last step for last' ? outputs.at(-1)! : h),
      cell: tensorFrom(c),
    };
  };
}

/** Typical slips in an LSTM layer, in the order in which they are tried. */
export const lstmMistakes: readonly CodeMistake[] = [
  {
    id: 'gates-i-and-f-exchanged',
    sentence: 'Input gate and forget gate are exchanged: the blocks are in the order i, f, g, o.',
    run: slipped({ order: [1, 0, 2, 3] }),
  },
  {
    id: 'gates-g-and-o-exchanged',
    sentence: 'Candidate and output gate are exchanged: the blocks are in the order i, f, g, o.',
    run: slipped({ order: [0, 1, 3, 2] }),
  },
  {
    id: 'gates-f-and-o-exchanged',
    sentence: 'Forget gate and output gate are exchanged: the blocks are in the order i, f, g, o.',
    run: slipped({ order: [0, 3, 2, 1] }),
  },
  {
    id: 'gates-in-onnx-order',
    sentence: 'The blocks are read in the order i, o, f, g; here they are i, f, g, o.',
    run: slipped({ order: [0, 2, 3, 1] }),
  },
  { id: 'lstm-bias-dropped', sentence: 'The bias is missing.', run: slipped({ bias: 0 }) },
  { id: 'candidate-without-tanh', sentence: 'The candidate $g_t$ has no tanh.', run: slipped({ candidate: (v) => v }) },
  {
    id: 'candidate-with-sigmoid',
    sentence: 'The candidate $g_t$ has a sigmoid, as the gates have; it has a tanh.',
    run: slipped({ candidate: sigmoid }),
  },
  {
    id: 'cell-without-tanh',
    sentence: 'The output is $o_t \\circ c_t$: the tanh around the cell state is missing.',
    run: slipped({ out: (v) => v }),
  },
  { id: 'gates-with-tanh', sentence: 'The gates have a tanh; they have a sigmoid.', run: slipped({ gate: Math.tanh }) },
  {
    id: 'forget-gate-unused',
    sentence: 'The forget gate is not used: the old cell state is kept as it is.',
    run: slipped({ cell: ({ i, g, c }) => c + i * g }),
  },
  {
    id: 'input-gate-unused',
    sentence: 'The input gate is not used: the candidate is added as it is.',
    run: slipped({ cell: ({ f, g, c }) => f * c + g }),
  },
  {
    id: 'input-gate-from-forget-gate',
    sentence: 'The input gate is $1 - f_t$, as in coupled gates; here it has a gate of its own.',
    run: slipped({ cell: ({ f, g, c }) => f * c + (1 - f) * g }),
  },
  {
    id: 'output-gate-unused',
    sentence: 'The output gate is not used.',
    run: slipped({ hidden: (_, c, out) => out(c) }),
  },
  {
    id: 'cell-not-passed-on',
    sentence: 'The cell state is not passed on from step to step.',
    run: slipped({ state: 'cell not passed on' }),
  },
  {
    id: 'lstm-state-not-passed-on',
    sentence: 'Hidden and cell state are not passed on: every step begins from the initial ones.',
    run: slipped({ state: 'not passed on' }),
  },
  {
    id: 'lstm-recurrence-dropped',
    sentence: 'The term $W^h h_{t-1}$ is missing.',
    run: slipped({ state: 'hidden not used' }),
  },
  {
    id: 'lstm-initial-state-ignored',
    sentence: 'The initial states that are given are not used.',
    run: slipped({ state: 'zero at first' }),
  },
  {
    id: 'lstm-lengths-ignored',
    sentence: 'The lengths are not used: what lies past the end of a sequence changes its state and its outputs.',
    run: slipped({ padding: 'ignored' }),
  },
  {
    id: 'lstm-last-step-for-last-state',
    sentence: '`last` is taken at the last step of all, where shorter sequences have ended.',
    run: slipped({ padding: 'last step for last' }),
  },
];

/** 3(h): the LSTM layer, gates in the order i, f, g, o. */
export const lstmFunction: CodeFunction = {
  name: 'lstm',
  parameters: ['x', 'h0', 'c0', 'params', 'lengths'],
  outputs: { output: ['step', 'example', 'unit'], last: ['example', 'unit'], cell: ['example', 'unit'] },
  reference: (args) => {
    const { x, state, params, lengths } = layerArguments(args);
    const c0 = args['c0'] as Value;
    const weights = { weight_ih_l0: params['Wx']!, weight_hh_l0: params['Wh']!, bias_ih_l0: params['b']! };
    const result = lstm<Value>(weights, x, { state: { h: state, c: reshape(c0, [1, ...c0.shape]) }, lengths });
    return { output: result.output, last: result.last, cell: reshape(result.state.c, c0.shape) };
  },
  mistakes: lstmMistakes,
  // As for the plain RNN, with three products more in every step.
  roundings: (args) => {
    const [steps = 1, , inputs = 1] = (args['x'] as Float64Tensor).shape;
    const [, hidden = 1] = (args['h0'] as Float64Tensor).shape;
    return steps * (inputs + hidden + 16);
  },
  differentiable: ['x', 'h0', 'c0', 'params'],
  cases: recurrentCases(argumentsOf, broken),
};
