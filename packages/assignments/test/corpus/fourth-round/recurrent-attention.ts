import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** recurrent-attention: the fourth round of answers that were written before the judges were measured with them. */
export const fourthAttention: readonly Case[] = [
  ...answersTo('Q1.1(i)', {
    correct: [
      [
        'chain of factors',
        latex`$\frac{\partial L}{\partial w_1} = -\frac{1}{y^{(1)}}\cdot y^{(1)}(1-y^{(1)})\cdot v\cdot x_1^{(1)} = (y^{(1)}-1)\,v\,x_1^{(1)}$`,
      ],
    ],
    incorrect: [['sigmoid’s derivative left', latex`$-v\,x_1^{(1)}\,y^{(1)}(1-y^{(1)})$`]],
  }),
  ...answersTo('Q1.1(ii)', {
    correct: [
      [
        'two told',
        latex`There are two paths. Path 1 goes directly from $w_1$ into $h^{(2)}$: $(y^{(2)}-1)\,v\,x_1^{(2)}$. Path 2 goes through $h^{(1)}$: $(y^{(2)}-1)\,v\,u\,x_1^{(1)}$.`,
      ],
      [
        'ASCII lines',
        'number of paths = 2\nw1 -> h(2) -> y(2) -> L: -(1 - y^(2)) * v * x_1^(2)\nw1 -> h(1) -> h(2) -> y(2) -> L: -(1 - y^(2)) * v * u * x_1^(1)',
      ],
    ],
    partial: [['u lost', latex`2 paths: $-(1-y^{(2)})\,v\,x_1^{(2)}$ and $-(1-y^{(2)})\,v\,x_1^{(1)}$`]],
  }),
  ...answersTo('Q1.1(iii)', {
    correct: [
      ['sum told', 'It is 1 + 2 + 3 = 6 updates in total, since the loss at step t reaches w_1 along t paths.'],
    ],
    incorrect: [['squares', 'At every one of the 3 steps it receives 3 updates, so altogether 9.']],
  }),
  ...answersTo('Q1.2', {
    correct: [
      [
        'l_max in a sentence',
        latex`We pad every sequence with zero vectors up to the longest length $l_{\max} = \max_i l_i$, so the tensor is $b \times l_{\max} \times m$. The padded steps are masked in the loss, so they do not change updates.`,
      ],
    ],
    incorrect: [['sum of lengths', latex`We put them one after another: $(\sum_i l_i) \times m$.`]],
  }),
  ...answersTo('Q1.3', {
    correct: [
      [
        'output first, ASCII',
        'y^(t) = f_y(V (h1^(t) + h2^(t)))\nh2^(t) = f_2(W2 h1^(t) + U2 h2^(t-1) + b2)\nh1^(t) = f_1(W1 x^(t) + U1 h1^(t-1) + b1)',
      ],
      [
        'named sum, words between',
        latex`The first layer is unchanged: $h_1^{(t)} = f_1(W_1x^{(t)} + U_1h_1^{(t-1)} + b_1)$.

The second reads the first: $z^{(t)} = W_2 h_1^{(t)} + U_2 h_2^{(t-1)} + b_2$, $h_2^{(t)} = f_2(z^{(t)})$.

We then add the skip: $r^{(t)} = h_2^{(t)} + h_1^{(t)}$ and $y^{(t)} = f_y(V r^{(t)})$.`,
      ],
    ],
    'never right': [
      [
        'no residual',
        latex`$h_1^{(t)} = f_1(W_1x^{(t)} + U_1h_1^{(t-1)} + b_1)$, $h_2^{(t)} = f_2(W_2h_1^{(t)} + U_2h_2^{(t-1)} + b_2)$, $y^{(t)} = f_y(Vh_2^{(t)})$`,
      ],
      [
        'second layer reads the step before',
        latex`$h_1^{(t)} = f_1(W_1x^{(t)} + U_1h_1^{(t-1)} + b_1)$, $h_2^{(t)} = f_2(W_2h_1^{(t-1)} + U_2h_2^{(t-1)} + b_2)$, $y^{(t)} = f_y(V(h_1^{(t)} + h_2^{(t)}))$`,
      ],
    ],
  }),
  ...answersTo('Q1.4', {
    correct: [
      [
        'letters f and g',
        latex`Forward: $f_t = f_h(Wx_t + Uf_{t-1} + b)$. Backward: $g_t = f_h(Wx_t + Ug_{t+1} + b)$. Output: $y_t = f_y(V[f_t; g_t])$, $V$ has twice as many columns as before.`,
      ],
      [
        'own weights, two matrices at the output',
        latex`$$\begin{aligned}
\overrightarrow{h}_t &= f_h(W_f x_t + U_f \overrightarrow{h}_{t-1} + b_f) \\
\overleftarrow{h}_t &= f_h(W_b x_t + U_b \overleftarrow{h}_{t+1} + b_b) \\
y_t &= f_y(V_f\overrightarrow{h}_t + V_b\overleftarrow{h}_t)
\end{aligned}$$`,
      ],
    ],
    'never right': [
      [
        'backward reads t-1',
        latex`$\overrightarrow{h}_t = f_h(Wx_t + U\overrightarrow{h}_{t-1} + b)$, $\overleftarrow{h}_t = f_h(Wx_t + U\overleftarrow{h}_{t-1} + b)$, $y_t = f_y(V[\overrightarrow{h}_t; \overleftarrow{h}_t])$`,
      ],
    ],
  }),
  ...answersTo('Q2.1', {
    correct: [
      [
        'only the new ones changed, aligned, other letters',
        latex`$$\begin{aligned}
h^{(i)} &= \tanh(W_h x^{(i)} + U_h h^{(i-1)}), \quad d^{(0)} = h^{(n)} \\
e_{enc}^{(ij)} &= v_{enc}\cdot\tanh(V_{enc1}h^{(i)} + V_{enc2}d^{(j-1)}) \\
a_{enc}^{(j)} &= \mathrm{softmax}(e_{enc}^{(j)}) \\
c_{enc}^{(j)} &= \sum_i a_{enc}^{(ij)}h^{(i)} \\
s^{(ij)} &= v_{self}\cdot\tanh(V_{self1}d^{(i)} + V_{self2}d^{(j-1)}), \quad i < j \\
\alpha^{(j)} &= \mathrm{softmax}(s^{(j)}) \\
c_{self}^{(j)} &= \sum_{i<j}\alpha^{(ij)}d^{(i)} \\
d^{(j)} &= \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_d c_{enc}^{(j)} + V_s c_{self}^{(j)})
\end{aligned}$$`,
      ],
    ],
    'never right': [
      [
        'self context unused',
        latex`$h^{(i)} = \tanh(W_h x^{(i)} + U_h h^{(i-1)})$, $d^{(0)} = h^{(n)}$, $e_{enc}^{(ij)} = v_{enc}\cdot\tanh(V_{enc1}h^{(i)} + V_{enc2}d^{(j-1)})$, $a_{enc}^{(j)} = \mathrm{softmax}(e_{enc}^{(j)})$, $c_{enc}^{(j)} = \sum_i a_{enc}^{(ij)}h^{(i)}$, $e_{dec}^{(ij)} = v_{dec}\cdot\tanh(V_{dec1}d^{(i)} + V_{dec2}d^{(j-1)})$, $a_{dec}^{(j)} = \mathrm{softmax}(e_{dec}^{(j)})$, $c_{dec}^{(j)} = \sum_{i<j} a_{dec}^{(ij)}d^{(i)}$, $d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_d c_{enc}^{(j)})$`,
      ],
    ],
  }),
];
