/** What students begin part 3 from: the functions with their shapes, and nothing in them. */
export const recurrentStarter = `import { add, matmul, tanh, type Tensor } from 'gradbook';

// Part 3 of rnn-homework. Write the functions, and run: gradbook check . --assignment rnn-homework
//
// Tensors come from 'gradbook', which has matmul, add, mul, tanh, sigmoid, slice, concat, stack, transpose, reshape, sum, …;
// gradbook.d.ts lists them all. Plain nested lists of numbers and typed arrays may be returned as well.

/** The parameters of a vanilla RNN layer with I inputs and H hidden units. */
export interface RnnParameters {
  /** W^x, [H, I] */
  readonly Wx: Tensor;
  /** W^h, [H, H] */
  readonly Wh: Tensor;
  /** b, [H] */
  readonly b: Tensor;
}

/**
 * 3(a) h_t = tanh(W^h h_{t-1} + W^x x_t + b) over a whole sequence.
 *
 * @param x the inputs, [T, N, I]: time first, then the examples.
 * @param h0 the state before the first step, [N, H].
 * @param lengths how many steps each example has, where they differ; all T unless given. Past its end an example's outputs are 0,
 * and its last state is the one after its own last step.
 * @returns output [T, N, H], the state after each step, and last [N, H].
 * @throws for shapes that do not fit, a sequence without steps, and a length above T.
 */
export function rnn(
  x: Tensor,
  h0: Tensor,
  params: RnnParameters,
  lengths?: readonly number[],
): { output: Tensor; last: Tensor } {
  throw new Error('rnn is not written yet');
}

/**
 * 3(b) The RNN with a linear head: one prediction W^f h_t + b^f for every step.
 *
 * @param head Wf [O, H] and bf [O].
 * @returns [T, N, O].
 * @throws as rnn does, and for a head that does not fit.
 */
export function rnnRegression(
  x: Tensor,
  h0: Tensor,
  params: RnnParameters,
  head: { readonly Wf: Tensor; readonly bf: Tensor },
): Tensor {
  throw new Error('rnnRegression is not written yet');
}

/** 3(c) The mean squared error over all steps, examples and outputs; both arguments are [T, N, O]. Throws where their shapes differ or have no step. */
export function lossAll(prediction: Tensor, target: Tensor): Tensor | number {
  throw new Error('lossAll is not written yet');
}

/** 3(c) The mean squared error at the last step; it throws as lossAll does. */
export function lossLast(prediction: Tensor, target: Tensor): Tensor | number {
  throw new Error('lossLast is not written yet');
}

/**
 * 3(h) An LSTM layer (optional). The rows of the parameters are four blocks of H, in the order i, f, g, o:
 *
 *     i, f, o = sigmoid(…)   g = tanh(…)   c_t = f c_{t-1} + i g   h_t = o tanh(c_t)
 *
 * @param params Wx [4H, I], Wh [4H, H], b [4H].
 * @returns output [T, N, H], last [N, H], and cell [N, H], the cell state after the last own step.
 * @throws as rnn does.
 */
export function lstm(
  x: Tensor,
  h0: Tensor,
  c0: Tensor,
  params: RnnParameters,
  lengths?: readonly number[],
): { output: Tensor; last: Tensor; cell: Tensor } {
  throw new Error('lstm is not written yet');
}
`;
