import { judgeShape, type ShapeSpec, type Sizes } from '@gradbook/answers';
import { convOutputSize } from '@gradbook/layers-conv';

import type { Part } from '../definition/assignment.ts';
import { type Axis, outputSizeMistakes, wrongShape } from '../mistakes/output-sizes.ts';
import { entryOf, vectorShapeMistakes } from '../mistakes/sentences.ts';

/** The convolution of 1.1(a). */
const input = [11, 21] as const;
const kernel = [5, 4] as const;
const stride = 4;

const axisOf = (length: number, taps: number): Axis => ({
  input: length,
  kernel: taps,
  stride,
  padding: 0,
  dilation: 1,
});
const exampleAxes = (): readonly [Axis, Axis] => [axisOf(input[0], kernel[0]), axisOf(input[1], kernel[1])];

const roundedUp = {
  words: /\bround\w*\s+(?:\w+\s+){0,2}up\b|\bceil/i,
  sentence:
    'The words say that sizes are rounded up, which contradicts the shape: what is left over at the end is never read, so they are rounded down.',
};

const exampleSpec: ShapeSpec = {
  label: 'the output',
  expected: () => exampleAxes().map((axis) => convOutputSize(axis).size),
  shown: `$${exampleAxes()
    .map((axis) => convOutputSize(axis).size)
    .join(' \\times ')}$`,
  given: [input, kernel, [stride, stride]],
  axes: [
    { names: ['H_out', 'H', 'h', "H'", 'h_out', 'H_o', 'O_h', 'H_new'], words: /height|rows/ },
    { names: ['W_out', 'W', 'w', "W'", 'w_out', 'W_o', 'O_w', 'W_new'], words: /width|col(?:umn)?s/ },
  ],
  mistakes: outputSizeMistakes.map((mistake) => ({
    id: mistake.id,
    sentence: mistake.sentence,
    sizes: wrongShape(mistake, exampleAxes, () => []),
  })),
  contradictions: [roundedUp],
};

/** The two axes of 1.1(b), for numbers in the place of its letters. */
function generalAxes({ H = 0, W = 0, K = 1, P = 0, D = 1, S = 1 }: Sizes): readonly [Axis, Axis] {
  const rest = { kernel: K, padding: P, dilation: D, stride: S };
  return [
    { input: H, ...rest },
    { input: W, ...rest },
  ];
}

const generalSpec: ShapeSpec = {
  label: 'the output',
  variables: {
    F: { from: 1, to: 9 },
    H: { from: 14, to: 40 },
    W: { from: 14, to: 40 },
    K: { from: 1, to: 5, aliases: ['k'] },
    P: { from: 0, to: 3, aliases: ['p'] },
    D: { from: 1, to: 3, aliases: ['d'] },
    S: { from: 1, to: 5, aliases: ['s'] },
    C: { from: 1, to: 9 },
  },
  expected: (sizes) => [sizes['F']!, ...generalAxes(sizes).map((axis) => convOutputSize(axis).size)],
  shown:
    '$F \\times \\left(\\left\\lfloor \\frac{H + 2P - D(K-1) - 1}{S} \\right\\rfloor + 1\\right) \\times \\left(\\left\\lfloor \\frac{W + 2P - D(K-1) - 1}{S} \\right\\rfloor + 1\\right)$',
  mirrored: [
    ['H', 'W'],
    ['h', 'w'],
  ],
  mistakes: [
    ...outputSizeMistakes.map((mistake) => ({
      id: mistake.id,
      sentence: mistake.sentence,
      sizes: wrongShape(mistake, generalAxes, ({ F = 1 }) => [F]),
    })),
    {
      ...entryOf(vectorShapeMistakes, 'input-channels-kept'),
      sizes: (sizes) => [sizes['C']!, ...generalAxes(sizes).map((axis) => convOutputSize(axis).size)],
    },
    {
      ...entryOf(vectorShapeMistakes, 'filters-forgotten'),
      sizes: (sizes) => generalAxes(sizes).map((axis) => convOutputSize(axis).size),
    },
  ],
};

/** 1.1(a) and 1.1(b): how large the output of a convolution is. */
export const outputShapeParts: readonly Part[] = [
  {
    id: '1.1(a)',
    title: 'The size of an output',
    kind: 'shape',
    points: 2,
    question:
      'An image of height 11 and width 21 is convolved with one filter of height 5 and width 4, with stride 4 in both directions and without padding. What is the shape of the output, height × width?',
    judge: (content, _part, options) => judgeShape(content, exampleSpec, options),
    samples: async () => ({
      right: [exampleSpec.shown],
      wrong: [{ answer: '$3 \\times 6$', mistake: 'size-rounded-up' }],
    }),
  },
  {
    id: '1.1(b)',
    title: 'The size of an output, in general',
    kind: 'shape',
    points: 3,
    question:
      'A convolution with $F$ filters of size $K \\times K$, padding $P$ on every side, dilation $D$ and stride $S$ is applied to an input with $C$ channels of height $H$ and width $W$. What is the shape of the output, channels × height × width?',
    judge: (content, _part, options) => judgeShape(content, generalSpec, options),
    samples: async () => ({
      right: [generalSpec.shown],
      wrong: [
        { answer: generalSpec.shown.replaceAll(/\\left\\lfloor|\\right\\rfloor/g, ''), mistake: 'floor-missing' },
      ],
    }),
  },
];
