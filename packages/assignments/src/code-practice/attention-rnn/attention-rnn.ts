import {
  concat,
  float64,
  type Float64Tensor,
  foldIn,
  type Key,
  mul,
  pad,
  randomInts,
  reshape,
  reverse,
  slice,
  stack,
  transpose,
  type Value,
} from '@gradbook/core-ops';
import { attentionRnn } from '@gradbook/layers-attention';

import type { CodeArguments, CodeCase, CodeFunction } from '../../code/case.ts';
import { scaled } from '../../code/recurrent-cases.ts';
import { attentionMistakes } from './mistakes.ts';

interface Sizes {
  readonly steps: number;
  readonly batch: number;
  readonly inputs: number;
  readonly hidden: number;
  readonly queries: number;
  readonly window: number;
  readonly lengths?: readonly number[];
  readonly past?: 'zero';
}

function argumentsOf(
  key: Key,
  { steps, batch, inputs, hidden, queries, window, lengths, past }: Sizes,
): CodeArguments<Float64Tensor> {
  return {
    x: scaled(foldIn(key, 0), [steps, batch, inputs], 1),
    past: scaled(foldIn(key, 1), [window, batch, hidden], past === 'zero' ? 0 : 0.8),
    params: {
      Qx: scaled(foldIn(key, 2), [queries, inputs], 0.8),
      Kx: scaled(foldIn(key, 3), [queries, inputs], 0.8),
      Vx: scaled(foldIn(key, 4), [hidden, inputs], 0.8),
      Q: scaled(foldIn(key, 5), [window, queries, hidden], 0.6),
      K: scaled(foldIn(key, 6), [window, queries, hidden], 0.6),
      V: scaled(foldIn(key, 7), [window, hidden, hidden], 0.45),
    },
    lengths,
  };
}

/** All sizes differ, so that axes that are exchanged show. */
const ordinary: Sizes = { steps: 6, batch: 4, inputs: 2, hidden: 3, queries: 5, window: 2 };

function randomSizes(key: Key): Sizes {
  const [steps, batch, inputs, hidden, queries, window] = randomInts(key, [6], 1, 6).data;
  return {
    steps: steps!,
    batch: batch!,
    inputs: inputs!,
    hidden: hidden!,
    queries: queries!,
    window: Math.min(4, window!),
  };
}

const call = (name: string, axis: CodeCase['axis'], sizes: Sizes, hidden?: true): CodeCase => ({
  name,
  axis,
  ...(hidden ? { hidden } : {}),
  arguments: (key) => argumentsOf(key, sizes),
});

type Change = (args: CodeArguments<Float64Tensor>, key: Key) => CodeArguments<Float64Tensor>;

const refused = (name: string, change: Change, hidden?: true): CodeCase => ({
  name,
  axis: 'bad input',
  expects: 'error',
  ...(hidden ? { hidden } : {}),
  arguments: (key) => change(argumentsOf(key, ordinary), foldIn(key, 9)),
});

const withParameter =
  (name: string, shape: readonly number[]): Change =>
  (args, key) => ({
    ...args,
    params: { ...(args['params'] as Readonly<Record<string, Float64Tensor>>), [name]: scaled(key, shape, 1) },
  });

const cases: readonly CodeCase[] = [
  call('one step of one example, states of zeros', 'values', { ...ordinary, steps: 1, batch: 1, past: 'zero' }),
  call('six steps of four examples', 'values', ordinary),
  call('queries as wide as states', 'values', { ...ordinary, queries: 3, window: 3 }, true),
  call('all sizes alike', 'shapes', { steps: 3, batch: 3, inputs: 3, hidden: 3, queries: 3, window: 3 }),
  call('a window of one', 'shapes', { ...ordinary, window: 1 }, true),
  call('a given past, over one step', 'state', { ...ordinary, steps: 1, window: 3 }),
  call('a window longer than the sequence', 'state', { ...ordinary, steps: 2, window: 4 }),
  call('a given past, over many steps', 'state', { ...ordinary, steps: 9, window: 3 }, true),
  call('sequences of different lengths', 'lengths', { ...ordinary, lengths: [3, 6, 1, 4] }),
  call('sequences shorter than the window', 'lengths', { ...ordinary, window: 3, lengths: [1, 2, 5, 2] }, true),
  {
    name: 'derivatives in inputs, past and matrices',
    axis: 'gradients',
    expects: 'gradients',
    hidden: true,
    arguments: (key) => argumentsOf(key, { ...ordinary, steps: 3, batch: 2 }),
  },
  ...[1, 2, 3, 4].map((index): CodeCase => ({
    name: `random sizes ${index}`,
    axis: 'random shapes',
    hidden: true,
    arguments: (key) => argumentsOf(key, randomSizes(foldIn(key, 100 + index))),
  })),
  refused('matrices of another window throw', withParameter('Q', [3, 5, 3])),
  refused('keys of another size than the queries throw', withParameter('Kx', [4, 2])),
  refused('a length beyond the sequence throws', (args) => ({ ...args, lengths: [6, 7, 1, 2] })),
  refused('a length too few throws', (args) => ({ ...args, lengths: [6, 3, 1] }), true),
  refused('a past of another batch throws', (args, key) => ({ ...args, past: scaled(key, [2, 3, 3], 1) }), true),
  refused('a sequence without steps throws', (args) => ({ ...args, x: float64([], [0, 4, 2]) }), true),
];

