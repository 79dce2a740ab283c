import { type Assignment, defineAssignment } from '../definition/assignment.ts';
import { decodingReview } from './decoding.ts';
import { gradientReview } from './gradients.ts';

/**
 * A review of recurrent gradients and of beam search.
 *
 * @example
 * sequenceReview.parts.filter(({ kind }) => kind === 'sequences').map(({ id }) => id); // ['2(a)', '2(b)', '2(c)']
 */
export const sequenceReview: Assignment = defineAssignment({
  id: 'sequence-review',
  title: 'Sequence models in review',
  summary: 'Exploding and vanishing gradients of RNNs and LSTMs; beam search with and without stored states.',
  parts: [...gradientReview, ...decodingReview],
});
