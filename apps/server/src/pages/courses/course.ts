import { type Html, html } from '@gradbook/grading/report';

import { actorOf, logged } from '../../access/audit.ts';
import { may } from '../../access/policy.ts';
import { archiveCourse, changeCourse } from '../../courses/courses.ts';
import { courseSchema } from '../../courses/inputs.ts';
import type { RequestContext } from '../../http/context.ts';
import { guard } from '../../http/guard.ts';
import type { Refusal } from '../../http/refusal.ts';
import { type Routes, routes } from '../../http/routes.ts';
import { auditTable } from '../audit-table.ts';
import { courseTabs, courseWay } from '../course-tabs.ts';
import { flash } from '../flash.ts';
import { field, parsed, problemNote, type Values, withForm } from '../form.ts';
import { listAssignments, type ListedAssignment } from '../../submissions/mine.ts';
import { layout } from '../layout.ts';
import { dueList } from '../student/due-list.ts';
import { zoneChoice } from './home.ts';

/** A course: its assignments, its settings, its log. */
export function courseRoutes(): Routes {
  const pages = routes();
  pages.get('/courses/:course', guard('course.read'), async (c) => {
    const drafts = may('staff.read', c.var.role);
    const { services, course, person } = c.var;
    return c.html(coursePage(c, await listAssignments(services, person!, { courseId: course.id, drafts })).source);
  });

  pages.get('/courses/:course/settings', guard('course.write'), (c) => {
    const { name, slug, term, timeZone } = c.var.course;
    return c.html(settingsPage(c, { name, slug, term, timeZone }, undefined).source);
  });

  pages.post('/courses/:course/settings', guard('course.write'), (c) =>
    withForm(
      c,
      async (values) => {
        const changed = await changeCourse(c.var.services, c.var.course.id, parsed(courseSchema, values), actorOf(c));
        flash(c, 'good', 'Saved.');
        return c.redirect(`/courses/${changed.slug}/settings`, 303);
      },
      (problem, values) => settingsPage(c, values, problem),
    ),
  );

  for (const archived of [true, false]) {
    pages.post(`/courses/:course/${archived ? 'archive' : 'restore'}`, guard('course.write'), async (c) => {
      await archiveCourse(c.var.services, c.var.course.id, archived, actorOf(c));
      flash(c, 'good', archived ? 'The course is archived: nothing in it changes any more.' : 'The course is back.');
      return c.redirect(`/courses/${c.var.course.slug}/settings`, 303);
    });
  }

  pages.get('/courses/:course/audit', guard('audit.read'), async (c) => {
    const { course, services } = c.var;
    const before = Number(c.req.query('before') ?? Number.NaN);
    const lines = await logged(services.connection.database, {
      courseId: course.id,
      ...(Number.isSafeInteger(before) ? { before } : {}),
    });
    const page = layout(c, {
      title: `Log of ${course.name}`,
      path: courseWay(c),
      tabs: courseTabs(c, `/courses/${course.slug}/audit`),
      body: html`<h1>Log</h1>
        <p>Who did what in this course, newest first. Nothing is ever taken out.</p>
        ${auditTable(lines, course.timeZone, `/courses/${course.slug}/audit`)}`,
    });
    return c.html(page.source);
  });
  return pages;
}

function coursePage(c: RequestContext, assignments: readonly ListedAssignment[]): Html {
  const { course, role, services } = c.var;
  const mayWrite = may('assignment.write', role) && course.archivedAt === null;
  const base = `/courses/${course.slug}`;
  return layout(c, {
    title: course.name,
    tabs: may('staff.read', role) ? courseTabs(c, base) : html``,
    body: html`<div class="head">
        <h1>${course.name}</h1>
        ${mayWrite && html`<a class="button main" href="${base}/new-assignment">New assignment</a>`}
      </div>
      ${course.term !== '' && html`<p class="lead">${course.term}</p>`} ${archivedNote(c)}
      ${
        assignments.length === 0
          ? noAssignments(mayWrite)
          : html`${dueList(assignments, services.now())}
              <p class="small muted">All times are in the zone of the course, ${course.timeZone}.</p>`
      }`,
  });
}

function archivedNote(c: RequestContext): Html | undefined {
  if (c.var.course.archivedAt === null) return undefined;
  return html`<div class="flash warning">This course is archived: everything can be read, and nothing changes.</div>`;
}

function noAssignments(mayWrite: boolean): Html {
  return html`<div class="empty">
    <p>No assignments yet.</p>
    <p>
      ${mayWrite ? 'Make one from those that Gradbook brings, or from a file of your own.' : 'They appear here when the course staff publish them.'}
    </p>
  </div>`;
}

function settingsPage(c: RequestContext, values: Values, problem: Refusal | undefined): Html {
  const { course } = c.var;
  const archived = course.archivedAt !== null;
  return layout(c, {
    title: `Settings of ${course.name}`,
    path: courseWay(c),
    tabs: courseTabs(c, `/courses/${course.slug}/settings`),
    body: html`<h1>Settings</h1>
      ${archivedNote(c)} ${problemNote(problem)}
      <form class="fields" method="post">
        ${field({ name: 'name', label: 'Name', value: values['name'], required: true })}
        <div class="row">
          ${field({ name: 'term', label: 'Term', value: values['term'] })}
          ${field({ name: 'slug', label: 'Address', hint: 'Old links break when it changes.', value: values['slug'], required: true })}
        </div>
        ${zoneChoice(values['timeZone'] ?? course.timeZone)}
        <div class="actions"><button class="main">Save</button></div>
      </form>
      <h2>${archived ? 'Bring the course back' : 'Archive the course'}</h2>
      <p>
        ${
          archived
            ? 'Students can hand in again where deadlines allow.'
            : 'Everything stays and can be read; nobody can hand in, grade or change anything until it is brought back.'
        }
      </p>
      <form method="post" action="/courses/${course.slug}/${archived ? 'restore' : 'archive'}">
        <button class="${archived ? '' : 'danger'}">${archived ? 'Bring it back' : 'Archive it'}</button>
      </form>`,
  });
}
