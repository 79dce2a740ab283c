import type { CodeMistake } from '../../code/case.ts';
import { attentionRnnMistakes } from '../../mistakes/systems.ts';
import { rnnMistakes } from '../../rnn-homework/code/rnn-mistakes.ts';
import { type AttentionSlip, slippedAttention } from './slips.ts';

const mistake = (id: string, sentence: string, slip: AttentionSlip): CodeMistake => ({
  id,
  sentence,
  run: slippedAttention(slip),
});

/** A slip that equations or another layer have too, under the same name. */
function shared(id: string, slip: AttentionSlip): CodeMistake {
  const entry = [...attentionRnnMistakes, ...rnnMistakes].find((each) => each.id === id);
  if (!entry) throw new RangeError(`attentionRnn: there is no mistake ${id} to share`);
  return mistake(id, entry.sentence, slip);
}

const known: readonly CodeMistake[] = [
  shared('attention-without-softmax', { softmax: 'missing' }),
  shared('scores-between-positions', { queries: 'of the input' }),
  shared('attention-leaves-out-the-input', { softmax: 'without the input' }),
  shared('attention-mixes-keys', { mixes: 'keys' }),
  shared('state-not-passed-on', { past: 'not passed on' }),
  shared('state-not-passed-on', { past: 'never changed' }),
  shared('initial-state-ignored', { past: 'ignored' }),
  shared('lengths-ignored', { padding: 'ignored' }),
  shared('last-step-for-last-state', { padding: 'last step for last' }),
  shared('time-runs-backwards', { time: 'backwards' }),
  shared('time-axis-for-batch-axis', { time: 'axes exchanged' }),
];

/** Slips that only code has. */
export const attentionCodeMistakes: readonly CodeMistake[] = [
  mistake('scores-not-scaled', 'The scores are not divided by $\\sqrt{P}$.', { scale: () => 1 }),
  mistake('scores-divided-by-size', 'The scores are divided by $P$ where its root is asked for.', {
    scale: ({ queries }) => queries,
  }),
  mistake(
    'scores-scaled-by-state-size',
    'The scores are divided by the root of the size of the states; that of queries and keys counts.',
    {
      scale: ({ hidden }) => Math.sqrt(hidden),
    },
  ),
  mistake('softmax-not-normalised', 'The exponentials of the scores are not divided by their sum.', {
    softmax: 'not normalised',
  }),
  mistake('softmax-over-examples', 'The softmax runs over the examples; it runs over what is attended to.', {
    softmax: 'over the examples',
  }),
  mistake('attention-is-the-mean', 'Everything that is attended to has the same weight: the scores are not used.', {
    softmax: 'uniform',
  }),
  mistake(
    'attends-to-inputs',
    'The inputs of the last steps are attended to; the states of the last steps are asked for.',
    {
      attends: 'to inputs',
    },
  ),
  mistake(
    'attends-one-step-too-early',
    'The states are taken one step too early: $h[t-i-1]$ stands where $h[t-i]$ belongs.',
    {
      attends: 'one step too early',
    },
  ),
  mistake('states-oldest-first', 'The states are in reverse order: the first matrices belong to the newest one.', {
    attends: 'oldest first',
  }),
  mistake(
    'attends-to-the-last-state-alone',
    'The last state stands in every place of the window; each place has its own.',
    {
      attends: 'to the last state alone',
    },
  ),
  mistake('window-one-too-short', 'One state too few is attended to.', { attends: 'to one state less' }),
  mistake(
    'zero-states-left-out',
    'States of zeros before the first step are left out; they take part with the score 0.',
    {
      zeros: 'left out',
    },
  ),
  mistake('attention-mixes-queries', 'The queries are mixed; attention mixes the values.', { mixes: 'queries' }),
  mistake('attention-mixes-states', 'The states themselves are mixed; their values are.', { mixes: 'states' }),
  mistake(
    'queries-of-the-last-state',
    'All scores are taken with the query of the last state; each position has a query of its own.',
    {
      queries: 'of the last state',
    },
  ),
  mistake('first-matrices-for-all-states', 'All states have the matrices of the newest one; each place has its own.', {
    matrices: 'the first for all',
  }),
  mistake('attention-with-tanh', 'There is a tanh around the mixture; the state is the mixture itself.', {
    activation: Math.tanh,
  }),
  mistake('attention-with-residual', 'The last state is added to the mixture; the state is the mixture itself.', {
    residual: true,
  }),
  mistake('last-states-oldest-first', '`last` has the oldest state first; the newest one comes first.', {
    last: 'oldest first',
  }),
];

/** Typical slips in an AttentionRNN(k), in the order in which they are tried. */
export const attentionMistakes: readonly CodeMistake[] = [...known, ...attentionCodeMistakes];
