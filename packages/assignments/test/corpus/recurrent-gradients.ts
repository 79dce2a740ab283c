import { answersTo, type Case } from './case.ts';

const latex = String.raw;

/** recurrent-attention Q1.1: gradients through one and two steps of a small network. */
export const recurrentGradients: readonly Case[] = [
  ...answersTo('Q1.1(i)', {
    correct: [
      ['the shortest form', latex`$$\frac{\partial L(y^{(1)})}{\partial w_1} = -(1 - y^{(1)}) v x_1^{(1)}$$`],
      ['y minus one', latex`$\frac{\partial L(y^{(1)})}{\partial w_1} = (y^{(1)} - 1)\, v\, x_1^{(1)}$`],
      ['multiplied out', latex`$\frac{\partial L}{\partial w_1} = v x_1^{(1)} y^{(1)} - v x_1^{(1)}$`],
      [
        'in terms of the sigmoid',
        latex`$$\frac{\partial L(y^{(1)})}{\partial w_1} = -(1 - \sigma(v h^{(1)} + b_y)) \cdot v \cdot x_1^{(1)}$$`,
      ],
      [
        'names of its own',
        latex`Let $a^{(1)} = w_1 x_1^{(1)} + w_2 x_2^{(1)} + u h^{(0)} + b_h$, $h^{(1)} = \text{ReLU}(a^{(1)})$ and $f^{(1)} = v h^{(1)} + b_y$. Then $$\frac{\partial L(y^{(1)})}{\partial w_1} = -(1 - \sigma(f^{(1)})) v x_1^{(1)}$$`,
      ],
      [
        'not simplified',
        latex`With $f = v h^{(1)} + b_y$: $$\frac{\partial L(y^{(1)})}{\partial w_1} = -\frac{v x_1^{(1)}}{y^{(1)}} \sigma(f)(1 - \sigma(f))$$`,
      ],
      [
        'a chain that ends well',
        latex`$$\frac{\partial L(y^{(1)})}{\partial w_1} = \frac{\partial L(y^{(1)})}{\partial y^{(1)}} \cdot \frac{\partial y^{(1)}}{\partial h^{(1)}} \cdot \frac{\partial h^{(1)}}{\partial w_1} = -\frac{1}{y^{(1)}} \cdot y^{(1)}(1 - y^{(1)}) v \cdot x_1^{(1)} = -(1 - y^{(1)}) v x_1^{(1)}$$`,
      ],
      [
        'a chain through names of its own',
        latex`Let $d = w_1 x_1^{(1)} + w_2 x_2^{(1)} + u h^{(0)} + b_h$, $h^{(1)} = \mathrm{ReLU}(d)$, $f = v h^{(1)} + b_y$, $y^{(1)} = \sigma(f)$. $$\frac{\partial L(y^{(1)})}{\partial w_1} = \frac{\partial L(y^{(1)})}{\partial y^{(1)}} \frac{\partial y^{(1)}}{\partial f} \frac{\partial f}{\partial h^{(1)}} \frac{\partial h^{(1)}}{\partial d} \frac{\partial d}{\partial w_1} = -\frac{1}{y^{(1)}} \cdot y^{(1)} (1 - y^{(1)}) \cdot v \cdot 1 \cdot x_1^{(1)}$$`,
      ],
      [
        'everything put in',
        latex`$$\frac{\partial L(y^{(1)})}{\partial w_1} = -\frac{v x_1^{(1)}}{1 + e^{v(w_1 x_1^{(1)} + w_2 x_2^{(1)} + u h^{(0)} + b_h) + b_y}}$$`,
      ],
      ['plain text', 'dL/dw_1 = -(1 - y^(1)) * v * x_1^(1)'],
      ['indices below', latex`$\frac{\partial L(y_1)}{\partial w_1} = -(1 - y_1) v x_1^{(1)}$`],
      ['no superscript brackets', latex`$\frac{\partial L(y^{1})}{\partial w_1} = (y^{1} - 1) v x_1^{1}$`],
      ['boxed', latex`We get $\boxed{-v x_1^{(1)} (1 - y^{(1)})}$.`],
      ['a marker', latex`**Answer:** $v x_1^{(1)} (y^{(1)} - 1)$`],
      [
        'damaged by a converter',
        latex`$$rac{\partial L(y^{(1)})}{\partial w_1} = -rac{1}{y^{(1)}}\cdot y^{(1)}(1-y^{(1)})\cdot v\cdot x_1^{(1)}$$`,
      ],
      [
        'general steps',
        latex`$$f^{(t)} = v h^{(t)} + b_y, \quad y^{(t)} = \sigma(f^{(t)})$$ $$\frac{\partial L(y^{(1)})}{\partial w_1} = \left(\sigma(f^{(1)}) - 1\right) v x_1^{(1)}$$`,
      ],
      [
        'the exponential of its own name',
        latex`$z = v h^{(1)} + b_y$, so $\frac{\partial L(y^{(1)})}{\partial w_1} = -\frac{e^{-z}}{1 + e^{-z}} v x_1^{(1)}$`,
      ],
    ],
    incorrect: [
      ['a sign', latex`$$\frac{\partial L(y^{(1)})}{\partial w_1} = (1 - y^{(1)}) v x_1^{(1)}$$`],
      ['without v', latex`$$\frac{\partial L(y^{(1)})}{\partial w_1} = -(1 - y^{(1)}) x_1^{(1)}$$`],
      ['the other input', latex`$$\frac{\partial L(y^{(1)})}{\partial w_1} = -(1 - y^{(1)}) v x_2^{(1)}$$`],
      ['the derivative of y', latex`$$\frac{\partial L(y^{(1)})}{\partial w_1} = y^{(1)}(1 - y^{(1)}) v x_1^{(1)}$$`],
      [
        'the logarithm forgotten',
        latex`$$\frac{\partial L(y^{(1)})}{\partial w_1} = -y^{(1)}(1 - y^{(1)}) v x_1^{(1)}$$`,
      ],
      ['the sigmoid forgotten', latex`$$\frac{\partial L(y^{(1)})}{\partial w_1} = -\frac{v x_1^{(1)}}{y^{(1)}}$$`],
      ['by w_2', latex`$$\frac{\partial L(y^{(1)})}{\partial w_1} = -(1 - y^{(1)}) v w_1$$`],
      ['the second step', latex`$$\frac{\partial L(y^{(1)})}{\partial w_1} = -(1 - y^{(1)}) v x_1^{(2)}$$`],
      ['u besides', latex`$$\frac{\partial L(y^{(1)})}{\partial w_1} = -(1 - y^{(1)}) u v x_1^{(1)}$$`],
      ['y for one minus y', latex`$$\frac{\partial L(y^{(1)})}{\partial w_1} = -y^{(1)} v x_1^{(1)}$$`],
      [
        'a name of its own that is wrong',
        latex`Let $f = v h^{(1)}$. Then $$\frac{\partial L(y^{(1)})}{\partial w_1} = -(1 - \sigma(f)) v x_1^{(1)}$$`,
      ],
    ],
    'never right': [
      [
        'the question restated',
        latex`Let $D = \frac{\partial L(y^{(1)})}{\partial w_1}$. Then $\frac{\partial L(y^{(1)})}{\partial w_1} = D$.`,
      ],
      [
        'only the chain rule',
        latex`$$\frac{\partial L(y^{(1)})}{\partial w_1} = \frac{\partial L(y^{(1)})}{\partial y^{(1)}} \cdot \frac{\partial y^{(1)}}{\partial h^{(1)}} \cdot \frac{\partial h^{(1)}}{\partial w_1}$$`,
      ],
      ['a name that is never said', latex`$$\frac{\partial L(y^{(1)})}{\partial w_1} = -(1 - \sigma(q)) v x_1^{(1)}$$`],
      [
        'two answers',
        latex`$$\frac{\partial L(y^{(1)})}{\partial w_1} = -(1 - y^{(1)}) v x_1^{(1)}$$ or $$\frac{\partial L(y^{(1)})}{\partial w_1} = (1 - y^{(1)}) v x_1^{(1)}$$`,
      ],
    ],
    unanswered: [['nothing', '?']],
  }),
  ...answersTo('Q1.1(ii)', {
    correct: [
      [
        'short',
        latex`There are 2 paths. Through $h^{(2)}$ directly: $$\frac{\partial L(y^{(2)})}{\partial w_1} = -(1 - y^{(2)}) v x_1^{(2)}$$ Through $h^{(1)}$: $$\frac{\partial L(y^{(2)})}{\partial w_1} = -(1 - y^{(2)}) v u x_1^{(1)}$$`,
      ],
      [
        'the other order',
        latex`Two paths:

1. $(y^{(2)} - 1) u v x_1^{(1)}$
2. $(y^{(2)} - 1) v x_1^{(2)}$`,
      ],
      [
        'not simplified, names of its own',
        latex`We have two paths. Let $n = v h^{(2)} + b_y$. Path 1: $-\frac{1}{y^{(2)}} \sigma(n)(1 - \sigma(n)) v x_1^{(2)}$. Path 2: $-\frac{1}{y^{(2)}} \sigma(n)(1 - \sigma(n)) v u x_1^{(1)}$.`,
      ],
      [
        'the sum as well',
        latex`There are two paths, with $-(1 - y^{(2)}) v x_1^{(2)}$ and $-(1 - y^{(2)}) v u x_1^{(1)}$, so in sum $$\frac{\partial L(y^{(2)})}{\partial w_1} = -(1 - y^{(2)}) v (x_1^{(2)} + u x_1^{(1)})$$`,
      ],
      [
        'with the chain rule before',
        latex`The number of paths is 2. $$\frac{\partial L(y^{(2)})}{\partial w_1} = \frac{\partial L(y^{(2)})}{\partial y^{(2)}} \frac{\partial y^{(2)}}{\partial h^{(2)}} \frac{\partial h^{(2)}}{\partial w_1} = -\frac{1}{y^{(2)}} y^{(2)} (1 - y^{(2)}) v x_1^{(2)}$$ $$\frac{\partial L(y^{(2)})}{\partial w_1} = \frac{\partial L(y^{(2)})}{\partial y^{(2)}} \frac{\partial y^{(2)}}{\partial h^{(2)}} \frac{\partial h^{(2)}}{\partial h^{(1)}} \frac{\partial h^{(1)}}{\partial w_1} = -\frac{1}{y^{(2)}} y^{(2)} (1 - y^{(2)}) v u x_1^{(1)}$$`,
      ],
      [
        'a capital U',
        latex`2 paths: $\frac{\partial L(y^{(2)})}{\partial w_1} = -v x_1^{(2)} (1 - y^{(2)})$ and $\frac{\partial L(y^{(2)})}{\partial w_1} = -U v x_1^{(1)} (1 - y^{(2)})$`,
      ],
    ],
    partial: [
      [
        'u forgotten',
        latex`Two paths: $\frac{\partial L(y^{(2)})}{\partial w_1} = -(1 - y^{(2)}) v x_1^{(2)}$ and $\frac{\partial L(y^{(2)})}{\partial w_1} = -(1 - y^{(2)}) v x_1^{(1)}$`,
      ],
      [
        'one of two',
        latex`There is one path: $$\frac{\partial L(y^{(2)})}{\partial w_1} = -(1 - y^{(2)}) v x_1^{(2)}$$`,
      ],
      ['only the number', 'There are two paths in the graph.'],
      [
        'three paths',
        latex`There are three paths: $$\frac{\partial L(y^{(2)})}{\partial w_1} = -(1 - y^{(2)}) v x_1^{(2)}$$ $$\frac{\partial L(y^{(2)})}{\partial w_1} = -(1 - y^{(2)}) v u x_1^{(1)}$$`,
      ],
      [
        'a sign in one',
        latex`2 paths: $\frac{\partial L(y^{(2)})}{\partial w_1} = (1 - y^{(2)}) v x_1^{(2)}$, $\frac{\partial L(y^{(2)})}{\partial w_1} = -(1 - y^{(2)}) v u x_1^{(1)}$`,
      ],
    ],
    incorrect: [
      [
        'the first step for the second',
        latex`There is one path: $$\frac{\partial L(y^{(2)})}{\partial w_1} = -(1 - y^{(1)}) v x_1^{(1)}$$`,
      ],
      ['three', 'There are three paths.'],
    ],
  }),
  ...answersTo('Q1.1(iii)', {
    correct: [
      ['a sum', latex`$1 + 2 + 3 = 6$`],
      ['in words', 'In total, six updates.'],
      ['once a step', 'Three updates, one at every time step.'],
      ['a total', 'Step 1 gives 1, step 2 gives 2, step 3 gives 3. The total is 6.'],
      ['alone', '6'],
      ['bold', '**6 updates**'],
      [
        'with a reason',
        'The parameter $w_1$ receives 6 updates in total, since the loss at step t has t paths back to it.',
      ],
      [
        'times',
        'w_1 is updated three times in total: after each time step, SGD sums over the paths and makes one update.',
      ],
    ],
    incorrect: [
      ['one', 'In total it receives 1 update.'],
      ['nine', latex`$3 \times 3 = 9$`],
      ['two', 'It is updated twice.'],
      ['seven', '1 + 2 + 4 = 7 updates'],
    ],
    'never right': [
      ['no number', 'It is updated at every time step.'],
      ['undecided', 'It is maybe 6.'],
    ],
    unanswered: [['dots', '...']],
  }),
  ...answersTo('Q1.2', {
    correct: [
      ['times', latex`The tensor has shape $b \times l_{max} \times m$; shorter sequences are padded with zeros.`],
      ['x', 'shape = (b x maxSeqLen x m), padded with zeros'],
      ['a tuple', latex`$(b, L, m)$ where $L = \max_i l_i$. Pad with zeros and mask the loss.`],
      ['words', 'The shape is batch size × max length × embedding size. We pad.'],
      ['max of the lengths', latex`$b \times \max(l_i) \times m$, the rest filled with zeros`],
      ['square brackets', 'A tensor of shape [b, max_len, m]; padding is ignored.'],
      ['time first', latex`$(l_{max}, b, m)$: time, batch, embedding; padded with zeros`],
      ['text in mathematics', latex`$b \times l_{\text{max}} \times m$`],
    ],
    incorrect: [
      ['axes exchanged', latex`The shape is $b \times m \times l_{max}$.`],
      ['features first', '(m, b, L)'],
    ],
    'never right': [
      ['two axes', latex`$b \times m$`],
      ['only words', 'Pad all sequences to the same length.'],
    ],
    unanswered: [['a dash', '-']],
  }),
];
