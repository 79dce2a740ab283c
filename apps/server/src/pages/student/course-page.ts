import { type Html, html } from '@gradbook/grading/report';

import { may } from '../../access/policy.ts';
import type { RequestContext } from '../../http/context.ts';
import { listAssignments } from '../../submissions/mine.ts';
import { layout } from '../layout.ts';
import { assignmentTable } from './courses-page.ts';

/** A course: its assignments, the next due first. */
export async function coursePage(c: RequestContext): Promise<Html> {
  const { services, course, role } = c.var;
  const staff = may('staff.read', role);
  const listed = await listAssignments(services, c.var.person!, { courseId: course.id, drafts: staff });
  return layout(c, {
    title: course.name,
    body: html`<h1>${course.name}</h1>
      ${course.term !== '' && html`<p>${course.term}</p>`}
      <h2>Assignments</h2>
      ${
        listed.length === 0
          ? html`<div class="empty"><p>There is no assignment yet.</p></div>`
          : assignmentTable(listed, services.now())
      }
      <p class="small muted">All times are in the zone of the course, ${course.timeZone}.</p>`,
  });
}
