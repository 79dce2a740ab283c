import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** recurrent-attention: the third round of answers that were written before the judges were measured with them. */
export const thirdAttention: readonly Case[] = [
  ...answersTo('Q1.1(i)', {
    correct: [
      [
        'chain with sigma prime',
        latex`$\frac{\partial L}{\partial w_1} = -\frac{1}{y^{(1)}} \sigma'(v h^{(1)} + b_y)\, v\, x_1^{(1)} = -(1-y^{(1)}) v x_1^{(1)}$`,
      ],
      ['expanded', '$v x_1^{(1)} y^{(1)} - v x_1^{(1)}$'],
    ],
    incorrect: [
      ['divided by y', latex`$-\frac{(1-y^{(1)}) v x_1^{(1)}}{y^{(1)}}$`],
      ['recurrent weight', latex`$-(1-y^{(1)})\, u\, x_1^{(1)}$`],
    ],
  }),
  ...answersTo('Q1.1(ii)', {
    correct: [
      [
        'table of paths',
        latex`Two. Path 1 ($w_1 \to h^{(2)}$): $(y^{(2)}-1) v x_1^{(2)}$. Path 2 ($w_1 \to h^{(1)} \to h^{(2)}$): $(y^{(2)}-1) v u x_1^{(1)}$.`,
      ],
    ],
    partial: [['square of u', '2 paths: $-(1-y^{(2)}) v x_1^{(2)}$ and $-(1-y^{(2)}) v u^2 x_1^{(1)}$']],
  }),
  ...answersTo('Q1.1(iii)', {
    correct: [['equation in math', latex`$\sum_{t=1}^3 t = 6$ updates`]],
    incorrect: [['twelve', 'In total 12.']],
  }),
  ...answersTo('Q1.2', {
    correct: [
      ['words', 'One tensor of shape batch size × longest sequence length × embedding size, zero-padded and masked.'],
    ],
    incorrect: [['order', 'b × m × L with L the longest length']],
  }),
  ...answersTo('Q1.3', {
    correct: [
      [
        'with a sum state',
        '$h_1^{(t)} = f_1(W_1 x^{(t)} + U_1 h_1^{(t-1)} + b_1)$, $h_2^{(t)} = f_2(b_2 + U_2 h_2^{(t-1)} + W_2 h_1^{(t)})$, $y^{(t)} = f_y(V h_1^{(t)} + V h_2^{(t)})$',
      ],
    ],
    partial: [
      [
        'second layer without recurrence',
        '$h_1^{(t)} = f_1(W_1 x^{(t)} + U_1 h_1^{(t-1)} + b_1)$, $h_2^{(t)} = f_2(W_2 h_1^{(t)} + b_2)$, $y^{(t)} = f_y(V(h_1^{(t)} + h_2^{(t)}))$',
      ],
    ],
  }),
  ...answersTo('Q1.4', {
    correct: [
      [
        'superscripts f and b',
        '$h^f_t = f_h(W x_t + U h^f_{t-1} + b)$, $h^b_t = f_h(W x_t + U h^b_{t+1} + b)$, $y_t = f_y(V[h^f_t; h^b_t])$',
      ],
    ],
    partial: [
      [
        'input of the next step',
        latex`$\overrightarrow{h}_t = f_h(W x_t + U \overrightarrow{h}_{t-1} + b)$, $\overleftarrow{h}_t = f_h(W x_{t+1} + U \overleftarrow{h}_{t+1} + b)$, $y_t = f_y(V[\overrightarrow{h}_t; \overleftarrow{h}_t])$`,
      ],
    ],
  }),
];
