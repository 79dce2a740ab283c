import {
  type IndexedSpec,
  judgeIndexed,
  judgeMatrixExpression,
  type Judgement,
  judgeShape,
  type MatrixExpressionSpec,
  type ShapeSpec,
} from '@gradbook/answers';
import { jacobian } from '@gradbook/autograd';
import {
  add,
  div,
  type Float64Tensor,
  foldIn,
  key,
  matmul,
  mul,
  normal,
  oneHot,
  float64,
  reshape,
  softmax,
  stack,
  stopGradient,
  sub,
  sum,
  type Value,
} from '@gradbook/core-ops';
import { attentionRnnStep } from '@gradbook/layers-attention';

import type { Part } from '../definition/assignment.ts';
import { textPart } from '../definition/later-parts.ts';
import { once } from '../definition/once.ts';
import { attentionDerivativeMistakes, type AttentionTerms } from '../mistakes/attention-derivatives.ts';
import { entryOf, stepMistakes, vectorShapeMistakes } from '../mistakes/sentences.ts';
import { numbersOf } from './setting.ts';

/** How many earlier states are looked at. */
const k = 2;
/** Sizes of state, input, queries: different, so that nothing fits by chance. */
const m = 4;
const n = 5;
const p = 6;

const random = (data: number, shape: readonly number[]): Float64Tensor => normal(foldIn(key(34), data), shape);
const half = (tensor: Float64Tensor): Float64Tensor => mul(tensor, 0.5);

/** Parameters, input and earlier states of one step, the newest state first. */
const params: Readonly<Record<string, Float64Tensor>> = Object.fromEntries(
  [0, 1, 2].flatMap((i) => {
    const columns = i === 0 ? n : m;
    return [
      [`Q_${i}`, half(random(10 * i, [p, columns]))],
      [`K_${i}`, half(random(10 * i + 1, [p, columns]))],
      [`V_${i}`, random(10 * i + 2, [m, columns])],
    ];
  }),
);
const x = random(100, [n]);
const past = [random(101, [m]), random(102, [m])] as const;

const times = (matrix: Value, vector: Value): Value =>
  reshape(matmul(matrix, reshape(vector, [...vector.shape, 1])), [matrix.shape[0]!]);

/** What the matrices of one kind make of input and states, with `h` in the place of h[t−1]. [3, rows] */
function rowsOf(letter: 'Q' | 'K' | 'V', h: Value): Value {
  return stack([x, h, past[1]].map((each, i) => times(params[`${letter}_${i}`]!, each)));
}

const terms: AttentionTerms = {
  softargmax: (scores) => softmax(scores),
  quotient: (scores) => div(scores, sum(scores)),
  scores: (h, held) => {
    const fixed = stopGradient(h);
    const queries = rowsOf('Q', held === 'queries' || held === 'both' ? fixed : h);
    const keys = rowsOf('K', held === 'keys' || held === 'both' ? fixed : h);
    return sum(mul(queries, keys), -1);
  },
  mix: (weights, values) => reshape(matmul(reshape(weights, [1, k + 1]), values), [m]),
  values: (h, held) => rowsOf('V', held === 'both' ? stopGradient(h) : h),
  ownWeight: (weights) => {
    const own = reshape(oneHot(float64([1]), k + 1), [k + 1]);
    return add(mul(own, weights), mul(sub(1, own), stopGradient(weights)));
  },
};

const by = (f: (h: Value) => Value): readonly number[] => numbersOf(jacobian(f)(past[0]) as Float64Tensor);

