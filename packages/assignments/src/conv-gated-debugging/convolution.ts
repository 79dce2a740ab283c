import { type IndexedSpec, type IndexedTrial, judgeIndexed, type NamedArray } from '@gradbook/answers';
import { grad, jacobian } from '@gradbook/autograd';
import { conv1d, type Float64Tensor, foldIn, key, mul, normal, reshape, sum, type Value } from '@gradbook/core-ops';

import type { Part } from '../definition/assignment.ts';
import { once } from '../definition/once.ts';
import { numbersOf } from './setting.ts';

const inputShape = [5, 7];
const filterShape = [1, 5, 3];
const stride = 2;

/** The layer of 1.1(c): a filter that reaches over all five rows moves along the seven columns. [5, 7] → [1, 3] */
function layer(x: Value, filter: Value): Value {
  const output = conv1d(reshape(x, [1, ...inputShape]), filter, { stride });
  return reshape(output, output.shape.slice(1));
}

const outputShape = layer(normal(key(0), inputShape), normal(key(1), filterShape)).shape;

const arrays: Readonly<Record<string, NamedArray>> = {
  f: { shape: outputShape, aliases: ['f_W', 'y'], applied: true },
  W: { shape: filterShape, aliases: ['w'] },
  x: { shape: inputShape, aliases: ['X'] },
  l: { shape: [], aliases: ['L', 'ell', 'loss'] },
};

/** What the formulas are run on: random numbers, and what layer and autograd make of them in float64. */
interface Sample {
  readonly x: Float64Tensor;
  readonly filter: Float64Tensor;
  /** ∂l/∂f */
  readonly cotangent: Float64Tensor;
}

const samples: readonly Sample[] = [0, 1].map((seed) => {
  const [first, second, third] = [0, 1, 2].map((data) => foldIn(key(seed), data));
  return {
    x: normal(first!, inputShape),
    filter: normal(second!, filterShape),
    cotangent: normal(third!, outputShape),
  };
});

const readable = ({ x, filter }: Sample): IndexedTrial['arrays'] => ({ x: numbersOf(x), W: numbersOf(filter) });

/** The trials of a part: its arrays, and what `expected` makes of them. */
function trialsOf(
  expected: (sample: Sample) => Value,
  derivatives?: (sample: Sample) => IndexedTrial['derivatives'],
): () => Promise<readonly IndexedTrial[]> {
  return once(async () =>
    samples.map((sample) => ({
      arrays: readable(sample),
      ...(derivatives ? { derivatives: derivatives(sample)! } : {}),
      expected: numbersOf(expected(sample) as Float64Tensor),
    })),
  );
}

interface Question {
  readonly id: string;
  readonly title: string;
  readonly points: number;
  readonly question: string;
  readonly label: string;
  readonly asked: IndexedSpec['asked'];
  readonly expected: string;
  readonly trials: () => Promise<readonly IndexedTrial[]>;
  readonly wrong: readonly { readonly answer: string; readonly mistake?: string }[];
}

const setting =
  'A one-dimensional convolution $f_W(x)$ without padding, with stride 2, takes $x \\in \\mathbb{R}^{5 \\times 7}$ (5 channels of length 7) and one filter $W \\in \\mathbb{R}^{1 \\times 5 \\times 3}$; indices count from 0.';

const questions: readonly Question[] = [
  {
    id: '1.1(c)(i)',
    title: 'A convolution, entry by entry',
    points: 2,
    question: `${setting} What is the shape of $f_W(x)$, and what is each entry of it, in terms of $W$ and $x$?`,
    label: '$f_W(x)$',
    asked: { of: 'f' },
    expected: '$f_W(x)[0, i] = \\sum_{m=0}^{4} \\sum_{n=0}^{2} W[0, m, n]\\, x[m, 2i + n]$',
    trials: trialsOf(({ x, filter }) => layer(x, filter)),
    wrong: [
      { answer: '$f_W(x)[0, i] = \\sum_{m=0}^{4} \\sum_{n=0}^{2} W[0, m, n] x[m, i + n]$', mistake: 'stride-missing' },
    ],
  },
  {
    id: '1.1(c)(ii)',
    title: 'Its derivative by the filter',
    points: 2,
    question: `${setting} What is the shape of $\\partial f_W(x) / \\partial W$, and what is each entry of it?`,
    label: '$\\partial f_W(x) / \\partial W$',
    asked: { of: 'f', by: 'W' },
    expected: '$\\frac{\\partial f_W(x)}{\\partial W}[0, i, 0, m, n] = x[m, 2i + n]$',
    trials: trialsOf(({ x, filter }) => jacobian((w: Value) => layer(x, w))(filter)),
    wrong: [
      { answer: '$\\frac{\\partial f_W(x)}{\\partial W}[0, i, 0, m, n] = x[2i + n, m]$', mistake: 'indices-exchanged' },
    ],
  },
  {
    id: '1.1(c)(iii)',
    title: 'Its derivative by the input',
    points: 2,
    question: `${setting} What is the shape of $\\partial f_W(x) / \\partial x$, and what is each entry of it?`,
    label: '$\\partial f_W(x) / \\partial x$',
    asked: { of: 'f', by: 'x' },
    expected:
      '$\\frac{\\partial f_W(x)}{\\partial x}[0, i, m, k] = \\begin{cases} W[0, m, k - 2i] & \\text{if } 0 \\le k - 2i \\le 2 \\\\ 0 & \\text{otherwise} \\end{cases}$',
    trials: trialsOf(({ x, filter }) => jacobian((input: Value) => layer(input, filter))(x)),
    wrong: [
      { answer: '$\\frac{\\partial f_W(x)}{\\partial x}[0, i, m, k] = W[0, m, k - 2i]$', mistake: 'condition-missing' },
    ],
  },
  {
    id: '1.1(c)(iv)',
    title: 'The gradient of the filter',
    points: 2,
    question: `${setting} A loss $l$ is computed from $f_W(x)$, and $\\partial l / \\partial f_W(x)$ is known. What are the shape and each entry of $\\partial l / \\partial W$? What do this formula and that of $f_W(x)$ have in common, and in what do they differ?`,
    label: '$\\partial l / \\partial W$',
    asked: { of: 'l', by: 'W' },
    expected:
      '$\\frac{\\partial l}{\\partial W}[0, m, n] = \\sum_{i=0}^{2} \\frac{\\partial l}{\\partial f_W(x)}[0, i]\\, x[m, 2i + n]$',
    trials: trialsOf(
      ({ x, filter, cotangent }) => grad((w: Value) => sum(mul(cotangent, layer(x, w))))(filter),
      ({ cotangent }) => ({ '∂l/∂f': numbersOf(cotangent) }),
    ),
    wrong: [
      {
        answer:
          '$\\frac{\\partial l}{\\partial W}[0, m, n] = \\frac{\\partial l}{\\partial f_W(x)}[0, i] x[m, 2i + n]$',
        mistake: 'sum-missing',
      },
    ],
  },
];

/** 1.1(c): a convolution and its derivatives, entry by entry. */
export const convolutionParts: readonly Part[] = questions.map(
  ({ id, title, points, question, label, asked, expected, trials, wrong }): Part => ({
    id,
    title,
    kind: 'indexed',
    points,
    question,
    judge: async (content, _part, options) =>
      judgeIndexed(
        content,
        { label, asked, arrays, constants: { s: stride, S: stride }, trials: await trials(), expected },
        options,
      ),
    samples: async () => ({ right: [expected], wrong }),
  }),
);
