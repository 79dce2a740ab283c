import { answersTo, type Case } from './case.ts';

const latex = String.raw;

/** conv-gated-debugging 1.2.1(c): the gradient of the input weights. */
const weights = answersTo('1.2.1(c)', {
  correct: [
    [
      'a column times a row',
      latex`$\frac{\partial l}{\partial W_x} = \left((1 - c[t]) \circ \frac{\partial l}{\partial h[t]}\right) x[t]^T$`,
    ],
    [
      'the other order in the bracket',
      latex`$\frac{\partial l}{\partial W_x} = \left(\frac{\partial l}{\partial h[t]} \odot (1 - c[t])\right) x[t]^\top \in \mathbb{R}^{m \times n}$`,
    ],
    [
      'diag',
      latex`$\frac{\partial l}{\partial W_x} = \mathrm{diag}(1 - c[t]) \frac{\partial l}{\partial h[t]} x[t]^T$`,
    ],
    [
      'an outer product',
      latex`$\frac{\partial l}{\partial W_x} = \left((1-c[t]) \odot \frac{\partial l}{\partial h[t]}\right) \otimes x[t]$`,
    ],
    [
      'multiplied out',
      latex`$\frac{\partial l}{\partial W_x} = \frac{\partial l}{\partial h[t]} x[t]^T - \left(c[t] \circ \frac{\partial l}{\partial h[t]}\right) x[t]^T$`,
    ],
    [
      'through a name',
      latex`Let $\delta = \frac{\partial l}{\partial h[t]} \circ (1 - c[t])$. Then $\frac{\partial l}{\partial W_x} = \delta\, x[t]^T$.`,
    ],
    [
      'transposed twice',
      latex`$\frac{\partial l}{\partial W_x} = \left(x[t] \left((1-c[t]) \circ \frac{\partial l}{\partial h[t]}\right)^T\right)^T$`,
    ],
    [
      'a row gradient',
      latex`$\frac{\partial l}{\partial W_x} = \left((1 - c[t]) \circ \left(\frac{\partial l}{\partial h[t]}\right)^T\right) x[t]^T$`,
    ],
    [
      'single entries',
      latex`$\left(\frac{\partial l}{\partial W_x}\right)_{ij} = \frac{\partial l}{\partial h[t]_i} (1 - c[t]_i)\, x[t]_j$`,
    ],
    [
      'I − diag',
      latex`$\frac{\partial l}{\partial W_x} = (I - \mathrm{diag}(c[t])) \frac{\partial l}{\partial h[t]} x[t]^T$`,
    ],
    ['plain text', 'dl/dW_x = ((1 - c[t]) ∘ dl/dh[t]) x[t]^T'],
    [
      'subscripts for time',
      latex`$\frac{\partial l}{\partial W_x} = \left((1 - c_t) \odot \frac{\partial l}{\partial h_t}\right) x_t^\top$`,
    ],
    [
      'the shape first',
      latex`$\frac{\partial l}{\partial W_x} \in \mathbb{R}^{m \times n}$; $\frac{\partial l}{\partial W_x} = ((1 - c[t]) \circ \frac{\partial l}{\partial h[t]}) x[t]^T$. Both passes use $x$ and $h$.`,
    ],
    ['without a left side', latex`$\left((1 - c[t]) \circ \frac{\partial l}{\partial h[t]}\right) x[t]^T$`],
    [
      'a capital L',
      latex`$\frac{\partial L}{\partial W_x} = \left((1 - c[t]) \circ \frac{\partial L}{\partial h[t]}\right) x[t]^T$`,
    ],
    [
      'twice the minus',
      latex`$\frac{\partial l}{\partial W_x} = -\left((c[t] - 1) \circ \frac{\partial l}{\partial h[t]}\right) x[t]^T$`,
    ],
  ],
  partial: [
    [
      'a wrong shape',
      latex`$\frac{\partial l}{\partial W_x} \in \mathbb{R}^{n \times m}$, $\frac{\partial l}{\partial W_x} = \left((1 - c[t]) \circ \frac{\partial l}{\partial h[t]}\right) x[t]^T$`,
    ],
  ],
  incorrect: [
    [
      'the gate itself',
      latex`$\frac{\partial l}{\partial W_x} = \left(c[t] \circ \frac{\partial l}{\partial h[t]}\right) x[t]^T$`,
    ],
    ['no gate', latex`$\frac{\partial l}{\partial W_x} = \frac{\partial l}{\partial h[t]} x[t]^T$`],
    [
      'transposed',
      latex`$\frac{\partial l}{\partial W_x} = x[t] \left((1 - c[t]) \circ \frac{\partial l}{\partial h[t]}\right)^T$`,
    ],
    [
      'the slope of the gate',
      latex`$\frac{\partial l}{\partial W_x} = \left(c[t] \circ (1 - c[t]) \circ \frac{\partial l}{\partial h[t]}\right) x[t]^T$`,
    ],
    [
      'an inner product',
      latex`$\frac{\partial l}{\partial W_x} = \left((1 - c[t]) \circ \frac{\partial l}{\partial h[t]}\right)^T x[t]$`,
    ],
    [
      'the state for the input',
      latex`$\frac{\partial l}{\partial W_x} = \left((1 - c[t]) \circ \frac{\partial l}{\partial h[t]}\right) h[t-1]^T$`,
    ],
    [
      'a minus',
      latex`$\frac{\partial l}{\partial W_x} = \left((c[t] - 1) \circ \frac{\partial l}{\partial h[t]}\right) x[t]^T$`,
    ],
    ['without the gradient', latex`$\frac{\partial l}{\partial W_x} = (1 - c[t]) x[t]^T$`],
    [
      'sizes that do not fit',
      latex`$\frac{\partial l}{\partial W_x} = x[t] \circ (1 - c[t]) \circ \frac{\partial l}{\partial h[t]}$`,
    ],
  ],
  'never right': [
    [
      'only the chain rule',
      latex`$\frac{\partial l}{\partial W_x} = \frac{\partial l}{\partial h[t]} \frac{\partial h[t]}{\partial W_x}$`,
    ],
    ['only the shape', latex`$\frac{\partial l}{\partial W_x} \in \mathbb{R}^{m \times n}$`],
  ],
});

