import type { CodeDriver } from '../../code/case.ts';

/**
 * Runs a student's `beamSearch` over a decoder that is given by its numbers: what a step function is made of can cross into a
 * sandbox, the function cannot.
 */
export const beamSearchDriver: CodeDriver = {
  name: 'beamSearchOverDecoder',
  parameters: ['step', 'start', 'options'],
  source: (module) => `import { Tensor } from 'gradbook';
import * as submission from '${module}';
export * from '${module}';

const timesVector = ({ shape: [rows, columns], data }, v) =>
  Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += data[i * columns + j] * v[j];
    return sum;
  });

export function beamSearchOverDecoder(model, beamWidth, maxLength, startToken, endToken, lengthPenalty, forbidden = []) {
  const { embedding, recurrent, output, bias } = model;
  const [vocabulary, hidden] = embedding.shape;
  const step = (token, state) => {
    if (!Number.isInteger(token) || token < 0 || token >= vocabulary) {
      throw new RangeError('step: the token is ' + token + '; a whole number from 0 to ' + (vocabulary - 1) + ' is expected');
    }
    if (state?.data?.length !== hidden) {
      throw new TypeError('step: the second argument is no state: give the start state, or the state that step returned for the parent');
    }
    const h = timesVector(recurrent, state.data).map((v, i) => Math.tanh(v + embedding.data[token * hidden + i]));
    const logits = timesVector(output, h).map((v, i) => v + bias.data[i]);
    const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
    const total = largest + Math.log(logits.reduce((sum, v) => sum + Math.exp(v - largest), 0));
    const logProbabilities = logits.map((v, i) => (forbidden.includes(i) ? -Infinity : v - total));
    return { logProbabilities: new Tensor([vocabulary], logProbabilities), state: new Tensor([hidden], h) };
  };
  const options = { beamWidth, maxLength, startToken };
  if (endToken !== undefined) options.endToken = endToken;
  if (lengthPenalty !== undefined) options.lengthPenalty = lengthPenalty;
  return submission.beamSearch(step, model.state, options);
}
`,
};
