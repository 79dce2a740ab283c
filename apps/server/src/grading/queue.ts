import { inArray, type SQL, sql } from 'drizzle-orm';
import { fromDrizzle, fromPglite, PgBoss } from 'pg-boss';

import type { Connection, Database } from '../database/connect.ts';
import { type QueueDatabase, queueDatabase } from '../database/queue-database.ts';
import { grading } from '../database/schema/index.ts';
import type { Backlog, GradingQueue } from '../http/context.ts';
import { openStates } from './outcome.ts';

/** Jobs that grade, and those that were tried to the last. */
export const gradingJobs = 'grading';
export const deadJobs = 'grading-dead';

/** What a job holds: everything else stands in the grading's row. */
export interface GradingJob {
  readonly grading: string;
}

/** How long a job's worker may be silent, and how often and how patiently it is tried again. */
export interface QueueTimes {
  /** Seconds without a heartbeat after which a job is somebody else's; pg-boss takes no fewer than 10. */
  readonly heartbeatSeconds: number;
  /** Seconds between two looks for jobs whose workers fell silent. */
  readonly watchSeconds: number;
  /** Attempts after the first one. */
  readonly retries: number;
  /** Seconds before the second attempt; twice as long before each further one. */
  readonly retrySeconds: number;
  /** Seconds that one attempt may take in all. */
  readonly attemptSeconds: number;
}

export const ordinaryTimes: QueueTimes = {
  heartbeatSeconds: 20,
  watchSeconds: 10,
  retries: 6,
  retrySeconds: 2,
  attemptSeconds: 3600,
};

/** The ordinary times with another heartbeat. */
export function timesOf(heartbeatSeconds: number): QueueTimes {
  return { ...ordinaryTimes, heartbeatSeconds, watchSeconds: Math.ceil(heartbeatSeconds / 2) };
}

/** Of students' submissions, and of those who wait for one person. */
const urgent = 10;

/**
 * The queue of gradings, in the same database as everything else. A grading has at most one job that is waiting or at work:
 * whoever queues it again changes nothing.
 */
export class Queue implements GradingQueue {
  readonly boss: PgBoss;
  readonly times: QueueTimes;

  /** Connections of the queue's own; the embedded database has one alone, for everything. */
  readonly #own: QueueDatabase | undefined;
  readonly #database: Database;

  private constructor(boss: PgBoss, own: QueueDatabase | undefined, database: Database, times: QueueTimes) {
    this.boss = boss;
    this.#own = own;
    this.#database = database;
    this.times = times;
  }

  /**
   * Makes the queue's tables where they are missing.
   *
   * @param onError is told of everything that goes wrong in the background, such as a database that does not answer.
   */
  static async open(
    { engine, database }: Connection,
    onError: (error: Error) => void,
    times: QueueTimes = ordinaryTimes,
  ): Promise<Queue> {
    const own = 'url' in engine ? queueDatabase(engine.url, onError) : undefined;
    const boss = new PgBoss({
      ...('embedded' in engine ? { db: fromPglite(engine.embedded), backend: 'pglite' as const } : { db: own! }),
      useListenNotify: true,
      superviseIntervalSeconds: times.watchSeconds,
      monitorIntervalSeconds: times.watchSeconds,
      schedule: false,
    });
    boss.on('error', onError);
    try {
      await boss.start();
      await createQueues(boss, times);
    } catch (error) {
      await own?.close();
      throw error;
    }
    return new Queue(boss, own, database, times);
  }

  async add(
    transaction: Database,
    gradingIds: readonly string[],
    options: { readonly urgent?: boolean } = {},
  ): Promise<void> {
    if (gradingIds.length === 0) return;
    const jobs = gradingIds.map((grading) => ({
      data: { grading } satisfies GradingJob,
      singletonKey: grading,
      priority: options.urgent === true ? urgent : 0,
    }));
    const within = {
      execute: async (query: unknown) => (await transaction.execute(query as SQL)) as { rows: unknown[] },
    };
    await this.boss.insert(gradingJobs, jobs, { db: fromDrizzle(within, sql) });
  }

  /** Gives the jobs of a grading that are at work back: the process that had them is known to be gone. */
  async giveBack(grading: string): Promise<void> {
    const jobs = await this.boss.findJobs(gradingJobs, { key: grading });
    const abandoned = jobs.filter(({ state }) => state === 'active');
    if (abandoned.length > 0) await this.boss.fail(gradingJobs, abandoned, { message: 'the server stopped' });
  }

  async backlog(): Promise<Backlog> {
    if ((await this.boss.getQueue(gradingJobs)) === null) throw new Error(`the queue "${gradingJobs}" is gone`);
    const [row] = await this.#database
      .select({
        waiting: sql<number>`(count(*) filter (where ${grading.state} = 'queued'))::int`,
        atWork: sql<number>`(count(*) filter (where ${grading.state} = 'grading'))::int`,
        oldestSeconds: sql<number>`coalesce(extract(epoch from now() - min(${grading.queuedAt})), 0)::int`,
      })
      .from(grading)
      .where(inArray(grading.state, [...openStates]));
    return row!;
  }

  /**
   * Takes no more jobs and waits until those at work are done, at most as long as given; what is not done by then is
   * somebody else's.
   */
  async close(patienceMs: number): Promise<void> {
    await this.boss.stop({ graceful: true, timeout: patienceMs });
    await this.#own?.close();
  }
}

async function createQueues(boss: PgBoss, times: QueueTimes): Promise<void> {
  const settings = {
    notify: true,
    heartbeatSeconds: times.heartbeatSeconds,
    retryLimit: times.retries,
    retryDelay: times.retrySeconds,
    retryBackoff: true,
    retryDelayMax: 60,
    expireInSeconds: times.attemptSeconds,
    // A queue is long before a deadline, and a server may stand still over the holidays.
    retentionSeconds: 180 * 24 * 3600,
    deleteAfterSeconds: 3 * 24 * 3600,
  };
  for (const [name, more] of [
    [deadJobs, {}],
    [gradingJobs, { deadLetter: deadJobs }],
  ] as const) {
    // Of the jobs with one key at most one is waiting or at work.
    await boss.createQueue(name, { ...settings, ...more, policy: 'exclusive' });
    await boss.updateQueue(name, { ...settings, ...more });
    // Knowing the queue now, pg-boss does not ask for it in the midst of somebody's transaction.
    await boss.findJobs(name, { key: '' });
  }
}
