import { type Html, html } from '@gradbook/grading/report';

import { may } from '../../access/policy.ts';
import { personSchema, roleSchema } from '../../courses/inputs.ts';
import {
  changeRole,
  enrol,
  type Enrolled,
  inviteAgain,
  inviteAllAgain,
  type Member,
  membersOf,
  removeMember,
} from '../../courses/people.ts';
import { readRoster } from '../../courses/roster-csv.ts';
import type { RequestContext } from '../../http/context.ts';
import { byOf } from '../../http/by.ts';
import { guard } from '../../http/guard.ts';
import type { Refusal } from '../../http/refusal.ts';
import { type Routes, routes } from '../../http/routes.ts';
import { courseTabs, courseWay } from '../course-tabs.ts';
import { flash } from '../flash.ts';
import { choice, field, parsed, problemNote, type Values, withForm } from '../form.ts';
import { layout } from '../layout.ts';
import { linksNote } from './links-note.ts';

interface Shown {
  readonly problem?: Refusal;
  readonly values?: Values;
  /** What taking in a list did. */
  readonly enrolled?: Enrolled;
}

/** The people of a course: its list, by hand or from a CSV file, their roles and their one-time links. */
export function peopleRoutes(): Routes {
  const pages = routes();
  pages.get('/courses/:course/people', guard('staff.read'), async (c) => c.html((await peoplePage(c, {})).source));

  pages.post('/courses/:course/people', guard('people.write'), (c) =>
    withForm(
      c,
      async (values) => {
        const externalId = values['externalId'] === '' ? null : values['externalId'];
        const person = parsed(personSchema, { ...values, externalId });
        const enrolled = await enrol(c.var.services, c.var.course.id, [person], byOf(c));
        return c.html((await peoplePage(c, { enrolled })).source);
      },
      (problem, values) => peoplePage(c, { problem, values }),
    ),
  );

  pages.post('/courses/:course/people/import', guard('people.write', { body: 4 * 1024 * 1024 }), (c) =>
    withForm(
      c,
      async (values) => {
        const { list } = await c.req.parseBody();
        // A file, or a list that was pasted.
        const bytes =
          list instanceof File && list.size > 0
            ? new Uint8Array(await list.arrayBuffer())
            : new TextEncoder().encode(values['pasted'] ?? '');
        const enrolled = await enrol(c.var.services, c.var.course.id, readRoster(bytes), byOf(c));
        return c.html((await peoplePage(c, { enrolled })).source);
      },
      (problem, values) => peoplePage(c, { problem, values }),
    ),
  );

  pages.post('/courses/:course/people/invite-all', guard('people.write'), async (c) => {
    const invited = await inviteAllAgain(c.var.services, c.var.course.id, byOf(c));
    return c.html((await peoplePage(c, { enrolled: { added: 0, changed: 0, unchanged: 0, ...invited } })).source);
  });

  pages.post('/courses/:course/people/:person/invite', guard('people.write'), (c) =>
    withForm(
      c,
      async () => {
        const invited = await inviteAgain(c.var.services, c.var.course.id, c.req.param('person'), byOf(c));
        const enrolled = { added: 0, changed: 0, unchanged: 0, invited: [invited], known: [] };
        return c.html((await peoplePage(c, { enrolled })).source);
      },
      (problem) => peoplePage(c, { problem }),
    ),
  );

  pages.post('/courses/:course/people/:person/role', guard('people.write'), (c) =>
    withForm(
      c,
      async (values) => {
        const role = parsed(roleSchema, values['role']);
        const { course, services } = c.var;
        await changeRole(services, { courseId: course.id, userId: c.req.param('person'), role }, byOf(c));
        flash(c, 'good', 'The role is changed.');
        return c.redirect(`/courses/${course.slug}/people`, 303);
      },
      (problem) => peoplePage(c, { problem }),
    ),
  );

  pages.post('/courses/:course/people/:person/remove', guard('people.write'), (c) =>
    withForm(
      c,
      async () => {
        const { course, services } = c.var;
        await removeMember(services, { courseId: course.id, userId: c.req.param('person') }, byOf(c));
        flash(c, 'good', 'They are off the list. What they handed in stays.');
        return c.redirect(`/courses/${course.slug}/people`, 303);
      },
      (problem) => peoplePage(c, { problem }),
    ),
  );
  return pages;
}

