import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

const deep = latex`h_1^{(t)} &= f_1(W_1 x^{(t)} + U_1 h_1^{(t-1)} + b_1) \\ h_2^{(t)} &= f_2(W_2 h_1^{(t)} + U_2 h_2^{(t-1)} + b_2) \\ y^{(t)} &= f_y(V (h_1^{(t)} + h_2^{(t)}))`;

/** recurrent-attention, written before its judges were measured with it. */
export const independentAttention: readonly Case[] = [
  ...answersTo('Q1.1(i)', {
    correct: [
      ['factored', latex`$\frac{\partial L(y^{(1)})}{\partial w_1} = -(1 - y^{(1)}) v x_1^{(1)}$`],
      ['expanded', latex`$\frac{\partial L(y^{(1)})}{\partial w_1} = y^{(1)} v x_1^{(1)} - v x_1^{(1)}$`],
      ['turned', latex`$(y^{(1)} - 1)\, v\, x_1^{(1)}$`],
      [
        'steps',
        latex`$\frac{\partial L}{\partial w_1} = -\frac{1}{y^{(1)}} \cdot y^{(1)}(1-y^{(1)}) \cdot v \cdot x_1^{(1)} = -(1-y^{(1)}) v x_1^{(1)}$, because the ReLU is active.`,
      ],
    ],
    incorrect: [
      ['a sign', latex`$\frac{\partial L(y^{(1)})}{\partial w_1} = (1 - y^{(1)}) v x_1^{(1)}$`],
      ['y for 1-y', latex`$\frac{\partial L(y^{(1)})}{\partial w_1} = -y^{(1)} v x_1^{(1)}$`],
      ['the other input', latex`$\frac{\partial L(y^{(1)})}{\partial w_1} = -(1 - y^{(1)}) v x_2^{(1)}$`],
    ],
    'never right': [
      ['without the ReLU', latex`If the unit were dead, it would be $-(1 - y^{(1)}) v x_1^{(1)}$.`],
      ['half', latex`half of $-(1 - y^{(1)}) v x_1^{(1)}$`],
    ],
  }),
  ...answersTo('Q1.1(ii)', {
    correct: [
      [
        'both',
        latex`There are 2 paths. The first gives $-(1-y^{(2)}) v x_1^{(2)}$, the second $-(1-y^{(2)}) v u x_1^{(1)}$.`,
      ],
    ],
    'never right': [
      ['three', latex`There are 3 paths: $-(1-y^{(2)}) v x_1^{(2)}$ and $-(1-y^{(2)}) v u x_1^{(1)}$.`],
      ['no u', latex`There are 2 paths: $-(1-y^{(2)}) v x_1^{(2)}$ and $-(1-y^{(2)}) v x_1^{(1)}$.`],
    ],
  }),
  ...answersTo('Q1.1(iii)', {
    correct: [['six', '6, because step t contributes t paths: 1 + 2 + 3 = 6.']],
    incorrect: [['nine', '9 updates, three for each of the three steps']],
    'never right': [['five or six', '5 or 6']],
  }),
  ...answersTo('Q1.2', {
    'never right': [
      ['wrong order of magnitude', latex`$b \times m$`],
      ['the shortest', latex`$b \times \min_i l_i \times m$`],
    ],
  }),
  ...answersTo('Q1.3', {
    correct: [
      ['aligned', latex`$$\begin{aligned} ${deep} \end{aligned}$$`],
      [
        'introduced',
        latex`The new network is

$$\begin{aligned} ${deep} \end{aligned}$$

where the residual connection adds the output of the first layer.`,
      ],
    ],
    'never right': [
      [
        'no residual',
        latex`$$\begin{aligned} ${deep.replace(latex`V (h_1^{(t)} + h_2^{(t)})`, latex`V h_2^{(t)}`)} \end{aligned}$$`,
      ],
      [
        'the wrong state',
        latex`$$\begin{aligned} ${deep.replace(latex`U_2 h_2^{(t-1)}`, latex`U_2 h_1^{(t-1)}`)} \end{aligned}$$`,
      ],
      ['no second recurrence', latex`$$\begin{aligned} ${deep.replace(latex` + U_2 h_2^{(t-1)}`, '')} \end{aligned}$$`],
      [
        'denied',
        latex`This is what one would write without the residual connection: $$\begin{aligned} ${deep} \end{aligned}$$`,
      ],
    ],
  }),
  ...answersTo('Q1.4', {
    'never right': [
      [
        'both forward',
        latex`$\overrightarrow{h}_t = f_h(W x_t + U \overrightarrow{h}_{t-1} + b)$, $\overleftarrow{h}_t = f_h(W x_t + U \overleftarrow{h}_{t-1} + b)$, $y_t = f_y(V [\overrightarrow{h}_t; \overleftarrow{h}_t])$`,
      ],
      [
        'only forward read',
        latex`$\overrightarrow{h}_t = f_h(W x_t + U \overrightarrow{h}_{t-1} + b)$, $\overleftarrow{h}_t = f_h(W x_t + U \overleftarrow{h}_{t+1} + b)$, $y_t = f_y(V \overrightarrow{h}_t)$`,
      ],
    ],
    correct: [
      [
        'concatenated',
        latex`$\overrightarrow{h}_t = f_h(W x_t + U \overrightarrow{h}_{t-1} + b)$, $\overleftarrow{h}_t = f_h(W x_t + U \overleftarrow{h}_{t+1} + b)$, $y_t = f_y(V [\overrightarrow{h}_t; \overleftarrow{h}_t])$`,
      ],
    ],
  }),
];
