import type { CourseRole } from '../database/schema/index.ts';

/** What somebody is to a course, the least first. Owners of the server are that everywhere. */
export type Role = 'nobody' | 'stranger' | CourseRole | 'owner';

/**
 * The one place that says who may do what. `own` is about submissions: whoever handed it in. A role not named may not.
 *
 * | role | is |
 * |---|---|
 * | nobody | not signed in |
 * | stranger | signed in, but not in this course |
 * | student, assistant, instructor | enrolled as that |
 * | owner | owner of the server |
 */
const allowed = {
  /** Pages that everybody sees: sign-in, style sheets, the health of the server. */
  anyone: ['nobody', 'stranger', 'student', 'assistant', 'instructor', 'owner'],
  /** A person's own things: their courses, their password. */
  signedIn: ['stranger', 'student', 'assistant', 'instructor', 'owner'],

  'course.read': ['student', 'assistant', 'instructor', 'owner'],
  'assignment.read': ['student', 'assistant', 'instructor', 'owner'],
  'submission.create': ['student', 'assistant', 'instructor', 'owner'],
  'submission.read': ['own', 'assistant', 'instructor', 'owner'],
  'secondLook.create': ['own'],

  'staff.read': ['assistant', 'instructor', 'owner'],
  'grade.write': ['assistant', 'instructor', 'owner'],

  'assignment.write': ['instructor', 'owner'],
  'regrade.write': ['instructor', 'owner'],
  'extension.write': ['instructor', 'owner'],
  'grades.export': ['instructor', 'owner'],
  'people.write': ['instructor', 'owner'],
  'course.write': ['instructor', 'owner'],
  'audit.read': ['instructor', 'owner'],

  'server.write': ['owner'],
} as const satisfies Readonly<Record<string, readonly (Role | 'own')[]>>;

/** Something that is allowed or not; every route names one. */
export type Permission = keyof typeof allowed;

/** All permissions. */
export const permissions = Object.keys(allowed) as readonly Permission[];

/** Whether a role may; `own` says that the submission is the person's own. */
export function may(permission: Permission, role: Role, own = false): boolean {
  const roles: readonly (Role | 'own')[] = allowed[permission];
  return roles.includes(role) || (own && roles.includes('own'));
}
