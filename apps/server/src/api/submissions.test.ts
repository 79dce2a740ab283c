import { randomUUID } from 'node:crypto';

import { resultsSchema } from '@gradbook/grading/results';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { assignment, grading } from '../database/schema/index.ts';
import { writeOutcome } from '../grading/outcome.ts';
import { createApp } from '../http/app.ts';
import type { Routes } from '../http/routes.ts';
import { studentRoutes } from '../pages/student/index.ts';
import { type people, sampleServices } from '../testing/database.ts';
import { keptGrade, noCode } from '../testing/kept-grade.ts';
import { submissionApi } from './submissions.ts';

let services: Awaited<ReturnType<typeof sampleServices>>;
let app: Routes;

beforeAll(async () => {
  services = await sampleServices();
  app = createApp(services, [submissionApi(), studentRoutes()]);
});
afterAll(() => services.connection.close());

type Who = keyof typeof people;
const at = '/api/courses/deep-learning/assignments/rnn-homework/submissions';
const page = '/courses/deep-learning/assignments/rnn-homework/hand-in';

async function call(who: Who, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { 'x-person': who, origin: 'http://localhost', ...(init.headers as Record<string, string>) };
  return app.request(path, { ...init, headers });
}

const json = (who: Who, path: string, value: unknown): Promise<Response> =>
  call(who, path, { method: 'POST', body: JSON.stringify(value), headers: { 'content-type': 'application/json' } });

const written = (text: string) => ({ requestKey: randomUUID(), files: [{ path: 'answers.md', text }] });

async function form(who: Who, path: string, fields: Readonly<Record<string, string | File>>): Promise<Response> {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  const sent = new Response(data);
  return call(who, path, {
    method: 'POST',
    body: await sent.arrayBuffer(),
    headers: { 'content-type': sent.headers.get('content-type')!, accept: 'text/html' },
  });
}

interface Taken {
  readonly id: string;
  readonly parts: readonly { readonly id: string; readonly found: boolean }[];
}

async function gradedAs(submissionId: string): Promise<void> {
  const { database } = services.connection;
  const [row] = await database.select().from(grading).where(eq(grading.submissionId, submissionId));
  const judgement = { verdict: 'partial', share: 0.5, given: '$x$', expected: 'SECRET', feedback: ['Half.'] } as const;
  await writeOutcome(database, row!.id, {
    state: 'graded',
    grade: keptGrade([{ part: '1(b)', judgement, points: 2 }]),
    code: noCode,
  });
}

