import { type Html, html } from '@gradbook/grading/report';

import type { ListedAssignment } from '../../submissions/mine.ts';
import { isOpen } from '../../submissions/window.ts';
import { addresses } from './addresses.ts';
import { deadline, standing } from './time-left.ts';

/** What can be handed in and has not been, over all courses. */
export function toHandIn(listed: readonly ListedAssignment[], now: Date): Html | false {
  const due = listed.filter(({ window }) => isOpen(window) && window.attempts === 0);
  return (
    due.length > 0 &&
    html`<section aria-labelledby="due">
      <h2 id="due">To hand in</h2>
      ${dueList(due, now, { withCourse: true })}
    </section>`
  );
}

/** Assignments with their deadlines and where one stands with them. */
export function dueList(
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
          <div class="state">
            ${/* Staff may try a draft: to them it is open. */ assignment.published ? standing(window) : html`<span class="tag warning">draft</span>`}
          </div>
        </li>`,
    )}
  </ul>`;
}
