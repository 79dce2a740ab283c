import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** sequence-review: the second round of answers that were written before the judges were measured with them. */
export const secondReview: readonly Case[] = [
  ...answersTo('1(a)', {
    correct: [
      [
        'with the condition',
        latex`$$\frac{\partial L}{\partial h_t} = 2(\hat y - y)\,W^f (W^h)^{T-t}$$ It explodes if the largest $|\lambda_i(W^h)| > 1$ and vanishes if it is $< 1$.`,
      ],
      [
        'column form with transposes',
        latex`$\frac{\partial L}{\partial h_t} = \left((W^h)^\top\right)^{T-t} (W^f)^\top \cdot 2(\hat{y}-y)$. Explodes for spectral radius above 1, vanishes for spectral radius below 1.`,
      ],
      [
        'chain rule in links',
        latex`$\frac{\partial L}{\partial h_t} = \frac{\partial L}{\partial \hat y}\frac{\partial \hat y}{\partial h_T}\frac{\partial h_T}{\partial h_t} = 2(\hat y-y) W^f \prod_{k=t+1}^{T} W^h = 2(\hat y - y)W^f(W^h)^{T-t}$`,
      ],
    ],
    incorrect: [
      [
        'exponent t',
        latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y)W^f (W^h)^{t}$, explodes if the largest eigenvalue exceeds 1 in magnitude, vanishes if it is below 1`,
      ],
      ['sign', latex`$\frac{\partial L}{\partial h_t} = 2(y - \hat y)W^f (W^h)^{T-t}$`],
      ['order of the matrices', latex`$\partial L/\partial h_t = 2(\hat y - y)(W^h)^{T-t}W^f$`],
    ],
    partial: [
      [
        'right formula, the conditions reversed',
        latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y)W^f (W^h)^{T-t}$. It vanishes when the largest eigenvalue is above 1 in magnitude and explodes when it is below 1.`,
      ],
    ],
  }),
  ...answersTo('1(b)', {
    correct: [
      ['sentence', 'ReLU leads to more exploding gradients while tanh leads to more vanishing gradients.'],
      [
        'bold list',
        latex`- **explode more:** ReLU
- **vanish more:** tanh`,
      ],
    ],
    incorrect: [
      [
        'exchanged',
        latex`(i) tanh
(ii) ReLU`,
      ],
    ],
    partial: [['tanh for both', 'tanh makes them both explode more and vanish more.']],
  }),
  ...answersTo('1(e)', {
    correct: [
      [
        'diag',
        latex`$\frac{\partial C_T}{\partial C_{T-1}} = \operatorname{diag}(f_T)$, so with $f_T \approx 1$ gradients pass without decay.`,
      ],
      [
        'in words',
        'A diagonal matrix with the entries of f_T on its diagonal; if the forget gate is close to 1 the gradient does not vanish.',
      ],
      ['identity scaled entrywise', latex`$\partial C_T/\partial C_{T-1} = f_T \odot I$`],
    ],
    incorrect: [
      ['input gate', latex`$\operatorname{diag}(i_T)$`],
      ['one step early', latex`$\frac{\partial C_T}{\partial C_{T-1}} = \mathrm{diag}(f_{T-1})$`],
      ["sigmoid's derivative", latex`$\frac{\partial C_T}{\partial C_{T-1}} = \mathrm{diag}(f_T \odot (1 - f_T))$`],
      ['matrix product appended', 'diag(f_T) · W^h, so it still decays'],
    ],
  }),
  ...answersTo('2(a)', {
    correct: [
      ['prose with scores', 'Both words are kept: neural with a log probability of −0.65, network with −0.73.'],
    ],
    partial: [['a wrong score', 'neural (−0.65) and network (−0.65)']],
  }),
  ...answersTo('2(b)', {
    correct: [['slashes and math scores', 'neural/network ($-1.25$), network/neural ($-1.33$)']],
    partial: [
      [
        'a repeated word',
        latex`1. neural neural: -1.45
2. neural network: -1.25`,
      ],
    ],
  }),
  ...answersTo('2(c)', {
    correct: [
      [
        'bullets with bold',
        latex`- **neural network network**, log prob = -1.85
- **network neural network**, log prob = -1.93`,
      ],
    ],
    partial: [['last word wrong in both orders', 'neural network neural (-2.05), network neural network (-1.93)']],
  }),
  ...answersTo('2(d)', {
    correct: [
      ['with greater than', 'No, since log p(neural neural neural) = −1.46 > −1.85 = log p(neural network network).'],
    ],
    partial: [['right sequence, wrong score', 'No, "neural neural neural" with -1.85 would be likelier']],
    incorrect: [['contradiction of reason and verdict', 'Yes, it does return neural neural neural (−1.46).']],
  }),
  ...answersTo('2(e)', {
    correct: [
      [
        'key',
        latex`We must store the tokens chosen so far and the last hidden state (for an LSTM the cell state too). Without stored states the time is $O(T^2 K M \log M)$.`,
      ],
      [
        'tighter',
        latex`The token sequence $y_{1:t}$ and the hidden state $h_t$. Otherwise each step reruns the RNN: $O(T^2K + TKM\log M)$.`,
      ],
    ],
    incorrect: [
      ['the time unchanged', latex`Tokens and hidden state per hypothesis. Running time $O(T K M \log M)$.`],
      ['cubic', 'Tokens so far and hidden state; O(T^3 K M log M)'],
    ],
  }),
];
