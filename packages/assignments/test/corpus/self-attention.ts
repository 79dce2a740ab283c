import { answersTo, type Case } from './case.ts';

const latex = String.raw;
const scores = latex`e_{dec}^{(ij)} = v_{dec} \cdot \tanh(V_{dec1} d^{(i)} + V_{dec2} d^{(j-1)})`;
const weights = latex`a_{dec}^{(j)} = \text{softmax}(e_{dec}^{(j)})`;
const context = latex`c_{dec}^{(j)} = \sum_i a_{dec}^{(ij)} d^{(i)}`;
const state = latex`d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_{d1} c_{enc}^{(j)} + V_{d2} c_{dec}^{(j)})`;
const encoder = [
  latex`h^{(i)} = \tanh(W_h x^{(i)} + U_h h^{(i-1)})`,
  latex`d^{(0)} = h^{(n)}`,
  latex`e_{enc}^{(ij)} = v_{enc} \cdot \tanh(V_{enc1} h^{(i)} + V_{enc2} d^{(j-1)})`,
  latex`a_{enc}^{(j)} = \text{softmax}(e_{enc}^{(j)})`,
  latex`c_{enc}^{(j)} = \sum_i a_{enc}^{(ij)} h^{(i)}`,
];
const lines = (...equations: readonly string[]): string => equations.map((equation) => `$$${equation}$$`).join('\n\n');

