/** What students begin part 3 from. */
export const attentionRnnStarter = `import type { Tensor } from 'gradbook';

// Part 3 of code-practice. Write the function, and run: gradbook check . --assignment code-practice

/** The matrices of an AttentionRNN(k) with X input features, M features of a state and P of queries and keys. */
export interface AttentionParameters {
  /** Q_0, [P, X]: the input's query. */
  readonly Qx: Tensor;
  /** K_0, [P, X]: the input's key. */
  readonly Kx: Tensor;
  /** V_0, [M, X]: the input's value. */
  readonly Vx: Tensor;
  /** Q_1 … Q_k, [k, P, M]: row i - 1 is for the state i steps back. */
  readonly Q: Tensor;
  /** K_1 … K_k, [k, P, M]. */
  readonly K: Tensor;
  /** V_1 … V_k, [k, M, M]. */
  readonly V: Tensor;
}

/**
 * AttentionRNN(k): a recurrence that attends to its input and to its own last k states. At every step t, with i = 1 … k:
 *
 *     q_0 = Q_0 x[t]   k_0 = K_0 x[t]   v_0 = V_0 x[t]      q_i = Q_i h[t-i]   k_i = K_i h[t-i]   v_i = V_i h[t-i]
 *     w_i = q_i . k_i / sqrt(P)      a = softmax(w_0 … w_k)      h[t] = a_0 v_0 + … + a_k v_k
 *
 * The states before the first step are given, and take part as the others do, also where they are zeros.
 *
 * @param x the inputs, [T, N, X]: time first, then the examples.
 * @param past the k states before the first step, the newest first: [k, N, M].
 * @param lengths how many steps each example has, where they differ; all T unless given. Past its end an example's outputs and weights
 * are 0, and its last states are those after its own last step.
 * @returns output [T, N, M], the state after each step; weights [T, N, k + 1], a_0 … a_k; last [k, N, M], the last k states, the
 * newest first, so that a call can go on where this one stopped.
 * @throws for shapes that do not fit, and for a length above T.
 */
export function attentionRnn(
  x: Tensor,
  past: Tensor,
  params: AttentionParameters,
  lengths?: readonly number[],
): { output: Tensor; weights: Tensor; last: Tensor } {
  throw new Error('attentionRnn is not written yet');
}
`;
