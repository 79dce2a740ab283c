import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** Wrong answers next to right ones of the second round: what was loosened for those must not let these in. */
export const nearMissesNormalization: readonly Case[] = [
  ...answersTo('2.1', {
    'never right': [['a factor in words', 'λ is 2 · the product η γ']],
    incorrect: [['dots, without the two', 'λ = η·γ']],
  }),
  ...answersTo('2.2(a)', {
    incorrect: [['a hyphen', 'Large-gradient weights get more regularization than small-gradient weights.']],
  }),
  ...answersTo('2.2(b)', {
    'never right': [
      ['not equally', 'Under weight decay θ_small and θ_large are not regularized equally.'],
      ['as before', 'No. θ_small and θ_large decay at the same rate as before.'],
      ['the same way as under L2', 'They are regularized in the same way as under L2.'],
    ],
    incorrect: [['a subject behind "weight decay"', 'Under weight decay, θ_small is regularized more than θ_large.']],
  }),
  ...answersTo('3.1', {
    incorrect: [
      ['plus for minus', '(N+1)^T, because <BOS> cannot occur again after the first position'],
      ['twice', '2 · (N-1)^T because'],
    ],
    'never right': [['not', 'not (N-1)^T sequences']],
    correct: [['in brackets, with its noun', '(N-1)^T sequences']],
  }),
  ...answersTo('4.1', {
    'never right': [
      ['a claim that is taken back', latex`Claim: $h_t = \sigma(g_t)$. This claim is false.`],
      ['the claim of another', latex`A classmate claims: $h_t = \sigma(g_t)$.`],
    ],
    incorrect: [['a wrong claim', 'Claim. $h_t = g_t$.']],
  }),
  ...answersTo('4.2', {
    correct: [
      [
        'typed with bars and arrows',
        '||dh_t/dh_{t-1}|| <= ||W|| * gamma <= delta and so ||dh_T/dh_0|| <= delta^T -> 0',
      ],
      ['Unicode', '‖∂h_t/∂h_{t−1}‖ ≤ ‖W‖·γ ≤ (δ/γ)·γ = δ, so ‖∂h_T/∂h_0‖ ≤ δ^T → 0'],
    ],
    incorrect: [
      ['typed, squared', '||dh_t/dh_{t-1}|| <= ||W|| * gamma <= delta^2 and so ||dh_T/dh_0|| <= delta^(2T) -> 0'],
      ['a bound that stays', '‖∂h_t/∂h_{t−1}‖ ≤ ‖W‖·γ ≤ δ, so ‖∂h_T/∂h_0‖ ≤ δ'],
      ['only the slope', '‖∂h_t/∂h_{t−1}‖ ≤ γ, so ‖∂h_T/∂h_0‖ ≤ γ^T → 0'],
    ],
    partial: [
      [
        'a wrong bound of the weights',
        'Since ‖W‖ = √λ₁(WᵀW) ≤ δ and |σ′| ≤ γ, one step satisfies ‖∂h_t/∂h_{t−1}‖ ≤ δ. After T steps ‖∂h_T/∂h_0‖ ≤ δ^T.',
      ],
    ],
    'never right': [
      ['no factor is bounded', '‖∂h_t/∂h_{t−1}‖ ≤ δ, so ‖∂h_T/∂h_0‖ ≤ δ^T → 0'],
      ['a bound of the weights alone', '‖W‖ ≤ δ/γ, so ‖∂h_T/∂h_0‖ ≤ δ^T'],
      [
        'only a product',
        latex`$\|\partial h_t/\partial h_{t-1}\| \le \|W\|\gamma \le \delta$, $\|\partial h_T/\partial h_0\| \le \prod_{t=1}^T \|\partial h_t/\partial h_{t-1}\| \to 0$`,
      ],
    ],
  }),
];

const layers = (second: string, output: string): string => `h1_t = f1(W1 x_t + U1 h1_{t-1} + b1)\n${second}\n${output}`;

