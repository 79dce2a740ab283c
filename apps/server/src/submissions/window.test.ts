import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { LateRule } from '../database/schema/index.ts';
import { isOpen, windowOf } from './window.ts';

const start = Date.UTC(2026, 0, 1);
const moment = fc.integer({ min: 0, max: 40 * 24 * 60 }).map((minutes) => new Date(start + minutes * 60_000));
const rule: fc.Arbitrary<LateRule> = fc.oneof(
  fc.constant({ kind: 'accept' as const }),
  fc.constant({ kind: 'refuse' as const }),
  fc.record({
    kind: fc.constant('perDay' as const),
    share: fc.constant(0.1),
    graceMinutes: fc.integer({ min: 0, max: 120 }),
    mostDays: fc.integer({ min: 0, max: 5 }),
  }),
);
const basis = fc.record({
  assignment: fc.record({
    published: fc.boolean(),
    opensAt: fc.option(moment),
    dueAt: fc.option(moment),
    lateRule: rule,
    mostAttempts: fc.option(fc.integer({ min: 1, max: 3 })),
  }),
  extendedTo: fc.option(moment),
  attempts: fc.integer({ min: 0, max: 4 }),
  now: moment,
});

describe('the window in which one hands in', () => {
  it('is what its rules say, at every moment', () => {
    fc.assert(
      fc.property(basis, (given) => {
        const window = windowOf(given);
        const { assignment: rules, extendedTo, now, attempts } = given;
        const due = rules.dueAt && Math.max(rules.dueAt.getTime(), extendedTo?.getTime() ?? 0);
        const late = due !== null && now.getTime() > due;
        expect(window.dueAt?.getTime() ?? null).toBe(due);
        expect(window.lateSeconds > 0).toBe(late);
        const tooLate =
          late &&
          (rules.lateRule.kind === 'refuse' ||
            (rules.lateRule.kind === 'perDay' && window.lateDays > rules.lateRule.mostDays));
        const open =
          rules.published &&
          !(rules.opensAt && now < rules.opensAt) &&
          !tooLate &&
          (rules.mostAttempts === null || attempts < rules.mostAttempts);
        expect(isOpen(window)).toBe(open);
        if (open) expect(window.state).toBe(late ? 'late' : 'open');
      }),
      { numRuns: 500, seed: 3 },
    );
  });

  it('never closes earlier for an extension, and staff need no publication', () => {
    fc.assert(
      fc.property(basis, (given) => {
        const without = windowOf({ ...given, extendedTo: undefined });
        if (isOpen(without)) expect(isOpen(windowOf(given))).toBe(true);
        const staff = windowOf({ ...given, staff: true });
        expect(['draft', 'notYet']).not.toContain(staff.state);
      }),
      { numRuns: 300, seed: 5 },
    );
  });
});
