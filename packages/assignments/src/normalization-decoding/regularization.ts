import {
  type ChoiceOption,
  type ChoicesSpec,
  judgeChoices,
  judgeExpression,
  parseExpression,
  type Scope,
} from '@gradbook/answers';
import { mul, square } from '@gradbook/core-ops';

import type { Part } from '../definition/assignment.ts';
import { scopeOfGraph } from '../definition/graph-scope.ts';
import { textPart } from '../definition/later-parts.ts';
import { withText } from '../definition/with-text.ts';
import { type TracedGraph, tracedGraph } from '../definition/traced.ts';

/** One weight's share R = γ θ² of the penalty, traced on WebGPU. */
const penalty: TracedGraph = tracedGraph(({ gamma, theta }) => ({ R: mul(gamma, square(theta)) }), {
  gamma: 0.25,
  theta: 1.5,
});

const positive = { domain: { above: 0 } };

/** Both schemes in one scope: a step of gradient descent on R takes η ∂R/∂θ off the weight, weight decay takes λ θ. */
async function scope(): Promise<Scope> {
  const traced = scopeOfGraph(await penalty(), { gamma: positive, theta: positive });
  return {
    ...traced,
    variables: { ...traced.variables, eta: { ...positive, aliases: ['alpha', 'epsilon'] }, lambda: positive },
  };
}

const sets: readonly ChoiceOption[] = [
  {
    id: 'small',
    label: '$\\theta_{\\text{small}}$',
    says: /(?:theta|θ)[\s_{\\-]*small|\bsmall(?:er)?(?=[\s-]+(?:weights?|gradients?|gradient magnitudes?|magnitudes?|(?:theta|θ)))|(?:weights?|parameters|ones) (?:with|having) (?:(?:a|the|much) )?(?:small|low)\w*(?: gradients?)?(?: magnitudes?)?/,
  },
  {
    id: 'large',
    label: '$\\theta_{\\text{large}}$',
    says: /(?:theta|θ)[\s_{\\-]*large|\b(?:large|big|high)(?:r|er|ger)?(?=[\s-]+(?:weights?|gradients?|gradient magnitudes?|magnitudes?|(?:theta|θ)))|(?:weights?|parameters|ones) (?:with|having) (?:(?:a|the|much) )?(?:large|big|high)\w*(?: gradients?)?(?: magnitudes?)?/,
  },
];

const regularized =
  /\b(?:regulari[sz]\w*|penali[sz]\w*|shr[aiu]nk\w*|(?:decay(?:s|ed|ing)|(?<!\bweight[ -])decay)\b(?! (?:scheme|term|rate|factor|step)\b)|driven|pulled|adapted|scaled down|(?:is|are|being) applied)/;

/** The penalty is divided by the running size of the gradient. */
const underAdam: ChoicesSpec = {
  options: sets,
  questions: [{ id: 'regularized', label: 'what is regularized more strongly', says: regularized, right: ['small'] }],
};

/** Every weight shrinks by the same factor. */
const underDecay: ChoicesSpec = {
  options: [
    ...sets,
    {
      id: 'alike',
      label: 'all alike',
      joint: true,
      says: /\b(?:equal(?:ly)?|uniform(?:ly)?|alike|identical(?:ly)?|neither\b[^.,;:]{0,30}\b(?:more|stronger|less)\b|(?:the |by the |at the |to the )?same (?:relative |proportional |constant |multiplicative |percentage )?(?:amount|rate|factor|extent|degree|strength|way|proportion)\w*(?!\s+as\s+(?:before|previously|earlier|in|under|with|for|it|adam|l2|they did)\b)|(?:does not|do not|doesn['’]t|don['’]t|no longer) (?:depend\w*|matters?)|independent\w* of|regardless of)\b/,
    },
    {
      id: 'unchanged',
      label: 'as before',
      joint: true,
      says: /\b(?:(?:does not|would not|will not|doesn['’]t|wouldn['’]t|won['’]t) change|(?:stays?|remains?) the same|unchanged)\b/,
    },
  ],
  questions: [
    {
      id: 'regularized',
      label: 'what is regularized more strongly under weight decay',
      says: new RegExp(`${regularized.source}|\\bthe answer\\b`),
      right: ['alike'],
    },
  ],
};

/** Question 2: L2 regularization and weight decay. */
export const regularizationParts: readonly Part[] = [
  {
    id: '2.1',
    title: 'When weight decay equals L2 regularization',
    kind: 'expression',
    points: 4,
    question:
      'Gradient descent with step size $\\eta$ runs on a loss with the penalty $\\gamma \\lVert\\theta\\rVert_2^2$; another run has no penalty and takes $\\lambda\\theta$ off the weights in every step. For which $\\lambda$ are the two the same?',
    warmUp: penalty.warmUp,
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
  {
    id: '2.2(a)',
    title: 'Adam with L2 regularization',
    kind: 'choices',
    points: 3,
    question:
      'Under Adam with an L2 penalty, which weights are regularized more strongly, relative to their size: $\\theta_{\\text{small}}$ with small gradients or $\\theta_{\\text{large}}$ with large ones? Why?',
    judge: (content) =>
      withText(
        judgeChoices(content, underAdam),
        content,
        'Look for: those with small gradients, because the penalty is divided by the running size of the gradient as well.',
      ),
    samples: async () => ({
      right: ['$\\theta_{\\text{small}}$ is regularized more strongly.'],
      wrong: [{ answer: '$\\theta_{\\text{large}}$ is regularized more strongly.' }],
    }),
  },
  {
    id: '2.2(b)',
    title: 'Adam with decoupled weight decay',
    kind: 'choices',
    points: 3,
    question: 'Does the answer change for decoupled weight decay? Which weights are then regularized more, and why?',
    judge: (content) =>
      withText(
        judgeChoices(content, underDecay),
        content,
        'Look for: yes; all weights shrink by the same factor, whatever their gradients.',
      ),
    samples: async () => ({
      right: ['Yes: all weights are regularized equally.'],
      wrong: [{ answer: 'No, $\\theta_{\\text{small}}$ is still regularized more strongly.' }],
    }),
  },
  textPart({
    id: '2.3',
    title: 'Why weight decay is preferred',
    points: 6,
    question: 'Why is decoupled weight decay the better scheme for adaptive optimizers?',
    rubric: 'Look for: every weight is regularized alike, whatever the size of its gradients.',
  }),
];
