import { beam } from './beam.ts';
import type { Case } from './case.ts';
import { convolution } from './convolution.ts';
import { decoding } from './decoding.ts';
import { doubtfulNormalization, doubtfulRnn } from './doubtful.ts';
import { facts } from './facts.ts';
import { furtherNormalization } from './further-normalization.ts';
import { furtherRnn } from './further-rnn.ts';
import { independent } from './independent/index.ts';
import { normalization } from './normalization.ts';
import { recurrenceEdges } from './recurrence-edges.ts';
import { recurrenceValues } from './recurrence-values.ts';

export type { Case, Class } from './case.ts';
export { heldOut } from './independent/index.ts';

/** Answers by assignment, part and class. */
export const corpus: Readonly<Record<'rnn-homework' | 'normalization-decoding', readonly Case[]>> = {
  'rnn-homework': [
    ...recurrenceValues,
    ...recurrenceEdges,
    ...beam,
    ...facts,
    ...convolution,
    ...furtherRnn,
    ...doubtfulRnn,
    ...independent['rnn-homework'],
  ],
  'normalization-decoding': [
    ...normalization,
    ...decoding,
    ...furtherNormalization,
    ...doubtfulNormalization,
    ...independent['normalization-decoding'],
  ],
};
