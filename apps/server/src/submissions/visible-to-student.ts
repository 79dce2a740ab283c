import type { Judgement } from '@gradbook/answers';
import type { Evidence, PartKind } from '@gradbook/assignments';
import { type KeptGrade, keptGradeOf, type KeptPart } from '@gradbook/grading/batch';
import { eq } from 'drizzle-orm';

import type { Database } from '../database/connect.ts';
import { assignmentVersion, type FeedbackRule, grading, type PartOutline } from '../database/schema/index.ts';
import type { EffectiveGrade, EffectivePart, Lateness } from '../review/effective-grade.ts';
import type { GradedAttempt } from '../review/grade/load.ts';
import { referencesOf } from './references.ts';

/** What a student sees of a part. */
export interface VisiblePart {
  readonly id: string;
  readonly title: string;
  readonly kind: PartKind;
  readonly question: string;
  readonly maximum: number;
  readonly extraCredit: boolean;
  /** The grader's verdict; `needs_review` once more where a person decided, with `decided` saying so. */
  readonly verdict: Judgement['verdict'];
  /** The points that count; undefined while a person has to look. */
  readonly points: number | undefined;
  /** A person gave the points. */
  readonly decided: { readonly comment: string } | undefined;
  /** Without `expected` unless the author allows it. */
  readonly judgement: Judgement;
  readonly written: string | undefined;
  /** What was handed in, to draw; the references in it only where the author allows what is expected. */
  readonly drawn: readonly Evidence[];
}

/** What a student sees of how a submission was graded. */
export type Visible =
  /** On its way. */
  | { readonly kind: 'waiting'; readonly state: 'queued' | 'grading' }
  /** Graded, but the author shows it later, or never. */
  | { readonly kind: 'hidden'; readonly until: Date | undefined }
  /** The submission could not be read: the student can mend it. */
  | { readonly kind: 'unreadable'; readonly problem: string }
  /** We failed: there is no grade, and in particular no zero. */
  | { readonly kind: 'fault' }
  | {
      readonly kind: 'graded';
      readonly points: number;
      readonly maximum: number;
      /** Before the late rule. */
      readonly sum: number;
      readonly late: Lateness;
      /** Points of parts that wait for a person. */
      readonly waiting: number;
      /** Whether every part is decided. */
      readonly final: boolean;
      readonly parts: readonly VisiblePart[];
      readonly notes: readonly string[];
      readonly seconds: number;
      readonly record: KeptGrade['record'];
    };

/** What the rule of feedback is about. */
export interface Viewing {
  readonly feedback: FeedbackRule;
  /** The deadline that holds for the student; null where there is none. */
  readonly dueAt: Date | null;
  readonly now: Date;
}

/** Whether the grading is shown now, and when else. */
export function feedbackShown({ feedback, dueAt, now }: Viewing): true | { readonly until: Date | undefined } {
  if (feedback.show === 'always') return true;
  if (feedback.show === 'never') return { until: undefined };
  // Without a deadline there is nothing to wait for.
  return dueAt === null || now > dueAt || { until: dueAt };
}

/**
 * What a student sees of the grading of a submission: everything that is shown, on pages and by the API, goes through here.
 *
 * @param text the grade as it is kept; undefined where it was not graded.
 * @param outline the parts of the version that graded it.
 */
export function visibleToStudent(
  grade: EffectiveGrade,
  text: string | undefined,
  problem: string | null,
  outline: readonly PartOutline[],
  viewing: Viewing,
): Visible {
  const { state } = grade;
  if (state === 'queued' || state === 'grading') return { kind: 'waiting', state };
  if (state === 'none') return { kind: 'waiting', state: 'queued' };
  if (state === 'fault') return { kind: 'fault' };
  if (state === 'unreadable') return { kind: 'unreadable', problem: problem ?? 'It could not be read.' };
  const shown = feedbackShown(viewing);
  if (shown !== true) return { kind: 'hidden', until: shown.until };
  const kept = keptGradeOf(text ?? '{"parts":[]}');
  const keptParts = new Map(kept.parts.map((part) => [part.part, part]));
  const effective = new Map(grade.parts.map((part) => [part.id, part]));
  return {
    kind: 'graded',
    points: grade.points,
    maximum: grade.maximum,
    sum: grade.sum,
    late: grade.late,
    waiting: grade.waiting,
    final: grade.final,
    parts: outline.flatMap((part) => {
      const graded = keptParts.get(part.id);
      return graded ? [visiblePart(part, graded, effective.get(part.id), viewing.feedback.expected)] : [];
    }),
    notes: kept.notes,
    seconds: kept.seconds,
    record: kept.record,
  };
}

function visiblePart(
  outline: PartOutline,
  { judgement, written, drawn = [], fault }: KeptPart,
  effective: EffectivePart | undefined,
  expectedAllowed: boolean,
): VisiblePart {
  const { expected, ...rest } = judgement;
  const shown: Judgement = {
    ...rest,
    ...(expectedAllowed && expected !== undefined ? { expected } : {}),
    // Why our machine failed is for those who run it.
    feedback: fault
      ? ['The grader failed on this part. That is our fault and not your answer’s: a person looks at it.']
      : judgement.feedback,
  };
  return {
    id: outline.id,
    title: outline.title,
    kind: outline.kind,
    question: outline.question ?? '',
    maximum: outline.points,
    extraCredit: outline.extraCredit ?? false,
    verdict: judgement.verdict,
    points: effective?.points,
    decided: effective?.by === 'person' ? { comment: effective.override?.comment ?? '' } : undefined,
    judgement: shown,
    written: written?.text,
    drawn: expectedAllowed ? drawn : drawn.flatMap(withoutReferences),
  };
}

/** A figure of what was handed in, without what the references have. */
function withoutReferences(evidence: Evidence): readonly Evidence[] {
  if (evidence.kind === 'gradient-flow') {
    const runs = evidence.runs.map(({ label, norms }) => ({ label, norms }));
    return [{ ...evidence, title: evidence.title.split(';', 1)[0]!, runs }];
  }
  if (evidence.kind === 'curves') {
    const series = evidence.series.filter(({ reference }) => reference !== true);
    // What follows in a title says how the reference is drawn.
    return series.length > 0 ? [{ ...evidence, title: evidence.title.split(';', 1)[0]!, series }] : [];
  }
  // Distances to what is right, number by number, tell it only to those who know it.
  if (evidence.kind === 'error-map') return [evidence];
  // Trees of searches and graphs belong to the references.
  return [];
}

/** Loads what a student sees of one of their submissions. */
export async function loadVisible(
  database: Database,
  { grading: row, grade }: GradedAttempt,
  viewing: Viewing,
): Promise<Visible> {
  if (!row) return visibleToStudent(grade, undefined, null, [], viewing);
  const [kept] = await database
    .select({ text: grading.grade, outline: assignmentVersion.outline, bundled: assignmentVersion.bundled })
    .from(grading)
    .innerJoin(assignmentVersion, eq(assignmentVersion.id, grading.versionId))
    .where(eq(grading.id, row.id));
  const visible = visibleToStudent(grade, kept?.text ?? undefined, row.problem, kept?.outline ?? [], viewing);
  if (visible.kind !== 'graded' || !viewing.feedback.expected) return visible;
  const bundled = kept?.bundled ?? null;
  const parts = await Promise.all(
    visible.parts.map(async (part) => ({
      ...part,
      drawn: [...(await referencesOf(bundled, part.id)), ...part.drawn],
    })),
  );
  return { ...visible, parts };
}
