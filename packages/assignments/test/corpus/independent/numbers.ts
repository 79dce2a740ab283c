import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

const output = latex`\begin{bmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{bmatrix}`;

/** rnn-homework 5(a), 6(b) and 6(c). */
export const independentNumbersRnn: readonly Case[] = [
  ...answersTo('5(a)', {
    correct: [
      [
        'prose',
        'The baseline trained in 297 seconds with 94% accuracy. At the end of the series the training took only 10 seconds for 94.1%.',
      ],
      ['a chat tone', 'So they started out with 297s and 94% and, amazingly, got down to 10s with 94.1% accuracy!'],
      ['with the author', 'David Page starts from a baseline of 297s (94% accuracy) and ends with 10s (94.1%).'],
      ['percent in words', 'baseline: 297 seconds, 94 percent; final: 10 seconds, 94.1 percent'],
      ['per line', 'Starting time: 297s\nStarting accuracy: 94%\nFinal time: 10s\nFinal accuracy: 94.1%'],
      ['TTA', '297s / 94% at the beginning, 10s / 94.1% after all tricks (test-time augmentation included).'],
      ['LaTeX', latex`Before: $297$ s at $94\%$. After: $10$ s at $94.1\%$.`],
      [
        'DAWNBench',
        'The winning DAWNBench entry took 297s to reach 94%. The final version needs 10s and reaches 94.1%.',
      ],
    ],
    partial: [
      ['24 seconds', 'Baseline 297s, 94%; final 24s, 94.1%'],
      ['95', 'Baseline 297s, 94%; final 10s, 95.1%'],
      ['missing start', 'In the end 10s and 94.1%.'],
    ],
    incorrect: [['other numbers', 'Baseline 341s, 92%; final 79s, 93.5%']],
    'never right': [
      ['another paper', '297 s, 94% and 10 s, 94.1% are the numbers of another paper.'],
      ['not', 'It was not 297s and 94%, nor 10s and 94.1%.'],
      ['twice', 'Twice 297 s with 94%, then 10 s with 94.1%'],
      ['error rates', 'Baseline 297s with an error of 94%; final 10s with an error of 94.1%.'],
      ['would', 'With eight GPUs it would have been 297s at 94%, then 10s at 94.1%.'],
      ['saved', 'They saved 297s (94%) and then 10s (94.1%).'],
    ],
  }),
  ...answersTo('6(b)', {
    correct: [
      ['brackets', '[2, -1, 3]'],
      ['LaTeX', latex`$f = [2, -1, 3]$`],
      ['column', latex`$$\begin{pmatrix} 2 \\ -1 \\ 3 \end{pmatrix}$$`],
      [
        'equations',
        latex`$f_1 + 4f_2 = -2$, $4f_1 - 2f_3 = 2$, $-2f_2 + 3f_3 = 11$. Solving this system gives $f_1 = 2$, $f_2 = -1$, $f_3 = 3$.`,
      ],
      ['filter words', 'The filter is (2, -1, 3).'],
      ['checked', 'The filter must be [2, -1, 3]. Check: 1*2 + 4*(-1) + 0*3 = -2.'],
      ['names', 'a = 2, b = -1, c = 3'],
      ['numpy', '```python\nf = np.array([2, -1, 3])\n```'],
      [
        'linear system',
        'Setting up a linear system with three equations and three unknowns and solving it by elimination, we find the filter [2, -1, 3].',
      ],
    ],
    incorrect: [
      ['reversed', '[3, -1, 2]'],
      ['a sign', '[2, 1, 3]'],
      ['shifted', '[-1, 3, 2]'],
    ],
    'never right': [
      ['flip', 'Flip [2, -1, 3] to get the filter.'],
      ['times two', '2 * [2, -1, 3]'],
      ['the padding', 'With padding it would be [2, -1, 3].'],
      ['plus', '[2, -1, 3] + [1, 1, 1]'],
      ['mirror', 'the mirror image of [2, -1, 3]'],
      ['no', 'No filter exists, [2, -1, 3] fails.'],
    ],
  }),
  ...answersTo('6(c)', {
    correct: [
      ['matrix', `$$${output}$$`],
      ['nested lists', '[[-1, 3, -2], [3, -3, 1], [0, 3, 1]]'],
      ['introduced', `Adding up the four scaled copies of the filter, we get $$${output}$$`],
      ['text rows', '-1 3 -2\n3 -3 1\n0 3 1'],
      ['torch', '```\ntensor([[-1., 3., -2.],\n        [3., -3., 1.],\n        [0., 3., 1.]])\n```'],
      [
        'with copies',
        latex`$-1 \cdot \begin{bmatrix} 1 & -1 \\ 0 & 1 \end{bmatrix}$ goes to the upper left corner and so on. Result: $$${output}$$`,
      ],
      ['the output', `The output of the transposed convolution is therefore $${output}$ (a 3x3 matrix).`],
    ],
    incorrect: [
      ['an entry', `$$${output.replace('-3', '3')}$$`],
      ['transposed', '[[-1, 3, 0], [3, -3, 3], [-2, 1, 1]]'],
      ['an OCR digit', '[[-1, 3, -2], [8, -3, 1], [0, 3, 1]]'],
    ],
    'never right': [
      ['half', `Half of $${output}$`],
      ['rotate', `Rotate $${output}$ by 90 degrees.`],
      ['stride two', `For stride 2 it would be $${output}$.`],
      ['sum', `$${output}$ plus the identity`],
      ['not', `$${output}$ cannot be right since the sizes differ.`],
    ],
  }),
];

