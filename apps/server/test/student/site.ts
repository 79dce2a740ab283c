import type { AddressInfo } from 'node:net';

import { type Assignment, findAssignment } from '@gradbook/assignments';
import { serve } from '@hono/node-server';
import { eq } from 'drizzle-orm';

import { createAccounts } from '../../src/access/accounts.ts';
import { createSessions } from '../../src/access/sessions.ts';
import { prepareScripts } from '../../src/assets/routes.ts';
import { outlineOf } from '../../src/courses/outline.ts';
import { account, assignment, assignmentVersion, course } from '../../src/database/schema/index.ts';
import { Queue } from '../../src/grading/queue.ts';
import { Worker } from '../../src/grading/worker.ts';
import { createApp } from '../../src/http/app.ts';
import type { Services } from '../../src/http/context.ts';
import { subjects } from '../../src/http/subjects.ts';
import { people, sampleServices } from '../../src/testing/database.ts';
import { testSettings } from '../../src/testing/settings.ts';

/** A server with the course of the tests and a worker that grades. */
export interface Site {
  readonly url: string;
  readonly services: Services;
  readonly assignmentId: string;
  readonly versionId: string;
  close(): Promise<void>;
}

/** The password of everybody. */
export const password = 'correct horse battery staple';

const bundled = (id: string): Assignment => findAssignment(id)!;

/** Starts a server over a database in memory, in which everybody can sign in; `rnn-homework` and `code-practice` are its assignments. */
export async function openSite(): Promise<Site> {
  const sample = await sampleServices();
  const { connection, courseId, assignmentId, versionId } = sample;
  const { database } = connection;
  await database.update(course).set({ timeZone: 'Europe/Berlin', term: 'Winter 2026' }).where(eq(course.id, courseId));
  await database
    .update(assignment)
    .set({
      title: bundled('rnn-homework').title,
      dueAt: new Date(Date.now() + 50 * 3_600_000),
      mostAttempts: 5,
      lateRule: { kind: 'perDay', share: 0.1, graceMinutes: 15, mostDays: 3 },
    })
    .where(eq(assignment.id, assignmentId));
  await database.update(assignmentVersion).set(versionOf('rnn-homework')).where(eq(assignmentVersion.id, versionId));
  const [practice] = await database
    .insert(assignment)
    .values({ courseId, slug: 'code-practice', title: bundled('code-practice').title, published: true })
    .returning();
  await database
    .insert(assignmentVersion)
    .values({ assignmentId: practice!.id, number: 1, ...versionOf('code-practice') });

  const server = serve({ fetch: (request, env) => app.fetch(request, env), hostname: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = { ...testSettings(), url: new URL(url) };
  const accounts = createAccounts(database, settings, 'a secret of tests, long enough for the library');
  const hash = await accounts.hashPassword(password);
  await database
    .insert(account)
    .values(
      Object.keys(people).map((id) => ({ id, accountId: id, userId: id, providerId: 'credential', password: hash })),
    );
  const queue = await Queue.open(connection, (error) => console.error(error));
  const sessions = createSessions(database, accounts, () => new Date());
  const services: Services = { ...sample, accounts, sessions, queue, settings, now: () => new Date() };
  const app = createApp(services, subjects());
  await prepareScripts();
  const worker = await Worker.start(database, queue, { slots: 1, onProblem: (each) => console.error(each) }, true);
  return {
    url,
    services,
    assignmentId,
    versionId,
    close: async () => {
      await services.progress.close();
      await worker.stop(0);
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await connection.close();
    },
  };
}

/** The version's columns that come of a bundled assignment. */
function versionOf(
  id: string,
): Pick<typeof assignmentVersion.$inferInsert, 'bundled' | 'outline' | 'maximum' | 'starter' | 'definitionSha256'> {
  const { parts, maximum, starter, definitionSha256 } = outlineOf(bundled(id));
  return { bundled: id, outline: parts, maximum, starter, definitionSha256 };
}
