import { describe, expect, it } from 'vitest';

import { effectiveGrade, type GraderPart } from '../effective-grade.ts';
import type { GradedAttempt } from '../grade/load.ts';
import { correlation, spreadOf, standingOf, statisticsOf } from './statistics.ts';

const outline = [
  { id: '1', title: 'One', points: 2, kind: 'expression' },
  { id: '2', title: 'Two', points: 4, kind: 'expression' },
] as const;

function attempt(one: number, two: number | undefined, state: 'graded' | 'fault' = 'graded'): GradedAttempt {
  const graded: GraderPart[] = [
    { partId: '1', verdict: one === 2 ? 'correct' : 'incorrect', points: one, maximum: 2 },
    { partId: '2', verdict: two === undefined ? 'needs_review' : 'partial', points: two ?? 0, maximum: 4 },
  ];
  const grade = effectiveGrade({ state, outline, graded, overrides: [], lateSeconds: 0, lateRule: { kind: 'accept' } });
  return { grade, attempt: 1 } as unknown as GradedAttempt;
}

describe('statistics', () => {
  it('count what is decided, what waits and what is our fault, and spread complete grades alone', () => {
    const all = [attempt(2, 4), attempt(0, 1), attempt(2, undefined), attempt(0, 0, 'fault')];
    const statistics = statisticsOf(all, 6, 6);
    expect(statistics).toMatchObject({
      students: 6,
      submitted: 4,
      graded: 2,
      waiting: 1,
      faults: 1,
      waitingAnswers: 1,
    });
    expect(statistics.points).toMatchObject({ values: [1, 6], mean: 3.5, median: 3.5 });
    expect(statistics.soFar?.values).toEqual([1, 2, 6]);
    expect(statistics.parts[0]).toMatchObject({ id: '1', meanShare: 2 / 3, counts: { correct: 2, incorrect: 1 } });
    expect(statistics.parts[1]).toMatchObject({ id: '2', meanShare: 5 / 8, counts: { partial: 2, needs_review: 1 } });
  });

  it('correlate a part with the rest, from five answers on', () => {
    const all = [0, 1, 2, 3].map((two) => attempt(two > 1 ? 2 : 0, two));
    expect(statisticsOf(all, 4, 6).parts[0]!.discrimination).toBeUndefined();
    const five = [...all, attempt(2, 4)];
    // Shares of part 1 are 0 0 1 1 1, points of part 2 are 0 1 2 3 4: 3 / √(1.2 · 10).
    expect(statisticsOf(five, 5, 6).parts[0]!.discrimination).toBeCloseTo(Math.sqrt(3) / 2, 12);
    expect(correlation([1, 1, 1, 1, 1], [1, 2, 3, 4, 5])).toBeUndefined();
    expect(correlation([0.1, 0.1, 0.1, 0.1, 0.1 + 1e-17], [1, 2, 3, 4, 5])).toBeUndefined();
    expect(correlation([1, 2, 3, 4, 5], [5, 4, 3, 2, 1])).toBeCloseTo(-1, 12);
  });

  it('interpolate quartiles', () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({ values: [1, 2, 3, 4], mean: 2.5, median: 2.5, lower: 1.75, upper: 3.25 });
    expect(spreadOf([])).toBeUndefined();
  });

  it('read what a person gave as how the answer stands', () => {
    const part = attempt(0, undefined).grade.parts[1]!;
    expect(standingOf(part)).toBe('needs_review');
    expect([0, 2, 4].map((points) => standingOf({ ...part, by: 'person', points }))).toEqual([
      'incorrect',
      'partial',
      'correct',
    ]);
  });
});
