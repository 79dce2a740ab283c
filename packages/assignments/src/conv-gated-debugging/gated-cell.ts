import { judgeMatrixExpression, judgeShape, type MatrixExpressionSpec, type ShapeSpec } from '@gradbook/answers';
import { grad } from '@gradbook/autograd';
import {
  add,
  concat,
  type Float64Tensor,
  foldIn,
  key,
  matmul,
  mul,
  normal,
  reshape,
  sigmoid,
  sum,
  type Value,
} from '@gradbook/core-ops';
import { gatedCell } from '@gradbook/layers-recurrent';

import type { Part } from '../definition/assignment.ts';
import { textPart } from '../definition/later-parts.ts';
import { once } from '../definition/once.ts';
import { gateMistakes } from '../mistakes/gates.ts';
import { entryOf, vectorShapeMistakes } from '../mistakes/sentences.ts';
import { numbersOf } from './setting.ts';

/** Sizes of state and input; they differ so that nothing fits by chance. */
const m = 4;
const n = 5;

const random = (data: number, shape: readonly number[]): Float64Tensor => normal(foldIn(key(12), data), shape);

/** One step of the cell on random numbers, and the gradient that reaches its output. */
const step = {
  x: random(0, [n]),
  before: random(1, [m]),
  W_c: random(2, [m, n]),
  W_h: random(3, [m, m]),
  W_x: random(4, [m, n]),
  /** ∂l/∂h[t] */
  cotangent: random(5, [m]),
};

const times = (matrix: Value, vector: Value): Value =>
  reshape(matmul(matrix, reshape(vector, [...vector.shape, 1])), [matrix.shape[0]!]);

/** h[t] as a function of W_x, computed by the layer. */
function output(W_x: Value): Value {
  return gatedCell(
    { weight_ih: concat([step.W_c as Value, W_x]), weight_hh: step.W_h as Value },
    step.x as Value,
    step.before as Value,
  );
}

const shape: Readonly<Record<'m' | 'n', { from: number; to: number }>> = {
  m: { from: 2, to: 9 },
  n: { from: 2, to: 9 },
};

const gateShape: ShapeSpec = {
  label: '$c[t]$',
  asked: ['c[t]'],
  arrays: {
    'c[t]': { shape: [m], aliases: ['c_t', 'c'] },
    'h[t]': { shape: [m], aliases: ['h_t', 'h'] },
    'h[t-1]': { shape: [m], aliases: ['h_{t-1}'] },
    'x[t]': { shape: [n], aliases: ['x_t', 'x'] },
  },
  variables: shape,
  expected: ({ m: size = 0 }) => [size],
  sameAs: ['h[t]', 'h[t-1]'],
  shown: '$\\mathbb{R}^m$',
  mistakes: [{ ...entryOf(vectorShapeMistakes, 'shape-of-input'), sizes: ({ n: size = 0 }) => [size] }],
};

/** 1.2.1(c): the gradient of W_x, by autograd through the layer; beside it what the usual mistakes lead to. */
const gradient: () => Promise<MatrixExpressionSpec> = once(async () => {
  const c = sigmoid(add(times(step.W_c, step.x), times(step.W_h, step.before))) as Float64Tensor;
  const loss = (h: Value): Value => sum(mul(step.cotangent, h));
  const expected = grad((W_x: Value) => loss(output(W_x)))(step.W_x);
  const x = numbersOf(step.x);
  return {
    label: '$\\partial l / \\partial W_x$',
    asked: { of: 'l', by: 'W_x' },
    arrays: {
      l: { shape: [], data: [0], aliases: ['L', 'ell'] },
      'c[t]': { shape: [m], data: numbersOf(c), aliases: ['c_t', 'c'] },
      'h[t]': { shape: [m], data: numbersOf(output(step.W_x) as Float64Tensor), aliases: ['h_t', 'h'] },
      'h[t-1]': { shape: [m], data: numbersOf(step.before), aliases: ['h_{t-1}'] },
      'x[t]': { shape: [n], data: x, aliases: ['x_t', 'x'] },
      W_x: { shape: [m, n], data: numbersOf(step.W_x), aliases: ['W'] },
      W_c: { shape: [m, n], data: numbersOf(step.W_c) },
      W_h: { shape: [m, m], data: numbersOf(step.W_h) },
    },
    derivatives: { '∂l/∂h[t]': numbersOf(step.cotangent) },
    allowed: ['∂l/∂h[t]'],
    sizeNames: { [m]: 'm', [n]: 'n' },
    expected: { shape: [m, n], data: numbersOf(expected) },
    shown:
      '$\\left((1 - c[t]) \\circ \\frac{\\partial l}{\\partial h[t]}\\right) x[t]^\\top \\in \\mathbb{R}^{m \\times n}$',
    mistakes: gateMistakes.map(({ id, sentence, run }) => ({
      id,
      sentence,
      data: numbersOf(grad((W_x: Value) => loss(mul(run(c), times(W_x, step.x))))(step.W_x)),
    })),
  };
});

const setting =
  'A gated recurrent layer computes $c[t] = \\sigma(W_c x[t] + W_h h[t-1])$ and $h[t] = c[t] \\circ h[t-1] + (1 - c[t]) \\circ W_x x[t]$ with $x[t] \\in \\mathbb{R}^n$ and $h[t] \\in \\mathbb{R}^m$; $\\sigma$ acts entry by entry.';

/** 1.2.1: a gated recurrent layer. */
export const gatedCellParts: readonly Part[] = [
  textPart({
    id: '1.2.1(a)',
    title: 'The gated layer as a diagram',
    points: 2,
    question: `${setting} Draw a diagram of one step.`,
    rubric:
      'Look for: both inputs reach the gate; the gate multiplies $h[t-1]$, its complement the new input; the two are added.',
  }),
  {
    id: '1.2.1(b)',
    title: 'The shape of the gate',
    kind: 'shape',
    points: 1,
    question: `${setting} What is the shape of $c[t]$?`,
    judge: (content, _part, options) => judgeShape(content, gateShape, options),
    samples: async () => ({
      right: [gateShape.shown],
      wrong: [{ answer: '$c[t] \\in \\mathbb{R}^n$', mistake: 'shape-of-input' }],
    }),
  },
  {
    id: '1.2.1(c)',
    title: 'The gradient of the input weights',
    kind: 'matrix',
    points: 3,
    question: `${setting} Let $\\partial l / \\partial h[t]$ be known. What are the shape and the value of $\\partial l / \\partial W_x$ at step $t$ alone, with $h[t-1]$ held fixed? Gradients have the shape of what is differentiated by. What have the forward and the backward pass in common?`,
    judge: async (content, _part, options) => judgeMatrixExpression(content, await gradient(), options),
    samples: async () => ({
      right: [(await gradient()).shown],
      wrong: [
        {
          answer: '$\\left(c[t] \\circ \\frac{\\partial l}{\\partial h[t]}\\right) x[t]^\\top$',
          mistake: 'gate-for-its-complement',
        },
      ],
    }),
  },
  textPart({
    id: '1.2.1(d)',
    title: 'Vanishing and exploding gradients in it',
    points: 2,
    question: `${setting} Can gradients vanish or explode in this layer? Why?`,
    rubric:
      'Look for: where $c[t]$ is near 1 the state and its gradient pass unchanged, so they need not vanish; the path through the gate multiplies by $W_h^\\top$ and can still make them explode.',
  }),
];
