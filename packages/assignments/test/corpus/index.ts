import { activationsReview, activationsRnn, furtherChoices } from './activations.ts';
import { beam } from './beam.ts';
import type { Case } from './case.ts';
import { convolution } from './convolution.ts';
import { decoding } from './decoding.ts';
import { doubtfulNormalization, doubtfulRnn } from './doubtful.ts';
import { facts } from './facts.ts';
import { formulas } from './formulas.ts';
import {
  fourthMendingAttention,
  fourthMendingNormalization,
  fourthMendingReview,
  fourthMendingRnn,
} from './fourth-mending.ts';
import { fourthRound } from './fourth-round/index.ts';
import { furtherNormalization } from './further-normalization.ts';
import { paraphrasesDebugging, paraphrasesNormalization } from './further-paraphrases.ts';
import { furtherRnn } from './further-rnn.ts';
import { independentConvolutions } from './independent/conv-gated-debugging.ts';
import { conditionsRnn, gradientsNormalization, gradientsReview } from './gradients.ts';
import { independentAttention } from './independent/recurrent-attention.ts';
import { independentReview } from './independent/sequence-review.ts';
import { independent } from './independent/index.ts';
import { matrices } from './matrices.ts';
import { normalization } from './normalization.ts';
import { outputShapes } from './output-shapes.ts';
import { pastedRnn } from './pasted.ts';
import { paraphrasesReview, paraphrasesRnn } from './paraphrases.ts';
import { recurrentGradients } from './recurrent-gradients.ts';
import { recurrentNetworks } from './recurrent-networks.ts';
import { recurrenceEdges } from './recurrence-edges.ts';
import { recurrenceValues } from './recurrence-values.ts';
import { roundAttention, roundReview, roundRnn } from './round.ts';
import { secondRound } from './second-round/index.ts';
import { selfAttention } from './self-attention.ts';
import { thirdRound } from './third-round/index.ts';
import { trainingWords } from './training-words.ts';

export type { Case, Class } from './case.ts';
export { heldOut } from './independent/index.ts';

/** Answers by assignment, part and class. */
export const corpus: Readonly<
  Record<
    'rnn-homework' | 'normalization-decoding' | 'sequence-review' | 'recurrent-attention' | 'conv-gated-debugging',
    readonly Case[]
  >
> = {
  'rnn-homework': [
    ...recurrenceValues,
    ...recurrenceEdges,
    ...beam,
    ...facts,
    ...convolution,
    ...furtherRnn,
    ...doubtfulRnn,
    ...activationsRnn,
    ...conditionsRnn,
    ...pastedRnn,
    ...paraphrasesRnn,
    ...roundRnn,
    ...independent['rnn-homework'],
    ...secondRound['rnn-homework'],
    ...thirdRound['rnn-homework'],
    ...fourthRound['rnn-homework'],
    ...fourthMendingRnn,
  ],
  'normalization-decoding': [
    ...normalization,
    ...decoding,
    ...furtherNormalization,
    ...doubtfulNormalization,
    ...furtherChoices,
    ...gradientsNormalization,
    ...paraphrasesNormalization,
    ...independent['normalization-decoding'],
    ...secondRound['normalization-decoding'],
    ...thirdRound['normalization-decoding'],
    ...fourthRound['normalization-decoding'],
    ...fourthMendingNormalization,
  ],
  'sequence-review': [
    ...beam.filter(({ part }) => /^2\([abcd]\)$/.test(part)),
    ...activationsReview,
    ...gradientsReview,
    ...paraphrasesReview,
    ...roundReview,
    ...independentReview,
    ...secondRound['sequence-review'],
    ...thirdRound['sequence-review'],
    ...fourthRound['sequence-review'],
    ...fourthMendingReview,
  ],
  'recurrent-attention': [
    ...recurrentGradients,
    ...recurrentNetworks,
    ...selfAttention,
    ...roundAttention,
    ...independentAttention,
    ...secondRound['recurrent-attention'],
    ...thirdRound['recurrent-attention'],
    ...fourthRound['recurrent-attention'],
    ...fourthMendingAttention,
  ],
  'conv-gated-debugging': [
    ...outputShapes,
    ...formulas,
    ...matrices,
    ...trainingWords,
    ...paraphrasesDebugging,
    ...independentConvolutions,
    ...secondRound['conv-gated-debugging'],
    ...thirdRound['conv-gated-debugging'],
    ...fourthRound['conv-gated-debugging'],
  ],
};
