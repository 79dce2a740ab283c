import { createHash } from 'node:crypto';

import { findAssignment } from '@gradbook/assignments';
import { and, eq, inArray } from 'drizzle-orm';

import type { Database } from '../../database/connect.ts';
import { assignmentVersion, blob, gradedPart, grading, submissionFile } from '../../database/schema/index.ts';
import { type AssignmentRow, countingAttempts, type GradedAttempt } from '../grade/load.ts';
import { type Document, type Pair, similarPairs } from './pairs.ts';
import { codePrints, textPrints } from './winnow.ts';

/** Something that several people have to the last digit, such as the losses of every epoch of a training. */
export interface SharedFingerprint {
  readonly partId: string;
  readonly of: string;
  readonly submissionIds: readonly string[];
}

/** What a person looks at: nobody is marked down by it. */
export interface Similarity {
  readonly pairs: readonly Pair[];
  readonly fingerprints: readonly SharedFingerprint[];
  /** How many submissions were compared. */
  readonly compared: number;
}

const codeFile = /\.[cm]?[jt]sx?$/i;
/** Answers of fewer words are alike because the question is. */
const fewestWords = 25;
/** The longest file that is compared, in bytes. */
const largestFile = 400_000;

/** What was computed last for an assignment: pages on pairs come right after the list. */
const kept = new Map<string, { readonly key: string; readonly similarity: Similarity }>();
const mostKept = 20;

/** What the counting submissions of an assignment have in common: code, long answers, and fingerprints of what was trained. */
export async function similarityOf(database: Database, assignment: AssignmentRow): Promise<Similarity> {
  const attempts = [...(await countingAttempts(database, assignment)).values()];
  const ids = attempts.map(({ submission, grading: counted }) => `${submission.id} ${counted?.id} ${counted?.state}`);
  const key = createHash('sha256').update(ids.toSorted().join('\n')).digest('hex');
  const known = kept.get(assignment.id);
  if (known?.key === key) return known.similarity;
  const similarity = await compare(database, assignment, attempts);
  kept.delete(assignment.id);
  kept.set(assignment.id, { key, similarity });
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
  return similarity;
}

async function compare(
  database: Database,
  assignment: AssignmentRow,
  attempts: readonly GradedAttempt[],
): Promise<Similarity> {
  const documents: Document[] = [];
  for (const attempt of attempts) {
    const code = await codeOf(database, attempt);
    if (code) documents.push(code);
    documents.push(...(await answersOf(database, attempt)));
  }
  return {
    pairs: similarPairs(documents, await givenPrints(database, assignment)),
    fingerprints: await sharedFingerprints(database, attempts),
    compared: attempts.length,
  };
}

async function codeOf(database: Database, { submission }: GradedAttempt): Promise<Document | undefined> {
  const files = await codeFilesOf(database, submission.id);
  if (files.length === 0) return undefined;
  const pieces = files.map(({ name, text }) => ({ name, prints: codePrints(text) }));
  return { submissionId: submission.id, userId: submission.userId, kind: 'code', pieces };
}

/** The code of a submission, file by file. */
export async function codeFilesOf(
  database: Database,
  submissionId: string,
): Promise<readonly { readonly name: string; readonly text: string }[]> {
  const files = await database
    .select({ path: submissionFile.path, bytes: blob.bytes, size: blob.size })
    .from(submissionFile)
    .innerJoin(blob, eq(blob.sha256, submissionFile.sha256))
    .where(eq(submissionFile.submissionId, submissionId))
    .orderBy(submissionFile.path);
  return files
    .filter(({ path, size }) => codeFile.test(path) && size <= largestFile)
    .map(({ path, bytes }) => ({ name: path, text: new TextDecoder().decode(bytes) }));
}

async function answersOf(database: Database, { submission, grading: counted }: GradedAttempt): Promise<Document[]> {
  if (counted?.state !== 'graded') return [];
  const rows = await database
    .select({ partId: gradedPart.partId, given: gradedPart.given })
    .from(gradedPart)
    .where(eq(gradedPart.gradingId, counted.id));
  return rows
    .filter(({ given }) => given.split(/\s+/, fewestWords + 1).length > fewestWords)
    .map(({ partId, given }) => ({
      submissionId: submission.id,
      userId: submission.userId,
      kind: `part ${partId}`,
      pieces: [{ name: `part ${partId}`, prints: textPrints(given) }],
    }));
}

/** Fingerprints of what everybody was given: the files that students begin from, and the questions. */
async function givenPrints(database: Database, assignment: AssignmentRow): Promise<ReadonlySet<number>> {
  const versions = await database
    .select({ bundled: assignmentVersion.bundled, outline: assignmentVersion.outline })
    .from(assignmentVersion)
    .where(eq(assignmentVersion.assignmentId, assignment.id));
  const hashes = new Set<number>();
  for (const { bundled, outline } of versions) {
    const definition = bundled === null ? undefined : findAssignment(bundled);
    for (const source of Object.values(definition?.starter ?? {})) {
      for (const { hash } of codePrints(source)) hashes.add(hash);
    }
    for (const { question = '' } of outline) for (const { hash } of textPrints(question)) hashes.add(hash);
  }
  return hashes;
}

interface KeptPart {
  readonly part: string;
  readonly fingerprints?: readonly { readonly of: string; readonly value: string }[];
}

async function sharedFingerprints(
  database: Database,
  attempts: readonly GradedAttempt[],
): Promise<readonly SharedFingerprint[]> {
  const owners = new Map<string, { partId: string; of: string; submissionIds: string[]; userIds: Set<string> }>();
  const graded = attempts.filter(({ grade: { state } }) => state === 'graded');
  // A grade may be long: a few at a time.
  for (let first = 0; first < graded.length; first += 20) {
    const some = graded.slice(first, first + 20);
    const texts = await database
      .select({ id: grading.id, grade: grading.grade })
      .from(grading)
      .where(
        and(
          eq(grading.state, 'graded'),
          inArray(
            grading.id,
            some.map(({ grading: counted }) => counted!.id),
          ),
        ),
      );
    const byId = new Map(texts.map(({ id, grade }) => [id, grade]));
    for (const { submission, grading: counted } of some) {
      const text = byId.get(counted!.id);
      const parts = text == null ? [] : (JSON.parse(text) as { readonly parts: readonly KeptPart[] }).parts;
      for (const { part: partId, fingerprints = [] } of parts) {
        for (const { of, value } of fingerprints) {
          const key = JSON.stringify([partId, of, value]);
          const entry = owners.get(key) ?? { partId, of, submissionIds: [], userIds: new Set() };
          entry.submissionIds.push(submission.id);
          entry.userIds.add(submission.userId);
          owners.set(key, entry);
        }
      }
    }
  }
  return [...owners.values()]
    .filter(({ userIds }) => userIds.size > 1)
    .map(({ partId, of, submissionIds }) => ({ partId, of, submissionIds }));
}
