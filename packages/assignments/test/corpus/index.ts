import { beam } from './beam.ts';
import type { Case } from './case.ts';
import { convolution } from './convolution.ts';
import { decoding } from './decoding.ts';
import { doubtfulNormalization, doubtfulRnn } from './doubtful.ts';
import { facts } from './facts.ts';
import { formulas } from './formulas.ts';
import { furtherNormalization } from './further-normalization.ts';
import { furtherRnn } from './further-rnn.ts';
import { independentConvolutions } from './independent/conv-gated-debugging.ts';
import { independent } from './independent/index.ts';
import { matrices } from './matrices.ts';
import { normalization } from './normalization.ts';
import { outputShapes } from './output-shapes.ts';
import { recurrenceEdges } from './recurrence-edges.ts';
import { recurrenceValues } from './recurrence-values.ts';
import { trainingWords } from './training-words.ts';

export type { Case, Class } from './case.ts';
export { heldOut } from './independent/index.ts';

/** Answers by assignment, part and class. */
export const corpus: Readonly<
  Record<'rnn-homework' | 'normalization-decoding' | 'conv-gated-debugging', readonly Case[]>
> = {
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
  'conv-gated-debugging': [...outputShapes, ...formulas, ...matrices, ...trainingWords, ...independentConvolutions],
};
