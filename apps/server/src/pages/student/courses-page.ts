import { type Html, html } from '@gradbook/grading/report';

import type { RequestContext } from '../../http/context.ts';
import { type CourseRow, coursesOf, listAssignments, type ListedAssignment } from '../../submissions/mine.ts';
import { isOpen } from '../../submissions/window.ts';
import { layout } from '../layout.ts';
import { addresses } from './addresses.ts';
import { deadline, standing } from './time-left.ts';

/** The first page: what is due, and the courses. */
export async function coursesPage(c: RequestContext): Promise<Html> {
  const { services } = c.var;
  const person = c.var.person!;
  const [courses, listed] = await Promise.all([coursesOf(services, person), listAssignments(services, person)]);
  const due = listed.filter(({ window }) => isOpen(window) && (window.attempts === 0 || window.state === 'open'));
  const now = services.now();
  return layout(c, {
    title: 'My courses',
    body: html`<h1>My courses</h1>
      ${
        due.length > 0 &&
        html`<section aria-labelledby="due">
          <h2 id="due">To hand in</h2>
          ${assignmentTable(due, now, { withCourse: true })}
        </section>`
      }
      <section aria-labelledby="courses">
        <h2 id="courses">Courses</h2>
        ${courses.length === 0 ? noCourses(person.owner) : courseCards(courses, listed)}
        ${person.owner && html`<p class="actions"><a class="button" href="/courses/new">New course</a></p>`}
      </section>`,
  });
}

function noCourses(owner: boolean): Html {
  return html`<div class="empty">
    <p>${owner ? 'There is no course yet.' : 'You are in no course yet.'}</p>
    <p>
      ${owner ? 'Make the first one, then put people and assignments into it.' : 'When the staff of a course puts you on its list, it is here.'}
    </p>
  </div>`;
}

function courseCards(courses: readonly CourseRow[], listed: readonly ListedAssignment[]): Html {
  return html`<ul class="cards">
    ${courses.map((course) => {
      const own = listed.filter((each) => each.course.id === course.id);
      const open = own.filter(({ window }) => isOpen(window)).length;
      return html`<li>
        <h3><a href="${addresses.course(course.slug)}">${course.name}</a></h3>
        <p class="muted">
          ${course.term !== '' && `${course.term} · `}${course.archivedAt ? 'archived' : `${own.length} assignments, ${open} open`}
        </p>
      </li>`;
    })}
  </ul>`;
}

/** Assignments with their deadlines and where one stands with them. */
export function assignmentTable(
  listed: readonly ListedAssignment[],
  now: Date,
  { withCourse = false }: { readonly withCourse?: boolean } = {},
): Html {
  return html`<ul class="due-list">
    ${listed.map(
      ({ course, assignment, window }) =>
        html`<li>
          <div>
            <a class="name" href="${addresses.assignment(course.slug, assignment.slug)}">${assignment.title}</a>
            ${withCourse && html`<span class="muted small">${course.name}</span>`}
          </div>
          <div>${deadline(window, course.timeZone, now)}</div>
          <div class="state">${standing(window)}</div>
        </li>`,
    )}
  </ul>`;
}
