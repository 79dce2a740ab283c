import type { RequestContext } from '../../http/context.ts';

/** Addresses of a student's pages. */
export const addresses = {
  course: (slug: string): string => `/courses/${encodeURIComponent(slug)}`,
  assignment: (course: string, slug: string): string =>
    `/courses/${encodeURIComponent(course)}/assignments/${encodeURIComponent(slug)}`,
  handIn: (course: string, slug: string): string => `${addresses.assignment(course, slug)}/hand-in`,
  write: (course: string, slug: string): string => `${addresses.assignment(course, slug)}/write`,
  handInTo: (course: string, slug: string): string => `${addresses.assignment(course, slug)}/hand-in`,
  submission: (id: string): string => `/submissions/${id}`,
} as const;

/** The way to an assignment's page. */
export function wayTo(c: RequestContext): readonly { readonly title: string; readonly href: string }[] {
  const { course, assignment } = c.var;
  return [
    { title: course.name, href: addresses.course(course.slug) },
    { title: assignment.title, href: addresses.assignment(course.slug, assignment.slug) },
  ];
}
