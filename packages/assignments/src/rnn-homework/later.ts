import type { Part } from '../definition/assignment.ts';
import { explodes, tracePart, vanishes } from '../traces/trace-part.ts';
import { classifierPart } from './log/part.ts';
import { lossPart, lstmPart, regressionPart, rnnPart } from './code/parts.ts';
import { recordedPart, textPart } from '../definition/later-parts.ts';
import { activationSamples, judgeActivations } from '../recurrent-gradients/activations.ts';
import { judgeSpectralCondition, spectralSamples } from '../recurrent-gradients/spectral-condition.ts';

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
  {
    id: '3(e)',
    title: 'When linear recurrences explode or vanish',
    kind: 'choices',
    points: 2,
    question:
      'Without a nonlinearity, under which condition on $W^h$ do gradients explode over long sequences, and under which do they vanish? Why?',
    judge: judgeSpectralCondition,
    samples: spectralSamples,
  },
  {
    id: '3(f)',
    title: 'ReLU against tanh',
    kind: 'choices',
    points: 2,
    question: 'Which of ReLU and tanh makes gradients (i) explode more, and which makes them (ii) vanish more? Why?',
    judge: judgeActivations,
    samples: activationSamples,
  },
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
  classifierPart,
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
