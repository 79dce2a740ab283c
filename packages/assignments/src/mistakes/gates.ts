import { mul, type Value, sub } from '@gradbook/core-ops';

import type { Mistake } from './mistake.ts';

/** What is taken for the factor of the new input in h[t] = c∘h[t−1] + (1 − c)∘W_x x[t], from the gate c. */
export type GateMistake = Mistake<(gate: Value) => Value>;

const ones = (gate: Value): Value => sub(gate, sub(gate, 1));

/** The wrong factors that are recognised by the gradient that they lead to. */
export const gateMistakes: readonly GateMistake[] = [
  {
    id: 'gate-for-its-complement',
    sentence:
      'The gate itself stands where its complement belongs: the new input enters the state with the other factor.',
    run: (gate) => gate,
  },
  {
    id: 'gate-forgotten',
    sentence: 'The factor that the gate gives the new input is missing.',
    run: ones,
  },
  {
    id: 'slope-of-gate-added',
    sentence:
      'The slope of the sigmoid does not belong there: the gate does not depend on the weights that are asked about.',
    run: (gate) => mul(gate, sub(1, gate)),
  },
];
