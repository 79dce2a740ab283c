import { codePart } from '../../code/code-part.ts';
import type { Part } from '../../definition/assignment.ts';
import { judgePastedPart } from '../pasted-parts.ts';
import { lossAllFunction, lossLastFunction } from './losses.ts';
import { lstmFunction } from './lstm.ts';
import { regressionFunction } from './regression.ts';
import { rnnFunction } from './rnn.ts';

const module = 'recurrent';

/** 3(a): the vanilla RNN layer. */
export const rnnPart: Part = codePart({
  id: '3(a)',
  title: 'Vanilla RNN layer',
  points: 3,
  question:
    'Implement the layer $h_t = \\tanh(W^h h_{t-1} + W^x x_t + b)$ over a whole sequence, as `rnn` in `recurrent.ts`. Paste the output of its tests.',
  module,
  functions: [rnnFunction],
  otherwise: judgePastedPart('3(a)'),
});

/** 3(b): the RNN with a linear head. */
export const regressionPart: Part = codePart({
  id: '3(b)',
  title: 'RNN with a regression head',
  points: 2,
  question:
    'Add the head $\\hat{y}_t = W^f h_t + b^f$, one prediction a step, as `rnnRegression` in `recurrent.ts`. Paste the output of its tests.',
  module,
  functions: [regressionFunction],
  otherwise: judgePastedPart('3(b)'),
});

/** 3(c): the losses of the running average. */
export const lossPart: Part = codePart({
  id: '3(c)',
  title: 'Losses of the running average',
  points: 2,
  question:
    'Implement the loss over all steps and the loss at the last step for the running-average task, as `lossAll` and `lossLast` in `recurrent.ts`. Paste the output of their tests.',
  module,
  functions: [lossAllFunction, lossLastFunction],
  otherwise: judgePastedPart('3(c)'),
});

/** 3(h): the LSTM layer. */
export const lstmPart: Part = codePart({
  id: '3(h)',
  title: 'LSTM layer',
  points: 2,
  optional: true,
  question: 'Implement an LSTM layer, as `lstm` in `recurrent.ts`, and report on its gradient norms.',
  module,
  functions: [lstmFunction],
});
