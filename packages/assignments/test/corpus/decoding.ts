import { answersTo, type Case } from './case.ts';

const latex = String.raw;

const count = answersTo('3.1', {
  correct: [
    ['a power', latex`$N^T$`],
    ['plain', 'N^T'],
    ['plain with stars', 'N**T'],
    ['Unicode', 'Nᵀ'],
    ['without the first token', latex`$(N-1)^T$`],
    ['a sentence', latex`There are $N^T$ possible sequences.`],
    ['the product', latex`$1 \times N \times N \times \cdots \times N = N^T$`],
    [
      'a reason behind',
      latex`$N^{T}$, since the first token is fixed and each of the other $T$ tokens has $N$ choices.`,
    ],
    [
      'a reason before',
      latex`The first of the $T+1$ tokens is fixed; every other one has $N$ choices. So there are $N^T$.`,
    ],
    ['exponent as a difference', latex`$N^{(T+1)-1} = N^T$`],
    [
      'the question first',
      latex`How many possible sequences of length $T + 1$ starting with the token $\langle \text{BOS} \rangle$ can be generated in total? $N^T$`,
    ],
    ['both, as conventions', latex`$N^T$ (or $(N-1)^T$ if the BOS token is excluded)`],
    ['boxed', latex`$$\boxed{N^T}$$`],
    ['an equation in words', latex`$\text{number of sequences} = N^T$`],
    ['hash', latex`$\#\text{sequences} = N^T$`],
    ['exponential form', latex`$N^T = e^{T \ln N}$`],
    ['marker', '**Answer:** N^T'],
  ],
  incorrect: [
    ['one more', latex`$N^{T+1}$`],
    ['turned', latex`$T^N$`],
    ['one fewer', latex`$N^{T-1}$`],
    ['a product', latex`$NT$`],
    ['minus one', latex`$N^T - 1$`],
    ['only one place without it', latex`$N(N-1)^{T-1}$`],
    ['both changed', latex`$(N-1)^{T+1}$`],
    ['plain, wrong', 'N^(T+1)'],
  ],
  'never right': [
    ['or', latex`$N^T$ or $N^{T+1}$`],
    ['a sum', latex`$\sum_{t=1}^{T} N^t$`],
    ['big O', latex`$O(N^T)$`],
    ['denied', latex`not $N^T$`],
    ['words', 'exponentially many'],
    ['less than', latex`fewer than $N^T$`],
    ['an inequality', latex`$\le N^T$`],
  ],
});

const cost = answersTo('3.3', {
  correct: [
    ['labels', latex`Time: $O(B^2NT)$. Space: $O(BN + BT)$.`],
    ['sentences', latex`The time complexity is $O(B^2 N T)$ and the space complexity is $O(BN + BT)$.`],
    ['the word behind', latex`$O(B^2NT)$ time and $O(B(N+T))$ space.`],
    ['the heap', latex`Time complexity: $O(BNT\log B)$; space complexity: $O(B(N + T))$`],
    [
      'linear selection',
      latex`Time: $O(TBN)$

Space: $O(BN + BT)$`,
    ],
    ['plain', 'Time complexity: O(B^2 N T)\nSpace complexity: O(BN + BT)'],
    ['copies counted', latex`Time: $O(B^2NT + BT^2)$, space: $O(BN+BT)$.`],
    [
      'steps before',
      latex`The first loop costs $O(BN)$ and the selection $O(B^2N)$ per step, so the time complexity is $O(B^2NT)$. The BN scores and B sequences have to be stored, so the space complexity is $O(BN + BT)$.`,
    ],
    [
      'a table',
      latex`| | complexity |
|---|---|
| time | $O(B^2NT)$ |
| space | $O(BN+BT)$ |`,
    ],
    ['in order without words', latex`$O(B^2NT)$, $O(BN+BT)$`],
    [
      'the question first',
      latex`What is the time complexity of Algorithm 1? Its space complexity?

$O(B^2NT)$ and $O(BN+BT)$`,
    ],
    [
      'calligraphic',
      latex`**Time:** $\mathcal{O}(T B^2 N)$, **Space:** $\mathcal{O}(B(T + N))$. It is practical since it is linear in $N$.`,
    ],
    ['memory', latex`Runtime $O(NTB^2)$, memory $O(NB + TB)$.`],
    ['the space first', latex`Space: $O(BN + BT)$, time: $O(B^2NT)$`],
    ['Unicode', 'Time: O(B²NT), Space: O(BN + BT)'],
    ['max', latex`Time $O(B^2NT)$; space $O(B\max(N, T))$`],
  ],
  partial: [
    ['space without N', latex`Time: $O(B^2NT)$. Space: $O(BT)$.`],
    ['space without T', latex`Time: $O(B^2NT)$. Space: $O(BN)$.`],
    ['space a product', latex`Time: $O(B^2NT)$. Space: $O(BNT)$.`],
    ['time exponential', latex`Time: $O(N^T)$. Space: $O(BN + BT)$.`],
    ['time only', latex`The time complexity is $O(B^2NT)$.`],
    ['time without B', latex`Time: $O(NT)$. Space: $O(BN + BT)$.`],
    ['time N squared', latex`Time: $O(BN^2T)$. Space: $O(BN + BT)$.`],
  ],
  incorrect: [
    ['exchanged', latex`Time: $O(BN + BT)$. Space: $O(B^2NT)$.`],
    ['both wrong', latex`Time: $O(N^T)$. Space: $O(N^T)$.`],
  ],
  'never right': [
    ['one bound without a word', latex`$O(B^2NT)$`],
    ['a choice', latex`Time: $O(B^2NT)$ or $O(N^T)$. Space: $O(BN+BT)$.`],
    ['words', 'It is linear in N.'],
  ],
});

