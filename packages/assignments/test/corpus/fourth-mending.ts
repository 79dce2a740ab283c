import { answersTo, type Case } from './case.ts';

const latex = String.raw;

const rest =
  'q = w u_1, r = u_2 + w u_1, s = w u_2 + w^2 u_1, t = u_3 + w u_2 + w^2 u_1, y = w u_3 + w^2 u_2 + w^3 u_1';

/** What was tried when the judges were mended with the fourth round: a near miss beside each thing that they now read. */
export const fourthMendingRnn: readonly Case[] = [
  ...answersTo('1(a)', {
    correct: [
      ['one said, the others written', `p is u_1, ${rest}`],
      [
        'all said',
        'p is u_1, q is w u_1, r is u_2 + w u_1, s is w u_2 + w^2 u_1, t is u_3 + w u_2 + w^2 u_1, y is w u_3 + w^2 u_2 + w^3 u_1',
      ],
    ],
    partial: [
      ['another one said', `p is u_2, ${rest}`],
      ['a term too many said', `p is u_1 + 1, ${rest}`],
    ],
    'never right': [
      ['said of a multiple', `2 p is u_1, ${rest}`],
      ['said of a product', `w * p is u_1, ${rest}`],
      ['said of a half', `The half of p is u_1, ${rest}`],
      ['said not to be', `p is not u_1, ${rest}`],
      ['said to be twice as much', `p is twice u_1, ${rest}`],
      ['half of it in formulas', latex`$p$ is just half of $u_1$, $${rest}$`],
      ['two said', `p is u_1, or is it w u_1? ${rest}`],
    ],
  }),
  ...answersTo('1(c)', {
    partial: [
      [
        'brackets around words, one wrong',
        '∂y/∂t = w, ∂y/∂s = w (the addition passes it on), ∂y/∂r = w·w = w², ∂y/∂q = w (addition again), ∂y/∂p = w³',
      ],
    ],
    'never right': [
      ['a factor in brackets', '∂y/∂t = w, ∂y/∂s = w, ∂y/∂r = w·w = w², ∂y/∂q = w² (times 2), ∂y/∂p = w³'],
    ],
  }),
  ...answersTo('2(b)', {
    'never right': [['thrown away', 'neural network and network neural are thrown away.']],
  }),
  ...answersTo('2(d)', {
    correct: [
      ['lower than it', 'No. It has −1.85, which is lower than −1.46, the score of neural neural neural.'],
      ['isn’t found', 'No. neural neural neural isn’t found although it is more likely.'],
    ],
    'never right': [
      ['no more likely', 'No, neural neural neural is not more likely.'],
      ['not better', 'No, neural neural neural isn’t better than it.'],
      ['less likely', 'No, neural neural neural is less likely.'],
      ['not the likeliest', 'No. “neural neural neural” isn’t the most likely.'],
      ['a comparison in words that does not hold', 'No, −1.85 is bigger than −1.46 of neural neural neural.'],
      ['another one that does not hold', 'No. neural neural neural has −1.46, which is lower than −1.85.'],
      [
        'the other one thrown away',
        'No, beam search has thrown away neural network network, so it returns neural neural neural.',
      ],
    ],
  }),
];

export const fourthMendingReview: readonly Case[] = [
  ...answersTo('2(b)', {
    correct: [['scores first, on two lines', '-1.33: network neural\n-1.25: neural network']],
    partial: [['scores first, exchanged', '-1.25: network neural\n-1.33: neural network']],
  }),
];

export const fourthMendingAttention: readonly Case[] = [
  ...answersTo('Q1.1(ii)', {
    partial: [
      [
        'paths in arrows, u lost',
        'number of paths = 2\nw1 -> h(2) -> y(2) -> L: -(1 - y^(2)) * v * x_1^(2)\nw1 -> h(1) -> h(2) -> y(2) -> L: -(1 - y^(2)) * v * x_1^(1)',
      ],
    ],
    'never right': [
      [
        'a path that is denied',
        'number of paths = 2\nw1 -> h(2) -> y(2) -> L: -(1 - y^(2)) * v * x_1^(2)\nnot w1 -> h(1) -> h(2) -> y(2) -> L: -(1 - y^(2)) * v * u * x_1^(1)',
      ],
    ],
  }),
];

export const fourthMendingNormalization: readonly Case[] = [
  ...answersTo('4.1', {
    'never right': [
      ['the step before', latex`$\sigma(g_{t-1}) = \sigma(Wh_{t-1} + Ux_t + b) = h_t$`],
      ['no activation', latex`$g_t = \sigma(W\sigma(g_{t-1}) + Ux_t + b) = h_t$`],
      ['an activation lost inside', latex`$\sigma(g_t) = \sigma(W g_{t-1} + Ux_t + b) = h_t$`],
      ['g_t not named', latex`$\sigma(Wh_{t-1} + Ux_t + b) = \sigma(W\sigma(g_{t-1}) + Ux_t + b) = h_t$`],
    ],
  }),
  ...answersTo('4.3', {
    correct: [['need not', 'They need not explode: it is necessary but not sufficient.']],
    incorrect: [
      ['need not, turned', 'They need not explode: the condition is sufficient but not necessary.'],
      [
        'must not, turned',
        'The gradients may explode, but they must not: the condition is not necessary, it is sufficient.',
      ],
    ],
    'never right': [['said to be unsayable', 'It must not be said: the condition is necessary. It is not sufficient.']],
  }),
];
