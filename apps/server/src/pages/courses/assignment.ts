import { type Html, html } from '@gradbook/grading/report';
import { z } from 'zod';

import { actorOf } from '../../access/audit.ts';
import { changeAssignment, createAssignment } from '../../courses/assignments.ts';
import { extensionsOf, grantExtension, withdrawExtension } from '../../courses/extensions.ts';
import { mostAssignmentBytes, slugSchema } from '../../courses/inputs.ts';
import { membersOf } from '../../courses/people.ts';
import { instantOf, showTime } from '../../courses/times.ts';
import { addVersion, sourceOf, type Version, versionsOf } from '../../courses/versions.ts';
import type { RequestContext } from '../../http/context.ts';
import { guard } from '../../http/guard.ts';
import type { Refusal } from '../../http/refusal.ts';
import { type Routes, routes } from '../../http/routes.ts';
import { assignmentTabs, assignmentWay, courseWay } from '../course-tabs.ts';
import { flash } from '../flash.ts';
import { choice, field, parsed, problemNote, type Values, valuesOf, withForm } from '../form.ts';
import { layout } from '../layout.ts';
import { assignmentFields, readAssignment, valuesOfAssignment } from './assignment-form.ts';
import { readVersion, sourceFields } from './source-form.ts';

const uploadBody = mostAssignmentBytes + 64 * 1024;

/** Making assignments, and changing their dates, rules, versions and extensions. */
export function assignmentRoutes(): Routes {
  const pages = routes();
  pages.get('/courses/:course/new-assignment', guard('assignment.write'), (c) =>
    c.html(newAssignmentPage(c, {}, undefined).source),
  );

  pages.post('/courses/:course/new-assignment', guard('assignment.write', { body: uploadBody, upload: true }), (c) =>
    withForm(
      c,
      async (values) => {
        const { services, course } = c.var;
        const version = await readVersion(c, values);
        const slug =
          values['slug'] === undefined || values['slug'] === '' ? undefined : parsed(slugSchema, values['slug']);
        const made = await createAssignment(services, course.id, { ...version, slug }, actorOf(c));
        flash(c, 'good', 'The assignment is there, as a draft. Set its dates, then publish it.');
        return c.redirect(`/courses/${course.slug}/assignments/${made.assignment.slug}/settings`, 303);
      },
      (problem, values) => newAssignmentPage(c, values, problem),
    ),
  );

  pages.get('/courses/:course/assignments/:assignment/settings', guard('assignment.write'), (c) => {
    const { assignment, course } = c.var;
    return c.html(settingsPage(c, valuesOfAssignment(assignment, course.timeZone), undefined).source);
  });

  pages.post('/courses/:course/assignments/:assignment/settings', guard('assignment.write'), (c) =>
    withForm(
      c,
      async (values) => {
        const { services, course, assignment } = c.var;
        const publish = values['publish'];
        const published = publish === undefined ? assignment.published : publish === 'yes';
        await changeAssignment(services, assignment, readAssignment(values, course.timeZone, published), actorOf(c));
        flash(
          c,
          'good',
          publish === undefined
            ? 'Saved.'
            : published
              ? 'Published: students see it.'
              : 'It is a draft again: students do not see it.',
        );
        return c.redirect(`/courses/${course.slug}/assignments/${assignment.slug}/settings`, 303);
      },
      (problem, values) => settingsPage(c, values, problem),
    ),
  );

  pages.get('/courses/:course/assignments/:assignment/versions', guard('assignment.write'), async (c) =>
    c.html((await versionsPage(c, {}, undefined)).source),
  );

  pages.post(
    '/courses/:course/assignments/:assignment/versions',
    guard('assignment.write', { body: uploadBody, upload: true }),
    (c) =>
      withForm(
        c,
        async (values) => {
          const { services, course, assignment } = c.var;
          const [newest] = await versionsOf(services, assignment.id);
          const input = await readVersion(c, values, await sourceOf(services, newest!));
          const made = await addVersion(services, assignment, input, actorOf(c));
          flash(c, 'good', `Version ${made.number} is there.`);
          return c.redirect(`/courses/${course.slug}/assignments/${assignment.slug}/versions`, 303);
        },
        (problem, values) => versionsPage(c, values, problem),
      ),
  );

  pages.get('/courses/:course/assignments/:assignment/extensions', guard('extension.write'), async (c) =>
    c.html((await extensionsPage(c, {}, undefined)).source),
  );

  pages.post('/courses/:course/assignments/:assignment/extensions', guard('extension.write'), (c) =>
    withForm(
      c,
      async (values) => {
        const { services, course, assignment } = c.var;
        const given = parsed(
          z.object({
            person: z.string().min(1, 'choose a person'),
            dueAt: z.string(),
            reason: z.string().trim().max(500),
          }),
          values,
        );
        const dueAt = instantOf(given.dueAt, course.timeZone);
        await grantExtension(services, assignment, { userId: given.person, dueAt, reason: given.reason }, actorOf(c));
        flash(c, 'good', 'The extension is granted.');
        return c.redirect(`/courses/${course.slug}/assignments/${assignment.slug}/extensions`, 303);
      },
      (problem, values) => extensionsPage(c, values, problem),
    ),
  );

  pages.post('/courses/:course/assignments/:assignment/extensions/withdraw', guard('extension.write'), async (c) => {
    const { services, course, assignment } = c.var;
    const { person } = await valuesOf(c);
    await withdrawExtension(services, assignment, person ?? '', actorOf(c));
    flash(c, 'good', 'The extension is withdrawn.');
    return c.redirect(`/courses/${course.slug}/assignments/${assignment.slug}/extensions`, 303);
  });
  return pages;
}

