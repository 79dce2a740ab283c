import { randomUUID } from 'node:crypto';

import { InputError, type UploadedFile } from '@gradbook/answers';
import { count, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { assignment, auditEntry, blob, extension, grading, submission } from '../database/schema/index.ts';
import type { GradingQueue } from '../http/context.ts';
import { Refusal } from '../http/refusal.ts';
import { sampleServices } from '../testing/database.ts';
import { fileEntries, fileOf, filesOf } from './files.ts';
import { handIn } from './hand-in.ts';

const now = new Date('2026-10-01T12:00:00Z');
const hours = (count: number): Date => new Date(now.getTime() + count * 3_600_000);
const queued: string[] = [];
let failing = false;
const queue: GradingQueue = {
  add: async (_transaction, ids) => {
    if (failing) throw new Error('the queue is gone');
    queued.push(...ids);
  },
  backlog: async () => ({ waiting: 0, atWork: 0, oldestSeconds: 0 }),
};

let services: Awaited<ReturnType<typeof sampleServices>>;
beforeAll(async () => {
  services = await sampleServices({ queue });
});
afterAll(() => services.connection.close());

const text = (content: string, path = 'answers.md'): UploadedFile => ({
  path,
  bytes: new TextEncoder().encode(content),
});
const own = [text('## 1(b)\n\n$2x$\n')];

async function rules(change: Partial<typeof assignment.$inferInsert>): Promise<void> {
  await services.connection.database.update(assignment).set(change).where(eq(assignment.id, services.assignmentId));
}

const send = (person = 'student', files: readonly UploadedFile[] = own, requestKey: string = randomUUID()) =>
  handIn(services, { assignment: { id: services.assignmentId }, person: { id: person }, files, requestKey });

async function refusal(run: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Refusal);
  return error as Refusal;
}

async function howMany(): Promise<{ submissions: number; gradings: number; blobs: number; log: number }> {
  const { database } = services.connection;
  const of = async (table: typeof submission | typeof grading | typeof blob | typeof auditEntry): Promise<number> =>
    (await database.select({ n: count() }).from(table as typeof submission))[0]!.n;
  return {
    submissions: await of(submission),
    gradings: await of(grading),
    blobs: await of(blob),
    log: await of(auditEntry),
  };
}

beforeEach(async () => {
  failing = false;
  queued.length = 0;
  const { database } = services.connection;
  await database.delete(submission);
  await database.delete(extension);
  await rules({
    published: true,
    opensAt: null,
    dueAt: null,
    lateRule: { kind: 'accept' },
    mostAttempts: null,
  });
});

describe('handing in', () => {
  it('keeps the files as they came, counts the attempts, and asks for one grading each', async () => {
    const files = [text('## 1(b)\n\n$2x$\n', 'hw/answers.md'), text('{}', 'hw/logs/run.json')];
    const first = await send('student', files);
    expect(first.submission).toMatchObject({ attempt: 1, userId: 'student', lateSeconds: 0, currentGradingId: null });
    expect(first.recognised.parts).toMatchObject([{ id: '1(b)', found: true }]);
    const { database } = services.connection;
    const kept = await filesOf(database, first.submission.id);
    expect([...kept].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)])).toEqual([
      ['answers.md', '## 1(b)\n\n$2x$\n'],
      ['logs/run.json', '{}'],
    ]);
    expect((await fileEntries(database, first.submission.id)).map(({ size }) => size)).toEqual([14, 2]);
    expect(await fileOf(database, first.submission.id, 'other')).toBeUndefined();
    const before = await howMany();
    const second = await send('student', files);
    expect(second.submission.attempt).toBe(2);
    expect(second.submission.manifestSha256).toBe(first.submission.manifestSha256);
    // What was handed in before is not kept twice.
    expect((await howMany()).blobs).toBe(before.blobs);
    expect((await send('otherStudent')).submission.attempt).toBe(1);
    const rows = await database.select().from(grading);
    expect(rows.map(({ id }) => id).toSorted()).toEqual([...queued].toSorted());
    expect(new Set(rows.map(({ state, versionId }) => `${state} ${versionId}`))).toEqual(
      new Set([`queued ${services.versionId}`]),
    );
  });

  it('takes a request that is sent again once, at the same time too', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => send('student', own, 'same')));
    expect(new Set(all.map((each) => each.submission.id)).size).toBe(1);
    expect(all.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(queued).toHaveLength(1);
    // Another person's key is another key.
    expect((await send('otherStudent', own, 'same')).repeated).toBe(false);
    expect((await refusal(send('student', own, 'a b'))).status).toBe(422);
  });

  it('gives the last attempt once, whatever comes at once', async () => {
    await rules({ mostAttempts: 2 });
    const all = await Promise.allSettled(Array.from({ length: 6 }, () => send()));
    const taken = all.flatMap((each) => (each.status === 'fulfilled' ? [each.value.submission.attempt] : []));
    expect(taken.toSorted()).toEqual([1, 2]);
    const last = await refusal(send());
    expect(last.status).toBe(409);
    expect(last.message).toContain('nothing of what you wrote is lost');
  });

  it('makes nothing at all where the queue fails', async () => {
    const before = await howMany();
    failing = true;
    await expect(send('student', [text('## 1(b)\n\nnew\n')])).rejects.toThrow('the queue is gone');
    expect(await howMany()).toEqual(before);
    failing = false;
    expect((await send()).submission.attempt).toBe(1);
  });

  it('keeps to when the assignment is open, with the student’s own extension', async () => {
    await rules({ published: false });
    expect((await refusal(send())).status).toBe(404);
    await rules({ published: true, opensAt: hours(1) });
    expect((await refusal(send())).message).toContain('opens at');
    await rules({ opensAt: hours(-48), dueAt: hours(-1), lateRule: { kind: 'refuse' } });
    expect((await refusal(send())).message).toContain('closed at 2026-10-01T11:00:00.000Z');
    await services.connection.database
      .insert(extension)
      .values({ assignmentId: services.assignmentId, userId: 'student', dueAt: hours(1) });
    expect((await send()).submission.lateSeconds).toBe(0);
    expect((await refusal(send('otherStudent'))).status).toBe(409);
    await rules({ lateRule: { kind: 'perDay', share: 0.1, graceMinutes: 10, mostDays: 2 } });
    expect((await send('otherStudent')).submission.lateSeconds).toBe(3_600);
    // It counts when the request came, not when its last byte did.
    const slow = handIn(services, {
      assignment: { id: services.assignmentId },
      person: { id: 'otherStudent' },
      files: own,
      requestKey: 'slow',
      receivedAt: hours(-2),
    });
    expect((await slow).submission.lateSeconds).toBe(0);
  });

  it('refuses what is no submission before anything is kept', async () => {
    const before = await howMany();
    for (const files of [
      [],
      [text('x', 'model.py')],
      [text('%PDF-1.7', 'hw.md')],
      [text('  ', 'hw.md')],
      [text('x', '../answers.md'), text('y', 'b')],
    ]) {
      await expect(send('student', files)).rejects.toBeInstanceOf(InputError);
    }
    expect(await howMany()).toEqual(before);
  });
});