/** 1.2.2(e): ∂h[t]/∂h[t−1] of AttentionRNN(2), by autograd through the layer, with what the usual mistakes lead to. */
export const derivative: () => Promise<MatrixExpressionSpec> = once(async () => {
  const scores = terms.scores(past[0]) as Float64Tensor;
  const layer = (h: Value): Value => attentionRnnStep<Value>(params, x, [h, past[1]]).h;
  const weightsByScores = jacobian((w: Value) => softmax(w))(scores) as Float64Tensor;
  const family = (
    letter: 'Q' | 'K' | 'V',
    shape: readonly number[],
    aliases: readonly string[],
  ): MatrixExpressionSpec['arrays'][string] => ({
    shape,
    data: numbersOf(rowsOf(letter, past[0]) as Float64Tensor),
    family: true,
    aliases,
  });
  return {
    label: '$\\partial h[t] / \\partial h[t-1]$',
    asked: { of: 'h[t]', by: 'h[t-1]' },
    arrays: {
      'h[t]': { shape: [m], data: numbersOf(layer(past[0]) as Float64Tensor), aliases: ['h_t'] },
      'h[t-1]': { shape: [m], data: numbersOf(past[0]), aliases: ['h_{t-1}'] },
      'h[t-2]': { shape: [m], data: numbersOf(past[1]), aliases: ['h_{t-2}'] },
      'x[t]': { shape: [n], data: numbersOf(x), aliases: ['x_t', 'x'] },
      'a[t]': { shape: [k + 1], data: numbersOf(softmax(scores)), aliases: ['a', 'a_t'] },
      'w[t]': { shape: [k + 1], data: numbersOf(scores), aliases: ['w', 'w_t'] },
      'q[t]': family('Q', [k + 1, p], ['q']),
      'k[t]': family('K', [k + 1, p], ['k']),
      'v[t]': family('V', [k + 1, m], ['v']),
      ...Object.fromEntries(
        Object.entries(params).map(([name, value]) => [name, { shape: value.shape, data: numbersOf(value) }]),
      ),
    },
    derivatives: {
      '∂h[t]/∂h[t-1]': by(layer),
      '∂w[t]/∂h[t-1]': by((h) => terms.scores(h)),
      '∂a[t]/∂w[t]': numbersOf(weightsByScores),
      '∂a[t]/∂h[t-1]': by((h) => softmax(terms.scores(h))),
      '∂v[t]/∂h[t-1]': by((h) => rowsOf('V', h)),
      '∂q[t]/∂h[t-1]': by((h) => rowsOf('Q', h)),
      '∂k[t]/∂h[t-1]': by((h) => rowsOf('K', h)),
    },
    terms: k + 1,
    sizeNames: { [m]: 'm', [n]: 'n', [p]: 'p' },
    expected: { shape: [m, m], data: by(layer) },
    shown:
      '$\\sum_{i=0}^{2} v_i[t]\\, a_i[t] (\\delta_{i1} - a_1[t]) (k_1[t]^\\top Q_1 + q_1[t]^\\top K_1) + a_1[t] V_1$',
    mistakes: attentionDerivativeMistakes.map(({ id, sentence, run }) => ({
      id,
      sentence,
      data: by((h) => run(terms, h).reduce((total, piece) => add(total, piece))),
    })),
  };
});

const weightsShape: ShapeSpec = {
  label: '$a[t]$',
  asked: ['a[t]'],
  arrays: { 'a[t]': { shape: [k + 1], aliases: ['a_t', 'a'] }, 'w[t]': { shape: [k + 1], aliases: ['w_t', 'w'] } },
  variables: { m: { from: 5, to: 9 }, n: { from: 5, to: 9 } },
  constants: { k },
  expected: () => [attentionRnnStep(params, x, past).weights.shape[0]!],
  sameAs: [],
  shown: '$\\mathbb{R}^3$',
  mistakes: [
    { ...entryOf(vectorShapeMistakes, 'input-not-attended'), sizes: () => [k] },
    { ...entryOf(vectorShapeMistakes, 'shape-of-state'), sizes: ({ m: size = 0 }) => [size] },
  ],
};

/** 1.2.2(f): the step that is asked about, and the last one there is. */
const at = 3;
const last = 8;

/** ∂l/∂h[t] and ∂h[t]/∂h[T] as numbers; beyond k steps the direct partial is 0, a total derivative is not. */
function trial(direct: boolean): IndexedSpec['trials'][number] {
  const losses = numbersOf(random(200, [last + 1]));
  const states = numbersOf(random(201, [last + 1, last + 1])).map((value, entry) => {
    const distance = Math.floor(entry / (last + 1)) - (entry % (last + 1));
    // A state is itself: its own partial is 1.
    if (distance === 0) return 1;
    return direct && (distance < 0 || distance > k) ? 0 : value;
  });
  const gradient = Array.from(
    { length: k },
    (_, i) => losses[at + i + 1]! * states[(at + i + 1) * (last + 1) + at]!,
  ).reduce((total, each) => total + each, 0);
  return {
    arrays: {},
    derivatives: { '∂l/∂h': losses, '∂h/∂h': states },
    expected: losses.map((_, entry) => (entry === at ? gradient : 0)),
    entries: [at],
  };
}

