import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** conv-gated-debugging: the fourth round of answers that were written before the judges were measured with them. */
export const fourthConvolutions: readonly Case[] = [
  ...answersTo('1.1(a)', {
    correct: [
      [
        'floors worked out',
        latex`height: $\lfloor (11-5)/4 \rfloor + 1 = \lfloor 1.5 \rfloor + 1 = 2$; width: $\lfloor (21-4)/4 \rfloor + 1 = 4 + 1 = 5$. So the output is $2\times 5$.`,
      ],
    ],
    incorrect: [
      ['rounded up', latex`$(11-5)/4+1 = 2.5$ and $(21-4)/4+1 = 5.25$, after rounding up it is $3\times 6$.`],
    ],
  }),
  ...answersTo('1.1(b)', {
    correct: [
      [
        'two lines, then the whole',
        latex`$H' = \lfloor\frac{H + 2P - D(K-1) - 1}{S}\rfloor + 1$ and $W' = \lfloor\frac{W + 2P - D(K-1) - 1}{S}\rfloor + 1$, so the output is $F \times H' \times W'$.`,
      ],
    ],
    'never right': [
      [
        'padding once',
        latex`$F \times (\lfloor\frac{H + P - D(K-1) - 1}{S}\rfloor + 1) \times (\lfloor\frac{W + P - D(K-1) - 1}{S}\rfloor + 1)$`,
      ],
    ],
  }),
  ...answersTo('1.1(c)(i)', {
    correct: [
      [
        'counted from one told, letters a and b',
        latex`$f_W(x) \in \mathbb{R}^{1\times 3}$ with $f_W(x)_{0,i} = \sum_{a=0}^{4}\sum_{b=0}^{2} x_{a,\,b+2i}\,W_{0,a,b}$ for $i = 0,1,2$`,
      ],
    ],
    'never right': [
      ['stride one', latex`$f_W(x)[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n]\,x[m,i+n]$, shape $1\times 3$`],
    ],
  }),
  ...answersTo('1.1(c)(ii)', {
    correct: [
      [
        'entries in words',
        'Shape (1, 3, 1, 5, 3). The entry for output i and weight (m, n) is ∂f[0,i]/∂W[0,m,n] = x[m, n + 2i].',
      ],
    ],
    'never right': [
      ['stride at n', latex`$1\times3\times1\times5\times3$, $\frac{\partial f[0,i]}{\partial W[0,m,n]} = x[m, i+2n]$`],
    ],
  }),
  ...answersTo('1.1(c)(iii)', {
    correct: [
      [
        'cases',
        latex`$\frac{\partial f[0,i]}{\partial x[m,j]} = \begin{cases} W[0,m,j-2i] & \text{if } 2i \le j \le 2i+2 \\ 0 & \text{otherwise}\end{cases}$, the shape is $1\times3\times5\times7$.`,
      ],
    ],
    'never right': [
      [
        'no zeros, index turned',
        latex`$1\times3\times5\times7$, $\frac{\partial f[0,i]}{\partial x[m,j]} = W[0,m,2i-j]$ if $0 \le 2i-j \le 2$, else $0$`,
      ],
    ],
  }),
  ...answersTo('1.1(c)(iv)', {
    correct: [
      [
        'shape of W told',
        latex`It has the shape of $W$, $1\times5\times3$: $\left(\frac{\partial l}{\partial W}\right)[0,m,n] = \sum_{i=0}^{2} x[m,2i+n]\,\frac{\partial l}{\partial f}[0,i]$`,
      ],
    ],
    'never right': [
      [
        'sum lost',
        latex`$\frac{\partial l}{\partial W}[0,m,n] = \frac{\partial l}{\partial f}[0,i]\,x[m,2i+n]$, shape $1\times5\times3$`,
      ],
    ],
  }),
  ...answersTo('1.2.1(b)', {
    correct: [['words', 'c[t] is a vector with m components, i.e. c[t] ∈ R^m.']],
    incorrect: [['n', latex`$c[t] \in \mathbb{R}^n$`]],
  }),
  ...answersTo('1.2.1(c)', {
    correct: [
      [
        'outer product sign',
        latex`$\frac{\partial l}{\partial W_x} = \left[\frac{\partial l}{\partial h[t]} \odot (1 - c[t])\right] \otimes x[t] \in \mathbb{R}^{m\times n}$`,
      ],
    ],
    incorrect: [
      [
        'c for 1-c',
        latex`$\frac{\partial l}{\partial W_x} = (c[t] \circ \frac{\partial l}{\partial h[t]})x[t]^T \in \mathbb{R}^{m\times n}$`,
      ],
    ],
  }),
  ...answersTo('1.2.2(b)', {
    correct: [['three entries told', 'a[t] has three entries (for x[t], h[t-1] and h[t-2]), so it lies in ℝ³']],
    incorrect: [['two', latex`$a[t] \in \mathbb{R}^2$`]],
  }),
  ...answersTo('1.2.2(c)', {
    correct: [
      [
        'range after',
        latex`$q_0[t] = Q_0x[t]$, $k_0[t] = K_0x[t]$, $v_0[t] = V_0x[t]$ and for $i = 1,\dots,k$: $q_i[t] = Q_ih[t-i]$, $k_i[t] = K_ih[t-i]$, $v_i[t] = V_ih[t-i]$. Then $w_i[t] = q_i[t]^\top k_i[t]$, $a[t] = \text{softargmax}([w_0[t], \dots, w_k[t]])$ and $h[t] = \sum_{i=0}^{k} a_i[t]v_i[t]$.`,
      ],
    ],
    'never right': [
      [
        'weights without softargmax',
        latex`$q_0[t], \dots, q_k[t] = Q_0x[t], Q_1h[t-1], \dots, Q_kh[t-k]$; $k_0[t], \dots, k_k[t] = K_0x[t], K_1h[t-1], \dots, K_kh[t-k]$; $v_0[t], \dots, v_k[t] = V_0x[t], V_1h[t-1], \dots, V_kh[t-k]$; $w_i[t] = q_i[t]^Tk_i[t]$; $h[t] = \sum_{i=0}^k w_i[t]v_i[t]$`,
      ],
    ],
  }),
  ...answersTo('1.2.2(d)', {
    correct: [
      [
        'x with its own weights',
        latex`$$\begin{aligned}
q_0[t] &= Q_0 x[t], & q_i[t] &= Q h[t-i] \quad (i \ge 1) \\
k_0[t] &= K_0 x[t], & k_i[t] &= K h[t-i] \\
v_0[t] &= V_0 x[t], & v_i[t] &= V h[t-i] \\
w_i[t] &= q_i[t]^T k_i[t] \\
a[t] &= \text{softargmax}(w_0[t], w_1[t], \dots, w_t[t]) \\
h[t] &= \sum_{i=0}^{t} a_i[t] v_i[t]
\end{aligned}$$`,
      ],
    ],
  }),
  ...answersTo('1.2.2(e)', {
    'never right': [['value term only', latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t]V_1$`]],
    correct: [
      [
        'mean of the values',
        latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t]V_1 + a_1[t]\,(v_1[t] - h[t])\,(k_1[t]^TQ_1 + q_1[t]^TK_1)$`,
      ],
    ],
  }),
  ...answersTo('1.3(a)', {
    correct: [['learner', 'In this moment the gradient has exploded and the optimizer made a much too big step.']],
    incorrect: [['vanishing', 'The gradient vanishes, therefore the loss does not go down any more.']],
  }),
  ...answersTo('1.3(c)', {
    correct: [['one remedy', 'We can limit the norm of the gradient (clipping) before the update.']],
  }),
  ...answersTo('1.3(d)', {
    correct: [
      [
        'guessing told',
        'An untrained model gives each of the 4 classes the probability 1/4. So the accuracy starts at about 25% and the cross entropy at -log(1/4) = log 4 ≈ 1.386.',
      ],
      [
        'two lines',
        latex`loss: $\ln 4$
accuracy: $\frac14$`,
      ],
    ],
    incorrect: [['two classes', 'loss = ln 2 = 0.693, accuracy = 0.5']],
  }),
];