/** recurrent-attention Q2.1: a decoder that attends to itself. */
export const selfAttention: readonly Case[] = answersTo('Q2.1', {
  correct: [
    ['the new ones', lines(scores, weights, context, state)],
    ['all of them', lines(...encoder, scores, weights, context, state)],
    ['the state first', lines(state, context, weights, scores)],
    [
      'a range in words',
      latex`For $i < j$:

$$e_{dec}^{(ij)} = v_{dec} \cdot \tanh(V_{dec1} d^{(i)} + V_{dec2} d^{(j-1)})$$

$$a_{dec}^{(j)} = \text{softmax}(e_{dec}^{(j)}), \quad c_{dec}^{(j)} = \sum_{i<j} a_{dec}^{(ij)} d^{(i)}$$

$$d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_{d_1} c_{enc}^{(j)} + V_{d_2} c_{dec}^{(j)})$$`,
    ],
    ['ends of the sum', lines(scores, weights, latex`c_{dec}^{(j)} = \sum_{i=0}^{j-1} a_{dec}^{(ij)} d^{(i)}`, state)],
    [
      'without the initial state',
      lines(
        latex`e_{dec}^{(ij)} = v_{dec} \cdot \tanh(V_{dec1} d^{(i)} + V_{dec2} d^{(j-1)}), \quad i \in [1, j-1]`,
        weights,
        latex`c_{dec}^{(j)} = \sum_{i=1}^{j-1} a_{dec}^{(ij)} d^{(i)}`,
        state,
      ),
    ],
    ['softmax entry by entry', lines(scores, latex`a_{dec}^{(ij)} = \text{softmax}(e_{dec}^{(ij)})`, context, state)],
    [
      'softmax written out',
      lines(
        scores,
        latex`a_{dec}^{(ij)} = \frac{\exp(e_{dec}^{(ij)})}{\sum_{k=0}^{j-1} \exp(e_{dec}^{(kj)})}`,
        latex`c_{dec}^{(j)} = \sum_{i=0}^{j-1} a_{dec}^{(ij)} d^{(i)}`,
        state,
      ),
    ],
    [
      'names of its own',
      lines(
        latex`s^{(ij)} = u \cdot \tanh(A d^{(i)} + B d^{(j-1)})`,
        latex`\alpha^{(j)} = \text{softmax}(s^{(j)})`,
        latex`g^{(j)} = \sum_i \alpha^{(ij)} d^{(i)}`,
        latex`d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_d c_{enc}^{(j)} + C g^{(j)})`,
      ),
    ],
    [
      'bold, scripts the other way round',
      latex`$$\begin{aligned} \mathbf{e}^{(ij)}_{dec} &= \mathbf{v}_{dec} \cdot \tanh(\mathbf{V}_{dec1} \mathbf{d}^{(i)} + \mathbf{V}_{dec2} \mathbf{d}^{(j-1)}) \\ \mathbf{a}^{(j)}_{dec} &= \text{softmax}(\mathbf{e}^{(j)}_{dec}) \\ \mathbf{c}^{(j)}_{dec} &= \sum_i \mathbf{a}^{(ij)}_{dec} \mathbf{d}^{(i)} \\ \mathbf{d}^{(j)} &= \tanh(\mathbf{W}_d \mathbf{y}^{(j-1)} + \mathbf{U}_d \mathbf{d}^{(j-1)} + \mathbf{V}_{d1} \mathbf{c}^{(j)}_{enc} + \mathbf{V}_{d2} \mathbf{c}^{(j)}_{dec}) \end{aligned}$$`,
    ],
    [
      'a transpose for the inner product',
      lines(latex`e_{dec}^{(ij)} = v_{dec}^T \tanh(V_{dec1} d^{(i)} + V_{dec2} d^{(j-1)})`, weights, context, state),
    ],
    [
      'contexts one behind the other',
      lines(
        scores,
        weights,
        context,
        latex`d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_d [c_{enc}^{(j)}; c_{dec}^{(j)}])`,
      ),
    ],
    [
      'contexts added',
      lines(
        scores,
        weights,
        context,
        latex`d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_d (c_{enc}^{(j)} + c_{dec}^{(j)}))`,
      ),
    ],
    [
      'damaged by a converter',
      latex`$$egin{aligned} e_{dec}^{(ij)} &= v_{dec} \cdot anh(V_{dec1}d^{(i)} + V_{dec2}d^{(j-1)}) \ a_{dec}^{(j)} &= ext{softmax}(e_{dec}^{(j)}) \ c_{dec}^{(j)} &= \sum_{i} a_{dec}^{(ij)}d^{(i)} \ d^{(j)} &= anh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_{d1} c_{enc}^{(j)} + V_{d2} c_{dec}^{(j)}) \end{aligned}$$`,
    ],
    [
      'self for dec',
      lines(
        latex`e_{self}^{(ij)} = v_{self} \cdot \tanh(V_{self1} d^{(i)} + V_{self2} d^{(j-1)})`,
        latex`a_{self}^{(j)} = \text{softmax}(e_{self}^{(j)})`,
        latex`c_{self}^{(j)} = \sum_i a_{self}^{(ij)} d^{(i)}`,
        latex`d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_{d} c_{enc}^{(j)} + V_{self} c_{self}^{(j)})`,
      ),
    ],
    [
      'the sum before the function',
      lines(
        scores,
        weights,
        context,
        latex`z^{(j)} = W_d y^{(j-1)} + U_d d^{(j-1)} + V_{d1} c_{enc}^{(j)} + V_{d2} c_{dec}^{(j)}`,
        latex`d^{(j)} = \tanh(z^{(j)})`,
      ),
    ],
    [
      'a transpose of a vector of weights',
      lines(scores, weights, latex`c_{dec}^{(j)} = \sum_{i \in [0, j-1]} a_{dec}^{(ij)} d^{(i)}`, state),
    ],
  ],
  partial: [
    [
      'scores of the encoder',
      lines(
        latex`e_{dec}^{(ij)} = v_{dec} \cdot \tanh(V_{dec1} h^{(i)} + V_{dec2} d^{(j-1)})`,
        weights,
        context,
        state,
      ),
    ],
    [
      'scores of the encoder, with a range',
      lines(
        latex`e_{dec}^{(ij)} = v_{dec} \cdot \tanh(V_{dec1} h^{(i)} + V_{dec2} d^{(j-1)}), \quad i \in [0, j-1]`,
        weights,
        context,
        state,
      ),
    ],
    [
      'mixes the encoder',
      lines(scores, weights, latex`c_{dec}^{(j)} = \sum_{i=0}^{j-1} a_{dec}^{(ij)} h^{(i)}`, state),
    ],
    [
      'the context unused',
      lines(scores, weights, context, latex`d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_{d1} c_{enc}^{(j)})`),
    ],
    [
      'the encoder dropped',
      lines(scores, weights, context, latex`d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_{d2} c_{dec}^{(j)})`),
    ],
    ['no softmax', lines(scores, latex`a_{dec}^{(j)} = e_{dec}^{(j)}`, context, state)],
    ['no query', lines(latex`e_{dec}^{(ij)} = v_{dec} \cdot \tanh(V_{dec1} d^{(i)})`, weights, context, state)],
    [
      'the query of its own step',
      lines(latex`e_{dec}^{(ij)} = v_{dec} \cdot \tanh(V_{dec1} d^{(i)} + V_{dec2} d^{(j)})`, weights, context, state),
    ],
    [
      'no hyperbolic tangent',
      lines(latex`e_{dec}^{(ij)} = v_{dec} \cdot (V_{dec1} d^{(i)} + V_{dec2} d^{(j-1)})`, weights, context, state),
    ],
    [
      'no recurrence',
      lines(
        scores,
        weights,
        context,
        latex`d^{(j)} = \tanh(W_d y^{(j-1)} + V_{d1} c_{enc}^{(j)} + V_{d2} c_{dec}^{(j)})`,
      ),
    ],
    [
      'the word of its own step',
      lines(
        scores,
        weights,
        context,
        latex`d^{(j)} = \tanh(W_d y^{(j)} + U_d d^{(j-1)} + V_{d1} c_{enc}^{(j)} + V_{d2} c_{dec}^{(j)})`,
      ),
    ],
    [
      'weights of the encoder',
      lines(scores, weights, latex`c_{dec}^{(j)} = \sum_{i=1}^{j-1} a_{enc}^{(ij)} d^{(i)}`, state),
    ],
    ['the scores missing', lines(weights, context, state)],
  ],
  'never right': [
    ['the encoder once more', lines(...encoder)],
    ['only words', 'Add attention from the decoder to its own states, with the same equations.'],
    ['an undefined context', lines(scores, weights, state)],
  ],
});
