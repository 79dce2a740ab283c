import { judgeGrowthRates, parseExpression, type Scope } from '@gradbook/answers';

import type { Part } from '../definition/assignment.ts';

const atLeastOne = { domain: { above: 0 } };
const scope: Scope = { variables: { T: atLeastOne, k: atLeastOne, M: atLeastOne } };
const bound = (
  latex: string,
  note: string,
): { readonly bound: ReturnType<typeof parseExpression>; readonly note: string } => ({
  bound: parseExpression(latex, scope),
  note,
});

/** 2(e): what beam search with an RNN costs. */
export const runtimePart: Part = {
  id: '2(e)',
  title: 'Running time of beam search',
  kind: 'growth',
  points: 2,
  question:
    'What is the running time of beam search with an RNN for a sequence of length $T$, a beam of $k$ and a vocabulary of $M$ words?',
  judge: (content, _part, options) =>
    judgeGrowthRates(
      content,
      {
        scope,
        relations: [['k', 'M']],
        rates: [
          {
            label: 'the running time',
            other: /\b(?:space|memory|storage)\b(?!.*\btime\b)/i,
            accepted: [
              bound('T k M \\log k', 'Accepted: each of the $k$ beams selects its best words with a heap of size $k$.'),
              bound('T k M', 'Accepted: the best candidates are selected in linear time.'),
              bound('T k M \\log M', 'Accepted: each beam sorts its $M$ candidates.'),
              bound('T k M \\log(k M)', 'Accepted: all $k M$ candidates are sorted together.'),
            ],
            doubtful: ['T k', 'T k \\log k', 'T k^2', 'T k^2 \\log k'].map((latex) => ({
              bound: parseExpression(latex, scope),
              reason: 'An earlier form of the question asked for a bound in $T$ and $k$ alone; a person decides.',
            })),
          },
        ],
      },
      options,
    ),
};
