import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** normalization-decoding: the third round of answers that were written before the judges were measured with them. */
export const thirdNormalization: readonly Case[] = [
  ...answersTo('1', {
    correct: [
      [
        'latex with names in bold',
        latex`**Batch:** $\mu = (2.333, 2.4167)$, $\sigma^2 = (1.0556, 1.2431)$

**Layer:** $\mu = (2.333, 2, 2.5, 2.667)$, $\sigma^2 = (0.889, 1.333, 0.917, 1.222)$

**Instance:** $\mu = ((3, 1.667), (2, 2), (2, 3), (2.333, 3))$, $\sigma^2 = ((0.667, 0.222), (0.667, 2), (0.667, 0.667), (1.556, 0.667))$`,
      ],
    ],
    partial: [
      [
        'standard deviations',
        'Batch: mean [2.33, 2.42], variance [1.03, 1.11]; layer: mean [2.33, 2, 2.5, 2.67], variance [0.94, 1.15, 0.96, 1.11]; instance: mean [[3, 1.67], [2, 2], [2, 3], [2.33, 3]], variance [[0.82, 0.47], [0.82, 1.41], [0.82, 0.82], [1.25, 0.82]]',
      ],
    ],
  }),
  ...answersTo('2.1', {
    correct: [['equals the other way', latex`$2\eta\gamma = \lambda$`]],
    incorrect: [['square', latex`$\lambda = \eta\gamma^2$`]],
  }),
  ...answersTo('2.2(a)', {
    correct: [['comparison', 'Small-gradient weights get more regularization than large-gradient weights.']],
    incorrect: [['equal', 'Both sets are regularized equally.']],
  }),
  ...answersTo('2.2(b)', {
    correct: [
      [
        'no more difference',
        latex`Yes, it changes: there is no difference any more, all weights shrink by the same factor $(1-\lambda)$.`,
      ],
    ],
    incorrect: [['small still', 'θ_small is still more strongly regularized.']],
  }),
  ...answersTo('3.1', {
    correct: [['words', 'There are N to the power of T sequences, i.e. $N^T$.']],
    incorrect: [['factorial', latex`$\frac{N!}{(N-T)!}$`]],
  }),
  ...answersTo('3.3', {
    correct: [
      ['expanded', latex`The running time is $O(T(BN + B \cdot BN)) = O(B^2 N T)$ and the memory is $O(BN + BT)$.`],
    ],
    partial: [['space too small', 'Time: $O(B^2NT)$; space: $O(BT)$']],
  }),
  ...answersTo('3.4.a', {
    correct: [['equation', 'log p(the, red, rectangle) = -1.5 + (-3.1) + (-4.5) = -9.1']],
    partial: [['probability instead of its logarithm', 'the red rectangle with 9.1']],
  }),
  ...answersTo('3.4.b', {
    correct: [
      [
        'list',
        latex`1. [a, blue, square], log-likelihood -9.3
2. [a, red, circle], log-likelihood -9.4`,
      ],
    ],
    partial: [['one wrong sequence', 'a blue square (−9.3), a red square (−9.7)']],
  }),
  ...answersTo('4.1', {
    correct: [['for all', latex`$h_t=\sigma(g_t)$ for every $t$, by induction.`]],
    incorrect: [['twice', latex`$h_t = \sigma(\sigma(g_t))$`]],
  }),
  ...answersTo('4.2', {
    correct: [
      [
        'with diag',
        latex`$\frac{\partial h_t}{\partial h_{t-1}} = W\,\mathrm{diag}(\sigma'(h_{t-1}))$, so $\left\|\frac{\partial h_t}{\partial h_{t-1}}\right\| \le \|W\|\,\gamma \le \delta$ and $\left\|\frac{\partial h_T}{\partial h_0}\right\| \le \delta^T \to 0$.`,
      ],
    ],
    incorrect: [
      [
        'half the exponent',
        latex`$\|\partial h_t/\partial h_{t-1}\| \le \|W\|\gamma \le \delta$, so $\|\partial h_T/\partial h_0\| \le \delta^{T+1}$`,
      ],
    ],
  }),
  ...answersTo('4.3', {
    correct: [['colon form', 'necessary: yes; sufficient: no']],
    incorrect: [['reversed colon form', 'necessary: no; sufficient: yes']],
  }),
  ...answersTo('4.4', {
    correct: [
      [
        'two bullets',
        latex`- direction-aware: clipping the norm of the gradient
- not direction-aware: clipping every component by value`,
      ],
    ],
    incorrect: [
      [
        'two bullets reversed',
        latex`- direction-aware: clipping by value
- not direction-aware: clipping by norm`,
      ],
    ],
  }),
];
