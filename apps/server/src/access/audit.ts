import { and, desc, eq, lt } from 'drizzle-orm';

import type { Database } from '../database/connect.ts';
import { auditEntry, user } from '../database/schema/index.ts';
import type { RequestContext } from '../http/context.ts';

/** Who does something: the person, or null for the server itself, and the address that the request came from. */
export interface Actor {
  readonly actor: string | null;
  readonly ip?: string;
}

/** What is written into the log. */
interface Entry extends Actor {
  /** What was done, such as `submission.create`. */
  readonly action: string;
  /** What it was done to, such as `submission:…`. */
  readonly subject: string;
  readonly courseId?: string | undefined;
  /** No contents and no secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Adds to the log within the transaction that does what it says, so that one is not there without the other. */
export async function record(transaction: Database, entry: Entry): Promise<void> {
  await transaction.insert(auditEntry).values(entry);
}

/** Who a request is from, as the log names them. */
export function actorOf(c: RequestContext): Actor {
  return { actor: c.var.person?.id ?? null, ip: c.var.address };
}

/** The part of an actor that the log keeps. */
export function loggedAs({ actor, ip }: Actor): Actor {
  return ip === undefined ? { actor } : { actor, ip };
}

/** A line of the log. */
export interface Logged {
  readonly id: number;
  readonly at: Date;
  readonly name: string | null;
  readonly action: string;
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly ip: string | null;
}

/**
 * The log, newest first, `most` lines of it.
 *
 * @param before lines older than the one with this number.
 * @param courseId what was done in a course; everything unless given.
 */
export async function logged(
  database: Database,
  { courseId, before, most = 100 }: { readonly courseId?: string; readonly before?: number; readonly most?: number },
): Promise<readonly Logged[]> {
  return database
    .select({
      id: auditEntry.id,
      at: auditEntry.at,
      name: user.name,
      action: auditEntry.action,
      subject: auditEntry.subject,
      details: auditEntry.details,
      ip: auditEntry.ip,
    })
    .from(auditEntry)
    .leftJoin(user, eq(user.id, auditEntry.actor))
    .where(
      and(
        courseId === undefined ? undefined : eq(auditEntry.courseId, courseId),
        before === undefined ? undefined : lt(auditEntry.id, before),
      ),
    )
    .orderBy(desc(auditEntry.id))
    .limit(most);
}
