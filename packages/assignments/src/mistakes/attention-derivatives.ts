import type { Value } from '@gradbook/core-ops';

import type { Mistake } from './mistake.ts';

/** The terms of one step of AttentionRNN(k) as functions of the state before it: all of them, or held where it stands. */
export interface AttentionTerms {
  /** Softargmax of the scores. */
  readonly softargmax: (scores: Value) => Value;
  /** The scores divided by their sum. */
  readonly quotient: (scores: Value) => Value;
  /** w_i = q_iᵀ k_i; `held` leaves q_1, k_1 or both as they are. */
  readonly scores: (h: Value, held?: 'queries' | 'keys' | 'both') => Value;
  /** a_i v_i, summed. */
  readonly mix: (weights: Value, values: Value) => Value;
  readonly values: (h: Value, held?: 'both') => Value;
  /** The one weight that belongs to the state, of all weights; the others as numbers. */
  readonly ownWeight: (weights: Value) => Value;
}

/** A wrong way for the state to depend on the one before it: its derivative is what a mistake leads to. */
export type AttentionMistake = Mistake<(terms: AttentionTerms, h: Value) => readonly Value[]>;

/** The wrong derivatives that are recognised by their result; each is the sum of the derivatives of its pieces. */
export const attentionDerivativeMistakes: readonly AttentionMistake[] = [
  {
    id: 'softargmax-as-quotient',
    sentence:
      'The scores are divided by their sum and that quotient is differentiated; the weights are a softargmax, with exponentials, and its derivative is another one.',
    run: ({ quotient, scores, mix, values, softargmax }, h) => [
      mix(quotient(scores(h)), values(h, 'both')),
      mix(softargmax(scores(h, 'both')), values(h)),
    ],
  },
  {
    id: 'weights-held-fixed',
    sentence:
      'The weights are taken for constants, but the state before also changes its own score, and so all weights.',
    run: ({ softargmax, scores, mix, values }, h) => [mix(softargmax(scores(h, 'both')), values(h))],
  },
  {
    id: 'value-path-forgotten',
    sentence:
      'The path through the value is missing: the state before also enters as the value that its weight multiplies.',
    run: ({ softargmax, scores, mix, values }, h) => [mix(softargmax(scores(h)), values(h, 'both'))],
  },
  {
    id: 'own-weight-only',
    sentence: 'Only the weight of the state itself is differentiated; the other weights change with its score as well.',
    run: ({ softargmax, scores, mix, values, ownWeight }, h) => [
      mix(ownWeight(softargmax(scores(h))), values(h, 'both')),
      mix(softargmax(scores(h, 'both')), values(h)),
    ],
  },
  {
    id: 'key-path-forgotten',
    sentence: 'The score is differentiated through the query alone; the key depends on the state too.',
    run: ({ softargmax, scores, mix, values }, h) => [
      mix(softargmax(scores(h, 'keys')), values(h, 'both')),
      mix(softargmax(scores(h, 'both')), values(h)),
    ],
  },
  {
    id: 'query-path-forgotten',
    sentence: 'The score is differentiated through the key alone; the query depends on the state too.',
    run: ({ softargmax, scores, mix, values }, h) => [
      mix(softargmax(scores(h, 'queries')), values(h, 'both')),
      mix(softargmax(scores(h, 'both')), values(h)),
    ],
  },
];
