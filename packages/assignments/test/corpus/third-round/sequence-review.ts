import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** sequence-review: the third round of answers that were written before the judges were measured with them. */
export const thirdReview: readonly Case[] = [
  ...answersTo('1(a)', {
    correct: [
      [
        'other order of scalars',
        latex`$\nabla_{h_t} L = 2 W^f (W^h)^{T-t} (\hat y - y)$; explodes for $|\lambda|_{max} > 1$, vanishes for $|\lambda|_{max} < 1$`,
      ],
    ],
    incorrect: [
      ['no factor two', latex`$\frac{\partial L}{\partial h_t} = (\hat y - y) W^f (W^h)^{T-t}$`],
      ['exponent off by one', latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y) W^f (W^h)^{T-t+1}$`],
    ],
  }),
  ...answersTo('1(e)', {
    correct: [['diagonal matrix', latex`$\mathrm{diag}(f_T)$: entries near 1 let the gradient pass`]],
    incorrect: [
      ['identity', latex`$\frac{\partial C_T}{\partial C_{T-1}} = I$`],
      ['one minus', latex`$\mathrm{diag}(1 - f_T)$`],
    ],
  }),
  ...answersTo('2(d)', {
    correct: [
      [
        'because',
        'No, because "neural neural" (-1.45) was dropped at step 2, although "neural neural neural" totals -1.46.',
      ],
    ],
  }),
  ...answersTo('2(e)', {
    correct: [
      ['lstm', 'Store: tokens so far, hidden state and cell state. Without the states: O(T² · K · M · log M).'],
    ],
    incorrect: [['too small', latex`Store tokens and hidden state. $O(T K \log M)$ without it.`]],
  }),
];
