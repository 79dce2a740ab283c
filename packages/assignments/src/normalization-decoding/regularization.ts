import { judgeExpression, parseExpression, type Scope } from '@gradbook/answers';
import { type Graph, trace } from '@gradbook/autograd';
import { mul, square, tensor } from '@gradbook/core-ops';

import type { Part } from '../definition/assignment.ts';
import { scopeOfGraph } from '../definition/graph-scope.ts';
import { textPart } from '../definition/later-parts.ts';
import { once } from '../definition/once.ts';

/** One weight's share R = γ θ² of the penalty, traced on WebGPU. */
const penalty: () => Promise<Graph> = once(() =>
  trace(({ gamma, theta }) => ({ R: mul(gamma, square(theta)) }), { gamma: tensor(0.25), theta: tensor(1.5) }),
);

const positive = { domain: { above: 0 } };

/** Both schemes in one scope: a step of gradient descent on R takes η ∂R/∂θ off the weight, weight decay takes λ θ. */
async function scope(): Promise<Scope> {
  const traced = scopeOfGraph(await penalty(), { gamma: positive, theta: positive });
  return {
    ...traced,
    variables: { ...traced.variables, eta: { ...positive, aliases: ['alpha', 'epsilon'] }, lambda: positive },
  };
}

/** Question 2: L2 regularization and weight decay. */
export const regularizationParts: readonly Part[] = [
  {
    id: '2.1',
    title: 'When weight decay equals L2 regularization',
    kind: 'expression',
    points: 4,
    question:
      'Gradient descent with step size $\\eta$ runs on a loss with the penalty $\\gamma \\lVert\\theta\\rVert_2^2$; another run has no penalty and takes $\\lambda\\theta$ off the weights in every step. For which $\\lambda$ are the two the same?',
    judge: async (content, _part, options) => {
      const names = await scope();
      return judgeExpression(
        content,
        {
          label: '$\\lambda$',
          asked: ['lambda'],
          scope: names,
          terms: { symbols: ['eta', 'gamma'] },
          expected: parseExpression('\\frac{\\eta \\frac{\\partial R}{\\partial \\theta}}{\\theta}', names),
        },
        options,
      );
    },
  },
  textPart({
    id: '2.2(a)',
    title: 'Adam with L2 regularization',
    points: 3,
    question:
      'Under Adam with an L2 penalty, which weights are regularized more strongly: those with small or those with large gradients? Why?',
    rubric:
      'Look for: those with small gradients, because the penalty is divided by the running size of the gradient as well.',
  }),
  textPart({
    id: '2.2(b)',
    title: 'Adam with decoupled weight decay',
    points: 3,
    question: 'Does the answer change for decoupled weight decay? Why, or why not?',
    rubric: 'Look for: yes; all weights shrink by the same factor.',
  }),
  textPart({
    id: '2.3',
    title: 'Why weight decay is preferred',
    points: 6,
    question: 'Why is decoupled weight decay the better scheme for adaptive optimizers?',
    rubric: 'Look for: every weight is regularized alike, whatever the size of its gradients.',
  }),
];
