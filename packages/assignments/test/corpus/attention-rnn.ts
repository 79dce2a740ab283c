import { answersTo, type Case } from './case.ts';

const latex = String.raw;
const lines = (...equations: readonly string[]): string => equations.map((equation) => `$$${equation}$$`).join('\n\n');
const windowed = [
  latex`q_0[t], q_1[t], \dots, q_k[t] = Q_0 x[t], Q_1 h[t-1], \dots, Q_k h[t-k]`,
  latex`k_0[t], k_1[t], \dots, k_k[t] = K_0 x[t], K_1 h[t-1], \dots, K_k h[t-k]`,
  latex`v_0[t], v_1[t], \dots, v_k[t] = V_0 x[t], V_1 h[t-1], \dots, V_k h[t-k]`,
];
const unbounded = [
  latex`q_0[t], q_1[t], q_2[t], \dots = Qx[t], Qh[t-1], Qh[t-2], \dots`,
  latex`k_0[t], k_1[t], k_2[t], \dots = Kx[t], Kh[t-1], Kh[t-2], \dots`,
  latex`v_0[t], v_1[t], v_2[t], \dots = Vx[t], Vh[t-1], Vh[t-2], \dots`,
];
const scores = latex`w_i[t] = q_i[t]^T k_i[t]`;
const weightsTo = latex`a[t] = \text{softargmax}(w_0[t], w_1[t], \dots, w_k[t])`;
const weightsOn = latex`a[t] = \text{softargmax}(w_0[t], w_1[t], w_2[t], \dots)`;
const sumTo = latex`h[t] = \sum_{i=0}^k a_i[t] v_i[t]`;
const sumOn = latex`h[t] = \sum_{i=0}^{\infty} a_i[t] v_i[t]`;

/** conv-gated-debugging 1.2.2(c) and (d): AttentionRNN(k) and AttentionRNN(∞). */
export const attentionRnn: readonly Case[] = [
  ...answersTo('1.2.2(c)', {
    correct: [
      ['lists', lines(...windowed, scores, weightsTo, sumTo)],
      [
        'one index',
        lines(
          latex`q_0[t] = Q_0 x[t], \quad q_i[t] = Q_i h[t-i]`,
          latex`k_0[t] = K_0 x[t], \quad k_i[t] = K_i h[t-i]`,
          latex`v_0[t] = V_0 x[t], \quad v_i[t] = V_i h[t-i]`,
          latex`1 \le i \le k`,
          scores,
          weightsTo,
          sumTo,
        ),
      ],
      [
        'aligned',
        latex`$$\begin{aligned} q_0[t], q_1[t], \dots, q_k[t] &= Q_0 x[t], Q_1 h[t-1], \dots, Q_k h[t-k] \\ k_0[t], k_1[t], \dots, k_k[t] &= K_0 x[t], K_1 h[t-1], \dots, K_k h[t-k] \\ v_0[t], v_1[t], \dots, v_k[t] &= V_0 x[t], V_1 h[t-1], \dots, V_k h[t-k] \\ w_i[t] &= q_i[t]^\top k_i[t] \\ a[t] &= \text{softmax}(w_0[t], \dots, w_k[t]) \\ h[t] &= \sum_{i=0}^k a_i[t] v_i[t] \end{aligned}$$`,
      ],
      ['an inner product', lines(...windowed, latex`w_i[t] = k_i[t]^T q_i[t]`, weightsTo, sumTo)],
      ['a dot', lines(...windowed, latex`w_i[t] = q_i[t] \cdot k_i[t]`, weightsTo, sumTo)],
      [
        'softmax written out',
        lines(...windowed, scores, latex`a_i[t] = \frac{\exp(w_i[t])}{\sum_{j=0}^{k} \exp(w_j[t])}`, sumTo),
      ],
    ],
    'never right': [
      ['the query of the input', lines(...windowed, latex`w_i[t] = q_0[t]^T k_i[t]`, weightsTo, sumTo)],
      ['no softmax', lines(...windowed, scores, latex`h[t] = \sum_{i=0}^k w_i[t] v_i[t]`)],
      ['the input left out', lines(...windowed, scores, weightsTo, latex`h[t] = \sum_{i=1}^k a_i[t] v_i[t]`)],
      ['keys for values', lines(...windowed, scores, weightsTo, latex`h[t] = \sum_{i=0}^k a_i[t] k_i[t]`)],
      [
        'one step too far',
        lines(latex`q_0[t] = Q_0 x[t], \quad q_i[t] = Q_i h[t-i-1]`, ...windowed.slice(1), scores, weightsTo, sumTo),
      ],
      [
        'two states, whatever k',
        lines(
          ...windowed,
          scores,
          latex`a[t] = \text{softargmax}(w_0[t], w_1[t])`,
          latex`h[t] = a_0[t] v_0[t] + a_1[t] v_1[t]`,
        ),
      ],
    ],
  }),
  ...answersTo('1.2.2(d)', {
    correct: [
      ['lists', lines(...unbounded, scores, weightsOn, sumOn)],
      [
        'matrices of its own for the input',
        lines(
          latex`q_0[t], q_1[t], q_2[t], \dots = Q_0 x[t], Q h[t-1], Q h[t-2], \dots`,
          latex`k_0[t], k_1[t], k_2[t], \dots = K_0 x[t], K h[t-1], K h[t-2], \dots`,
          latex`v_0[t], v_1[t], v_2[t], \dots = V_0 x[t], V h[t-1], V h[t-2], \dots`,
          scores,
          weightsOn,
          sumOn,
        ),
      ],
      [
        'to the first state',
        lines(
          latex`q_0[t] = Q x[t], \quad q_i[t] = Q h[t-i]`,
          latex`k_0[t] = K x[t], \quad k_i[t] = K h[t-i]`,
          latex`v_0[t] = V x[t], \quad v_i[t] = V h[t-i]`,
          scores,
          latex`a[t] = \text{softmax}(w_0[t], \dots, w_{t-1}[t])`,
          latex`h[t] = \sum_{i=0}^{t-1} a_i[t] v_i[t]`,
        ),
      ],
    ],
    'never right': [
      ['no softmax', lines(...unbounded, scores, latex`h[t] = \sum_{i=0}^{\infty} w_i[t] v_i[t]`)],
      ['the query of the input', lines(...unbounded, latex`w_i[t] = q_0[t]^T k_i[t]`, weightsOn, sumOn)],
      ['keys for values', lines(...unbounded, scores, weightsOn, latex`h[t] = \sum_{i=0}^{\infty} a_i[t] k_i[t]`)],
    ],
  }),
];
