import { type Html, html } from '@gradbook/grading/report';
import { z } from 'zod';

import { passwordLength } from '../../access/accounts.ts';
import { actorOf } from '../../access/audit.ts';
import { type Invitation, readInvitation, useInvitation } from '../../access/invitations.ts';
import type { RequestContext } from '../../http/context.ts';
import { guard } from '../../http/guard.ts';
import type { Refusal } from '../../http/refusal.ts';
import { type Routes, routes } from '../../http/routes.ts';
import { flash } from '../flash.ts';
import { field, parsed, problemNote, type Values, withForm } from '../form.ts';
import { layout } from '../layout.ts';
import { newPassword } from './password.ts';

/** One-time links: the first owner, and people on a list, choose a password. */
export function welcomeRoutes(): Routes {
  const pages = routes();
  pages.get('/welcome/:token', guard('anyone'), async (c) =>
    c.html(welcomePage(c, await invitationOf(c), {}, undefined).source),
  );

  pages.post('/welcome/:token', guard('anyone', { body: 16 * 1024 }), async (c) => {
    const found = await invitationOf(c);
    return withForm(
      c,
      async (values) => {
        const schema = z.object({
          name: found.email === null ? z.string().trim().min(1, 'a name is needed').max(200) : z.string().default(''),
          email: found.email === null ? z.email('that is no e-mail address').max(320) : z.string().default(''),
          password: newPassword,
        });
        const as = parsed(schema, values);
        const { services } = c.var;
        const email = await useInvitation(services, c.req.param('token'), as, actorOf(c));
        const cookies = (await services.accounts.signIn(email, as.password, c.req.raw.headers)) ?? [];
        for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true });
        flash(c, 'good', 'Welcome. From now on you sign in with your e-mail address and this password.');
        return c.redirect('/', 303);
      },
      (problem, values) => welcomePage(c, found, values, problem),
    );
  });
  return pages;
}

/** Guessing links is counted like guessing passwords. */
async function invitationOf(c: RequestContext): Promise<Invitation> {
  const { limits, address, services } = c.var;
  await limits.check('signInAddress', address);
  try {
    return await readInvitation(services.connection.database, c.req.param('token') ?? '', services.now());
  } catch (error) {
    await limits.take('signInAddress', address);
    throw error;
  }
}

function welcomePage(c: RequestContext, found: Invitation, values: Values, problem: Refusal | undefined): Html {
  const { oidcName } = c.var.services.accounts;
  return layout(c, {
    title: 'Welcome',
    width: 'narrow',
    body: html`<h1>Welcome${found.name !== null && html`, ${found.name}`}</h1>
      <p>
        ${
          found.owner
            ? 'This server is new. Whoever opens this link first becomes its owner: that is you.'
            : 'Choose a password, and you are in. This link works once.'
        }
      </p>
      ${problemNote(problem)}
      ${
        oidcName !== undefined &&
        !found.owner &&
        html`<p>You can also <a href="/sign-in/oidc">sign in with ${oidcName}</a>; then you need no password.</p>`
      }
      <form class="fields" method="post">
        ${
          found.email === null
            ? html`${field({ name: 'name', label: 'Your name', value: values['name'], required: true, autocomplete: 'name' })}
              ${field({ name: 'email', label: 'E-mail address', type: 'email', hint: 'You sign in with it. Nothing is sent there.', value: values['email'], required: true, autocomplete: 'username' })}`
            : html`<div class="field">
                <label for="email">E-mail address</label>
                <input id="email" type="email" value="${found.email}" readonly autocomplete="username" />
              </div>`
        }
        ${field({ name: 'password', label: 'New password', type: 'password', hint: `At least ${passwordLength.least} characters. A few words are easier to keep than signs.`, required: true, minlength: passwordLength.least, autocomplete: 'new-password' })}
        <div class="actions">
          <button class="main">${found.owner ? 'Become the owner' : 'Set the password'}</button>
        </div>
      </form>`,
  });
}