/** For recurrent-attention. */
export const nearMissesAttention: readonly Case[] = [
  ...answersTo('Q1.1(i)', {
    correct: [
      ['the chain in names of one step', latex`$dL/dw_1 = dL/dy \cdot dy/dh \cdot dh/dw_1 = -(1-y^{(1)}) v x_1^{(1)}$`],
      [
        'the chain with subscripts',
        latex`$\frac{\partial L}{\partial w_1} = \frac{\partial L}{\partial y_1}\frac{\partial y_1}{\partial h_1}\frac{\partial h_1}{\partial w_1} = -(1-y_1) v x_1^{(1)}$`,
      ],
    ],
    partial: [
      ['a factor of the chain missing', 'dL/dw_1 = dL/dy * dy/dh = -(1 - y^(1)) v x_1^(1)'],
      [
        'the chain by another weight',
        latex`$\frac{\partial L}{\partial w_1} = \frac{\partial L}{\partial y_1}\frac{\partial y_1}{\partial h_1}\frac{\partial h_1}{\partial w_2} = -(1-y_1) v x_1^{(1)}$`,
      ],
    ],
    incorrect: [
      ['names without a time, the sign', latex`$\frac{\partial L}{\partial w_1} = (1-y)v x_1$`],
      ['names without a time, the other input', latex`$\frac{\partial L}{\partial w_1} = -(1-y)v x_2$`],
    ],
    'never right': [['the chain alone', 'dL/dw1 = dL/dy * dy/dh * dh/dw1']],
  }),
  ...answersTo('Q1.1(ii)', {
    'never right': [
      ['not two', latex`There aren't two paths. $-(1-y^{(2)}) v x_1^{(2)}$ and $-(1-y^{(2)}) v u x_1^{(1)}$`],
    ],
    partial: [
      [
        'not two but three',
        latex`There are not two paths but three: $-(1-y^{(2)}) v x_1^{(2)}$ and $-(1-y^{(2)}) v u x_1^{(1)}$`,
      ],
    ],
  }),
  ...answersTo('Q1.1(iii)', {
    correct: [
      ['not only', 'not only 3 but 6 updates'],
      ['the other number denied', 'It receives 6, not 3, updates in total.'],
    ],
    incorrect: [
      ['the right number denied', 'not 6 updates: 9'],
      ['but', 'not 6 but 9'],
      ['four, divided up', '4 updates: 1 + 1 + 2'],
    ],
    'never right': [
      ['denied', "It isn't 6 updates"],
      ['denied in a sentence', 'Not six updates.'],
      ['denied in total', 'It is not 6 in total'],
      ['a list', '1, 2 and 3 updates'],
      ['or', '6 or 3 updates'],
    ],
  }),
  ...answersTo('Q1.2', {
    incorrect: [['in brackets, the shortest', '(b, min(l_i), m)']],
    'never right': [
      ['one step', 'b × m at every step'],
      ['one sequence', latex`Each sequence is padded to $L \times m$, then b of them are stacked.`],
      [
        'packed, with the lengths beside it',
        latex`All sequences are packed into $\sum_i l_i \times m$, and their offsets are kept.`,
      ],
    ],
  }),
  ...answersTo('Q1.3', {
    correct: [
      [
        'one line',
        'h1_t = f1(W1 x_t + U1 h1_{t-1} + b1), h2_t = f2(W2 h1_t + U2 h2_{t-1} + b2), y_t = fy(V (h1_t + h2_t))',
      ],
      [
        'named in a sentence',
        'First layer: h1[t] = f1(W1 x[t] + U1 h1[t-1] + b1); second: h2[t] = f2(W2 h1[t] + U2 h2[t-1] + b2); output: y[t] = fy(V (h1[t] + h2[t]))',
      ],
    ],
    partial: [
      [
        'typed, the second layer reads the input',
        layers('h2_t = f2(W2 x_t + U2 h2_{t-1} + b2)', 'y_t = fy(V (h1_t + h2_t))'),
      ],
      ['typed, V reads one of them', layers('h2_t = f2(W2 h1_t + U2 h2_{t-1} + b2)', 'y_t = fy(V h1_t + h2_t)')],
    ],
  }),
  ...answersTo('Q1.4', {
    correct: [
      [
        'arrows typed before the letter',
        '→h_t = f_h(W x_t + U →h_{t-1} + b)\n←h_t = f_h(W x_t + U ←h_{t+1} + b)\ny_t = f_y(V [→h_t; ←h_t])',
      ],
      [
        'arrows typed behind it',
        'h→_t = f_h(W x_t + U h→_{t-1} + b)\nh←_t = f_h(W x_t + U h←_{t+1} + b)\ny_t = f_y(V [h→_t; h←_t])',
      ],
    ],
    partial: [
      [
        'typed arrows, both forward',
        '→h_t = f_h(W x_t + U →h_{t-1} + b)\n←h_t = f_h(W x_t + U ←h_{t-1} + b)\ny_t = f_y(V [→h_t; ←h_t])',
      ],
      [
        'typed arrows, the state of the other run',
        '→h_t = f_h(W x_t + U →h_{t-1} + b)\n←h_t = f_h(W x_t + U →h_{t+1} + b)\ny_t = f_y(V [→h_t; ←h_t])',
      ],
    ],
  }),
];

