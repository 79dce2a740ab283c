import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** recurrent-attention: the second round of answers that were written before the judges were measured with them. */
export const secondAttention: readonly Case[] = [
  ...answersTo('Q1.1(i)', {
    correct: [
      ['sign inside', latex`$\frac{\partial L(y^{(1)})}{\partial w_1} = (y^{(1)} - 1)\, v\, x_1^{(1)}$`],
      [
        'sigma written out',
        latex`$$\frac{\partial L}{\partial w_1} = \left(\sigma(v h^{(1)} + b_y) - 1\right) v x_1^{(1)}$$`,
      ],
      ['one fraction of exponentials', latex`$-\dfrac{v\,x_1^{(1)}}{1 + e^{v h^{(1)} + b_y}}$`],
      [
        'ASCII, bracketed times',
        'dL/dw1 = dL/dy * dy/dh * dh/dw1 = -1/y(1) * y(1)*(1 - y(1)) * v * x1(1) = -(1 - y(1)) * v * x1(1)',
      ],
    ],
    incorrect: [
      ['sign', latex`$(1 - y^{(1)})\, v\, x_1^{(1)}$`],
      [
        "the logarithm's derivative forgotten",
        latex`$\frac{\partial L}{\partial w_1} = -y^{(1)}(1-y^{(1)}) v x_1^{(1)}$`,
      ],
      ['v forgotten', '$-(1 - y^{(1)}) x_1^{(1)}$'],
      ["plus in the exponent's place (sigma of the opposite sign)", latex`$-v x_1^{(1)} \sigma(v h^{(1)} + b_y)$`],
    ],
  }),
  ...answersTo('Q1.1(ii)', {
    correct: [
      [
        'items',
        latex`There are two paths.
1. directly through $h^{(2)}$: $-(1-y^{(2)})\, v\, x_1^{(2)}$
2. through $h^{(1)}$: $-(1-y^{(2)})\, v\, u\, x_1^{(1)}$`,
      ],
      [
        'unsimplified, other order',
        latex`2 paths: via h(1) it is $-\frac{1}{y^{(2)}} y^{(2)}(1 - y^{(2)}) v u x_1^{(1)} = (y^{(2)} - 1) u v x_1^{(1)}$, and directly $(y^{(2)} - 1) v x_1^{(2)}$.`,
      ],
    ],
    partial: [
      [
        'u forgotten on the longer path',
        '2 paths. Direct: $-(1-y^{(2)}) v x_1^{(2)}$. Through $h^{(1)}$: $-(1-y^{(2)}) v x_1^{(1)}$.',
      ],
      [
        'three paths counted',
        'There are 3 paths; $-(1-y^{(2)}) v x_1^{(2)}$ along the direct one and $-(1-y^{(2)}) v u x_1^{(1)}$ along the one through the first state.',
      ],
      ['inputs exchanged', 'Two paths: direct $-(1-y^{(2)}) v x_1^{(1)}$, recurrent $-(1-y^{(2)}) v u x_1^{(2)}$'],
    ],
  }),
  ...answersTo('Q1.1(iii)', {
    correct: [
      ['sum', '$1 + 2 + 3 = 6$ updates, one for each path from $w_1$ to the loss of that step.'],
      ['word', 'w_1 gets six updates: one in the first step, two in the second and three in the third.'],
    ],
    incorrect: [
      ['square', '9, three for each of the three steps'],
      ['sum lacks the last step', '1 + 2 = 3 in the first two steps and 2 in the third, so 5 in total.'],
    ],
    review: [['undecided', 'It could be 3 or 6.']],
  }),
  ...answersTo('Q1.2', {
    correct: [
      [
        'tuple',
        latex`The shape is $(b, \max_i l_i, m)$: sequences, time steps, embedding. Shorter sequences are padded with zeros; padded steps are masked out of the loss so that they give no gradient.`,
      ],
      [
        'letters explained',
        'b × L × m, where L is the length of the longest sequence in the batch, b the batch size and m the embedding size. Pad the rest with 0 and mask.',
      ],
      [
        'time first, axes named',
        latex`$L \times b \times m$ with $L = \max_i l_i$: the first axis is time, the second the sequence in the batch, the third the embedding. Shorter ones are zero-padded and masked.`,
      ],
    ],
    incorrect: [
      ['sequences laid end to end', latex`$(\sum_i l_i) \times m$`],
      ['cut to the shortest', latex`$b \times \min_i l_i \times m$, longer sequences are cut`],
      ['no time axis', 'b × m, with the embeddings of a sequence averaged'],
    ],
  }),
  ...answersTo('Q1.3', {
    correct: [
      [
        'bold, aligned',
        latex`$$\begin{aligned}
\mathbf{h}_1^{(t)} &= f_1(\mathbf{W}_1\mathbf{x}^{(t)} + \mathbf{U}_1\mathbf{h}_1^{(t-1)} + \mathbf{b}_1) \\
\mathbf{h}_2^{(t)} &= f_2(\mathbf{W}_2\mathbf{h}_1^{(t)} + \mathbf{U}_2\mathbf{h}_2^{(t-1)} + \mathbf{b}_2) \\
\mathbf{y}^{(t)} &= f_y(\mathbf{V}(\mathbf{h}_1^{(t)} + \mathbf{h}_2^{(t)}))
\end{aligned}$$`,
      ],
      [
        'a name for the residual sum, V distributed',
        latex`$h_1^{(t)} = f_1(W_1 x^{(t)} + U_1 h_1^{(t-1)} + b_1)$
$h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_2 h_2^{(t-1)} + b_2)$
$o^{(t)} = h_2^{(t)} + h_1^{(t)}$
$y^{(t)} = f_y(V o^{(t)})$`,
      ],
      [
        'subscripted time in unicode',
        latex`h1_t = f1(W1 x_t + U1 h1_{t-1} + b1)
h2_t = f2(W2 h1_t + U2 h2_{t-1} + b2)
y_t = fy(V (h1_t + h2_t))`,
      ],
    ],
    partial: [
      [
        'the residual missing',
        '$h_1^{(t)} = f_1(W_1 x^{(t)} + U_1 h_1^{(t-1)} + b_1)$, $h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_2 h_2^{(t-1)} + b_2)$, $y^{(t)} = f_y(V h_2^{(t)})$',
      ],
      [
        'the second layer reads the input',
        latex`$h_1^{(t)} = f_1(W_1 x^{(t)} + U_1 h_1^{(t-1)} + b_1)$
$h_2^{(t)} = f_2(W_2 x^{(t)} + U_2 h_2^{(t-1)} + b_2)$
$y^{(t)} = f_y(V(h_1^{(t)} + h_2^{(t)}))$`,
      ],
      [
        "the second recurrence reads the first layer's state",
        '$h_1^{(t)} = f_1(W_1 x^{(t)} + U_1 h_1^{(t-1)} + b_1)$, $h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_2 h_1^{(t-1)} + b_2)$, $y^{(t)} = f_y(V(h_1^{(t)} + h_2^{(t)}))$',
      ],
    ],
  }),
  ...answersTo('Q1.4', {
    correct: [
      [
        'own weights, semicolon for concatenation',
        latex`$\overrightarrow{h}_t = f_h(W x_t + U \overrightarrow{h}_{t-1} + b)$
$\overleftarrow{h}_t = f_h(W' x_t + U' \overleftarrow{h}_{t+1} + b')$
$y_t = f_y(V [\overrightarrow{h}_t ; \overleftarrow{h}_t])$`,
      ],
      [
        'two output matrices',
        latex`$$\overrightarrow{h}_t = f_h(W x_t + U \overrightarrow{h}_{t-1} + b), \quad \overleftarrow{h}_t = f_h(W x_t + U \overleftarrow{h}_{t+1} + b)$$
$$y_t = f_y(V_1 \overrightarrow{h}_t + V_2 \overleftarrow{h}_t)$$`,
      ],
    ],
    partial: [
      [
        'the backward run goes forward',
        latex`$\overrightarrow{h}_t = f_h(W x_t + U \overrightarrow{h}_{t-1} + b)$, $\overleftarrow{h}_t = f_h(W x_t + U \overleftarrow{h}_{t-1} + b)$, $y_t = f_y(V[\overrightarrow{h}_t; \overleftarrow{h}_t])$`,
      ],
      [
        'the output reads the backward run alone',
        latex`$\overrightarrow{h}_t = f_h(W x_t + U \overrightarrow{h}_{t-1} + b)$
$\overleftarrow{h}_t = f_h(W x_t + U \overleftarrow{h}_{t+1} + b)$
$y_t = f_y(V \overleftarrow{h}_t)$`,
      ],
      [
        'the backward run continues the forward state',
        latex`$\overrightarrow{h}_t = f_h(W x_t + U \overrightarrow{h}_{t-1} + b)$
$\overleftarrow{h}_t = f_h(W x_t + U \overrightarrow{h}_{t+1} + b)$
$y_t = f_y(V[\overrightarrow{h}_t; \overleftarrow{h}_t])$`,
      ],
    ],
  }),
  ...answersTo('Q2.1', {
    correct: [
      [
        'only the new and the changed equations stand last',
        latex`$h^{(i)} = \tanh(W_h x^{(i)} + U_h h^{(i-1)})$, $d^{(0)} = h^{(n)}$

$e_{enc}^{(ij)} = v_{enc} \cdot \tanh(V_{enc1} h^{(i)} + V_{enc2} d^{(j-1)})$, $a_{enc}^{(j)} = \mathrm{softmax}(e_{enc}^{(j)})$, $c_{enc}^{(j)} = \sum_i a_{enc}^{(ij)} h^{(i)}$

$e_{dec}^{(ij)} = v_{dec} \cdot \tanh(V_{dec1} d^{(i)} + V_{dec2} d^{(j-1)})$ for $i < j$, $a_{dec}^{(j)} = \mathrm{softmax}(e_{dec}^{(j)})$, $c_{dec}^{(j)} = \sum_{i<j} a_{dec}^{(ij)} d^{(i)}$

$d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_d c_{enc}^{(j)} + V_s c_{dec}^{(j)})$`,
      ],
      [
        'softmax written out, other names, sum with limits',
        latex`$$\begin{aligned}
h^{(i)} &= \tanh(W_h x^{(i)} + U_h h^{(i-1)}) \\
d^{(0)} &= h^{(n)} \\
e_{enc}^{(ij)} &= v_{enc} \cdot \tanh(V_{enc1} h^{(i)} + V_{enc2} d^{(j-1)}) \\
a_{enc}^{(j)} &= \mathrm{softmax}(e_{enc}^{(j)}) \\
c_{enc}^{(j)} &= \sum_i a_{enc}^{(ij)} h^{(i)} \\
s^{(ij)} &= v_{self} \cdot \tanh(V_{self1} d^{(i)} + V_{self2} d^{(j-1)}) \\
\alpha^{(ij)} &= \frac{\exp(s^{(ij)})}{\sum_{k=0}^{j-1} \exp(s^{(kj)})} \\
c_{self}^{(j)} &= \sum_{i=0}^{j-1} \alpha^{(ij)} d^{(i)} \\
d^{(j)} &= \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_{d1} c_{enc}^{(j)} + V_{d2} c_{self}^{(j)})
\end{aligned}$$`,
      ],
    ],
    partial: [
      [
        'self-attention sums encoder states',
        latex`$h^{(i)} = \tanh(W_h x^{(i)} + U_h h^{(i-1)})$, $d^{(0)} = h^{(n)}$

$e_{enc}^{(ij)} = v_{enc} \cdot \tanh(V_{enc1} h^{(i)} + V_{enc2} d^{(j-1)})$, $a_{enc}^{(j)} = \mathrm{softmax}(e_{enc}^{(j)})$, $c_{enc}^{(j)} = \sum_i a_{enc}^{(ij)} h^{(i)}$

$e_{dec}^{(ij)} = v_{dec} \cdot \tanh(V_{dec1} d^{(i)} + V_{dec2} d^{(j-1)})$, $a_{dec}^{(j)} = \mathrm{softmax}(e_{dec}^{(j)})$, $c_{dec}^{(j)} = \sum_{i=0}^{j-1} a_{dec}^{(ij)} h^{(i)}$

$d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_{d1} c_{enc}^{(j)} + V_{d2} c_{dec}^{(j)})$`,
      ],
      [
        'the new context never enters the state',
        latex`$h^{(i)} = \tanh(W_h x^{(i)} + U_h h^{(i-1)})$, $d^{(0)} = h^{(n)}$

$e_{enc}^{(ij)} = v_{enc} \cdot \tanh(V_{enc1} h^{(i)} + V_{enc2} d^{(j-1)})$, $a_{enc}^{(j)} = \mathrm{softmax}(e_{enc}^{(j)})$, $c_{enc}^{(j)} = \sum_i a_{enc}^{(ij)} h^{(i)}$

$e_{dec}^{(ij)} = v_{dec} \cdot \tanh(V_{dec1} d^{(i)} + V_{dec2} d^{(j-1)})$, $a_{dec}^{(j)} = \mathrm{softmax}(e_{dec}^{(j)})$, $c_{dec}^{(j)} = \sum_{i=0}^{j-1} a_{dec}^{(ij)} d^{(i)}$

$d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_{d} c_{enc}^{(j)})$`,
      ],
      [
        'scores read the encoder',
        latex`$h^{(i)} = \tanh(W_h x^{(i)} + U_h h^{(i-1)})$, $d^{(0)} = h^{(n)}$

$e_{enc}^{(ij)} = v_{enc} \cdot \tanh(V_{enc1} h^{(i)} + V_{enc2} d^{(j-1)})$, $a_{enc}^{(j)} = \mathrm{softmax}(e_{enc}^{(j)})$, $c_{enc}^{(j)} = \sum_i a_{enc}^{(ij)} h^{(i)}$

$e_{self}^{(ij)} = v_{self} \cdot \tanh(V_{self1} h^{(i)} + V_{self2} d^{(j-1)})$, $a_{self}^{(j)} = \mathrm{softmax}(e_{self}^{(j)})$, $c_{self}^{(j)} = \sum_{i=0}^{j-1} a_{self}^{(ij)} d^{(i)}$

$d^{(j)} = \tanh(W_d y^{(j-1)} + U_d d^{(j-1)} + V_{d1} c_{enc}^{(j)} + V_{d2} c_{self}^{(j)})$`,
      ],
    ],
  }),
];
