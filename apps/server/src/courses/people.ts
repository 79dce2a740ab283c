import { randomUUID } from 'node:crypto';

import { and, asc, count, eq, sql } from 'drizzle-orm';

import { type Actor, loggedAs, record } from '../access/audit.ts';
import { invite } from '../access/invitations.ts';
import type { Database } from '../database/connect.ts';
import { account, type CourseRole, enrolment, user } from '../database/schema/index.ts';
import type { Person, Services } from '../http/context.ts';
import { Refusal } from '../http/refusal.ts';
import type { PersonInput } from './inputs.ts';

/** A person who does something, and how the log names them. */
export interface By extends Actor {
  readonly person: Person;
}

/** Somebody in a course. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: CourseRole;
  readonly externalId: string | null;
  /** Whether they have ever found their way in: by a link or by single sign-on. */
  readonly joined: boolean;
}

/** A person with the one-time link that they are to be given. */
export interface Invited {
  readonly name: string;
  readonly email: string;
  readonly link: string;
}

/** What taking in a list did. */
export interface Enrolled {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Links of those who have no way in yet; they are shown once. */
  readonly invited: readonly Invited[];
  /** Those for whom only the owner may make a link, because they are in courses of others too. */
  readonly known: readonly { readonly name: string; readonly email: string }[];
}

