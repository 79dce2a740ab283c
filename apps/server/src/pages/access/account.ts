import { type Html, html } from '@gradbook/grading/report';
import { z } from 'zod';

import { passwordLength } from '../../access/accounts.ts';
import { actorOf, record } from '../../access/audit.ts';
import { type ApiToken, createToken, revokeToken, tokensOf } from '../../access/api-tokens.ts';
import { showTime } from '../../courses/times.ts';
import type { RequestContext } from '../../http/context.ts';
import { guard } from '../../http/guard.ts';
import { Refusal } from '../../http/refusal.ts';
import { type Routes, routes } from '../../http/routes.ts';
import { flash } from '../flash.ts';
import { choice, field, parsed, problemNote, valuesOf, withForm } from '../form.ts';
import { layout } from '../layout.ts';
import { newPassword } from './password.ts';

const tokenSchema = z.object({
  name: z.string().trim().min(1, 'a name is needed').max(100),
  days: z.coerce.number().int().min(1).max(366),
});

/** A person's own account: password and tokens for scripts. */
export function accountRoutes(): Routes {
  const pages = routes();
  pages.get('/account', guard('signedIn'), async (c) => c.html((await accountPage(c, {})).source));

  pages.post('/account/password', guard('signedIn', { body: 16 * 1024 }), (c) =>
    withForm(
      c,
      async (values) => {
        const schema = z.object({ before: z.string().min(1).max(1_000), after: newPassword });
        const { before, after } = parsed(schema, values);
        const { services, limits, person } = c.var;
        await limits.check('signIn', person!.id);
        const cookies = await services.accounts.changePassword(before, after, c.req.raw.headers);
        if (!cookies) {
          await limits.take('signIn', person!.id);
          throw new Refusal(422, 'the old password is wrong', 'the one you sign in with', 'try again');
        }
        const { database } = services.connection;
        await record(database, { ...actorOf(c), action: 'password.change', subject: `person:${person!.id}` });
        for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true });
        flash(c, 'good', 'Your password is changed. Wherever else you were signed in, you are signed out.');
        return c.redirect('/account', 303);
      },
      (problem) => accountPage(c, { problem }),
    ),
  );

  pages.post('/account/tokens', guard('signedIn', { body: 16 * 1024 }), (c) =>
    withForm(
      c,
      async (values) => {
        const { services, person } = c.var;
        const made = await createToken(services, person!.id, parsed(tokenSchema, values), actorOf(c));
        return c.html((await accountPage(c, { made })).source);
      },
      (problem) => accountPage(c, { problem }),
    ),
  );

  pages.post('/account/tokens/revoke', guard('signedIn', { body: 16 * 1024 }), async (c) => {
    const { id } = parsed(z.object({ id: z.uuid() }), await valuesOf(c));
    await revokeToken(c.var.services, c.var.person!.id, id, actorOf(c));
    flash(c, 'good', 'The token is revoked.');
    return c.redirect('/account', 303);
  });
  return pages;
}

async function accountPage(
  c: RequestContext,
  { problem, made }: { readonly problem?: Refusal; readonly made?: string },
): Promise<Html> {
  const person = c.var.person!;
  const tokens = await tokensOf(c.var.services, person.id);
  return layout(c, {
    title: 'Your account',
    body: html`<h1>Your account</h1>
      <p>${person.name}, ${person.email}</p>
      ${problemNote(problem)} ${made !== undefined && madeNote(made)}
      <h2>Change the password</h2>
      <form class="fields" method="post" action="/account/password">
        <input type="text" name="username" value="${person.email}" autocomplete="username" hidden />
        ${field({ name: 'before', label: 'Old password', type: 'password', required: true, autocomplete: 'current-password' })}
        ${field({ name: 'after', label: 'New password', type: 'password', hint: `At least ${passwordLength.least} characters.`, required: true, minlength: passwordLength.least, autocomplete: 'new-password' })}
        <div class="actions"><button>Change the password</button></div>
      </form>
      <h2>Tokens for scripts</h2>
      <p>
        A script that sends a token as <code>Authorization: Bearer …</code> may do in <a href="/api">the API</a> what
        you may.
      </p>
      ${tokens.length > 0 && tokenTable(tokens)}
      <form class="fields" method="post" action="/account/tokens">
        <div class="row">
          ${field({ name: 'name', label: 'What it is for', required: true })}
          ${choice({
            name: 'days',
            label: 'It ends after',
            value: '90',
            options: [
              ['7', 'a week'],
              ['30', 'a month'],
              ['90', 'three months'],
              ['366', 'a year'],
            ],
          })}
        </div>
        <div class="actions"><button>Make a token</button></div>
      </form>`,
  });
}

function madeNote(token: string): Html {
  return html`<div class="flash good" role="status">
    <p>Copy the token now: it is not shown again.</p>
    <p><code class="copy">${token}</code></p>
  </div>`;
}

function tokenTable(tokens: readonly ApiToken[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Your tokens">
    <table class="list">
      <thead>
        <tr>
          <th>Token</th>
          <th>Made</th>
          <th>Ends</th>
          <th>Last used</th>
          <th><span class="unseen">Revoke</span></th>
        </tr>
      </thead>
      <tbody>
        ${tokens.map(
          ({ id, name, createdAt, expiresAt, usedAt }) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${showTime(createdAt, 'UTC')}</td>
              <td>${showTime(expiresAt, 'UTC')}</td>
              <td>${usedAt === null ? 'never' : showTime(usedAt, 'UTC')}</td>
              <td>
                <form method="post" action="/account/tokens/revoke">
                  <input type="hidden" name="id" value="${id}" /><button class="small danger">Revoke</button>
                </form>
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
