import { type Html, html } from '@gradbook/grading/report';
import type { Handler } from 'hono';

import { showTime } from '../../courses/times.ts';
import type { Env, RequestContext } from '../../http/context.ts';
import type { GradedAttempt } from '../../review/grade/load.ts';
import { assignmentTabs, assignmentWay } from '../course-tabs.ts';
import { layout } from '../layout.ts';

/** A page of the staff about an assignment. */
interface StaffPage {
  readonly title: string;
  /** The section's address below the assignment, such as `review`. */
  readonly section: string;
  readonly body: Html;
  /** Steps between the assignment and the page. */
  readonly path?: readonly { readonly title: string; readonly href: string }[];
  readonly scripts?: readonly string[];
  readonly width?: 'wide';
  /** Whether the page shows formulas. */
  readonly mathematics?: boolean;
}

/** A page in the frame of its assignment: the sections that the person may see stand above it. */
export function staffPage(c: RequestContext, page: StaffPage): Html {
  const { assignment } = c.var;
  const { title, section, body, path = [], scripts, width, mathematics } = page;
  return layout(c, {
    title: `${title} · ${assignment.title}`,
    path: [...assignmentWay(c), ...path],
    tabs: assignmentTabs(c, `${baseOf(c)}/${section}`),
    body,
    ...(scripts ? { scripts } : {}),
    ...(width ? { width } : {}),
    ...(mathematics === true ? { mathematics } : {}),
  });
}

/** A route that shows a page. */
export function shows(page: (c: RequestContext) => Html | Promise<Html>): Handler<Env> {
  return async (c) => c.html((await page(c)).source);
}

/** The address of the assignment that a request is about. */
export function baseOf({ var: { course, assignment } }: RequestContext): string {
  return `/courses/${course.slug}/assignments/${assignment.slug}`;
}

/** The staff's page about a submission. */
export function submissionHref({ var: { course } }: RequestContext, submissionId: string, partId?: string): string {
  const anchor = partId === undefined ? '' : `#${anchorOf(partId)}`;
  return `/courses/${course.slug}/submissions/${submissionId}${anchor}`;
}

/** The id of a part's card: ids of parts hold signs that addresses do not like. */
export function anchorOf(partId: string): string {
  return `part-${partId.replaceAll(/[^\w.-]/g, '_')}`;
}

/** A moment in the course's time zone. */
export function momentOf({ var: { course } }: RequestContext, date: Date): Html {
  return showTime(date, course.timeZone);
}

/** Points as people read them: no tail of digits. */
export function pointsText(points: number): string {
  return String(Math.round(points * 100) / 100).replace('-', '−');
}

/** How far grading a submission is, as a tag. */
export function statusTag({ grade }: GradedAttempt): Html {
  if (grade.state === 'fault') return html`<span class="tag bad">not graded: our fault</span>`;
  if (grade.state === 'unreadable' && !grade.final) return html`<span class="tag bad">unreadable</span>`;
  if (grade.state !== 'graded' && grade.state !== 'unreadable') return html`<span class="tag note">being graded</span>`;
  if (grade.final) return html`<span class="tag good">graded</span>`;
  return html`<span class="tag warning">waits for a person</span>`;
}

/** How late a submission was, as a tag; nothing where it was in time. */
export function lateTag({ grade: { late } }: Pick<GradedAttempt, 'grade'>): Html | false {
  if (late.seconds <= 0) return false;
  const taken = late.deducted > 0 ? `, −${pointsText(late.deducted)} points` : '';
  return html`<span class="tag warning">${durationText(late.seconds)} late${taken}</span>`;
}

/** A duration in its largest unit, such as "3 hours". */
function durationText(seconds: number): string {
  const units = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
  ] as const;
  const [size, name] = units.find(([unit]) => seconds >= unit) ?? [1, 'second'];
  const count = Math.floor(seconds / size);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** A count with its noun: 1 answer, 2 answers. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A query as it stands in an address, without what is empty. */
export function queryOf(values: Readonly<Record<string, string | undefined>>): string {
  const entries = Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[name, value]],
  );
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries).toString()}`;
}