/** The people of a course: staff first, then by name. */
export async function membersOf({ connection }: Services, courseId: string): Promise<readonly Member[]> {
  const rows = await connection.database
    .select({
      id: user.id,
      name: user.name,
      email: user.email,
      role: enrolment.role,
      externalId: enrolment.externalId,
      joined: sql<boolean>`exists (select 1 from ${account} where ${account.userId} = ${user.id})`,
    })
    .from(enrolment)
    .innerJoin(user, eq(user.id, enrolment.userId))
    .where(eq(enrolment.courseId, courseId))
    .orderBy(asc(user.name), asc(user.email));
  const order: readonly CourseRole[] = ['instructor', 'assistant', 'student'];
  return rows.toSorted((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
}

/**
 * Puts people on a course's list, all or none; who is on it gets the role and id that the list says. Whoever has no way in gets a
 * one-time link.
 */
export async function enrol(
  services: Services,
  courseId: string,
  people: readonly PersonInput[],
  by: By,
): Promise<Enrolled> {
  const { connection, settings, now } = services;
  return connection.database.transaction(async (tx) => {
    const result = {
      added: 0,
      changed: 0,
      unchanged: 0,
      invited: [] as Invited[],
      known: [] as { name: string; email: string }[],
    };
    for (const person of people) {
      const id = await personBy(tx, person);
      const outcome = await enrolOne(tx, courseId, id, person);
      result[outcome] += 1;
      if (await hasWayIn(tx, id)) continue;
      if (outcome !== 'added') continue;
      if (await mayInvite(tx, by.person, id)) {
        const link = await invite(tx, { url: settings.url, now: now() }, person);
        result.invited.push({ name: person.name, email: person.email, link });
      } else result.known.push({ name: person.name, email: person.email });
    }
    await assertLed(tx, courseId, by.person);
    const { added, changed } = result;
    await record(tx, {
      ...loggedAs(by),
      action: 'people.enrol',
      subject: `course:${courseId}`,
      courseId,
      details: {
        added,
        changed,
        ...(people.length <= 20 ? { people: people.map(({ email, role }) => ({ email, role })) } : {}),
      },
    });
    return result;
  });
}

async function personBy(tx: Database, { name, email }: PersonInput): Promise<string> {
  await tx.insert(user).values({ id: randomUUID(), name, email }).onConflictDoNothing({ target: user.email });
  const [row] = await tx.select({ id: user.id }).from(user).where(eq(user.email, email));
  return row!.id;
}

async function enrolOne(
  tx: Database,
  courseId: string,
  userId: string,
  { role, externalId }: PersonInput,
): Promise<'added' | 'changed' | 'unchanged'> {
  const [before] = await tx
    .select()
    .from(enrolment)
    .where(and(eq(enrolment.courseId, courseId), eq(enrolment.userId, userId)));
  if (!before) {
    await tx.insert(enrolment).values({ courseId, userId, role, externalId });
    return 'added';
  }
  // A list without ids takes none away.
  const next = { role, externalId: externalId ?? before.externalId };
  if (before.role === next.role && before.externalId === next.externalId) return 'unchanged';
  await tx
    .update(enrolment)
    .set(next)
    .where(and(eq(enrolment.courseId, courseId), eq(enrolment.userId, userId)));
  return 'changed';
}

async function hasWayIn(tx: Database, userId: string): Promise<boolean> {
  const [found] = await tx.select({ id: account.id }).from(account).where(eq(account.userId, userId)).limit(1);
  return found !== undefined;
}

/**
 * Whoever has somebody's link becomes that person. So nobody makes one for a person of a course in which they could not read
 * everything anyway: the owner may, and instructors for those who are in their own courses alone.
 */
async function mayInvite(tx: Database, by: Person, userId: string): Promise<boolean> {
  if (by.owner) return true;
  const [target] = await tx.select({ owner: user.owner }).from(user).where(eq(user.id, userId));
  if (target!.owner) return false;
  const led = tx
    .select({ id: enrolment.courseId })
    .from(enrolment)
    .where(and(eq(enrolment.userId, by.id), eq(enrolment.role, 'instructor')));
  const [foreign] = await tx
    .select({ count: count() })
    .from(enrolment)
    .where(and(eq(enrolment.userId, userId), sql`${enrolment.courseId} not in ${led}`));
  return foreign!.count === 0;
}

/**
 * Makes a new one-time link for somebody in a course who has no way in yet; earlier ones end. For somebody who has one, only the
 * owner may: it sets a new password.
 */
export async function inviteAgain(services: Services, courseId: string, userId: string, by: By): Promise<Invited> {
  const { connection, settings, now } = services;
  return connection.database.transaction(async (tx) => {
    const member = await memberOf(tx, courseId, userId);
    const joined = await hasWayIn(tx, userId);
    if ((joined && !by.person.owner) || !(await mayInvite(tx, by.person, userId))) {
      throw new Refusal(
        409,
        joined ? `${member.name} has a way in` : `${member.name} is in courses of others too`,
        'somebody of your courses alone who has none',
        'ask the owner of the server for the link',
      );
    }
    const link = await invite(tx, { url: settings.url, now: now() }, member);
    await record(tx, {
      ...loggedAs(by),
      action: 'invitation.create',
      subject: `person:${userId}`,
      courseId,
      details: { newPassword: joined },
    });
    return { name: member.name, email: member.email, link };
  });
}

/** New one-time links for all of a course who have no way in yet; earlier ones end. */
export async function inviteAllAgain(
  services: Services,
  courseId: string,
  by: By,
): Promise<Pick<Enrolled, 'invited' | 'known'>> {
  const { connection, settings, now } = services;
  const waiting = (await membersOf(services, courseId)).filter(({ joined }) => !joined);
  return connection.database.transaction(async (tx) => {
    const invited: Invited[] = [];
    const known: Member[] = [];
    for (const member of waiting) {
      if (await mayInvite(tx, by.person, member.id)) {
        const link = await invite(tx, { url: settings.url, now: now() }, member);
        invited.push({ name: member.name, email: member.email, link });
      } else known.push(member);
    }
    await record(tx, {
      ...loggedAs(by),
      action: 'invitation.createAll',
      subject: `course:${courseId}`,
      courseId,
      details: { people: invited.length },
    });
    return { invited, known };
  });
}

/** Gives somebody another role. */
export async function changeRole(
  { connection }: Services,
  { courseId, userId, role }: { readonly courseId: string; readonly userId: string; readonly role: CourseRole },
  by: By,
): Promise<void> {
  await connection.database.transaction(async (tx) => {
    const { role: before } = await memberOf(tx, courseId, userId);
    await tx
      .update(enrolment)
      .set({ role })
      .where(and(eq(enrolment.courseId, courseId), eq(enrolment.userId, userId)));
    await assertLed(tx, courseId, by.person);
    await record(tx, {
      ...loggedAs(by),
      action: 'people.role',
      subject: `person:${userId}`,
      courseId,
      details: { before, after: role },
    });
  });
}

/** Takes somebody off a course's list: they see it no more; what they handed in stays. */
export async function removeMember(
  { connection }: Services,
  { courseId, userId }: { readonly courseId: string; readonly userId: string },
  by: By,
): Promise<void> {
  await connection.database.transaction(async (tx) => {
    const { role } = await memberOf(tx, courseId, userId);
    await tx.delete(enrolment).where(and(eq(enrolment.courseId, courseId), eq(enrolment.userId, userId)));
    await assertLed(tx, courseId, by.person);
    await record(tx, {
      ...loggedAs(by),
      action: 'people.remove',
      subject: `person:${userId}`,
      courseId,
      details: { role },
    });
  });
}

async function memberOf(
  tx: Database,
  courseId: string,
  userId: string,
): Promise<{ readonly name: string; readonly email: string; readonly role: CourseRole }> {
  const [row] = await tx
    .select({ name: user.name, email: user.email, role: enrolment.role })
    .from(enrolment)
    .innerJoin(user, eq(user.id, enrolment.userId))
    .where(and(eq(enrolment.courseId, courseId), eq(enrolment.userId, userId)));
  if (!row) throw new Refusal(404, 'that person', 'somebody of this course', 'see its list');
  return row;
}

/** Instructors do not lock themselves out: one is left, unless the owner, who may do everything, takes the last. */
async function assertLed(tx: Database, courseId: string, by: Person): Promise<void> {
  if (by.owner) return;
  const [left] = await tx
    .select({ id: enrolment.userId })
    .from(enrolment)
    .where(and(eq(enrolment.courseId, courseId), eq(enrolment.role, 'instructor')))
    .limit(1);
  if (!left) {
    throw new Refusal(409, 'a course without an instructor', 'at least one', 'make somebody else instructor first');
  }
}
