import type { Part } from '../definition/assignment.ts';
import { explodes, tracePart, vanishes } from '../traces/trace-part.ts';
import { lossPart, lstmPart, regressionPart, rnnPart } from './code/parts.ts';
import { notGradedYet, recordedPart, textPart } from '../definition/later-parts.ts';

/** Part 3: recurrent layers in code, gradient traces, and what they show. */
export const recurrentParts: readonly Part[] = [
  rnnPart,
  regressionPart,
  lossPart,
  tracePart({
    id: '3(d)',
    title: 'Gradient norms over time',
    points: 2,
    question:
      'Hand in $\\lVert \\partial L / \\partial h_t \\rVert$ for every $t$ as `gradient_trace.json`, once exploding and once vanishing.',
    file: 'gradient_trace.json',
    requirements: [explodes, vanishes],
  }),
  textPart({
    id: '3(e)',
    title: 'When linear recurrences explode or vanish',
    points: 2,
    question: 'Without a nonlinearity, when do gradients explode over long sequences, and when do they vanish? Why?',
    rubric: 'Look for: the powers of $W^h$ in $\\partial L/\\partial h_t$, and its spectral radius above or below 1.',
  }),
  textPart({
    id: '3(f)',
    title: 'ReLU against tanh',
    points: 2,
    question: 'Which of ReLU and tanh makes gradients explode more, and which makes them vanish more? Why?',
    rubric: 'Look for: ReLU explodes more, tanh vanishes more because it saturates.',
  }),
  textPart({
    id: '3(g)',
    title: 'A loss at every step',
    points: 2,
    question: 'What changes when every step has a loss? Does it help to learn dependencies over long sequences?',
    rubric: 'Look for: local terms keep the gradients large, while those across many steps still vanish.',
  }),
  lstmPart,
];

/** Part 4: the last-name classifier. */
export const classifierParts: readonly Part[] = [
  notGradedYet({
    id: '4',
    title: 'Last-name classifier',
    kind: 'log',
    points: 5,
    question: 'Train the classifier of last names and hand in `submission_log.json` with its weights.',
  }),
  textPart({
    id: '4(a)',
    title: 'Misuse of the classifier',
    points: 1,
    question: 'How could a model that guesses the origin of a name be misused?',
    rubric: 'Look for: a concrete use, and the people it harms.',
  }),
];

/** Part 7: how the work was done. */
export const processParts: readonly Part[] = [
  recordedPart({
    id: '7',
    title: 'Sources, collaborators, hours',
    question: 'What did you use, whom did you work with, and how long did it take?',
  }),
];
