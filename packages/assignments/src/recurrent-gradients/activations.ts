import { type ChoicesSpec, judgeChoices, type Judgement, type PartContent } from '@gradbook/answers';

import { activationsSwapped } from '../mistakes/choices.ts';
import type { Samples } from '../definition/assignment.ts';
import { withText } from '../definition/with-text.ts';

/** ReLU does not saturate, so that its gradients explode more; tanh does, so that they vanish more. */
const activations: ChoicesSpec = {
  options: [
    { id: 'ReLU', label: 'ReLU', says: /(?<!\p{L})(?:re[- ]?l+u|rectified linear(?: units?)?|rectifier)(?!\p{L})/u },
    { id: 'tanh', label: 'tanh', says: /(?<!\p{L})(?:tanh|hyperbolic tangent)(?!\p{L})/u },
  ],
  questions: [
    {
      id: 'explodes',
      label: 'which makes gradients explode more',
      says: /\b(?:explo(?:d\w*|si\w*)|bl(?:ow|ew|own|owing|ows)(?:[- ]|\s)?(?:them )?up)\b/,
      right: ['ReLU'],
    },
    { id: 'vanishes', label: 'which makes gradients vanish more', says: /\bvanish\w*/, right: ['tanh'] },
  ],
  swapped: activationsSwapped,
};

/** Judges which activation explodes more and which vanishes more; a person reads the reasons. */
export function judgeActivations(content: PartContent): Judgement {
  return withText(
    judgeChoices(content, activations),
    content,
    'Look for: tanh saturates, so that its slope is near 0; ReLU has no upper bound and a slope of 1.',
  );
}

/** Answers with known verdicts. */
export const activationSamples = async (): Promise<Samples> => ({
  right: ['ReLU explodes more than tanh, and tanh vanishes more than ReLU.', '(i) ReLU (ii) tanh'],
  wrong: [
    { answer: 'tanh explodes more, ReLU vanishes more.', mistake: activationsSwapped.id },
    { answer: 'Both explode and both vanish.' },
  ],
});
