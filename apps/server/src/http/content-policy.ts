import type { MiddlewareHandler } from 'hono';

import type { Env, RequestContext } from './context.ts';

/** What a page may load and do. Nothing inline, nothing from elsewhere. */
const strict = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What a page can be allowed beside the strict policy; `style-src-attr` and the others take what `strict` gives them. */
type Directive = keyof typeof strict | 'style-src-attr' | 'worker-src' | 'frame-src' | 'media-src';

/** Sources to add, by directive. */
export type Allowed = Readonly<Partial<Record<Directive, readonly string[]>>>;

const added = new WeakMap<Request, Allowed[]>();

/** Widens the policy for the page that is being made; say beside the call why it must. */
export function allow(c: RequestContext, sources: Allowed): void {
  added.set(c.req.raw, [...(added.get(c.req.raw) ?? []), sources]);
}

/** The policy as a header's value. */
export function policyText(extra: readonly Allowed[] = []): string {
  const directives = new Map<string, readonly string[]>(Object.entries(strict));
  for (const sources of extra) {
    for (const [name, list] of Object.entries(sources)) {
      const before = (directives.get(name) ?? []).filter((source) => source !== "'none'");
      directives.set(name, [...new Set([...before, ...list])]);
    }
  }
  return [...directives].map(([name, list]) => `${name} ${list.join(' ')}`).join('; ');
}

/**
 * Headers that keep browsers from doing what no page asks for. `https` says whether the server is reached by it: then browsers are
 * told to stay with it. A policy that a route set itself stays.
 */
export function securityHeaders(https: boolean): MiddlewareHandler<Env> {
  return async (c, next) => {
    // A body limit may put another request in its place.
    const request = c.req.raw;
    await next();
    const extra = [...(added.get(request) ?? []), ...(request === c.req.raw ? [] : (added.get(c.req.raw) ?? []))];
    const { headers } = c.res;
    if (!headers.has('content-security-policy')) headers.set('content-security-policy', policyText(extra));
    headers.set('x-content-type-options', 'nosniff');
    headers.set('x-frame-options', 'DENY');
    headers.set('referrer-policy', 'same-origin');
    headers.set('cross-origin-opener-policy', 'same-origin');
    headers.set('cross-origin-resource-policy', 'same-origin');
    headers.set('x-permitted-cross-domain-policies', 'none');
    headers.set(
      'permissions-policy',
      'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
    );
    if (https) headers.set('strict-transport-security', 'max-age=31536000');
    // Pages are about a person: no cache between keeps them, and "back" after signing out shows nothing.
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  };
}
