import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** normalization-decoding: the fourth round of answers that were written before the judges were measured with them. */
export const fourthNormalization: readonly Case[] = [
  ...answersTo('1', {
    correct: [
      [
        'fractions, one a line',
        latex`$\mu_{batch} = (7/3,\ 29/12)$

$\sigma^2_{batch} = (19/18,\ 179/144)$

$\mu_{layer} = (7/3,\ 2,\ 5/2,\ 8/3)$

$\sigma^2_{layer} = (8/9,\ 4/3,\ 11/12,\ 11/9)$

$\mu_{instance} = ((3, 5/3), (2, 2), (2, 3), (7/3, 3))$

$\sigma^2_{instance} = ((2/3, 2/9), (2/3, 2), (2/3, 2/3), (14/9, 2/3))$`,
      ],
    ],
    partial: [
      [
        'sample variance for batch',
        latex`$\mu_{batch} = [2.33, 2.42]$, $\sigma^2_{batch} = [1.15, 1.36]$, $\mu_{layer} = [2.33, 2, 2.5, 2.67]$, $\sigma^2_{layer} = [0.89, 1.33, 0.92, 1.22]$, $\mu_{instance} = [[3, 1.67], [2, 2], [2, 3], [2.33, 3]]$, $\sigma^2_{instance} = [[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]]$`,
      ],
    ],
  }),
  ...answersTo('2.1', {
    correct: [
      [
        'collected factor',
        latex`The L2 step is $\theta_{i+1} = \theta_i - \eta\nabla L - \eta\cdot 2\gamma\theta_i = (1-2\eta\gamma)\theta_i - \eta\nabla L$ and weight decay is $(1-\lambda)\theta_i - \eta\nabla L$. They are the same for $\lambda = 2\eta\gamma$.`,
      ],
      ['gamma solved for', 'They coincide iff γ = λ/(2η).'],
    ],
    incorrect: [
      ['no two', latex`$\lambda = \eta\gamma$`],
      ['eta below', 'The schemes are identical when lambda = 2*gamma/eta.'],
    ],
  }),
  ...answersTo('2.2(a)', {
    correct: [
      [
        'learner',
        'The weights in θ_small will be more strongly regularized, because Adam is dividing also the L2 term by the root of the second moment, which is small for them.',
      ],
    ],
    incorrect: [['large', 'θ_large, since a larger gradient gives a larger push towards zero.']],
  }),
  ...answersTo('2.2(b)', {
    correct: [['same rate', 'Yes, it changes: now both sets shrink at the same rate λ, whatever their gradients are.']],
    incorrect: [['unchanged', 'No, my answer would not change: θ_small is still regularized more strongly.']],
  }),
  ...answersTo('3.1', {
    correct: [['reason behind', latex`$N^{T}$ (there are $N$ choices at each of the $T$ positions after BOS)`]],
    incorrect: [
      ['BOS counted', 'N^(T+1), because the length is T+1'],
      ['turned', latex`$T^N$`],
    ],
  }),
  ...answersTo('3.3', {
    correct: [
      [
        'nested loops told',
        'Scoring costs B·N per step, the naive search for the B best ones costs B times B·N, i.e. B²N. With T steps: time O(T B² N). Memory: the scores s_b(j) need O(BN) and the sequences O(BT), together O(B(N+T)).',
      ],
      [
        'table',
        latex`| | complexity |
|---|---|
| time | $O(T B N \log B)$ (heap of size B) |
| space | $O(BN + BT)$ |

It is practical since it is linear in $N$.`,
      ],
    ],
    partial: [['space without T', latex`Time: $O(B^2NT)$. Space: $O(BN)$.`]],
    incorrect: [['exponential', 'Time complexity O(N^T), space complexity O(B^T).']],
  }),
  ...answersTo('3.4.a', {
    correct: [
      [
        'arrows',
        '<BOS> → the (−1.5) → red (−3.1) → rectangle (−4.5), so the greedy sequence is “the red rectangle” with log-likelihood −1.5 − 3.1 − 4.5 = −9.1',
      ],
      [
        'LaTeX indices',
        latex`$\bar w_1 = \text{the}$, $\bar w_2 = \text{red}$, $\bar w_3 = \text{rectangle}$; $\log p(\bar w_{1:3}) = -9.1$`,
      ],
    ],
    partial: [['slip in the sum', 'the red rectangle, log-likelihood −8.1']],
    incorrect: [['beam’s', 'a blue square, −9.3']],
  }),
  ...answersTo('3.4.b', {
    correct: [
      [
        'sentence',
        'With B = 2 beam search ends with “a blue square” (log-likelihood −1.8 − 2.5 − 5.0 = −9.3) and “a red circle” (log-likelihood −1.8 − 2.7 − 4.9 = −9.4).',
      ],
      [
        'steps in a list',
        `- t = 1: the (−1.5), a (−1.8)
- t = 2: a blue (−4.3), a red (−4.5)
- t = 3: a blue square (−9.3), a red circle (−9.4)`,
      ],
    ],
    partial: [['greedy kept', 'w^(1) = the red rectangle (−9.1), w^(2) = a blue square (−9.3)']],
  }),
  ...answersTo('4.1', {
    correct: [
      [
        'induction told',
        latex`Assume $h_{t-1} = \sigma(g_{t-1})$. Then $\sigma(g_t) = \sigma(W\sigma(g_{t-1}) + Ux_t + b) = \sigma(Wh_{t-1} + Ux_t + b) = h_t$.`,
      ],
    ],
    incorrect: [['turned', latex`$g_t = \sigma(h_t)$`]],
  }),
  ...answersTo('4.3', {
    correct: [
      [
        'learner',
        'The gradients may explode then, but they must not: the condition is necessary, however it is not sufficient.',
      ],
    ],
    incorrect: [['sufficient', 'It is sufficient but not necessary for the explosion.']],
  }),
  ...answersTo('4.4', {
    correct: [
      [
        'list',
        '1. Takes the direction into account: clipping by the norm\n2. Does not: clipping each entry by value\n\nI prefer the first, because the step still points the same way.',
      ],
    ],
    incorrect: [
      ['turned', 'Clipping by value preserves the direction of the gradient; clipping by norm does not preserve it.'],
    ],
  }),
];
