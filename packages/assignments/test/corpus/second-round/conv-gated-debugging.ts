import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** conv-gated-debugging: the second round of answers that were written before the judges were measured with them. */
export const secondConvolutions: readonly Case[] = [
  ...answersTo('1.1(a)', {
    correct: [
      [
        'floors written out',
        latex`$H = \lfloor (11-5)/4 \rfloor + 1 = 2$ and $W = \lfloor (21-4)/4 \rfloor + 1 = 5$, so the output is $2 \times 5$.`,
      ],
      ['tuple', '(2, 5)'],
      ['with the one channel', '1 × 2 × 5 (one filter)'],
    ],
    incorrect: [
      ['rounded up', '3 × 6'],
      ['the + 1 forgotten', '1 × 4'],
    ],
    partial: [
      ['width first', 'The output is 5 × 2.'],
      ['not rounded', latex`$2.5 \times 5.25$`],
    ],
  }),
  ...answersTo('1.1(b)', {
    correct: [
      [
        'floor outside',
        latex`$F \times \left\lfloor \frac{H + 2P - D(K-1) - 1}{S} + 1 \right\rfloor \times \left\lfloor \frac{W + 2P - D(K-1) - 1}{S} + 1 \right\rfloor$`,
      ],
      ['ASCII tuple', '(F, floor((H + 2*P - D*(K-1) - 1)/S) + 1, floor((W + 2*P - D*(K-1) - 1)/S) + 1)'],
      [
        'named effective size',
        latex`With the effective kernel size $K' = D(K-1)+1$ the output is $F \times H' \times W'$, where $H' = \lfloor (H + 2P - K')/S \rfloor + 1$ and $W' = \lfloor (W + 2P - K')/S \rfloor + 1$.`,
      ],
    ],
    incorrect: [
      [
        "the input's channels",
        latex`$C \times (\lfloor (H+2P-D(K-1)-1)/S \rfloor + 1) \times (\lfloor (W+2P-D(K-1)-1)/S \rfloor + 1)$`,
      ],
      [
        'padding counted once',
        latex`$F \times (\lfloor (H+P-D(K-1)-1)/S \rfloor + 1) \times (\lfloor (W+P-D(K-1)-1)/S \rfloor + 1)$`,
      ],
      [
        'dilation times the whole kernel (equal at D = 1)',
        latex`$F \times (\lfloor (H+2P-DK)/S \rfloor + 1) \times (\lfloor (W+2P-DK)/S \rfloor + 1)$`,
      ],
    ],
  }),
  ...answersTo('1.1(c)(i)', {
    correct: [
      [
        'other letters',
        latex`$f_W(x) \in \mathbb{R}^{1\times 3}$ with $f_W(x)[0,j] = \sum_{c=0}^{4}\sum_{k=0}^{2} W[0,c,k]\, x[c,2j+k]$`,
      ],
      [
        'subscripts, sums exchanged',
        latex`The output is $1 \times 3$: $f_{0,i} = \sum_{n=0}^{2} \sum_{m=0}^{4} W_{0,m,n}\, x_{m,\,n+2i}$`,
      ],
    ],
    incorrect: [
      [
        'stride 1',
        latex`$f_W(x) \in \mathbb{R}^{1\times 3}$, $f_W(x)[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n] x[m,i+n]$`,
      ],
      ['filter turned around', latex`$1\times 3$, $f_W(x)[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,2-n] x[m,2i+n]$`],
    ],
    partial: [
      [
        'shape of stride 1',
        latex`$f_W(x) \in \mathbb{R}^{1\times 5}$, $f_W(x)[0,i] = \sum_{m=0}^{4}\sum_{n=0}^{2} W[0,m,n] x[m,2i+n]$`,
      ],
    ],
  }),
  ...answersTo('1.1(c)(ii)', {
    correct: [
      [
        'full index set',
        latex`Shape $1 \times 3 \times 1 \times 5 \times 3$; $\frac{\partial f_W(x)[0,i]}{\partial W[0,m,n]} = x[m, 2i+n]$`,
      ],
      ['ASCII', 'df[0,i] / dW[0,m,n] = x[m, 2*i + n], shape (3, 5, 3)'],
    ],
    incorrect: [
      [
        'indices exchanged',
        latex`$\frac{\partial f_W(x)[0,i]}{\partial W[0,m,n]} = x[2i+n, m]$, shape $3 \times 5 \times 3$`,
      ],
      [
        "stride on the filter's index",
        latex`$\frac{\partial f_W(x)[0,i]}{\partial W[0,m,n]} = x[m, i+2n]$, shape $3\times 5\times 3$`,
      ],
    ],
  }),
  ...answersTo('1.1(c)(iii)', {
    correct: [
      [
        'difference of indices, cases',
        latex`Shape $1\times 3\times 5\times 7$. $$\frac{\partial f_W(x)[0,i]}{\partial x[m,j]} = \begin{cases} W[0,m,j-2i] & 0 \le j - 2i \le 2 \\ 0 & \text{otherwise} \end{cases}$$`,
      ],
      [
        'column given, rest zero',
        latex`$3 \times 5 \times 7$; $\frac{\partial f_W(x)[0,i]}{\partial x[m,2i+n]} = W[0,m,n]$ for $n = 0, 1, 2$, and all other entries are 0.`,
      ],
    ],
    incorrect: [
      [
        'stride forgotten',
        latex`Shape $3\times 5\times 7$. $\frac{\partial f_W(x)[0,i]}{\partial x[m,j]} = W[0,m,j-i]$ if $0 \le j-i \le 2$, else $0$`,
      ],
      [
        'difference the other way round',
        latex`Shape $3\times 5\times 7$. $\frac{\partial f_W(x)[0,i]}{\partial x[m,j]} = W[0,m,2i-j]$ if $0 \le 2i-j \le 2$, else $0$`,
      ],
    ],
  }),
  ...answersTo('1.1(c)(iv)', {
    correct: [
      [
        'other letters',
        latex`$\frac{\partial l}{\partial W} \in \mathbb{R}^{1\times 5\times 3}$, $\frac{\partial l}{\partial W}[0,c,k] = \sum_{j=0}^{2} \frac{\partial l}{\partial f_W(x)}[0,j]\, x[c,2j+k]$. Both are sums of products with x, but here the sum runs over output positions.`,
      ],
      [
        'chain rule first',
        latex`$\frac{\partial l}{\partial W[0,m,n]} = \sum_{i=0}^{2} \frac{\partial l}{\partial f_W(x)[0,i]} \frac{\partial f_W(x)[0,i]}{\partial W[0,m,n]} = \sum_{i=0}^{2} \frac{\partial l}{\partial f_W(x)[0,i]} x[m,2i+n]$; shape 1×5×3`,
      ],
    ],
    incorrect: [
      [
        "stride on the filter's index",
        latex`shape $1\times 5\times 3$, $\frac{\partial l}{\partial W}[0,m,n] = \sum_{i=0}^{2} \frac{\partial l}{\partial f_W(x)}[0,i]\, x[m,i+2n]$`,
      ],
      [
        'the sum forgot its last term',
        latex`shape $1\times 5\times 3$, $\frac{\partial l}{\partial W}[0,m,n] = \sum_{i=0}^{1} \frac{\partial l}{\partial f_W(x)}[0,i]\, x[m,2i+n]$`,
      ],
    ],
  }),
  ...answersTo('1.2.1(b)', {
    correct: [
      ['words', 'a vector with m entries'],
      ['column', latex`$c[t]$ is $m \times 1$, the same as $h[t]$.`],
    ],
    incorrect: [
      ["the input's size", latex`$c[t] \in \mathbb{R}^n$`],
      ["the weight's shape", 'm × n'],
    ],
  }),
  ...answersTo('1.2.1(c)', {
    correct: [
      [
        'outer product',
        latex`$\frac{\partial l}{\partial W_x} \in \mathbb{R}^{m\times n}$, $\frac{\partial l}{\partial W_x} = \left[\frac{\partial l}{\partial h[t]} \odot (1 - c[t])\right] x[t]^\top$`,
      ],
      [
        'diag',
        latex`$\frac{\partial l}{\partial W_x} = \operatorname{diag}(1 - c[t]) \frac{\partial l}{\partial h[t]} x[t]^T$, an $m \times n$ matrix`,
      ],
      ['two terms', '∂l/∂W_x = (∂l/∂h[t]) x[t]ᵀ − (c[t] ∘ ∂l/∂h[t]) x[t]ᵀ, shape m × n'],
    ],
    incorrect: [
      [
        'c in place of 1 - c',
        latex`$\frac{\partial l}{\partial W_x} = (c[t] \circ \frac{\partial l}{\partial h[t]}) x[t]^T$, $m\times n$`,
      ],
      [
        'transposed',
        latex`$\frac{\partial l}{\partial W_x} = x[t] ((1-c[t]) \circ \frac{\partial l}{\partial h[t]})^T$`,
      ],
      [
        'as if the gate multiplied nothing',
        latex`$\frac{\partial l}{\partial W_x} = \frac{\partial l}{\partial h[t]} x[t]^T \in \mathbb{R}^{m \times n}$`,
      ],
    ],
  }),
  ...answersTo('1.2.2(b)', {
    correct: [
      ['vector of three', latex`$a[t] = (a_0[t], a_1[t], a_2[t])^\top \in \mathbb{R}^{3}$`],
      ['column', '3 × 1'],
    ],
    incorrect: [
      ['the input not counted', latex`$a[t] \in \mathbb{R}^2$`],
      ["with the state's size", '3 × m'],
    ],
  }),
  ...answersTo('1.2.2(c)', {
    correct: [
      [
        'one line for i >= 1',
        latex`$q_0[t] = Q_0 x[t]$, $k_0[t] = K_0 x[t]$, $v_0[t] = V_0 x[t]$

$q_i[t] = Q_i h[t-i]$, $k_i[t] = K_i h[t-i]$, $v_i[t] = V_i h[t-i]$ for $i = 1, \dots, k$

$w_i[t] = q_i[t]^\top k_i[t]$

$a[t] = \mathrm{softargmax}(w_0[t], \dots, w_k[t])$

$h[t] = \sum_{i=0}^{k} a_i[t] v_i[t]$`,
      ],
      [
        'softmax written out, one sum',
        latex`$q_0[t] = Q_0 x[t]$, $k_0[t] = K_0 x[t]$, $v_0[t] = V_0 x[t]$; for $1 \le i \le k$: $q_i[t] = Q_i h[t-i]$, $k_i[t] = K_i h[t-i]$, $v_i[t] = V_i h[t-i]$. Then
$$a_i[t] = \frac{\exp(q_i[t]^T k_i[t])}{\sum_{j=0}^{k} \exp(q_j[t]^T k_j[t])}, \qquad h[t] = \sum_{i=0}^{k} a_i[t] v_i[t]$$`,
      ],
    ],
    partial: [
      [
        'keys in place of values',
        latex`$q_0[t], \dots, q_k[t] = Q_0 x[t], Q_1 h[t-1], \dots, Q_k h[t-k]$
$k_0[t], \dots, k_k[t] = K_0 x[t], K_1 h[t-1], \dots, K_k h[t-k]$
$v_0[t], \dots, v_k[t] = V_0 x[t], V_1 h[t-1], \dots, V_k h[t-k]$
$w_i[t] = q_i[t]^T k_i[t]$
$a[t] = \text{softargmax}(w_0[t], \dots, w_k[t])$
$h[t] = \sum_{i=0}^{k} a_i[t] k_i[t]$`,
      ],
      [
        'the last state left out of the sum',
        latex`$q_0[t], \dots, q_k[t] = Q_0 x[t], Q_1 h[t-1], \dots, Q_k h[t-k]$
$k_0[t], \dots, k_k[t] = K_0 x[t], K_1 h[t-1], \dots, K_k h[t-k]$
$v_0[t], \dots, v_k[t] = V_0 x[t], V_1 h[t-1], \dots, V_k h[t-k]$
$w_i[t] = q_i[t]^T k_i[t]$
$a[t] = \text{softargmax}(w_0[t], \dots, w_k[t])$
$h[t] = \sum_{i=0}^{k-1} a_i[t] v_i[t]$`,
      ],
    ],
  }),
  ...answersTo('1.2.2(d)', {
    correct: [
      [
        'finite sums to t, everything shared',
        latex`$q_0[t] = Q x[t]$, $k_0[t] = K x[t]$, $v_0[t] = V x[t]$

$q_i[t] = Q h[t-i]$, $k_i[t] = K h[t-i]$, $v_i[t] = V h[t-i]$ for $i = 1, \dots, t$

$w_i[t] = q_i[t]^\top k_i[t]$, $a[t] = \mathrm{softargmax}(w_0[t], \dots, w_t[t])$, $h[t] = \sum_{i=0}^{t} a_i[t] v_i[t]$`,
      ],
      [
        'own matrices for the input, infinite sums',
        latex`$$\begin{aligned}
q_0[t], q_1[t], q_2[t], \dots &= Q_x x[t], Q_h h[t-1], Q_h h[t-2], \dots \\
k_0[t], k_1[t], k_2[t], \dots &= K_x x[t], K_h h[t-1], K_h h[t-2], \dots \\
v_0[t], v_1[t], v_2[t], \dots &= V_x x[t], V_h h[t-1], V_h h[t-2], \dots \\
w_i[t] &= q_i[t]^T k_i[t] \\
a[t] &= \mathrm{softargmax}(w_0[t], w_1[t], w_2[t], \dots) \\
h[t] &= \sum_{i=0}^{\infty} a_i[t] v_i[t]
\end{aligned}$$`,
      ],
    ],
    partial: [
      [
        'the query of the input alone',
        latex`$$\begin{aligned}
q_0[t], q_1[t], q_2[t], \dots &= Q x[t], Q h[t-1], Q h[t-2], \dots \\
k_0[t], k_1[t], k_2[t], \dots &= K x[t], K h[t-1], K h[t-2], \dots \\
v_0[t], v_1[t], v_2[t], \dots &= V x[t], V h[t-1], V h[t-2], \dots \\
w_i[t] &= q_0[t]^T k_i[t] \\
a[t] &= \mathrm{softargmax}(w_0[t], w_1[t], w_2[t], \dots) \\
h[t] &= \sum_{i=0}^{\infty} a_i[t] v_i[t]
\end{aligned}$$`,
      ],
    ],
  }),
  ...answersTo('1.2.2(e)', {
    correct: [
      [
        'short form with h[t]',
        latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] V_1 + a_1[t] (v_1[t] - h[t]) (k_1[t]^T Q_1 + q_1[t]^T K_1)$`,
      ],
      [
        "softargmax's derivative with a delta",
        latex`$$\frac{\partial h[t]}{\partial h[t-1]} = \sum_{i=0}^{2} v_i[t]\, a_i[t] (\delta_{i1} - a_1[t]) (k_1[t]^\top Q_1 + q_1[t]^\top K_1) + a_1[t] V_1$$`,
      ],
      [
        'the row vector as a transposed column',
        '$a_1[t] V_1 + a_1[t] (v_1[t] - h[t]) (Q_1^T k_1[t] + K_1^T q_1[t])^T$',
      ],
    ],
    incorrect: [
      ['the weights taken as constant', latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] V_1$`],
      [
        "the key's half of the product rule missing",
        latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] V_1 + a_1[t] (v_1[t] - h[t]) k_1[t]^T Q_1$`,
      ],
      [
        'the other weights held fixed',
        latex`$\frac{\partial h[t]}{\partial h[t-1]} = a_1[t] V_1 + a_1[t](1 - a_1[t]) v_1[t] (k_1[t]^T Q_1 + q_1[t]^T K_1)$`,
      ],
    ],
  }),
  ...answersTo('1.2.2(f)', {
    correct: [
      [
        'shifted index',
        latex`$\frac{\partial l}{\partial h[T]} = \sum_{i=1}^{k} \frac{\partial l}{\partial h[T+i]} \frac{\partial h[T+i]}{\partial h[T]}$`,
      ],
      ['limits as a condition', '∂l/∂h[T] = Σ_{t=T+1}^{T+k} ∂l/∂h[t] · ∂h[t]/∂h[T]'],
    ],
    incorrect: [
      [
        'the next step alone',
        latex`$\frac{\partial l}{\partial h[T]} = \frac{\partial l}{\partial h[T+1]}\frac{\partial h[T+1]}{\partial h[T]}$`,
      ],
      [
        'one step short',
        latex`$\frac{\partial l}{\partial h[T]} = \sum_{t=T+1}^{T+k-1} \frac{\partial l}{\partial h[t]}\frac{\partial h[t]}{\partial h[T]}$`,
      ],
    ],
  }),
  ...answersTo('1.3(a)', {
    correct: [['other words', 'The gradients blow up around epoch 8 and training diverges.']],
    incorrect: [
      ['overfitting', 'The model overfits after epoch 7.'],
      ['not exploding but vanishing', 'The gradient is not exploding, it is vanishing.'],
    ],
  }),
  ...answersTo('1.3(b)', {
    correct: [
      [
        'a step too far',
        'The gradient is so large that one update throws the parameters far from where they started, so predictions become confidently wrong and the loss is larger than that of random guessing.',
      ],
    ],
    incorrect: [['test data', 'Because the network overfits the training data.']],
  }),
  ...answersTo('1.3(c)', {
    correct: [
      ['smaller steps', 'Use a smaller learning rate.'],
      ['clipping', 'Gradient norm clipping, e.g. rescale the gradient whenever its norm is above 1'],
    ],
    incorrect: [
      ['the other way', 'Increase the learning rate so that it gets out of the bad region.'],
      ['negated', 'Do not clip the gradient, just train for longer.'],
    ],
  }),
  ...answersTo('1.3(d)', {
    correct: [
      ['logarithm of four', latex`The network guesses among four classes: loss $\ln 4 \approx 1.386$, accuracy 25 %.`],
      ['fraction', 'accuracy = 1/4, loss = -log(1/4) = 1.39'],
    ],
    partial: [
      ['base two', latex`Loss about $\log_2 4 = 2$, accuracy about 25%`],
      ['accuracy of two classes', '1.39 and 0.5'],
      ['sign of the loss', 'loss ln(1/4) = -1.386, accuracy 0.25'],
    ],
  }),
];
