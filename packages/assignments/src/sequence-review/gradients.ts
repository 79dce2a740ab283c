import type { Part } from '../definition/assignment.ts';
import { lossAtEveryStep, lstmBesideRnn, tracePart } from '../traces/trace-part.ts';
import { textPart } from '../definition/later-parts.ts';
import { activationSamples, judgeActivations } from '../recurrent-gradients/activations.ts';
import { forgetSamples, judgeForgetPath } from './forget-path.ts';
import { judgeLinearGradient, linearGradientSamples } from './linear-gradient.ts';

/** Question 1: gradients through time. */
export const gradientReview: readonly Part[] = [
  {
    id: '1(a)',
    title: 'The gradient of a linear recurrence',
    kind: 'expression',
    points: 3,
    question:
      'The RNN $h_t = W^h h_{t-1} + W^x x_t + b$ has no nonlinearity; $\\hat{y} = W^f h_T + b^f$ is its only output, and $L = (\\hat{y} - y)^2$ its loss. What is $\\frac{\\partial L}{\\partial h_t}$? When does it explode and when does it vanish over long sequences? Does an experiment show it?',
    cues: ['no nonlinearities'],
    judge: judgeLinearGradient,
    samples: linearGradientSamples,
  },
  {
    id: '1(b)',
    title: 'ReLU against tanh',
    kind: 'choices',
    points: 2,
    question: 'Which of ReLU and tanh makes gradients (i) explode more, and which makes them (ii) vanish more? Why?',
    cues: ['ReLU and tanh nonlinearities'],
    judge: judgeActivations,
    samples: activationSamples,
  },
  tracePart({
    id: '1(c)',
    title: 'A loss at every step',
    points: 2,
    question:
      'Let every step have a loss of its own. What becomes of the gradients, and does it help to learn dependencies over long sequences? A gradient trace may be handed in with the text, as `trace-1c.json`.',
    cues: ['last_target_only'],
    rubric:
      'Look for: local terms keep the gradients large, while $\\partial L_k / \\partial h_t$ for $t \\ll k$ still vanishes, so that long dependencies stay hard.',
    file: 'trace-1c.json',
    requirements: [lossAtEveryStep],
  }),
  tracePart({
    id: '1(d)',
    title: 'Gradient norms of an LSTM',
    points: 2,
    question:
      'Hand in $\\lVert \\partial L / \\partial h_t \\rVert$ for every $t$ of an LSTM and of a vanilla RNN on the same inputs, as `trace-1d.json`. What do you observe?',
    file: 'trace-1d.json',
    requirements: [lstmBesideRnn],
  }),
  {
    id: '1(e)',
    title: 'The gradient along the cell state',
    kind: 'expression',
    points: 2,
    question:
      'An LSTM computes $C_t = f_t \\odot C_{t-1} + i_t \\odot \\tilde{C}_t$. Along the cell path, with the gates held, what is $\\frac{\\partial C_T}{\\partial C_{T-1}}$? What does that say about vanishing gradients?',
    judge: judgeForgetPath,
    samples: forgetSamples,
  },
  textPart({
    id: '1(f)',
    title: 'Skip connections and the cell state',
    points: 2,
    question:
      'A residual network computes $h_{t+1} = \\sigma(W h_t + b) + h_t$. What do its skip connections have in common with the cell state of an LSTM?',
    rubric: 'Look for: both pass gradients on without a matrix product, so that they vanish more slowly.',
  }),
];
