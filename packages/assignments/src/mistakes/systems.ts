import type { SystemMistake } from '@gradbook/answers';

const latex = String.raw;

/** A second recurrent layer with a residual connection around it. */
export const residualMistakes: readonly SystemMistake[] = [
  {
    id: 'residual-in-recurrence',
    sentence:
      'The first layer is added to the state of the second, so that the second reads the sum one step later; a residual connection adds to what the layer puts out, and each layer reads its own state.',
    equations: [
      latex`h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_2 h_2^{(t-1)} + b_2) + h_1^{(t)}`,
      latex`y^{(t)} = f_y(V h_2^{(t)})`,
    ],
  },
  {
    id: 'residual-inside-activation',
    sentence: 'The first layer is added inside the function of the second; a residual connection adds to its output.',
    equations: [
      latex`h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_2 h_2^{(t-1)} + b_2 + h_1^{(t)})`,
      latex`y^{(t)} = f_y(V h_2^{(t)})`,
    ],
  },
  {
    id: 'residual-missing',
    sentence: 'The output reads the second layer alone: the residual connection from the first layer is missing.',
    equations: [latex`y^{(t)} = f_y(V h_2^{(t)})`],
  },
  {
    id: 'residual-concatenated',
    sentence: 'The two layers are put one behind the other; a residual connection adds them.',
    equations: [latex`y^{(t)} = f_y(V [h_1^{(t)}; h_2^{(t)}])`],
  },
  {
    id: 'residual-around-the-output',
    sentence:
      'The first layer is added behind the output; the residual connection leads to the output of the second layer.',
    equations: [latex`y^{(t)} = f_y(V h_2^{(t)}) + h_1^{(t)}`],
  },
  {
    id: 'second-layer-unused',
    sentence: 'The output reads the first layer alone: the second layer changes nothing.',
    equations: [latex`y^{(t)} = f_y(V h_1^{(t)})`],
  },
  {
    id: 'second-layer-reads-input',
    sentence: 'The second layer reads the input; it reads the output of the first layer.',
    equations: [latex`h_2^{(t)} = f_2(W_2 x^{(t)} + U_2 h_2^{(t-1)} + b_2)`],
  },
  {
    id: 'second-layer-reads-first-state',
    sentence: 'The recurrence of the second layer reads the state of the first layer; it reads its own.',
    equations: [latex`h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_2 h_1^{(t-1)} + b_2)`],
  },
];

/** A backward run beside a forward one. */
export const directionMistakes: readonly SystemMistake[] = [
  {
    id: 'backward-runs-forward',
    sentence:
      'The backward run reads its state at $t-1$, so it runs forward as well; a backward run comes from the end of the sequence.',
    equations: [latex`\overleftarrow{h}_t = f_b(W' x_t + U' \overleftarrow{h}_{t-1} + b')`],
  },
  {
    id: 'backward-reads-forward-state',
    sentence: 'The backward run reads the state of the forward run; it reads its own.',
    equations: [latex`\overleftarrow{h}_t = f_b(W' x_t + U' \overrightarrow{h}_{t+1} + b')`],
  },
  {
    id: 'backward-reads-forward-state',
    sentence: 'The backward run reads the state of the forward run; it reads its own.',
    equations: [latex`\overleftarrow{h}_t = f_b(W' x_t + U' \overrightarrow{h}_{t-1} + b')`],
  },
  {
    id: 'directions-added',
    sentence: 'The two directions are added; they are put one behind the other, so that V sees each.',
    equations: [latex`y_t = f_y(V (\overrightarrow{h}_t + \overleftarrow{h}_t))`],
  },
  {
    id: 'backward-unused',
    sentence: 'The output reads the forward run alone.',
    equations: [latex`y_t = f_y(V \overrightarrow{h}_t)`],
  },
  {
    id: 'forward-unused',
    sentence: 'The output reads the backward run alone.',
    equations: [latex`y_t = f_y(V \overleftarrow{h}_t)`],
  },
];

const selfScores = (of: string): string =>
  latex`e_{dec}^{(ij)} = v_{dec} \cdot \tanh(V_{dec1} ${of} + V_{dec2} d^{(j-1)})`;

/** Attention of a decoder to its own earlier states. */
export const selfAttentionMistakes: readonly SystemMistake[] = [
  ...['', latex`, \quad i \in [0, j-1]`, latex`, \quad i \in [1, j-1]`].map((range) => ({
    id: 'self-attention-scores-the-encoder',
    sentence: "The equation for e_dec uses h(i); self-attention reads the decoder's own d(i).",
    equations: [selfScores(latex`h^{(i)}`) + range],
  })),
  {
    id: 'self-attention-mixes-the-encoder',
    sentence: "The equation for c_dec adds up the encoder's h(i); self-attention mixes the decoder's own d(i).",
    equations: [latex`c_{dec}^{(j)} = \sum_{i=0}^{j-1} a_{dec}^{(ij)} h^{(i)}`],
  },
  ...['', latex`, \quad i \in [0, j-1]`].map((range) => ({
    id: 'attends-to-the-encoder-twice',
    sentence:
      "Scores and context are made of the encoder's h(i) once more; self-attention reads the decoder's own d(i).",
    equations: [selfScores(latex`h^{(i)}`) + range, latex`c_{dec}^{(j)} = \sum_i a_{dec}^{(ij)} h^{(i)}`],
  })),
  {
    id: 'self-attention-unused',
    sentence: 'The decoder state does not read the context of its own states: c_dec is computed and not used.',
    equations: [latex`d^{(0)} = h^{(n)}`, latex`d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_{d1} c_{enc}^{(j)})`],
  },
  {
    id: 'encoder-attention-dropped',
    sentence:
      'The decoder state no longer reads the context of the encoder: self-attention is added to it and does not replace it.',
    equations: [latex`d^{(0)} = h^{(n)}`, latex`d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_{d2} c_{dec}^{(j)})`],
  },
];

/** A recurrence that attends to its input and earlier states. */
export const attentionRnnMistakes: readonly SystemMistake[] = [
  {
    id: 'scores-between-positions',
    sentence:
      'The score of a position is taken with the query of the input; here each position has a query of its own.',
    equations: [latex`w_i[t] = q_0[t]^T k_i[t]`],
  },
  {
    id: 'attention-without-softmax',
    sentence: 'The scores are used as they are; the weights are their softargmax.',
    equations: [latex`h[t] = \sum_i w_i[t] v_i[t]`],
  },
  {
    id: 'attention-leaves-out-the-input',
    sentence: 'The sum leaves out the input, which has the index 0.',
    equations: [latex`h[t] = \sum_{i=1}^{k} a_i[t] v_i[t]`],
  },
  {
    id: 'attention-mixes-keys',
    sentence: 'The keys are mixed; attention mixes the values.',
    equations: [latex`h[t] = \sum_i a_i[t] k_i[t]`],
  },
];

/** All of them, each id once. */
export const systemMistakes: readonly SystemMistake[] = [
  ...residualMistakes,
  ...directionMistakes,
  ...selfAttentionMistakes,
  ...attentionRnnMistakes,
].filter(({ id }, i, all) => all.findIndex((other) => other.id === id) === i);
