import {
  assert,
  constantFrom,
  property,
  record,
  array,
  double,
  integer,
  boolean,
  option,
  uniqueArray,
} from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { LateRule, PartOutline } from '../database/schema/index.ts';
import {
  countingAttempt,
  effectiveGrade,
  type GradeBasis,
  type GraderPart,
  lateness,
  lateSecondsOf,
  waitsForPerson,
} from './effective-grade.ts';

const outline: readonly PartOutline[] = [
  { id: '1(a)', title: 'Derivative', points: 4, kind: 'text' },
  { id: '1(b)', title: 'Why', points: 2, kind: 'text' },
  { id: '1(c)', title: 'Extra', points: 3, kind: 'code', extraCredit: true },
];
const said = (partId: string, verdict: GraderPart['verdict'], points: number, maximum: number): GraderPart => ({
  partId,
  verdict,
  points,
  maximum,
});
const graded = [said('1(a)', 'partial', 3, 4), said('1(b)', 'needs_review', 0, 2), said('1(c)', 'correct', 3, 3)];
const basis: GradeBasis = {
  state: 'graded',
  outline,
  graded,
  overrides: [],
  lateSeconds: 0,
  lateRule: { kind: 'accept' },
};
const give = (id: string, partId: string, points: number | null) => ({ id, partId, points, comment: '' });

describe('the grade that counts', () => {
  it('sums what is decided, and says what waits for a person', () => {
    const grade = effectiveGrade(basis);
    expect(grade).toMatchObject({ sum: 6, points: 6, maximum: 6, waiting: 2, final: false });
    expect(grade.parts.map(({ by }) => by)).toEqual(['grader', 'nobody', 'grader']);
  });

  it('takes the newest override, over whatever the grader said', () => {
    const grade = effectiveGrade({
      ...basis,
      overrides: [give('a', '1(b)', 1), give('b', '1(a)', 0), give('c', '1(b)', 2)],
    });
    expect(grade).toMatchObject({ sum: 5, waiting: 0, final: true });
    expect(grade.parts.map(({ by, points }) => [by, points])).toEqual([
      ['person', 0],
      ['person', 2],
      ['grader', 3],
    ]);
  });

  it('lets the grader count again when an override was taken back, and a person look again where it had asked for one', () => {
    const back = effectiveGrade({
      ...basis,
      overrides: [give('a', '1(a)', 0), give('b', '1(b)', 2), give('c', '1(a)', null), give('d', '1(b)', null)],
    });
    expect(back).toEqual(effectiveGrade(basis));
  });

  it('has no zeros where nothing was graded, and takes what a person gave', () => {
    for (const state of ['none', 'queued', 'grading', 'fault', 'unreadable'] as const) {
      const grade = effectiveGrade({ ...basis, state, overrides: [give('a', '1(b)', 2)] });
      expect(grade).toMatchObject({ sum: 2, waiting: 0, final: false });
      expect(grade.parts.map(({ points }) => points)).toEqual([undefined, 2, undefined]);
    }
  });
});

describe('being late', () => {
  const rule: LateRule = { kind: 'perDay', share: 0.1, graceMinutes: 10, mostDays: 3 };

  it.each([
    [0, 0],
    [600, 0],
    [601, 1],
    [600 + 86_400, 1],
    [601 + 86_400, 2],
  ])('%d seconds count as %d days: each that began after the grace', (seconds, days) => {
    expect(lateness(rule, seconds, 20, 20)).toEqual({ seconds, days, deducted: days * 0.1 * 20 });
  });

  it('takes a share of the maximum, and no more than there is', () => {
    expect(lateness(rule, 90_000, 3, 20).deducted).toBe(3);
    expect(lateness({ ...rule, share: 1 }, 90_000, 15, 20).deducted).toBe(15);
  });

  it('is counted from the later of deadline and extension', () => {
    const due = new Date('2026-10-01T12:00:00Z');
    const handedIn = new Date('2026-10-02T12:00:00Z');
    expect(lateSecondsOf(handedIn, due, undefined)).toBe(86_400);
    expect(lateSecondsOf(handedIn, due, new Date('2026-10-02T00:00:00Z'))).toBe(43_200);
    expect(lateSecondsOf(handedIn, due, new Date('2026-09-01T00:00:00Z'))).toBe(86_400);
    expect(lateSecondsOf(handedIn, due, handedIn)).toBe(0);
    expect(lateSecondsOf(handedIn, null, undefined)).toBe(0);
  });
});

const attempt = (number: number, points: number, state: 'graded' | 'queued' = 'graded') => ({
  attempt: number,
  grade: { points, state },
});

describe('the attempt that counts', () => {
  it('is the last one, or the best that was graded, the later of equals', () => {
    const all = [attempt(2, 5), attempt(1, 9), attempt(4, 0, 'queued'), attempt(3, 9)];
    expect(countingAttempt(all, 'latest')?.attempt).toBe(4);
    expect(countingAttempt(all, 'best')?.attempt).toBe(3);
    expect(countingAttempt([attempt(1, 0, 'queued'), attempt(2, 0, 'queued')], 'best')?.attempt).toBe(2);
    expect(countingAttempt([], 'best')).toBeUndefined();
  });
});

describe('whatever comes', () => {
  const ids = ['a', 'b', 'c', 'd'] as const;
  const points = double({ min: 0, max: 20, noNaN: true });
  const anything = record({
    state: constantFrom('none', 'queued', 'grading', 'graded', 'unreadable', 'fault'),
    outline: uniqueArray(
      record({
        id: constantFrom(...ids),
        title: constantFrom('T'),
        points,
        extraCredit: boolean(),
        kind: constantFrom('text'),
      }),
      { selector: ({ id }) => id },
    ),
    graded: uniqueArray(
      record({
        partId: constantFrom(...ids),
        verdict: constantFrom('correct', 'partial', 'incorrect', 'needs_review', 'unanswered'),
        points,
        maximum: points,
      }),
      { selector: ({ partId }) => partId },
    ),
    overrides: array(
      record({
        id: constantFrom('x'),
        partId: constantFrom(...ids),
        points: option(points),
        comment: constantFrom(''),
      }),
    ),
    lateSeconds: integer({ min: 0, max: 1_000_000 }),
    lateRule: constantFrom<LateRule>(
      { kind: 'accept' },
      { kind: 'refuse' },
      { kind: 'perDay', share: 0.25, graceMinutes: 5, mostDays: 2 },
    ),
  });

  it('never goes below zero, never gains by being late, and is the sum of its decided parts', () => {
    assert(
      property(anything, (given) => {
        const grade = effectiveGrade(given);
        expect(grade.points).toBeGreaterThanOrEqual(0);
        expect(grade.points).toBeLessThanOrEqual(grade.sum);
        expect(grade.points).toBeLessThanOrEqual(effectiveGrade({ ...given, lateSeconds: 0 }).points);
        expect(grade.sum).toBe(grade.parts.reduce((sum, part) => sum + (part.points ?? 0), 0));
        expect(grade.waiting).toBe(grade.parts.filter(waitsForPerson).reduce((sum, part) => sum + part.maximum, 0));
        expect(grade.final).toBe(grade.parts.every((part) => part.points !== undefined));
      }),
    );
  });

  it('depends on no override but the newest of each part', () => {
    assert(
      property(anything, (given) => {
        const newest = ids.flatMap((id) => given.overrides.filter(({ partId }) => partId === id).slice(-1));
        expect(effectiveGrade({ ...given, overrides: newest })).toEqual(effectiveGrade(given));
      }),
    );
  });
});
