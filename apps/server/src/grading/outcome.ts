import { createHash } from 'node:crypto';

import { type GradingCode, type KeptGrade, keptGradeOf, type KeptPart } from '@gradbook/grading/batch';
import { and, eq, inArray, sql } from 'drizzle-orm';

import type { Database } from '../database/connect.ts';
import {
  assignment,
  assignmentVersion,
  gradedPart,
  grading,
  type GradingRecord,
  submission,
} from '../database/schema/index.ts';
import { tellProgress } from './progress.ts';

/** How a grading ended. */
export type GradingOutcome =
  | {
      readonly state: 'graded';
      /** As textOfGrade() of @gradbook/grading writes it. */
      readonly grade: string;
      readonly code: GradingCode;
    }
  /** By the submission's own fault, or by ours. */
  | { readonly state: 'unreadable' | 'fault'; readonly problem: string };

/** States from which a grading may still end. */
export const openStates = ['queued', 'grading'] as const;

/**
 * Writes how a grading ended, with its parts and its record, if it has not ended already: whoever comes second changes nothing.
 *
 * @returns whether it was written.
 */
export async function writeOutcome(database: Database, gradingId: string, outcome: GradingOutcome): Promise<boolean> {
  return database.transaction(async (tx) => {
    const graded = outcome.state === 'graded' ? keptGradeOf(outcome.grade) : undefined;
    const [written] = await tx
      .update(grading)
      .set({
        state: outcome.state,
        finishedAt: sql`now()`,
        ...(outcome.state === 'fault' ? {} : { finished: sql`${grading.finished} + 1` }),
        ...(outcome.state === 'graded'
          ? {
              score: graded!.score,
              maximum: graded!.maximum,
              waiting: graded!.waiting,
              grade: outcome.grade,
              record: recordOf(graded!, outcome.code),
              problem: null,
            }
          : { problem: storable(outcome.problem) }),
      })
      .where(and(eq(grading.id, gradingId), inArray(grading.state, [...openStates])))
      .returning({ submissionId: grading.submissionId, versionId: grading.versionId });
    if (!written) return false;
    // An earlier grading of the row may have left parts: it was unreadable or a fault then, but nothing is taken for granted.
    await tx.delete(gradedPart).where(eq(gradedPart.gradingId, gradingId));
    const [version] = await tx.select().from(assignmentVersion).where(eq(assignmentVersion.id, written.versionId));
    if (graded && graded.parts.length > 0) {
      const points = new Map(version!.outline.map((part) => [part.id, part.points]));
      await tx
        .insert(gradedPart)
        .values(graded.parts.map((part, position) => rowOf(gradingId, part, position, points.get(part.part) ?? 0)));
    }
    await makeCurrent(tx, gradingId, written.submissionId, version!);
    await tellProgress(tx, { submission: written.submissionId, state: outcome.state });
    return true;
  });
}

/** The record of a grade: what it was computed from, and with. */
export function recordOf({ record }: KeptGrade, code: GradingCode): GradingRecord {
  return { ...record, packages: code.packages, code_sha256: code.sha256, node: code.node };
}

function rowOf(
  gradingId: string,
  { part, judgement, points, written }: KeptPart,
  position: number,
  maximum: number,
): typeof gradedPart.$inferInsert {
  return {
    gradingId,
    partId: part,
    position,
    verdict: judgement.verdict,
    points,
    maximum,
    mistake: judgement.mistake ?? null,
    given: storable(judgement.given),
    answerSha256: answerKey(judgement.given === '' ? (written?.text ?? '') : judgement.given),
    feedback: judgement.feedback.map(storable),
  };
}

/** PostgreSQL keeps neither the character of code 0 nor halves of surrogate pairs; students' texts may hold both. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

/** Answers that differ in white space alone are equal. */
function answerKey(given: string): string {
  return createHash('sha256').update(given.replaceAll(/\s+/g, ' ').trim()).digest('hex');
}

/** A grading counts if it is by the version that is current; the lock keeps others from changing that meanwhile. */
async function makeCurrent(
  tx: Database,
  gradingId: string,
  submissionId: string,
  version: typeof assignmentVersion.$inferSelect,
): Promise<void> {
  const [current] = await tx
    .select({ number: assignment.currentVersion })
    .from(assignment)
    .where(eq(assignment.id, version.assignmentId))
    .for('share');
  if (current!.number !== version.number) return;
  await tx.update(submission).set({ currentGradingId: gradingId }).where(eq(submission.id, submissionId));
}
