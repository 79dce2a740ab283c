import {
  equationMistakes,
  formMistakes,
  indexedMistakes,
  matrixMistakes,
  mistakeKinds,
  shapeMistakes,
} from '@gradbook/answers';

import { attentionDerivativeMistakes } from './attention-derivatives.ts';
import { boundDoesNotVanish, boundTooStrong } from './bounds.ts';
import { choiceMistakes } from './choices.ts';
import { transposedConvolutionMistakes } from './convolutions.ts';
import { lossMistakes } from '../rnn-homework/code/losses.ts';
import { lstmMistakes } from '../rnn-homework/code/lstm.ts';
import { headMistakes } from '../rnn-homework/code/regression.ts';
import { rnnMistakes } from '../rnn-homework/code/rnn-mistakes.ts';
import { gateMistakes } from './gates.ts';
import { linearGradientMistakes, matricesMisfit } from './matrix-powers.ts';
import { momentMistakes } from './moments.ts';
import { outputSizeMistakes } from './output-sizes.ts';
import { searchMistakes } from './searches.ts';
import { systemMistakes } from './systems.ts';
import { scaledNorms, traceMistakes } from './traces.ts';
import { batchShapeMistakes, startMistakes, stepMistakes, trainingMistakes, vectorShapeMistakes } from './sentences.ts';

/** A mistake that grading recognises. */
export interface MistakeEntry {
  /** Stands in results under `mistake`; it never changes. */
  readonly id: string;
  /** What the student reads, in Markdown with LaTeX. `{given}` is a piece of their own answer. */
  readonly sentence: string;
  /** What kind of answer it is looked for in. */
  readonly appliesTo: string;
}

/**
 * Every mistake that grading recognises by name: wrong variants of a reference first, then slips in the form of a result,
 * then single slips in expressions and derivations. Ids are unique.
 *
 * @example
 * mistakeCatalogue.find(({ id }) => id === 'sample-variance')?.appliesTo; // 'moments'
 */
export const mistakeCatalogue: readonly MistakeEntry[] = [
  ...entries(transposedConvolutionMistakes, 'transposed convolutions'),
  ...entries(momentMistakes, 'moments'),
  ...entries(searchMistakes, 'searches'),
  ...entries([...traceMistakes, scaledNorms], 'gradient traces'),
  ...entries(rnnMistakes, 'code: recurrent layers'),
  ...entries(headMistakes, 'code: regression heads'),
  ...entries(lossMistakes(), 'code: losses'),
  ...entries(lstmMistakes, 'code: LSTM layers'),
  ...entries(outputSizeMistakes, 'output sizes'),
  ...entries(vectorShapeMistakes, 'shapes of vectors'),
  ...entries(batchShapeMistakes, 'shapes of batches'),
  ...entries(gateMistakes, 'gradients of gated layers'),
  ...entries(attentionDerivativeMistakes, 'derivatives of attention'),
  ...entries(stepMistakes, 'gradients through time'),
  ...entries(trainingMistakes, 'what a training shows'),
  ...entries(startMistakes, 'loss and accuracy at the start'),
  ...entries(choiceMistakes, 'choices'),
  ...entries([boundTooStrong, boundDoesNotVanish], 'bounds'),
  ...entries([...linearGradientMistakes, matricesMisfit], 'products of matrices'),
  ...entries(systemMistakes, 'systems of equations'),
  ...formMistakes,
  ...equationMistakes.map(({ id, sentence }) => ({
    id,
    sentence: sentence.replace('{equation}', '{given}'),
    appliesTo: 'systems of equations',
  })),
  ...shapeMistakes,
  ...indexedMistakes,
  ...matrixMistakes,
  ...mistakeKinds.map(({ id, sentence, appliesTo }) => ({ id, sentence, appliesTo: `expressions: ${appliesTo}` })),
];

function entries(
  mistakes: readonly { readonly id: string; readonly sentence: string }[],
  appliesTo: string,
): readonly MistakeEntry[] {
  return mistakes.map(({ id, sentence }) => ({ id, sentence, appliesTo }));
}
