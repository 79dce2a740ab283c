import type { AddressInfo } from 'node:net';

import { type Assignment, assignments } from '@gradbook/assignments';
import { serve } from '@hono/node-server';
import { eq } from 'drizzle-orm';

import { prepareScripts } from '../../src/assets/routes.ts';
import { outlineOf } from '../../src/courses/outline.ts';
import { assignment, assignmentVersion, course } from '../../src/database/schema/index.ts';
import { Queue } from '../../src/grading/queue.ts';
import { Worker } from '../../src/grading/worker.ts';
import { createApp } from '../../src/http/app.ts';
import type { Services } from '../../src/http/context.ts';
import { subjects } from '../../src/http/subjects.ts';
import { people, sampleServices } from '../../src/testing/database.ts';
import { testSettings } from '../../src/testing/settings.ts';

/** A server with the course of the tests, who its visitors are, and a worker that grades. */
export interface Site {
  readonly url: string;
  readonly services: Services;
  readonly courseId: string;
  readonly assignmentId: string;
  /** Who the requests of a session are from. */
  visitor: keyof typeof people;
  close(): Promise<void>;
}

const bundled = (id: string): Assignment => assignments.find((each) => each.id === id)!;

/** Starts a server over a database in memory; `rnn-homework` and `code-practice` are its assignments. */
export async function openSite({ grade = true }: { readonly grade?: boolean } = {}): Promise<Site> {
  let visitor: keyof typeof people = 'student';
  const sample = await sampleServices();
  const { connection, courseId, assignmentId } = sample;
  const { database } = connection;
  const queue = await Queue.open(connection, (error) => console.error(error));
  await database
    .update(course)
    .set({ timeZone: 'Europe/Berlin', term: 'Winter 2026/27' })
    .where(eq(course.id, courseId));
  const due = new Date(Date.now() + 50 * 3_600_000);
  await database
    .update(assignment)
    .set({
      title: bundled('rnn-homework').title,
      dueAt: due,
      mostAttempts: 5,
      lateRule: { kind: 'perDay', share: 0.1, graceMinutes: 15, mostDays: 3 },
    })
    .where(eq(assignment.id, assignmentId));
  await database
    .update(assignmentVersion)
    .set(versionOf('rnn-homework'))
    .where(eq(assignmentVersion.assignmentId, assignmentId));
  const [practice] = await database
    .insert(assignment)
    .values({ courseId, slug: 'code-practice', title: bundled('code-practice').title, published: true })
    .returning();
  await database
    .insert(assignmentVersion)
    .values({ assignmentId: practice!.id, number: 1, ...versionOf('code-practice') });

  const sessions = { personOf: async () => people[visitor] };
  const server = serve({ fetch: (request) => app.fetch(request), hostname: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = { ...testSettings(), url: new URL(url) };
  const services: Services = { ...sample, sessions, queue, settings, now: () => new Date() };
  const app = createApp(services, subjects());
  await prepareScripts();
  const worker = grade
    ? await Worker.start(database, queue, { slots: 1, onProblem: (problem) => console.error(problem) }, true)
    : undefined;
  return {
    url,
    services,
    courseId,
    assignmentId,
    get visitor() {
      return visitor;
    },
    set visitor(next) {
      visitor = next;
    },
    close: async () => {
      await services.progress.close();
      await (worker ? worker.stop(1_000) : queue.close(0));
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
