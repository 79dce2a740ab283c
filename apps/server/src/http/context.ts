import type { Context } from 'hono';
import type { InferSelectModel } from 'drizzle-orm';

import type { Accounts } from '../access/accounts.ts';
import type { Role } from '../access/policy.ts';
import type { Connection } from '../database/connect.ts';
import type * as schema from '../database/schema/index.ts';
import type { ProgressFeed } from '../grading/progress.ts';
import type { Replays } from '../grading/replay.ts';
import type { Limits } from './limits.ts';
import type { Settings } from './settings.ts';

export type Person = Pick<InferSelectModel<typeof schema.user>, 'id' | 'name' | 'email' | 'owner'>;

/** Who a request is from. */
export interface Sessions {
  personOf(request: Request): Promise<Person | undefined>;
}

/** What the server's parts are given: tests give others. */
export interface Services {
  readonly connection: Connection;
  readonly settings: Settings;
  readonly sessions: Sessions;
  readonly accounts: Accounts;
  /** The time: tests have their own. */
  readonly now: () => Date;
  /** Asks for a grading that is queued in the given transaction; see src/grading. */
  readonly queue: GradingQueue;
  /** Follows gradings as they are worked on. */
  readonly progress: ProgressFeed;
  /** Computes grades again from their records. */
  readonly replays: Replays;
}

export interface GradingQueue {
  /** Queues gradings within a transaction: they are there if and only if the transaction is. */
  add(
    transaction: Connection['database'],
    gradingIds: readonly string[],
    options?: { readonly urgent?: boolean },
  ): Promise<void>;
  /**
   * How long the queue is.
   *
   * @throws Error when it does not answer.
   */
  backlog(): Promise<Backlog>;
}

/** What is to be graded and not yet done. */
export interface Backlog {
  readonly waiting: number;
  readonly atWork: number;
  /** Seconds for which the oldest of them has been there; 0 where there is none. */
  readonly oldestSeconds: number;
}

/** What the guard found out about a request before a route sees it. */
export interface Variables {
  readonly services: Services;
  readonly limits: Limits;
  /** The request's own name in the log. */
  readonly requestId: string;
  /** The address that the request comes from. */
  readonly address: string;
  readonly person: Person | undefined;
  readonly role: Role;
  readonly own: boolean;
  readonly course: InferSelectModel<typeof schema.course>;
  readonly assignment: InferSelectModel<typeof schema.assignment>;
  readonly submission: InferSelectModel<typeof schema.submission>;
}

// oxlint-disable-next-line typescript/consistent-type-definitions -- Hono wants a type here.
export type Env = { Variables: Variables };
export type RequestContext = Context<Env>;
