import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { assignment, grading, type PartOutline, regrade, submission } from '../../database/schema/index.ts';
import { addStudent, addVersion, grade, handIn, type Said } from '../../testing/class.ts';
import { people, sampleServices } from '../../testing/database.ts';
import { attemptOf, countingAttempts } from '../grade/load.ts';
import { decide } from '../overrides/decide.ts';
import { applyRegrade } from './apply.ts';
import { regradeReport } from './report.ts';
import { dropRegrade, regradesOf, retryRegrade, startRegrade } from './start.ts';

const outline: readonly PartOutline[] = [
  { id: '1(b)', title: 'Derivative', points: 4, kind: 'text' },
  { id: '3(g)', title: 'Why', points: 2, kind: 'text' },
];
const { assistant, instructor } = people;

let services: Awaited<ReturnType<typeof sampleServices>>;
let version: string;
let queued: string[];

beforeAll(async () => {
  queued = [];
  services = await sampleServices();
  services = { ...services, queue: { ...services.queue, add: async (_, ids) => void queued.push(...ids) } };
  await addStudent(services, 'third', 'Third Student');
});
afterAll(() => services.connection.close());

beforeEach(async () => {
  const { database } = services.connection;
  // Submissions take everything with them that hangs on them.
  await database.delete(regrade);
  await database.update(submission).set({ currentGradingId: null });
  await database.delete(submission);
  await database
    .update(assignment)
    .set({ counts: 'latest', currentVersion: 1, lateRule: { kind: 'accept' }, dueAt: null });
  version = await addVersion(services, 1, outline);
  queued.length = 0;
});

const wrong: Said = { verdict: 'incorrect', given: 'u_2', mistake: 'first-term', feedback: ['The first term is off.'] };
const words: Said = { verdict: 'needs_review', given: 'Because of tanh.', feedback: ['A person reads this.'] };

async function homework() {
  const [row] = await services.connection.database
    .select()
    .from(assignment)
    .where(eq(assignment.id, services.assignmentId));
  return row!;
}

/** A student's graded submission. */
async function graded(userId: string, said: Readonly<Record<string, Said>> = { '1(b)': wrong, '3(g)': words }) {
  const id = await handIn(services, userId);
  await grade(services, id, version, said);
  return id;
}

async function pointsOf(id: string): Promise<number> {
  return (await attemptOf(services.connection.database, await homework(), id))!.grade.points;
}

const decision = (points: number | null, partId = '3(g)') => ({
  partId,
  points,
  reason: 'As the rubric says',
  comment: 'Well seen.',
  rubricItems: [],
});

async function start(): Promise<string> {
  const row = await homework();
  return startRegrade(services, { assignment: row, person: instructor, version: 2, reason: 'The key was wrong.' });
}

async function report(regradeId: string) {
  const row = await homework();
  const entry = (await regradesOf(services.connection.database, row.id)).find((each) => each.regrade.id === regradeId);
  return regradeReport(services.connection.database, row, entry!.regrade);
}

async function apply(regradeId: string, options: Partial<Parameters<typeof applyRegrade>[1]> = {}) {
  const { digest } = await report(regradeId);
  const row = await homework();
  const given = { assignment: row, person: instructor, regradeId, digest, withdraw: [], leaveFaults: false };
  return applyRegrade(services, { ...given, ...options });
}