const throughTime = (trials: IndexedSpec['trials']): IndexedSpec => ({
  label: '$\\partial l / \\partial h[T]$',
  asked: { of: 'l', by: 'h' },
  arrays: { l: { shape: [], aliases: ['L', 'ell'] }, h: { shape: [last + 1] } },
  constants: { T: at, k, infinity: last },
  trials,
  expected: '$\\sum_{t=T+1}^{T+k} \\frac{\\partial l}{\\partial h[t]} \\frac{\\partial h[t]}{\\partial h[T]}$',
});

const allLaterSteps = entryOf(stepMistakes, 'all-later-steps');

const direct = trial(true);
const total = trial(false);

function judgeThroughTime(...[content, , options]: Parameters<Part['judge']>): Judgement {
  const judgement = judgeIndexed(content, throughTime([direct, total]), options);
  if (judgement.verdict !== 'incorrect') return judgement;
  const loose = judgeIndexed(content, throughTime([direct]), options);
  if (loose.verdict !== 'correct') return judgement;
  return { ...loose, verdict: 'partial', share: 0.5, feedback: [allLaterSteps.sentence], mistake: allLaterSteps.id };
}

const setting =
  'AttentionRNN($k$) attends to its input and its last $k$ states: $q_0[t], q_1[t], \\dots, q_k[t] = Q_0 x[t], Q_1 h[t-1], \\dots, Q_k h[t-k]$, $k_i[t]$ and $v_i[t]$ alike with $K_i$ and $V_i$, $w_i[t] = q_i[t]^\\top k_i[t]$, $a[t] = \\mathrm{softargmax}(w_0[t], \\dots, w_k[t])$ and $h[t] = \\sum_i a_i[t] v_i[t]$.';

/** The parts of 1.2.2 before its two systems of equations. */
export const attentionShapeParts: readonly Part[] = [
  textPart({
    id: '1.2.2(a)',
    title: 'AttentionRNN(2) as a diagram',
    points: 2,
    question: `${setting} Draw a diagram of one step for $k = 2$.`,
    rubric:
      'Look for: three queries, keys and values, from $x[t]$, $h[t-1]$ and $h[t-2]$; the scores, the softargmax, the weighted sum.',
  }),
  {
    id: '1.2.2(b)',
    title: 'The shape of the weights',
    kind: 'shape',
    points: 1,
    question: `${setting} What is the shape of $a[t]$ for $k = 2$?`,
    judge: (content, _part, options) => judgeShape(content, weightsShape, options),
    samples: async () => ({
      right: [weightsShape.shown],
      wrong: [{ answer: '$a[t] \\in \\mathbb{R}^2$', mistake: 'input-not-attended' }],
    }),
  },
];

/** The parts of 1.2.2 after them. */
export const attentionDerivativeParts: readonly Part[] = [
  {
    id: '1.2.2(e)',
    title: 'A state by the one before it',
    kind: 'matrix',
    points: 4,
    question: `${setting} What is $\\partial h[t] / \\partial h[t-1]$ for $k = 2$, with $h[t-2]$ held fixed?`,
    judge: async (content, _part, options) => judgeMatrixExpression(content, await derivative(), options),
    samples: async () => ({
      right: [(await derivative()).shown],
      wrong: [{ answer: '$\\frac{\\partial h[t]}{\\partial h[t-1]} = a_1[t] V_1$', mistake: 'weights-held-fixed' }],
    }),
  },
  {
    id: '1.2.2(f)',
    title: 'The gradient of an earlier state',
    kind: 'indexed',
    points: 2,
    question: `${setting} Let $\\partial l / \\partial h[t]$ for all $t > T$ and the direct partials $\\partial h[t] / \\partial h[T]$ be known, through the one step in which $h[T]$ enters $h[t]$. What is $\\partial l / \\partial h[T]$ in AttentionRNN($k$)?`,
    judge: judgeThroughTime,
    samples: async () => ({
      right: [throughTime([direct]).expected],
      wrong: [
        {
          answer:
            '$\\frac{\\partial l}{\\partial h[T]} = \\sum_{t > T} \\frac{\\partial l}{\\partial h[t]} \\frac{\\partial h[t]}{\\partial h[T]}$',
          mistake: allLaterSteps.id,
        },
      ],
    }),
  },
];
