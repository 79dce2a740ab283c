import type { SystemSpec } from '@gradbook/answers';
import type { Value } from '@gradbook/core-ops';
import { selfAttentiveEncoderDecoder } from '@gradbook/layers-attention';

import type { Part } from '../definition/assignment.ts';
import { textPart } from '../definition/later-parts.ts';
import { selfAttentionMistakes } from '../mistakes/systems.ts';
import { systemPart } from '../parts/system-part.ts';
import { sequenceOf } from './deep-and-bidirectional.ts';

const latex = String.raw;

/** A decoder that attends to the encoder and to its own earlier states. */
const selfAttentive: SystemSpec = {
  label: 'the self-attentive decoder',
  given: [
    latex`h^{(i)} = \tanh(W_h x^{(i)} + U_h h^{(i-1)})`,
    latex`d^{(0)} = h^{(n)}`,
    latex`e_{enc}^{(ij)} = v_{enc} \cdot \tanh(V_{enc1} h^{(i)} + V_{enc2} d^{(j-1)})`,
    latex`a_{enc}^{(j)} = \text{softmax}(e_{enc}^{(j)})`,
    latex`c_{enc}^{(j)} = \sum_i a_{enc}^{(ij)} h^{(i)}`,
    latex`d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_d c_{enc}^{(j)})`,
  ],
  expected: [
    latex`e_{dec}^{(ij)} = v_{dec} \cdot \tanh(V_{dec1} d^{(i)} + V_{dec2} d^{(j-1)})`,
    latex`a_{dec}^{(j)} = \text{softmax}(e_{dec}^{(j)})`,
    latex`c_{dec}^{(j)} = \sum_i a_{dec}^{(ij)} d^{(i)}`,
    latex`d^{(0)} = h^{(n)}`,
    latex`d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_{d1} c_{enc}^{(j)} + V_{d2} c_{dec}^{(j)})`,
  ],
  accepted: [
    {
      equations: [
        latex`e_{dec}^{(ij)} = v_{dec} \cdot \tanh(V_{dec1} d^{(i)} + V_{dec2} d^{(j-1)}), \quad i \in [1, j-1]`,
      ],
      note: 'The initial state d(0) is left out of the attention.',
    },
    {
      equations: [
        latex`d^{(0)} = h^{(n)}`,
        latex`d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_d [c_{enc}^{(j)}; c_{dec}^{(j)}])`,
      ],
      note: 'Two contexts one behind the other take a matrix that is twice as wide.',
    },
  ],
  mistakes: selfAttentionMistakes,
  inputs: { x: 'p', y: 'q' },
  outputs: ['d'],
  time: 'j',
  shareable: [['V_d1', 'V_d2']],
  lengths: (steps) => ({ n: steps + 1 }),
  extents: (name, step, { n = 0 }) => (name === 'h' ? [1, n] : name === 'd' ? [0, step - 1] : undefined),
};

const steps = 3;

/** Question 2: attention. */
export const attentionParts: readonly Part[] = [
  systemPart({
    id: 'Q2.1',
    title: 'Self-attention in the decoder',
    points: 5,
    question: latex`An encoder-decoder has $h^{(i)} = \tanh(W_h x^{(i)} + U_h h^{(i-1)})$ and $d^{(0)} = h^{(n)}$; attention from the decoder to the encoder, $e_{enc}^{(ij)} = v_{enc} \cdot \tanh(V_{enc1} h^{(i)} + V_{enc2} d^{(j-1)})$, $a_{enc}^{(j)} = \mathrm{softmax}(e_{enc}^{(j)})$, $c_{enc}^{(j)} = \sum_i a_{enc}^{(ij)} h^{(i)}$; and the state $d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_d c_{enc}^{(j)})$. Add self-attention of the decoder to its earlier states $d^{(i)}$, $i < j$. Which equations does the new network have?`,
    system: selfAttentive,
    layer: {
      sizes: { p: 2, q: 3 },
      steps,
      run: (values) => {
        const named = values as Readonly<Record<Weights, Value>>;
        const x = sequenceOf(values, 'x', 1, steps + 1);
        const y = sequenceOf(values, 'y', 0, steps - 1);
        return selfAttentiveEncoderDecoder(named, x, y).states;
      },
    },
  }),
  textPart({
    id: 'Q2.2',
    title: 'How many heads, and how large',
    points: 5,
    question:
      'A network of hidden size $n$ goes from one attention head to several. How are the number of heads and the size of each chosen, and what has to be watched?',
    rubric:
      'Look for: number of heads × size of a head = $n$, so $n$ is divisible by the number; both are hyperparameters, tried on held-out data; many small heads look at many things, but each sees little.',
  }),
  textPart({
    id: 'Q2.3',
    title: 'A transformer that reads and an RNN that writes',
    points: 5,
    question:
      'An encoder-decoder has a transformer for its encoder and an RNN for its decoder. Where does the first state of the decoder come from, how can it copy words of the input, and how is the whole trained?',
    rubric:
      'Look for: the first state made of the encoder’s outputs (their mean, or that of a special token); attention weights that serve as copying probabilities, mixed with those of the vocabulary; one loss, differentiated through decoder and encoder.',
  }),
];

type Weights =
  | 'W_h'
  | 'U_h'
  | 'v_enc'
  | 'V_enc1'
  | 'V_enc2'
  | 'v_dec'
  | 'V_dec1'
  | 'V_dec2'
  | 'W_d'
  | 'U_d'
  | 'V_d1'
  | 'V_d2';
