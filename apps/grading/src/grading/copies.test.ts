import { findAssignment } from '@gradbook/assignments';
import { describe, expect, it } from 'vitest';

import { flagCopies } from './copies.ts';
import type { GradedPart, GradedSubmission } from './graded.ts';

const assignment = findAssignment('rnn-homework')!;
const part = assignment.parts.find(({ kind }) => kind === 'log')!;

function submission(name: string, fingerprints: GradedPart['fingerprints']): GradedSubmission {
  const graded: GradedPart = {
    part,
    judgement: { verdict: 'correct', share: 1, given: 'a log', expected: 'what is right', feedback: ['It agrees.'] },
    written: undefined,
    points: part.points,
    milliseconds: 1,
    ...(fingerprints ? { fingerprints } : {}),
  };
  return {
    name,
    assignment,
    parts: [graded],
    score: part.points,
    maximum: 50,
    waiting: 0,
    seconds: 1,
    notes: [],
    record: { gradbook: '0', assignment_sha256: '', submission_sha256: '', adapter: '', seed: 0 },
  };
}

const losses = { of: 'the losses of every epoch', value: '1,2' };

describe('submissions that have something in common', () => {
  it('go to a person, each with the names of the others where staff sees them', () => {
    const [anna, bert, carl] = flagCopies([
      submission('anna', [losses]),
      submission('bert', [{ ...losses, value: '3,4' }]),
      submission('carl', [losses, { of: 'the weights', value: 'w' }]),
    ]);
    expect(anna).toMatchObject({ score: 0, waiting: part.points });
    const { judgement } = anna!.parts[0]!;
    expect(judgement).toMatchObject({
      verdict: 'needs_review',
      share: 0,
      expected: 'what is right\n\nThe same: carl.',
    });
    expect(judgement.feedback[0]).toContain('the losses of every epoch to the last digit');
    expect(judgement.feedback.join(' ')).not.toContain('carl');
    expect(judgement.feedback).toContain('It agrees.');
    expect(carl!.parts[0]!.judgement.expected).toContain('anna');
    expect(bert).toMatchObject({ score: part.points, waiting: 0 });
  });

  it('with what the sample has go to a person too', () => {
    const [anna, bert] = flagCopies([submission('anna', [losses]), submission('bert', undefined)], [losses]);
    const { judgement } = anna!.parts[0]!;
    expect(judgement).toMatchObject({ verdict: 'needs_review', expected: 'what is right\n\nThe same: the sample.' });
    expect(judgement.feedback[0]).toContain('The sample that comes with Gradbook has the losses');
    expect(bert!.parts[0]!.judgement.verdict).toBe('correct');
  });

  it('are left alone where they have nothing', () => {
    const all = [submission('anna', undefined), submission('bert', undefined)];
    expect(flagCopies(all)).toEqual(all);
  });
});
