import { and, eq, gt } from 'drizzle-orm';

import type { Database } from '../database/connect.ts';
import { apiToken, user } from '../database/schema/index.ts';
import type { Person, Sessions } from '../http/context.ts';
import type { Accounts } from './accounts.ts';
import { hashOfToken } from './tokens.ts';

/** Who a request is from: by the cookie of a session, or in /api/ by a token in `Authorization: Bearer …`. */
export function createSessions(database: Database, accounts: Accounts, now: () => Date): Sessions {
  return {
    personOf: async (request) => {
      const token = /^Bearer +([\w-]{43})$/i.exec(request.headers.get('authorization') ?? '')?.[1];
      if (token === undefined) return accounts.personOf(request.headers);
      return new URL(request.url).pathname.startsWith('/api/') ? personOfToken(database, token, now()) : undefined;
    },
  };
}

async function personOfToken(database: Database, token: string, now: Date): Promise<Person | undefined> {
  const [row] = await database
    .select({ token: apiToken, id: user.id, name: user.name, email: user.email, owner: user.owner })
    .from(apiToken)
    .innerJoin(user, eq(user.id, apiToken.userId))
    .where(and(eq(apiToken.tokenSha256, hashOfToken(token)), gt(apiToken.expiresAt, now)));
  if (!row) return undefined;
  const { token: found, ...person } = row;
  // Once a minute will do: it is there so that people see which token nobody uses.
  if (found.usedAt === null || now.getTime() - found.usedAt.getTime() > 60_000) {
    await database.update(apiToken).set({ usedAt: now }).where(eq(apiToken.id, found.id));
  }
  return person;
}
