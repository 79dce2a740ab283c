import { type CountSpec, judgeContributions, judgeCount, judgeExpression } from '@gradbook/answers';

import type { Part } from '../definition/assignment.ts';
import {
  firstStep,
  gradientAt,
  networkGraph,
  networkScope,
  pathContributions,
  pathsToAllLosses,
  shortGradient,
} from './small-network.ts';
import { oneSpelling } from './spelling.ts';

const network =
  'A small network has $h^{(t)} = \\mathrm{ReLU}(w_1 x_1^{(t)} + w_2 x_2^{(t)} + u h^{(t-1)} + b_h)$ and $y^{(t)} = \\sigma(v h^{(t)} + b_y)$, its loss is $L(y) = -\\ln y$. Everything under the ReLU is positive.';

const symbols = [
  'w_1',
  'w_2',
  'u',
  'v',
  'b_h',
  'b_y',
  'h^(0)',
  'x_1^(1)',
  'x_2^(1)',
  'x_1^(2)',
  'x_2^(2)',
  'h^(1)',
  'h^(2)',
  'y^(1)',
  'y^(2)',
  'h_1',
  'h_2',
  'y_1',
  'y_2',
];
const steps = [1, 2];

/** Three steps with an update each; every path from the parameter to a loss contributes to one. */
async function updates(): Promise<CountSpec> {
  const losses = 3;
  const contributions = await pathsToAllLosses(losses);
  return {
    things: 'updates?|times|contributions?',
    accepted: [
      {
        value: contributions,
        note: `Right where every path counts: the ${losses} losses have ${contributions} together. One update a step makes ${losses}.`,
      },
      {
        value: losses,
        note: `Right where one update a step is meant; the ${losses} losses have ${contributions} paths to $w_1$ together.`,
      },
    ],
  };
}

/** Q1.1: what a parameter that is used at every step does to the loss. */
export const gradientParts: readonly Part[] = [
  {
    id: 'Q1.1(i)',
    title: 'A derivative after one step',
    kind: 'expression',
    points: 5,
    question: `${network} What is $\\frac{\\partial L(y^{(1)})}{\\partial w_1}$, as simple as possible?`,
    cues: ['What is the partial derivative of the loss'],
    warmUp: networkGraph.warmUp,
    judge: async (content, _part, options) => {
      const scope = await networkScope(1);
      return judgeExpression(
        oneSpelling(content),
        {
          label: '$\\frac{\\partial L(y^{(1)})}{\\partial w_1}$',
          asked: [
            { of: 'L^(1)', by: 'w_1' },
            { of: 'L', by: 'w_1' },
            { of: 'L_1', by: 'w_1' },
          ],
          scope,
          expected: gradientAt(1),
          terms: { symbols: [...symbols, ...firstStep.map(([name]) => name)] },
          ownNames: { steps },
          shortest: await shortGradient(),
        },
        options,
      );
    },
    samples: async () => ({
      right: [String.raw`$\frac{\partial L(y^{(1)})}{\partial w_1} = -(1 - y^{(1)}) v x_1^{(1)}$`],
      wrong: [
        { answer: String.raw`$\frac{\partial L(y^{(1)})}{\partial w_1} = (1 - y^{(1)}) v x_1^{(1)}$`, mistake: 'sign' },
      ],
    }),
  },
  {
    id: 'Q1.1(ii)',
    title: 'The paths to the loss of the second step',
    kind: 'paths',
    points: 6,
    question: `${network} Along how many paths does $w_1$ reach $L(y^{(2)})$, and what is $\\frac{\\partial L(y^{(2)})}{\\partial w_1}$ along each of them?`,
    cues: ['How many paths are there in the computation graph'],
    warmUp: networkGraph.warmUp,
    judge: async (content, _part, options) =>
      judgeContributions(
        oneSpelling(content),
        {
          scope: await networkScope(2),
          asked: [
            { of: 'L^(2)', by: 'w_1' },
            { of: 'L', by: 'w_1' },
            { of: 'L_2', by: 'w_1' },
          ],
          contributions: await pathContributions(),
          steps,
        },
        options,
      ),
  },
  {
    id: 'Q1.1(iii)',
    title: 'Updates over three steps',
    kind: 'count',
    points: 4,
    question: `${network} It runs for three steps, with the loss and one step of stochastic gradient descent at each of them. How many updates does $w_1$ receive in all? Explain.`,
    cues: ['If we run this network for three time steps'],
    warmUp: networkGraph.warmUp,
    judge: async (content) => judgeCount(content, await updates()),
    samples: async () => {
      const { accepted } = await updates();
      return {
        right: accepted.map(({ value }) => `In total it receives ${value} updates.`),
        wrong: [{ answer: 'In total it receives 5 updates.' }],
      };
    },
  },
];
