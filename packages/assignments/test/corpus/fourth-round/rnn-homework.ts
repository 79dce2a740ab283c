import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** rnn-homework: the fourth round of answers that were written before the judges were measured with them. */
export const fourthRnn: readonly Case[] = [
  ...answersTo('1(a)', {
    correct: [
      [
        'table, nested products',
        `| node | value |
|---|---|
| p | u₁ |
| q | w·u₁ |
| r | u₂ + w·u₁ |
| s | w·(u₂ + w·u₁) |
| t | u₃ + w·(u₂ + w·u₁) |
| y | w·(u₃ + w·(u₂ + w·u₁)) |`,
      ],
      [
        'one sentence',
        'First p is just u_1. Then q = p*w = u_1 w, r = u_2 + q = u_2 + u_1 w, s = r*w = u_2 w + u_1 w^2, t = u_3 + s = u_3 + u_2 w + u_1 w^2, and finally y = t*w = u_3 w + u_2 w^2 + u_1 w^3.',
      ],
    ],
    partial: [
      [
        'w lost on the way',
        latex`$p = u_1$, $q = w u_1$, $r = u_2 + w u_1$, $s = w u_2 + w u_1$, $t = u_3 + w u_2 + w u_1$, $y = w u_3 + w^2 u_2 + w^2 u_1$`,
      ],
    ],
  }),
  ...answersTo('1(b)', {
    correct: [
      ['factored', 'dy/dw = u₃ + w(2u₂ + 3w u₁)'],
      [
        'product rule, not gathered',
        latex`By the product rule on $y = w\,t$: $\frac{dy}{dw} = t + w\frac{dt}{dw} = (u_3 + wu_2 + w^2u_1) + w(u_2 + 2wu_1)$`,
      ],
    ],
    incorrect: [
      ['product rule forgotten', latex`$\frac{dy}{dw} = u_3 + w u_2 + w^2 u_1$`],
      ['inputs turned round', 'y = w*u3 + w^2*u2 + w^3*u1, therefore dy/dw = u_1 + 2 w u_2 + 3 w^2 u_3'],
    ],
  }),
  ...answersTo('1(c)', {
    correct: [
      [
        'powers of w, reasons in brackets',
        '∂y/∂t = w, ∂y/∂s = w (the addition passes it on), ∂y/∂r = w·w = w², ∂y/∂q = w² (addition again), ∂y/∂p = w³',
      ],
      [
        'aligned',
        latex`$$\begin{aligned}
\frac{\partial y}{\partial p} &= w \frac{\partial y}{\partial q} \\
\frac{\partial y}{\partial q} &= \frac{\partial y}{\partial r} \\
\frac{\partial y}{\partial r} &= w \frac{\partial y}{\partial s} \\
\frac{\partial y}{\partial s} &= \frac{\partial y}{\partial t} \\
\frac{\partial y}{\partial t} &= w
\end{aligned}$$`,
      ],
    ],
    partial: [
      [
        'factor at the wrong edge',
        latex`$\frac{\partial y}{\partial t} = w$, $\frac{\partial y}{\partial s} = w$, $\frac{\partial y}{\partial r} = w\frac{\partial y}{\partial s}$, $\frac{\partial y}{\partial q} = w\frac{\partial y}{\partial r}$, $\frac{\partial y}{\partial p} = \frac{\partial y}{\partial q}$`,
      ],
    ],
  }),
  ...answersTo('1(d)', {
    correct: [
      [
        'edges in words',
        'The edge into y gives t, the edge into s gives r·∂y/∂s = r w, the edge into q gives p·∂y/∂q = p w². Adding them, dy/dw = t + w r + w² p = u3 + 2w u2 + 3w² u1, the same as in (b).',
      ],
    ],
    'never right': [['local derivatives only', latex`The edges are $t$, $r$ and $p$, so $\frac{dy}{dw} = t + r + p$.`]],
  }),
  ...answersTo('2(a)', {
    correct: [
      ['both words', 'Both words are kept: “neural” with −0.65 and “network” with −0.73.'],
      [
        'brackets and respectively',
        'It stores the two prefixes [network] and [neural], with log p = −0.73 and −0.65 respectively.',
      ],
    ],
    partial: [['one kept', 'Only neural is stored, because −0.65 > −0.73.']],
  }),
  ...answersTo('2(b)', {
    correct: [
      ['arrows', 'network → neural (−0.73 − 0.6 = −1.33)\nneural → network (−0.65 − 0.6 = −1.25)'],
      [
        'all four, then the chosen',
        'The four candidates are neural neural (-1.45), neural network (-1.25), network neural (-1.33) and network network (-1.53). We keep the two best of them: neural network and network neural.',
      ],
    ],
    incorrect: [['words repeated', 'neural neural (−1.45) and network network (−1.53)']],
    partial: [['one wrong', 'After step 2 the beam holds "neural neural" and "network neural".']],
  }),
  ...answersTo('2(c)', {
    correct: [
      [
        'numbered, sums',
        '1. neural network network: −1.25 − 0.6 = −1.85\n2. network neural network: −1.33 − 0.6 = −1.93',
      ],
      [
        'learner’s sentence',
        'In the time step 3 the beam is storing “neural network network” (the sum is -1.85) and also “network neural network” (the sum is -1.93).',
      ],
    ],
    partial: [
      ['the best one let in', 'neural neural neural (−1.46) and neural network network (−1.85)'],
      ['last word wrong', latex`$\{$network neural network, network neural neural$\}$`],
    ],
  }),
  ...answersTo('2(d)', {
    correct: [
      [
        'it does not',
        'It does not. The sequence neural neural neural has a total of −0.65 − 0.8 − 0.01 = −1.46, that is bigger than −1.85, but its prefix neural neural was thrown away at step 2.',
      ],
      [
        'not the most likely',
        'The returned sequence is not the most likely one: (neural, neural, neural) scores -1.46, and beam search has pruned it since (neural, neural) with -1.45 was only third.',
      ],
    ],
    incorrect: [
      ['yes', 'Yes, because neural network network has −1.85 and this is higher than the −1.93 of the other one.'],
    ],
    partial: [
      ['another sequence', 'No. "neural neural network" is more likely, but its prefix was dropped at step 2.'],
    ],
  }),
  ...answersTo('2(e)', {
    correct: [
      [
        'heap in words',
        latex`At every one of the $T$ steps we look at $k\cdot M$ candidates and keep the $k$ best with a heap of size $k$, so $\mathcal{O}(T\,k\,M\log k)$.`,
      ],
      ['sorted', 'O(T·k·M·log(k·M)), since we sort all the kM candidates in each step'],
      ['theta', 'Θ(M k T) with quickselect'],
    ],
    incorrect: [
      ['log for M', 'O(T k log M)'],
      ['all sequences', latex`$O(k M^T)$`],
    ],
    'never right': [
      ['k squared sorted only', 'We have k² candidates in each step and sort them, hence O(T k² log k).'],
    ],
  }),
  ...answersTo('3(f)', {
    correct: [
      ['two lines', 'More exploding: ReLU\nMore vanishing: tanh (its derivative is below 1 as soon as it saturates)'],
      [
        'learner',
        'With the relu I have seen the gradients to explode more often. The vanishing happens more with the tanh.',
      ],
    ],
    incorrect: [
      ['turned', 'The tanh network explodes more; ReLU has more vanishing gradients since half of its units are zero.'],
    ],
  }),
  ...answersTo('5(a)', {
    correct: [
      ['words', 'Baseline: 297 seconds and 94 % test accuracy. Final: 10 seconds at 94.1 %.'],
      ['minutes and seconds', 'It began with 4 minutes 57 seconds (94%) and ended in 10 seconds (94.1%).'],
    ],
    partial: [
      ['minutes', 'The baseline took 297 minutes with 94% accuracy, the final one 10 minutes with 94.1% accuracy.'],
    ],
  }),
  ...answersTo('6(b)', {
    correct: [
      [
        'elimination',
        latex`Let the filter be $(a,b,c)$. Then $a+4b=-2$, $4a-2c=2$ and $-2b+3c=11$. From the first $a=-2-4b$; the second gives $c = 2a-1 = -5-8b$; the third $-2b-15-24b=11$, so $b=-1$, $a=2$, $c=3$.`,
      ],
    ],
    incorrect: [['flipped', 'The filter is [3, -1, 2].']],
  }),
  ...answersTo('6(c)', {
    correct: [
      ['table', '| -1 | 3 | -2 |\n|---|---|---|\n| 3 | -3 | 1 |\n| 0 | 3 | 1 |'],
      [
        'sum of four',
        latex`$\begin{pmatrix}-1&1&0\\0&-1&0\\0&0&0\end{pmatrix}+\begin{pmatrix}0&2&-2\\0&0&2\\0&0&0\end{pmatrix}+\begin{pmatrix}0&0&0\\3&-3&0\\0&3&0\end{pmatrix}+\begin{pmatrix}0&0&0\\0&1&-1\\0&0&1\end{pmatrix}=\begin{pmatrix}-1&3&-2\\3&-3&1\\0&3&1\end{pmatrix}$`,
      ],
    ],
    incorrect: [['filter turned', latex`$\begin{bmatrix}-1&2&0\\4&0&2\\-3&2&1\end{bmatrix}$`]],
  }),
];
