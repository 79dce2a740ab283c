import {
  defineAssignment,
  expressionPart,
  growthPart,
  numbersPart,
  searchPart,
  tensorPart,
  textPart,
} from '@gradbook/assignments';
import { conv1d, mul, reverse, tanh } from '@gradbook/core-ops';

// One part of every kind, as examples: keep what you need. Expected values are never typed: they come from references.
export default defineAssignment({
  id: 'my-assignment',
  title: 'My assignment',
  summary: 'What it is about, in one sentence.',
  points: 12,
  parts: [
    // An expression: every equal form is right. `expected` may use derivatives of the names in `graph`.
    expressionPart({
      id: '1(a)',
      title: 'Derivative of a neuron',
      points: 2,
      question: 'Let $y = \\tanh(wx)$. What is $\\frac{dy}{dw}$ in terms of $w$ and $x$?',
      label: 'the derivative',
      graph: { at: { w: 0.5, x: 1.25 }, compute: ({ w, x }) => ({ y: tanh(mul(w, x)) }) },
      expected: '\\frac{\\partial y}{\\partial w}',
      asked: [{ of: 'y', by: 'w' }],
      terms: { symbols: ['w', 'x'] },
      mistakes: [
        {
          id: 'inner-derivative-missing',
          sentence: 'The chain rule is missing a step: the argument $wx$ has a derivative by $w$ too.',
          latex: '1 - \\tanh(wx)^2',
        },
      ],
    }),
    // An array of numbers: the reference runs on WebGPU, and wrong variants of it are recognised by their results.
    tensorPart({
      id: '1(b)',
      title: 'A convolution by hand',
      points: 2,
      question: 'Drag the filter $[1, 0, -1]$ over $[1, 4, 0, -2, 3]$, unturned, with stride 1. What comes out?',
      inputs: { x: [[[1, 4, 0, -2, 3]]], filter: [[[1, 0, -1]]] },
      reference: ({ x, filter }) => conv1d(x, filter),
      mistakes: [
        {
          id: 'filter-was-turned',
          sentence: 'The filter was turned before it was dragged; in deep learning it stays as it is.',
          run: ({ x, filter }) => conv1d(x, reverse(filter, [2])),
        },
      ],
    }),
    // Numbers, with units (s, %) or without; an answer is right to the digits it gives.
    numbersPart({
      id: '2(a)',
      title: 'The first loss',
      points: 1,
      question: 'A classifier of 10 classes knows nothing yet. What is its cross-entropy?',
      numbers: [{ label: 'the loss', reference: () => Math.log(10), decimals: 2 }],
    }),
    // Growth rates: equivalent forms are equal; further right bounds name the algorithm they belong to.
    growthPart({
      id: '2(b)',
      title: 'Cost of self-attention',
      points: 2,
      question: 'What does self-attention over $T$ vectors of size $n$ cost, the projections left out?',
      variables: ['T', 'n'],
      rates: [{ label: 'the running time', accepted: [{ latex: 'T^2 n' }] }],
    }),
    // A search over a small language model: the search itself says what is right.
    searchPart({
      id: '3(a)',
      title: 'A beam of two',
      points: 2,
      question:
        'Beam search with $k = 2$ decodes two words of the tree. Which sequences are kept after the second step?',
      tree: {
        big: { logProbability: -0.7, next: { car: { logProbability: -1.2 }, bus: { logProbability: -0.5 } } },
        red: { logProbability: -0.9, next: { car: { logProbability: -0.2 }, bus: { logProbability: -1.8 } } },
        old: { logProbability: -2.1, next: { car: { logProbability: -0.1 }, bus: { logProbability: -2.4 } } },
      },
      length: 2,
      search: { beamWidth: 2, step: 2 },
    }),
    // Free text: shown to a person with the rubric, never judged by the machine.
    textPart({
      id: '3(b)',
      title: 'Why beam search helps',
      points: 3,
      question: 'When does beam search find a better sequence than greedy decoding? About 50 words.',
      words: 50,
      rubric: 'Look for: a first word that is not the likeliest, but leads to a likelier sequence; an example.',
    }),
  ],
});