const greedy = answersTo('3.4.a', {
  correct: [
    ['words and number', 'the red rectangle, -9.1'],
    ['brackets', '[the, red, rectangle], log-likelihood -9.1'],
    [
      'LaTeX',
      latex`$$\bar{\mathbf{w}}_{1:3} = [\text{the, red, rectangle}] \quad \text{and} \quad \log p(\bar{\mathbf{w}}_{1:3}) = -9.1.$$`,
    ],
    ['a sum', latex`the red rectangle with $-1.5 - 3.1 - 4.5 = -9.1$`],
    ['a sum in parentheses', latex`"the red rectangle": $\log p = (-1.5) + (-3.1) + (-4.5) = -9.1$`],
    ['arrows', 'the → red → rectangle (−9.1)'],
    ['behind <BOS>', '<BOS> the red rectangle, -9.1'],
    [
      'behind <BOS> in LaTeX',
      latex`$\langle\text{BOS}\rangle \to \text{the} \to \text{red} \to \text{rectangle}$, $\log p = -9.1$`,
    ],
    [
      'step by step',
      latex`Step 1: the (-1.5 > -1.8). Step 2: red (-3.1 > -3.4). Step 3: rectangle (-4.5). So the sequence is "the red rectangle" and its log-likelihood is -9.1.`,
    ],
    [
      'w_1, w_2, w_3',
      latex`$\bar w_1 = \text{the}$, $\bar w_2 = \text{red}$, $\bar w_3 = \text{rectangle}$, $\log p = -9.1$`,
    ],
    ['capitals', 'The red rectangle. Log-likelihood: -9.1'],
    ['a marker', '**Answer:** the-red-rectangle (-9.1)'],
    [
      'the question first',
      latex`Find $\bar{\mathbf{w}}_{1:3}$ using greedy decoding on this language model, and its log-likelihood $\log p(\bar{\mathbf{w}}_{1:3})$. the red rectangle, with log-likelihood $-9.1$`,
    ],
    ['the number first', 'The log-likelihood is -9.1 and the sequence is the red rectangle.'],
    ['more digits', 'the red rectangle, -9.10'],
    ['a list', '- sequence: the, red, rectangle\n- log-likelihood: -9.1'],
    ['two lines', 'the red rectangle\n\nlog p = -9.1'],
  ],
  partial: [
    ['no score', 'the red rectangle'],
    ['a wrong score', 'the red rectangle, -9.3'],
    ['no sign', 'the red rectangle, 9.1'],
    ['the last score', 'the red rectangle (-4.5)'],
    ['rounded', 'the red rectangle, -9'],
  ],
  incorrect: [
    ['the likeliest', 'a blue square, -9.3'],
    ['another branch', 'the blue square'],
    ['a path that does not exist', 'the red circle, -9.5'],
    ['two words', 'the red, -4.6'],
  ],
  'never right': [
    ['two sequences', 'the red rectangle or a blue square, -9.1'],
    ['denied', 'not the red rectangle (-9.1)'],
  ],
});

