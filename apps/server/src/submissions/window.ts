import type { InferSelectModel } from 'drizzle-orm';

import type { assignment } from '../database/schema/index.ts';
import { Refusal } from '../http/refusal.ts';
import { lateness, lateSecondsOf } from '../review/effective-grade.ts';

const minute = 60_000;
const day = 86_400_000;

/** Whether a student may hand in now, and what it would cost. */
export interface HandInWindow {
  readonly state: 'draft' | 'notYet' | 'open' | 'late' | 'closed' | 'noAttempts';
  /** The deadline that holds for the student. */
  readonly dueAt: Date | null;
  /** Whether that is an extension. */
  readonly extended: boolean;
  /** After this nothing is taken in any more; null where there is no such moment. */
  readonly closesAt: Date | null;
  readonly lateSeconds: number;
  /** Days that the late rule counts, were it handed in now. */
  readonly lateDays: number;
  readonly attempts: number;
  /** How many more; null: as many as one likes. */
  readonly attemptsLeft: number | null;
}

/** What the window follows from. */
export interface WindowBasis {
  readonly assignment: Pick<
    InferSelectModel<typeof assignment>,
    'published' | 'opensAt' | 'dueAt' | 'lateRule' | 'mostAttempts'
  >;
  readonly extendedTo: Date | null | undefined;
  /** How often the student has handed in. */
  readonly attempts: number;
  readonly now: Date;
  /** Staff try an assignment before it is published and opened. */
  readonly staff?: boolean;
}

/** The window in which a student hands in: published, opened, not closed by the late rule, attempts left. */
export function windowOf(basis: WindowBasis): HandInWindow {
  const { assignment: rules, extendedTo, attempts, now, staff = false } = basis;
  const extended = extendedTo != null && (rules.dueAt === null || extendedTo > rules.dueAt);
  const dueAt = rules.dueAt === null ? null : extended ? extendedTo : rules.dueAt;
  const lateSeconds = lateSecondsOf(now, rules.dueAt, extendedTo);
  const { days } = lateness(rules.lateRule, lateSeconds, 0, 0);
  const closesAt = closing(dueAt, rules.lateRule);
  const attemptsLeft = rules.mostAttempts === null ? null : Math.max(0, rules.mostAttempts - attempts);
  const state = ((): HandInWindow['state'] => {
    if (!staff && !rules.published) return 'draft';
    if (!staff && rules.opensAt && now < rules.opensAt) return 'notYet';
    if (closesAt && now > closesAt) return 'closed';
    if (attemptsLeft === 0) return 'noAttempts';
    return lateSeconds > 0 ? 'late' : 'open';
  })();
  return { state, dueAt, extended, closesAt, lateSeconds, lateDays: days, attempts, attemptsLeft };
}

function closing(dueAt: Date | null, rule: WindowBasis['assignment']['lateRule']): Date | null {
  if (!dueAt || rule.kind === 'accept') return null;
  if (rule.kind === 'refuse') return dueAt;
  return new Date(dueAt.getTime() + rule.graceMinutes * minute + rule.mostDays * day);
}

/** Whether it is taken in at all. */
export function isOpen({ state }: Pick<HandInWindow, 'state'>): boolean {
  return state === 'open' || state === 'late';
}

/** @throws Refusal with the reason why nothing can be handed in. */
export function requireOpen(window: HandInWindow, opensAt: Date | null): void {
  if (isOpen(window)) return;
  const { state, closesAt, attempts } = window;
  if (state === 'draft') {
    throw new Refusal(404, 'an assignment that is not published', 'a published one', 'ask the course staff');
  }
  if (state === 'notYet') {
    const opens = opensAt?.toISOString() ?? '';
    throw new Refusal(409, `the assignment opens at ${opens}`, 'an assignment that is open', 'hand in after that');
  }
  if (state === 'closed') {
    throw new Refusal(
      409,
      `the assignment closed at ${closesAt?.toISOString() ?? ''}`,
      'a submission before that',
      'ask the course staff for an extension; nothing of what you wrote is lost',
    );
  }
  throw new Refusal(
    409,
    `you have handed in ${attempts} times, as often as is allowed`,
    'an attempt that is left',
    'ask the course staff; nothing of what you wrote is lost',
  );
}
