import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';

import { contentOf, defaultLimits, InputError, type Judgement, needsReview } from '@gradbook/answers';
import type { Part } from '@gradbook/assignments';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';

import { figuresOf } from '../report/figures.ts';
import { partCard } from '../report/part-card.ts';
import { previewBody, previewPage } from './page.ts';
import type { Preview } from './state.ts';

const request = z.object({ part: z.string(), text: z.string() });

/** The pages of a preview. Only this machine may ask: whoever reads them sees the expected answers. */
function previewApp(preview: Preview): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    // A name that merely resolves to this machine could be another page's way in.
    const host = (c.req.header('host') ?? '').replace(/:\d+$/, '');
    if (!['localhost', '127.0.0.1', '[::1]'].includes(host)) return c.text('Only localhost is served.', 403);
    return next();
  });
  app.get('/', (c) => {
    const nonce = randomBytes(16).toString('base64');
    c.header(
      'content-security-policy',
      `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'unsafe-inline'; font-src data:; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    return c.html(previewPage(preview.state, nonce));
  });
  app.get('/body', (c) => c.html(previewBody(preview.state).source));
  app.get('/events', (c) =>
    streamSSE(c, async (stream) => {
      let wake: (() => void) | undefined;
      const stop = preview.listen(() => wake?.());
      stream.onAbort(() => {
        stop();
        wake?.();
      });
      while (!stream.aborted) {
        await stream.writeSSE({ data: String(preview.state.version) });
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }),
  );
  app.post('/judge', bodyLimit({ maxSize: 1 << 20 }), async (c) => {
    const read = request.safeParse(await c.req.json().catch(() => undefined));
    const part = read.success ? preview.part(read.data.part) : undefined;
    if (!read.success || !part) return c.text('The part is not known: reload the page.', 400);
    return c.html(await judged(part, read.data.text, preview.seed));
  });
  return app;
}

async function judged(part: Part, text: string, seed: number): Promise<string> {
  const written = { id: part.id, text, start: 0, end: text.length };
  let judgement: Judgement;
  try {
    judgement = await part.judge({ ...contentOf(written), source: written }, written, { limits: defaultLimits, seed });
  } catch (error) {
    judgement = needsReview(text, [`The part failed: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const points = judgement.verdict === 'needs_review' ? 0 : judgement.share * part.points;
  const figures = await figuresOf((await part.evidence?.()) ?? [], judgement, 'tried');
  return partCard({ part, judgement, written: undefined, points, milliseconds: 0 }, 'tried', figures).source;
}

/** Serves a preview on this machine alone until `close` is called. */
export async function servePreview(
  preview: Preview,
  port: number,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const server = createAdaptorServer({ fetch: previewApp(preview).fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new InputError(`port ${port} is in use`, 'a free port', 'choose another one with --port, or 0 for any')
          : error,
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${bound}/`,
    close: () =>
      new Promise((resolve) => {
        if ('closeAllConnections' in server) server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
