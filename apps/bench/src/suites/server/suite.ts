import type { CaseResult, OwnCase, Times } from '../../contract.ts';
import { latenciesOf, ratioOf, timesOf } from '../../measure/statistics.ts';
import { Host } from './host.ts';

/** Uploads on their way at once, and how many of them in a round. */
const atOnce = 4;
const uploadsInRound = 20;
const uploadRounds = 4;
/** Requests of a kind, with gradings beside them and without. */
const requests = 100;
/** Submissions in a round of grading, and rounds. */
const gradedInRound = 24;
const gradingRounds = 3;

/** Milliseconds for the rounds of a case, or for the requests of one kind; on a busy machine there are fewer of them. */
const budgetMs = 30_000;
const leastRequests = 20;

type At = (done: number) => void;

export const serverCases: readonly OwnCase[] = [
  { name: 'upload, 4 at once', measure: measureUploads },
  { name: 'page of an assignment, under grading load', measure: (at) => measureRequests(at, 'page') },
  { name: 'API: a submission, under grading load', measure: (at) => measureRequests(at, 'status') },
  { name: 'grading from the queue, 4 workers', measure: measureGrading },
];

/** The embedded database beside PostgreSQL, in turn. */
async function measureUploads(at: At): Promise<CaseResult> {
  const name = 'upload, 4 at once';
  await using embedded = await started({ database: 'embedded', slots: 0 });
  const other = await Host.start({ database: 'PostgreSQL', slots: 0 });
  await using postgres = 'absent' in other ? undefined : other;
  const hosts = [embedded, ...(postgres ? [postgres] : [])];
  const times = new Map<Host, { readonly each: number[]; all: number }>(
    hosts.map((host) => [host, { each: [], all: 0 }]),
  );
  for (const host of hosts) await uploadRound(host);
  const end = performance.now() + budgetMs;
  for (let round = 0; round < uploadRounds && (round === 0 || performance.now() < end); round += 1) {
    for (const host of round % 2 === 0 ? hosts : hosts.toReversed()) {
      const begun = performance.now();
      const found = times.get(host)!;
      found.each.push(...(await uploadRound(host)));
      found.all += performance.now() - begun;
      at((round + 1) / uploadRounds);
    }
  }
  const resultOf = (host: Host): Times => latenciesOf(times.get(host)!.each);
  const perMinute = (host: Host): number => Math.round((60_000 * times.get(host)!.each.length) / times.get(host)!.all);
  const ours = resultOf(embedded);
  const theirs = postgres && resultOf(postgres);
  return {
    name,
    ours: { ...ours, runs: times.get(embedded)!.each.length },
    peers: theirs ? { PostgreSQL: { ...theirs, ratio: ratioOf(theirs.median_ms, ours.median_ms) } } : {},
    ...('absent' in other ? { absent: { PostgreSQL: other.absent } } : {}),
    per_minute: {
      unit: 'uploads',
      of: { ours: perMinute(embedded), ...(postgres ? { PostgreSQL: perMinute(postgres) } : {}) },
    },
  };
}

/** Milliseconds of every upload of a round. */
async function uploadRound(host: Host): Promise<readonly number[]> {
  const times: number[] = [];
  let left = uploadsInRound;
  const sender = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      times.push(await timed(() => host.upload()));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
  return times;
}

/** Requests one after another while a worker grades, beside the same without anything to grade. */
async function measureRequests(at: At, kind: 'page' | 'status'): Promise<CaseResult> {
  await using host = await started({ database: 'embedded', slots: 1 });
  const submission = await host.upload();
  await host.untilLeft(0);
  const request = (): Promise<void> => (kind === 'page' ? host.page() : host.status(submission));
  for (let count = 0; count < 10; count += 1) await request();
  const quiet: number[] = [];
  for (let count = 0, end = performance.now() + budgetMs; goesOn(count, end); count += 1) {
    quiet.push(await timed(request));
    at(count / requests / 2);
  }
  const busy: number[] = [];
  for (let count = 0, end = performance.now() + budgetMs; goesOn(count, end); count += 1) {
    // The queue never runs dry.
    while ((await host.left()) < 3) await host.upload();
    busy.push(await timed(request));
    at(0.5 + count / requests / 2);
  }
  const ours = latenciesOf(busy);
  const idle = latenciesOf(quiet);
  return {
    name: kind === 'page' ? 'page of an assignment, under grading load' : 'API: a submission, under grading load',
    ours: { ...ours, runs: busy.length },
    peers: { 'without load': { ...idle, ratio: ratioOf(idle.median_ms, ours.median_ms) } },
  };
}

function goesOn(count: number, end: number): boolean {
  return count < requests && (count < leastRequests || performance.now() < end);
}

/** Submissions with one cheap function from the queue: four at once beside one at a time, in turn. */
async function measureGrading(at: At): Promise<CaseResult> {
  await using four = await started({ database: 'embedded', slots: 4 });
  await using one = await started({ database: 'embedded', slots: 1 });
  const times = new Map<Host, number[]>([
    [four, []],
    [one, []],
  ]);
  // Every worker has opened the assignment before the clock is used.
  for (const host of [four, one]) await gradeRound(host);
  const end = performance.now() + budgetMs;
  for (let round = 0; round < gradingRounds && (round === 0 || performance.now() < end); round += 1) {
    for (const host of round % 2 === 0 ? [four, one] : [one, four]) {
      times.get(host)!.push((await timed(() => gradeRound(host))) / gradedInRound);
    }
    at((round + 1) / gradingRounds);
  }
  const ours = timesOf(times.get(four)!);
  const peer = timesOf(times.get(one)!);
  return {
    name: 'grading from the queue, 4 workers',
    ours: { ...ours, runs: times.get(four)!.length },
    peers: { '1 worker': { ...peer, ratio: ratioOf(peer.median_ms, ours.median_ms) } },
    per_minute: { unit: 'submissions', of: { ours: perMinuteOf(ours), '1 worker': perMinuteOf(peer) } },
  };
}

function perMinuteOf({ median_ms: each }: Times): number {
  return Math.round(60_000 / each);
}

async function gradeRound(host: Host): Promise<void> {
  for (let count = 0; count < gradedInRound; count += 1) await host.upload();
  await host.untilLeft(0);
}

async function started(order: Parameters<typeof Host.start>[0]): Promise<Host> {
  const host = await Host.start(order);
  if ('absent' in host) throw new Error(`bench server: ${host.absent}`);
  return host;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
