import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { assignment, auditEntry, course, enrolment, submission, user } from '../database/schema/index.ts';
import { createApp } from '../http/app.ts';
import { subjects } from '../http/subjects.ts';
import { people, sampleServices } from '../testing/database.ts';
import { changeAssignment, createAssignment } from './assignments.ts';
import { archiveCourse, createCourse, slugOf } from './courses.ts';
import { extensionsOf, grantExtension, withdrawExtension } from './extensions.ts';
import { type By, changeRole, enrol, inviteAgain, inviteAllAgain, membersOf, removeMember } from './people.ts';
import { addVersion, prepare, sourceOf, versionOf, versionsOf } from './versions.ts';

let services: Awaited<ReturnType<typeof sampleServices>>;

beforeAll(async () => {
  services = await sampleServices();
});

afterAll(() => services.connection.close());

const by = (who: keyof typeof people): By => ({ actor: who, person: people[who] });

const entry = (email: string, role: 'student' | 'assistant' | 'instructor' = 'student') => ({
  name: email.split('@')[0]!,
  email,
  externalId: null,
  role,
});

/** An assignment file whose one part is worth so many points. */
const fileWorth = (points: number): Uint8Array =>
  new TextEncoder().encode(`
    export default {
      id: 'own', title: 'Our own', summary: 'A file', starter: { 'a.ts': 'export {};' },
      parts: [{ id: '1', title: 'One', kind: 'text', points: ${points}, question: 'Why?', judge: () => ({}) }],
    };`);

describe('people', () => {
  it('are added, changed or left as a list says, and those without a way in get a link', async () => {
    const list = [
      entry('new@example.org'),
      { ...entry('student@example.org'), externalId: '17' },
      entry('other@example.org'),
    ];
    const first = await enrol(services, services.courseId, list, by('instructor'));
    expect(first).toMatchObject({ added: 1, changed: 1, unchanged: 1 });
    expect(first.invited.map(({ email }) => email)).toEqual(['new@example.org']);
    // A list without ids takes none away.
    const second = await enrol(services, services.courseId, [entry('student@example.org')], by('instructor'));
    expect(second).toMatchObject({ added: 0, changed: 0, unchanged: 1, invited: [] });
    const student = (await membersOf(services, services.courseId)).find(({ id }) => id === 'student');
    expect(student).toMatchObject({ externalId: '17', joined: false, role: 'student' });
  });

  it('of courses of others, and owners, are added, but no instructor gets a link that would be theirs', async () => {
    const elsewhere = await createCourse(
      services,
      { name: 'Elsewhere', slug: 'elsewhere', term: '', timeZone: 'UTC' },
      by('owner'),
    );
    await enrol(services, elsewhere.id, [entry('shared@example.org')], by('owner'));
    const taken = await enrol(
      services,
      services.courseId,
      [entry('shared@example.org'), entry('owner@example.org', 'assistant')],
      by('instructor'),
    );
    expect(taken).toMatchObject({ added: 2, invited: [] });
    expect(taken.known.map(({ email }) => email)).toEqual(['shared@example.org', 'owner@example.org']);
    const shared = (await membersOf(services, services.courseId)).find(({ email }) => email === 'shared@example.org');
    await expect(inviteAgain(services, services.courseId, shared!.id, by('instructor'))).rejects.toMatchObject({
      status: 409,
    });
    const all = await inviteAllAgain(services, services.courseId, by('instructor'));
    expect(all.invited.map(({ email }) => email)).not.toContain('shared@example.org');
    expect(all.invited.map(({ email }) => email)).not.toContain('owner@example.org');
    expect((await inviteAgain(services, services.courseId, shared!.id, by('owner'))).link).toContain('/welcome/');
    // Somebody of another course is nobody here.
    await expect(inviteAgain(services, elsewhere.id, 'student', by('owner'))).rejects.toMatchObject({ status: 404 });
  });

  it('leave a course with an instructor, unless the owner takes the last', async () => {
    const { courseId } = services;
    const self = { courseId, userId: 'instructor' };
    await expect(removeMember(services, self, by('instructor'))).rejects.toMatchObject({ status: 409 });
    await expect(changeRole(services, { ...self, role: 'student' }, by('instructor'))).rejects.toMatchObject({
      status: 409,
    });
    await changeRole(services, { courseId, userId: 'assistant', role: 'instructor' }, by('instructor'));
    await changeRole(services, { courseId, userId: 'assistant', role: 'assistant' }, by('instructor'));
    await removeMember(services, self, by('owner'));
    await services.connection.database.insert(enrolment).values({ ...self, role: 'instructor' });
  });
});