function newAssignmentPage(c: RequestContext, values: Values, problem: Refusal | undefined): Html {
  return layout(c, {
    title: 'New assignment',
    path: courseWay(c),
    body: html`<h1>New assignment</h1>
      <p>It begins as a draft that students do not see.</p>
      ${problemNote(problem)}
      <form class="fields" method="post" enctype="multipart/form-data">
        ${sourceFields(values, { again: false })}
        ${field({ name: 'slug', label: 'Address', hint: 'Made from the title unless given.', value: values['slug'] })}
        <div class="actions"><button class="main">Make the assignment</button></div>
      </form>`,
  });
}

function settingsPage(c: RequestContext, values: Values, problem: Refusal | undefined): Html {
  const { course, assignment } = c.var;
  const { published } = assignment;
  return layout(c, {
    title: `Dates and rules of ${assignment.title}`,
    path: assignmentWay(c),
    tabs: assignmentTabs(c, `/courses/${course.slug}/assignments/${assignment.slug}/settings`),
    body: html`<div class="head">
        <h1>Dates and rules</h1>
        ${published ? html`<span class="tag good">Published</span>` : html`<span class="tag warning">Draft</span>`}
      </div>
      ${problemNote(problem)}
      <form class="fields" method="post">
        ${assignmentFields(values, course.timeZone)}
        <div class="actions">
          <button class="main">Save</button>
          ${
            published
              ? html`<button name="publish" value="no">Save, and make it a draft again</button>`
              : html`<button name="publish" value="yes">Save and publish</button>`
          }
        </div>
      </form>`,
  });
}

async function versionsPage(c: RequestContext, values: Values, problem: Refusal | undefined): Promise<Html> {
  const { course, assignment, services } = c.var;
  const versions = await versionsOf(services, assignment.id);
  const base = `/courses/${course.slug}/assignments/${assignment.slug}`;
  return layout(c, {
    title: `Versions of ${assignment.title}`,
    path: assignmentWay(c),
    tabs: assignmentTabs(c, `${base}/versions`),
    body: html`<h1>Versions</h1>
      <p>
        Nothing in a version ever changes, so that each grade can be computed again. A new one counts at once while
        nobody has handed in; afterwards a regrade shows first whose grade it changes.
      </p>
      ${problemNote(problem)}
      <div class="scroll" tabindex="0" role="region" aria-label="Versions">
        <table class="list">
          <thead>
            <tr>
              <th scope="col">Version</th>
              <th scope="col">From</th>
              <th scope="col" class="number">Points</th>
              <th scope="col">Seed</th>
              <th scope="col">Made</th>
              <th scope="col">Note</th>
              <th scope="col">Hash</th>
            </tr>
          </thead>
          <tbody>
            ${versions.map((version) => versionRow(c, version, base))}
          </tbody>
        </table>
      </div>
      <h2>New version</h2>
      <form class="fields" method="post" enctype="multipart/form-data">
        ${sourceFields(values, { again: true })}
        <div class="actions"><button class="main">Make the version</button></div>
      </form>`,
  });
}

