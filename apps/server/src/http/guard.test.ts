import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { assignment, course, submission } from '../database/schema/index.ts';
import { type people, sampleServices } from '../testing/database.ts';
import { createApp, type Routes, routes } from './app.ts';
import { guard } from './guard.ts';

let services: Awaited<ReturnType<typeof sampleServices>>;
let app: Routes;
let submissionId: string;

beforeAll(async () => {
  services = await sampleServices();
  const { database } = services.connection;
  const { assignmentId, courseId } = services;
  const [row] = await database
    .insert(submission)
    .values({ assignmentId, userId: 'student', attempt: 1, requestKey: 'a', manifestSha256: 'a', size: 1 })
    .returning();
  submissionId = row!.id;
  await database.insert(course).values({ slug: 'elsewhere', name: 'Elsewhere' });
  await database.insert(assignment).values({ courseId, slug: 'draft', title: 'Draft' });
  const subject = routes();
  subject.get('/courses/:course', guard('course.read'), (c) => c.text(c.var.course.name));
  subject.get('/courses/:course/assignments/:assignment', guard('assignment.read'), (c) =>
    c.text(c.var.assignment.title),
  );
  subject.get('/submissions/:submission', guard('submission.read'), (c) => c.text(c.var.role));
  subject.get('/courses/:course/submissions/:submission', guard('submission.read'), (c) => c.text(c.var.role));
  app = createApp(services, [subject]);
});

afterAll(() => services.connection.close());

async function status(path: string, person: keyof typeof people | 'nobody'): Promise<number> {
  return (await app.request(path, { headers: { 'x-person': person, accept: 'text/html' } })).status;
}

describe('who gets where', () => {
  it('sends those who have not signed in to the sign-in, and lets people into their courses alone', async () => {
    expect(await status('/courses/deep-learning', 'nobody')).toBe(302);
    expect(await status('/courses/deep-learning', 'stranger')).toBe(404);
    expect(await status('/courses/deep-learning', 'student')).toBe(200);
    expect(await status('/courses/deep-learning', 'owner')).toBe(200);
    expect(await status('/courses/none', 'owner')).toBe(404);
  });

  it('shows a submission to whoever handed it in and to the staff, and to nobody else that it exists', async () => {
    const path = `/submissions/${submissionId}`;
    expect(await status(path, 'student')).toBe(200);
    expect(await status(path, 'assistant')).toBe(200);
    expect(await status(path, 'otherStudent')).toBe(404);
    expect(await status(path, 'stranger')).toBe(404);
    expect(await status('/submissions/not-an-id', 'student')).toBe(404);
  });

  it('finds a submission under its own course only', async () => {
    expect(await status(`/courses/deep-learning/submissions/${submissionId}`, 'owner')).toBe(200);
    expect(await status(`/courses/elsewhere/submissions/${submissionId}`, 'owner')).toBe(404);
  });

  it('hides from students what is not published', async () => {
    expect(await status('/courses/deep-learning/assignments/draft', 'student')).toBe(404);
    expect(await status('/courses/deep-learning/assignments/draft', 'assistant')).toBe(200);
  });
});
