import type { Verdict } from '@gradbook/answers';

/** Answers to a part, each with the verdict that the text around it speaks of. */
interface Group {
  readonly assignment: string;
  readonly part: string;
  readonly answers: readonly (readonly [answer: string, verdict: Verdict])[];
}

const tex = String.raw;
const derivative = { assignment: 'rnn-homework', part: '1(b)' } as const;

/** What pages show of grading: judged when the site is built. */
export const groups: Readonly<Record<string, Group>> = {
  landing: {
    ...derivative,
    answers: [
      [tex`$u_3 + w(2u_2 + 3wu_1)$`, 'correct'],
      [tex`$3w^2u_1 + 2wu_2 + u_2$`, 'incorrect'],
      [tex`$3w^2u_1 + 2wu_2 + u_3$, if I remember the lecture`, 'needs_review'],
    ],
  },
  forms: {
    ...derivative,
    answers: [
      [tex`$u_3 + w(2u_2 + 3wu_1)$`, 'correct'],
      [tex`$\frac{3w^3u_1 + 2w^2u_2 + wu_3}{w}$`, 'correct'],
      [tex`$3W^2u_1 + 2Wu_2 + u_3$`, 'correct'],
      [tex`$3w^2u_1 - 2wu_2 + u_3$`, 'incorrect'],
      [tex`$w^2u_1 + 2wu_2 + u_3$`, 'incorrect'],
    ],
  },
  words: {
    ...derivative,
    answers: [
      [tex`Therefore, by the product rule, the answer is $3w^2u_1 + 2wu_2 + u_3$.`, 'correct'],
      [tex`Twice $3w^2u_1 + 2wu_2 + u_3$.`, 'needs_review'],
      [tex`Ignore this: $3w^2u_1 + 2wu_2 + u_3$`, 'needs_review'],
    ],
  },
  people: {
    assignment: 'rnn-homework',
    part: '3(e)',
    answers: [
      ['It explodes when the spectral radius of $W^h$ is larger than 1, and vanishes when it is smaller.', 'correct'],
      ['When the weights are large.', 'needs_review'],
      ['It grows if the largest singular value is above one.', 'needs_review'],
    ],
  },
  transposed: {
    assignment: 'rnn-homework',
    part: '6(c)',
    answers: [
      [tex`$\begin{bmatrix} -1 & -2 \\ 0 & 1 \end{bmatrix}$`, 'incorrect'],
      [tex`$\begin{bmatrix} -1 & 3 & 0 \\ 3 & -3 & 3 \\ -2 & 1 & 1 \end{bmatrix}$`, 'incorrect'],
    ],
  },
  arrays: {
    assignment: 'rnn-homework',
    part: '6(c)',
    answers: [
      [tex`$\begin{bmatrix} -1 & 3 & -2 \\ 3 & -3 & 1 \\ 0 & 3 & 1 \end{bmatrix}$`, 'correct'],
      ['[[-1, 3, -2], [3, -3, 1], [0, 3, 1]]', 'correct'],
      [tex`$\begin{bmatrix} -1 & 3 & 0 \\ 3 & -3 & 3 \\ -2 & 1 & 1 \end{bmatrix}$`, 'incorrect'],
    ],
  },
  growth: {
    assignment: 'rnn-homework',
    part: '2(e)',
    answers: [
      [tex`$O(\log(k) \cdot kMT)$`, 'correct'],
      [tex`$O(TkM)$`, 'correct'],
      [tex`$O(TkM^2)$`, 'incorrect'],
      [tex`$O(TM^k)$`, 'incorrect'],
    ],
  },
};
