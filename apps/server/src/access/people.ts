import { asc, eq, ilike, or, sql } from 'drizzle-orm';

import type { Invited } from '../courses/people.ts';
import { account, enrolment, user } from '../database/schema/index.ts';
import type { Services } from '../http/context.ts';
import { Refusal } from '../http/refusal.ts';
import { type Actor, record } from './audit.ts';
import { invite } from './invitations.ts';

const mostShown = 200;

/** Somebody on the server. */
export interface Somebody {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly owner: boolean;
  readonly courses: number;
  readonly joined: boolean;
}

/** Those whose name or e-mail address contains a text, by name, the first 200; `more` says whether there are more. */
export async function everybody(
  { connection }: Services,
  search: string,
): Promise<{ readonly people: readonly Somebody[]; readonly more: boolean }> {
  const pattern = `%${search.replaceAll(/[%_\\]/g, String.raw`\$&`)}%`;
  const people = await connection.database
    .select({
      id: user.id,
      name: user.name,
      email: user.email,
      owner: user.owner,
      courses: sql<number>`(select count(*)::integer from ${enrolment} where ${enrolment.userId} = ${user.id})`,
      joined: sql<boolean>`exists (select 1 from ${account} where ${account.userId} = ${user.id})`,
    })
    .from(user)
    .where(or(ilike(user.name, pattern), ilike(user.email, pattern)))
    .orderBy(asc(user.name), asc(user.email))
    .limit(mostShown + 1);
  return { people: people.slice(0, mostShown), more: people.length > mostShown };
}

/** A one-time link for anybody, by which they choose a new password; for the owner to make. */
export async function inviteAnybody(services: Services, userId: string, by: Actor): Promise<Invited> {
  const { connection, settings, now } = services;
  return connection.database.transaction(async (tx) => {
    const [person] = await tx.select().from(user).where(eq(user.id, userId));
    if (!person) throw new Refusal(404, 'that person', 'somebody of this server', 'see /server');
    const { name, email } = person;
    const link = await invite(tx, { url: settings.url, now: now() }, { name, email });
    await record(tx, { ...by, action: 'invitation.create', subject: `person:${userId}` });
    return { name, email, link };
  });
}
