import { createAccounts } from '../access/accounts.ts';
import type { Connection } from '../database/connect.ts';
import { assignment, assignmentVersion, course, enrolment, user } from '../database/schema/index.ts';
import { ProgressFeed } from '../grading/progress.ts';
import { Replays } from '../grading/replay.ts';
import type { Person, Services, Sessions } from '../http/context.ts';
import { testSettings } from './settings.ts';
import { openTemplate } from './template.ts';

/** People of the tests by their roles in the course "deep-learning": their names are their roles. */
export const people = {
  student: { id: 'student', name: 'Student', email: 'student@example.org', owner: false },
  otherStudent: { id: 'otherStudent', name: 'Other Student', email: 'other@example.org', owner: false },
  stranger: { id: 'stranger', name: 'Stranger', email: 'stranger@example.org', owner: false },
  assistant: { id: 'assistant', name: 'Assistant', email: 'assistant@example.org', owner: false },
  instructor: { id: 'instructor', name: 'Instructor', email: 'instructor@example.org', owner: false },
  owner: { id: 'owner', name: 'Owner', email: 'owner@example.org', owner: true },
} as const satisfies Readonly<Record<string, Person>>;

/** Sessions in which a request says by a header who it is from. */
export const headerSessions: Sessions = {
  personOf: async (request) => people[(request.headers.get('x-person') ?? '') as keyof typeof people],
};

/** A database in memory with the people, the course "deep-learning" and its published assignment "rnn-homework". */
export async function sampleServices(
  change: Partial<Services> = {},
): Promise<Services & { readonly courseId: string; readonly assignmentId: string; readonly versionId: string }> {
  const connection: Connection = await openTemplate();
  const { database } = connection;
  await database.insert(user).values(Object.values(people));
  const [made] = await database.insert(course).values({ slug: 'deep-learning', name: 'Deep Learning' }).returning();
  const courseId = made!.id;
  await database.insert(enrolment).values([
    { courseId, userId: 'student', role: 'student' },
    { courseId, userId: 'otherStudent', role: 'student' },
    { courseId, userId: 'assistant', role: 'assistant' },
    { courseId, userId: 'instructor', role: 'instructor' },
  ]);
  const [homework] = await database
    .insert(assignment)
    .values({ courseId, slug: 'rnn-homework', title: 'Recurrent networks', published: true })
    .returning();
  const [version] = await database
    .insert(assignmentVersion)
    .values({
      assignmentId: homework!.id,
      number: 1,
      bundled: 'rnn-homework',
      definitionSha256: '0'.repeat(64),
      outline: [{ id: '1(b)', title: 'Derivative', points: 4, kind: 'text' }],
      maximum: 4,
    })
    .returning();
  const settings = change.settings ?? testSettings();
  return {
    connection,
    settings,
    accounts: createAccounts(database, settings, 'a secret of tests, long enough for the library'),
    sessions: headerSessions,
    now: () => new Date('2026-10-01T12:00:00Z'),
    queue: { add: async () => undefined, backlog: async () => ({ waiting: 0, atWork: 0, oldestSeconds: 0 }) },
    progress: new ProgressFeed(connection),
    replays: new Replays(connection.database),
    ...change,
    courseId,
    assignmentId: homework!.id,
    versionId: version!.id,
  };
}
