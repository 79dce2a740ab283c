import { reshape, scope, ShapeError, type Value } from '@gradbook/core-ops';

import { activationOf, type Nonlinearity } from '../activations.ts';
import { requireShape, zerosLike } from '../values.ts';
import { type Cell, gatedCellDefinition, gruCellOf, lstmCellOf, rnnCellOf } from './steps.ts';
import { affine, type CellParameters, sizesOf } from './weights.ts';

/**
 * The hidden state h and the cell state c of an LSTM.
 *
 * @example
 * const state: LstmState<Float64Tensor> = { h: float64([0, 0]), c: float64([1, -1]) };
 */
export interface LstmState<V extends Value> {
  readonly h: V;
  readonly c: V;
}

/**
 * Where an LSTM begins: a state that is left out is zeros.
 *
 * @example
 * const state: InitialLstmState<Float64Tensor> = { c: float64([1, -1]) };
 */
export interface InitialLstmState<V extends Value> {
  readonly h?: V | undefined;
  readonly c?: V | undefined;
}

/**
 * One step of a plain recurrent layer: h' = σ(W_ih x + b_ih + W_hh h + b_hh) (Elman 1990).
 *
 * @param x [N, inputs], or [inputs] for a single example.
 * @param h [N, H] or [H]; zeros unless given.
 * @returns h', of the shape of h.
 * @throws ShapeError when weights, input and state do not fit each other.
 * @example
 * const params = { weight_ih: float64([[2]]), weight_hh: float64([[3]]), bias_ih: float64([1]) };
 * rnnCell(params, float64([4]), float64([5]), { nonlinearity: 'linear' }).data; // [24]
 */
export function rnnCell<V extends Value>(
  params: CellParameters<V>,
  x: V,
  h?: V,
  { nonlinearity = 'tanh' }: { readonly nonlinearity?: Nonlinearity } = {},
): V {
  return oneStep('rnnCell', rnnCellOf(activationOf(nonlinearity), 'h'), params, x, [h])[0]!;
}

/**
 * One step of an LSTM (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000). The rows of the
 * weights are those of the gates i, f, g, o:
 *
 *     i, f, o = σ(W x + b + U h + d)    g = tanh(W_ig x + b_ig + W_hg h + b_hg)    c' = f∘c + i∘g    h' = o∘tanh(c')
 *
 * @param x [N, inputs], or [inputs] for a single example.
 * @param state h and c, [N, H] or [H]; zeros unless given.
 * @throws ShapeError when weights, input and state do not fit each other.
 * @example
 * const zeros = { weight_ih: float64([[0], [0], [0], [0]]), weight_hh: float64([[0], [0], [0], [0]]) };
 * lstmCell(zeros, float64([1]), { h: float64([9]), c: float64([4]) }).c.data; // [2], for f = σ(0) = 1/2 and g = 0
 */
export function lstmCell<V extends Value>(params: CellParameters<V>, x: V, state?: InitialLstmState<V>): LstmState<V> {
  const [h, c] = oneStep('lstmCell', lstmCellOf({}), params, x, [state?.h, state?.c]);
  return { h: h!, c: c! };
}

/**
 * One step of a GRU (Cho et al. 2014). The rows of the weights are those of r, z, n:
 *
 *     r, z = σ(W x + b + U h + d)    h' = (1 − z)∘n + z∘h
 *     n = tanh(W_in x + b_in + r∘(W_hn h + b_hn))    reset 'after' the product of matrices, as PyTorch's
 *     n = tanh(W_in x + b_in + W_hn (r∘h) + b_hn)    reset 'before' it, the original
 *
 * @param x [N, inputs], or [inputs] for a single example.
 * @param h [N, H] or [H]; zeros unless given.
 * @throws ShapeError when weights, input and state do not fit each other.
 * @example
 * const zeros = { weight_ih: float64([[0], [0], [0]]), weight_hh: float64([[0], [0], [0]]) };
 * gruCell(zeros, float64([1]), float64([4])).data; // [2], for z = σ(0) = 1/2 and n = 0
 */
export function gruCell<V extends Value>(
  params: CellParameters<V>,
  x: V,
  h?: V,
  { reset = 'after' }: { readonly reset?: 'after' | 'before' } = {},
): V {
  return oneStep('gruCell', gruCellOf({ reset }), params, x, [h])[0]!;
}

/**
 * One step of the gated cell h' = c∘h + (1 − c)∘W_x x with c = σ(W_c x + W_h h): the gate c decides how much of each
 * element is kept.
 *
 * @param params `weight_ih` [2 · H, inputs], the rows of W_c and then those of W_x; `weight_hh` = W_h [H, H]. Biases, where
 * given, are added to W_c x, W_x x (`bias_ih` [2 · H]) and W_h h (`bias_hh` [H]).
 * @param x [N, inputs], or [inputs] for a single example.
 * @param h [N, H] or [H]; zeros unless given.
 * @throws ShapeError when weights, input and state do not fit each other.
 * @example
 * // W_c = 0, so c = 1/2; W_x = 3.
 * gatedCell({ weight_ih: float64([[0], [3]]), weight_hh: float64([[0]]) }, float64([2]), float64([4])).data; // [5]
 */
export function gatedCell<V extends Value>(params: CellParameters<V>, x: V, h?: V): V {
  return oneStep('gatedCell', gatedCellDefinition, params, x, [h])[0]!;
}

function oneStep<V extends Value>(
  operation: string,
  cell: Cell,
  params: CellParameters<V>,
  x: V,
  given: readonly (V | undefined)[],
): readonly V[] {
  const { inputs, hidden, output } = sizesOf(operation, params, cell.gates, '');
  if (x.shape.length !== 1 && x.shape.length !== 2) {
    throw new ShapeError(operation, [x.shape], 'the input must be [N, inputs], or [inputs] for a single example');
  }
  const batch = x.shape.length === 2 ? [x.shape[0]!] : [];
  requireShape(operation, 'the input', x, [...batch, inputs]);
  return scope(() => {
    const rows = batch[0] ?? 1;
    const state = given.map((value, index) => {
      const width = index === 0 ? output : hidden;
      if (!value) return zerosLike(x, [rows, width]);
      requireShape(operation, `the ${cell.states[index]!} state`, value, [...batch, width]);
      return reshape(value, [rows, width]);
    });
    const z = affine(reshape(x, [rows, inputs]), params.weight_ih, cell.inputBias(params));
    const next = cell.step(params, z, state, (value) => value);
    return next.map((value) => reshape(value, [...batch, value.shape[1]!]));
  });
}
