import { judgeText } from '@gradbook/answers';
import { describe, expect, it } from 'vitest';

import { assignments } from '../index.ts';
import { type Assignment, defineAssignment, maximumPoints, type Part } from './assignment.ts';

const part = (id: string, points: number, optional = false): Part => ({
  id,
  title: 'A title',
  kind: 'text',
  points,
  question: 'A question?',
  judge: (content) => judgeText(content),
  ...(optional ? { optional } : {}),
});
const assignment = (parts: readonly Part[], id = 'hw'): Assignment => ({ id, title: 'HW', summary: 'One.', parts });

describe('defineAssignment', () => {
  it('returns what it was given', () => {
    const given = assignment([part('1', 2)]);
    expect(defineAssignment(given)).toBe(given);
  });

  it.each([
    ['two parts with one id', assignment([part('1(a)', 1), part('1(a)', 1)]), /two parts 1\(a\)/],
    ['negative points', assignment([part('1', -1)]), /part 1 .*-1 points/],
    ['points that are no number', assignment([part('1', Number.NaN)]), /NaN points/],
    ['an id with capitals', assignment([], 'HW 1'), /lower-case words/],
    ['an id that leaves its folder', assignment([], '../hw'), /lower-case words/],
  ])('refuses %s', (_, given, message) => {
    expect(() => defineAssignment(given)).toThrow(message);
  });
});

describe('maximumPoints', () => {
  it('leaves extra credit out', () => {
    expect(maximumPoints(assignment([part('1', 2), part('2', 3, true), part('3', 0.5)]))).toBe(2.5);
  });
});

describe('the bundled assignments', () => {
  it('have different ids, and say what each part asks', () => {
    expect(new Set(assignments.map(({ id }) => id)).size).toBe(assignments.length);
    for (const { parts } of assignments) {
      expect(
        parts.filter(({ question, title }) => question.length < 20 || title.length < 3).map(({ id }) => id),
      ).toEqual([]);
    }
  });

  it('count points for every part but records and extra credit', () => {
    for (const each of assignments) {
      expect(maximumPoints(each)).toBeGreaterThan(0);
      expect(
        each.parts.filter(({ kind, points }) => (kind === 'record') !== (points === 0)).map(({ id }) => id),
      ).toEqual([]);
    }
  });
});
