import { type Html, html } from '@gradbook/grading/report';

import { actorOf } from '../../access/audit.ts';
import type { Role } from '../../access/policy.ts';
import { createAssignment } from '../../courses/assignments.ts';
import { type Course, coursesOf, createCourse, slugOf } from '../../courses/courses.ts';
import { courseSchema } from '../../courses/inputs.ts';
import { timeZones } from '../../courses/times.ts';
import { bundledAssignments } from '../../courses/versions.ts';
import type { RequestContext } from '../../http/context.ts';
import { guard } from '../../http/guard.ts';
import type { Refusal } from '../../http/refusal.ts';
import { type Routes, routes } from '../../http/routes.ts';
import { flash } from '../flash.ts';
import { choice, field, parsed, problemNote, type Values, withForm } from '../form.ts';
import { listAssignments, type ListedAssignment } from '../../submissions/mine.ts';
import { layout } from '../layout.ts';
import { toHandIn } from '../student/due-list.ts';

/** The first page: a person's courses; the owner makes new ones. */
export function homeRoutes(): Routes {
  const pages = routes();
  pages.get('/', guard('signedIn'), async (c) => {
    const courses = await coursesOf(c.var.services, c.var.person!);
    // Most people have one course, and want nothing but its assignments.
    if (courses.length === 1 && !c.var.person!.owner) return c.redirect(`/courses/${courses[0]!.slug}`, 303);
    const due = await listAssignments(c.var.services, c.var.person!);
    return c.html(homePage(c, courses, due).source);
  });

  pages.get('/new-course', guard('server.write'), (c) => c.html(newCoursePage(c, {}, undefined).source));

  pages.post('/new-course', guard('server.write'), (c) =>
    withForm(
      c,
      async (values) => {
        const { services } = c.var;
        const named = values['name'] ?? '';
        const input = parsed(courseSchema, {
          ...values,
          slug: values['slug'] === '' || values['slug'] === undefined ? slugOf(named) : values['slug'],
        });
        const made = await createCourse(services, input, actorOf(c));
        const bundled = values['assignment'] ?? '';
        if (bundled !== '') {
          await createAssignment(
            services,
            made.id,
            { source: { bundled }, seed: 0, note: 'First version' },
            actorOf(c),
          );
        }
        flash(
          c,
          'good',
          bundled === '' ? 'The course is there.' : 'The course is there, with a draft of its first assignment.',
        );
        return c.redirect(`/courses/${made.slug}`, 303);
      },
      (problem, values) => newCoursePage(c, values, problem),
    ),
  );
  return pages;
}

function homePage(
  c: RequestContext,
  courses: readonly (Course & { readonly role: Role })[],
  listed: readonly ListedAssignment[],
): Html {
  const { owner } = c.var.person!;
  const current = courses.filter(({ archivedAt }) => archivedAt === null);
  const archived = courses.filter(({ archivedAt }) => archivedAt !== null);
  return layout(c, {
    title: 'Courses',
    body: html`<div class="head">
        <h1>Courses</h1>
        ${
          owner &&
          courses.length > 0 &&
          html`<div class="actions">
            <a class="button" href="/server">Server</a><a class="button main" href="/new-course">New course</a>
          </div>`
        }
      </div>
      ${courses.length === 0 && (owner ? firstCourse() : noCourse())} ${toHandIn(listed, c.var.services.now())}
      ${current.length > 0 && cards(current)}
      ${
        archived.length > 0 &&
        html`<h2>Archived</h2>
          ${cards(archived)}`
      }`,
  });
}

function cards(courses: readonly (Course & { readonly role: Role })[]): Html {
  return html`<ul class="cards">
    ${courses.map(
      ({ slug, name, term, role }) =>
        html`<li>
          <h2><a href="/courses/${slug}">${name}</a></h2>
          <p class="muted">${term === '' ? '' : `${term}, `}you are ${role}</p>
        </li>`,
    )}
  </ul>`;
}

function noCourse(): Html {
  return html`<div class="empty">
    <p>You are in no course yet.</p>
    <p>Course staff add you to their list by your e-mail address; then the course is here.</p>
  </div>`;
}

/** What a new server offers its owner: a course in a minute. */
function firstCourse(): Html {
  return html`<p class="lead">
      Set up a course in a minute: name it, begin with an assignment that Gradbook brings, then import the list of
      people.
    </p>
    ${courseForm({ assignment: bundledAssignments()[0]!.id })}`;
}

function newCoursePage(c: RequestContext, values: Values, problem: Refusal | undefined): Html {
  return layout(c, {
    title: 'New course',
    body: html`<h1>New course</h1>
      ${problemNote(problem)} ${courseForm(values)}`,
  });
}

function courseForm(values: Values): Html {
  return html`<form class="fields card" method="post" action="/new-course">
    ${field({ name: 'name', label: 'Name', value: values['name'], required: true })}
    <div class="row">
      ${field({ name: 'term', label: 'Term', hint: 'As in "Winter 2026".', value: values['term'] })}
      ${field({ name: 'slug', label: 'Address', hint: 'Made from the name unless given.', value: values['slug'] })}
    </div>
    ${zoneChoice(values['timeZone'] ?? 'UTC')}
    ${choice({
      name: 'assignment',
      label: 'First assignment',
      hint: 'A draft: students see it when you publish it.',
      value: values['assignment'] ?? '',
      options: [['', 'none'], ...bundledAssignments().map(({ id, title }) => [id, title] as const)],
    })}
    <div class="actions"><button class="main">Make the course</button></div>
  </form>`;
}

/** The time zone of a course. */
export function zoneChoice(value: string): Html {
  return choice({
    name: 'timeZone',
    label: 'Time zone',
    hint: 'Deadlines are set and shown in it.',
    value,
    options: timeZones().map((zone) => [zone, zone] as const),
  });
}
