import type { Judgement } from '@gradbook/answers';
import { describe, expect, it } from 'vitest';

import type { PartOutline } from '../database/schema/index.ts';
import { effectiveGrade } from '../review/effective-grade.ts';
import { keptGrade } from '../testing/kept-grade.ts';
import { resultsForStudent } from './results.ts';
import { feedbackShown, type Viewing, visibleToStudent } from './visible-to-student.ts';

const now = new Date('2026-10-01T12:00:00Z');
const secret = 'SECRET';
const outline: readonly PartOutline[] = [
  { id: '1', title: 'One', points: 4, kind: 'expression', question: 'What?' },
  { id: '2', title: 'Two', points: 2, kind: 'text' },
  { id: '3', title: 'Three', points: 3, kind: 'trace' },
];

const wrong: Judgement = { verdict: 'incorrect', share: 0, given: '$x$', expected: secret, feedback: ['A sign.'] };
const curve = (label: string, reference: boolean) => ({ label, values: [1, 2], reference });
const text = keptGrade([
  { part: '1', judgement: wrong, points: 0 },
  {
    part: '2',
    judgement: { verdict: 'needs_review', share: 0, given: 'text', expected: secret, feedback: ['Not certain.'] },
    fault: { of: 'grader', message: `stack trace of ${secret}` },
  },
  {
    part: '3',
    judgement: { verdict: 'correct', share: 1, given: '', expected: secret, feedback: [] },
    points: 3,
    drawn: [
      { kind: 'gradient-flow', title: 'Norms', runs: [{ label: 'run', norms: [1], reference: [77.125] }] },
      {
        kind: 'curves',
        title: 'Loss',
        x: 'epoch',
        y: 'loss',
        start: 1,
        series: [curve('mine', false), curve(secret, true)],
      },
      { kind: 'curves', title: 'Held', x: 'epoch', y: 'loss', start: 1, series: [curve(secret, true)] },
    ],
  },
]);

const graded = [
  { partId: '1', verdict: 'incorrect' as const, points: 0, maximum: 4 },
  { partId: '2', verdict: 'needs_review' as const, points: 0, maximum: 2 },
  { partId: '3', verdict: 'correct' as const, points: 3, maximum: 3 },
];

function seen(
  change: {
    expected?: boolean;
    viewing?: Partial<Viewing>;
    overrides?: Parameters<typeof effectiveGrade>[0]['overrides'];
    state?: Parameters<typeof effectiveGrade>[0]['state'];
  } = {},
) {
  const { expected = false, overrides = [], state = 'graded' } = change;
  const grade = effectiveGrade({
    state,
    outline,
    graded,
    overrides,
    lateSeconds: 90_000,
    lateRule: { kind: 'perDay', share: 0.1, graceMinutes: 0, mostDays: 5 },
  });
  const viewing: Viewing = { feedback: { show: 'always', expected }, dueAt: null, now, ...change.viewing };
  return visibleToStudent(grade, text, 'no answers.md', outline, viewing);
}

describe('what a student sees', () => {
  it('has nothing of what was expected unless the author allows it, nor of how the machine failed', () => {
    const visible = seen();
    expect(JSON.stringify(visible)).not.toContain(secret);
    expect(JSON.stringify(visible)).not.toContain('77.125');
    if (visible.kind !== 'graded') throw new Error(visible.kind);
    expect(visible.parts[2]!.drawn.map(({ title }) => title)).toEqual(['Norms', 'Loss']);
    expect(JSON.stringify(resultsForStudent(visible, 'hw'))).not.toContain(secret);
    const open = seen({ expected: true });
    if (open.kind !== 'graded') throw new Error(open.kind);
    expect(open.parts.map(({ judgement }) => judgement.expected)).toEqual([secret, secret, secret]);
    expect(open.parts[2]!.drawn).toHaveLength(3);
    expect(resultsForStudent(open, 'hw').tests[0]!.extra_data.expected).toBe(secret);
    // The machine's failure stays ours in any case.
    expect(JSON.stringify(open)).not.toContain('stack trace');
  });

  it('says that a person looks, and counts nothing of it as lost', () => {
    const visible = seen();
    if (visible.kind !== 'graded') throw new Error(visible.kind);
    expect(visible).toMatchObject({ waiting: 2, final: false, maximum: 9, sum: 3 });
    expect(visible.late).toMatchObject({ days: 2, deducted: expect.closeTo(1.8) as number });
    expect(visible.parts.map(({ points }) => points)).toEqual([0, undefined, 3]);
    expect(visible.parts[1]!.judgement.feedback.join()).toContain('our fault');
    expect(resultsForStudent(visible, 'hw').tests[1]).toMatchObject({
      score: 0,
      extra_data: { verdict: 'needs_review' },
    });
  });

  it('shows a person’s points over the grader’s, with what they said', () => {
    const overrides = [{ id: 'o', partId: '2', points: 1, comment: 'Half of it.' }];
    const visible = seen({ overrides });
    if (visible.kind !== 'graded') throw new Error(visible.kind);
    expect(visible).toMatchObject({ final: true, waiting: 0, sum: 4 });
    expect(visible.parts[1]).toMatchObject({ points: 1, decided: { comment: 'Half of it.' } });
    const { tests } = resultsForStudent(visible, 'hw');
    expect(tests[1]).toMatchObject({ score: 1, extra_data: { verdict: 'partial' } });
    expect(tests[1]!.extra_data.feedback).toContain('Half of it.');
  });

  it('is nothing that looks like a grade where there is none', () => {
    expect(seen({ state: 'fault' })).toEqual({ kind: 'fault' });
    expect(seen({ state: 'queued' })).toEqual({ kind: 'waiting', state: 'queued' });
    expect(seen({ state: 'unreadable' })).toEqual({ kind: 'unreadable', problem: 'no answers.md' });
    for (const show of ['never', 'afterDue'] as const) {
      const until = new Date(now.getTime() + 1_000);
      const hidden = seen({ viewing: { feedback: { show, expected: true }, dueAt: until } });
      expect(hidden).toEqual({ kind: 'hidden', until: show === 'never' ? undefined : until });
    }
  });

  it('comes after the student’s own deadline where the author says so', () => {
    const rule = { show: 'afterDue', expected: false } as const;
    const at = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);
    expect(feedbackShown({ feedback: rule, dueAt: at(-1), now })).toBe(true);
    expect(feedbackShown({ feedback: rule, dueAt: null, now })).toBe(true);
    expect(feedbackShown({ feedback: rule, dueAt: at(0), now })).toEqual({ until: at(0) });
  });
});
