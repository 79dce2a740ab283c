import type { Html } from '@gradbook/grading/report';

import { may } from '../access/policy.ts';
import type { RequestContext } from '../http/context.ts';
import { type Tab, tabs } from './layout.ts';

/** The sections of the course that the person may open; `open` is the address of the one that is shown. */
export function courseTabs(c: RequestContext, open: string): Html {
  const { course, role } = c.var;
  const base = `/courses/${course.slug}`;
  const all: readonly (Tab | false)[] = [
    { title: 'Assignments', href: base },
    may('staff.read', role) && { title: 'People', href: `${base}/people` },
    may('course.write', role) && { title: 'Settings', href: `${base}/settings` },
    may('audit.read', role) && { title: 'Log', href: `${base}/audit` },
  ];
  const shown = all.filter((tab) => tab !== false);
  return tabs(`Sections of ${course.name}`, shown, open);
}

/** The sections of the assignment that staff may open: what is handed in first, then what is set. */
export function assignmentTabs(c: RequestContext, open: string): Html {
  const { course, assignment, role } = c.var;
  const base = `/courses/${course.slug}/assignments/${assignment.slug}`;
  const all: readonly (Tab | false)[] = [
    { title: 'Assignment', href: base },
    { title: 'Dashboard', href: `${base}/dashboard` },
    { title: 'Submissions', href: `${base}/submissions` },
    { title: 'Review', href: `${base}/review` },
    { title: 'Groups', href: `${base}/groups` },
    { title: 'Second looks', href: `${base}/second-looks` },
    { title: 'Similarity', href: `${base}/similarity` },
    { title: 'Regrades', href: `${base}/regrades` },
    may('grades.export', role) && { title: 'Export', href: `${base}/exports` },
    may('extension.write', role) && { title: 'Extensions', href: `${base}/extensions` },
    may('assignment.write', role) && { title: 'Versions', href: `${base}/versions` },
    may('assignment.write', role) && { title: 'Dates and rules', href: `${base}/settings` },
  ];
  const shown = all.filter((tab) => tab !== false);
  return tabs(`Sections of ${assignment.title}`, shown, open);
}

/** The way to the course, for the frame. */
export function courseWay(c: RequestContext): readonly Tab[] {
  return [{ title: c.var.course.name, href: `/courses/${c.var.course.slug}` }];
}

/** The way to the assignment, for the frame. */
export function assignmentWay(c: RequestContext): readonly Tab[] {
  const { course, assignment } = c.var;
  return [...courseWay(c), { title: assignment.title, href: `/courses/${course.slug}/assignments/${assignment.slug}` }];
}
