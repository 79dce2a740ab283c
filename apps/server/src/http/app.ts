import { InputError } from '@gradbook/answers';
import { HTTPException } from 'hono/http-exception';

import { errorPage } from '../pages/error-page.ts';
import type { RequestContext, Services } from './context.ts';
import { guard } from './guard.ts';
import { Refusal } from './refusal.ts';
import { type Routes, routes } from './routes.ts';

export { type Routes, routes } from './routes.ts';

/** The whole server as one Hono application. */
export function createApp(services: Services, subjects: readonly Routes[]): Routes {
  const app = routes();
  app.use(async (c, next) => {
    c.set('services', services);
    await next();
  });
  app.get('/api/health', guard('anyone'), (c) => c.json({ status: 'ok' }));
  for (const subject of subjects) app.route('/', subject);
  app.notFound((c) => refuse(c, new Refusal(404, `the address ${c.req.path}`, 'a page that is there', 'go to /')));
  app.onError((error, c) => refuse(c, error));
  return app;
}

function refuse(c: RequestContext, error: unknown): Response | Promise<Response> {
  const refusal = refusalOf(error);
  const status = refusal?.status ?? 500;
  if (status === 500) console.error(error);
  const shown = refusal ?? { given: 'the server failed', expected: 'that it does not', remedy: 'try again later' };
  const { given, expected, remedy } = shown as Refusal;
  if (c.req.path.startsWith('/api/')) return c.json({ error: { given, expected, remedy } }, status);
  if (status === 401 && c.req.method === 'GET') return c.redirect(`/sign-in?to=${encodeURIComponent(c.req.path)}`);
  return c.html(errorPage(c, { status, given, expected, remedy }).source, status);
}

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof InputError) return new Refusal(422, error.given, error.expected, error.remedy);
  if (error instanceof HTTPException && error.status < 500) {
    return new Refusal(error.status as 400, error.message, 'a request that the server understands', 'go back');
  }
  return undefined;
}
