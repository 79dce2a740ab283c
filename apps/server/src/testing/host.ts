/** A server in a process of its own for measurements: started by `fork()`, it is told what to be and says where it is. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { newToken, hashOfToken } from '../access/tokens.ts';
import { startServer } from '../commands/server.ts';
import { account, apiToken } from '../database/schema/index.ts';
import { ordinaryTimes } from '../grading/queue.ts';
import type { Settings } from '../http/settings.ts';
import { makeHomework } from './hand-in.ts';
import { postgresFolder, startPostgres } from './postgres.ts';
import { testSettings } from './settings.ts';
import { copyTemplate } from './template.ts';

/** What the server is to be. */
export interface HostOrder {
  readonly database: 'embedded' | 'PostgreSQL';
  /** Submissions that are graded at once. */
  readonly slots: number;
}

/** Where it is, and how a student of it comes in. */
export type HostReport =
  | {
      readonly url: string;
      /** For /api/, as `Authorization: Bearer …`. */
      readonly token: string;
      /** For pages. */
      readonly cookie: string;
      /** Where an assignment is, as in "/courses/…/assignments/…". */
      readonly assignment: string;
    }
  | { readonly absent: string };

async function host({ database, slots }: HostOrder): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  const end = async (): Promise<void> => {
    for (const each of undo.toReversed()) await each();
    process.exit();
  };
  process.once('disconnect', () => void end());
  const where = await databaseOf(database, undo);
  if (where === undefined) {
    process.send!({ absent: 'this machine has no PostgreSQL' } satisfies HostReport);
    return;
  }
  const { rates, log }: Settings = testSettings();
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    database: where,
    slots,
    times: ordinaryTimes,
    scriptsAhead: false,
    onProblem: (problem) => process.stderr.write(`${problem}\n`),
    settings: { rates, log },
  });
  undo.push(() => server.stop(1_000));
  const { connection, accounts } = server.services;
  await makeHomework(connection);
  const password = newToken();
  await connection.database.insert(account).values({
    id: 'student',
    accountId: 'student',
    providerId: 'credential',
    userId: 'student',
    password: await accounts.hashPassword(password),
  });
  const cookies = await accounts.signIn('student@example.org', password, new Headers());
  const token = newToken();
  await connection.database.insert(apiToken).values({
    tokenSha256: hashOfToken(token),
    userId: 'student',
    name: 'measurement',
    expiresAt: new Date(Date.now() + 86_400_000),
  });
  const cookie = (cookies ?? []).map((each) => each.split(';', 1)[0]).join('; ');
  const assignment = '/courses/course-twice/assignments/twice';
  process.send!({ url: server.url, token, cookie, assignment } satisfies HostReport);
}

async function databaseOf(
  kind: HostOrder['database'],
  undo: (() => Promise<void>)[],
): Promise<{ readonly url: string } | { readonly folder: string } | undefined> {
  if (kind === 'PostgreSQL') {
    const binaries = postgresFolder();
    if (binaries === undefined) return undefined;
    const postgres = await startPostgres(binaries);
    undo.push(postgres.stop);
    return { url: postgres.url };
  }
  const folder = await mkdtemp(join(tmpdir(), 'gradbook-host-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  await copyTemplate(folder);
  return { folder };
}

process.once('message', (order: HostOrder) => {
  host(order).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  });
});
