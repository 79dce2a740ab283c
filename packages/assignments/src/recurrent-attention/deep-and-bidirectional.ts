import type { SystemSpec } from '@gradbook/answers';
import { add, matmul, reshape, stack, tanh, transpose, type Value } from '@gradbook/core-ops';
import { rnn } from '@gradbook/layers-recurrent';

import type { Part } from '../definition/assignment.ts';
import { directionMistakes, residualMistakes } from '../mistakes/systems.ts';
import { systemPart } from '../parts/system-part.ts';

const latex = String.raw;

/** Two recurrent layers with a residual connection around the second. */
const deep: SystemSpec = {
  label: 'the two-layer network',
  given: [latex`h_1^{(t)} = f_1(W_1 x^{(t)} + U_1 h_1^{(t-1)} + b_1)`, latex`y^{(t)} = f_y(V h_1^{(t)})`],
  expected: [
    latex`h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_2 h_2^{(t-1)} + b_2)`,
    latex`y^{(t)} = f_y(V (h_1^{(t)} + h_2^{(t)}))`,
  ],
  accepted: [
    {
      equations: [latex`h_2^{(t)} = f_2(W_2 [h_1^{(t)}; h_2^{(t-1)}] + b_2)`],
      note: 'One matrix that reads both states at once is two beside each other.',
    },
  ],
  mistakes: residualMistakes,
  inputs: { x: 'n' },
  outputs: ['y'],
  time: 't',
  functions: ['f_1', 'f_2', 'f_y'],
  shareable: [['f_1', 'f_2']],
};

/** A forward and a backward run, their weights one or two. */
const bidirectional: SystemSpec = {
  label: 'the bidirectional network',
  given: [
    latex`\overrightarrow{h}_t = f_h(W x_t + U \overrightarrow{h}_{t-1} + b)`,
    latex`y_t = f_y(V \overrightarrow{h}_t)`,
  ],
  expected: [
    latex`\overleftarrow{h}_t = f_b(W' x_t + U' \overleftarrow{h}_{t+1} + b')`,
    latex`y_t = f_y(V [\overrightarrow{h}_t; \overleftarrow{h}_t])`,
  ],
  accepted: [
    { equations: [latex`y_t = f_y(V [\overleftarrow{h}_t; \overrightarrow{h}_t])`] },
    {
      equations: [latex`y_t = f_y(V \overrightarrow{h}_t + V' \overleftarrow{h}_t)`],
      note: 'Two matrices beside each other are one that is twice as wide.',
    },
  ],
  mistakes: directionMistakes,
  inputs: { x: 'n' },
  outputs: ['y'],
  time: 't',
  functions: ['f_h', 'f_b', 'f_y'],
  shareable: [
    ['W', "W'"],
    ['U', "U'"],
    ['b', "b'"],
    ['f_h', 'f_b'],
  ],
};

const steps = 3;
const sizes = { n: 2 };

/** x^(1), x^(2), … as one sequence, [T, n]. */
export function sequenceOf(values: Readonly<Record<string, Value>>, name: string, first: number, last: number): Value {
  const all = Array.from({ length: last - first + 1 }, (_, i) => values[`${name}@${first + i}`]!);
  return stack(all, 0);
}

/** f(V h) for every row h. */
function head(V: Value, states: Value): Value {
  return tanh(matmul(states, transpose(V)));
}

/** Q1.3 and Q1.4: recurrences written as equations. */
export const networkParts: readonly Part[] = [
  systemPart({
    id: 'Q1.3',
    title: 'A second layer with a residual connection',
    points: 5,
    question: latex`A network has one recurrent layer: $h_1^{(t)} = f_1(W_1 x^{(t)} + U_1 h_1^{(t-1)} + b_1)$, $y^{(t)} = f_y(V h_1^{(t)})$. Add a second recurrent layer and a residual connection from the output of the first layer to that of the second; each layer's recurrence reads its own state, not the sum. Which equations does the new network have?`,
    system: deep,
    layer: {
      sizes,
      steps,
      functions: () => Math.tanh,
      run: (values) => {
        const x = sequenceOf(values, 'x', 1, steps);
        const layer = (k: number, input: Value): Value =>
          rnn(
            {
              weight_ih_l0: values[`W_${k}`]!,
              weight_hh_l0: values[`U_${k}`]!,
              bias_ih_l0: values[`b_${k}`]!,
            },
            input,
          ).output;
        const first = layer(1, x);
        return head(values['V']!, add(first, layer(2, first)));
      },
    },
  }),
  systemPart({
    id: 'Q1.4',
    title: 'A bidirectional network',
    points: 5,
    question: latex`A network runs forward: $\overrightarrow{h}_t = f_h(W x_t + U \overrightarrow{h}_{t-1} + b)$, $y_t = f_y(V \overrightarrow{h}_t)$. Add a backward run of the same network; the output reads both. Which equations does the new network have?`,
    system: bidirectional,
    layer: {
      sizes,
      otherSizes: 3,
      steps,
      functions: () => Math.tanh,
      run: (values) => {
        const x = sequenceOf(values, 'x', 1, steps);
        const { output } = rnn(
          {
            weight_ih_l0: values['W']!,
            weight_hh_l0: values['U']!,
            bias_ih_l0: values['b']!,
            weight_ih_l0_reverse: values["W'"]!,
            weight_hh_l0_reverse: values["U'"]!,
            bias_ih_l0_reverse: values["b'"]!,
          },
          x,
        );
        return head(values['V']!, reshape(output, [steps, output.shape.at(-1)!]));
      },
    },
  }),
];
