import type { Part } from '../definition/assignment.ts';
import { textPart } from '../definition/later-parts.ts';
import { boundSamples, judgeVanishingBound } from '../recurrent-gradients/vanishing-bound.ts';
import { judgeTwoForms, twoFormsSamples } from '../recurrent-gradients/two-forms.ts';
import {
  judgeMeasures,
  judgeReversedCondition,
  measureSamples,
  reversedSamples,
} from '../recurrent-gradients/reversed-condition.ts';

/** Question 4, on recurrent gradients, and question 5, a review. */
export const laterParts: readonly Part[] = [
  {
    id: '4.1',
    title: 'Two forms of a recurrence',
    kind: 'expression',
    points: 3,
    question:
      'Show by induction that $g_t = W\\sigma(g_{t-1}) + Ux_t + b$ is the same recurrence as $h_t = \\sigma(Wh_{t-1} + Ux_t + b)$: how is $h_t$ written in terms of $g_t$?',
    judge: judgeTwoForms,
    samples: twoFormsSamples,
  },
  {
    id: '4.2',
    title: 'Vanishing gradients from small weights',
    kind: 'bound',
    points: 4,
    question:
      "Let $|\\sigma'| \\le \\gamma$ and $\\lambda_1(W^\\top W) \\le \\delta^2/\\gamma^2$ with $0 \\le \\delta < 1$. Show that $\\lVert \\partial h_T / \\partial h_0 \\rVert \\to 0$: bound one step, then all of them.",
    judge: judgeVanishingBound,
    samples: boundSamples,
  },
  {
    id: '4.3',
    title: 'When the condition is reversed',
    kind: 'choices',
    points: 2,
    question:
      'If the largest eigenvalue lies above the bound: is that necessary for exploding gradients, and is it sufficient? Where it is not sufficient, when do they not explode?',
    judge: judgeReversedCondition,
    samples: reversedSamples,
  },
  {
    id: '4.4',
    title: 'Measures against exploding gradients',
    kind: 'choices',
    points: 2,
    question:
      'Name one measure against exploding gradients that takes the direction of the gradient into account and one that does not. Which do you prefer, and why?',
    judge: judgeMeasures,
    samples: measureSamples,
  },
  textPart({
    id: '5',
    title: 'Review of a paper on image captions',
    points: 20,
    question: 'Review "Show, Attend and Tell" on one page: summary, strengths, weaknesses, reflections.',
    words: 500,
    sections: [
      { label: 'Summary', heading: /summary/i },
      { label: 'Strengths', heading: /strengths?/i },
      { label: 'Weaknesses', heading: /weakness(?:es)?/i },
      { label: 'Reflections', heading: /reflections?/i },
    ],
    rubric: 'Five points a section: summary, strengths, weaknesses, reflections.',
  }),
];
