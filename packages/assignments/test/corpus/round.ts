import { answersTo, type Case } from './case.ts';

const latex = String.raw;

/** What was found by answers of somebody who had not seen the readers, beside near misses. */
export const roundRnn: readonly Case[] = [
  ...answersTo('2(d)', {
    correct: [
      [
        'a comparison',
        'No: log p(neural neural neural) = −1.46 > −1.85 = log p(neural network network), but it was dropped.',
      ],
    ],
    incorrect: [
      ['no doubt', 'There is no doubt that it does: neural network network with −1.85 is the most likely of all.'],
    ],
    'never right': [
      [
        'a comparison that does not hold',
        'No: log p(neural neural neural) = −1.46 < −1.85 = log p(neural network network).',
      ],
      ['the other is greater', 'No: log p(neural network network) = −1.46 > −1.85 = log p(neural neural neural).'],
    ],
  }),
  ...answersTo('3(e)', {
    incorrect: [
      ['the sign', 'Gradients explode if the largest eigenvalue of W^h is positive and vanish if it is negative.'],
      ['the sign, in formulas', latex`Exploding for $\lambda_1 > 0$, vanishing for $\lambda_1 < 0$.`],
    ],
  }),
  ...answersTo('3(f)', {
    correct: [
      [
        'items with reasons',
        '(i) ReLU, as it never saturates for positive inputs and hidden states can grow without limit.\n(ii) tanh: its derivative is below 1 nearly everywhere.',
      ],
    ],
    partial: [
      ['the same twice', '(i) ReLU (ii) ReLU, because half of its units are dead'],
      ['both of one', 'tanh makes them both explode more and vanish more.'],
    ],
    incorrect: [['items with reasons, swapped', '(i) tanh, as it is steep.\n(ii) ReLU: half of its units are dead.']],
    'never right': [
      ['an item that is denied', '(i) not ReLU, as it never saturates.\n(ii) tanh: its derivative is below 1.'],
      ['items that name both', '(i) ReLU, but tanh too.\n(ii) tanh: its derivative is below 1.'],
    ],
  }),
  ...answersTo('5(a)', {
    correct: [
      [
        'one sentence',
        'They started from a baseline of 297 seconds with 94% test accuracy and finished with 10 seconds and 94.1%.',
      ],
      ['fractions at the end of sentences', 'Baseline: 4 min 57 s, accuracy 0.94. Final: 10 s, accuracy 0.941.'],
    ],
    partial: [['a fraction that is wrong', 'Baseline: 4 min 57 s, accuracy 0.94. Final: 10 s, accuracy 0.95.']],
  }),
];

export const roundReview: readonly Case[] = [
  ...answersTo('1(a)', {
    correct: [
      [
        'the conditions',
        latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y)W^f (W^h)^{T-t}$. It vanishes when the largest eigenvalue is below 1 in magnitude and explodes when it is above 1.`,
      ],
      [
        'one condition',
        latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y)W^f (W^h)^{T-t}$, which explodes for $|\lambda_{max}| > 1$.`,
      ],
    ],
    partial: [
      [
        'the conditions reversed',
        latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y)W^f (W^h)^{T-t}$. It vanishes when the largest eigenvalue is above 1 in magnitude and explodes when it is below 1.`,
      ],
    ],
    'never right': [
      [
        'one condition reversed',
        latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y)W^f (W^h)^{T-t}$, which explodes for $|\lambda_{max}| < 1$.`,
      ],
    ],
  }),
  ...answersTo('1(e)', {
    incorrect: [['a matrix behind', 'diag(f_T) · W^h, so it still decays']],
  }),
];

/** Equations that bear on nothing that is asked for earn nothing. */
export const roundAttention: readonly Case[] = [
  ...answersTo('Q1.3', {
    partial: [
      ['the second layer alone', latex`$h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_2 h_2^{(t-1)} + b_2)$`],
      ['the output alone', latex`$y^{(t)} = f_y(V (h_1^{(t)} + h_2^{(t)}))$`],
    ],
    incorrect: [['one equation, and that is wrong', latex`$y^{(t)} = f_y(V h_1^{(t)} + b)$`]],
    review: [
      ['an equation about nothing', '$a_1 = b$'],
      ['a second layer that is not used, and wrong', latex`$h_2^{(t)} = f_2(W_2 x^{(t)})$`],
    ],
  }),
  ...answersTo('Q1.4', { review: [['an equation about nothing', '$a_1 = b$']] }),
  ...answersTo('Q2.1', {
    incorrect: [['no state', latex`$d^{(j)} = 0$`]],
    review: [['an equation about nothing', '$z = 1$']],
  }),
];
