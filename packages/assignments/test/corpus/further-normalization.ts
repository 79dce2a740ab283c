import { answersTo, type Case } from './case.ts';

const latex = String.raw;

/** More notations for normalization-decoding. */
export const furtherNormalization: readonly Case[] = [
  ...answersTo('1', {
    correct: [
      [
        'one array on each line under headings',
        `### Batch
mean: [2.33, 2.42]
var: [1.06, 1.24]

### Layer
mean: [2.33, 2.0, 2.5, 2.67]
var: [0.89, 1.33, 0.92, 1.22]

### Instance
mean: [[3.0, 1.67], [2.0, 2.0], [2.0, 3.0], [2.33, 3.0]]
var: [[0.67, 0.22], [0.67, 2.0], [0.67, 0.67], [1.56, 0.67]]`,
      ],
      [
        'printed by torch',
        '```\nbatch mean tensor([2.3333, 2.4167])\nbatch var tensor([1.0556, 1.2431])\nlayer mean tensor([2.3333, 2.0000, 2.5000, 2.6667])\nlayer var tensor([0.8889, 1.3333, 0.9167, 1.2222])\ninstance mean tensor([[3.0000, 1.6667],\n        [2.0000, 2.0000],\n        [2.0000, 3.0000],\n        [2.3333, 3.0000]])\ninstance var tensor([[0.6667, 0.2222],\n        [0.6667, 2.0000],\n        [0.6667, 0.6667],\n        [1.5556, 0.6667]])\n```',
      ],
      [
        'mathrm and reversed scripts',
        latex`$$\mu_{\mathrm{batch}} = (2.33, 2.42)^\top,\ \sigma_{\mathrm{batch}}^{2} = (1.06, 1.24)^\top$$
$$\mu_{\mathrm{layer}} = (2.33, 2, 2.5, 2.67)^\top,\ \sigma_{\mathrm{layer}}^{2} = (0.89, 1.33, 0.92, 1.22)^\top$$
$$\mu_{\mathrm{instance}} = \begin{pmatrix} 3 & 1.67 \\ 2 & 2 \\ 2 & 3 \\ 2.33 & 3 \end{pmatrix},\ \sigma_{\mathrm{instance}}^{2} = \begin{pmatrix} 0.67 & 0.22 \\ 0.67 & 2 \\ 0.67 & 0.67 \\ 1.56 & 0.67 \end{pmatrix}$$`,
      ],
      [
        'a table with the kinds as columns',
        latex`| | batch | layer | instance |
|---|---|---|---|
| $\mu$ | $[2.33, 2.42]$ | $[2.33, 2, 2.5, 2.67]$ | $[[3, 1.67], [2, 2], [2, 3], [2.33, 3]]$ |
| $\sigma^2$ | $[1.06, 1.24]$ | $[0.89, 1.33, 0.92, 1.22]$ | $[[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]]$ |`,
      ],
      [
        'the question’s tensor first',
        latex`For the tensor $\begin{bmatrix} \begin{bmatrix} 2, 4, 3 \\ 2, 1, 2 \end{bmatrix}, \begin{bmatrix} 1, 2, 3 \\ 4, 1, 1 \end{bmatrix}, \begin{bmatrix} 2, 1, 3 \\ 3, 2, 4 \end{bmatrix}, \begin{bmatrix} 1, 4, 2 \\ 2, 4, 3 \end{bmatrix} \end{bmatrix}$ we get $\mu_{batch} = [2.33, 2.42]$, $\sigma^2_{batch} = [1.06, 1.24]$, $\mu_{layer} = [2.33, 2, 2.5, 2.67]$, $\sigma^2_{layer} = [0.89, 1.33, 0.92, 1.22]$, $\mu_{instance} = [[3, 1.67], [2, 2], [2, 3], [2.33, 3]]$, $\sigma^2_{instance} = [[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]]$.`,
      ],
      [
        'Var and E',
        latex`$\bar{x}_{batch} = [2.33, 2.42]$, $\mathrm{Var}_{batch} = [1.06, 1.24]$, $\bar{x}_{layer} = [2.33, 2, 2.5, 2.67]$, $\mathrm{Var}_{layer} = [0.89, 1.33, 0.92, 1.22]$, $\bar{x}_{instance} = [[3, 1.67], [2, 2], [2, 3], [2.33, 3]]$, $\mathrm{Var}_{instance} = [[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]]$`,
      ],
    ],
    partial: [
      [
        'layer over features alone',
        latex`$\mu_{batch} = [2.33, 2.42]$, $\sigma^2_{batch} = [1.06, 1.24]$, $\mu_{layer} = [[3, 1.67], [2, 2], [2, 3], [2.33, 3]]$, $\sigma^2_{layer} = [[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]]$, $\mu_{instance} = [[3, 1.67], [2, 2], [2, 3], [2.33, 3]]$, $\sigma^2_{instance} = [[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]]$`,
      ],
      [
        'a table with two cells exchanged',
        `| | mean | variance |
|---|---|---|
| batch | [1.06, 1.24] | [2.33, 2.42] |
| layer | [2.33, 2, 2.5, 2.67] | [0.89, 1.33, 0.92, 1.22] |
| instance | [[3, 1.67], [2, 2], [2, 3], [2.33, 3]] | [[0.67, 0.22], [0.67, 2], [0.67, 0.67], [1.56, 0.67]] |`,
      ],
      [
        'only the means',
        latex`$\mu_{batch} = [2.33, 2.42]$, $\mu_{layer} = [2.33, 2, 2.5, 2.67]$, $\mu_{instance} = [[3, 1.67], [2, 2], [2, 3], [2.33, 3]]$`,
      ],
    ],
  }),
  ...answersTo('2.1', {
    correct: [
      ['iff', latex`The updates coincide iff $\lambda\theta_i = 2\eta\gamma\theta_i$, i.e. $\lambda = 2\eta\gamma$.`],
      ['plain words', 'if lambda = 2 eta gamma the two schemes are identical'],
      ['Greek in a sentence', 'So weight decay with λ = 2γη is the same as L2 regularization.'],
      ['with text', latex`$\lambda = 2\eta\gamma \quad \text{(QED)}$`],
      ['an alpha for the step size', latex`$\lambda = 2\alpha\gamma$ where $\alpha$ is the learning rate`],
      [
        'the gradient of the penalty',
        latex`$\nabla_\theta \gamma\|\theta\|^2 = 2\gamma\theta$, so one step takes $\eta \cdot 2\gamma\theta$ off. This is $\lambda\theta$ with $\lambda = 2\eta\gamma$.`,
      ],
      [
        'factored update',
        latex`$\theta_{i+1} = (1 - 2\eta\gamma)\theta_i - \eta\nabla L$ and $\theta_{i+1} = (1-\lambda)\theta_i - \eta\nabla L$ are the same for $\lambda = 2\eta\gamma$.`,
      ],
    ],
    incorrect: [
      ['half in a sentence', 'they agree for λ = ηγ'],
      ['a square', latex`$\lambda = 2\eta^2\gamma$`],
      ['inverse', latex`$\lambda = \frac{1}{2\eta\gamma}$`],
    ],
    'never right': [['a typo that cannot be known', latex`$\lambda = 2n\gamma$ and $\lambda = 2\eta$`]],
  }),
  ...answersTo('3.1', {
    correct: [
      ['in words before', 'The number of possible sequences is N^T.'],
      ['possible for each', latex`There are $N$ choices for each of $T$ positions, which gives $N^T$ sequences.`],
      ['V for N explained', latex`$N^T$ possible sequences, where $N$ is the vocabulary size`],
      ['a power with text', latex`$N^{T} \text{ sequences}$`],
      ['underbrace', latex`$\underbrace{N \cdot N \cdots N}_{T} = N^T$`],
      ['equals', latex`Total = $N^T$.`],
      ['without BOS', latex`If ⟨BOS⟩ cannot occur again, there are $(N-1)^T$.`],
    ],
    incorrect: [
      ['with the first token', 'N^(T+1)'],
      ['T to the N', 'There are T^N sequences.'],
      ['times', latex`$N \cdot T$ sequences`],
    ],
  }),
  ...answersTo('3.3', {
    correct: [
      [
        'is and for',
        latex`The algorithm has a time complexity of $\mathcal{O}(TB^2N)$ and a space complexity of $\mathcal{O}(BT + BN)$.`,
      ],
      ['equals', latex`time $= O(T \cdot B \cdot N \log B)$, space $= O(B(T+N))$`],
      [
        'bold labels in a list',
        latex`- **Time complexity:** $O(TBN + TB^2N) = O(TB^2N)$
- **Space complexity:** $O(BN + BT)$`,
      ],
      ['plain sentence', 'The time complexity is O(B^2*N*T). The space complexity is O(B*N + B*T).'],
      ['runtime and memory words', 'It runs in O(TB^2N) time and needs O(BN + BT) memory.'],
      ['linear', latex`Time complexity: $O(B N T)$, linear in $N$ so practical. Space complexity: $O(BN + BT)$.`],
      ['space with a smaller term', latex`Time: $O(B^2NT)$. Space: $O(BN + BT + B)$.`],
    ],
    partial: [
      ['space with N only', 'It runs in O(TB^2N) time and needs O(N) memory.'],
      ['time with N squared', latex`Time: $O(B^2N^2T)$; space: $O(B(N+T))$`],
    ],
    incorrect: [['neither', latex`Time $O(T)$, space $O(1)$.`]],
  }),
  ...answersTo('3.4.a', {
    correct: [
      [
        'the sum behind',
        'Greedy decoding gives [the, red, rectangle]. The log-likelihood is -1.5 + (-3.1) + (-4.5) = -9.1.',
      ],
      [
        'w bar',
        latex`$\bar{\mathbf{w}}_{1:3} = (\text{the}, \text{red}, \text{rectangle})$, $\log p(\bar{\mathbf{w}}_{1:3}) = -1.5 - 3.1 - 4.5 = -9.1$`,
      ],
      ['quoted words', '"the", "red", "rectangle" with log-likelihood -9.1'],
      [
        'a table',
        '| t | word | log p |\n|---|---|---|\n| 1 | the | -1.5 |\n| 2 | red | -3.1 |\n| 3 | rectangle | -4.5 |\n\nTotal: -9.1',
      ],
      ['a sum without its result', 'the red rectangle, log p = -1.5 - 3.1 - 4.5'],
    ],
    partial: [
      ['the sum wrong', 'the red rectangle with -1.5 - 3.1 - 4.5 = -9.0'],
      ['a positive sum', 'the red rectangle: 1.5 + 3.1 + 4.5 = 9.1'],
    ],
    incorrect: [['a blue', 'a blue square (-1.8-2.5-5.0 = -9.3)']],
  }),
  ...answersTo('3.4.b', {
    correct: [
      [
        'numbered names',
        latex`$\mathbf{w}^{(1)} = \text{a blue square}$ ($-9.3$), $\mathbf{w}^{(2)} = \text{a red circle}$ ($-9.4$)`,
      ],
      [
        'final answer',
        'After step 3 the candidates are: a blue square -9.3, a blue rectangle -9.6, a red circle -9.4, a red square -9.7. Final beams: a blue square (-9.3), a red circle (-9.4).',
      ],
      [
        'a list with bold',
        '- **a blue square**: log-likelihood = -1.8 - 2.5 - 5.0 = -9.3\n- **a red circle**: log-likelihood = -1.8 - 2.7 - 4.9 = -9.4',
      ],
      ['scores in one bracket', 'a blue square and a red circle (-9.3, -9.4)'],
      ['equals signs', 'w(1) = [a, blue, square], l(1) = -9.3; w(2) = [a, red, circle], l(2) = -9.4'],
    ],
    partial: [
      ['one wrong score', 'a blue square (-9.3), a red circle (-9.5)'],
      ['one right', 'a red circle (-9.4), the blue square (-9.9)'],
    ],
    incorrect: [['the greedy words', 'the red rectangle (-9.1), the blue rectangle']],
  }),
];
