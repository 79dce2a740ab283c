import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Connection } from '../database/connect.ts';
import { assignmentVersion, gradedPart, grading, submission } from '../database/schema/index.ts';
import { handIn, type Homework, makeHomework } from '../testing/hand-in.ts';
import { openTemplate } from '../testing/template.ts';
import { twiceModules } from '../testing/twice.ts';
import { gradeAgain } from './again.ts';
import { writeOutcome } from './outcome.ts';
import { type Progress, ProgressFeed } from './progress.ts';
import { ordinaryTimes, Queue } from './queue.ts';
import { Worker } from './worker.ts';

let connection: Connection;
let queue: Queue;
let worker: Worker;
let feed: ProgressFeed;
let homework: Homework;
let broken: Homework;
const problems: string[] = [];

/** No waiting between attempts, and one repetition. */
const times = { ...ordinaryTimes, retries: 1, retrySeconds: 0, watchSeconds: 1 };
const onProblem = (problem: string): void => void problems.push(problem);

async function open(): Promise<void> {
  queue = await Queue.open(connection, (error) => onProblem(error.message), times);
  worker = await Worker.start(connection.database, queue, { slots: 1, onProblem, sweepMs: 500 }, true);
}

beforeAll(async () => {
  connection = await openTemplate();
  feed = new ProgressFeed(connection);
  homework = await makeHomework(connection);
  broken = await makeHomework(connection, { source: 'export default 1;\n', slug: 'broken' });
  await open();
});

afterAll(async () => {
  await worker.stop(10_000);
  await feed.close();
  await connection.close();
});

/** Everything that was told of a submission until its end. */
async function follow(submissionId: string): Promise<readonly Progress[]> {
  const all: Progress[] = [];
  for await (const now of feed.of(submissionId)) all.push(now);
  return all;
}

async function rowOf(gradingId: string): Promise<typeof grading.$inferSelect> {
  const [row] = await connection.database.select().from(grading).where(eq(grading.id, gradingId));
  return row!;
}

let attempt = 1;
async function one(
  files: Readonly<Record<string, string>>,
  of: Homework = homework,
): Promise<{ readonly submissionId: string; readonly gradingId: string }> {
  const [made] = await handIn(connection, queue, of, [files], attempt++);
  return made!;
}

