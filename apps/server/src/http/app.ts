import { InputError } from '@gradbook/answers';
import { HTTPException } from 'hono/http-exception';
import { requestId } from 'hono/request-id';

import { documentRoutes } from '../api/document.ts';
import { errorPage } from '../pages/error-page.ts';
import { addressReader } from './address.ts';
import { securityHeaders } from './content-policy.ts';
import type { RequestContext, Services } from './context.ts';
import { sameSiteOnly } from './csrf.ts';
import { Limits } from './limits.ts';
import { Refusal } from './refusal.ts';
import { requestLog } from './request-log.ts';
import { type Routes, routes } from './routes.ts';

export { type Routes, routes } from './routes.ts';

/** The whole server as one Hono application. */
export function createApp(services: Services, subjects: readonly Routes[]): Routes {
  const app = routes();
  const { url, proxies, rates, log } = services.settings;
  const limits = new Limits(rates);
  const addressOf = addressReader(proxies);
  // A name that the sender made up would let them write into the log.
  app.use(requestId({ headerName: '' }));
  app.use(async (c, next) => {
    c.set('services', services);
    c.set('limits', limits);
    c.set('address', addressOf(c));
    await next();
    c.header('X-Request-Id', c.var.requestId);
  });
  app.use(requestLog(log), securityHeaders(url.protocol === 'https:'), sameSiteOnly(url));
  for (const subject of subjects) app.route('/', subject);
  app.route('/', documentRoutes(app));
  app.notFound((c) => refuse(c, new Refusal(404, `the address ${c.req.path}`, 'a page that is there', 'go to /')));
  app.onError((error, c) => refuse(c, error));
  return app;
}

function refuse(c: RequestContext, error: unknown): Response | Promise<Response> {
  const refusal = refusalOf(error);
  const status = refusal?.status ?? 500;
  if (status === 500) console.error(`request ${c.var.requestId} failed:`, error);
  for (const [name, value] of Object.entries(refusal?.headers ?? {})) c.header(name, value);
  const shown = refusal ?? {
    given: 'the server failed; that is its own fault',
    expected: 'that it does not',
    remedy: `try again, and tell whoever runs it this number if it happens again: ${c.var.requestId}`,
  };
  const { given, expected, remedy } = shown as Refusal;
  if (c.req.path.startsWith('/api/')) return c.json({ error: { given, expected, remedy } }, status);
  // Whoever signs in comes back to where they wanted to go.
  if (status === 401 && c.req.method === 'GET') return c.redirect(`/sign-in?to=${encodeURIComponent(pathOf(c))}`);
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

function pathOf(c: RequestContext): string {
  const { pathname, search } = new URL(c.req.url);
  return pathname + search;
}