/** 1.2.2(e): a state by the one before it. */
const state = answersTo('1.2.2(e)', {
  correct: [
    [
      'a delta',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = \sum_{i=0}^{2} v_i[t] a_i[t] (\delta_{i1} - a_1[t]) (k_1[t]^T Q_1 + q_1[t]^T K_1) + a_1[t] V_1$`,
    ],
    [
      'written out',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = \left(a_1[t](1 - a_1[t]) v_1[t] - a_0[t] a_1[t] v_0[t] - a_2[t] a_1[t] v_2[t]\right) (k_1[t]^T Q_1 + q_1[t]^T K_1) + a_1[t] V_1$`,
    ],
    [
      'through h[t]',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] (v_1[t] - h[t]) (k_1[t]^T Q_1 + q_1[t]^T K_1) + a_1[t] V_1$`,
    ],
    [
      'without [t]',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = \sum_{i} v_i a_i (\delta_{i1} - a_1)(k_1^\top Q_1 + q_1^\top K_1) + a_1 V_1$`,
    ],
    [
      'keys and queries written out',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] V_1 + a_1[t] (v_1[t] - h[t])\, h[t-1]^T (K_1^T Q_1 + Q_1^T K_1)$`,
    ],
    [
      'the transposes outside',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] V_1 + \sum_{i=0}^{2} a_i[t](\delta_{i1} - a_1[t])\, v_i[t] (Q_1^T k_1[t] + K_1^T q_1[t])^T$`,
    ],
    [
      'the Jacobian of the softmax',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = \begin{bmatrix} v_0[t] & v_1[t] & v_2[t] \end{bmatrix} (\mathrm{diag}(a[t]) - a[t] a[t]^T) \begin{bmatrix} 0 \\ 1 \\ 0 \end{bmatrix} (k_1[t]^T Q_1 + q_1[t]^T K_1) + a_1[t] V_1$`,
    ],
    [
      'step by step',
      latex`\begin{align} \frac{\partial h[t]}{\partial h[t-1]} &= \sum_{i=0}^{2} \frac{\partial a_i[t]}{\partial h[t-1]} v_i[t] + a_1[t] V_1 \\ &= \sum_{i=0}^{2} v_i[t] a_i[t] (\delta_{i1} - a_1[t]) (k_1[t]^T Q_1 + q_1[t]^T K_1) + a_1[t] V_1 \end{align}`,
    ],
    [
      'a name for the score’s derivative',
      latex`With $g = k_1[t]^T Q_1 + q_1[t]^T K_1$: $\frac{\partial h[t]}{\partial h[t-1]} = a_1[t](v_1[t] - h[t]) g + a_1[t] V_1$`,
    ],
    [
      'the score’s derivative worked out beside',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t](v_1[t] - h[t]) \frac{\partial w_1[t]}{\partial h[t-1]} + a_1[t] V_1$ with $\frac{\partial w_1[t]}{\partial h[t-1]} = k_1[t]^T Q_1 + q_1[t]^T K_1$`,
    ],
    [
      'an indicator',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = \sum_{i=0}^{2} a_i[t] (\mathbb{1}[i = 1] - a_1[t]) v_i[t] (k_1[t]^T Q_1 + q_1[t]^T K_1) + a_1[t] V_1$`,
    ],
    [
      'the mean subtracted',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] \left(v_1[t] - \sum_{i=0}^{2} a_i[t] v_i[t]\right) (k_1[t]^T Q_1 + q_1[t]^T K_1) + a_1[t] V_1$`,
    ],
  ],
  partial: [
    [
      'a column and a row added',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] (v_1[t] - h[t]) (Q_1^T k_1[t] + q_1[t]^T K_1) + a_1[t] V_1$`,
    ],
  ],
  incorrect: [
    [
      'as handed in',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = \left(\frac{v_1[t]}{\sum_{i=0}^2 w_i[t]} - \frac{\sum_{i=0}^2 w_i[t]v_i[t]}{(\sum_{i=0}^2 w_i[t])^2} \right) (Q_1^T k_1[t] + q_1[t]^T K_1) + a_1[t]V_1$`,
    ],
    ['only the value', latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] V_1$`],
    [
      'only the weights',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = \sum_{i=0}^{2} v_i[t] a_i[t] (\delta_{i1} - a_1[t]) (k_1[t]^T Q_1 + q_1[t]^T K_1)$`,
    ],
    [
      'only the own weight',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t](1 - a_1[t]) v_1[t] (k_1[t]^T Q_1 + q_1[t]^T K_1) + a_1[t] V_1$`,
    ],
    ['no key path', latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] (v_1[t] - h[t]) k_1[t]^T Q_1 + a_1[t] V_1$`],
    [
      'no query path',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] (v_1[t] - h[t]) q_1[t]^T K_1 + a_1[t] V_1$`,
    ],
    [
      'the other state',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_2[t] (v_2[t] - h[t]) (k_2[t]^T Q_2 + q_2[t]^T K_2) + a_2[t] V_2$`,
    ],
    [
      'queries and keys exchanged',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] (v_1[t] - h[t]) (q_1[t]^T Q_1 + k_1[t]^T K_1) + a_1[t] V_1$`,
    ],
    [
      'the sign of the softmax',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] (h[t] - v_1[t]) (k_1[t]^T Q_1 + q_1[t]^T K_1) + a_1[t] V_1$`,
    ],
  ],
  'never right': [
    [
      'not worked out',
      latex`$\frac{\partial h[t]}{\partial h[t-1]} = \sum_{i=0}^{2} v_i[t] \frac{\partial a_i[t]}{\partial h[t-1]} + a_1[t] V_1$`,
    ],
    ['restated', latex`$\frac{\partial h[t]}{\partial h[t-1]} = \frac{\partial h[t]}{\partial h[t-1]}$`],
  ],
});

export const matrices: readonly Case[] = [...weights, ...state];
