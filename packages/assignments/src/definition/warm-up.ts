import { type WarmedUp, warmUp } from '@gradbook/core-ops';

import type { Assignment } from './assignment.ts';

/**
 * Compiles ahead the kernels that the references of an assignment need, while the program goes on reading submissions: most of the
 * time of the first grade is compilation. Nothing is computed, and grading without it gives the same grades.
 *
 * @returns how many pipelines were compiled; none where the assignment was graded before.
 * @throws DeviceError before `init()`, and when the device does not take a kernel.
 * @example
 * await init();
 * const assignment = assignments.find(({ id }) => id === 'rnn-homework')!;
 * await warmUpAssignment(assignment);
 * (await warmUpAssignment(assignment)).pipelines; // 0
 */
export async function warmUpAssignment(assignment: Assignment): Promise<WarmedUp> {
  return warmUp(() => {
    for (const part of assignment.parts) part.warmUp?.();
  });
}
