import { and, asc, eq, inArray, lt, sql } from 'drizzle-orm';
import type { Job, JobWithMetadata } from 'pg-boss';

import type { Database } from '../database/connect.ts';
import { assignment, assignmentVersion, grading, submission, user } from '../database/schema/index.ts';
import { gradeOne, type Work } from './grade-one.ts';
import { removeAbandoned } from './materialise.ts';
import { type GradingOutcome, openStates, writeOutcome } from './outcome.ts';
import { ordinaryLimits, Processes, type ProcessLimits } from './processes.ts';
import { tellProgress } from './progress.ts';
import { deadJobs, type GradingJob, gradingJobs, type Queue } from './queue.ts';

/** How a worker works. */
export interface WorkerOptions {
  /** Submissions that are graded at once. */
  readonly slots: number;
  readonly limits?: Partial<Omit<ProcessLimits, 'most'>>;
  /** Milliseconds between two looks for gradings without a job. */
  readonly sweepMs?: number;
  /** Told of what goes wrong, in a sentence. */
  readonly onProblem: (problem: string) => void;
}

/** How often workers may begin a grading before it counts as what ends them. */
const mostBegun = 12;
/** Gradings without a job are queued anew at most so many at a time, the oldest first. */
const sweptAtOnce = 500;
/** Milliseconds before each further attempt to write a result: a grade is not thrown away for a connection that broke. */
const writeDelays = [200, 1_000, 3_000, 10_000];

/** Takes jobs from the queue and grades them; any number of workers on any number of machines share them. */
export class Worker {
  readonly #database: Database;
  readonly #queue: Queue;
  readonly #options: WorkerOptions;
  readonly #processes: Processes;
  readonly #atWork = new Set<string>();
  #sweeping: NodeJS.Timeout | undefined;
  #swept: Promise<void> = Promise.resolve();

  private constructor(database: Database, queue: Queue, options: WorkerOptions) {
    this.#database = database;
    this.#queue = queue;
    this.#options = options;
    this.#processes = new Processes(database, { ...ordinaryLimits, ...options.limits, most: options.slots });
  }

