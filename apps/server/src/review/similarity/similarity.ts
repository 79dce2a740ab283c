import { createHash } from 'node:crypto';

import { keptGradeOf } from '@gradbook/grading/batch';
import { eq } from 'drizzle-orm';

import type { Database } from '../../database/connect.ts';
import { assignmentVersion, blob, gradedPart, submission, submissionFile } from '../../database/schema/index.ts';
import { type AssignmentRow, countingAttempts, type GradedAttempt } from '../grade/load.ts';
import { gradeTexts } from '../submission-view.ts';
import { type Document, type Pair, similarPairs } from './pairs.ts';
import { codePrints, textPrints } from './winnow.ts';

/** Something that several people have to the last digit, such as the losses of every epoch of a training. */
interface SharedFingerprint {
  readonly partId: string;
  readonly of: string;
  readonly submissions: readonly { readonly submissionId: string; readonly userId: string }[];
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

const codeKind = 'code';

function partKind(partId: string): string {
  return `part ${partId}`;
}

/** What was computed last for an assignment: pages on pairs come right after the list. */
const kept = new Map<string, { readonly key: string; readonly similarity: Similarity }>();
const mostKept = 20;

/** What the counting submissions of an assignment have in common: code, long answers, and fingerprints of what was trained. */
export async function similarityOf(database: Database, assignment: AssignmentRow): Promise<Similarity> {
  const attempts = [...(await countingAttempts(database, assignment)).values()];
  const ids = attempts.map(
    ({ submission: handedIn, grading: counted }) => `${handedIn.id} ${counted?.id} ${counted?.state}`,
  );
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

async function codeOf(database: Database, { submission: handedIn }: GradedAttempt): Promise<Document | undefined> {
  const files = await codeFilesOf(database, handedIn.id);
  if (files.length === 0) return undefined;
  const pieces = files.map(({ name, text }) => ({ name, prints: codePrints(text) }));
  return { submissionId: handedIn.id, userId: handedIn.userId, kind: codeKind, pieces };
}

/** The code of a submission, file by file. */
async function codeFilesOf(
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

async function answersOf(
  database: Database,
  { submission: handedIn, grading: counted }: GradedAttempt,
): Promise<Document[]> {
  if (counted?.state !== 'graded') return [];
  const rows = await database
    .select({ partId: gradedPart.partId, given: gradedPart.given })
    .from(gradedPart)
    .where(eq(gradedPart.gradingId, counted.id));
  return rows
    .filter(({ given }) => given.split(/\s+/, fewestWords + 1).length > fewestWords)
    .map(({ partId, given }) => ({
      submissionId: handedIn.id,
      userId: handedIn.userId,
      kind: partKind(partId),
      pieces: [{ name: partKind(partId), prints: textPrints(given) }],
    }));
}

/** Fingerprints of what everybody was given: the files that students begin from, and the questions. */
async function givenPrints(database: Database, assignment: AssignmentRow): Promise<ReadonlySet<number>> {
  const versions = await database
    .select({ starter: assignmentVersion.starter, outline: assignmentVersion.outline })
    .from(assignmentVersion)
    .where(eq(assignmentVersion.assignmentId, assignment.id));
  const hashes = new Set<number>();
  for (const { starter, outline } of versions) {
    for (const source of Object.values(starter)) {
      for (const { hash } of codePrints(source)) hashes.add(hash);
    }
    for (const { question = '' } of outline) for (const { hash } of textPrints(question)) hashes.add(hash);
  }
  return hashes;
}

async function sharedFingerprints(
  database: Database,
  attempts: readonly GradedAttempt[],
): Promise<readonly SharedFingerprint[]> {
  const owners = new Map<
    string,
    { partId: string; of: string; submissions: { submissionId: string; userId: string }[] }
  >();
  const graded = attempts.filter(({ grade: { state } }) => state === 'graded');
  // A grade may be long: a few at a time.
  for (let first = 0; first < graded.length; first += 20) {
    const some = graded.slice(first, first + 20);
    const texts = await gradeTexts(
      database,
      some.map(({ grading: counted }) => counted!.id),
    );
    for (const { submission: handedIn, grading: counted } of some) {
      const text = texts.get(counted!.id);
      const parts = text === undefined ? [] : keptGradeOf(text).parts;
      for (const { part: partId, fingerprints = [] } of parts) {
        for (const { of, value } of fingerprints) {
          const key = JSON.stringify([partId, of, value]);
          const entry = owners.get(key) ?? { partId, of, submissions: [] };
          entry.submissions.push({ submissionId: handedIn.id, userId: handedIn.userId });
          owners.set(key, entry);
        }
      }
    }
  }
  return [...owners.values()].filter(({ submissions }) => submissions.length > 1);
}

/** The texts of a document's pieces by their names. */
export async function textsOf(
  database: Database,
  { submissionId, kind, pieces }: Document,
): Promise<ReadonlyMap<string, string>> {
  if (kind === codeKind) {
    const files = await codeFilesOf(database, submissionId);
    return new Map(files.map(({ name, text }) => [name, text]));
  }
  const rows = await database
    .select({ partId: gradedPart.partId, given: gradedPart.given })
    .from(gradedPart)
    .innerJoin(submission, eq(submission.currentGradingId, gradedPart.gradingId))
    .where(eq(submission.id, submissionId));
  return new Map(pieces.map(({ name }) => [name, rows.find(({ partId }) => partKind(partId) === name)?.given ?? '']));
}
