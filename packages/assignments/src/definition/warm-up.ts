import { type WarmedUp, warmUp } from '@gradbook/core-ops';

import type { Assignment, Part } from './assignment.ts';

/** What to compile ahead. */
interface WarmUpOptions {
  /** The seed of the grades to come, from which the arguments of code are drawn; 0 unless given. */
  readonly seed?: number;
  /** Which parts; all unless given. */
  readonly parts?: (part: Part) => boolean;
}

/**
 * Compiles ahead the kernels that the references of an assignment need, those of code, searches and traced graphs too, while the program
 * goes on reading submissions: most of the time of the first grade is compilation. Nothing is computed, and grading without it gives the
 * same grades.
 *
 * @returns how many pipelines were compiled; none where the assignment was graded before.
 * @throws DeviceError before `init()`, and when the device does not take a kernel.
 * @example
 * await init();
 * const assignment = assignments.find(({ id }) => id === 'rnn-homework')!;
 * await warmUpAssignment(assignment);
 * (await warmUpAssignment(assignment)).pipelines; // 0
 */
export async function warmUpAssignment(
  assignment: Assignment,
  { seed = 0, parts = () => true }: WarmUpOptions = {},
): Promise<WarmedUp> {
  return warmUp(() => {
    for (const part of assignment.parts) if (parts(part)) part.warmUp?.({ seed });
  });
}
