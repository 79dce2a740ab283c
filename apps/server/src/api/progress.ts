import { streamSSE } from 'hono/streaming';

import { type Routes, routes } from '../http/routes.ts';
import { guard } from '../http/guard.ts';
import { isEnd } from '../grading/progress.ts';

/** Milliseconds between two signs of life: proxies close a connection that says nothing. */
const silenceMs = 20_000;

/**
 * How a submission's grading goes on, as server-sent events: `progress` at once and at every change, `end` with the last of them.
 * Whoever comes back later gets where things stand then.
 */
export function progressRoutes(): Routes {
  const subject = routes();
  subject.get('/api/submissions/:submission/events', guard('submission.read'), (c) => {
    const { progress } = c.var.services;
    const { id } = c.var.submission;
    // Proxies must not keep events back.
    c.header('x-accel-buffering', 'no');
    return streamSSE(c, async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      const alive = setInterval(() => void stream.write(': alive\n\n'), silenceMs);
      try {
        for await (const now of progress.of(id, gone.signal)) {
          await stream.writeSSE({ event: 'progress', data: JSON.stringify(now) });
          if (isEnd(now)) await stream.writeSSE({ event: 'end', data: JSON.stringify(now) });
        }
      } finally {
        clearInterval(alive);
      }
    });
  });
  return subject;
}