describe('assignments and versions', () => {
  it('begin as drafts with a version that has the outline of the assignment', async () => {
    const { courseId } = services;
    const made = await createAssignment(
      services,
      courseId,
      { source: { bundled: 'normalization-decoding' }, seed: 7, note: '' },
      by('instructor'),
    );
    expect(made.assignment).toMatchObject({ published: false, currentVersion: 1, slug: slugOf(made.assignment.title) });
    expect(made.version).toMatchObject({ number: 1, bundled: 'normalization-decoding', seed: 7 });
    const { outline } = await prepare({ bundled: 'normalization-decoding' });
    expect(made.version.outline).toEqual(JSON.parse(JSON.stringify(outline.parts)));
    expect(made.version.maximum).toBe(outline.maximum);
    const again = { source: { bundled: 'normalization-decoding' }, seed: 7, note: '' } as const;
    await expect(createAssignment(services, courseId, again, by('instructor'))).rejects.toMatchObject({ status: 409 });
    await expect(
      createAssignment(services, courseId, { ...again, source: { bundled: 'none' } }, by('instructor')),
    ).rejects.toThrow(/rnn-homework/);
  });

  it('of a file are loaded in another process, kept as they were, and new versions count only while nobody has handed in', async () => {
    const { database } = services.connection;
    const { courseId } = services;
    const file = { name: 'own.ts', bytes: fileWorth(3) };
    const made = await createAssignment(services, courseId, { source: { file }, seed: 0, note: '' }, by('instructor'));
    expect(made.version).toMatchObject({ bundled: null, maximum: 3, starter: { 'a.ts': 'export {};' } });
    expect(await sourceOf(services, made.version)).toMatchObject({ file: { bytes: file.bytes } });
    const second = await addVersion(
      services,
      made.assignment,
      { source: { file: { name: 'own.ts', bytes: fileWorth(4) } }, seed: 0, note: 'one more point' },
      by('instructor'),
    );
    expect(second).toMatchObject({ number: 2, maximum: 4 });
    expect(second.definitionSha256).not.toBe(made.version.definitionSha256);
    const current = async (): Promise<number> => {
      const [row] = await database.select().from(assignment).where(eq(assignment.id, made.assignment.id));
      return row!.currentVersion;
    };
    expect(await current()).toBe(2);
    await database.insert(submission).values({
      assignmentId: made.assignment.id,
      userId: 'student',
      attempt: 1,
      requestKey: 'k',
      manifestSha256: 'm',
      size: 1,
    });
    // Two at once get two numbers.
    const seeds = [1, 2].map((seed) =>
      addVersion(services, made.assignment, { source: { bundled: 'rnn-homework' }, seed, note: '' }, by('instructor')),
    );
    expect((await Promise.all(seeds)).map(({ number }) => number).sort()).toEqual([3, 4]);
    expect(await current()).toBe(2);
    expect(await versionOf(services, made.assignment.id, 1)).toEqual(made.version);
    expect((await versionsOf(services, made.assignment.id)).map(({ number }) => number)).toEqual([4, 3, 2, 1]);
  });

  it.each([
    ['export default 3;', /no assignment/],
    ['export default {', /does not load: SyntaxError/],
    [
      "import { writeFileSync } from 'node:fs'; writeFileSync('x', ''); export default {};",
      /does not load: Error: Access/,
    ],
    ['process.exit(3);', /ended the process with code 3/],
  ])('that do not load say why: %s', async (text, message) => {
    const refused = prepare({ file: { name: 'own.ts', bytes: new TextEncoder().encode(text) } });
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.not.toThrow(/gradbook-assignment/);
  });

  it('have dates that fit together, and stay published once somebody has handed in', async () => {
    const { database } = services.connection;
    const [homework] = await database.select().from(assignment).where(eq(assignment.id, services.assignmentId));
    const due = new Date('2026-10-05T12:00:00Z');
    const change = changeAssignment(services, homework!, { opensAt: due, dueAt: due }, by('instructor'));
    await expect(change).rejects.toThrow(/opens before it is due/);
    const changed = await changeAssignment(services, homework!, { dueAt: due, published: false }, by('instructor'));
    expect(changed).toMatchObject({ dueAt: due, published: false });
    await changeAssignment(services, changed, { published: true }, by('instructor'));
    await database.insert(submission).values({
      assignmentId: homework!.id,
      userId: 'student',
      attempt: 1,
      requestKey: 'k',
      manifestSha256: 'm',
      size: 1,
    });
    const hidden = changeAssignment(services, { ...changed, published: true }, { published: false }, by('instructor'));
    await expect(hidden).rejects.toMatchObject({ status: 409 });
  });

  it('are extended for people of the course to a time after the deadline', async () => {
    const { database } = services.connection;
    const [homework] = await database.select().from(assignment).where(eq(assignment.id, services.assignmentId));
    const grant = (userId: string, dueAt: string) =>
      grantExtension(services, homework!, { userId, dueAt: new Date(dueAt), reason: 'ill' }, by('instructor'));
    await expect(grant('student', '2026-10-05T12:00:00Z')).rejects.toMatchObject({ status: 422 });
    await expect(grant('stranger', '2026-10-09T12:00:00Z')).rejects.toMatchObject({ status: 404 });
    await grant('student', '2026-10-08T12:00:00Z');
    await grant('student', '2026-10-09T12:00:00Z');
    expect(await extensionsOf(services, homework!.id)).toMatchObject([
      { userId: 'student', dueAt: new Date('2026-10-09T12:00:00Z') },
    ]);
    await withdrawExtension(services, homework!, 'student', by('instructor'));
    expect(await extensionsOf(services, homework!.id)).toEqual([]);
    await expect(withdrawExtension(services, homework!, 'student', by('instructor'))).rejects.toMatchObject({
      status: 404,
    });
  });
});

