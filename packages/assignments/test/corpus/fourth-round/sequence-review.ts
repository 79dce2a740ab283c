import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** sequence-review: the fourth round of answers that were written before the judges were measured with them. */
export const fourthReview: readonly Case[] = [
  ...answersTo('1(a)', {
    correct: [
      [
        'product first',
        latex`$\frac{\partial L}{\partial h_t} = \frac{\partial L}{\partial \hat y}\frac{\partial \hat y}{\partial h_T}\prod_{k=t+1}^{T}\frac{\partial h_k}{\partial h_{k-1}} = 2(\hat y - y)W^f (W^h)^{T-t}$. It explodes if the largest eigenvalue of $W^h$ is greater than 1 in magnitude and vanishes if it is smaller than 1.`,
      ],
    ],
    'never right': [
      [
        'power t',
        latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y)W^f (W^h)^{t}$, so it explodes when the largest eigenvalue has magnitude over 1 and vanishes when it is under 1.`,
      ],
    ],
  }),
  ...answersTo('1(b)', {
    correct: [
      ['bounded', 'Exploding is more typical for ReLU, as it is not bounded. Vanishing is more typical for tanh.'],
    ],
    partial: [['ReLU twice', 'ReLU gives more exploding gradients and it also gives more vanishing gradients.']],
  }),
  ...answersTo('1(e)', {
    correct: [
      [
        'from the cell equation',
        latex`Since $C_T = f_T \circ C_{T-1} + i_T \circ \tilde C_T$, we get $\frac{\partial C_T}{\partial C_{T-1}} = \mathrm{diag}(f_T)$, no matrix product at all.`,
      ],
    ],
    incorrect: [['input gate', latex`$\frac{\partial C_T}{\partial C_{T-1}} = \operatorname{diag}(i_T)$`]],
  }),
  ...answersTo('2(a)', {
    correct: [['equals', 'neural = -0.65; network = -0.73']],
    partial: [['scores exchanged', 'neural (−0.73), network (−0.65)']],
  }),
  ...answersTo('2(b)', {
    correct: [
      [
        'table',
        '| sequence | log prob |\n|---|---|\n| neural network | -.65 - .6 = -1.25 |\n| network neural | -.73 - .6 = -1.33 |',
      ],
      ['score first', 'With −1.25: “neural network”. With −1.33: “network neural”.'],
    ],
    partial: [['last step only', 'neural network (−0.6), network neural (−0.6)']],
  }),
  ...answersTo('2(c)', {
    correct: [
      [
        'LaTeX, log p of',
        latex`$\log p(\text{neural network network}) = -1.25 - 0.6 = -1.85$ and $\log p(\text{network neural network}) = -1.33 - 0.6 = -1.93$`,
      ],
      [
        'colon and brackets',
        'The beam at t=3:\n- ["network", "neural", "network"]: -1.93\n- ["neural", "network", "network"]: -1.85',
      ],
    ],
    partial: [['one score wrong', 'neural network network (−1.85); network neural network (−2.13)']],
  }),
  ...answersTo('2(d)', {
    correct: [
      [
        'misses',
        'No, beam search misses it: “neural neural neural” would have −0.65 − 0.8 − 0.01 = −1.46, but “neural neural” isn’t among the top 2 at step 2.',
      ],
    ],
    'never right': [['wrong reason', 'No, the most likely is network network network with −1.93.']],
  }),
  ...answersTo('2(e)', {
    correct: [
      [
        'list',
        latex`- tokens generated so far
- last hidden state (for an LSTM the cell state too)

If we do not keep the hidden state we must run the RNN again from the start: $O(T^2 K M \log M)$.`,
      ],
    ],
    'never right': [
      [
        'still linear',
        'We store the tokens and the hidden state. Without the hidden state the runtime stays O(T K M log M).',
      ],
    ],
  }),
];
