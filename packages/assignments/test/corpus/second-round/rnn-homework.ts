import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** rnn-homework: the second round of answers that were written before the judges were measured with them. */
export const secondRnn: readonly Case[] = [
  ...answersTo('1(a)', {
    correct: [
      [
        'unicode, one line each',
        latex`p = u₁
q = w·u₁
r = u₂ + wu₁
s = wu₂ + w²u₁
t = u₃ + wu₂ + w²u₁
y = wu₃ + w²u₂ + w³u₁`,
      ],
      [
        'nested (Horner) forms, aligned',
        latex`$$\begin{align*}
p &= u_1 \\
q &= w p = w u_1 \\
r &= u_2 + q = u_2 + w u_1 \\
s &= w r = w(u_2 + w u_1) \\
t &= u_3 + s = u_3 + w(u_2 + w u_1) \\
y &= w t = w\bigl(u_3 + w(u_2 + w u_1)\bigr)
\end{align*}$$`,
      ],
      [
        'as a Markdown table',
        latex`| node | value |
|---|---|
| $p$ | $u_1$ |
| $q$ | $w u_1$ |
| $r$ | $w u_1 + u_2$ |
| $s$ | $w^2 u_1 + w u_2$ |
| $t$ | $w^2 u_1 + w u_2 + u_3$ |
| $y$ | $w^3 u_1 + w^2 u_2 + w u_3$ |`,
      ],
    ],
    partial: [
      [
        's, t, y: the square forgotten (equal at w = 1)',
        '$p = u_1$, $q = w u_1$, $r = u_2 + w u_1$, $s = w u_2 + w u_1$, $t = u_3 + w u_2 + w u_1$, $y = w u_3 + w^2 u_2 + w^2 u_1$',
      ],
      [
        'last blank uses the inputs in reverse',
        'p = u_1, q = w u_1, r = u_2 + w u_1, s = w u_2 + w^2 u_1, t = u_3 + w u_2 + w^2 u_1, y = w u_1 + w^2 u_2 + w^3 u_3',
      ],
    ],
  }),
  ...answersTo('1(b)', {
    correct: [
      ['other order, ASCII', 'dy/dw = 3*u_1*w^2 + 2*u_2*w + u_3'],
      [
        'one step before the result',
        latex`$$\frac{dy}{dw}=\frac{d}{dw}\left(w u_3+w^2u_2+w^3u_1\right)=u_3+2wu_2+3w^2u_1$$`,
      ],
      ['factored, unicode', '∂y/∂w = u₃ + w(2u₂ + 3w·u₁)'],
      [latex`converter ate the f of \frac`, '$$rac{dy}{dw} = 3w^{2}u_{1} + 2wu_{2} + u_{3}$$'],
    ],
    incorrect: [
      ['equal only at w = 0 and w = 1', latex`$\frac{dy}{dw} = u_3 + 2w u_2 + 3w u_1$`],
      ['coefficient 2 where 3 belongs', latex`$\frac{dy}{dw} = u_3 + 2wu_2 + 2w^2u_1$`],
      [
        'right, then a last link that holds only at w = 1',
        latex`$\frac{dy}{dw} = u_3+2wu_2+3w^2u_1 = u_3 + 2u_2 + 3u_1$`,
      ],
      ['sign of the middle term', 'dy/dw = u3 - 2 w u2 + 3 w^2 u1'],
    ],
    review: [["scanner lost the exponent's place: w2 may be w^2", 'dy/dw = u3 + 2w u2 + 3w2 u1']],
  }),
  ...answersTo('1(c)', {
    correct: [
      [
        'all as powers of w',
        latex`$\frac{\partial y}{\partial t} = w$, $\frac{\partial y}{\partial s} = w$, $\frac{\partial y}{\partial r} = w^2$, $\frac{\partial y}{\partial q} = w^2$, $\frac{\partial y}{\partial p} = w^3$`,
      ],
      [
        'ASCII with the chain rule before',
        latex`dy/dt = w
dy/ds = dy/dt * dt/ds = dy/dt * 1 = w
dy/dr = dy/ds * w
dy/dq = dy/dr * 1 = dy/dr
dy/dp = dy/dq * w`,
      ],
    ],
    partial: [
      [
        'the w of s = wr forgotten',
        latex`$\partial y/\partial t = w$, $\partial y/\partial s = \partial y/\partial t$, $\partial y/\partial r = \partial y/\partial s$, $\partial y/\partial q = \partial y/\partial r$, $\partial y/\partial p = w\,\partial y/\partial q$`,
      ],
      [
        'an extra w at s',
        latex`- $\frac{\partial y}{\partial t} = w$
- $\frac{\partial y}{\partial s} = w \frac{\partial y}{\partial t}$
- $\frac{\partial y}{\partial r} = w \frac{\partial y}{\partial s}$
- $\frac{\partial y}{\partial q} = \frac{\partial y}{\partial r}$
- $\frac{\partial y}{\partial p} = w \frac{\partial y}{\partial q}$`,
      ],
    ],
  }),
  ...answersTo('1(d)', {
    correct: [
      [
        'three edges named, then the sum',
        latex`Edge into $y$: $t$. Edge into $s$: $r \cdot \frac{\partial y}{\partial s} = wr$. Edge into $q$: $p\cdot\frac{\partial y}{\partial q} = w^2 p$.

$$\frac{dy}{dw} = t + wr + w^2 p$$`,
      ],
      [
        'in partials alone',
        latex`$$\frac{dy}{dw} = t + r\,\frac{\partial y}{\partial s} + p\,\frac{\partial y}{\partial q}$$`,
      ],
      [
        'expanded to the inputs',
        latex`The three contributions are $t = u_3 + w u_2 + w^2 u_1$, $w r = w u_2 + w^2 u_1$ and $w^2 u_1$. Together $\frac{dy}{dw} = u_3 + 2w u_2 + 3 w^2 u_1$.`,
      ],
    ],
    partial: [
      ['the downstream partials forgotten', latex`The edges give $t$, $r$ and $p$, so $\frac{dy}{dw} = t + r + p$.`],
      ['s + q: q should carry one more w (equal at w = 1)', latex`$$\frac{dy}{dw} = t + wr + wp$$`],
    ],
  }),
  ...answersTo('2(a)', {
    correct: [
      ['set braces', '{network, neural}'],
      [
        'numbered with scores',
        latex`1. "neural", log p = -0.65
2. "network", log p = -0.73`,
      ],
    ],
    partial: [['one of two', 'Only "neural" is kept, it has the higher log probability (-0.65).']],
    incorrect: [['two words after one step', 'neural network, network neural']],
  }),
  ...answersTo('2(b)', {
    correct: [
      ['tuples', '(network, neural) with −1.33 and (neural, network) with −1.25'],
      [
        'arrows in LaTeX',
        latex`$\text{neural} \to \text{network}$ ($-0.65 - 0.6 = -1.25$) and $\text{network} \to \text{neural}$ ($-0.73-0.6=-1.33$)`,
      ],
    ],
    partial: [
      ['one pair wrong', 'neural neural, neural network'],
      ['right sequences, a wrong score', '"neural network" (log prob −1.25) and "network neural" (log prob −1.53)'],
    ],
  }),
  ...answersTo('2(c)', {
    correct: [
      [
        'brackets with sums',
        latex`[neural, network, network]: -0.65 - 0.6 - 0.6 = -1.85
[network, neural, network]: -0.73 - 0.6 - 0.6 = -1.93`,
      ],
      ['quoted, joined by and', 'The beam holds “network neural network” and “neural network network”.'],
    ],
    partial: [
      ['both from the better prefix', 'neural network network (-1.85) and neural network neural (-2.05)'],
      ['best of the whole tree smuggled in', 'neural neural neural (−1.46); neural network network (−1.85)'],
    ],
  }),
  ...answersTo('2(d)', {
    correct: [
      [
        'no with sum and reason',
        'No. The likeliest sequence is "neural neural neural" with $-0.65 - 0.8 - 0.01 = -1.46$. Beam search already dropped "neural neural" in step 2, so it ends with "neural network network" at $-1.85$.',
      ],
      [
        'it does not',
        'It does not: (neural, neural, neural) has total log-probability −1.46, but its prefix (neural, neural) was pruned at timestep 2.',
      ],
    ],
    incorrect: [
      [
        'yes',
        'Yes, because beam search always keeps the two best hypotheses, the most likely sequence "neural network network" (-1.85) is found.',
      ],
      [
        '"no doubt" means yes',
        'There is no doubt that it does: neural network network with −1.85 is the most likely of all.',
      ],
    ],
    partial: [['no, other sequence', 'No. "neural neural network" is more likely but was pruned.']],
  }),
  ...answersTo('2(e)', {
    correct: [
      [
        'heap, theta and calligraphic O',
        latex`Every step scores $kM$ candidates and keeps the best $k$ with a heap, $\Theta(kM\log k)$. Over $T$ steps: $\mathcal{O}(T k M \log k)$.`,
      ],
      ['linear-time selection', 'O(T · k · M) if the top k are found with quickselect'],
      [
        'full sort of all candidates',
        latex`$O(T\,kM\log(kM))$ since all $kM$ candidates are sorted at each of the T steps`,
      ],
    ],
    incorrect: [
      ['k forgotten as a factor', latex`$O(TM\log k)$`],
      ['exhaustive', 'O(M^T)'],
      ['k squared', latex`$O(T k^2 M \log k)$`],
    ],
    review: [['two contradicting results', latex`$O(TkM\log k)$ or maybe $O(Tk\log M)$, not sure`]],
  }),
  ...answersTo('3(e)', {
    correct: [
      [
        'spectral radius symbol',
        latex`$\partial L/\partial h_t$ contains $(W^h)^{T-t}$. If the spectral radius $\rho(W^h) > 1$ the gradients explode, if $\rho(W^h) < 1$ they vanish.`,
      ],
      [
        'in words',
        'They explode when the eigenvalue of $W^h$ with the largest magnitude is larger than 1 in absolute value, and they vanish when all eigenvalues are smaller than 1 in absolute value, because the gradient is multiplied by W^h once per step.',
      ],
    ],
    incorrect: [
      [
        'reversed',
        'If the largest absolute eigenvalue of $W^h$ is smaller than 1 the gradients explode; if it is larger than 1 they vanish.',
      ],
      [
        'sign in place of magnitude',
        'Gradients explode if the largest eigenvalue of W^h is positive and vanish if it is negative.',
      ],
    ],
  }),
  ...answersTo('3(f)', {
    correct: [
      ['arrows', 'exploding → ReLU; vanishing → tanh'],
      [
        'items with reasons',
        latex`(i) ReLU, as it never saturates for positive inputs and hidden states can grow without limit.
(ii) tanh: its derivative is below 1 nearly everywhere.`,
      ],
    ],
    incorrect: [
      [
        'swapped',
        'tanh makes gradients explode more, and ReLU makes them vanish more since its derivative is 0 for negative inputs.',
      ],
      ['not … but', 'It is not ReLU but tanh that explodes more; ReLU vanishes more.'],
    ],
    partial: [['ReLU twice', '(i) ReLU (ii) ReLU, because half of its units are dead']],
  }),
  ...answersTo('5(a)', {
    correct: [
      [
        'words around',
        'They started from a baseline of 297 seconds with 94% test accuracy and finished with 10 seconds and 94.1%.',
      ],
      ['fractions, minutes and seconds', 'Baseline: 4 min 57 s, accuracy 0.94. Final: 10 s, accuracy 0.941.'],
    ],
    partial: [
      ['minutes in place of seconds', 'Start: 297 min, 94 %. End: 10 min, 94.1 %.'],
      ['baseline time wrong', '356 s and 94 % at first, 10 s and 94.1 % at the end'],
      ['accuracies exchanged', 'Initial: 297 s, 94.1%; final: 10 s, 94%'],
    ],
  }),
  ...answersTo('6(b)', {
    correct: [
      [
        'column, after the equations',
        latex`Let the filter be $(a, b, c)$. Then $a + 4b = -2$, $4a - 2c = 2$ and $-2b + 3c = 11$. Solving gives $a = 2$, $b = -1$, $c = 3$, so the filter is $\begin{pmatrix} 2 \\ -1 \\ 3 \end{pmatrix}$.`,
      ],
      ['components', '$f_1=2$, $f_2=-1$, $f_3=3$'],
    ],
    incorrect: [
      ['turned around', 'The filter is [3, -1, 2]'],
      ['sign of the middle entry', '$[2, 1, 3]$'],
    ],
    review: [['two filters', '$[2, -1, 3]$ or $[3, -1, 2]$ depending on whether one flips']],
  }),
  ...answersTo('6(c)', {
    correct: [
      [
        'sum of four shifted filters first',
        latex`$$-1\begin{bmatrix}1&-1&0\\0&1&0\\0&0&0\end{bmatrix}+2\begin{bmatrix}0&1&-1\\0&0&1\\0&0&0\end{bmatrix}+3\begin{bmatrix}0&0&0\\1&-1&0\\0&1&0\end{bmatrix}+1\begin{bmatrix}0&0&0\\0&1&-1\\0&0&1\end{bmatrix}=\begin{bmatrix}-1&3&-2\\3&-3&1\\0&3&1\end{bmatrix}$$`,
      ],
      ['nested lists, unicode minus', '[[−1, 3, −2], [3, −3, 1], [0, 3, 1]]'],
    ],
    incorrect: [
      ['transposed', latex`$\begin{pmatrix} -1 & 3 & 0 \\ 3 & -3 & 3 \\ -2 & 1 & 1 \end{pmatrix}$`],
      ['with the turned filter', latex`$\begin{bmatrix} -1 & 2 & 0 \\ 4 & -2 & 2 \\ -3 & 2 & 1 \end{bmatrix}$`],
    ],
  }),
];
