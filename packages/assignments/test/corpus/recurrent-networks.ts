import { answersTo, type Case } from './case.ts';

const latex = String.raw;
const first = latex`h_1^{(t)} = f_1(W_1 x^{(t)} + U_1 h_1^{(t-1)} + b_1)`;
const second = latex`h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_2 h_2^{(t-1)} + b_2)`;
const output = latex`y^{(t)} = f_y(V(h_1^{(t)} + h_2^{(t)}))`;
const lines = (...equations: readonly string[]): string => equations.map((equation) => `$$${equation}$$`).join('\n\n');
const forward = latex`\overrightarrow{h}_t = f_h(W x_t + U \overrightarrow{h}_{t-1} + b)`;
const backward = latex`\overleftarrow{h}_t = f_h(W x_t + U \overleftarrow{h}_{t+1} + b)`;
const both = latex`y_t = f_y(V [\overrightarrow{h}_t; \overleftarrow{h}_t])`;

/** recurrent-attention Q1.3 and Q1.4: two layers with a residual connection, two directions. */
export const recurrentNetworks: readonly Case[] = [
  ...answersTo('Q1.3', {
    correct: [
      ['three lines', lines(first, second, output)],
      ['the new ones alone', lines(second, output)],
      ['the output first', lines(output, second, first)],
      [
        'bold',
        latex`$$\begin{aligned} \mathbf{h}_1^{(t)} &= f_1(\mathbf{W}_1\mathbf{x}^{(t)} + \mathbf{U}_1\mathbf{h}_1^{(t-1)} + \mathbf{b}_1) \\ \mathbf{h}_2^{(t)} &= f_2(\mathbf{W}_2\mathbf{h}_1^{(t)} + \mathbf{U}_2\mathbf{h}_2^{(t-1)} + \mathbf{b}_2) \\ \mathbf{y}^{(t)} &= f_y(\mathbf{V}(\mathbf{h}_1^{(t)} + \mathbf{h}_2^{(t)})) \end{aligned}$$`,
      ],
      [
        'time below',
        latex`$h_{1,t} = f_1(W_1 x_t + U_1 h_{1,t-1} + b_1)$, $h_{2,t} = f_2(W_2 h_{1,t} + U_2 h_{2,t-1} + b_2)$, $y_t = f_y(V(h_{1,t} + h_{2,t}))$`,
      ],
      [
        'layers above, time below',
        latex`$$h_t^{(1)} = f_1(W_1 x_t + U_1 h_{t-1}^{(1)} + b_1)$$ $$h_t^{(2)} = f_2(W_2 h_t^{(1)} + U_2 h_{t-1}^{(2)} + b_2)$$ $$y_t = f_y(V(h_t^{(1)} + h_t^{(2)}))$$`,
      ],
      [
        'square brackets',
        latex`$h_1[t] = f_1(W_1 x[t] + U_1 h_1[t-1] + b_1)$; $h_2[t] = f_2(W_2 h_1[t] + U_2 h_2[t-1] + b_2)$; $y[t] = f_y(V(h_1[t] + h_2[t]))$`,
      ],
      ['round brackets', latex`$h_2(t) = f_2(W_2 h_1(t) + U_2 h_2(t-1) + b_2)$ and $y(t) = f_y(V(h_1(t) + h_2(t)))$`],
      [
        'plain text',
        'h1(t) = f_1(W1 x(t) + U1 h1(t-1) + b1)\nh2(t) = f_2(W2 h1(t) + U2 h2(t-1) + b2)\ny(t) = f_y(V (h1(t) + h2(t)))',
      ],
      [
        'the residual on its own line',
        lines(first, second, latex`r^{(t)} = h_1^{(t)} + h_2^{(t)}`, latex`y^{(t)} = f_y(V r^{(t)})`),
      ],
      ['V twice', lines(second, latex`y^{(t)} = f_y(V h_1^{(t)} + V h_2^{(t)})`)],
      [
        'sums before the functions',
        lines(
          latex`z_1^{(t)} = W_1 x^{(t)} + U_1 h_1^{(t-1)} + b_1`,
          latex`h_1^{(t)} = f_1(z_1^{(t)})`,
          latex`z_2^{(t)} = U_2 h_2^{(t-1)} + W_2 h_1^{(t)} + b_2`,
          latex`h_2^{(t)} = f_2(z_2^{(t)})`,
          output,
        ),
      ],
      [
        'names of its own',
        lines(first, latex`g^{(t)} = f_2(A h_1^{(t)} + B g^{(t-1)} + c)`, latex`y^{(t)} = f_y(V(g^{(t)} + h_1^{(t)}))`),
      ],
      ['no time on the output', lines(first, second, latex`y = f_y(V(h_1 + h_2))`)],
      [
        'superscripts without brackets',
        latex`$$h_2^{t} = f_2(W_2 h_1^{t} + U_2 h_2^{t-1} + b_2), \quad y^{t} = f_y(V(h_1^{t} + h_2^{t}))$$`,
      ],
      [
        'in sentences',
        latex`The first layer stays $h_1^{(t)} = f_1(W_1 x^{(t)} + U_1 h_1^{(t-1)} + b_1)$. The second reads it: $h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_2 h_2^{(t-1)} + b_2)$. With the skip connection the output is $y^{(t)} = f_y(V(h_2^{(t)} + h_1^{(t)}))$.`,
      ],
      [
        'damaged by a converter',
        latex`$$egin{aligned} h_1^{(t)} &= f_1(W_1x^{(t)} + U_1h_1^{(t-1)} + b_1) \ h_2^{(t)} &= f_2(W_2h_1^{(t)} + U_2h_2^{(t-1)} + b_2) \ y^{(t)} &= f_y(V(h_1^{(t)} + h_2^{(t)})) \end{aligned}$$`,
      ],
      [
        'the question above',
        `${lines(first, latex`y^{(t)} = f_y(V h_1^{(t)})`)}\n\nThe new network:\n\n${lines(first, second, output)}`,
      ],
      ['a dot', lines(second, latex`y^{(t)} = f_y(V \cdot (h_1^{(t)} + h_2^{(t)}))`)],
      [
        'rows before matrices',
        lines(
          latex`h_1^{(t)} = f_1(x^{(t)} W_1 + h_1^{(t-1)} U_1 + b_1)`,
          latex`h_2^{(t)} = f_2(h_1^{(t)} W_2 + h_2^{(t-1)} U_2 + b_2)`,
          latex`y^{(t)} = f_y((h_1^{(t)} + h_2^{(t)}) V)`,
        ),
      ],
      [
        'one matrix for both inputs of the second layer',
        lines(latex`h_2^{(t)} = f_2(W_2 [h_1^{(t)}; h_2^{(t-1)}] + b_2)`, output),
      ],
      ['initial states', lines(latex`h_1^{(0)} = 0, \quad h_2^{(0)} = 0`, first, second, output)],
      ['as a chain', lines(second, latex`y^{(t)} = f_y(V(h_1^{(t)} + h_2^{(t)})) = f_y(V h_1^{(t)} + V h_2^{(t)})`)],
      [
        'a sum of its own name above',
        lines(second, latex`\tilde{h}^{(t)} = h_2^{(t)} + h_1^{(t)}`, latex`y^{(t)} = f_y(V \tilde{h}^{(t)})`),
      ],
    ],
    partial: [
      ['no residual', lines(first, second, latex`y^{(t)} = f_y(V h_2^{(t)})`)],
      ['the second layer unused', lines(second, latex`y^{(t)} = f_y(V h_1^{(t)})`)],
      ['no bias', lines(latex`h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_2 h_2^{(t-1)})`, output)],
      ['the step before', lines(latex`h_2^{(t)} = f_2(W_2 h_1^{(t-1)} + U_2 h_2^{(t-1)} + b_2)`, output)],
      ['reads the input', lines(latex`h_2^{(t)} = f_2(W_2 x^{(t)} + U_2 h_2^{(t-1)} + b_2)`, output)],
      ["reads the first layer's state", lines(latex`h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_2 h_1^{(t-1)} + b_2)`, output)],
      ['put one behind the other', lines(second, latex`y^{(t)} = f_y(V [h_1^{(t)}; h_2^{(t)}])`)],
      ['no function', lines(latex`h_2^{(t)} = W_2 h_1^{(t)} + U_2 h_2^{(t-1)} + b_2`, output)],
      ['no function at the output', lines(second, latex`y^{(t)} = V(h_1^{(t)} + h_2^{(t)})`)],
      ['its own value', lines(latex`h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_2 h_2^{(t)} + b_2)`, output)],
      ['the old second state', lines(second, latex`y^{(t)} = f_y(V(h_1^{(t)} + h_2^{(t-1)}))`)],
      ['a residual from the input', lines(second, latex`y^{(t)} = f_y(V(x^{(t)} + h_2^{(t)}))`)],
      ['no recurrence', lines(latex`h_2^{(t)} = f_2(W_2 h_1^{(t)} + b_2)`, output)],
      ['the output alone', lines(output)],
      ['V on one of the two', lines(second, latex`y^{(t)} = f_y(V h_1^{(t)}) + f_y(V h_2^{(t)})`)],
      ['the first layer spoilt', lines(latex`h_1^{(t)} = f_1(W_1 x^{(t)} + U_1 h_1^{(t-1)})`, second, output)],
    ],
    incorrect: [
      [
        'the residual in the recurrence',
        lines(
          first,
          latex`h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_2 h_2^{(t-1)} + b_2) + h_1^{(t)}`,
          latex`y^{(t)} = f_y(V h_2^{(t)})`,
        ),
      ],
      [
        'the residual inside the function',
        lines(
          first,
          latex`h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_2 h_2^{(t-1)} + b_2 + h_1^{(t)})`,
          latex`y^{(t)} = f_y(V h_2^{(t)})`,
        ),
      ],
      [
        'two slips',
        lines(latex`h_2^{(t)} = f_2(W_2 x^{(t)} + U_2 h_2^{(t-1)} + b_2)`, latex`y^{(t)} = f_y(V h_2^{(t)})`),
      ],
    ],
    'never right': [
      ['the question alone', lines(first, latex`y^{(t)} = f_y(V h_1^{(t)})`)],
      ['only words', 'We add a second layer that reads the first, and add the first to its output.'],
      ['a bias at the output', lines(second, latex`y^{(t)} = f_y(V(h_1^{(t)} + h_2^{(t)}) + b_y)`)],
      ['the weights of the first layer', lines(latex`h_2^{(t)} = f_2(W_2 h_1^{(t)} + U_1 h_2^{(t-1)} + b_2)`, output)],
      ['two outputs', `${lines(second, output)}\n\n${lines(latex`y^{(t)} = f_y(V h_2^{(t)})`)}`],
      ['retracted', `${lines(second, output)}\n\nThis is wrong, ignore this.`],
    ],
    unanswered: [['nothing', '...']],
  }),
  ...answersTo('Q1.4', {
    correct: [
      ['shared weights', lines(forward, backward, both)],
      ['the new ones alone', lines(backward, both)],
      [
        'weights of its own for each direction',
        lines(
          latex`\overrightarrow{h}_t = f_h(W_f x_t + U_f \overrightarrow{h}_{t-1} + b_f)`,
          latex`\overleftarrow{h}_t = f_h(W_b x_t + U_b \overleftarrow{h}_{t+1} + b_b)`,
          both,
        ),
      ],
      ['primes', lines(latex`\overleftarrow{h}_t = f_h(W' x_t + U' \overleftarrow{h}_{t+1} + b')`, both)],
      [
        'arrows on the weights',
        lines(
          latex`\overrightarrow{h}_t = f_h(\overrightarrow{W} x_t + \overrightarrow{U} \overrightarrow{h}_{t-1} + \overrightarrow{b})`,
          latex`\overleftarrow{h}_t = f_h(\overleftarrow{W} x_t + \overleftarrow{U} \overleftarrow{h}_{t+1} + \overleftarrow{b})`,
          both,
        ),
      ],
      ['a direct sum', lines(backward, latex`y_t = f_y(V (\overrightarrow{h_t} \oplus \overleftarrow{h_t}))`)],
      [
        'a column',
        lines(
          backward,
          latex`y_t = f_y\left(V \begin{bmatrix} \overrightarrow{h}_t \\ \overleftarrow{h}_t \end{bmatrix}\right)`,
        ),
      ],
      ['a comma', lines(backward, latex`y_t = f_y(V [\overrightarrow{h}_t, \overleftarrow{h}_t])`)],
      ['concat', lines(backward, latex`y_t = f_y(V \, \text{concat}(\overrightarrow{h}_t, \overleftarrow{h}_t))`)],
      ['bars', lines(backward, latex`y_t = f_y(V [\overrightarrow{h}_t \| \overleftarrow{h}_t])`)],
      ['backward first', lines(backward, latex`y_t = f_y(V [\overleftarrow{h}_t; \overrightarrow{h}_t])`)],
      ['two matrices', lines(backward, latex`y_t = f_y(V_1 \overrightarrow{h}_t + V_2 \overleftarrow{h}_t)`)],
      ['one matrix kept', lines(backward, latex`y_t = f_y(V \overrightarrow{h}_t + V' \overleftarrow{h}_t)`)],
      [
        'the pair named',
        lines(forward, backward, latex`h_t = [\overrightarrow{h}_t; \overleftarrow{h}_t]`, latex`y_t = f_y(V h_t)`),
      ],
      [
        'time above',
        latex`$$\overleftarrow{h}^{(t)} = f_h(W x^{(t)} + U \overleftarrow{h}^{(t+1)} + b)$$ $$\overrightarrow{h}^{(t)} = f_h(W x^{(t)} + U \overrightarrow{h}^{(t-1)} + b)$$ $$y^{(t)} = f_y(V [\overrightarrow{h}^{(t)}; \overleftarrow{h}^{(t)}])$$`,
      ],
      [
        'letters for directions',
        lines(
          latex`h^{f}_t = f_h(W x_t + U h^{f}_{t-1} + b)`,
          latex`h^{b}_t = f_h(W x_t + U h^{b}_{t+1} + b)`,
          latex`y_t = f_y(V [h^{f}_t; h^{b}_t])`,
        ),
      ],
      [
        'plain text',
        'hf_t = f_h(W x_t + U hf_{t-1} + b)\nhb_t = f_h(W x_t + U hb_{t+1} + b)\ny_t = f_y(V [hf_t; hb_t])',
      ],
      [
        'initial states',
        lines(latex`\overrightarrow{h}_0 = 0, \quad \overleftarrow{h}_{T+1} = 0`, forward, backward, both),
      ],
      [
        'bold',
        latex`$$\begin{aligned} \overleftarrow{\mathbf{h}}_t &= f_h(\mathbf{W}\mathbf{x}_t + \mathbf{U}\overleftarrow{\mathbf{h}}_{t+1} + \mathbf{b}) \\ \mathbf{y}_t &= f_y(\mathbf{V}[\overrightarrow{\mathbf{h}}_t; \overleftarrow{\mathbf{h}}_t]) \end{aligned}$$`,
      ],
      [
        'damaged by a converter',
        latex`$$egin{aligned} \overleftarrow{h}_t &= f_h(Wx_t + U\overleftarrow{h}_{t+1} + b) \ y_t &= f_y(V \cdot [\overrightarrow{h}_t; \overleftarrow{h}_t]) \end{aligned}$$`,
      ],
      [
        'in sentences',
        latex`The forward run is as before. Backward: $\overleftarrow{h_t} = f_h(Wx_t + U\overleftarrow{h_{t+1}} + b)$. The output concatenates them, $y_t = f_y(V[\overrightarrow{h_t}; \overleftarrow{h_t}])$, where $V$ is now twice as wide.`,
      ],
      [
        'arrows above as superscripts',
        lines(
          latex`h_t^{\rightarrow} = f_h(W x_t + U h_{t-1}^{\rightarrow} + b)`,
          latex`h_t^{\leftarrow} = f_h(W x_t + U h_{t+1}^{\leftarrow} + b)`,
          latex`y_t = f_y(V [h_t^{\rightarrow}; h_t^{\leftarrow}])`,
        ),
      ],
    ],
    partial: [
      [
        'the backward run goes forward',
        lines(latex`\overleftarrow{h}_t = f_h(W x_t + U \overleftarrow{h}_{t-1} + b)`, both),
      ],
      ['added', lines(backward, latex`y_t = f_y(V (\overrightarrow{h}_t + \overleftarrow{h}_t))`)],
      ['one matrix for both, added', lines(backward, latex`y_t = f_y(V \overrightarrow{h}_t + V \overleftarrow{h}_t)`)],
      ['the backward run unused', lines(forward, backward, latex`y_t = f_y(V \overrightarrow{h}_t)`)],
      ['only the backward run', lines(backward, latex`y_t = f_y(V \overleftarrow{h}_t)`)],
      ['no bias', lines(latex`\overleftarrow{h}_t = f_h(W x_t + U \overleftarrow{h}_{t+1})`, both)],
      ['the next input', lines(latex`\overleftarrow{h}_t = f_h(W x_{t+1} + U \overleftarrow{h}_{t+1} + b)`, both)],
      ['the next backward state', lines(backward, latex`y_t = f_y(V [\overrightarrow{h}_t; \overleftarrow{h}_{t+1}])`)],
      [
        "the forward run's state",
        lines(latex`\overleftarrow{h}_t = f_h(W x_t + U \overrightarrow{h}_{t-1} + b)`, both),
      ],
      ['its own value', lines(latex`\overleftarrow{h}_t = f_h(W x_t + U \overleftarrow{h}_{t} + b)`, both)],
      ['no backward equation', lines(forward, both)],
      ['multiplied', lines(backward, latex`y_t = f_y(V (\overrightarrow{h}_t \odot \overleftarrow{h}_t))`)],
    ],
    incorrect: [
      [
        'two slips',
        lines(
          latex`\overleftarrow{h}_t = f_h(W x_t + U \overleftarrow{h}_{t-1} + b)`,
          latex`y_t = f_y(V (\overrightarrow{h}_t + \overleftarrow{h}_t))`,
        ),
      ],
    ],
    'never right': [
      ['the question alone', lines(forward, latex`y_t = f_y(V \overrightarrow{h}_t)`)],
      ['only words', 'Run the RNN in both directions and concatenate the states.'],
      [
        'either',
        `${lines(backward)}\n\nEither ${latex`$y_t = f_y(V [\overrightarrow{h}_t; \overleftarrow{h}_t])$ or $y_t = f_y(V (\overrightarrow{h}_t + \overleftarrow{h}_t))$`}.`,
      ],
      ['equal at one step only', lines(latex`\overleftarrow{h}_t = f_h(W x_t + U \overleftarrow{h}_{t+2} + b)`, both)],
    ],
  }),
];
