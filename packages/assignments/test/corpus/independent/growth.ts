import { answersTo, type Case } from '../case.ts';

const latex = String.raw;

/** rnn-homework 2(e) and normalization-decoding 3.3: what beam search costs. */
export const independentGrowthRnn: readonly Case[] = answersTo('2(e)', {
  correct: [
    ['bare', latex`$O(TkM\log k)$`],
    ['plain', 'O(T*k*M*log(k))'],
    ['plain, glued', 'O(TkM log k)'],
    ['calligraphic', latex`$\mathcal{O}(kMT\log(k))$`],
    ['Theta', latex`$\Theta(TkM\log k)$`],
    [
      'sum of steps',
      latex`Each of the $T$ steps costs $O(kM)$ for scoring and $O(kM\log k)$ for the heap, so in total $O(TkM\log k)$.`,
    ],
    ['with reason', latex`$O(TkM \log k)$, since in each step $kM$ candidates go through a heap of size $k$.`],
    [
      'sorting',
      latex`In every step we sort $kM$ candidates, which takes $O(kM\log(kM))$. Over $T$ steps: $O(TkM\log(kM))$.`,
    ],
    ['quickselect', latex`With quickselect we get $O(TkM)$.`],
    ['priority queue', latex`Using a priority queue, the runtime is $O(TkM\log k)$.`],
    ['linear in T', latex`$O(TkM)$, so it is linear in the length of the sequence.`],
    ['if a heap is used', latex`If a heap is used, the complexity is $O(T \cdot k \cdot M \cdot \log k)$.`],
    ['ln', latex`$O(TkM \ln k)$`],
    ['log base 2', latex`$O(TkM\log_2 k)$`],
    ['plus lower terms', latex`$O(TkM\log k + Tk + M)$`],
    ['the RNN', latex`The RNN itself is run $k$ times per step. Overall: $O(TkM\log M)$`],
    ['bold answer', latex`**Answer:** $O(kTM)$`],
    ['thanks', latex`$O(kTM)$ – thanks to the TA for the hint about selection algorithms!`],
    ['where', latex`$O(TkM)$ where $T$ is the sequence length, $k$ the beam size and $M$ the vocabulary size.`],
    ['worst case', latex`In the worst case the runtime is $O(TkM\log(kM))$.`],
    ['compared', latex`$O(TkM\log k)$. Exhaustive search would need $O(M^T)$.`],
  ],
  incorrect: [
    ['exponential', latex`$O(M^T)$`],
    ['no M', latex`$O(T^2 k)$`],
    ['M squared', latex`$O(TkM^2)$`],
    ['T squared', latex`$O(T^2kM)$`],
    ['no T', latex`$O(kM\log k)$`],
    ['equal where k = M', latex`$O(TM^2\log k)$`],
    ['k to the T', latex`$O(k^T M)$`],
  ],
  'never right': [
    ['slower', latex`It is slower than $O(TkM\log k)$.`],
    ['not', latex`It is not $O(TkM\log k)$.`],
    ['space', latex`$O(TkM)$ is the memory it needs.`],
    ['per step', latex`$O(TkM\log k)$ per step, and there are $T$ steps`],
    ['greedy', latex`Greedy search takes $O(TkM)$, beam search takes $k$ times as long.`],
    ['times T', latex`$O(TkM)$ times $T$`],
    ['at least', latex`It needs more than $O(TkM\log k)$ operations.`],
    ['best case', latex`In the best case $O(TkM)$, otherwise $O(TkM^2)$.`],
    ['without the RNN', latex`Without the cost of the network, which dominates, we would have $O(TkM)$.`],
    ['squared', latex`the square of $O(TkM)$`],
    ['unclear', latex`$O(TkM\log k)$?? No idea honestly.`],
    ['another decoder', latex`For another decoder, $O(TkM)$ was reported in the paper.`],
  ],
});

export const independentGrowthNormalization: readonly Case[] = answersTo('3.3', {
  correct: [
    [
      'two lines',
      latex`Time: $O(B^2NT)$
Space: $O(BN + BT)$`,
    ],
    ['plain', 'time complexity: O(T*B*N*log(B)), space complexity: O(B*N + B*T)'],
    [
      'sentences',
      latex`The time complexity is $O(TB^2N)$ because in each of the $T$ steps we scan $BN$ scores $B$ times. The space complexity is $O(BN+BT)$ because we store the scores and the sequences.`,
    ],
    ['factored', latex`Runtime $O(BNT)$ with linear-time selection; memory $O(B(N+T))$.`],
    ['copying', latex`time: $O(B^2NT + BT^2)$, space: $O(BN + BT)$`],
    [
      'a table',
      latex`| | complexity |
|---|---|
| time | $O(B^2NT)$ |
| space | $O(BN + BT)$ |`,
    ],
    ['space first', latex`Space: $O(BT + BN)$. Time: $O(B^2NT)$.`],
    ['respectively', latex`The time and space complexities are $O(B^2NT)$ and $O(BN+BT)$, respectively.`],
    ['notes', latex`Time $O(B^2NT)$, space $O(BN+BT)$. Note that $B \le N$.`],
  ],
  partial: [
    ['time alone right', latex`Time: $O(B^2NT)$, space: $O(BNT)$`],
    ['space alone right', latex`Time: $O(N^T)$, space: $O(BN + BT)$`],
    ['exchanged B', latex`Time $O(BN^2T)$; space $O(BN + BT)$`],
    ['only the time', latex`Time: $O(B^2NT)$`],
  ],
  incorrect: [['both wrong', latex`time $O(NT)$, space $O(N^2)$`]],
  'never right': [
    ['exchanged words', latex`Space: $O(B^2NT)$. Time: $O(BN + BT)$.`],
    ['upper', latex`Time is less than $O(B^2NT)$, space is less than $O(BN+BT)$.`],
    ['denied', latex`Time $O(B^2NT)$ and space $O(BN+BT)$ would both be wrong here.`],
    ['greedy', latex`For greedy decoding: time $O(B^2NT)$, space $O(BN + BT)$. For beam search multiply both by $B$.`],
    ['a rumour', latex`Somebody on Piazza claimed time $O(B^2NT)$ and space $O(BN+BT)$.`],
  ],
});
