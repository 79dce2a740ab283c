import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** sequence-review, written before its judges were measured with it. */
export const independentReview: readonly Case[] = [
  ...answersTo('1(a)', {
    correct: [
      ['plain', latex`$\frac{\partial L}{\partial h_t} = 2(\hat{y} - y) W^f (W^h)^{T-t}$`],
      [
        'with both cases',
        latex`$\frac{\partial L}{\partial h_t} = 2(\hat{y}-y)W^f(W^h)^{T-t}$. If the largest eigenvalue of $W^h$ is above 1 in absolute value, the gradient explodes, if it is below 1, it vanishes.`,
      ],
      [
        'chain rule',
        latex`By the chain rule, $\frac{\partial L}{\partial h_t} = \frac{\partial L}{\partial \hat{y}} \frac{\partial \hat{y}}{\partial h_T} \frac{\partial h_T}{\partial h_t} = 2(\hat{y}-y) W^f (W^h)^{T-t}$.`,
      ],
    ],
    'never right': [
      ['one power too many', latex`$\frac{\partial L}{\partial h_t} = 2(\hat{y}-y)W^f(W^h)^{T-t+1}$`],
      ['no factor 2', latex`$\frac{\partial L}{\partial h_t} = (\hat{y}-y)W^f(W^h)^{T-t}$`],
      ['the wrong way round', latex`$\frac{\partial L}{\partial h_t} = 2(\hat{y}-y)W^f(W^h)^{t-T}$`],
      ['with a tanh', latex`With tanh it would be $2(\hat{y}-y)W^f(W^h)^{T-t}$.`],
      ['input weights', latex`$\frac{\partial L}{\partial h_t} = 2(\hat{y}-y)W^f(W^x)^{T-t}$`],
    ],
  }),
  ...answersTo('1(b)', {
    correct: [
      ['short', '(i) ReLU (ii) tanh'],
      [
        'sentences',
        'ReLU makes gradients explode more, because it is unbounded. Tanh makes them vanish more, since its derivative is below one almost everywhere.',
      ],
      ['exploding: ReLU', 'Exploding: ReLU, vanishing: tanh'],
    ],
    incorrect: [['the other way round', '(i) tanh (ii) ReLU']],
    'never right': [
      ['both ReLU', 'ReLU for both'],
      ['denied', 'It is not true that ReLU explodes more and tanh vanishes more.'],
    ],
  }),
  ...answersTo('1(e)', {
    correct: [
      ['diag', latex`$\frac{\partial C_T}{\partial C_{T-1}} = \mathrm{diag}(f_T)$`],
      ['only f', latex`$\frac{\partial C_T}{\partial C_{T-1}} = f_T$ (elementwise)`],
      [
        'with words',
        latex`Along the cell path $\frac{\partial C_T}{\partial C_{T-1}} = \text{diag}(f_T)$. If the forget gate is close to one, gradients do not vanish.`,
      ],
    ],
    incorrect: [
      ['input gate', latex`$\frac{\partial C_T}{\partial C_{T-1}} = i_T$`],
      ['an earlier gate', latex`$\frac{\partial C_T}{\partial C_{T-1}} = \mathrm{diag}(f_{T-1})$`],
    ],
    'never right': [
      ['one minus', latex`$\frac{\partial C_T}{\partial C_{T-1}} = 1 - f_T$`],
      ['twice', latex`It is twice $\mathrm{diag}(f_T)$.`],
    ],
  }),
  ...answersTo('2(a)', {
    correct: [['both', 'neural (-.65) and network (-.73)']],
    partial: [['a wrong score', 'neural (-.65) and network (-.83)']],
  }),
  ...answersTo('2(b)', {
    correct: [['scores', '"neural network" (log prob = -1.25), "network neural" (log prob = -1.33)']],
    incorrect: [['both wrong', 'neural neural, network network']],
  }),
  ...answersTo('2(c)', {
    correct: [['scores', 'neural network network: -1.85; network neural network: -1.93']],
    'never right': [['pruned', 'We prune neural network network (-1.85) and network neural network (-1.93).']],
  }),
  ...answersTo('2(d)', {
    correct: [['no', 'No, the overall most likely sequence is neural neural neural with log prob = -1.46.']],
    incorrect: [['yes', 'Yes, beam search always finds the best one.']],
  }),
  ...answersTo('2(e)', {
    correct: [
      [
        'as a worked solution',
        latex`We store the tokens and the hidden state. Without the state the running time is $O(T^2KM\log M)$.`,
      ],
      [
        'tighter',
        latex`Each hypothesis needs its tokens and its hidden state. Otherwise it takes $O(T^2K + TKM\log M)$.`,
      ],
    ],
    'never right': [
      ['T once', latex`We store the hidden state. The running time is $O(TKM\log M)$.`],
      ['exponential', latex`The running time is $O(M^T)$.`],
    ],
  }),
];
