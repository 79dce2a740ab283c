import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** conv-gated-debugging: the third round of answers that were written before the judges were measured with them. */
export const thirdConvolutions: readonly Case[] = [
  ...answersTo('1.1(a)', {
    correct: [['by', '2 by 5']],
    incorrect: [['stride ignored', '7 × 18']],
  }),
  ...answersTo('1.1(b)', {
    correct: [
      [
        'tuple with one floor',
        latex`$\left(F, \left\lfloor\frac{H+2P-D(K-1)-1}{S}+1\right\rfloor, \left\lfloor\frac{W+2P-D(K-1)-1}{S}+1\right\rfloor\right)$`,
      ],
    ],
    incorrect: [
      ['no plus one', latex`$F \times \lfloor (H+2P-D(K-1)-1)/S \rfloor \times \lfloor (W+2P-D(K-1)-1)/S \rfloor$`],
    ],
  }),
  ...answersTo('1.1(c)(i)', {
    correct: [['ASCII', 'f[0,i] = sum_{m=0}^{4} sum_{n=0}^{2} W[0,m,n] * x[m, 2*i+n], shape (1, 3)']],
    incorrect: [
      ['minus', latex`$f_W(x)[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n]\, x[m,2i-n]$, shape $1 \times 3$`],
    ],
  }),
  ...answersTo('1.1(c)(ii)', {
    correct: [
      [
        'with zero index',
        latex`$\frac{\partial f_W(x)}{\partial W}[0,i,0,m,n] = x[m,2i+n]$, $1\times3\times1\times5\times3$`,
      ],
    ],
    incorrect: [['W for x', latex`$\frac{\partial f_W(x)[0,i]}{\partial W[0,m,n]} = W[0,m,n]$`]],
  }),
  ...answersTo('1.1(c)(iii)', {
    correct: [
      ['with if in words', '∂f[0,i]/∂x[m,k] = W[0,m,k-2i] if 0 <= k-2i <= 2 and 0 otherwise; shape 1 x 3 x 5 x 7'],
    ],
    incorrect: [
      [
        'half',
        latex`$\frac{\partial f_W(x)[0,i]}{\partial x[m,k]} = W[0,m,k-2i-1]$ if $0 \le k-2i-1 \le 2$, otherwise $0$`,
      ],
    ],
  }),
  ...answersTo('1.1(c)(iv)', {
    correct: [
      [
        'g named',
        latex`With $g[0,i] = \frac{\partial l}{\partial f_W(x)}[0,i]$: $\frac{\partial l}{\partial W}[0,m,n] = \sum_{i=0}^{2} g[0,i]\, x[m,2i+n]$, shape $1\times5\times3$`,
      ],
    ],
    incorrect: [
      ['no sum', latex`$\frac{\partial l}{\partial W}[0,m,n] = \frac{\partial l}{\partial f_W(x)}[0,0]\, x[m,n]$`],
    ],
  }),
  ...answersTo('1.2.1(b)', {
    correct: [['dimension', 'm-dimensional vector']],
    incorrect: [['square', latex`$\mathbb{R}^{m \times m}$`]],
  }),
  ...answersTo('1.2.1(c)', {
    correct: [
      [
        'entries',
        latex`$\frac{\partial l}{\partial W_x[i,j]} = (1 - c[t]_i) \frac{\partial l}{\partial h[t]_i} x[t]_j$, shape $m \times n$`,
      ],
    ],
    incorrect: [
      [
        'state in place of the input',
        latex`$\frac{\partial l}{\partial W_x} = ((1-c[t]) \circ \frac{\partial l}{\partial h[t]}) h[t-1]^T$`,
      ],
    ],
  }),
  ...answersTo('1.2.2(b)', {
    correct: [['length', 'a vector of length 3']],
    incorrect: [['scalar', latex`$\mathbb{R}$`]],
  }),
  ...answersTo('1.2.2(e)', {
    correct: [['factored', latex`$a_1[t]\left(V_1 + (v_1[t] - h[t])(q_1[t]^\top K_1 + k_1[t]^\top Q_1)\right)$`]],
    incorrect: [['sign', latex`$a_1[t] V_1 - a_1[t](v_1[t] - h[t])(k_1[t]^\top Q_1 + q_1[t]^\top K_1)$`]],
  }),
  ...answersTo('1.2.2(f)', {
    correct: [
      [
        'letters',
        latex`$\frac{\partial l}{\partial h[T]} = \sum_{s=T+1}^{T+k} \frac{\partial l}{\partial h[s]} \frac{\partial h[s]}{\partial h[T]}$`,
      ],
    ],
    incorrect: [
      [
        'starts at T',
        latex`$\frac{\partial l}{\partial h[T]} = \sum_{t=T-k}^{T-1} \frac{\partial l}{\partial h[t]} \frac{\partial h[t]}{\partial h[T]}$`,
      ],
    ],
  }),
  ...answersTo('1.3(a)', {
    correct: [['exploding', 'Exploding gradients, the loss jumps from 0.86 to 9.4.']],
    incorrect: [['vanishing', 'Vanishing gradients.']],
  }),
  ...answersTo('1.3(b)', {
    correct: [['overshoot', 'A huge gradient makes the optimizer overshoot, and the model is then confidently wrong.']],
  }),
  ...answersTo('1.3(c)', {
    correct: [['several', 'gradient clipping, lower learning rate, batch norm']],
  }),
  ...answersTo('1.3(d)', {
    correct: [
      [
        'words',
        'About 1.39 (= ln 4) and an accuracy of about one quarter, because the four classes are guessed uniformly.',
      ],
    ],
    partial: [['three classes', 'loss ln 3 = 1.10, accuracy 25%']],
  }),
];
