import { type Assignment, defineAssignment } from '../definition/assignment.ts';
import { about } from './about.ts';
import { beamSearchParts } from './beam-search.ts';
import { recurrentStarter } from './code/starter.ts';
import { convolutionParts } from './convolution.ts';
import { derivativeParts } from './derivatives.ts';
import { runtimePart } from './growth.ts';
import { classifierParts, processParts, recurrentParts } from './later.ts';
import { logStarter } from './log/starter.ts';
import { readingParts } from './reading.ts';

/**
 * Recurrent networks, beam search and convolutions.
 *
 * @example
 * rnnHomework.parts[0]?.kind; // 'blanks'
 */
export const rnnHomework: Assignment = defineAssignment({
  ...about,
  starter: { 'recurrent.ts': recurrentStarter, 'submission_log.md': logStarter },
  parts: [
    ...derivativeParts,
    ...beamSearchParts,
    runtimePart,
    ...recurrentParts,
    ...classifierParts,
    ...readingParts,
    ...convolutionParts,
    ...processParts,
  ],
});