/** The k states before the first step as the layer takes them, and its parameters with the scale 1/√P in the queries. */
function layerArguments(args: CodeArguments<Value>): {
  readonly params: Readonly<Record<string, Value>>;
  readonly past: readonly Value[];
} {
  const { Qx, Kx, Vx, Q, K, V } = args['params'] as Readonly<Record<string, Value>>;
  const past = args['past'] as Value;
  const scale = 1 / Math.sqrt(Qx!.shape[0]!);
  const indices = Array.from({ length: past.shape[0]! }, (_, i) => i);
  const states = indices.flatMap((i): (readonly [string, Value])[] => [
    [`Q_${i + 1}`, mul(itemOf(Q!, i), scale)],
    [`K_${i + 1}`, itemOf(K!, i)],
    [`V_${i + 1}`, itemOf(V!, i)],
  ]);
  return {
    params: { Q_0: mul(Qx!, scale), K_0: Kx!, V_0: Vx!, ...Object.fromEntries(states) },
    past: indices.map((i) => itemOf(past, i)),
  };
}

/** Item i along the first axis. */
function itemOf(x: Value, i: number): Value {
  const rest = x.shape.slice(1);
  return reshape(slice(x, [i, ...rest.map(() => 0)], [1, ...rest]), rest);
}

/** A sequence [T, F] with what lies past its end replaced by zeros. */
function cutOff(sequence: Value, length: number): Value {
  const [steps = 0, features = 0] = sequence.shape;
  if (length === 0) return mul(sequence, 0);
  return pad(slice(sequence, [0, 0], [length, features]), [
    [0, steps - length],
    [0, 0],
  ]);
}

/** The last k states of a sequence [T, M] that ends after `length` steps, the newest first; before it come those of the past [k, M]. */
function lastStates(sequence: Value, length: number, past: Value): Value {
  const [window = 0, features = 0] = past.shape;
  const own = Math.min(window, length);
  if (own === 0) return past;
  const newest = reverse(slice(sequence, [length - own, 0], [own, features]), [0]);
  return own === window ? newest : concat([newest, slice(past, [0, 0], [window - own, features])], 0);
}

/** AttentionRNN(k) over a batch of sequences. */
export const attentionRnnFunction: CodeFunction = {
  name: 'attentionRnn',
  parameters: ['x', 'past', 'params', 'lengths'],
  outputs: {
    output: ['step', 'example', 'unit'],
    weights: ['step', 'example', 'place'],
    last: ['states back', 'example', 'unit'],
  },
  reference: (args) => {
    const [x, before] = [args['x'] as Value, args['past'] as Value];
    const { params, past } = layerArguments(args);
    const { output, weights } = attentionRnn<Value>(params, transpose(x, [1, 0, 2]), { past });
    const [steps = 0, batch = 0] = x.shape;
    const lengths = (args['lengths'] as readonly number[] | undefined) ?? Array<number>(batch).fill(steps);
    const pastOf = transpose(before, [1, 0, 2]);
    return {
      output: stack(
        lengths.map((length, n) => cutOff(itemOf(output, n), length)),
        1,
      ),
      weights: stack(
        lengths.map((length, n) => cutOff(itemOf(weights, n), length)),
        1,
      ),
      last: stack(
        lengths.map((length, n) => lastStates(itemOf(output, n), length, itemOf(pastOf, n))),
        1,
      ),
    };
  },
  mistakes: attentionMistakes,
  // Each step has products with X or M and with P numbers, a softmax of k + 1 and their mixture.
  roundings: (args) => {
    const [steps = 1, , inputs = 1] = (args['x'] as Float64Tensor).shape;
    const [window = 1, , hidden = 1] = (args['past'] as Float64Tensor).shape;
    const { Qx } = args['params'] as Readonly<Record<string, Float64Tensor>>;
    return steps * (2 * Math.max(inputs, hidden) + Qx!.shape[0]! + 2 * window + 16);
  },
  differentiable: ['x', 'past', 'params'],
  cases,
};
