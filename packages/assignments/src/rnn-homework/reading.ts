import { judgeQuantities, judgeText } from '@gradbook/answers';

import type { Part } from '../definition/assignment.ts';

/** Part 5: facts of the article series "How to train your ResNet", and two opinions. */
export const readingParts: readonly Part[] = [
  {
    id: '5(a)',
    title: 'Training time and accuracy, before and after',
    kind: 'quantities',
    points: 2,
    question:
      'With which training time and accuracy does the series "How to train your ResNet" begin, and with which does it end?',
    judge: (content) =>
      judgeQuantities(content, {
        groups: [
          {
            cues: /baseline|start|begin|initial|first|original|before/,
            quantities: [
              { label: 'the training time at the beginning', value: 297, unit: 's' },
              { label: 'the accuracy at the beginning', value: 94, unit: '%' },
            ],
          },
          {
            cues: /final|end|achiev|finish|after|last/,
            quantities: [
              { label: 'the training time at the end', value: 10, unit: 's' },
              { label: 'the accuracy at the end', value: 94.1, unit: '%', decimals: 1 },
            ],
          },
        ],
      }),
  },
  {
    id: '5(b)',
    title: 'What was learnt',
    kind: 'text',
    points: 2,
    question: 'What did you learn from the series? Write about 100 words.',
    judge: (content) =>
      judgeText(content, {
        words: 100,
        rubric: 'Look for: at least two techniques of the series by name, and what each changes in training.',
      }),
  },
  {
    id: '5(c)',
    title: 'The most interesting approach',
    kind: 'text',
    points: 2,
    question: 'Which approach of the series interested you most, and why? Write about 100 words.',
    judge: (content) =>
      judgeText(content, {
        words: 100,
        rubric: 'Look for: one approach, described correctly, and a reason of their own.',
      }),
  },
];