describe('regrades', () => {
  const better = {
    ...wrong,
    verdict: 'partial',
    points: 2,
    feedback: ['The first term is off; the rest holds.'],
  } as const;
  let second: string;

  beforeEach(async () => {
    second = await addVersion(services, 2, outline, 'partial credit for 1(b)');
  });

  it('show whose grade changes and why, and change nothing before they are applied', async () => {
    const [one, two, three] = [await graded('student'), await graded('otherStudent'), await graded('third')];
    const row = await homework();
    await decide(services, {
      assignment: row,
      person: assistant,
      decision: decision(2),
      target: { submissionId: two },
    });
    await decide(services, {
      assignment: row,
      person: assistant,
      decision: decision(1, '1(b)'),
      target: { submissionId: three },
    });
    const id = await start();
    expect(queued).toHaveLength(3);
    expect(await report(id)).toMatchObject({ submissions: 3, waiting: 3, changes: [] });
    for (const each of [one, two, three]) await grade(services, each, second, { '1(b)': better, '3(g)': words });
    expect(await Promise.all([one, two, three].map(pointsOf))).toEqual([0, 2, 1]);

    const shown = await report(id);
    expect(shown).toMatchObject({ waiting: 0, unchanged: 0, stays: 1 });
    const changes = new Map(shown.changes.map((change) => [change.userId, change]));
    expect(changes.get('student')).toMatchObject({ difference: 2, before: { grade: { points: 0 } } });
    expect(changes.get('student')!.parts).toMatchObject([
      {
        partId: '1(b)',
        before: { verdict: 'incorrect', points: 0, feedback: ['The first term is off.'] },
        after: { verdict: 'partial', points: 2, feedback: ['The first term is off; the rest holds.'] },
      },
    ]);
    // The person's point stands over what has changed: it is shown, and decided by a person.
    expect(changes.get('third')).toMatchObject({ difference: 0 });
    expect(shown.conflicts).toMatchObject([{ submissionId: three, partId: '1(b)', overrideFate: 'conflict' }]);

    const applied = await apply(id, { withdraw: [{ submissionId: three, partId: '1(b)' }] });
    expect(applied).toEqual({ kind: 'applied', submissions: 3 });
    expect(await Promise.all([one, two, three].map(pointsOf))).toEqual([2, 4, 2]);
    expect((await homework()).currentVersion).toBe(2);
    // What it did is still shown.
    expect((await report(id)).changes.map(({ userId }) => userId)).toContain('student');
    await expect(apply(id)).rejects.toThrow('applied');
  });

  it('are not applied while a submission has come that they did not grade; it is graded, and then they are', async () => {
    const one = await graded('student');
    const id = await start();
    await grade(services, one, second, { '1(b)': better });
    const seen = await report(id);
    const arrives = async () => graded('otherStudent');
    const [late, outcome] = await Promise.all([arrives(), apply(id, { digest: seen.digest }).catch((error) => error)]);
    if (outcome.kind === 'applied') {
      // It was applied first: the submission that came after is not part of it.
      expect((await report(id)).changes).toHaveLength(1);
    } else {
      expect((await homework()).currentVersion).toBe(1);
      expect(await pointsOf(one)).toBe(0);
    }
    if (outcome.kind !== 'applied') {
      expect(await apply(id)).toEqual({ kind: 'incomplete', missing: 1 });
      const rows = await services.connection.database.select().from(grading).where(eq(grading.versionId, second));
      expect(queued).toContain(rows.find(({ submissionId }) => submissionId === late)!.id);
      await grade(services, late, second, { '1(b)': { verdict: 'correct' } });
      // It is not what was seen.
      await expect(apply(id, { digest: seen.digest })).rejects.toMatchObject({ status: 409 });
      expect(await apply(id)).toEqual({ kind: 'applied', submissions: 2 });
      expect(await Promise.all([one, late].map(pointsOf))).toEqual([2, 4]);
    }
  });

  it('name our faults, grade them again, or leave those submissions as they are', async () => {
    const [one, two] = [await graded('student'), await graded('otherStudent')];
    const id = await start();
    await grade(services, one, second, { '1(b)': better });
    await grade(services, two, second, { state: 'fault', problem: 'the device was lost' });
    expect((await report(id)).faults.map(({ submission: { id: faulty } }) => faulty)).toEqual([two]);
    await expect(apply(id)).rejects.toThrow('our fault');
    queued.length = 0;
    expect(await retryRegrade(services, { assignment: await homework(), regradeId: id })).toBe(1);
    expect(queued).toHaveLength(1);
    await grade(services, two, second, { state: 'fault', problem: 'the device was lost' });
    expect(await apply(id, { leaveFaults: true })).toEqual({ kind: 'applied', submissions: 1 });
    expect((await countingAttempts(services.connection.database, await homework())).get('otherStudent')).toMatchObject({
      grade: { state: 'graded', points: 0 },
    });
  });

  it('are one at a time, and can be dropped without a trace in anybody’s grade', async () => {
    const one = await graded('student');
    const id = await start();
    await expect(start()).rejects.toThrow('one dry run at a time');
    await grade(services, one, second, { '1(b)': better });
    await dropRegrade(services, { assignment: await homework(), person: instructor, regradeId: id });
    expect(await pointsOf(one)).toBe(0);
    await expect(apply(id)).rejects.toThrow('dropped');
    // What was graded is not graded again.
    queued.length = 0;
    await start();
    expect(queued).toEqual([]);
  });

  it('grade every attempt where the best one counts, and say when another one does', async () => {
    await services.connection.database.update(assignment).set({ counts: 'best' });
    const first = await graded('student', { '1(b)': { verdict: 'partial' } });
    const latest = await graded('student', { '1(b)': { verdict: 'incorrect' } });
    const id = await start();
    expect(queued).toHaveLength(2);
    await grade(services, first, second, { '1(b)': { verdict: 'partial' } });
    await grade(services, latest, second, { '1(b)': { verdict: 'correct' } });
    const [change] = (await report(id)).changes;
    expect(change).toMatchObject({ difference: 2, before: { attempt: 1 }, after: { attempt: 2 } });
  });

  it('refuse a version that is not there or counts already, and no reason', async () => {
    const row = await homework();
    const given = { assignment: row, person: instructor, reason: 'x' };
    await expect(startRegrade(services, { ...given, version: 9 })).rejects.toThrow('one of the versions 2, 1');
    await expect(startRegrade(services, { ...given, version: 1 })).rejects.toThrow('counts already');
    await expect(startRegrade(services, { ...given, version: 2, reason: '' })).rejects.toThrow('no reason');
  });
});
