import { type Assignment, defineAssignment } from '../definition/assignment.ts';
import { batchingPart } from './batching.ts';
import { networkParts } from './deep-and-bidirectional.ts';
import { gradientParts } from './gradients.ts';
import { attentionParts } from './self-attention.ts';

/**
 * Recurrent networks and attention, written as equations.
 *
 * @example
 * recurrentAttention.parts.filter(({ kind }) => kind === 'system').map(({ id }) => id); // ['Q1.3', 'Q1.4', 'Q2.1']
 */
export const recurrentAttention: Assignment = defineAssignment({
  id: 'recurrent-attention',
  title: 'Recurrent networks and attention',
  summary: 'Gradients through a recurrence, batches of sequences, deep and bidirectional RNNs, self-attention.',
  points: 45,
  parts: [...gradientParts, batchingPart, ...networkParts, ...attentionParts],
});