const beams = answersTo('3.4.b', {
  correct: [
    ['two lines', 'a blue square (-9.3)\na red circle (-9.4)'],
    ['brackets', '[a, blue, square] with -9.3 and [a, red, circle] with -9.4'],
    [
      'LaTeX',
      latex`$$\begin{aligned} \mathbf{w}_{1:3}^{(1)} &= [\text{a, blue, square}] & \log p &= -9.3 \\ \mathbf{w}_{1:3}^{(2)} &= [\text{a, red, circle}] & \log p &= -9.4 \end{aligned}$$`,
    ],
    ['the other order', 'a red circle: -9.4; a blue square: -9.3'],
    ['sums', latex`a blue square: $-1.8 - 2.5 - 5.0 = -9.3$; a red circle: $-1.8 - 2.7 - 4.9 = -9.4$`],
    ['arrows', 'a → blue → square: −9.3\n\na → red → circle: −9.4'],
    ['a table', '| sequence | log-likelihood |\n|---|---|\n| a blue square | -9.3 |\n| a red circle | -9.4 |'],
    [
      'the table of steps',
      latex`| t | w1 | w2 | l1 | l2 |
|---|---|---|---|---|
| 1 | [the] | [a] | -1.5 | -1.8 |
| 2 | [a, blue] | [a, red] | -4.3 | -4.5 |
| 3 | [a, blue, square] | [a, red, circle] | -9.3 | -9.4 |`,
    ],
    [
      'steps in words',
      'Step 1: the (-1.5), a (-1.8). Step 2: a blue (-4.3), a red (-4.5), pruning the red (-4.6) and the blue (-4.9). Step 3: a blue square (-9.3), a red circle (-9.4).',
    ],
    [
      'all candidates first',
      'At t=3 the candidates are a blue rectangle (-9.6), a red square (-9.7), a blue square (-9.3) and a red circle (-9.4).\n\nThe result is a blue square (-9.3) and a red circle (-9.4).',
    ],
    ['behind <BOS>', '<BOS> a blue square: -9.3, <BOS> a red circle: -9.4'],
    [
      'respectively',
      'The sequences are "a blue square" and "a red circle", with log-likelihoods -9.3 and -9.4 respectively.',
    ],
    [
      'scores in a second sentence',
      latex`$w^{(1)}_{1:3}$ = a blue square, $w^{(2)}_{1:3}$ = a red circle. $\log p(w^{(1)}_{1:3}) = -9.3$, $\log p(w^{(2)}_{1:3}) = -9.4$.`,
    ],
    ['hyphens', '1. a-blue-square, -9.3\n2. a-red-circle, -9.4'],
  ],
  partial: [
    ['no scores', 'a blue square, a red circle'],
    ['scores exchanged', 'a blue square (-9.4), a red circle (-9.3)'],
    ['one of two', 'a blue square (-9.3)'],
    ['the second wrong', 'a blue square (-9.3), a blue rectangle (-9.6)'],
    ['the greedy one first', 'the red rectangle (-9.1), a blue square (-9.3)'],
    ['one score missing', 'a blue square (-9.3), a red circle'],
  ],
  incorrect: [
    ['greedy', 'the red rectangle (-9.1)'],
    ['both wrong', 'a blue rectangle (-9.6), a red square (-9.7)'],
    ['a grammar slip that is no path', 'a blue circle (-9.3), a red rectangle (-9.4)'],
  ],
  'never right': [
    [
      'all',
      'the red rectangle (-9.1), a blue square (-9.3), a red circle (-9.4), a blue rectangle (-9.6), a red square (-9.7)',
    ],
    ['pruned', 'a blue square (-9.3) and a red circle (-9.4) are pruned.'],
  ],
});

export const decoding: readonly Case[] = [...count, ...cost, ...greedy, ...beams];
