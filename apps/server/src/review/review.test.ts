import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import {
  assignment,
  auditEntry,
  override,
  type PartOutline,
  secondLook,
  submission,
} from '../database/schema/index.ts';
import { addStudent, addVersion, grade, handIn, type Said } from '../testing/class.ts';
import { people, sampleServices } from '../testing/database.ts';
import { attemptOf } from './grade/load.ts';
import { decideGroup, groupDecisions, takeBackGroup } from './groups/decide-group.ts';
import { groupOf, groupsOf } from './groups/groups.ts';
import { decide } from './overrides/decide.ts';
import { historyOf } from './overrides/history.ts';
import { newestOverrides } from './overrides/write.ts';
import { claimAnswer } from './queue/claims.ts';
import { nextItem, reviewItems } from './queue/queue.ts';
import { addItem, changeItem, removeItem, rubricOf, rubricPoints } from './rubrics/rubric.ts';
import { answerSecondLook, secondLookRequests } from './second-looks/answer.ts';

const outline: readonly PartOutline[] = [
  { id: '1(b)', title: 'Derivative', points: 4, kind: 'text' },
  { id: '3(g)', title: 'Why', points: 2, kind: 'text' },
];
const { assistant, instructor } = people;

let services: Awaited<ReturnType<typeof sampleServices>>;
let version: string;

beforeAll(async () => {
  services = await sampleServices();
  await addStudent(services, 'third', 'Third Student');
});
afterAll(() => services.connection.close());

