import { computingTime } from '../clock.ts';
import type { Limits } from '../judgement.ts';

/** What every judge takes. */
export interface JudgeOptions {
  readonly limits: Limits;
  readonly seed: number;
}

/**
 * The time of one part, shared by all comparisons that judging it takes: each call gives the options with what is left.
 * When nothing is left, comparisons are undecided and the part goes to a person.
 */
export function budget(options: JudgeOptions): () => JudgeOptions {
  const deadline = computingTime() + options.limits.milliseconds;
  return () => ({
    ...options,
    limits: { ...options.limits, milliseconds: Math.max(0, deadline - computingTime()) },
  });
}
