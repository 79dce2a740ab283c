import type { Value } from '@gradbook/core-ops';

import { type Activation, activationOf, type Nonlinearity } from '../activations.ts';
import type { InitialLstmState, LstmState } from '../cells/cells.ts';
import {
  type Cell,
  clipped,
  gatedCellDefinition,
  gruCellOf,
  type GruVariant,
  type LstmActivations,
  lstmCellOf,
  rnnCellOf,
} from '../cells/steps.ts';
import type { RecurrentParameters } from './parameters.ts';
import { runStack, type SequenceOptions, type SequenceResult } from './run-stack.ts';

const plainParts = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'];

/**
 * What {@link rnn} takes.
 *
 * @example
 * const options: RnnOptions<Float64Tensor> = { nonlinearity: 'relu', recurrence: 'h' };
 */
export interface RnnOptions<V extends Value> extends SequenceOptions<V> {
  /** σ; `'tanh'` unless given. */
  readonly nonlinearity?: Nonlinearity;
  /** Which of the two forms; `'h'` unless given. */
  readonly recurrence?: 'h' | 'g';
  /** The input of σ is limited to [−clip, clip]; not limited unless given. */
  readonly clip?: number | undefined;
}

/**
 * Plain recurrent layers (Elman 1990), one on top of the other:
 *
 *     h_t = σ(W_ih x_t + b_ih + W_hh h_{t−1} + b_hh)           recurrence 'h'
 *     g_t = W_hh σ(g_{t−1}) + b_hh + W_ih x_t + b_ih           recurrence 'g'
 *
 * The two are one recurrence: if h_0 = σ(g_0) then h_t = σ(g_t). With 'g' the outputs and states are g.
 *
 * @param params see {@link RecurrentParameters}, with one block of H rows.
 * @param x [T, N, inputs], [N, T, inputs] with `batchFirst`, or [T, inputs] for a single sequence.
 * @param options `state` is [L · D, N, H], or [L · D, H] for a single sequence.
 * @throws TypeError for unknown or missing parameters; ShapeError for shapes, RangeError for lengths that do not fit.
 * @example
 * const params = { weight_ih_l0: float64([[1]]), weight_hh_l0: float64([[0.5]]) };
 * rnn(params, float64([[4], [0], [2]]), { nonlinearity: 'linear' }).output.data; // [4, 2, 3]
 */
export function rnn<V extends Value>(
  params: RecurrentParameters<V>,
  x: V,
  options: RnnOptions<V> = {},
): SequenceResult<V, V> {
  const { nonlinearity = 'tanh', recurrence = 'h', clip, state, ...rest } = options;
  const plain = recurrence === 'h' && clip === undefined && typeof nonlinearity === 'string';
  const cell: Cell = {
    ...rnnCellOf(clipped(activationOf(nonlinearity), clip), recurrence),
    fused: plain ? nonlinearity : undefined,
  };
  const result = runStack({ operation: 'rnn', cell, params, parts: plainParts, x, initial: [state], options: rest });
  return { ...result, state: result.state[0]! };
}

/**
 * What {@link lstm} takes.
 *
 * @example
 * const options: LstmOptions<Float64Tensor> = { batchFirst: true, residual: true };
 */
export interface LstmOptions<V extends Value> extends SequenceOptions<InitialLstmState<V>> {
  /** Other functions than σ for the gates, tanh for g and tanh for the output. */
  readonly activations?: LstmActivations;
  /** Every activation's input is limited to [−clip, clip]; not limited unless given. */
  readonly clip?: number | undefined;
  /** Whether f = 1 − i, input and forget gate coupled. */
  readonly coupled?: boolean;
}

/**
 * Layers of long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000), one on top of the other. With σ
 * the sigmoid, and ∘ element by element:
 *
 *     i_t = σ(W_ii x_t + b_ii + W_hi h_{t−1} + b_hi)      f_t, o_t alike
 *     g_t = tanh(W_ig x_t + b_ig + W_hg h_{t−1} + b_hg)
 *     c_t = f_t∘c_{t−1} + i_t∘g_t
 *     h_t = o_t∘tanh(c_t)                                 W_hr (o_t∘tanh(c_t)) with a projection
 *
 * The four blocks of rows are those of i, f, g and o. With `peephole_l{k}` [3 · H] (p_i, p_f, p_o) the gates see the cell:
 * p_i∘c_{t−1}, p_f∘c_{t−1} and p_o∘c_t are added inside σ (Gers and Schmidhuber 2000).
 *
 * @param params see {@link RecurrentParameters}.
 * @param x [T, N, inputs], [N, T, inputs] with `batchFirst`, or [T, inputs] for a single sequence.
 * @param options `state.h` is [L · D, N, H or P], `state.c` [L · D, N, H]; without N for a single
 * sequence. One that is left out is zeros.
 * @throws TypeError for unknown or missing parameters; ShapeError for shapes, RangeError for lengths that do not fit.
 * @example
 * const params = initialLstm(key(0), { inputSize: 2, hiddenSize: 3 });
 * const { output, state } = lstm(params, float64([[1, 0], [0, 1]]));
 * output.shape; // [2, 3]
 * state.c.shape; // [1, 3]
 */