/** For conv-gated-debugging. */
export const nearMissesConvolutions: readonly Case[] = [
  ...answersTo('1.1(a)', {
    correct: [
      ['what the sizes are', '2 x 5 (height x width)'],
      ['one filter', '(2, 5) (one filter)'],
    ],
    incorrect: [['rounded up', '3 × 6 (rounded up)']],
    'never right': [
      ['another stride', '2 × 5 (for stride 3)'],
      ['twice', '2 × 5 (twice)'],
    ],
  }),
  ...answersTo('1.1(b)', {
    correct: [
      [
        'sizes told by "with"',
        latex`The output is $F \times H' \times W'$ with $H' = \lfloor (H + 2P - D(K-1)-1)/S + 1\rfloor$ and $W' = \lfloor (W + 2P - D(K-1)-1)/S \rfloor + 1$.`,
      ],
    ],
    incorrect: [
      [
        'sizes told by "with", the padding once',
        latex`The output is $F \times H' \times W'$ with $H' = \lfloor (H + P - D(K-1)-1)/S + 1\rfloor$ and $W' = \lfloor (W + 2P - D(K-1)-1)/S \rfloor + 1$.`,
      ],
    ],
    partial: [
      [
        'sizes told by "where", without floors',
        latex`The output is $F \times H' \times W'$, where $H' = (H + 2P - D(K-1)-1)/S + 1$ and $W' = (W + 2P - D(K-1)-1)/S + 1$.`,
      ],
    ],
  }),
  ...answersTo('1.1(c)(iii)', {
    partial: [
      [
        'the condition lets in one index too many',
        latex`Shape $3\times 5\times 7$. $\frac{\partial f_W(x)[0,i]}{\partial x[m,j]} = W[0,m,j-2i]$ if $0 \le j-2i \le 3$, else $0$`,
      ],
    ],
    incorrect: [
      [
        'another stride',
        latex`Shape $3\times 5\times 7$. $\frac{\partial f_W(x)[0,i]}{\partial x[m,j]} = W[0,m,j-3i]$ if $0 \le j-3i \le 2$, else $0$`,
      ],
    ],
  }),
  ...answersTo('1.1(c)(iv)', {
    correct: [
      [
        'a name for a whole array',
        latex`Let $g = \frac{\partial l}{\partial f_W(x)}$. $\frac{\partial l}{\partial W}[0,m,n] = \sum_{i=0}^{2} g[0,i]\, x[m,2i+n]$`,
      ],
    ],
    incorrect: [
      [
        'a name for other entries',
        latex`With $g_i = \frac{\partial l}{\partial f_W(x)}[0,2-i]$: $\frac{\partial l}{\partial W}[0,m,n] = \sum_{i=0}^{2} g_i\, x[m,2i+n]$`,
      ],
    ],
    'never right': [
      ['a name of nothing', latex`$\frac{\partial l}{\partial W}[0,m,n] = \sum_{i=0}^{2} g_i\, x[m,2i+n]$`],
    ],
  }),
  ...answersTo('1.3(c)', {
    incorrect: [['larger', 'We should use a larger learning rate.']],
    'never right': [['avoided', 'Higher learning rates must be avoided.']],
    correct: [['a reason against larger ones', 'Use a smaller learning rate. A larger learning rate would diverge.']],
  }),
];

/** For sequence-review. */
export const nearMissesReview: readonly Case[] = [
  ...answersTo('1(a)', {
    correct: [
      [
        'one side of the condition',
        latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y)W^f (W^h)^{T-t}$. Explodes if $\rho(W^h) > 1$.`,
      ],
    ],
    'never right': [
      [
        'both sides above',
        latex`$\frac{\partial L}{\partial h_t} = 2(\hat y - y)W^f (W^h)^{T-t}$. It explodes for eigenvalues above 1. It vanishes for eigenvalues above 1 too.`,
      ],
    ],
  }),
];
