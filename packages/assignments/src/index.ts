import type { Assignment } from './definition/assignment.ts';
import { normalizationDecoding } from './normalization-decoding/index.ts';
import { rnnHomework } from './rnn-homework/index.ts';

export {
  type Assignment,
  defineAssignment,
  type Evidence,
  type JudgeOptions,
  maximumPoints,
  type Part,
  type PartKind,
} from './definition/assignment.ts';
export { mistakeCatalogue, type MistakeEntry } from './mistakes/catalogue.ts';
export type { Mistake } from './mistakes/mistake.ts';
export { normalizationDecoding, rnnHomework };

/**
 * Every bundled assignment.
 *
 * @example
 * assignments.map(({ id }) => id); // ['rnn-homework', 'normalization-decoding']
 */
export const assignments: readonly Assignment[] = [rnnHomework, normalizationDecoding];

/**
 * The bundled assignment with an id; undefined when there is none.
 *
 * @example
 * findAssignment('rnn-homework')?.title; // 'Recurrent networks and decoding'
 */
export function findAssignment(id: string): Assignment | undefined {
  return assignments.find((assignment) => assignment.id === id);
}
