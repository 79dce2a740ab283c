import type { Part } from '../definition/assignment.ts';
import { notGradedYet, textPart } from '../definition/later-parts.ts';

/** Question 4, on recurrent gradients, and question 5, a review. */
export const laterParts: readonly Part[] = [
  notGradedYet({
    id: '4.1',
    title: 'Two forms of a recurrence',
    kind: 'expression',
    points: 3,
    question:
      'Show by induction that $g_t = W\\sigma(g_{t-1}) + Ux_t + b$ is the same recurrence as $h_t = \\sigma(Wh_{t-1} + Ux_t + b)$: how are $h_t$ and $g_t$ related?',
  }),
  textPart({
    id: '4.2',
    title: 'Vanishing gradients from small weights',
    points: 4,
    question:
      "Let $|\\sigma'| \\le \\gamma$ and $\\lambda_1(W^\\top W) \\le \\delta^2/\\gamma^2$ with $0 \\le \\delta < 1$. Show that $\\lVert \\partial h_T / \\partial h_0 \\rVert \\to 0$.",
    rubric: 'Look for: one step is bounded by $\\lVert W \\rVert \\gamma \\le \\delta$, so $T$ steps by $\\delta^T$.',
  }),
  textPart({
    id: '4.3',
    title: 'When the condition is reversed',
    points: 2,
    question:
      'If the largest eigenvalue lies above the bound: is that necessary for exploding gradients, and is it sufficient?',
    rubric: 'Look for: necessary, not sufficient; the product of norms bounds the norm of the product from above.',
  }),
  textPart({
    id: '4.4',
    title: 'Measures against exploding gradients',
    points: 2,
    question:
      'Name one measure that keeps the direction of the gradient and one that does not. Which do you prefer, and why?',
    rubric: 'Look for: clipping by norm keeps the direction, clipping by value does not; a reason.',
  }),
  textPart({
    id: '5',
    title: 'Review of a paper on image captions',
    points: 20,
    question: 'Review "Show, Attend and Tell" on one page: summary, strengths, weaknesses, reflections.',
    words: 500,
    rubric: 'Five points a section: summary, strengths, weaknesses, reflections.',
  }),
];
