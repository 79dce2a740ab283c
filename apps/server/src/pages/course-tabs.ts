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

/** What all staff works with. */
const staffSections = [
  ['Dashboard', 'dashboard'],
  ['Submissions', 'submissions'],
  ['Review', 'review'],
  ['Groups', 'groups'],
  ['Second looks', 'second-looks'],
  ['Similarity', 'similarity'],
  ['Regrades', 'regrades'],
] as const;

/** The sections of the assignment that staff may open. */
export function assignmentTabs(c: RequestContext, open: string): Html {
  const { course, assignment, role } = c.var;
  const base = `/courses/${course.slug}/assignments/${assignment.slug}`;
  const all: readonly (Tab | false)[] = [
    { title: 'Assignment', href: base },
    ...staffSections.map(([title, section]) => ({ title, href: `${base}/${section}` })),
    may('grades.export', role) && { title: 'Export', href: `${base}/exports` },
    may('assignment.write', role) && { title: 'Dates and rules', href: `${base}/settings` },
    may('assignment.write', role) && { title: 'Versions', href: `${base}/versions` },
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