beforeEach(async () => {
  const { database } = services.connection;
  // Submissions take everything with them that hangs on them.
  await database.update(submission).set({ currentGradingId: null });
  await database.delete(submission);
  await database
    .update(assignment)
    .set({ counts: 'latest', currentVersion: 1, lateRule: { kind: 'accept' }, dueAt: null });
  version = await addVersion(services, 1, outline);
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

describe('overrides', () => {
  it('count over the grader, are kept with whoever made them, and can be taken back', async () => {
    const id = await graded('student');
    const given = { assignment: await homework(), person: assistant };
    await decide(services, { ...given, decision: decision(1.5), target: { submissionId: id, seen: null } });
    expect(await pointsOf(id)).toBe(1.5);
    const [first] = await historyOf(services.connection.database, id);
    expect(first).toMatchObject({
      partId: '3(g)',
      points: 1.5,
      by: 'Assistant',
      source: 'review',
      comment: 'Well seen.',
    });
    await decide(services, { ...given, decision: decision(null), target: { submissionId: id, seen: first!.id } });
    expect(await pointsOf(id)).toBe(0);
    expect((await historyOf(services.connection.database, id)).map(({ points }) => points)).toEqual([null, 1.5]);
    const acts = await services.connection.database
      .select({ action: auditEntry.action, actor: auditEntry.actor })
      .from(auditEntry)
      .where(eq(auditEntry.subject, `submission:${id}`))
      .orderBy(auditEntry.id);
    expect(acts).toEqual([
      { action: 'override.create', actor: 'assistant' },
      { action: 'override.withdraw', actor: 'assistant' },
    ]);
  });

  it('of two people at once one is written, and the other reads who was first', async () => {
    const id = await graded('student');
    const row = await homework();
    const by = (person: typeof assistant | typeof instructor, points: number) =>
      decide(services, {
        assignment: row,
        person,
        decision: decision(points),
        target: { submissionId: id, seen: null },
      });
    const [one, other] = await Promise.allSettled([by(assistant, 1), by(instructor, 2)]);
    expect([one.status, other.status].toSorted()).toEqual(['fulfilled', 'rejected']);
    const refused = (one.status === 'rejected' ? one : other) as PromiseRejectedResult;
    const winner = one.status === 'fulfilled' ? 'Assistant gave 1' : 'Instructor gave 2';
    expect(refused.reason).toMatchObject({ status: 409, given: expect.stringContaining(winner) });
    expect(await historyOf(services.connection.database, id)).toHaveLength(1);
  });

  it.each([
    [decision(2.5), /between 0 and 2/],
    [decision(-1), /between 0 and 2/],
    [decision(Number.NaN), /between 0 and 2/],
    [decision(1, '9(z)'), /a part of the assignment/],
    [{ ...decision(1), reason: ' ' }, /no reason/],
    [{ ...decision(1), comment: 'x'.repeat(10_001) }, /10001 characters/],
  ])('refuses what cannot be', async (bad, message) => {
    const id = await graded('student');
    const given = { assignment: await homework(), person: assistant, target: { submissionId: id } };
    await expect(decide(services, { ...given, decision: bad })).rejects.toThrow(message);
    expect(await historyOf(services.connection.database, id)).toEqual([]);
  });
});

describe('the review queue', () => {
  it('holds what waits and what was decided of the attempts that count, part by part', async () => {
    await graded('student');
    const latest = await graded('student');
    const other = await graded('otherStudent');
    const row = await homework();
    const items = await reviewItems(services.connection.database, row, services.now());
    expect(new Set(items.map(({ submissionId }) => submissionId))).toEqual(new Set([latest, other]));
    await decide(services, {
      assignment: row,
      person: assistant,
      decision: decision(2),
      target: { submissionId: other },
    });
    const after = await reviewItems(services.connection.database, row, services.now());
    expect(after.find(({ submissionId }) => submissionId === other)).toMatchObject({ waiting: false, points: 2 });
    expect(nextItem(after, 0, 'assistant')).toMatchObject({ submissionId: latest });
  });

  it('leaves out what somebody else looks at, until that is long ago', async () => {
    const id = await graded('student');
    const row = await homework();
    const { database } = services.connection;
    const now = services.now();
    const claim = { submissionId: id, partId: '3(g)', now };
    expect(await claimAnswer(database, { ...claim, userId: 'assistant' })).toMatchObject({ userId: 'assistant' });
    expect(await claimAnswer(database, { ...claim, userId: 'instructor' })).toMatchObject({ userId: 'assistant' });
    const items = await reviewItems(database, row, now);
    expect(nextItem(items, -1, 'instructor')).toBeUndefined();
    expect(nextItem(items, -1, 'assistant')).toMatchObject({ submissionId: id });
    const later = new Date(now.getTime() + 11 * 60_000);
    expect(nextItem(await reviewItems(database, row, later), -1, 'instructor')).toMatchObject({ submissionId: id });
    expect(await claimAnswer(database, { ...claim, userId: 'instructor', now: later })).toMatchObject({
      userId: 'instructor',
    });
  });
});

describe('rubrics', () => {
  it('give points from zero, or take them from the maximum, and stay between the two', () => {
    const adding = [
      { id: 'a', points: 1 },
      { id: 'b', points: 5 },
    ];
    const taking = [
      { id: 'a', points: -0.5 },
      { id: 'b', points: -9 },
      { id: 'c', points: 0 },
    ];
    expect(rubricPoints(adding, ['a'], 4)).toBe(1);
    expect(rubricPoints(adding, ['a', 'b'], 4)).toBe(4);
    expect(rubricPoints(taking, [], 4)).toBe(4);
    expect(rubricPoints(taking, ['a', 'c'], 4)).toBe(3.5);
    expect(rubricPoints(taking, ['b'], 4)).toBe(0);
  });

  it('change what was graded by them when they are asked to, and leave what a person set', async () => {
    const [one, two] = [await graded('student'), await graded('otherStudent')];
    const row = await homework();
    const given = { assignment: row, person: instructor };
    await addItem(services, { ...given, partId: '3(g)', item: { label: 'names tanh', points: 1 } });
    const [item] = await rubricOf(services.connection.database, row.id, '3(g)');
    const ticked = { rubricItems: [item!.id] };
    await decide(services, { ...given, decision: { ...decision(1), ...ticked }, target: { submissionId: one } });
    await decide(services, { ...given, decision: { ...decision(2), ...ticked }, target: { submissionId: two } });
    const changed = { label: 'names the saturation of tanh', points: 0.5 };
    expect(await changeItem(services, { ...given, itemId: item!.id, item: changed, again: true })).toBe(1);
    expect([await pointsOf(one), await pointsOf(two)]).toEqual([0.5, 2]);
    await expect(removeItem(services, { ...given, itemId: item!.id })).rejects.toThrow('2 answers');
    await expect(addItem(services, { ...given, partId: '3(g)', item: { label: '', points: 1 } })).rejects.toThrow(
      'between 1 and 500',
    );
  });
});

describe('groups of answers', () => {
  it('are made by mistake and by equal answer, decided at once, and taken back to what was before', async () => {
    const ids = [await graded('student'), await graded('otherStudent'), await graded('third', { '1(b)': wrong })];
    const row = await homework();
    const { database } = services.connection;
    const groups = await groupsOf(database, row);
    // Equal answers with a mistake that nobody else made are one group, not two.
    expect(groups.map(({ key, members, waiting }) => [key.partId, key.by, members.length, waiting])).toEqual([
      ['1(b)', 'mistake', 3, 0],
      ['3(g)', 'answer', 2, 2],
    ]);
    const given = { assignment: row, person: assistant };
    await decide(services, { ...given, decision: decision(1, '1(b)'), target: { submissionId: ids[1]! } });

    const group = (await groupOf(database, row, { by: 'mistake', partId: '1(b)', mistake: 'first-term' }))!;
    const targets = group.members.map(({ submissionId }) => ({
      submissionId,
      seen: group.seen.get(submissionId) ?? null,
    }));
    const groupId = await decideGroup(services, { ...given, decision: decision(3, '1(b)'), targets });
    expect(await Promise.all(ids.map(pointsOf))).toEqual([3, 3, 3]);
    // What was seen is not there any more: all or none.
    await expect(decideGroup(services, { ...given, decision: decision(0, '1(b)'), targets })).rejects.toMatchObject({
      status: 409,
    });
    expect(await Promise.all(ids.map(pointsOf))).toEqual([3, 3, 3]);

    await decide(services, { ...given, decision: decision(4, '1(b)'), target: { submissionId: ids[2]! } });
    expect(await groupDecisions(database, row.id)).toMatchObject([{ groupId, answers: 3, counting: 2, points: 3 }]);
    expect(await takeBackGroup(services, { ...given, groupId })).toBe(2);
    expect(await Promise.all(ids.map(pointsOf))).toEqual([0, 1, 4]);
    expect(await takeBackGroup(services, { ...given, groupId })).toBe(0);
  });
});

describe('second looks', () => {
  it('are answered once, with points in the same transaction', async () => {
    const id = await graded('student');
    const row = await homework();
    const { database } = services.connection;
    await database.insert(secondLook).values({ submissionId: id, partId: '1(b)', request: 'I meant u_3.' });
    const [request] = await secondLookRequests(database, row.id);
    const answer = (person: typeof assistant | typeof instructor, points: number) =>
      answerSecondLook(services, {
        assignment: row,
        person,
        id: request!.id,
        answer: 'You are right.',
        change: { points, seen: null },
      });
    const settled = await Promise.allSettled([answer(assistant, 3), answer(instructor, 2)]);
    expect(settled.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await pointsOf(id)).toBe(settled[0]!.status === 'fulfilled' ? 3 : 2);
    expect(await secondLookRequests(database, row.id)).toMatchObject([{ answer: 'You are right.' }]);
    expect(await historyOf(database, id)).toMatchObject([{ source: 'secondLook', reason: 'You are right.' }]);
  });
});

it('names the newest override of each submission', async () => {
  const id = await graded('student');
  const { database } = services.connection;
  const given = { assignment: await homework(), person: assistant, target: { submissionId: id } };
  for (const points of [0, 1, 2]) await decide(services, { ...given, decision: decision(points) });
  expect((await newestOverrides(database, '3(g)', [id])).get(id)).toMatchObject({ points: 2, by: 'Assistant' });
  expect(await database.select().from(override)).toHaveLength(3);
});