describe('a worker', () => {
  it('grades code, writes parts and record once, and tells how it goes on', async () => {
    const { submissionId, gradingId } = await one({ 'twice.js': twiceModules['right']! });
    const told = await follow(submissionId);
    const row = await rowOf(gradingId);
    expect(row).toMatchObject({
      state: 'graded',
      begun: 1,
      finished: 1,
      score: 2,
      maximum: 2,
      waiting: 0,
      problem: null,
    });
    expect(told.at(-1)).toEqual({ state: 'graded' });
    expect(told.some(({ state, part, parts }) => state === 'grading' && part === 1 && parts === 1)).toBe(true);
    expect(row.record).toMatchObject({ seed: 0, node: process.version, packages: { commander: expect.any(String) } });
    expect(row.record?.code_sha256).toMatch(/^[\da-f]{64}$/);
    const parts = await connection.database.select().from(gradedPart).where(eq(gradedPart.gradingId, gradingId));
    expect(parts).toMatchObject([{ partId: '1', position: 0, verdict: 'correct', points: 2, maximum: 2 }]);
    const [handed] = await connection.database.select().from(submission).where(eq(submission.id, submissionId));
    expect(handed!.currentGradingId).toBe(gradingId);
  });

  it('finds a mistake, and says of a submission without answers that it has none', async () => {
    const wrong = await one({ 'twice.js': twiceModules['squared']! });
    const empty = await one({ 'notes.pdf': 'not Markdown' });
    await follow(wrong.submissionId);
    await follow(empty.submissionId);
    const [part] = await connection.database.select().from(gradedPart).where(eq(gradedPart.gradingId, wrong.gradingId));
    expect(part).toMatchObject({ mistake: 'squared', points: 0 });
    const row = await rowOf(empty.gradingId);
    expect(row).toMatchObject({ state: 'unreadable', finished: 1, score: null });
    expect(row.problem).toMatch(/notes\.pdf.*answers\.md/s);
  });

  it('says that it is our fault where an assignment cannot be opened, and grades again when asked to', async () => {
    const { submissionId, gradingId } = await one({ 'twice.js': twiceModules['right']! }, broken);
    await follow(submissionId);
    const row = await rowOf(gradingId);
    expect(row).toMatchObject({ state: 'fault', finished: 0, score: null, grade: null });
    expect(row.problem).toMatch(/no assignment/);
    expect(problems.some((problem) => problem.includes(gradingId))).toBe(true);

    // The file is mended.
    const [good] = await connection.database
      .select()
      .from(assignmentVersion)
      .where(eq(assignmentVersion.id, homework.versionId));
    await connection.database
      .update(assignmentVersion)
      .set({ sourceSha256: good!.sourceSha256 })
      .where(eq(assignmentVersion.id, broken.versionId));
    await connection.database.transaction(async (tx) => {
      expect(await gradeAgain(tx, queue, [gradingId])).toEqual([gradingId]);
      // It waits now, and is not to be queued twice.
      expect(await gradeAgain(tx, queue, [gradingId])).toEqual([]);
    });
    await follow(submissionId);
    expect(await rowOf(gradingId)).toMatchObject({ state: 'graded', finished: 1, score: 2, problem: null });
  });

  it('writes no second result over a first one', async () => {
    const { submissionId, gradingId } = await one({ 'twice.js': twiceModules['zero']! });
    await follow(submissionId);
    const before = await rowOf(gradingId);
    expect(await writeOutcome(connection.database, gradingId, { state: 'fault', problem: 'too late' })).toBe(false);
    expect(await rowOf(gradingId)).toEqual(before);
  });

  it('keeps a submission and its job together: neither is there when the transaction fails', async () => {
    const { gradingId } = await one({ 'twice.js': twiceModules['added']! });
    await expect(
      connection.database.transaction(async (tx) => {
        await queue.add(tx, ['00000000-0000-4000-8000-000000000000']);
        throw new Error('the connection broke');
      }),
    ).rejects.toThrow('the connection broke');
    expect(await queue.boss.findJobs('grading', { key: '00000000-0000-4000-8000-000000000000' })).toEqual([]);
    // A grading that waits or is at work has one job, however often it is queued.
    await queue.add(connection.database, [gradingId, gradingId]);
    const jobs = await queue.boss.findJobs('grading', { key: gradingId });
    expect(jobs.filter(({ state }) => state !== 'completed').length).toBeLessThanOrEqual(1);
  });

  it('ends what is at work when it is stopped, and what had no job any more is graded after the next start', async () => {
    const made = await handIn(
      connection,
      queue,
      homework,
      [{ 'twice.js': twiceModules['right']! }, { 'twice.js': twiceModules['throws']! }],
      attempt,
    );
    attempt += 2;
    await worker.stop(30_000);
    for (const { gradingId } of made) expect((await rowOf(gradingId)).state).toMatch(/^(?:graded|queued)$/);

    // As if a worker had been killed, and the queue's tables had been lost.
    const files = { 'twice.js': twiceModules['right']! };
    const [lost] = await handIn(connection, { add: async () => undefined }, homework, [files], attempt++);
    await connection.database
      .update(grading)
      .set({ state: 'grading', begun: 1 })
      .where(eq(grading.id, lost!.gradingId));
    await connection.database.execute(sql`drop schema pgboss cascade`);
    await open();
    for (const { submissionId } of [...made, lost!]) expect((await follow(submissionId)).at(-1)?.state).toBe('graded');
    for (const { gradingId } of [...made, lost!]) expect((await rowOf(gradingId)).finished).toBe(1);
    expect((await rowOf(lost!.gradingId)).begun).toBe(2);
  });
});
