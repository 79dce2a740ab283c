import { type Assignment, defineAssignment } from '../definition/assignment.ts';
import { decodingParts } from './decoding.ts';
import { laterParts } from './later.ts';
import { normalizationParts } from './normalization.ts';
import { regularizationParts } from './regularization.ts';

/**
 * Normalization, regularization, decoding and recurrent gradients.
 *
 * @example
 * normalizationDecoding.parts.filter(({ kind }) => kind === 'sequences').map(({ id }) => id); // ['3.4.a', '3.4.b']
 */
export const normalizationDecoding: Assignment = defineAssignment({
  id: 'normalization-decoding',
  title: 'Normalization, regularization and decoding',
  summary: 'Moments of normalization layers, weight decay, greedy and beam decoding, vanishing gradients, a review.',
  parts: [...normalizationParts, ...regularizationParts, ...decodingParts, ...laterParts],
});