describe('the API', () => {
  const json = { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' };

  it('sets up a course as the pages do, and says what is wrong with a request', async () => {
    const app = createApp(services, subjects());
    const send = (path: string, method: string, body: unknown, person = 'owner'): Promise<Response> =>
      Promise.resolve(
        app.request(path, { method, headers: { ...json, 'x-person': person }, body: JSON.stringify(body) }),
      );
    const made = await send('/api/courses', 'POST', {
      name: 'By script',
      slug: 'by-script',
      timeZone: 'Europe/Berlin',
    });
    expect(made.status).toBe(201);
    expect((await send('/api/courses', 'POST', { name: 'Twice', slug: 'by-script' })).status).toBe(409);
    const wrong = await send('/api/courses', 'POST', { name: 'x', slug: 'Not A Slug' });
    expect(wrong.status).toBe(422);
    expect(await wrong.json()).toMatchObject({ error: { given: expect.stringContaining('slug') } });

    // A change of one value leaves the others.
    const renamed = await send('/api/courses/by-script', 'PATCH', { name: 'Renamed' });
    expect(await renamed.json()).toMatchObject({ name: 'Renamed', timeZone: 'Europe/Berlin' });
    const csv = await app.request('/api/courses/by-script/people/import', {
      method: 'POST',
      headers: { ...json, 'content-type': 'text/csv', 'x-person': 'owner' },
      body: 'email;name\ncsv@example.org;"From, CSV"\n',
    });
    expect(await csv.json()).toMatchObject({ added: 1, invited: [{ name: 'From, CSV' }] });
    const homework = {
      source: { bundled: 'rnn-homework' },
      slug: 'hw1',
      settings: { dueAt: '2026-11-05T23:59:00+01:00' },
    };
    const assigned = await send('/api/courses/by-script/assignments', 'POST', homework);
    expect(await assigned.json()).toMatchObject({ slug: 'hw1', published: false, dueAt: '2026-11-05T22:59:00.000Z' });
    const again = await send('/api/courses/by-script/assignments/hw1/versions', 'POST', { source: 'same', seed: 5 });
    expect(await again.json()).toMatchObject({ number: 2, seed: 5, bundled: 'rnn-homework' });
    const unvouched = { source: { file: { name: 'a.ts', text: 'export default 1' } } };
    expect((await send('/api/courses/by-script/assignments', 'POST', unvouched)).status).toBe(422);
  });

  it('changes nothing in an archived course', async () => {
    const app = createApp(services, subjects());
    const [row] = await services.connection.database.select().from(course).where(eq(course.slug, 'by-script'));
    await archiveCourse(services, row!.id, true, by('owner'));
    const change = await app.request('/api/courses/by-script/assignments/hw1', {
      method: 'PATCH',
      headers: { ...json, 'x-person': 'owner' },
      body: '{"title":"Other"}',
    });
    expect(change.status).toBe(409);
    expect((await app.request('/api/courses/by-script/assignments', { headers: { 'x-person': 'owner' } })).status).toBe(
      200,
    );
    const back = await app.request('/api/courses/by-script/restore', {
      method: 'POST',
      headers: { ...json, 'x-person': 'owner' },
    });
    expect(back.status).toBe(204);
  });
});

it('writes what is done into the log, with who did it', async () => {
  const actions = await services.connection.database
    .select({ action: auditEntry.action, actor: user.name })
    .from(auditEntry)
    .leftJoin(user, eq(user.id, auditEntry.actor));
  expect(actions).toContainEqual({ action: 'extension.grant', actor: 'Instructor' });
  expect(actions).toContainEqual({ action: 'course.archive', actor: 'Owner' });
  expect(new Set(actions.map(({ action }) => action))).toEqual(
    new Set([
      'assignment.change',
      'assignment.create',
      'course.archive',
      'course.change',
      'course.create',
      'course.restore',
      'extension.grant',
      'extension.withdraw',
      'invitation.create',
      'invitation.createAll',
      'people.enrol',
      'people.remove',
      'people.role',
      'version.create',
    ]),
  );
});
