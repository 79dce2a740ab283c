import { index, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

import { user } from './people.ts';

const when = (name: string) => timestamp(name, { withTimezone: true });

/** What scripts sign in with, as the person who made it; only its hash is kept. */
export const apiToken = pgTable(
  'api_tokens',
  {
    id: uuid().primaryKey().defaultRandom(),
    tokenSha256: text('token_sha256').notNull().unique(),
    userId: text('user_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    expiresAt: when('expires_at').notNull(),
    usedAt: when('used_at'),
    createdAt: when('created_at').notNull().defaultNow(),
  },
  (table) => [index('api_tokens_user').on(table.userId)],
);

/** What all servers of a database share, such as the secret that signs cookies. */
export const serverSetting = pgTable('server_settings', {
  name: text().primaryKey(),
  value: text().notNull(),
});
