import { and, desc, eq } from 'drizzle-orm';
import type { InferSelectModel } from 'drizzle-orm';

import { apiToken } from '../database/schema/index.ts';
import type { Services } from '../http/context.ts';
import { Refusal } from '../http/refusal.ts';
import { type Actor, record } from './audit.ts';
import { hashOfToken, newToken } from './tokens.ts';

/** A person has no more of them than this. */
const mostTokens = 20;

export type ApiToken = Pick<InferSelectModel<typeof apiToken>, 'id' | 'name' | 'createdAt' | 'expiresAt' | 'usedAt'>;

/** A person's tokens, the newest first. */
export async function tokensOf({ connection }: Services, userId: string): Promise<readonly ApiToken[]> {
  const { id, name, createdAt, expiresAt, usedAt } = apiToken;
  return connection.database
    .select({ id, name, createdAt, expiresAt, usedAt })
    .from(apiToken)
    .where(eq(apiToken.userId, userId))
    .orderBy(desc(apiToken.createdAt));
}

/**
 * Makes a token that signs in as the person.
 *
 * @returns the token, which nobody can read again.
 */
export async function createToken(
  services: Services,
  userId: string,
  { name, days }: { readonly name: string; readonly days: number },
  by: Actor,
): Promise<string> {
  const token = newToken();
  await services.connection.database.transaction(async (tx) => {
    const others = await tx.select({ id: apiToken.id }).from(apiToken).where(eq(apiToken.userId, userId));
    if (others.length >= mostTokens) {
      throw new Refusal(409, `${others.length} tokens`, `at most ${mostTokens}`, 'revoke one that is not used');
    }
    const expiresAt = new Date(services.now().getTime() + days * 86_400_000);
    const [made] = await tx
      .insert(apiToken)
      .values({ tokenSha256: hashOfToken(token), userId, name, expiresAt })
      .returning();
    await record(tx, { ...by, action: 'token.create', subject: `token:${made!.id}`, details: { name, days } });
  });
  return token;
}

/** Revokes one of a person's own tokens. */
export async function revokeToken(services: Services, userId: string, id: string, by: Actor): Promise<void> {
  await services.connection.database.transaction(async (tx) => {
    const gone = await tx
      .delete(apiToken)
      .where(and(eq(apiToken.id, id), eq(apiToken.userId, userId)))
      .returning();
    if (gone.length === 0) throw new Refusal(404, 'that token', 'one of your own', 'see /account');
    await record(tx, { ...by, action: 'token.revoke', subject: `token:${id}`, details: { name: gone[0]!.name } });
  });
}