export function lstm<V extends Value>(
  params: RecurrentParameters<V>,
  x: V,
  options: LstmOptions<V> = {},
): SequenceResult<V, LstmState<V>> {
  const { state, activations, clip, coupled, ...rest } = options;
  const { state: states, ...result } = runStack({
    operation: 'lstm',
    cell: {
      ...lstmCellOf({ activations, clip, coupled }),
      fused: activations === undefined && clip === undefined && !coupled ? 'lstm' : undefined,
    },
    params,
    parts: [...plainParts, 'weight_hr', 'peephole'],
    x,
    initial: [state?.h, state?.c],
    options: rest,
  });
  return { ...result, state: { h: states[0]!, c: states[1]! } };
}

/**
 * What {@link gru} takes.
 *
 * @example
 * const original: GruOptions<Float64Tensor> = { reset: 'before' };
 */
export interface GruOptions<V extends Value> extends SequenceOptions<V> {
  /** Whether r multiplies W_hn h + b_hn (`'after'`, PyTorch's) or h itself (`'before'`, the original). */
  readonly reset?: 'after' | 'before';
  /** Other functions than σ for the gates and tanh for n. */
  readonly activations?: { readonly gate?: Activation; readonly candidate?: Activation };
  /** Every activation's input is limited to [−clip, clip]; not limited unless given. */
  readonly clip?: number | undefined;
}

/**
 * Layers of gated recurrent units (Cho et al. 2014), one on top of the other:
 *
 *     r_t = σ(W_ir x_t + b_ir + W_hr h_{t−1} + b_hr)      z_t alike
 *     n_t = tanh(W_in x_t + b_in + r_t∘(W_hn h_{t−1} + b_hn))      reset 'after' the product of matrices
 *     n_t = tanh(W_in x_t + b_in + W_hn (r_t∘h_{t−1}) + b_hn)      reset 'before' it
 *     h_t = (1 − z_t)∘n_t + z_t∘h_{t−1}
 *
 * The three blocks of rows are those of r, z and n.
 *
 * @param params see {@link RecurrentParameters}.
 * @param x [T, N, inputs], [N, T, inputs] with `batchFirst`, or [T, inputs] for a single sequence.
 * @param options `state` is [L · D, N, H], or [L · D, H] for a single sequence.
 * @throws TypeError for unknown or missing parameters; ShapeError for shapes, RangeError for lengths that do not fit.
 * @example
 * const params = initialGru(key(0), { inputSize: 2, hiddenSize: 3, bidirectional: true });
 * gru(params, float64([[1, 0], [0, 1]])).output.shape; // [2, 6]
 */
export function gru<V extends Value>(
  params: RecurrentParameters<V>,
  x: V,
  options: GruOptions<V> = {},
): SequenceResult<V, V> {
  const { state, reset, activations, clip, ...rest } = options;
  const variant: GruVariant = { reset, activations, clip };
  const result = runStack({
    operation: 'gru',
    cell: {
      ...gruCellOf(variant),
      fused:
        activations === undefined && clip === undefined ? (reset === 'before' ? 'gru-before' : 'gru-after') : undefined,
    },
    params,
    parts: plainParts,
    x,
    initial: [state],
    options: rest,
  });
  return { ...result, state: result.state[0]! };
}

/**
 * Layers of gated cells, one on top of the other:
 *
 *     c_t = σ(W_c x_t + W_h h_{t−1})      h_t = c_t∘h_{t−1} + (1 − c_t)∘W_x x_t
 *
 * The two blocks of rows of `weight_ih_l{k}` [2 · H, inputs] are W_c and W_x; `weight_hh_l{k}` [H, H] is W_h. Biases are as
 * for {@link gatedCell}.
 *
 * @param x [T, N, inputs], [N, T, inputs] with `batchFirst`, or [T, inputs] for a single sequence.
 * @param options `state` is [L · D, N, H], or [L · D, H] for a single sequence.
 * @throws TypeError for unknown or missing parameters; ShapeError for shapes, RangeError for lengths that do not fit.
 * @example
 * // W_c = 0 and W_h = 0: c = 1/2 always. W_x = 1.
 * const params = { weight_ih_l0: float64([[0], [1]]), weight_hh_l0: float64([[0]]) };
 * gatedRnn(params, float64([[4], [0]])).output.data; // [2, 1]
 */
export function gatedRnn<V extends Value>(
  params: RecurrentParameters<V>,
  x: V,
  options: SequenceOptions<V> = {},
): SequenceResult<V, V> {
  const { state, ...rest } = options;
  const result = runStack({
    operation: 'gatedRnn',
    cell: { ...gatedCellDefinition, fused: 'gated' },
    params,
    parts: plainParts,
    x,
    initial: [state],
    options: rest,
  });
  return { ...result, state: result.state[0]! };
}
