import { createHash } from 'node:crypto';

import type { Submission } from '@gradbook/answers';
import type { Assignment } from '@gradbook/assignments';

import { version } from '../version.ts';
import type { GradeRecord } from './graded.ts';

/** The versions, hashes and seed from which a grade can be computed again. */
export function recordOf(
  assignment: Assignment,
  submission: Submission,
  adapter: string,
  { seed, source }: { readonly seed: number; readonly source?: string },
): GradeRecord {
  return {
    gradbook: version,
    assignment_sha256: hashOfAssignment(assignment, source),
    submission_sha256: submission.sha256,
    adapter,
    seed,
  };
}

/** A hash over everything an assignment says and the code of its judges: it changes whenever a grade could. */
export function hashOfAssignment(assignment: Assignment, source = ''): string {
  const definition = {
    source,
    ...assignment,
    parts: assignment.parts.map((part) => ({
      ...part,
      judge: part.judge.toString(),
      evidence: part.evidence?.toString(),
      followThrough: part.followThrough && { ...part.followThrough, judge: part.followThrough.judge.toString() },
    })),
  };
  return createHash('sha256').update(JSON.stringify(definition)).digest('hex');
}
