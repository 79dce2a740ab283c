import type { GradingState, LateRule, PartOutline } from '../database/schema/index.ts';

/** What the grader said about a part. */
export interface GraderPart {
  readonly partId: string;
  readonly verdict: 'correct' | 'partial' | 'incorrect' | 'needs_review' | 'unanswered';
  readonly points: number;
  readonly maximum: number;
}

/** What a person said about a part; `points` null takes everything before it back. */
export interface PartOverride {
  readonly id: string;
  readonly partId: string;
  readonly points: number | null;
  readonly comment: string;
}

/** A part with the points that count. */
export interface EffectivePart {
  readonly id: string;
  readonly title: string;
  readonly maximum: number;
  readonly extraCredit: boolean;
  /** The grader's verdict; undefined where it has not graded the part. */
  readonly verdict: GraderPart['verdict'] | undefined;
  /** The points that count; undefined while nobody has decided. */
  readonly points: number | undefined;
  /** Whose points they are: `nobody` where a person has to look first, or the grader has not come to it. */
  readonly by: 'grader' | 'person' | 'nobody';
  /** The override that counts. */
  readonly override: PartOverride | undefined;
}

/** What being late took. */
export interface Lateness {
  readonly seconds: number;
  /** Days that began after the grace; 0 where the rule takes nothing. */
  readonly days: number;
  readonly deducted: number;
}

/** The grade of one submission as it counts. */
export interface EffectiveGrade {
  /** How the grader ended; `none` where there is no grading at all. */
  readonly state: GradingState | 'none';
  readonly parts: readonly EffectivePart[];
  /** Points of the parts that are decided, extra credit included. */
  readonly sum: number;
  readonly late: Lateness;
  /** The sum after the late rule, never below zero: what the grade book gets. */
  readonly points: number;
  /** What can be reached, extra credit left out. */
  readonly maximum: number;
  /** Points of the parts that wait for a person. */
  readonly waiting: number;
  /** Whether every part is decided. Otherwise `points` is what there is so far. */
  readonly final: boolean;
}

/** What a grade is computed from. */
export interface GradeBasis {
  readonly state: GradingState | 'none';
  /** The parts of the version that graded it. */
  readonly outline: readonly PartOutline[];
  readonly graded: readonly GraderPart[];
  /** The oldest first. */
  readonly overrides: readonly PartOverride[];
  readonly lateSeconds: number;
  readonly lateRule: LateRule;
}

/** The grade that counts: a person's points over the grader's, the newest first; then the late rule. */
export function effectiveGrade(basis: GradeBasis): EffectiveGrade {
  const parts = effectiveParts(basis);
  const maximum = total(parts.filter(({ extraCredit }) => !extraCredit).map((part) => part.maximum));
  const sum = total(parts.map(({ points }) => points ?? 0));
  const late = lateness(basis.lateRule, basis.lateSeconds, sum, maximum);
  return {
    state: basis.state,
    parts,
    sum,
    late,
    points: sum - late.deducted,
    maximum,
    waiting: total(parts.filter(waitsForPerson).map((part) => part.maximum)),
    final: parts.every(({ by }) => by !== 'nobody'),
  };
}

/** Whether a person has to look before the part has points. */
export function waitsForPerson(part: Pick<EffectivePart, 'verdict' | 'by'>): boolean {
  return part.verdict === 'needs_review' && part.by === 'nobody';
}

function effectiveParts({ outline, graded, overrides, state }: GradeBasis): readonly EffectivePart[] {
  const byPart = new Map(graded.map((part) => [part.partId, part]));
  // Later entries of a map replace earlier ones: the newest override of each part is left.
  const newest = new Map(overrides.map((each) => [each.partId, each]));
  return outline.map(({ id, title, points: maximum, extraCredit = false }) => {
    const grader = state === 'graded' ? byPart.get(id) : undefined;
    const last = newest.get(id);
    const override = last?.points == null ? undefined : last;
    const fromGrader = grader && grader.verdict !== 'needs_review' ? grader.points : undefined;
    const points = override?.points ?? fromGrader;
    const by = override ? 'person' : points === undefined ? 'nobody' : 'grader';
    return { id, title, maximum, extraCredit, verdict: grader?.verdict, points, by, override };
  });
}

const day = 86_400;

/**
 * What being late takes. `perDay` takes its share of the maximum for each day that began after the grace, and never more than
 * there is. Whether something is taken in at all is decided when it comes: what was taken in under an earlier rule counts.
 */
export function lateness(rule: LateRule, seconds: number, sum: number, maximum: number): Lateness {
  if (rule.kind !== 'perDay' || seconds <= 0) return { seconds: Math.max(0, seconds), days: 0, deducted: 0 };
  const days = Math.max(0, Math.ceil((seconds - rule.graceMinutes * 60) / day));
  return { seconds, days, deducted: Math.min(sum, days * rule.share * maximum) };
}

/** Seconds after the deadline that holds for a student: an extension never shortens it. */
export function lateSecondsOf(handedInAt: Date, dueAt: Date | null, extendedTo: Date | null | undefined): number {
  if (!dueAt) return 0;
  const until = Math.max(dueAt.getTime(), extendedTo?.getTime() ?? 0);
  return Math.max(0, (handedInAt.getTime() - until) / 1_000);
}

/** An attempt with its grade. */
export interface Attempt {
  readonly attempt: number;
  readonly grade: Pick<EffectiveGrade, 'points' | 'state'>;
}

/**
 * The attempt that counts. `latest`: the last one, graded or not. `best`: of those that were graded the one with most points after
 * the late rule, the later one of equals; where none was graded, the last.
 */
export function countingAttempt<A extends Attempt>(attempts: readonly A[], counts: 'latest' | 'best'): A | undefined {
  const ordered = attempts.toSorted((a, b) => a.attempt - b.attempt);
  const graded = ordered.filter(({ grade }) => grade.state === 'graded');
  if (counts === 'latest' || graded.length === 0) return ordered.at(-1);
  return graded.reduce((best, each) => (each.grade.points >= best.grade.points ? each : best));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
