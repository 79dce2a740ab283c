import { isDeepStrictEqual } from 'node:util';

import { InputError } from '@gradbook/answers';
import { type KeptGrade, keptGradeOf, type KeptPart, ordinaryPatienceMs } from '@gradbook/grading/batch';
import { eq, or } from 'drizzle-orm';

import type { Database } from '../database/connect.ts';
import { assignmentVersion, grading, type GradingRecord, submission } from '../database/schema/index.ts';
import { gradeOne } from './grade-one.ts';
import { type GradingOutcome, recordOf } from './outcome.ts';
import { Processes } from './processes.ts';

/** Something that was one thing when the grade was made, and is another now. */
export interface Difference {
  /** Such as "adapter", or "points" of a part. */
  readonly of: string;
  readonly before: unknown;
  readonly now: unknown;
}

/** A part that was graded again. */
export interface ReplayedPart {
  readonly id: string;
  /** In what decides the grade and in what the student reads: verdict, points, mistake, what was read, feedback. */
  readonly differences: readonly Difference[];
  /** In what was measured besides. */
  readonly details: readonly Difference[];
}

/** A grade beside the one that its record gives when it is computed again. */
export interface Replay {
  readonly grading: string;
  readonly submission: string;
  readonly score: { readonly before: number; readonly now: number; readonly maximum: number };
  /** What the grade was computed with that is not the same any more: versions, hashes, adapter. */
  readonly circumstances: readonly Difference[];
  readonly parts: readonly ReplayedPart[];
  /** Whether everything that decides the grade, and everything that the student reads, is the same. */
  readonly equal: boolean;
}

const deciding = ['verdict', 'mistake', 'given', 'feedback'] as const;
const measured = ['expected', 'counterexample', 'error', 'tolerance'] as const;
const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** Computes gradings again from their records, one at a time. Nothing is written. */
export class Replays {
  readonly #database: Database;
  #last: Promise<unknown> = Promise.resolve();

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Computes a grading again, or the grading that counts of a submission.
   *
   * @throws InputError for an id that is neither, or of one that is not graded.
   */
  run(id: string): Promise<Replay> {
    const replay = this.#last.then(() => replayOf(this.#database, id));
    this.#last = replay.catch(() => undefined);
    return replay;
  }
}

async function replayOf(database: Database, id: string): Promise<Replay> {
  const { row, version } = await find(database, id);
  const then = keptGradeOf(row.grade);
  const processes = new Processes(database, { most: 1, idleMs: 1_000, patienceMs: ordinaryPatienceMs });
  try {
    const work = { submissionId: row.submissionId, name: then.name, version };
    const outcome = await gradeOne(database, processes, work, () => undefined);
    if (outcome.state !== 'graded') throw new Error(`the submission is ${outcome.state} now: ${outcome.problem}`);
    return compare(row, then, outcome);
  } finally {
    await processes.close();
  }
}

type GradedRow = typeof grading.$inferSelect & { readonly grade: string; readonly record: GradingRecord };

async function find(
  database: Database,
  id: string,
): Promise<{ readonly row: GradedRow; readonly version: typeof assignmentVersion.$inferSelect }> {
  const expected = 'the id of a grading, or of a submission that is graded';
  const remedy = 'take the id from the address of the submission';
  if (!uuid.test(id)) throw new InputError(`"${id.slice(0, 80)}" is no id`, expected, remedy);
  const found = await database
    .select({ row: grading, version: assignmentVersion, current: submission.currentGradingId })
    .from(grading)
    .innerJoin(submission, eq(submission.id, grading.submissionId))
    .innerJoin(assignmentVersion, eq(assignmentVersion.id, grading.versionId))
    .where(or(eq(grading.id, id), eq(submission.id, id)));
  const one = found.find(({ row }) => row.id === id) ?? found.find(({ row, current }) => row.id === current);
  if (!one) {
    const what = found.length === 0 ? `There is no grading or submission ${id}` : `No grading of ${id} counts yet`;
    throw new InputError(what, expected, found.length === 0 ? remedy : 'wait until it is graded');
  }
  const { row, version } = one;
  if (row.state !== 'graded' || row.grade === null || row.record === null) {
    throw new InputError(`${id} is not graded: its state is ${row.state}`, expected, 'wait until it is graded');
  }
  return { row: { ...row, grade: row.grade, record: row.record }, version };
}

function compare(row: GradedRow, then: KeptGrade, outcome: GradingOutcome & { readonly state: 'graded' }): Replay {
  const now = keptGradeOf(outcome.grade);
  const ids = [...new Set([...then.parts, ...now.parts].map(({ part }) => part))];
  const parts = ids.map((id) => {
    const is = (each: KeptPart): boolean => each.part === id;
    return comparePart(id, then.parts.find(is), now.parts.find(is));
  });
  return {
    grading: row.id,
    submission: row.submissionId,
    score: { before: then.score, now: now.score, maximum: now.maximum },
    circumstances: circumstances(row.record, recordOf(now, outcome.code)),
    parts,
    equal: parts.every(({ differences }) => differences.length === 0) && isDeepStrictEqual(then.notes, now.notes),
  };
}

function comparePart(id: string, then: KeptPart | undefined, now: KeptPart | undefined): ReplayedPart {
  if (!then || !now) {
    return { id, differences: [{ of: 'part', before: then && 'there', now: now && 'there' }], details: [] };
  }
  const points = difference('points', then.points, now.points);
  return {
    id,
    differences: [
      ...points,
      ...deciding.flatMap((name) => difference(name, then.judgement[name], now.judgement[name])),
    ],
    details: measured.flatMap((name) => difference(name, then.judgement[name], now.judgement[name])),
  };
}

function circumstances(then: GradingRecord, now: GradingRecord): Difference[] {
  const plain = [
    'gradbook',
    'assignment_sha256',
    'submission_sha256',
    'adapter',
    'seed',
    'code_sha256',
    'node',
  ] as const;
  const names = [...new Set([...Object.keys(then.packages), ...Object.keys(now.packages)])].sort();
  return [
    ...plain.flatMap((name) => difference(name, then[name], now[name])),
    ...names.flatMap((name) => difference(`package ${name}`, then.packages[name], now.packages[name])),
  ];
}

function difference(of: string, then: unknown, now: unknown): Difference[] {
  return isDeepStrictEqual(then, now) ? [] : [{ of, before: then, now }];
}
