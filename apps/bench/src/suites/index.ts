import type { Suite } from '../contract.ts';

/** Every suite, in the order in which they run. A new one is a folder or file beside this one, and an entry here. */
export const suites: readonly Suite[] = [
  {
    name: 'startup',
    description: 'a fresh process to its first result',
    runtimes: ['node'],
    load: async () => (await import('./startup/suite.ts')).startup,
  },
  {
    name: 'matmul',
    description: 'products of matrices, and their gradients',
    runtimes: ['node', 'browser'],
    load: async () => (await import('./matmul.ts')).matmulCases,
  },
  {
    name: 'conv',
    description: 'two-dimensional convolution, and its gradients',
    runtimes: ['node', 'browser'],
    load: async () => (await import('./conv.ts')).convCases,
  },
  {
    name: 'norm',
    description: 'batch, layer and root-mean-square normalization with gradients',
    runtimes: ['node', 'browser'],
    load: async () => (await import('./norm.ts')).normCases,
  },
  {
    name: 'decoding',
    description: 'beam search over a recurrent model',
    runtimes: ['node', 'browser'],
    load: async () => (await import('./decoding.ts')).decodingCases,
  },
  {
    name: 'recurrent',
    description: 'recurrent layers over whole sequences, with gradients',
    runtimes: ['node', 'browser'],
    load: async () => (await import('./recurrent.ts')).recurrentCases,
  },
  {
    name: 'grading',
    description: 'submissions with code, graded warm and by a fresh process each',
    runtimes: ['node'],
    load: async () => (await import('./grading/suite.ts')).gradingCases,
  },
  {
    name: 'server',
    description: 'the grading server: uploads, pages and API under load, submissions a minute',
    runtimes: ['node'],
    load: async () => (await import('./server/suite.ts')).serverCases,
  },
  {
    name: 'training',
    description: 'steps of training the names classifier',
    runtimes: ['node', 'browser'],
    load: async () => (await import('./training.ts')).trainingCases,
  },
  {
    name: 'answers',
    description: 'labelled answers to the assignments: verdicts and time',
    runtimes: ['node'],
    load: async () => (await import('./answers/suite.ts')).answerCases,
  },
];