const moments = {
  batch: ['[2.33, 2.42]', '[1.06, 1.24]'],
  layer: ['[2.33, 2, 2.5, 2.67]', '[0.89, 1.33, 0.92, 1.22]'],
  instance: ['[[3, 1.67], [2, 2], [2, 3], [2.33, 3]]', '[[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]]'],
} as const;
const all = Object.entries(moments)
  .map(([kind, [mean, variance]]) => `${kind} mean: ${mean}, ${kind} variance: ${variance}`)
  .join('\n\n');

/** normalization-decoding 1. */
export const independentMoments: readonly Case[] = answersTo('1', {
  correct: [
    ['lines', all],
    ['rounded', `I rounded everything to two decimals.\n\n${all}`],
    ['with numpy', `Computed with numpy (np.mean and np.var over the respective axes):\n\n${all}`],
    ['population', `Using the population variance (division by n):\n\n${all}`],
    [
      'sentences',
      `For batch normalization the mean is ${moments.batch[0]} and the variance is ${moments.batch[1]}. For layer normalization the mean is ${moments.layer[0]} and the variance is ${moments.layer[1]}. For instance normalization the mean is ${moments.instance[0]} and the variance is ${moments.instance[1]}.`,
    ],
    [
      'a table',
      `| | mean | variance |\n|---|---|---|\n${Object.entries(moments)
        .map(([kind, [mean, variance]]) => `| ${kind} norm | ${mean} | ${variance} |`)
        .join('\n')}`,
    ],
  ],
  partial: [
    ['sample variance for batch', all.replace('[1.06, 1.24]', '[1.15, 1.36]')],
    [
      'layer and instance exchanged',
      all.replaceAll('layer', 'x').replaceAll('instance', 'layer').replaceAll('x', 'instance'),
    ],
    ['an entry', all.replace('2.42', '2.24')],
  ],
  'never right': [
    ['denied', `None of these numbers is right:\n\n${all}`],
    ['another tensor', `For the tensor of last year's homework:\n\n${all}`],
    ['per ten', `${all}\n\nAll values have to be multiplied by ten.`],
    ['would', `With eps = 1 we would get\n\n${all}`],
  ],
});
