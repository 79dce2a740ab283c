import type { Float64Tensor } from '@gradbook/core-ops';

import type { CodeArguments, CodeFunction } from '../../code/case.ts';
import { beamSearchCases } from './cases.ts';
import { beamSearchDriver } from './driver.ts';
import { beamMistakes } from './mistakes.ts';
import { readHypotheses } from './outputs.ts';
import { beamRoundings, deviceOutputs, referenceOutputs, warmUpDevice } from './reference.ts';

/** Beam search over a decoder that carries a state. */
export const beamSearchFunction: CodeFunction = {
  name: 'beamSearch',
  // Those of the driver, which makes the step function of the model.
  parameters: ['model', 'beamWidth', 'maxLength', 'startToken', 'endToken', 'lengthPenalty', 'forbidden'],
  outputs: { tokens: ['hypothesis', 'step'], scores: ['hypothesis'] },
  // Without a device the arguments are float64.
  reference: (args) => referenceOutputs(args as CodeArguments<Float64Tensor>),
  onDevice: deviceOutputs,
  warmUp: warmUpDevice,
  driver: beamSearchDriver,
  read: readHypotheses,
  mistakes: beamMistakes,
  roundings: beamRoundings,
  cases: beamSearchCases,
};
