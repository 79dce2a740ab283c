import { answersTo, type Case } from './case.ts';

const latex = String.raw;

/** Answers to rnn-homework that come close to a right one, or name it without standing by it. */
export const doubtfulRnn: readonly Case[] = [
  ...answersTo('1(a)', {
    'never right': [
      [
        'a right line under a wrong one about the same name',
        latex`$p = u_1$, $q = w u_1$, $r = u_2 + w u_1$, $s = w u_2 + w^2 u_1$, $t = u_3 + w u_2 + w^2 u_1$, $y = w u_3 + w^2 u_2 + w^3 u_1$ or $y = w u_3$`,
      ],
      [
        'names with other subscripts',
        latex`$p_1 = u_1$, $q_1 = w u_2$, $r_1 = u_2 + w u_1$, $s_1 = w u_2 + w^2 u_1$, $t_1 = u_3 + w u_2 + w^2 u_1$, $y_1 = w u_3$`,
      ],
      [
        'y as an inequality',
        latex`$p = u_1$, $q = w u_1$, $r = u_2 + w u_1$, $s = w u_2 + w^2 u_1$, $t = u_3 + w u_2 + w^2 u_1$, $y \le w u_3 + w^2 u_2 + w^3 u_1$`,
      ],
    ],
  }),
  ...answersTo('1(b)', {
    'never right': [
      ['under a condition', latex`$\frac{dy}{dw} < u_3 + 2wu_2 + 3w^2u_1$`],
      ['a list of guesses, the right one last', latex`$u_2 + 2wu_2 + 3w^2u_1, u_3 + 2wu_2 + 3w^2u_1$`],
      ['a sentence that denies it', 'dy/dw is not u_3 + 2*w*u_2 + 3*w^2*u_1'],
      ['in a picture', '![my answer](answer.png)'],
      ['modulo something', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1 + O(w^3)$`],
    ],
    incorrect: [
      ['a Unicode slip', 'dy/dw = u₃ + 2w·u₂ + 3w·u₁'],
      ['an extra constant', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1 + 1$`],
      ['nearly equal numbers', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3.0001w^2u_1$`],
      ['absolute value', latex`$\frac{dy}{dw} = |u_3 + 2wu_2 + 3w^2u_1|$`],
    ],
  }),
  ...answersTo('2(a)', {
    'never right': [
      ['not', 'Not neural and not network.'],
      ['pruned', 'neural and network are discarded.'],
    ],
  }),
  ...answersTo('2(b)', {
    'never right': [
      ['beam search prunes them', 'Beam search prunes neural network and network neural.'],
      ['all but them', 'Everything except neural network and network neural.'],
      ['the right ones last in a flat list', 'neural neural, network network, neural network, network neural'],
      ['or', 'neural network and network network, or neural network and network neural'],
    ],
    partial: [['a third word', 'neural network (-1.25), network neural network']],
    incorrect: [
      ['kept and pruned exchanged', 'Kept: neural neural, network network. Pruned: neural network, network neural.'],
    ],
    correct: [
      [
        'pruned ones named in the same sentence',
        'neural network and network neural are kept, while neural neural and network network are pruned.',
      ],
    ],
  }),
  ...answersTo('2(c)', {
    'never right': [
      ['the sets of two steps', 'neural network, network neural, neural network network, network network network'],
    ],
  }),
  ...answersTo('2(d)', {
    'never right': [
      ['what it returns', 'No, beam search returns neural neural neural.'],
      ['yes in the end', 'No... well, yes. neural neural neural is the best.'],
      ['half', 'Partly. neural neural neural'],
    ],
    correct: [['by its score alone named', 'No, because neural neural neural with -1.46 was dropped in step 2.']],
  }),
  ...answersTo('2(e)', {
    'never right': [
      ['at least', latex`at least $O(TkM)$`],
      ['big omega in words', latex`$\Omega(T k M \log k)$`],
      ['other letters', latex`$O(nkm)$`],
    ],
    incorrect: [
      ['little', latex`$O(T \log(kM))$`],
      ['k squared', latex`$O(T k^2 M \log M)$`],
    ],
  }),
  ...answersTo('5(a)', {
    'never right': [
      ['the numbers as a ratio', 'It became 29.7 times faster and 0.1% better.'],
      ['hours', '297 hours, 94%; 10 hours, 94.1%'],
    ],
  }),
  ...answersTo('6(b)', {
    'never right': [
      ['four entries', latex`$w_0 = 5, w_1 = 2, w_2 = -1, w_3 = 3$`],
      ['not', 'The filter is not [2, -1, 3].'],
      ['or', '[2, 1, 3] or [2, -1, 3]'],
      ['nested', '[[2, -1, 3], [2, -1, 3]]'],
    ],
    incorrect: [['exchanged names', latex`$f_2 = 2$, $f_1 = -1$, $f_3 = 3$`]],
  }),
  ...answersTo('6(c)', {
    'never right': [
      ['twice', latex`$2 \begin{bmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{bmatrix}$`],
      ['minus', latex`$-\begin{bmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{bmatrix}$`],
      ['the inverse of it', latex`$\begin{bmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{bmatrix}^{-1}$`],
      [
        'plus another',
        latex`$\begin{bmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{bmatrix} + \begin{bmatrix} 1 & 0 & 0 \\ 0 & 1 & 0 \\ 0 & 0 & 1 \end{bmatrix}$`,
      ],
      ['not equal', latex`$Y \neq \begin{bmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{bmatrix}$`],
    ],
  }),
];

/** The same for normalization-decoding. */
export const doubtfulNormalization: readonly Case[] = [
  ...answersTo('2.1', {
    'never right': [
      ['approximately', latex`$\lambda \approx 2\eta\gamma\theta$`],
      ['proportional', latex`$\lambda \propto \eta\gamma$`],
      ['less', latex`$\lambda < 2\eta\gamma$`],
    ],
    incorrect: [
      ['the square root', latex`$\lambda = \sqrt{2\eta\gamma}$`],
      ['two more', latex`$\lambda = 2 + \eta\gamma$`],
    ],
  }),
  ...answersTo('3.1', {
    'never right': [
      ['a list, the right one last', latex`$N^{T+1}, N^T$`],
      ['roughly', latex`less than or equal to $N^T$`],
      ['about the other length', latex`$N^{T+1} = N \cdot N^T$`],
      ['a hedge in words', 'N^T or maybe N^(T-1)'],
    ],
    incorrect: [
      ['one for each', latex`$N^T + 1$`],
      ['N at T = 1 alone', latex`$N T^0$`],
      ['equal only at N = 2', latex`$2^T$`],
    ],
  }),
  ...answersTo('3.3', {
    'never right': [
      ['the wrong way round, in order', latex`$O(BN+BT)$, $O(B^2NT)$`],
      ['time or space', latex`Time: $O(B^2NT)$. Space: $O(B^2NT)$ or $O(BN+BT)$.`],
    ],
    partial: [['at most', latex`Time: $O(B^2NT)$. Space: $O(B + N + T)$.`]],
  }),
  ...answersTo('3.4.a', {
    'never right': [
      ['or', 'a blue square or the red rectangle (-9.1)'],
      ['not', 'It is not the red rectangle (-9.1).'],
    ],
    incorrect: [['the words in another order', 'red the rectangle (-9.1)']],
  }),
  ...answersTo('3.4.b', {
    'never right': [
      ['either', 'a blue square (-9.3) or a red circle (-9.4) or the red rectangle (-9.1)'],
      ['pruned', 'It prunes a blue square (-9.3) and a red circle (-9.4).'],
    ],
    partial: [['the colours exchanged in one', 'a blue square (-9.3), a blue circle (-9.4)']],
  }),
];
