import type { EffectivePart, GraderPart } from '../effective-grade.ts';
import type { GradedAttempt } from '../grade/load.ts';

/** How an answer stands: the grader's verdict, or what a person made of it. */
export type Standing = GraderPart['verdict'];

/** All of them, the best first. */
export const standings: readonly Standing[] = ['correct', 'partial', 'incorrect', 'unanswered', 'needs_review'];

/** How a part went. */
export interface PartStatistics {
  readonly id: string;
  readonly title: string;
  readonly maximum: number;
  readonly counts: Readonly<Record<Standing, number>>;
  /** Mean share of the points over the decided answers; undefined where none is decided. */
  readonly meanShare: number | undefined;
  /**
   * Correlation of the part's points with those of the rest (item-rest): near 1 where those who do well elsewhere do well here,
   * below 0 where it is the other way round, which is often a fault of the question. undefined below 5 decided answers, or where
   * all have the same points.
   */
  readonly discrimination: number | undefined;
}

/** How an assignment went. */
export interface Statistics {
  readonly students: number;
  /** Students who handed something in. */
  readonly submitted: number;
  /** Of those: everything decided · something waits for a person · not graded yet · our fault · unreadable. */
  readonly graded: number;
  readonly waiting: number;
  readonly pending: number;
  readonly faults: number;
  readonly unreadable: number;
  /** Answers that wait for a person. */
  readonly waitingAnswers: number;
  readonly late: number;
  /** Of grades in which everything is decided. */
  readonly points: Spread | undefined;
  /** Of all that the grader is through with, what waits for a person left out. */
  readonly soFar: Spread | undefined;
  readonly maximum: number;
  readonly parts: readonly PartStatistics[];
}

/** How numbers are spread. */
export interface Spread {
  readonly values: readonly number[];
  readonly mean: number;
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/** The statistics of an assignment over the attempts that count. */
export function statisticsOf(attempts: readonly GradedAttempt[], students: number, maximum: number): Statistics {
  const graded = attempts.filter(({ grade: { state } }) => state === 'graded');
  const final = graded.filter(({ grade }) => grade.final);
  const inState = (state: string): number => attempts.filter(({ grade }) => grade.state === state).length;
  return {
    students,
    submitted: attempts.length,
    graded: final.length,
    waiting: graded.length - final.length,
    pending: inState('none') + inState('queued') + inState('grading'),
    faults: inState('fault'),
    unreadable: inState('unreadable'),
    waitingAnswers: graded.reduce(
      (sum, { grade }) => sum + grade.parts.filter((part) => standingOf(part) === 'needs_review').length,
      0,
    ),
    late: attempts.filter(({ grade }) => grade.late.seconds > 0).length,
    points: spreadOf(final.map(({ grade }) => grade.points)),
    soFar: spreadOf(graded.map(({ grade }) => grade.points)),
    maximum,
    parts: partStatistics(graded),
  };
}

/** How an answer stands after people have decided; undefined where it was not graded. */
export function standingOf({ by, verdict, points, maximum }: EffectivePart): Standing | undefined {
  if (by !== 'person') return verdict;
  if (points! >= maximum) return 'correct';
  return points! > 0 ? 'partial' : 'incorrect';
}

/** Mean and quartiles, linearly interpolated between the two nearest values; undefined for no values. */
export function spreadOf(unsorted: readonly number[]): Spread | undefined {
  if (unsorted.length === 0) return undefined;
  const values = unsorted.toSorted((a, b) => a - b);
  const quantile = (share: number): number => {
    const at = share * (values.length - 1);
    const low = values[Math.floor(at)]!;
    return low + (at - Math.floor(at)) * (values[Math.ceil(at)]! - low);
  };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { values, mean, median: quantile(0.5), lower: quantile(0.25), upper: quantile(0.75) };
}

function partStatistics(graded: readonly GradedAttempt[]): readonly PartStatistics[] {
  const parts = new Map(graded.flatMap(({ grade }) => grade.parts.map((part) => [part.id, part] as const)));
  return [...parts.values()].map(({ id, title, maximum }): PartStatistics => {
    const answers = graded.flatMap(({ grade }) => {
      const part = grade.parts.find((each) => each.id === id);
      return part ? [{ part, rest: grade.sum - (part.points ?? 0) }] : [];
    });
    const counts = { correct: 0, partial: 0, incorrect: 0, unanswered: 0, needs_review: 0 };
    for (const { part } of answers) {
      const standing = standingOf(part);
      if (standing !== undefined) counts[standing] += 1;
    }
    const decided = answers.filter(({ part }) => part.points !== undefined && part.maximum > 0);
    const shares = decided.map(({ part }) => part.points! / part.maximum);
    return {
      id,
      title,
      maximum,
      counts,
      meanShare: shares.length === 0 ? undefined : shares.reduce((sum, share) => sum + share, 0) / shares.length,
      discrimination: correlation(
        shares,
        decided.map(({ rest }) => rest),
      ),
    };
  });
}

const fewest = 5;

/** Pearson's correlation coefficient; undefined below five pairs, and where one side does not vary. */
export function correlation(xs: readonly number[], ys: readonly number[]): number | undefined {
  const count = xs.length;
  if (count < fewest) return undefined;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / count;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  let [xy, xx, yy] = [0, 0, 0];
  for (const [index, x] of xs.entries()) {
    const [dx, dy] = [x - meanX, ys[index]! - meanY];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  // Sums of equal numbers leave a rest of rounding: what varies less than that does not vary.
  const rest = 1e-20 * count;
  return xx <= rest || yy <= rest ? undefined : xy / Math.sqrt(xx * yy);
}