  /**
   * Begins to take jobs.
   *
   * @param alone whether nobody else can be at work in this database: what a worker that was killed had begun is then taken
   *   over at once, without waiting for its heartbeat to be missed.
   */
  static async start(database: Database, queue: Queue, options: WorkerOptions, alone: boolean): Promise<Worker> {
    const worker = new Worker(database, queue, options);
    await removeAbandoned();
    if (alone) await worker.#takeOver();
    await worker.#sweep(0);
    const { sweepMs = 30_000 } = options;
    worker.#sweeping = setInterval(() => (worker.#swept = worker.#sweep(4 * sweepMs)), sweepMs).unref();
    const times = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 };
    const heartbeatRefreshSeconds = Math.max(1, queue.times.heartbeatSeconds / 4);
    for (let slot = 0; slot < options.slots; slot += 1) {
      // Each slot is a worker of its own to pg-boss, so that it can be woken when it is done: the next job waits already.
      const id: string = await queue.boss.work<GradingJob, undefined>(
        gradingJobs,
        { ...times, heartbeatRefreshSeconds },
        async ([job]) => {
          try {
            worker.#atWork.add(job!.data.grading);
            await worker.#grade(job!);
          } finally {
            // One that was given up is put back by stop().
            if (!job!.signal.aborted) worker.#atWork.delete(job!.data.grading);
            queue.boss.notifyWorker(id);
          }
          return undefined;
        },
      );
    }
    const bury = async ([job]: readonly JobWithMetadata<GradingJob>[]): Promise<void> => worker.#bury(job!);
    await queue.boss.work(deadJobs, { ...times, includeMetadata: true }, bury);
    return worker;
  }

  /** Takes no more jobs, waits for those at work as long as `patienceMs`, and ends the grading processes. */
  async stop(patienceMs: number): Promise<void> {
    clearInterval(this.#sweeping);
    await this.#swept;
    await this.#queue.close(patienceMs);
    await this.#processes.close();
    // Their jobs are back in the queue.
    for (const id of this.#atWork) await this.#waitAgain(id);
  }

  async #grade(job: Job<GradingJob>): Promise<void> {
    const id = job.data.grading;
    const work = await this.#begin(id);
    if (work === undefined) return;
    if (typeof work === 'string') {
      await this.#write(id, { state: 'fault', problem: work });
      return;
    }
    try {
      let told: Promise<unknown> = Promise.resolve();
      const tell = (position: number): void => {
        told = told
          .then(() =>
            tellProgress(this.#database, { submission: work.submissionId, state: 'grading', part: position + 1 }),
          )
          .catch(() => undefined);
      };
      const outcome = await gradeOne(this.#database, this.#processes, work, tell, job.signal);
      await told;
      await this.#write(id, outcome);
    } catch (error) {
      // Who lost the job to another worker leaves the row alone.
      if (!job.signal.aborted) await this.#waitAgain(id);
      throw error;
    }
  }

  /** Marks a grading as begun. @returns what to grade; why not, in a sentence; undefined where there is nothing to do. */
  async #begin(id: string): Promise<Work | string | undefined> {
    return this.#database.transaction(async (tx) => {
      const [begun] = await tx
        .update(grading)
        .set({ state: 'grading', begun: sql`${grading.begun} + 1`, begunAt: sql`now()` })
        .where(and(eq(grading.id, id), inArray(grading.state, [...openStates])))
        .returning();
      if (!begun) return undefined;
      if (begun.begun > mostBegun) return `workers began it ${mostBegun} times, and each was gone before it was done`;
      const [row] = await tx
        .select({ name: user.name, version: assignmentVersion })
        .from(submission)
        .innerJoin(user, eq(user.id, submission.userId))
        .innerJoin(assignment, eq(assignment.id, submission.assignmentId))
        .innerJoin(assignmentVersion, eq(assignmentVersion.id, begun.versionId))
        .where(eq(submission.id, begun.submissionId));
      await tellProgress(tx, { submission: begun.submissionId, state: 'grading' });
      return { submissionId: begun.submissionId, name: row!.name, version: row!.version };
    });
  }

  async #write(id: string, outcome: GradingOutcome): Promise<void> {
    for (const delay of [...writeDelays, undefined]) {
      try {
        await writeOutcome(this.#database, id, outcome);
        return;
      } catch (error) {
        if (delay === undefined) throw error;
        await new Promise((resolve) => {
          setTimeout(resolve, delay);
        });
      }
    }
  }

  /** Nobody is at work on a grading whose attempt failed. */
  async #waitAgain(id: string): Promise<void> {
    await this.#database
      .update(grading)
      .set({ state: 'queued' })
      .where(and(eq(grading.id, id), eq(grading.state, 'grading')))
      .catch(() => undefined);
  }

  /** What was tried to the last is our fault: it says so, and why, and is never a zero. */
  async #bury(job: JobWithMetadata<GradingJob>): Promise<void> {
    const problem = reasonOf(job.sourceOutput);
    this.#options.onProblem(`grading ${job.data.grading} failed ${(job.sourceRetryCount ?? 0) + 1} times: ${problem}`);
    await this.#write(job.data.grading, { state: 'fault', problem });
  }

  async #takeOver(): Promise<void> {
    const begun = await this.#database.select({ id: grading.id }).from(grading).where(eq(grading.state, 'grading'));
    for (const { id } of begun) await this.#queue.giveBack(id);
  }

  /** Queues what should be in the queue; what is there already stays as it is. */
  async #sweep(olderMs: number): Promise<void> {
    try {
      const lost = await this.#database
        .select({ id: grading.id })
        .from(grading)
        .where(
          and(
            inArray(grading.state, [...openStates]),
            lt(grading.queuedAt, sql`now() - ${olderMs / 1000} * interval '1 second'`),
          ),
        )
        .orderBy(asc(grading.queuedAt))
        .limit(sweptAtOnce);
      await this.#queue.add(
        this.#database,
        lost.map(({ id }) => id),
      );
    } catch (error) {
      this.#options.onProblem(`gradings without a job were not looked for: ${String(error)}`);
    }
  }
}

function reasonOf(output: object | null): string {
  const message =
    output && 'message' in output ? String(output.message) : JSON.stringify(output ?? 'no reason was kept');
  return message.slice(0, 2_000);
}
