import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openEmbedded } from '../database/connect.ts';
import { grading } from '../database/schema/index.ts';
import { Queue } from '../grading/queue.ts';
import type { Replay } from '../grading/replay.ts';
import { handIn, makeHomework } from '../testing/hand-in.ts';
import { Program, runProgram } from '../testing/program.ts';
import { copyTemplate } from '../testing/template.ts';
import { twiceModules } from '../testing/twice.ts';

const env = { DATABASE_URL: '' };
let folder: string;
let server: Program;
let made: { readonly submissionId: string; readonly gradingId: string };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradbook-serve-'));
  await copyTemplate(folder);
  const connection = await openEmbedded(folder);
  const queue = await Queue.open(connection, (error) => {
    throw error;
  });
  const homework = await makeHomework(connection);
  [made] = (await handIn(connection, queue, homework, [{ 'twice.js': twiceModules['squared']! }])) as [typeof made];
  await queue.close(1_000);
  await connection.close();
  server = new Program('serve', ['--port', '0', '--data', folder, '--workers', '1', '--no-scripts-ahead'], env);
  server.start();
  while ((await server.left()) !== 0) {
    if (!server.running) throw new Error(server.said);
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
});

afterAll(async () => {
  await server.end('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const replay = (...args: readonly string[]): ReturnType<typeof runProgram> =>
  runProgram('replay', ['--data', folder, ...args], env);

describe('a data folder', () => {
  it('is one server’s alone: a second one says whose it is, and what to do', async () => {
    const second = await runProgram('serve', ['--port', '0', '--data', folder], env);
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(/in use by another gradbook server \(process \d+\).*--data/s);
    expect(server.running).toBe(true);
    // Who may ask it for grades is who may read the folder.
    expect((await stat(join(folder, 'control.sock'))).mode & 0o777).toBe(0o600);
  });
});

describe('a port that is taken', () => {
  it('is named', async () => {
    const { port } = new URL(server.address!);
    const other = await mkdtemp(join(tmpdir(), 'gradbook-serve-'));
    await copyTemplate(other);
    const second = await runProgram('serve', ['--port', port, '--data', other], env);
    await rm(other, { recursive: true, force: true });
    expect(second.code).toBe(2);
    expect(second.stderr).toMatch(new RegExp(`Port ${port} .* is taken.*--port`, 's'));
  });
});

describe('gradbook replay', () => {
  it('has the server compute a grade again that has the folder, and finds it the same', async () => {
    const { code, stdout } = await replay(made.submissionId);
    expect(stdout).toMatch(/same code, packages and adapter.*the grade is the same/s);
    expect(code).toBe(0);
  });

  it('says what is wrong with an id', async () => {
    const unknown = await replay('00000000-0000-4000-8000-000000000000');
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no grading or submission') });
  });

  it('opens the folder of a server that was killed, and says what differs in grade and circumstances', async () => {
    await server.end('SIGKILL');
    const connection = await openEmbedded(folder);
    const [row] = await connection.database.select().from(grading).where(eq(grading.id, made.gradingId));
    const grade = JSON.parse(row!.grade!) as { parts: { points: number }[] };
    grade.parts[0]!.points = 2;
    await connection.database
      .update(grading)
      .set({ grade: JSON.stringify(grade), record: { ...row!.record!, adapter: 'another adapter' } })
      .where(eq(grading.id, made.gradingId));
    await connection.close();

    const { code, stdout } = await replay(made.gradingId, '--json');
    expect(code).toBe(1);
    const found = JSON.parse(stdout) as Replay;
    expect(found.equal).toBe(false);
    expect(found.circumstances).toEqual([{ of: 'adapter', before: 'another adapter', now: row!.record!.adapter }]);
    expect(found.parts).toEqual([{ id: '1', differences: [{ of: 'points', before: 2, now: 0 }], details: [] }]);
  });
});
