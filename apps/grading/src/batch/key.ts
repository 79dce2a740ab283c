import { createHash } from 'node:crypto';

import type { LanguageNames } from '@gradbook/datasets-names';

import type { GradeRecord } from '../grading/graded.ts';

/** What a grade depends on besides its record. */
interface Circumstances {
  /** The submission's name: results and notes say it. */
  readonly name: string;
  /** The least sandbox that was asked for. */
  readonly requireSandbox: string | undefined;
  /** Names that training logs may be about, beside those that are bundled. */
  readonly names?: readonly LanguageNames[] | undefined;
  /** The grader's own code. */
  readonly code: string;
}

/** Names a grade by everything that it depends on: whoever finds the key again need not grade again. */
export function keyOfGrade(
  record: GradeRecord,
  { name, requireSandbox = '', names = [], code }: Circumstances,
): string {
  const { gradbook, assignment_sha256, submission_sha256, adapter, seed } = record;
  const all = [name, gradbook, code, assignment_sha256, submission_sha256, adapter, seed, requireSandbox, names];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}
