import type { Case } from '../case.ts';
import { thirdConvolutions } from './conv-gated-debugging.ts';
import { thirdNormalization } from './normalization-decoding.ts';
import { thirdAttention } from './recurrent-attention.ts';
import { thirdRnn } from './rnn-homework.ts';
import { thirdReview } from './sequence-review.ts';

/**
 * 104 answers that were written after the judges had been mended with the second round, and before any of them was run: 53
 * right, 51 wrong. At the first measurement none of the wrong ones was marked right, 4 right ones were not (all went to a
 * person), and 9 went to a person. Of 11 wrong ones it was left open whether something of them counts; those have the label of
 * the verdict they got. Six answers
 * go to a person still: a matrix whose rows are told in words, numbers of which one is "one quarter", a factorial, the identity
 * matrix, a spectral radius of 0, and weights that are "regularized equally" where they are not.
 */
export const thirdRound: Readonly<
  Record<
    'rnn-homework' | 'normalization-decoding' | 'sequence-review' | 'recurrent-attention' | 'conv-gated-debugging',
    readonly Case[]
  >
> = {
  'rnn-homework': thirdRnn,
  'normalization-decoding': thirdNormalization,
  'sequence-review': thirdReview,
  'recurrent-attention': thirdAttention,
  'conv-gated-debugging': thirdConvolutions,
};
