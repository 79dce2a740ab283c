import type { Part } from '../../definition/assignment.ts';
import { logPart } from '../../logs/log-part.ts';
import { referenceRun } from './reference-run.ts';

/** Part 4: the classifier of last names, by its log and weights. */
export const classifierPart: Part = logPart({
  id: '4',
  title: 'Last-name classifier',
  points: 5,
  question:
    'Train the classifier of last names and hand in `submission_log.json` with the weights of its last epoch, `weights.safetensors`. ' +
    'A fifth of every language is held back; choose a seed of your own. `pnpm train names --seed N` writes both files.',
  testFraction: 0.2,
  reference: referenceRun,
});
