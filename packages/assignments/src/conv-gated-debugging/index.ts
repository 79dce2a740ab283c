import { type Assignment, defineAssignment } from '../definition/assignment.ts';
import { attentionDerivativeParts, attentionShapeParts } from './attention-derivatives.ts';
import { attentionRnnSystems } from './attention-rnn.ts';
import { convolutionParts } from './convolution.ts';
import { debuggingParts } from './debugging.ts';
import { gatedCellParts } from './gated-cell.ts';
import { outputShapeParts } from './output-shapes.ts';

/**
 * Convolutions entry by entry, a gated layer and attention over earlier states, and what a loss curve says.
 *
 * @example
 * convGatedDebugging.parts.filter(({ kind }) => kind === 'shape').map(({ id }) => id); // ['1.1(a)', '1.1(b)', '1.2.1(b)', '1.2.2(b)']
 */
export const convGatedDebugging: Assignment = defineAssignment({
  id: 'conv-gated-debugging',
  title: 'Convolutions, gates, attention and debugging',
  summary:
    'Shapes and derivatives of convolutions, a gated recurrent layer, attention over earlier states, reading a loss curve.',
  parts: [
    ...outputShapeParts,
    ...convolutionParts,
    ...gatedCellParts,
    ...attentionShapeParts,
    ...attentionRnnSystems,
    ...attentionDerivativeParts,
    ...debuggingParts,
  ],
});
