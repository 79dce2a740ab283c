import { and, eq, inArray } from 'drizzle-orm';

import type { Database } from '../../database/connect.ts';
import { gradedPart, submission } from '../../database/schema/index.ts';
import { type EffectivePart, type GraderPart, waitsForPerson } from '../effective-grade.ts';
import { type AssignmentRow, attemptsOf } from '../grade/load.ts';
import { newestOverrides } from '../overrides/write.ts';
import { reviewedAttempts } from '../queue/queue.ts';

/** What the answers of a group have in common. */
export type GroupKey =
  | { readonly by: 'mistake'; readonly partId: string; readonly mistake: string }
  | { readonly by: 'answer'; readonly partId: string; readonly answerSha256: string };

/** One answer of a group. */
export interface Member {
  readonly submissionId: string;
  readonly userId: string;
  readonly given: string;
  readonly verdict: GraderPart['verdict'];
  readonly graderPoints: number;
  readonly feedback: readonly string[];
  readonly part: EffectivePart;
  readonly waiting: boolean;
}

/** Answers that are graded once for all. */
export interface AnswerGroup {
  readonly key: GroupKey;
  readonly title: string;
  readonly maximum: number;
  readonly members: readonly Member[];
  /** How many of them wait for a person. */
  readonly waiting: number;
}

/**
 * The groups of an assignment with two or more answers: by recognised mistake, and by equal answer. Parts in their order; in
 * each the groups that wait first, then the larger ones.
 */
export async function groupsOf(database: Database, assignment: AssignmentRow): Promise<readonly AnswerGroup[]> {
  const groups = new Map<
    string,
    { key: GroupKey; position: number; title: string; maximum: number; members: Member[] }
  >();
  for (const { position, mistake, answerSha256, ...member } of await membersOf(database, assignment)) {
    const { id: partId, title, maximum } = member.part;
    const keys: GroupKey[] = [];
    if (mistake !== null) keys.push({ by: 'mistake', partId, mistake });
    if (member.verdict !== 'unanswered' && member.given.trim() !== '') {
      keys.push({ by: 'answer', partId, answerSha256 });
    }
    for (const key of keys) {
      const text = JSON.stringify(key);
      const group = groups.get(text) ?? { key, position, title, maximum, members: [] };
      group.members.push(member);
      groups.set(text, group);
    }
  }
  const membersOfMistakes = new Set(
    [...groups.values()].flatMap(({ key, members }) => (key.by === 'mistake' ? [placesOf(key, members)] : [])),
  );
  return (
    [...groups.values()]
      .filter(({ members }) => members.length > 1)
      // Equal answers with a mistake that nobody else made are one group, not two.
      .filter(({ key, members }) => key.by === 'mistake' || !membersOfMistakes.has(placesOf(key, members)))
      .map((group) => ({ ...group, waiting: group.members.filter(({ waiting }) => waiting).length }))
      .toSorted(
        (a, b) =>
          a.position - b.position ||
          Number(b.waiting > 0) - Number(a.waiting > 0) ||
          b.members.length - a.members.length ||
          JSON.stringify(a.key).localeCompare(JSON.stringify(b.key)),
      )
      .map(({ position: _position, ...group }) => group)
  );
}

function placesOf({ partId }: GroupKey, members: readonly Member[]): string {
  return [partId, ...members.map(({ submissionId }) => submissionId).toSorted()].join(' ');
}

/** Whether nobody has anything to decide about a group: all of its answers have all points. */
export function isSettled({ members, maximum }: AnswerGroup): boolean {
  return members.every(({ part }) => part.points !== undefined && part.points >= maximum);
}

/** One group, with what a decision about it has to have seen; undefined where it has no answers any more. */
export async function groupOf(
  database: Database,
  assignment: AssignmentRow,
  key: GroupKey,
): Promise<(AnswerGroup & { readonly seen: ReadonlyMap<string, string> }) | undefined> {
  const all = await membersOf(database, assignment, key.partId);
  const members = all.filter((each) =>
    key.by === 'mistake' ? each.mistake === key.mistake : each.answerSha256 === key.answerSha256,
  );
  const [first] = members;
  if (!first) return undefined;
  const ids = members.map(({ submissionId }) => submissionId);
  const newest = await newestOverrides(database, key.partId, ids);
  return {
    key,
    title: first.part.title,
    maximum: first.part.maximum,
    members,
    waiting: members.filter(({ waiting }) => waiting).length,
    seen: new Map([...newest].map(([submissionId, { id }]) => [submissionId, id])),
  };
}

type MemberRow = Member & {
  readonly position: number;
  readonly mistake: string | null;
  readonly answerSha256: string;
};

async function membersOf(
  database: Database,
  assignment: AssignmentRow,
  partId?: string,
): Promise<readonly MemberRow[]> {
  const attempts = reviewedAttempts(await attemptsOf(database, assignment), assignment.counts);
  const byId = new Map(attempts.map((attempt) => [attempt.submission.id, attempt]));
  if (byId.size === 0) return [];
  const rows = await database
    .select({
      submissionId: submission.id,
      partId: gradedPart.partId,
      position: gradedPart.position,
      verdict: gradedPart.verdict,
      points: gradedPart.points,
      mistake: gradedPart.mistake,
      given: gradedPart.given,
      answerSha256: gradedPart.answerSha256,
      feedback: gradedPart.feedback,
    })
    .from(gradedPart)
    .innerJoin(submission, eq(submission.currentGradingId, gradedPart.gradingId))
    .where(
      and(
        eq(submission.assignmentId, assignment.id),
        inArray(submission.id, [...byId.keys()]),
        partId === undefined ? undefined : eq(gradedPart.partId, partId),
      ),
    )
    .orderBy(submission.handedInAt, submission.id);
  return rows.flatMap(({ points: graderPoints, partId: id, ...row }): MemberRow[] => {
    const attempt = byId.get(row.submissionId)!;
    const part = attempt.grade.parts.find((each) => each.id === id);
    if (!part) return [];
    return [{ ...row, userId: attempt.submission.userId, graderPoints, part, waiting: waitsForPerson(part) }];
  });
}
