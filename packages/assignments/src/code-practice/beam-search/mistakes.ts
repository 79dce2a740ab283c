import type { CodeMistake } from '../../code/case.ts';
import { addsProbabilities, greedyForBeam, localScores } from '../../mistakes/searches.ts';
import { type SearchSlip, slippedSearch } from './slips.ts';

const mistake = (id: string, sentence: string, slip: SearchSlip): CodeMistake => ({
  id,
  sentence,
  run: slippedSearch(slip),
});

/** Slips that written answers have too, under the same names. */
const known: readonly CodeMistake[] = [
  mistake(greedyForBeam.id, greedyForBeam.sentence, { width: 1 }),
  mistake(localScores.id, localScores.sentence, { extended: (_, logProbability) => logProbability }),
  mistake(addsProbabilities.id, addsProbabilities.sentence, {
    extended: (score, logProbability) => score + Math.exp(logProbability),
  }),
];

/** Slips that only code has. */
export const beamCodeMistakes: readonly CodeMistake[] = [
  mistake('scores-are-probabilities', 'The scores are probabilities; the sums of their logarithms are asked for.', {
    ranked: (score, length, penalty) => Math.exp(score) / length ** penalty,
  }),
  mistake(
    'probabilities-underflow',
    'The probabilities are multiplied, and the product of many small ones is 0 in floating point: add their logarithms.',
    {
      from: 1,
      extended: (score, logProbability) => score * Math.exp(logProbability),
      ranked: (score, length, penalty) => Math.log(score) / length ** penalty,
    },
  ),
  mistake(
    'best-of-each-parent',
    'Each hypothesis is continued by its own best token; the continuations of all hypotheses compete for the $k$ places.',
    { perParent: 'one' },
  ),
  mistake(
    'beam-begun-with-copies',
    'The search begins with $k$ copies of the empty sequence, so that it keeps copies of one hypothesis.',
    {
      begun: 'with k copies',
    },
  ),
  mistake('beam-sorted-ascending', 'The candidates are sorted the wrong way round: the worst are kept.', {
    order: 'ascending',
  }),
  mistake('hypotheses-worst-first', 'The hypotheses are right, but the worst stands first.', { shown: 'worst first' }),
  mistake('ties-to-later-token', 'Of tokens with equal scores the later one is taken; the first one is asked for.', {
    order: 'later token first',
  }),
  mistake('finished-hypotheses-dropped', 'Hypotheses that reached the end token are lost: they keep their places.', {
    finished: 'dropped',
  }),
  mistake(
    'finished-hypotheses-extended',
    'Hypotheses that reached the end token are continued; nothing follows the end token.',
    { finished: 'extended' },
  ),
  mistake(
    'finished-hypotheses-out-of-competition',
    'Hypotheses that reached the end token are put aside, and others take their places; here they keep them and compete.',
    { finished: 'out of the competition' },
  ),
  mistake(
    'search-ends-with-first-hypothesis',
    'The search ends as soon as one hypothesis is finished; it goes on until all $k$ are.',
    { finished: 'end of the search' },
  ),
  mistake(
    'unfinished-hypotheses-dropped',
    'Hypotheses that reached the largest length without an end token are left out; they are ranked with the others.',
    { unfinished: 'dropped' },
  ),
  mistake('length-penalty-ignored', 'The scores are not divided by $T^\\alpha$: the length penalty is not used.', {
    ranked: (score) => score,
  }),
  mistake('divided-by-length', 'The scores are divided by the length itself, whatever the length penalty is.', {
    ranked: (score, length) => score / length,
  }),
  mistake('multiplied-by-length', 'The scores are multiplied by $T^\\alpha$ where they are divided.', {
    ranked: (score, length, penalty) => score * length ** penalty,
  }),
  mistake('length-without-end-token', 'The end token is not counted in the length; it is a token of the sequence.', {
    ranked: (score, length, penalty, ended) => score / Math.max(1, length - (ended ? 1 : 0)) ** penalty,
  }),
  mistake('length-with-start-token', 'The start token is counted in the length; it is no token of the sequence.', {
    ranked: (score, length, penalty) => score / (length + 1) ** penalty,
  }),
  mistake(
    'pruned-by-penalised-score',
    'The beam is pruned by the scores that the length penalty has changed; it is used at the end alone.',
    { prunedBy: ({ score, tokens }, penalty) => score / tokens.length ** penalty },
  ),
  mistake('one-token-too-many', 'The search makes one step too many.', { steps: 1 }),
  mistake('one-token-too-few', 'The search makes one step too few.', { steps: -1 }),
  mistake('start-token-shown', 'The start token stands in the sequences; it is no part of them.', {
    shown: 'with start token',
  }),
  mistake('end-token-left-out', 'The end token is left out of the sequences; it is part of them.', {
    shown: 'without end token',
  }),
  mistake(
    'decoder-state-not-passed-on',
    'The state that `step` returns is not passed on: every step is made from the start state.',
    { state: 'not passed on' },
  ),
  mistake(
    'state-of-another-parent',
    'The states are not reordered with the hypotheses: each is continued from the state at its place in the old beam, not from that of its parent.',
    { state: 'of the place' },
  ),
  mistake('state-of-the-best', 'Every hypothesis is continued from the state of the best one; each has its own.', {
    state: 'of the best',
  }),
  mistake(
    'tokens-of-another-parent',
    'A kept token is put behind the sequence at its place in the old beam, not behind its own parent.',
    { tokens: 'of the place' },
  ),
  // Last, because what it keeps is often what other slips keep too.
  mistake(
    'beam-not-pruned',
    'The $k$ best continuations of every hypothesis are kept, so that the beam grows; $k$ are kept of all of them together.',
    { perParent: 'k, and all are kept' },
  ),
];

/** Typical slips in a beam search, in the order in which they are tried. */
export const beamMistakes: readonly CodeMistake[] = [...known, ...beamCodeMistakes];
