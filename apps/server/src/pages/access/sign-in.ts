import { type Html, html } from '@gradbook/grading/report';
import { z } from 'zod';

import type { RequestContext } from '../../http/context.ts';
import { guard } from '../../http/guard.ts';
import { Refusal } from '../../http/refusal.ts';
import { type Routes, routes } from '../../http/routes.ts';
import { field, parsed, problemNote, type Values, withForm } from '../form.ts';
import { layout } from '../layout.ts';

const schema = z.object({ email: z.string().min(1).max(320), password: z.string().min(1).max(1_000), to: z.string() });

/** What single sign-on answered instead of a person, in our words. */
const refusals: Readonly<Record<string, string>> = {
  signup_disabled:
    'Your e-mail address is on no list of this server. Ask the course staff to add you with the address that you use there',
  account_not_linked:
    'Your provider does not say that it has verified your e-mail address. Ask whoever runs this server',
};

/** Signing in by password or by the university's single sign-on, and signing out. */
export function signInRoutes(): Routes {
  const pages = routes();
  pages.get('/sign-in', guard('anyone'), (c) => {
    if (c.var.person) return c.redirect(placeOf(c, c.req.query('to') ?? '/'), 303);
    const code = c.req.query('error');
    const refused =
      code === undefined
        ? undefined
        : new Refusal(
            403,
            refusals[code] ?? `Single sign-on answered "${code.slice(0, 60)}"`,
            'a person on a list',
            'try again, or ask the course staff',
          );
    return c.html(signInPage(c, { to: c.req.query('to') ?? '/' }, refused).source);
  });

  pages.post('/sign-in', guard('anyone', { body: 16 * 1024 }), (c) =>
    withForm(
      c,
      async (values) => {
        const { email, password, to } = parsed(schema, { to: '/', ...values });
        for (const cookie of await signIn(c, email.trim().toLowerCase(), password)) {
          c.header('Set-Cookie', cookie, { append: true });
        }
        return c.redirect(placeOf(c, to), 303);
      },
      (problem, values) => signInPage(c, values, problem),
    ),
  );

  pages.post('/sign-out', guard('anyone'), async (c) => {
    const cookies = await c.var.services.accounts.signOut(c.req.raw.headers);
    for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true });
    // What browsers still have of this person's pages goes too.
    c.header('Clear-Site-Data', '"cache"');
    return c.redirect('/sign-in', 303);
  });

  pages.get('/sign-in/oidc', guard('anyone'), async (c) => {
    const { accounts } = c.var.services;
    if (accounts.oidcName === undefined) throw new Refusal(404, 'single sign-on', 'a password', 'go to /sign-in');
    const { address, cookies } = await accounts.beginOidc(placeOf(c, c.req.query('to') ?? '/'));
    for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true });
    return c.redirect(address, 302);
  });

  pages.get('/api/auth/callback/oidc', guard('anyone'), async (c) => {
    if (c.var.services.accounts.oidcName === undefined)
      throw new Refusal(404, 'single sign-on', 'a password', 'go to /sign-in');
    return c.var.services.accounts.endOidc(c.req.raw);
  });
  return pages;
}

/**
 * Signs in, and counts what fails: per e-mail address and sender, so that nobody locks others out from elsewhere; and more
 * leniently per e-mail address and per sender, against guessing from many places and of many people.
 */
async function signIn(c: RequestContext, email: string, password: string): Promise<readonly string[]> {
  const { limits, address, services } = c.var;
  const keys = [
    ['signIn', `${email} ${address}`],
    ['signInEmail', email],
    ['signInAddress', address],
  ] as const;
  for (const [kind, key] of keys) await limits.check(kind, key);
  const cookies = await services.accounts.signIn(email, password, c.req.raw.headers);
  if (cookies) return cookies;
  for (const [kind, key] of keys) await limits.take(kind, key);
  throw new Refusal(
    422,
    'the e-mail address or the password is wrong',
    'those that you chose when you opened your link',
    'try again; if you forgot them, ask the course staff for a new link',
  );
}

/** Where to go next: a path of this server, whatever somebody wrote into the address. */
function placeOf(c: RequestContext, to: string): string {
  const { origin } = new URL(c.req.url);
  try {
    const url = new URL(to, origin);
    return url.origin === origin && to.startsWith('/') ? url.pathname + url.search : '/';
  } catch {
    return '/';
  }
}

function signInPage(c: RequestContext, values: Values, problem: Refusal | undefined): Html {
  const to = values['to'] ?? '/';
  const { oidcName } = c.var.services.accounts;
  return layout(c, {
    title: 'Sign in',
    width: 'narrow',
    body: html`<h1>Sign in</h1>
      ${problemNote(problem)}
      ${
        oidcName !== undefined &&
        html`<p class="actions">
            <a class="button main" href="/sign-in/oidc?to=${encodeURIComponent(to)}">Sign in with ${oidcName}</a>
          </p>
          <h2>Or with a password</h2>`
      }
      <form class="fields" method="post" action="/sign-in">
        <input type="hidden" name="to" value="${to}" />
        ${field({ name: 'email', label: 'E-mail address', type: 'email', value: values['email'], required: true, autocomplete: 'username' })}
        ${field({ name: 'password', label: 'Password', type: 'password', required: true, autocomplete: 'current-password' })}
        <div class="actions"><button class="${oidcName === undefined ? 'main' : ''}">Sign in</button></div>
      </form>
      <p class="hint">No account yet? The course staff sends you a link by which you choose a password.</p>`,
  });
}
