import type { SystemSpec } from '@gradbook/answers';
import type { Value } from '@gradbook/core-ops';
import { attentionRnn } from '@gradbook/layers-attention';

import type { Part } from '../definition/assignment.ts';
import { attentionRnnMistakes } from '../mistakes/systems.ts';
import { systemPart } from '../parts/system-part.ts';
import { sequenceOf } from '../recurrent-attention/deep-and-bidirectional.ts';

const latex = String.raw;

const attention = [
  latex`w_i[t] = q_i[t]^T k_i[t]`,
  latex`a[t] = \text{softargmax}(w[t])`,
  latex`h[t] = \sum_i a_i[t] v_i[t]`,
];

const window = 2;

/** AttentionRNN(k): the input and the last k states, each position with matrices of its own. */
const windowed: SystemSpec = {
  label: 'AttentionRNN(k)',
  given: [],
  expected: [
    ...['q', 'k', 'v'].flatMap((letter) => {
      const matrix = letter.toUpperCase();
      return [`${letter}_0[t] = ${matrix}_0 x[t]`, `${letter}_i[t] = ${matrix}_i h[t-i], \\quad 1 \\le i \\le k`];
    }),
    ...attention,
  ],
  mistakes: attentionRnnMistakes,
  inputs: { x: 'n' },
  outputs: ['h'],
  time: 't',
  lengths: (steps) => ({ k: Math.min(window, Math.max(1, steps - 1)) }),
};

/** AttentionRNN(∞): the input and all earlier states, the matrices shared by the states and, if one likes, by the input. */
const unbounded: SystemSpec = {
  label: 'AttentionRNN(∞)',
  given: [],
  expected: [
    ...['q', 'k', 'v'].flatMap((letter) => {
      const matrix = letter.toUpperCase();
      return [`${letter}_0[t] = ${matrix}_x x[t]`, `${letter}_i[t] = ${matrix} h[t-i]`];
    }),
    ...attention,
  ],
  accepted: [
    {
      equations: ['q', 'k', 'v'].flatMap((letter) => {
        const matrix = letter.toUpperCase();
        return [`${letter}_0[t] = ${matrix}_x x[t]`, `${letter}_i[t] = ${matrix} h[t-i], \\quad 1 \\le i \\le t`];
      }),
      note: 'The state before the first step takes part here.',
    },
  ],
  mistakes: attentionRnnMistakes.filter(({ id }) => id !== 'attention-leaves-out-the-input'),
  inputs: { x: 'n' },
  outputs: ['h'],
  time: 't',
  shareable: [
    ['Q', 'Q_x'],
    ['K', 'K_x'],
    ['V', 'V_x'],
  ],
  extents: (name, step) => (name === 'h' ? [1, step - 1] : undefined),
};

const steps = 4;

/** The equations' matrices under the layer's names: a weight Q with index i is Q_i. */
function renamed(
  values: Readonly<Record<string, Value>>,
  rename: (name: string) => string | undefined,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const to = rename(name);
      return to === undefined ? [] : [[to, value]];
    }),
  );
}

/** 1.2.2(c) and (d): a recurrence that attends. */
export const attentionRnnSystems: readonly Part[] = [
  systemPart({
    id: '1.2.2(c)',
    title: 'AttentionRNN(k)',
    points: 3,
    question: latex`AttentionRNN(2) has $q_0[t], q_1[t], q_2[t] = Q_0 x[t], Q_1 h[t-1], Q_2 h[t-2]$, keys $k_i$ and values $v_i$ alike with $K_i$ and $V_i$, scores $w_i[t] = q_i[t]^T k_i[t]$, weights $a[t] = \mathrm{softargmax}(w_0[t], w_1[t], w_2[t])$ and $h[t] = \sum_{i=0}^{2} a_i[t] v_i[t]$. Write the equations of AttentionRNN(k), which looks at the last $k$ states.`,
    system: windowed,
    layer: {
      sizes: { n: 2 },
      steps,
      run: (values) => {
        const x = sequenceOf(values, 'x', 1, steps);
        const params = renamed(values, (name) => (/^[QKV]@\d+$/.test(name) ? name.replace('@', '_') : undefined));
        return attentionRnn(params, x).output;
      },
    },
  }),
  systemPart({
    id: '1.2.2(d)',
    title: 'AttentionRNN(∞)',
    points: 3,
    question: latex`Write the equations of AttentionRNN(∞), which looks at all earlier states. Its matrices do not depend on how long ago a state was; the input may share them or have its own.`,
    system: unbounded,
    layer: {
      sizes: { n: 2 },
      steps,
      run: (values) => {
        const x = sequenceOf(values, 'x', 1, steps);
        const params = renamed(values, (name) =>
          /^[QKV]$/.test(name) ? name : /^[QKV]_x$/.test(name) ? name.replace('_x', '_0') : undefined,
        );
        return attentionRnn(params, x).output;
      },
    },
  }),
];