async function peoplePage(c: RequestContext, { problem, values = {}, enrolled }: Shown): Promise<Html> {
  const { course, services, role } = c.var;
  const members = await membersOf(services, course.id);
  const mayWrite = may('people.write', role) && course.archivedAt === null;
  const open = values['pasted'] !== undefined;
  return layout(c, {
    title: `People of ${course.name}`,
    path: courseWay(c),
    tabs: courseTabs(c, `/courses/${course.slug}/people`),
    body: html`<h1>People</h1>
      ${problemNote(problem)} ${enrolled && enrolledNote(enrolled)}
      ${mayWrite && html`${importForm(course.slug, values, open || members.length === 0)} ${addForm(course.slug, values)}`}
      ${
        members.length === 0
          ? html`<div class="empty"><p>Nobody is on the list yet.</p></div>`
          : memberTable(course.slug, members, mayWrite)
      }
      ${mayWrite && members.some(({ joined }) => !joined) && inviteAll(course.slug)}`,
  });
}

function enrolledNote({ added, changed, unchanged, invited, known }: Enrolled): Html {
  const done = added + changed + unchanged > 0;
  return html`<div class="flash good" role="status">
    ${done && html`<p>${added} added, ${changed} changed, ${unchanged} as before.</p>`}
    ${invited.length > 0 && linksNote(invited)}
    ${
      known.length > 0 &&
      html`<p>
        ${known.map(({ name }) => name).join(', ')}: in courses of others too and without a way in yet. They use the
        link that they have, or ask the owner of the server for one.
      </p>`
    }
  </div>`;
}

function importForm(slug: string, values: Values, open: boolean): Html {
  return html`<details class="card" ${open && html`open`}>
    <summary>Import a list</summary>
    <form class="fields" method="post" action="/courses/${slug}/people/import" enctype="multipart/form-data">
      ${field({
        name: 'list',
        label: 'CSV file',
        type: 'file',
        accept: '.csv,.tsv,.txt,text/csv',
        hint: 'The first line names the columns: name, email, and if you like id and role (student, assistant, instructor). Who is on the list already is brought up to date.',
      })}
      <div class="field">
        <label for="pasted">Or paste it</label>
        <textarea class="code" id="pasted" name="pasted" rows="5" spellcheck="false" placeholder="name,email,id,role">
${values['pasted'] ?? ''}</textarea>
      </div>
      <div class="actions"><button class="main">Import</button></div>
    </form>
  </details>`;
}

function addForm(slug: string, values: Values): Html {
  return html`<details class="card" ${values['email'] !== undefined && html`open`}>
    <summary>Add one person</summary>
    <form class="fields" method="post" action="/courses/${slug}/people">
      <div class="row">
        ${field({ name: 'name', label: 'Name', value: values['name'], required: true })}
        ${field({ name: 'email', label: 'E-mail address', type: 'email', value: values['email'], required: true })}
      </div>
      <div class="row">
        ${choice({ name: 'role', label: 'Role', value: values['role'] ?? 'student', options: roleOptions })}
        ${field({ name: 'externalId', label: 'Id at the university', value: values['externalId'] })}
      </div>
      <div class="actions"><button>Add</button></div>
    </form>
  </details>`;
}

const roleOptions = [
  ['student', 'Student'],
  ['assistant', 'Assistant'],
  ['instructor', 'Instructor'],
] as const;

function memberTable(slug: string, members: readonly Member[], mayWrite: boolean): Html {
  const waiting = members.filter(({ joined }) => !joined).length;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="People of the course">
    <table class="list">
      <caption>
        ${members.length} people${waiting > 0 && html`, ${waiting} of them have not joined yet`}
      </caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">E-mail address</th>
          <th scope="col">Id</th>
          <th scope="col">Role</th>
          ${mayWrite && html`<th scope="col">Change</th>`}
        </tr>
      </thead>
      <tbody>
        ${members.map((member) => memberRow(slug, member, mayWrite))}
      </tbody>
    </table>
  </div>`;
}

function memberRow(slug: string, { id, name, email, externalId, role, joined }: Member, mayWrite: boolean): Html {
  const address = `/courses/${slug}/people/${encodeURIComponent(id)}`;
  return html`<tr>
    <th scope="row">${name} ${!joined && html`<span class="tag note">not joined</span>`}</th>
    <td>${email}</td>
    <td>${externalId ?? ''}</td>
    <td>
      ${
        mayWrite
          ? html`<form method="post" action="${address}/role">
              <select name="role" aria-label="Role of ${name}">
                ${roleOptions.map(([value, text]) => html`<option value="${value}" ${value === role && html`selected`}>${text}</option>`)}
              </select>
              <button class="small">Save</button>
            </form>`
          : role
      }
    </td>
    ${
      mayWrite &&
      html`<td>
        ${!joined && html`<form method="post" action="${address}/invite"><button class="small">New link</button></form>`}
        <form method="post" action="${address}/remove">
          <button class="small danger" aria-label="Remove ${name}">Remove</button>
        </form>
      </td>`
    }
  </tr>`;
}

function inviteAll(slug: string): Html {
  return html`<form class="actions" method="post" action="/courses/${slug}/people/invite-all">
    <button>New links for all who have not joined</button>
    <p class="hint">Links that were made before end.</p>
  </form>`;
}
