import type { Value } from '@gradbook/core-ops';

import { gatedRnn, gru, lstm, rnn } from '../layers/layers.ts';
import type { RecurrentParameters } from '../layers/parameters.ts';
import type { SequenceOptions } from '../layers/run-stack.ts';
import type { NaiveKind } from './naive.ts';

/** The states of any kind of layer; c is undefined where there is none. */
interface States<V extends Value> {
  readonly h?: V | undefined;
  readonly c?: V | undefined;
}

/** The results of any kind of layer, in one form. */
interface Ran<V extends Value> {
  readonly output: V;
  readonly h: V;
  readonly c: V | undefined;
  readonly last: V;
}

interface Kind {
  readonly gates: { readonly input: number; readonly hidden: number };
  readonly run: <V extends Value>(
    params: RecurrentParameters<V>,
    x: V,
    states?: States<V>,
    options?: Omit<SequenceOptions<V>, 'state'>,
  ) => Ran<V>;
}

const plain = (nonlinearity: 'tanh' | 'relu' | 'linear'): Kind => ({
  gates: { input: 1, hidden: 1 },
  run: (params, x, states, options) => {
    const { state, ...rest } = rnn(params, x, { ...options, state: states?.h, nonlinearity });
    return { ...rest, h: state, c: undefined };
  },
});

const gated = (reset: 'after' | 'before'): Kind => ({
  gates: { input: 3, hidden: 3 },
  run: (params, x, states, options) => {
    const { state, ...rest } = gru(params, x, { ...options, state: states?.h, reset });
    return { ...rest, h: state, c: undefined };
  },
});

/** Every kind of layer behind one function. */
export const kinds: Readonly<Record<NaiveKind, Kind>> = {
  tanh: plain('tanh'),
  relu: plain('relu'),
  linear: plain('linear'),
  lstm: {
    gates: { input: 4, hidden: 4 },
    run: (params, x, states, options) => {
      const { state, ...rest } = lstm(params, x, { ...options, state: states });
      return { ...rest, h: state.h, c: state.c };
    },
  },
  gru: gated('after'),
  'gru-before': gated('before'),
  gated: {
    gates: { input: 2, hidden: 1 },
    run: (params, x, states, options) => {
      const { state, ...rest } = gatedRnn(params, x, { ...options, state: states?.h });
      return { ...rest, h: state, c: undefined };
    },
  },
};

/** Their names. */
export const kindNames: readonly NaiveKind[] = ['tanh', 'relu', 'linear', 'lstm', 'gru', 'gru-before', 'gated'];
