import { eq } from 'drizzle-orm';

import type { Database } from '../database/connect.ts';
import { serverSetting } from '../database/schema/index.ts';
import { newToken } from './tokens.ts';

const name = 'cookie-secret';

/** What signs cookies, the same for all servers of a database: made by the first one that starts. */
export async function secretOf(database: Database): Promise<string> {
  await database.insert(serverSetting).values({ name, value: newToken() }).onConflictDoNothing();
  const [row] = await database.select().from(serverSetting).where(eq(serverSetting.name, name));
  return row!.value;
}