describe('submissions by the API', () => {
  it('are taken as JSON and as a form, once for each key', async () => {
    const sent = written('## 1(b)\n\n$x$\n');
    const first = await json('student', at, sent);
    expect(first.status).toBe(201);
    const taken = (await first.json()) as Taken;
    expect(taken.parts).toMatchObject([{ id: '1(b)', found: true }]);
    const again = await json('student', at, sent);
    expect(again.status).toBe(200);
    expect(((await again.json()) as Taken).id).toBe(taken.id);
    const files = new File(['## 1(b)\n\n$x$\n'], 'homework.md');
    expect((await form('student', at, { requestKey: randomUUID(), files })).status).toBe(201);
    expect((await json('student', at, { requestKey: 'x', files: [] })).status).toBe(422);
    expect((await json('student', at, written('%PDF-1.7'))).status).toBe(422);
    expect(
      (await call('student', at, { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } })).status,
    ).toBe(415);
    const list = (await (await call('student', at)).json()) as { attempt: number; state: string; counts: boolean }[];
    expect(list.map(({ attempt, state, counts }) => [attempt, state, counts])).toEqual([
      [2, 'queued', true],
      [1, 'queued', false],
    ]);
    expect(await (await call('otherStudent', at)).json()).toEqual([]);
  });

  it('give results to their student, without what was expected, and to nobody else', async () => {
    const { id } = (await (await json('student', at, written('## 1(b)\n\n$x$\n'))).json()) as Taken;
    const results = `/api/submissions/${id}/results`;
    expect((await call('student', results)).status).toBe(409);
    await gradedAs(id);
    const read = await call('student', results);
    expect(read.status).toBe(200);
    const body = await read.text();
    expect(body).not.toContain('SECRET');
    expect(resultsSchema.parse(JSON.parse(body)).tests[0]).toMatchObject({ number: '1(b)', score: 2, max_score: 4 });
    expect((await call('otherStudent', results)).status).toBe(404);
    const { database } = services.connection;
    await database.update(assignment).set({ feedback: { show: 'never', expected: true } });
    expect((await call('student', results)).status).toBe(409);
    expect(await (await call('student', `/api/submissions/${id}`)).json()).not.toHaveProperty('points');
    await database.update(assignment).set({ feedback: { show: 'always', expected: false } });
  });

  it('can be asked to be looked at again, one request a part at a time, by their student alone', async () => {
    const { id } = (await (await json('student', at, written('## 1(b)\n\n$x$\n'))).json()) as Taken;
    const looks = `/api/submissions/${id}/second-looks`;
    const ask = { part: '1(b)', request: 'The second line says it.' };
    expect((await json('student', looks, ask)).status).toBe(409);
    await gradedAs(id);
    const both = await Promise.all([json('student', looks, ask), json('student', looks, ask)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    expect((await json('student', looks, { ...ask, part: '9' })).status).toBe(409);
    expect((await json('student', looks, { ...ask, request: '   ' })).status).toBe(422);
    expect((await json('assistant', looks, ask)).status).toBe(403);
    expect((await json('otherStudent', looks, ask)).status).toBe(404);
    expect(await (await call('student', looks)).json()).toMatchObject([{ part: '1(b)', answer: null }]);
  });
});

describe('the pages without JavaScript', () => {
  it('take what is written, and give it back where it is refused', async () => {
    const fields = { written: 'yes', requestKey: randomUUID(), 'part:1(b)': 'first\n\n<script>alert(1)</script>' };
    const checked = await form('student', page, { ...fields, action: 'check' });
    expect(checked.status).toBe(200);
    const shown = await checked.text();
    expect(shown).toContain('Recognised: 1 of 1 parts');
    expect(shown).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(shown).not.toContain('<script>alert');
    const { database } = services.connection;
    await database.update(assignment).set({ mostAttempts: 1 });
    const refused = await form('student', page, { ...fields, action: 'hand-in' });
    expect(refused.status).toBe(409);
    const kept = await refused.text();
    expect(kept).toContain('as often as is allowed');
    expect(kept).toContain('first\r\n\r\n&lt;script&gt;');
    expect(kept).toContain(`value="${fields.requestKey}"`);
    await database.update(assignment).set({ mostAttempts: null });
    const taken = await form('student', page, { ...fields, action: 'hand-in' });
    expect(taken.status).toBe(303);
    expect(taken.headers.get('location')).toMatch(/^\/submissions\/[\da-f-]{36}$/);
  });

  it('take files, and hand them out as files that no browser shows', async () => {
    const files = new File(['## 1(b)\n\n<script>alert(1)</script>\n'], 'homework.md');
    const taken = await form('student', page, { requestKey: randomUUID(), action: 'hand-in', files });
    const location = taken.headers.get('location')!;
    const file = await call('student', `${location}/file?path=answers.md`);
    expect(file.headers.get('content-type')).toBe('application/octet-stream');
    expect(file.headers.get('content-disposition')).toMatch(/^attachment;/);
    expect((await call('student', `${location}/file?path=../answers.md`)).status).toBe(404);
    expect((await call('otherStudent', `${location}/file?path=answers.md`)).status).toBe(404);
    expect((await call('student', `${location}/figures/0/0`)).status).toBe(404);
    const none = await form('student', page, { requestKey: randomUUID(), action: 'hand-in' });
    expect(none.status).toBe(422);
    expect(await none.text()).toContain('No file came');
  });
});
