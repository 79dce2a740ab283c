import type { Case } from '../case.ts';
import { independentCounting } from './counting.ts';
import { independentDerivative } from './derivative.ts';
import { independentGraph } from './graph.ts';
import { independentGrowthNormalization, independentGrowthRnn } from './growth.ts';
import { independentMoments, independentNumbersRnn } from './numbers.ts';
import { independentSearchNormalization, independentSearchRnn } from './search.ts';

const written: Readonly<Record<'rnn-homework' | 'normalization-decoding', readonly Case[]>> = {
  'rnn-homework': [
    ...independentDerivative,
    ...independentGraph,
    ...independentSearchRnn,
    ...independentGrowthRnn,
    ...independentNumbersRnn,
  ],
  'normalization-decoding': [
    ...independentMoments,
    ...independentCounting,
    ...independentGrowthNormalization,
    ...independentSearchNormalization,
  ],
};

const third = (cases: readonly Case[], held: boolean): readonly Case[] =>
  cases.filter((_, index) => (index % 3 === 2) === held);

/** Two thirds of the answers that were written before the reader of words was tuned: it was tuned on these. */
export const independent: Readonly<Record<keyof typeof written, readonly Case[]>> = {
  'rnn-homework': third(written['rnn-homework'], false),
  'normalization-decoding': third(written['normalization-decoding'], false),
};

/** The other third, which was measured once the reader of words was done. */
export const heldOut: Readonly<Record<string, readonly Case[]>> = {
  'rnn-homework': third(written['rnn-homework'], true),
  'normalization-decoding': third(written['normalization-decoding'], true),
};
