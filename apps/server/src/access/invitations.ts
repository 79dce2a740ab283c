import { randomUUID } from 'node:crypto';

import { and, eq, gt, isNull } from 'drizzle-orm';
import type { InferSelectModel } from 'drizzle-orm';

import type { Database } from '../database/connect.ts';
import { account, invitation, session, user } from '../database/schema/index.ts';
import type { Services } from '../http/context.ts';
import { Refusal } from '../http/refusal.ts';
import { type Actor, record } from './audit.ts';
import { hashOfToken, newToken } from './tokens.ts';

export type Invitation = InferSelectModel<typeof invitation>;

const day = 86_400_000;

/**
 * The link by which the first owner comes in: a new one as long as there is no owner, which makes earlier ones worthless.
 *
 * @returns undefined when there is an owner.
 */
export async function ownerLink({ connection, now, settings }: Services): Promise<string | undefined> {
  return connection.database.transaction(async (tx) => {
    const owners = await tx.select({ id: user.id }).from(user).where(eq(user.owner, true)).limit(1);
    if (owners.length > 0) return undefined;
    await tx.delete(invitation).where(and(eq(invitation.owner, true), isNull(invitation.usedAt)));
    const token = newToken();
    const expiresAt = new Date(now().getTime() + 7 * day);
    await tx.insert(invitation).values({ tokenSha256: hashOfToken(token), owner: true, expiresAt });
    return linkOf(settings.url, token);
  });
}

/** A link by which a person who is on a list sets a password; earlier ones of that person end. */
export async function invite(
  transaction: Database,
  { url, now }: { readonly url: URL; readonly now: Date },
  { email, name }: { readonly email: string; readonly name: string },
): Promise<string> {
  await transaction.delete(invitation).where(and(eq(invitation.email, email), isNull(invitation.usedAt)));
  const token = newToken();
  const expiresAt = new Date(now.getTime() + 30 * day);
  await transaction
    .insert(invitation)
    .values({ tokenSha256: hashOfToken(token), email, name, expiresAt, createdAt: now });
  return linkOf(url, token);
}

function linkOf(url: URL, token: string): string {
  return new URL(`/welcome/${token}`, url).href;
}

const worthless = new Refusal(
  404,
  'this link',
  'one that has not been used and is not too old',
  'sign in if you have used it before; else ask the course staff for a new one',
);

/**
 * The invitation that a link stands for.
 *
 * @throws Refusal when it was used, is too old, is none, or when its person has found another way in since it was made.
 */
export async function readInvitation(database: Database, token: string, now: Date): Promise<Invitation> {
  const [found] = await database
    .select()
    .from(invitation)
    .where(
      and(eq(invitation.tokenSha256, hashOfToken(token)), isNull(invitation.usedAt), gt(invitation.expiresAt, now)),
    );
  if (!found) throw worthless;
  if (found.email !== null) {
    const accounts = await database
      .select({ createdAt: account.createdAt })
      .from(account)
      .innerJoin(user, eq(user.id, account.userId))
      .where(eq(user.email, found.email));
    if (accounts.some(({ createdAt }) => createdAt > found.createdAt)) throw worthless;
  }
  return found;
}

/**
 * Uses a link: the person gets the password, and becomes the owner where the link is the owner's.
 *
 * @param as name and e-mail address, where the link does not say them.
 * @returns the e-mail address to sign in with.
 */
export async function useInvitation(
  services: Services,
  token: string,
  as: { readonly name: string; readonly email: string; readonly password: string },
  by: Actor,
): Promise<string> {
  const { connection, now, accounts } = services;
  const password = await accounts.hashPassword(as.password);
  return connection.database.transaction(async (tx) => {
    const found = await readInvitation(tx, token, now());
    // Of two requests that come at once one finds it used.
    const used = await tx
      .update(invitation)
      .set({ usedAt: now() })
      .where(and(eq(invitation.tokenSha256, found.tokenSha256), isNull(invitation.usedAt)))
      .returning();
    if (used.length === 0) throw worthless;
    const email = found.email ?? as.email.toLowerCase();
    const id = await personFor(tx, found, { email, name: as.name });
    await tx.delete(account).where(and(eq(account.userId, id), eq(account.providerId, 'credential')));
    // Whoever set a password before is out.
    await tx.delete(session).where(eq(session.userId, id));
    const at = now();
    await tx.insert(account).values({
      id: randomUUID(),
      accountId: id,
      providerId: 'credential',
      userId: id,
      password,
      createdAt: at,
      updatedAt: at,
    });
    await record(tx, {
      ...by,
      actor: id,
      action: 'invitation.use',
      subject: `person:${id}`,
      details: { owner: found.owner },
    });
    return email;
  });
}

async function personFor(
  tx: Database,
  found: Invitation,
  { email, name }: { readonly email: string; readonly name: string },
): Promise<string> {
  const [known] = await tx.select().from(user).where(eq(user.email, email));
  if (!known) {
    if (!found.owner) throw worthless;
    const id = randomUUID();
    await tx.insert(user).values({ id, name, email, owner: true });
    return id;
  }
  if (found.owner) await tx.update(user).set({ owner: true }).where(eq(user.id, known.id));
  return known.id;
}
