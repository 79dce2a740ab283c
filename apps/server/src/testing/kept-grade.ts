import type { KeptGrade, KeptPart } from '@gradbook/grading/batch';

/** A grade as it is kept, of parts that a test makes up: the text of `gradings.grade`. */
export function keptGrade(
  parts: readonly (Partial<KeptPart> & Pick<KeptPart, 'part'>)[],
  change: Partial<KeptGrade> = {},
): string {
  const all = parts.map((part): KeptPart => ({
    judgement: { verdict: 'correct', share: 1, given: '', feedback: [] },
    points: 0,
    milliseconds: 1,
    ...part,
  }));
  const sum = all.reduce((total, { points }) => total + points, 0);
  return JSON.stringify({
    name: 'test',
    score: sum,
    maximum: sum,
    waiting: 0,
    seconds: 0.5,
    notes: [],
    record: {
      gradbook: '0.0.0',
      assignment_sha256: '0'.repeat(64),
      submission_sha256: '1'.repeat(64),
      adapter: 'none',
      seed: 0,
    },
    parts: all,
    ...change,
  });
}

/** The code that made grades of tests. */
export const noCode = { packages: {}, sha256: '2'.repeat(64), node: 'none' };
