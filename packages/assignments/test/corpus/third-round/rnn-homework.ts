import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** rnn-homework: the third round of answers that were written before the judges were measured with them. */
export const thirdRnn: readonly Case[] = [
  ...answersTo('1(a)', {
    correct: [
      [
        'words and commas',
        'We get p = u1, q = w*u1, r = u2 + w*u1, s = w*u2 + w^2*u1, t = u3 + w*u2 + w^2*u1 and finally y = w*u3 + w^2*u2 + w^3*u1.',
      ],
    ],
    partial: [
      [
        't forgets u3',
        'p = u_1; q = w u_1; r = u_2 + w u_1; s = w u_2 + w^2 u_1; t = w u_2 + w^2 u_1; y = w u_3 + w^2 u_2 + w^3 u_1',
      ],
    ],
  }),
  ...answersTo('1(b)', {
    correct: [
      ['boxed', latex`By the power rule, $$\boxed{\frac{dy}{dw} = 3 w^2 u_1 + 2 w u_2 + u_3}$$`],
      ['index as function', "$y'(w) = u_3 + 2 u_2 w + 3 u_1 w^2$"],
    ],
    incorrect: [
      ['integrated', latex`$\frac{dy}{dw} = \frac{w^2}{2} u_3 + \frac{w^3}{3} u_2 + \frac{w^4}{4} u_1$`],
      ['first term kept w', '$w u_3 + 2 w u_2 + 3 w^2 u_1$'],
    ],
  }),
  ...answersTo('1(c)', {
    correct: [
      [
        'mixed forms',
        latex`$\partial y/\partial t = w$; $\partial y/\partial s = \partial y / \partial t$; $\partial y/\partial r = w \cdot \partial y/\partial s$; $\partial y/\partial q = w^2$; $\partial y/\partial p = w\,\partial y/\partial q$`,
      ],
    ],
    partial: [["r uses t's value", 'dy/dt = w, dy/ds = w, dy/dr = t, dy/dq = dy/dr, dy/dp = w dy/dq']],
  }),
  ...answersTo('1(d)', {
    correct: [
      [
        'list',
        latex`- $w \to y$: $t$
- $w \to s$: $w r$
- $w \to q$: $w^2 u_1$

Sum: $\frac{dy}{dw} = t + wr + w^2 u_1$`,
      ],
    ],
    partial: [['last term wrong', latex`$\frac{dy}{dw} = t + w r + w^2 u_2$`]],
  }),
  ...answersTo('2(a)', {
    correct: [['order and period', 'Network (−0.73), Neural (−0.65).']],
  }),
  ...answersTo('2(b)', {
    correct: [['plus sums', 'neural network: (-0.65) + (-0.6) = -1.25; network neural: (-0.73) + (-0.6) = -1.33']],
    incorrect: [['both wrong', 'neural neural and network network']],
  }),
  ...answersTo('2(c)', {
    correct: [['dashes', 'neural-network-network and network-neural-network']],
    incorrect: [['two words only', 'neural network, network neural']],
  }),
  ...answersTo('2(d)', {
    correct: [
      [
        'as a sentence',
        'Beam search does not return it: the overall most likely sequence is neural neural neural (total −1.46).',
      ],
    ],
    incorrect: [['yes short', 'Yes.']],
  }),
  ...answersTo('2(e)', {
    correct: [['spelled', latex`$\mathcal{O}(kMT\log k)$, as each of the $T$ steps needs the top $k$ of $kM$ scores.`]],
    incorrect: [['T squared', latex`$O(T^2 k M \log k)$`]],
  }),
  ...answersTo('3(e)', {
    correct: [
      ['greater signs', latex`exploding: $\max_i |\lambda_i(W^h)| > 1$; vanishing: $\max_i |\lambda_i(W^h)| < 1$`],
    ],
    incorrect: [['threshold zero', 'They explode if the spectral radius is larger than 0 and vanish if it equals 0.']],
  }),
  ...answersTo('3(f)', {
    correct: [['one sentence', 'Gradients explode more with ReLU and vanish more with tanh.']],
    incorrect: [['the reverse in one sentence', 'Gradients explode more with tanh and vanish more with ReLU.']],
  }),
  ...answersTo('5(a)', {
    correct: [
      [
        'table',
        latex`| | time | accuracy |
|---|---|---|
| start | 297 s | 94 % |
| end | 10 s | 94.1 % |`,
      ],
    ],
    partial: [['end time wrong', '297 s and 94 %, finally 26 s and 94.1 %']],
  }),
  ...answersTo('6(b)', {
    correct: [['transposed row', '$(2, -1, 3)^T$']],
    incorrect: [['first two exchanged', '[-1, 2, 3]']],
  }),
  ...answersTo('6(c)', {
    correct: [['rows in words', 'Row 1: -1, 3, -2; row 2: 3, -3, 1; row 3: 0, 3, 1']],
    incorrect: [['overlap not summed', latex`$\begin{bmatrix} -1 & 2 & -2 \\ 3 & 1 & -1 \\ 0 & 3 & 1 \end{bmatrix}$`]],
  }),
];
