import { sql } from 'drizzle-orm';

import { type Routes, routes } from '../http/routes.ts';
import type { Backlog, Services } from '../http/context.ts';
import { guard } from '../http/guard.ts';

/** Milliseconds in which the database has to answer. */
const patienceMs = 5_000;

/** Whether the server can do its work: 200 where it can, else 503 with what does not answer. */
export function healthRoutes(): Routes {
  const subject = routes();
  subject.get('/api/health', guard('anyone'), async (c) => {
    const [database, queue] = await Promise.all([
      answer(c.var.services, askDatabase),
      answer(c.var.services, askQueue),
    ]);
    const healthy = database.status === 'ok' && queue.status === 'ok';
    c.header('cache-control', 'no-store');
    return c.json({ status: healthy ? 'ok' : 'failing', database, queue }, healthy ? 200 : 503);
  });
  return subject;
}

type Answer = { readonly status: 'ok' } | { readonly status: 'failing'; readonly problem: string };

async function answer<T extends object>(
  services: Services,
  ask: (services: Services) => Promise<T>,
): Promise<Answer & Partial<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs / 1000} s`)), patienceMs);
  });
  try {
    return { status: 'ok', ...(await Promise.race([ask(services), late])) };
  } catch {
    // Anybody may ask: addresses and accounts that errors name are not for them.
    return { status: 'failing', problem: 'it does not answer' } as Answer & Partial<T>;
  } finally {
    clearTimeout(timer);
  }
}

async function askDatabase({ connection }: Services): Promise<{ readonly kind: 'embedded' | 'PostgreSQL' }> {
  await connection.database.execute(sql`select 1`);
  return { kind: 'embedded' in connection.engine ? 'embedded' : 'PostgreSQL' };
}

async function askQueue({ queue }: Services): Promise<Backlog> {
  return queue.backlog();
}
