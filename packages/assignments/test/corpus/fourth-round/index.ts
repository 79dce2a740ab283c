import type { Case } from '../case.ts';
import { fourthConvolutions } from './conv-gated-debugging.ts';
import { fourthNormalization } from './normalization-decoding.ts';
import { fourthAttention } from './recurrent-attention.ts';
import { fourthRnn } from './rnn-homework.ts';
import { fourthReview } from './sequence-review.ts';

/** Answers that were written from the questions alone, after the third round's mending and before any of them was run. */
export const fourthRound: Readonly<
  Record<
    'rnn-homework' | 'normalization-decoding' | 'sequence-review' | 'recurrent-attention' | 'conv-gated-debugging',
    readonly Case[]
  >
> = {
  'rnn-homework': fourthRnn,
  'normalization-decoding': fourthNormalization,
  'sequence-review': fourthReview,
  'recurrent-attention': fourthAttention,
  'conv-gated-debugging': fourthConvolutions,
};
