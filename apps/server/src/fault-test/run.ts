import { sql } from 'drizzle-orm';

import type { Connection } from '../database/connect.ts';
import { Queue } from '../grading/queue.ts';
import { handIn, type Homework, makeHomework } from '../testing/hand-in.ts';
import { Program } from '../testing/program.ts';
import type { TestDatabase } from './database.ts';
import { type Result, resultsOf } from './results.ts';
import { chances, contents } from './submissions.ts';

/** How much is handed in and killed. */
export interface FaultOptions {
  readonly submissions: number;
  readonly kills: number;
  /** Submissions that differ; the others are handed in again. */
  readonly contents: number;
  /** Processes that grade at once. */
  readonly workers: number;
  readonly seed: number;
  readonly tell: (text: string) => void;
}

/** What the test found. */
export interface FaultReport {
  readonly database: string;
  readonly submissions: number;
  readonly kills: number;
  readonly connectionsBroken: number;
  /** Seconds from the first start to the last grade, and for the undisturbed submissions. */
  readonly seconds: number;
  readonly undisturbedSeconds: number;
  /** Submissions that were graded exactly once. */
  readonly once: number;
  /** Submissions whose grade is that of an undisturbed run. */
  readonly equal: number;
  /** Submissions on which work was begun more than once, since somebody was killed over them, and how often at most. */
  readonly begunAgain: number;
  readonly mostBegun: number;
  /** Everything that should not be, in sentences. */
  readonly problems: readonly string[];
}

const lookMs = 250;
/** Milliseconds without any change after which the test gives up. */
const patienceMs = 900_000;

/**
 * Hands submissions in, lets servers and workers grade them, and kills these with signal 9 at moments that the seed decides; on
 * PostgreSQL connections are broken as often. Then compares every grade with that of an undisturbed run.
 */
export async function faultTest(database: TestDatabase, options: FaultOptions): Promise<FaultReport> {
  const { submissions, kills, workers, seed, tell } = options;
  const different = contents(Math.min(options.contents, submissions));
  const programs = programsOf(database, workers);
  try {
    const calm = await prepare(database, 'undisturbed', different);
    const calmTime = await gradeAll(programs, { ...options, kills: 0 }, database, different.length);
    const all = Array.from({ length: submissions }, (_, index) => different[index % different.length]!);
    const stormy = await prepare(database, 'disturbed', all);
    const chance = chances(seed);
    const time = await gradeAll(programs, options, database, submissions, chance);
    tell('comparing');
    const connection = await database.open();
    try {
      const expected = await resultsOf(connection.database, calm.assignmentId);
      const found = await resultsOf(connection.database, stormy.assignmentId);
      const problems = [...time.problems, ...calmTime.problems, ...(await leftovers(connection))];
      return {
        database: database.name,
        submissions,
        kills,
        connectionsBroken: time.broken,
        seconds: time.seconds,
        undisturbedSeconds: calmTime.seconds,
        ...compare(found, expected, problems),
        begunAgain: found.filter(({ begun }) => begun > 1).length,
        mostBegun: Math.max(...found.map(({ begun }) => begun)),
        problems,
      };
    } finally {
      await connection.close();
    }
  } finally {
    for (const program of programs) await program.end('SIGKILL');
  }
}

function programsOf({ args, env }: TestDatabase, workers: number): readonly Program[] {
  const always = ['--port', '0', '--heartbeat', '10', '--no-scripts-ahead', ...args];
  if (args.length > 0) return [new Program('serve', [...always, '--workers', String(workers)], env)];
  // On PostgreSQL a server that answers, and workers that grade, one each.
  return [
    new Program('serve', [...always, '--workers', '0'], env),
    ...Array.from({ length: workers }, () => new Program('worker', ['--workers', '1', '--heartbeat', '10'], env)),
  ];
}

