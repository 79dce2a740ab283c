import { desc, eq, sql } from 'drizzle-orm';

import type { Connection, Database } from '../database/connect.ts';
import { listen } from '../database/listen.ts';
import { assignmentVersion, grading, type GradingState } from '../database/schema/index.ts';

/** Where a submission's newest grading stands. */
export interface Progress {
  /** `none` where nothing was queued. */
  readonly state: GradingState | 'none';
  /** Parts that were begun, while it is graded. */
  readonly part?: number;
  readonly parts?: number;
}

/** What workers tell those who watch. */
interface Told {
  readonly submission: string;
  readonly state: GradingState;
  readonly part?: number;
}

const channel = 'gradbook_progress';
/** Milliseconds between two looks into the database: what was not told is seen by then. */
const lookMs = 3_000;

/** Tells who watches a submission; within a transaction, when and if that is committed. */
export async function tellProgress(database: Database, told: Told): Promise<void> {
  await database.execute(sql`select pg_notify(${channel}, ${JSON.stringify(told)})`);
}

/** Whether nothing more will come by itself. */
export function isEnd({ state }: Progress): boolean {
  return state !== 'queued' && state !== 'grading';
}

/** Follows the gradings of submissions as they are worked on, here or on another machine. */
export class ProgressFeed {
  readonly #connection: Connection;
  readonly #watchers = new Map<string, Set<(told: Told) => void>>();
  #listening: Promise<() => Promise<void>> | undefined;
  #closed = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Where a submission's grading stands, now and at every change, until it has ended or `signal` says so. */
  async *of(submissionId: string, signal?: AbortSignal): AsyncGenerator<Progress> {
    this.#listening ??= listen(this.#connection.engine, channel, { heard: (payload) => this.#tell(payload) });
    let told: Told | undefined;
    let news = Promise.withResolvers<void>();
    let gone = false;
    const stop = this.#watch(submissionId, (newest) => {
      told = newest;
      news.resolve();
    });
    const aborted = (): void => {
      gone = true;
      news.resolve();
    };
    if (signal?.aborted === true) aborted();
    signal?.addEventListener('abort', aborted);
    try {
      let shown = '';
      for (;;) {
        if (gone || this.#closed) return;
        news = Promise.withResolvers<void>();
        const now = await this.#look(submissionId, told);
        const text = JSON.stringify(now);
        if (text !== shown) yield now;
        shown = text;
        if (isEnd(now)) return;
        await Promise.race([news.promise, sleep(lookMs)]);
      }
    } finally {
      signal?.removeEventListener('abort', aborted);
      stop();
    }
  }

  /** Ends everybody's watching. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const watchers of this.#watchers.values()) {
      for (const watcher of watchers) watcher({ submission: '', state: 'queued' });
    }
    const stop = await this.#listening?.catch(() => undefined);
    await stop?.();
  }

  async #look(submissionId: string, told: Told | undefined): Promise<Progress> {
    const [row] = await this.#connection.database
      .select({ state: grading.state, outline: assignmentVersion.outline })
      .from(grading)
      .innerJoin(assignmentVersion, eq(assignmentVersion.id, grading.versionId))
      .where(eq(grading.submissionId, submissionId))
      .orderBy(desc(grading.queuedAt))
      .limit(1);
    if (!row) return { state: 'none' };
    if (row.state !== 'grading') return { state: row.state };
    const part = told?.state === 'grading' ? told.part : undefined;
    return { state: 'grading', ...(part === undefined ? {} : { part }), parts: row.outline.length };
  }

  #watch(submissionId: string, watcher: (told: Told) => void): () => void {
    const watchers = this.#watchers.get(submissionId) ?? new Set();
    this.#watchers.set(submissionId, watchers.add(watcher));
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0) this.#watchers.delete(submissionId);
    };
  }

  #tell(payload: string): void {
    const told = JSON.parse(payload) as Told;
    for (const watcher of this.#watchers.get(told.submission) ?? []) watcher(told);
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
