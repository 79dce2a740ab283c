import { stringify } from 'csv-stringify/sync';

import { and, eq } from 'drizzle-orm';

import type { Database } from '../../database/connect.ts';
import { assignmentVersion } from '../../database/schema/index.ts';
import { type AssignmentRow, countingAttempts, type GradedAttempt } from '../grade/load.ts';
import { type Student, studentsOf } from '../people.ts';

/** For whom an export is. */
export const exportFormats = ['gradbook', 'canvas', 'moodle', 'gradescope'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A student with the attempt that counts, if there is one. */
export interface ExportRow {
  readonly student: Student;
  readonly attempt: GradedAttempt | undefined;
}

/** What an export is made of. */
export interface ExportContent {
  readonly title: string;
  readonly maximum: number;
  readonly rows: readonly ExportRow[];
}

/** Every student of the course with the attempt that counts, and what can be reached. */
export async function exportContent(database: Database, assignment: AssignmentRow): Promise<ExportContent> {
  const students = await studentsOf(database, assignment.courseId);
  const attempts = await countingAttempts(database, assignment);
  const rows = students.map((student) => ({ student, attempt: attempts.get(student.id) }));
  const [version] = await database
    .select({ maximum: assignmentVersion.maximum })
    .from(assignmentVersion)
    .where(
      and(eq(assignmentVersion.assignmentId, assignment.id), eq(assignmentVersion.number, assignment.currentVersion)),
    );
  return { title: assignment.title, maximum: version?.maximum ?? 0, rows };
}

/**
 * The grades as CSV. A grade is exported when everything in it is decided; of others the cell stays empty, which all importing
 * systems read as "no grade": never a zero that nobody gave.
 */
export function csvOf(format: ExportFormat, content: ExportContent): string {
  return stringify(
    tables[format](content).map((row) => [...row]),
    {
      record_delimiter: 'windows',
      // Spreadsheets run what begins like a formula: such a text gets an apostrophe before it.
      escape_formulas: true,
    },
  );
}

type Cell = string | number;
type Table = readonly (readonly Cell[])[];

const tables: Readonly<Record<ExportFormat, (content: ExportContent) => Table>> = {
  gradbook: gradbookTable,
  canvas: canvasTable,
  moodle: moodleTable,
  gradescope: gradescopeTable,
};

/** Everything: each part, what lateness took, and how far grading is. */
function gradbookTable({ rows, maximum }: ExportContent): Table {
  const parts = [
    ...new Map(
      rows.flatMap(({ attempt }) => attempt?.grade.parts ?? []).map((part) => [part.id, part.maximum] as const),
    ),
  ];
  const header = ['Name', 'Email', 'ID', 'Status', 'Points', 'Maximum', 'Sum', 'Late (hours)', 'Late days', 'Deducted'];
  return [
    [...header, 'Waiting', 'Attempt', 'Handed in', ...parts.map(([id, points]) => `${id} (${points})`)],
    ...rows.map(({ student, attempt }) => {
      const person = [student.name, student.email, student.externalId ?? ''];
      if (!attempt) {
        const empty = ['', '', '', '', '', '', '', ...parts.map(() => '')];
        return [...person, 'not handed in', '', number(maximum), ...empty];
      }
      const { grade, submission } = attempt;
      return [
        ...person,
        statusOf(attempt),
        pointsOf(attempt),
        number(grade.maximum),
        number(grade.sum),
        number(grade.late.seconds / 3_600),
        grade.late.days,
        number(grade.late.deducted),
        number(grade.waiting),
        submission.attempt,
        submission.handedInAt.toISOString(),
        ...parts.map(([id]) => optional(grade.parts.find((part) => part.id === id)?.points)),
      ];
    }),
  ];
}

/** The columns that Canvas' grade book imports: students by their SIS or login ids, the second row with the points possible. */
function canvasTable({ title, maximum, rows }: ExportContent): Table {
  return [
    ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', title],
    ['    Points Possible', '', '', '', '', number(maximum)],
    ...rows.map(({ student, attempt }) => [
      student.name,
      '',
      student.externalId ?? '',
      student.email,
      '',
      pointsOf(attempt),
    ]),
  ];
}

/** The columns of Moodle's own grade export, which its import maps by email address or ID number. */
function moodleTable({ title, rows }: ExportContent): Table {
  return [
    ['First name', 'Last name', 'ID number', 'Email address', title, `${title} (feedback)`],
    ...rows.map(({ student, attempt }) => [
      ...namesOf(student.name),
      student.externalId ?? '',
      student.email,
      pointsOf(attempt),
      attempt ? feedbackOf(attempt) : '',
    ]),
  ];
}

/** The columns of Gradescope's grade download of a course. */
function gradescopeTable({ title, maximum, rows }: ExportContent): Table {
  return [
    [
      'First Name',
      'Last Name',
      'SID',
      'Email',
      title,
      `${title} - Max Points`,
      `${title} - Submission Time`,
      `${title} - Lateness (H:M:S)`,
    ],
    ...rows.map(({ student, attempt }) => [
      ...namesOf(student.name),
      student.externalId ?? '',
      student.email,
      pointsOf(attempt),
      number(maximum),
      attempt ? gradescopeTime(attempt.submission.handedInAt) : '',
      attempt ? hoursMinutesSeconds(attempt.grade.late.seconds) : '',
    ]),
  ];
}

/** How far the grade of an attempt is, in words. */
function statusOf({ grade }: GradedAttempt): string {
  if (grade.state === 'fault') return 'not graded: our fault';
  if (grade.state === 'unreadable') return grade.final ? 'graded' : 'unreadable';
  if (grade.state !== 'graded') return 'being graded';
  return grade.final ? 'graded' : 'waits for a person';
}

function pointsOf(attempt: GradedAttempt | undefined): Cell {
  return attempt?.grade.final === true ? number(attempt.grade.points) : '';
}

function feedbackOf({ grade }: GradedAttempt): string {
  const { days, deducted } = grade.late;
  const late = deducted > 0 ? [`${number(deducted)} points for ${days} late ${days === 1 ? 'day' : 'days'}`] : [];
  const comments = grade.parts.flatMap(({ id, override }) =>
    override && override.comment.trim() !== '' ? [`${id}: ${override.comment}`] : [],
  );
  return [...late, ...comments].join('\n');
}

/** The last word is the last name: systems that import this go by the other columns. */
function namesOf(name: string): readonly [string, string] {
  const words = name.trim().split(/\s+/);
  return [words.slice(0, -1).join(' '), words.at(-1) ?? ''];
}

function number(value: number): number {
  return Math.round(value * 100) / 100;
}

function optional(value: number | undefined): Cell {
  return value === undefined ? '' : number(value);
}

function gradescopeTime(date: Date): string {
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' +0000');
}

function hoursMinutesSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