async function prepare(
  database: TestDatabase,
  slug: string,
  files: readonly Readonly<Record<string, string>>[],
): Promise<Homework> {
  const connection = await database.open();
  try {
    const problems: Error[] = [];
    const queue = await Queue.open(connection, (error) => problems.push(error));
    const homework = await makeHomework(connection, { slug });
    for (let first = 0; first < files.length; first += 50)
      await handIn(connection, queue, homework, files.slice(first, first + 50), first + 1);
    await queue.close(1_000);
    if (problems.length > 0) throw problems[0]!;
    return homework;
  } finally {
    await connection.close();
  }
}

interface Graded {
  readonly seconds: number;
  readonly broken: number;
  readonly problems: readonly string[];
}

/** Has everything graded; what is killed is started again at once. */
async function gradeAll(
  programs: readonly Program[],
  { kills, tell }: FaultOptions,
  database: TestDatabase,
  count: number,
  chance: (place: number) => number = () => 0,
): Promise<Graded> {
  const begun = performance.now();
  const problems: string[] = [];
  let broken = 0;
  for (const program of programs) program.start();
  // Every killing waits until so many are done, and then for a moment more: it can fall into any step of a grading.
  const moments = Array.from({ length: kills }, (_, index) => Math.floor(chance(3 * index) * 0.9 * count));
  for (const [index, moment] of moments.toSorted((a, b) => a - b).entries()) {
    await untilLeft(programs[0]!, count - moment);
    await sleep(chance(3 * index + 1) * 3_000);
    const target = programs[Math.floor(chance(3 * index + 2) * programs.length)]!;
    if (index % 2 === 1) {
      if (await database.breakConnections()) broken += 1;
    }
    await target.end('SIGKILL');
    tell(`${index + 1} of ${kills} killed (${target.name}), ${moment} of ${count} were done`);
    target.start();
  }
  await untilLeft(programs[0]!, 0, (left) => tell(`${count - left} of ${count} graded`));
  const seconds = Math.round((performance.now() - begun) / 1000);
  for (const program of programs) {
    const running = program.running;
    const code = await program.end('SIGTERM');
    if (!running || code !== 0) problems.push(`${program.name} ended with code ${code}: ${program.said.slice(-2_000)}`);
  }
  return { seconds, broken, problems };
}

/** Waits until at most so many gradings are left, as the server's health says. */
async function untilLeft(server: Program, most: number, tell: (left: number) => void = () => undefined): Promise<void> {
  let last = Infinity;
  let changed = performance.now();
  for (;;) {
    const left = await server.left();
    if (left !== undefined && left <= most) return;
    if (left !== undefined && left !== last) {
      if (Math.floor(left / 100) !== Math.floor(last / 100)) tell(left);
      last = left;
      changed = performance.now();
    }
    if (!server.running) throw new Error(`the server ended by itself: ${server.said.slice(-2_000)}`);
    if (performance.now() - changed > patienceMs) {
      throw new Error(`nothing was graded for ${patienceMs / 1000} s, ${last} are left: ${server.said.slice(-2_000)}`);
    }
    await sleep(lookMs);
  }
}

function compare(
  found: readonly Result[],
  expected: readonly Result[],
  problems: string[],
): { readonly once: number; readonly equal: number } {
  let once = 0;
  let equal = 0;
  for (const [index, result] of found.entries()) {
    const { attempt, state, finished, problem, decided } = result;
    if (state === 'graded' && finished === 1) once += 1;
    else
      problems.push(
        `submission ${attempt} is ${state}, written ${finished} times${problem === null ? '' : `: ${problem}`}`,
      );
    const other = expected[index % expected.length]!;
    if (decided === other.decided && other.state === 'graded') equal += 1;
    else problems.push(`submission ${attempt} has another grade than undisturbed:\n${decided}\n${other.decided}`);
  }
  return { once, equal };
}

/** Jobs that are not done although everything is graded. */
async function leftovers({ database }: Connection): Promise<readonly string[]> {
  const { rows } = (await database.execute(
    sql`select name, state::text, count(*)::int as count from pgboss.job where state::text not in ('completed', 'failed', 'cancelled') and name like 'grading%' group by 1, 2`,
  )) as unknown as { rows: { name: string; state: string; count: number }[] };
  return rows.map(({ name, state, count }) => `${count} jobs of the queue ${name} are ${state}`);
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