function versionRow(c: RequestContext, version: Version, base: string): Html {
  const { number, bundled, maximum, seed, createdAt, note, definitionSha256, outline } = version;
  const counts = c.var.assignment.currentVersion === number;
  return html`<tr>
    <th scope="row">
      ${number}
      ${
        counts
          ? html`<span class="tag good">counts</span>`
          : html`<a class="small" href="${base}/regrades?version=${number}">Regrade by this version</a>`
      }
    </th>
    <td>${bundled ?? 'own file'}, ${outline.length} parts</td>
    <td class="number">${maximum}</td>
    <td>${seed}</td>
    <td>${showTime(createdAt, c.var.course.timeZone)}</td>
    <td>${note}</td>
    <td><code title="${definitionSha256}">${definitionSha256.slice(0, 12)}</code></td>
  </tr>`;
}

async function extensionsPage(c: RequestContext, values: Values, problem: Refusal | undefined): Promise<Html> {
  const { course, assignment, services } = c.var;
  const base = `/courses/${course.slug}/assignments/${assignment.slug}/extensions`;
  const given = await extensionsOf(services, assignment.id);
  const students = (await membersOf(services, course.id)).filter(({ role }) => role === 'student');
  return layout(c, {
    title: `Extensions of ${assignment.title}`,
    path: assignmentWay(c),
    tabs: assignmentTabs(c, base),
    body: html`<h1>Extensions</h1>
      <p>
        ${
          assignment.dueAt === null
            ? 'This assignment has no deadline.'
            : html`Everybody else is due ${showTime(assignment.dueAt, course.timeZone)}.`
        }
      </p>
      ${problemNote(problem)}
      ${
        given.length === 0
          ? html`<div class="empty"><p>Nobody has an extension.</p></div>`
          : html`<div class="scroll" tabindex="0" role="region" aria-label="Extensions">
              <table class="list">
                <thead>
                  <tr>
                    <th scope="col">Student</th>
                    <th scope="col">Due</th>
                    <th scope="col">Reason</th>
                    <th scope="col"><span class="unseen">Withdraw</span></th>
                  </tr>
                </thead>
                <tbody>
                  ${given.map(
                    ({ userId, name, dueAt, reason }) =>
                      html`<tr>
                        <th scope="row">${name}</th>
                        <td>${showTime(dueAt, course.timeZone)}</td>
                        <td>${reason}</td>
                        <td>
                          <form method="post" action="${base}/withdraw">
                            <input type="hidden" name="person" value="${userId}" />
                            <button class="small danger" aria-label="Withdraw the extension of ${name}">
                              Withdraw
                            </button>
                          </form>
                        </td>
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
      }
      ${
        assignment.dueAt !== null &&
        html`<h2>Grant one</h2>
          <form class="fields" method="post">
            ${choice({
              name: 'person',
              label: 'Student',
              value: values['person'] ?? '',
              options: [['', 'choose'], ...students.map(({ id, name, email }) => [id, `${name} (${email})`] as const)],
            })}
            ${field({ name: 'dueAt', label: 'New deadline', type: 'datetime-local', hint: `In the course's time zone, ${course.timeZone}.`, value: values['dueAt'], required: true })}
            ${field({ name: 'reason', label: 'Reason', hint: 'For the staff; students do not see it.', value: values['reason'] })}
            <div class="actions"><button class="main">Grant it</button></div>
          </form>`
      }`,
  });
}
