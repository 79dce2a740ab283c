import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { grading, submission } from '../database/schema/index.ts';
import { writeOutcome } from '../grading/outcome.ts';
import { tellProgress } from '../grading/progress.ts';
import { createApp } from '../http/app.ts';
import type { Routes } from '../http/routes.ts';
import { sampleServices } from '../testing/database.ts';
import { healthRoutes } from './health.ts';
import { progressRoutes } from './progress.ts';

let services: Awaited<ReturnType<typeof sampleServices>>;
let app: Routes;
let submissionId: string;
let gradingId: string;

beforeAll(async () => {
  services = await sampleServices();
  const { database } = services.connection;
  const { assignmentId, versionId } = services;
  const [row] = await database
    .insert(submission)
    .values({ assignmentId, userId: 'student', attempt: 1, requestKey: 'a', manifestSha256: 'a', size: 1 })
    .returning();
  submissionId = row!.id;
  const [queued] = await database.insert(grading).values({ submissionId, versionId, state: 'grading' }).returning();
  gradingId = queued!.id;
  app = createApp(services, [healthRoutes(), progressRoutes()]);
});

function lost(): Promise<never> {
  return Promise.reject(new Error('no route to db.example.org as gradbook'));
}

afterAll(async () => {
  await services.progress.close();
  await services.connection.close();
});

describe('the events of a submission', () => {
  it('tell how its grading goes on, and end with it', async () => {
    const { database } = services.connection;
    const response = await app.request(`/api/submissions/${submissionId}/events`, {
      headers: { 'x-person': 'student' },
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let told = '';
    const until = async (text: string): Promise<void> => {
      while (!told.includes(text)) {
        const { value, done } = await reader.read();
        if (done) break;
        told += value;
      }
      expect(told).toContain(text);
    };
    await until('data: {"state":"grading","parts":1}');
    await tellProgress(database, { submission: submissionId, state: 'grading', part: 1 });
    await until('data: {"state":"grading","part":1,"parts":1}');
    await writeOutcome(database, gradingId, { state: 'fault', problem: 'the device is lost' });
    await until('event: end\ndata: {"state":"fault"}');
    expect((await reader.read()).done).toBe(true);
    // Why it is our fault is for pages to say, to whom they may.
    expect(told).not.toContain('device');
  });

  it('are nobody else’s', async () => {
    const path = `/api/submissions/${submissionId}/events`;
    expect((await app.request(path, { headers: { 'x-person': 'otherStudent' } })).status).toBe(404);
    expect((await app.request(path)).status).toBe(401);
  });
});

describe('the health', () => {
  it('says how long the queue is, and names what does not answer without its secrets', async () => {
    const well = await app.request('/api/health');
    expect(well.status).toBe(200);
    expect(await well.json()).toEqual({
      status: 'ok',
      database: { status: 'ok', kind: 'embedded' },
      queue: { status: 'ok', waiting: 0, atWork: 0, oldestSeconds: 0 },
    });
    const ill = createApp({ ...services, queue: { ...services.queue, backlog: lost } }, [healthRoutes()]);
    const answer = await ill.request('/api/health');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      status: 'failing',
      database: { status: 'ok' },
      queue: { status: 'failing', problem: 'it does not answer' },
    });
  });
});
