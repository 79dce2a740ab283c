import { judgeGrowthRates, parseExpression, repairScan, type Scope } from '@gradbook/answers';

import type { Part } from '../definition/assignment.ts';
import { withText } from '../definition/with-text.ts';
import { beamSearchParts } from '../rnn-homework/beam-search.ts';

const atLeastOne = { domain: { above: 0 } };
const scope: Scope = {
  variables: { T: atLeastOne, K: { ...atLeastOne, aliases: ['k'] }, M: atLeastOne },
};

/** Question 2: beam search, and what it has to store. */
export const decodingReview: readonly Part[] = [
  ...beamSearchParts,
  {
    id: '2(e)',
    title: 'What a hypothesis has to store',
    kind: 'growth',
    points: 3,
    question:
      'What has to be stored for each of the $K$ hypotheses of beam search with an RNN? If the states are not stored, each step runs the RNN again from the beginning: what is the running time then, for length $T$ and a vocabulary of $M$ words?',
    judge: (content, written, options) => {
      const mended = repairScan(written);
      const judgement = judgeGrowthRates(
        mended,
        {
          scope,
          relations: [['K', 'M']],
          argued: true,
          rates: [
            {
              label: 'the running time',
              other: /\b(?:space|memory|storage)\b(?!.*\btime\b)/i,
              accepted: [
                { bound: parseExpression('T^2 K M \\log M', scope) },
                {
                  bound: parseExpression('T^2 K + T K M \\log M', scope),
                  note: 'Accepted, and tighter: running the RNN again multiplies its own steps, not the selection.',
                },
              ],
            },
          ],
        },
        options,
      );
      const notes = (mended.notes ?? []).filter((note) => content.notes?.includes(note) !== true);
      return withText(
        { ...judgement, feedback: [...judgement.feedback, ...notes] },
        content,
        'Look for: the tokens so far, the hidden state (and the cell state of an LSTM), the log-probability.',
      );
    },
  },
];
