import { answersTo, type Case } from './case.ts';

const latex = String.raw;

/** More notations for rnn-homework, as converters and hurried people leave them. */
export const furtherRnn: readonly Case[] = [
  ...answersTo('1(a)', {
    correct: [
      [
        'arrows between steps',
        latex`$p = u_1 \Rightarrow q = w u_1 \Rightarrow r = u_2 + w u_1 \Rightarrow s = w u_2 + w^2 u_1 \Rightarrow t = u_3 + w u_2 + w^2 u_1 \Rightarrow y = w u_3 + w^2 u_2 + w^3 u_1$`,
      ],
      [
        'bold names',
        latex`$\mathbf{p} = u_1$, $\mathbf{q} = w u_1$, $\mathbf{r} = u_2 + w u_1$, $\mathbf{s} = w u_2 + w^2 u_1$, $\mathbf{t} = u_3 + w u_2 + w^2 u_1$, $\mathbf{y} = w u_3 + w^2 u_2 + w^3 u_1$`,
      ],
      [
        'escaped brackets',
        latex`\[ p = u_1,\ q = w u_1,\ r = u_2 + w u_1,\ s = w u_2 + w^2 u_1,\ t = u_3 + w u_2 + w^2 u_1,\ y = w u_3 + w^2 u_2 + w^3 u_1 \]`,
      ],
      [
        'a numbered list',
        latex`1. $p = u_1$
2. $q = w u_1$
3. $r = u_2 + w u_1$
4. $s = w u_2 + w^2 u_1$
5. $t = u_3 + w u_2 + w^2 u_1$
6. $y = w u_3 + w^2 u_2 + w^3 u_1$`,
      ],
      [
        '“is” and “equals”',
        latex`$p$ is $u_1$, $q$ equals $w u_1$, $r$ is $u_2 + w u_1$, $s$ is $w u_2 + w^2 u_1$, $t$ is $u_3 + w u_2 + w^2 u_1$ and $y$ is $w u_3 + w^2 u_2 + w^3 u_1$.`,
      ],
      [
        'a matrix of equations',
        latex`$$\begin{array}{ll} p = u_1 & q = w u_1 \\ r = u_2 + w u_1 & s = w u_2 + w^2 u_1 \\ t = u_3 + w u_2 + w^2 u_1 & y = w u_3 + w^2 u_2 + w^3 u_1 \end{array}$$`,
      ],
      [
        'plain colons',
        'p: u_1\nq: w u_1\nr: u_2 + w u_1\ns: w u_2 + w^2 u_1\nt: u_3 + w u_2 + w^2 u_1\ny: w u_3 + w^2 u_2 + w^3 u_1',
      ],
      [
        'braces around subscripts',
        latex`$p={u}_{1}$, $q=w{u}_{1}$, $r={u}_{2}+w{u}_{1}$, $s=w\left({u}_{2}+w{u}_{1}\right)$, $t={u}_{3}+w\left({u}_{2}+w{u}_{1}\right)$, $y=w\left({u}_{3}+w\left({u}_{2}+w{u}_{1}\right)\right)$`,
      ],
      ['typed without spaces', 'p=u1\nq=wu1\nr=u2+wu1\ns=w(u2+wu1)\nt=u3+w(u2+wu1)\ny=w(u3+w(u2+wu1))'],
    ],
    partial: [
      [
        'u_2 and u_3 exchanged in y',
        latex`p = $u_1$, q = $w u_1$, r = $u_2 + w u_1$, s = $w u_2 + w^2 u_1$, t = $u_3 + w u_2 + w^2 u_1$, y = $w u_2 + w^2 u_3 + w^3 u_1$`,
      ],
      [
        'a plain slip',
        'p = u1\nq = w*u1\nr = u2 + w*u1\ns = w*u2 + w*u1\nt = u3 + w*u2 + w^2*u1\ny = w*u3 + w^2*u2 + w^3*u1',
      ],
    ],
    'never right': [
      [
        'five of six and a question mark',
        latex`$p = u_1$, $q = w u_1$, $r = u_2 + w u_1$, $s = w u_2 + w^2 u_1$, $t = u_3 + w u_2 + w^2 u_1$, $y = ?$`,
      ],
    ],
  }),
  ...answersTo('1(b)', {
    correct: [
      ['an operator name', latex`$\frac{\operatorname{d}\!y}{\operatorname{d}\!w} = u_3 + 2wu_2 + 3w^2u_1$`],
      [
        'the product rule at length',
        latex`$$\frac{dy}{dw} = 1\cdot u_3 + 2 \cdot w \cdot u_2 + 3 \cdot w^2 \cdot u_1$$`,
      ],
      [
        'as a list of steps',
        latex`- $\frac{d}{dw}(w u_3) = u_3$
- $\frac{d}{dw}(w^2 u_2) = 2 w u_2$
- $\frac{d}{dw}(w^3 u_1) = 3 w^2 u_1$

Therefore $\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$.`,
      ],
      ['tfrac', latex`$\tfrac{dy}{dw} = 3w^2u_1+2wu_2+u_3$`],
      ['a colon and a sentence', latex`The derivative is: $u_3 + 2wu_2 + 3w^2u_1$.`],
      ['a plain sentence', 'Taking the derivative we get dy/dw = u_3 + 2 w u_2 + 3 w^2 u_1.'],
      ['a plain sentence with words behind', 'dy/dw = u_3 + 2*w*u_2 + 3*w^2*u_1 by the power rule'],
      ['a plain bold answer', '**dy/dw = u3 + 2wu2 + 3w^2u1**'],
      ['y of w', latex`$y(w) = w^3u_1 + w^2u_2 + wu_3 \Rightarrow y'(w) = 3w^2u_1 + 2wu_2 + u_3$`],
      ['nested fractions of one', latex`$\frac{dy}{dw} = \frac{w u_3 + 2w^2u_2 + 3w^3u_1}{w}$`],
      ['an aside behind', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$ where $u_1, u_2, u_3$ are the inputs.`],
      [
        'a remark with numbers behind',
        latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$. For example $w = 1$ gives $u_3 + 2u_2 + 3u_1$.`,
      ],
    ],
    incorrect: [
      ['a factor lost in a sentence', 'dy/dw = u_3 + w u_2 + 3 w^2 u_1 by the power rule'],
      ['d and w mixed up', latex`$\frac{dy}{dw} = u_1 + 2wu_2 + 3w^2u_3$`],
      ['an extra w', latex`$\frac{dy}{dw} = wu_3 + 2wu_2 + 3w^2u_1$`],
      ['a coefficient of the last', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 2w^2u_1$`],
      [
        'only the boxed one counts',
        latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$, $\boxed{\frac{dy}{dw} = u_3 + 2wu_2 + 3wu_1}$`,
      ],
    ],
    'never right': [
      ['an approximation sign and a wrong value', latex`$\frac{dy}{dw} \approx u_3$`],
      ['proportional', latex`$\frac{dy}{dw} \propto u_3 + 2wu_2 + 3w^2u_1$`],
      ['minus the right one', latex`$-\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$`],
      ['twice the right one', latex`$2\frac{dy}{dw} = u_3 + 2wu_2 + 3w^2u_1$`],
      ['the derivative by something else', latex`$\frac{dy}{du_1} = u_3 + 2wu_2 + 3w^2u_1$`],
      ['a second derivative', latex`$\frac{d^2y}{dw^2} = u_3 + 2wu_2 + 3w^2u_1$`],
      ['isn’t', latex`$\frac{dy}{dw}$ isn't $u_3 + 2wu_2 + 3w^2u_1$`],
    ],
  }),
  ...answersTo('1(c)', {
    correct: [
      [
        'list labels with dashes',
        latex`- ∂y/∂t = w
- ∂y/∂s = ∂y/∂t · 1 = w
- ∂y/∂r = ∂y/∂s · w = w²
- ∂y/∂q = ∂y/∂r · 1 = w²
- ∂y/∂p = ∂y/∂q · w = w³`,
      ],
      [
        'a colon behind each',
        latex`$\frac{\partial y}{\partial t}$: $w$

$\frac{\partial y}{\partial s}$: $w$

$\frac{\partial y}{\partial r}$: $w^2$

$\frac{\partial y}{\partial q}$: $w^2$

$\frac{\partial y}{\partial p}$: $w^3$`,
      ],
      ['Python names', '```\ndy_dt = w\ndy_ds = dy_dt\ndy_dr = w * dy_ds\ndy_dq = dy_dr\ndy_dp = w * dy_dq\n```'],
      [
        'dfrac',
        latex`$\dfrac{\partial y}{\partial t}=w,\quad \dfrac{\partial y}{\partial s}=1\cdot\dfrac{\partial y}{\partial t},\quad \dfrac{\partial y}{\partial r}=w\dfrac{\partial y}{\partial s},\quad \dfrac{\partial y}{\partial q}=\dfrac{\partial y}{\partial r},\quad \dfrac{\partial y}{\partial p}=w\dfrac{\partial y}{\partial q}$`,
      ],
      [
        'a head of derivatives',
        latex`| $\frac{\partial y}{\partial t}$ | $\frac{\partial y}{\partial s}$ | $\frac{\partial y}{\partial r}$ | $\frac{\partial y}{\partial q}$ | $\frac{\partial y}{\partial p}$ |
|---|---|---|---|---|
| $w$ | $w$ | $w^2$ | $w^2$ | $w^3$ |`,
      ],
    ],
    partial: [
      ['one slip in plain text', 'dy/dt = w\ndy/ds = w\ndy/dr = w\ndy/dq = w^2\ndy/dp = w^3'],
      [
        'an equation of sums',
        latex`$\frac{\partial y}{\partial t} = w$, $\frac{\partial y}{\partial s} = w + 1$, $\frac{\partial y}{\partial r} = w^2$, $\frac{\partial y}{\partial q} = w^2$, $\frac{\partial y}{\partial p} = w^3$`,
      ],
    ],
  }),
  ...answersTo('1(d)', {
    correct: [
      [
        'the sum in parentheses',
        latex`So the total derivative is $\frac{dy}{dw} = (t) + (w \cdot r) + (w^2 \cdot p)$.`,
      ],
      ['p as u_1', latex`$\frac{dy}{dw} = t + \frac{\partial y}{\partial s}r + \frac{\partial y}{\partial q}u_1$`],
      [
        'a table of edges',
        latex`| edge | partial |
|---|---|
| $w \to y$ | $t$ |
| $w \to s$ | $r \frac{\partial y}{\partial s}$ |
| $w \to q$ | $p \frac{\partial y}{\partial q}$ |

$\frac{dy}{dw} = t + r \frac{\partial y}{\partial s} + p \frac{\partial y}{\partial q}$`,
      ],
      ['d for every partial', latex`$\frac{dy}{dw} = t + r\frac{dy}{ds} + p\frac{dy}{dq}$`],
      [
        'with the check of (b)',
        latex`$\frac{dy}{dw} = t + w r + w^2 p = (u_3 + wu_2 + w^2u_1) + w(u_2 + wu_1) + w^2u_1 = u_3 + 2wu_2 + 3w^2u_1$`,
      ],
    ],
    partial: [
      [
        'the sign of one edge',
        latex`$\frac{dy}{dw} = t + r\frac{\partial y}{\partial s} - p\frac{\partial y}{\partial q}$`,
      ],
      ['one edge twice', latex`$\frac{dy}{dw} = t + 2r\frac{\partial y}{\partial s} + p\frac{\partial y}{\partial q}$`],
    ],
  }),
  ...answersTo('2(a)', {
    correct: [
      [
        'a sentence with the numbers first',
        'With log-probabilities -0.65 and -0.73, "neural" and "network" are both stored.',
      ],
      ['y_1', latex`$y_1 \in \{\text{neural}, \text{network}\}$`],
      ['italics', '*neural* and *network*'],
      ['colons', 'neural: -0.65\nnetwork: -0.73'],
      ['as a tuple of strings', "('neural',), ('network',)"],
    ],
    partial: [['network only', 'Only "network" is stored.']],
  }),
  ...answersTo('2(b)', {
    correct: [
      [
        'log p written out',
        latex`$\log p(\text{neural}, \text{network}) = -0.65 - 0.6 = -1.25$ and $\log p(\text{network}, \text{neural}) = -0.73 - 0.6 = -1.33$`,
      ],
      ['a numbered list with bold', '1. **neural network** with -1.25\n2. **network neural** with -1.33'],
      ['slashes', 'neural/network and network/neural'],
      [
        'a table of words',
        '| w1 | w2 | score |\n|---|---|---|\n| neural | network | -1.25 |\n| network | neural | -1.33 |',
      ],
      ['sequence numbers', 'Sequence 1: neural network; Sequence 2: network neural'],
      [
        'a conclusion behind candidates',
        'neural neural: -1.45, neural network: -1.25, network neural: -1.33, network network: -1.53. Keep the top 2: neural network and network neural.',
      ],
      ['discarded ones after', 'Stored: neural network, network neural. Discarded: neural neural, network network.'],
      ['end of sentence tokens', '<BOS> neural network, <BOS> network neural (scores -1.25, -1.33)'],
    ],
    partial: [
      ['with the wrong partner', '"neural network" and "network network"'],
      ['both scores exchanged', 'neural network (-1.33), network neural (-1.25)'],
    ],
    incorrect: [['both repeated words', '[neural, neural], [network, network]']],
  }),
  ...answersTo('2(c)', {
    correct: [
      ['numbers with more digits', 'neural network network: -1.850\nnetwork neural network: -1.930'],
      ['sets of quotes', "'neural network network', 'network neural network'"],
      ['braces', latex`$\{\text{neural network network},\ \text{network neural network}\}$`],
    ],
    partial: [['the second extended wrongly', 'neural network network (-1.85), network neural neural (-2.13)']],
    'never right': [
      [
        'best of all included',
        'neural neural neural (-1.46), neural network network (-1.85), network neural network (-1.93)',
      ],
    ],
  }),
  ...answersTo('2(d)', {
    correct: [
      [
        'not returned',
        'No. "neural neural neural" has the highest overall log-probability of -1.46, but it is not returned.',
      ],
      ['beam search fails', 'Beam search fails to find the most likely sequence, neural neural neural.'],
      [
        'the reason first',
        'Because "neural neural" is pruned at t=2, the most likely sequence "neural neural neural" is lost. So no.',
      ],
      ['no with a dash', 'No - neural neural neural (-0.65-0.8-0.01 = -1.46) would be better.'],
      [
        'a long explanation',
        'No. Beam search only keeps k=2 hypotheses. At step 2 it drops "neural neural" (-1.45) because "neural network" (-1.25) and "network neural" (-1.33) are better. But "neural neural neural" has total -1.46, which is better than everything that is left.',
      ],
    ],
    partial: [
      ['a reason only', 'No, since beam search is greedy in some sense.'],
      ['network neural neural', 'No, the best is network neural neural.'],
    ],
    incorrect: [['it returns it', 'Yes, since neural network network has the highest score.']],
    'never right': [
      ['a question', 'Does it? neural neural neural'],
      ['sometimes', 'Sometimes yes, sometimes no.'],
    ],
  }),
  ...answersTo('2(e)', {
    correct: [
      ['with explanation behind', latex`$O(TkM\log k)$: at each of the $T$ steps we expand $k$ beams with $M$ tokens.`],
      ['two terms', latex`$O(T(kM + kM\log M))$`],
      ['nested O', latex`$T \cdot O(k \cdot M\log M) = O(TkM\log M)$`],
      ['ln', latex`$O(T k M \ln k)$`],
      ['a text command', latex`$\text{O}(TkM \log k)$`],
      ['is', latex`Runtime $= O(T k M)$`],
      ['in', latex`The run time is in $\mathcal{O}(T \cdot M \cdot k)$.`],
      ['plain with words', 'Overall it takes O(k*T*M*log(k)) time.'],
      ['log squared argument', latex`$O(TkM\log (k^2))$`],
      ['without parentheses', 'O(TkM log k)'],
    ],
    incorrect: [
      ['T k log M', latex`$O(Tk \log M)$`],
      ['k M', 'O(kM)'],
      ['T^2', 'O(T^2 k M log k)'],
      ['exponential in k', latex`$O(k^T M)$`],
    ],
  }),
  ...answersTo('5(a)', {
    correct: [
      ['parentheses', 'Baseline (297s, 94%), final (10s, 94.1%)'],
      ['an arrow for each', 'Time: 297s -> 10s. Accuracy: 94% -> 94.1%'],
      ['secs and pct', 'Start 297 secs, 94 pct; end 10 secs, 94.1 pct'],
      ['LaTeX text', latex`$297\text{ s}, 94\%$ and $10\text{ s}, 94.1\%$`],
      ['a multiplication aside', 'They began with 297s and 94%, and ended with 10s and 94.1%, almost 30 times faster.'],
      ['on one GPU', 'The baseline: 297s on a V100, 94% accuracy. Final: 10s on the same GPU, 94.1% accuracy.'],
      ['accuracy first', 'Baseline: 94% accuracy after 297 s. Final: 94.1% accuracy after 10 s.'],
      ['seconds with hyphen', 'A 297-second, 94% baseline became a 10-second, 94.1% run.'],
    ],
    partial: [
      ['94.3', 'Baseline: 297s, 94%. Final: 10s, 94.3%.'],
      ['24s', 'Baseline: 297s, 94%. Final: 24s, 94.1%.'],
      ['0.94%', 'Baseline: 297s, 0.94%. Final: 10s, 0.941%.'],
    ],
  }),
  ...answersTo('6(b)', {
    correct: [
      [
        'three lines',
        latex`$f_1 = 2$

$f_2 = -1$

$f_3 = 3$`,
      ],
      ['w_0', latex`$w_0 = 2, w_1 = -1, w_2 = 3$`],
      ['K', latex`$K = \left[2, -1, 3\right]$`],
      [
        'a sentence and a check',
        'The filter must be [2, -1, 3], because 2*1 + (-1)*4 + 3*0 = -2, 2*4 + (-1)*0 + 3*(-2) = 2 and 2*0 + (-1)*(-2) + 3*3 = 11.',
      ],
      ['numbers alone', '2, -1, 3'],
      ['and', latex`$x = 2$, $y = -1$ and $z = 3$`],
      [
        'elimination',
        latex`From the first, $a = -2 - 4b$. Putting it into $4a - 2c = 2$: $-8 - 16b - 2c = 2$. With $-2b + 3c = 11$ we get $b = -1$, $c = 3$, $a = 2$.`,
      ],
      ['torch', '`torch.tensor([2., -1., 3.])`'],
    ],
    incorrect: [
      ['wrong unknowns', latex`$a = 2, b = 1, c = 3$`],
      ['a slip in a plain list', 'filter = [2, -1, -3]'],
      ['divided', latex`$[1, -0.5, 1.5]$`],
    ],
  }),
  ...answersTo('6(c)', {
    correct: [
      [
        'bmatrix with braces',
        latex`$$\left[ {\begin{array}{rrr} {-1} & {3} & {-2} \\ {3} & {-3} & {1} \\ {0} & {3} & {1} \end{array}} \right]$$`,
      ],
      [
        'the four copies in words',
        latex`Each input multiplies the filter: $-1 \cdot F$, $2 \cdot F$, $3 \cdot F$, $1 \cdot F$. Added at their places: $$\begin{bmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{bmatrix}$$`,
      ],
      ['floats', '[[-1.0, 3.0, -2.0], [3.0, -3.0, 1.0], [0.0, 3.0, 1.0]]'],
      ['an assignment', 'output = [[-1, 3, -2], [3, -3, 1], [0, 3, 1]]'],
      ['rows as vectors', latex`$$Y = \begin{pmatrix} -1 & 3 & -2 \cr 3 & -3 & 1 \cr 0 & 3 & 1 \end{pmatrix}$$`],
      ['a determinant’s bars', latex`$$\begin{vmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{vmatrix}$$`],
    ],
    incorrect: [
      ['two rows exchanged', '[[3, -3, 1], [-1, 3, -2], [0, 3, 1]]'],
      ['padded', '[[0, -1, 3, -2], [0, 3, -3, 1], [0, 0, 3, 1]]'],
      ['a sign in the middle', latex`$\begin{bmatrix} -1 & 3 & -2 \\ 3 & 3 & 1 \\ 0 & 3 & 1 \end{bmatrix}$`],
    ],
  }),
];
