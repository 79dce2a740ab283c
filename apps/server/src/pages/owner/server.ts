import { type Html, html } from '@gradbook/grading/report';

import { actorOf, logged } from '../../access/audit.ts';
import { everybody, inviteAnybody } from '../../access/people.ts';
import type { Invited } from '../../courses/people.ts';
import type { RequestContext } from '../../http/context.ts';
import { guard } from '../../http/guard.ts';
import { type Routes, routes } from '../../http/routes.ts';
import { auditTable } from '../audit-table.ts';
import { linksNote } from '../courses/links-note.ts';
import { layout, tabs } from '../layout.ts';

/** What the owner alone sees: everybody on the server, new ways in, the whole log. */
export function serverRoutes(): Routes {
  const pages = routes();
  pages.get('/server', guard('server.write'), async (c) => c.html((await serverPage(c, undefined)).source));

  pages.post('/server/people/:person/invite', guard('server.write'), async (c) => {
    const invited = await inviteAnybody(c.var.services, c.req.param('person'), actorOf(c));
    return c.html((await serverPage(c, invited)).source);
  });

  pages.get('/server/audit', guard('server.write'), async (c) => {
    const before = Number(c.req.query('before') ?? Number.NaN);
    const { database } = c.var.services.connection;
    const lines = await logged(database, Number.isSafeInteger(before) ? { before } : {});
    const page = layout(c, {
      title: 'Log of the server',
      path: [{ title: 'Server', href: '/server' }],
      tabs: serverTabs('/server/audit'),
      body: html`<h1>Log</h1>
        ${auditTable(lines, 'UTC', '/server/audit')}`,
    });
    return c.html(page.source);
  });
  return pages;
}

function serverTabs(open: string): Html {
  const sections = [
    { title: 'People', href: '/server' },
    { title: 'Log', href: '/server/audit' },
  ];
  return tabs('Sections of the server', sections, open);
}

async function serverPage(c: RequestContext, invited: Invited | undefined): Promise<Html> {
  const { people, more } = await everybody(c.var.services, c.req.query('search') ?? '');
  return layout(c, {
    title: 'Server',
    tabs: serverTabs('/server'),
    body: html`<h1>People</h1>
      <p>A new link lets somebody choose a password again, and signs them out everywhere.</p>
      ${invited && html`<div class="flash good" role="status">${linksNote([invited])}</div>`}
      <form class="actions" method="get" action="/server" role="search">
        <label class="unseen" for="search">Name or e-mail address</label>
        <input class="inline" id="search" name="search" type="search" value="${c.req.query('search') ?? ''}" />
        <button>Search</button>
      </form>
      <div class="scroll" tabindex="0" role="region" aria-label="People of the server">
        <table class="list">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">E-mail address</th>
              <th scope="col" class="number">Courses</th>
              <th scope="col">Way in</th>
            </tr>
          </thead>
          <tbody>
            ${people.map(
              ({ id, name, email, owner, courses, joined }) =>
                html`<tr>
                  <th scope="row">${name} ${owner && html`<span class="tag note">owner</span>`}</th>
                  <td>${email}</td>
                  <td class="number">${courses}</td>
                  <td>
                    <form method="post" action="/server/people/${encodeURIComponent(id)}/invite">
                      <button class="small" aria-label="New link for ${name}">
                        ${joined ? 'New password' : 'New link'}
                      </button>
                    </form>
                  </td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${more && html`<p class="hint">More people than are shown: search for them.</p>`}`,
  });
}
