import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';

import { effectiveGrade } from '../effective-grade.ts';
import type { GradedAttempt } from '../grade/load.ts';
import { csvOf, type ExportContent, exportFormats } from './exports.ts';

const outline = [
  { id: '1(a)', title: 'A', points: 4, kind: 'expression' },
  { id: '1(b)', title: 'B', points: 6, kind: 'text' },
] as const;

/** An attempt with a decided first part; the second one is decided where `second` says how. */
function attempt(second: number | undefined, lateSeconds = 0, comment = ''): GradedAttempt {
  const grade = effectiveGrade({
    state: 'graded',
    outline,
    graded: [
      { partId: '1(a)', verdict: 'partial', points: 4 / 3, maximum: 4 },
      { partId: '1(b)', verdict: 'needs_review', points: 0, maximum: 6 },
    ],
    overrides: second === undefined ? [] : [{ id: 'o', partId: '1(b)', points: second, comment }],
    lateSeconds,
    lateRule: { kind: 'perDay', share: 0.1, graceMinutes: 0, mostDays: 9 },
  });
  const submission = { attempt: 2, handedInAt: new Date('2026-10-01T10:00:05Z') };
  return { submission, attempt: 2, grade, grading: undefined } as unknown as GradedAttempt;
}

const student = (id: string, name: string, externalId: string | null = null) => ({
  id,
  name,
  email: `${id}@example.org`,
  externalId,
});
const content: ExportContent = {
  title: 'Recurrent networks',
  maximum: 10,
  rows: [
    { student: student('ada', 'Ada Maria Brandt', '007'), attempt: attempt(6, 90_061, 'Good, "very" good\nindeed') },
    { student: student('bilal', 'Bilal'), attempt: attempt(undefined) },
    { student: student('evil', '=HYPERLINK("http://x")', '+1'), attempt: attempt(0) },
    { student: student('none', '@none'), attempt: undefined },
  ],
};

const read = (format: (typeof exportFormats)[number]): string[][] => parse(csvOf(format, content));

describe('exports', () => {
  it('leave the cell of a grade that is not decided empty, in every format', () => {
    for (const format of ['canvas', 'moodle', 'gradescope'] as const) {
      const [header, ...rows] = read(format);
      const row = rows.find((cells) => cells.some((cell) => cell.includes('bilal')))!;
      expect([format, row[header!.indexOf('Recurrent networks')]]).toEqual([format, '']);
    }
    const everything = parse<Record<string, string>>(csvOf('gradbook', content), { columns: true });
    expect(everything.map((row) => [row['Status'], row['Points']])).toEqual([
      ['graded', '5.33'],
      ['waits for a person', ''],
      ['graded', '1.33'],
      ['not handed in', ''],
    ]);
    expect(everything[0]).toMatchObject({
      Sum: '7.33',
      'Late days': '2',
      Deducted: '2',
      '1(a) (4)': '1.33',
      ID: '007',
    });
  });

  it('have the columns of Canvas, with the points possible in the second row', () => {
    expect(read('canvas').slice(0, 3)).toEqual([
      ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', 'Recurrent networks'],
      ['    Points Possible', '', '', '', '', '10'],
      ['Ada Maria Brandt', '', '007', 'ada@example.org', '', '5.33'],
    ]);
  });

  it('have the columns of Moodle, with what people wrote as feedback', () => {
    const rows = parse<Record<string, string>>(csvOf('moodle', content), { columns: true });
    expect(rows[0]).toEqual({
      'First name': 'Ada Maria',
      'Last name': 'Brandt',
      'ID number': '007',
      'Email address': 'ada@example.org',
      'Recurrent networks': '5.33',
      'Recurrent networks (feedback)': '2 points for 2 late days\n1(b): Good, "very" good\nindeed',
    });
  });

  it('have the columns of Gradescope, with time and lateness', () => {
    const rows = parse<Record<string, string>>(csvOf('gradescope', content), { columns: true });
    expect(rows[0]).toEqual({
      'First Name': 'Ada Maria',
      'Last Name': 'Brandt',
      SID: '007',
      Email: 'ada@example.org',
      'Recurrent networks': '5.33',
      'Recurrent networks - Max Points': '10',
      'Recurrent networks - Submission Time': '2026-10-01 10:00:05 +0000',
      'Recurrent networks - Lateness (H:M:S)': '25:01:01',
    });
  });

  it('hold nothing that a spreadsheet would run', () => {
    for (const format of exportFormats) {
      expect(
        read(format)
          .flat()
          .filter((cell) => /^[=+@\t\r-]/.test(cell)),
      ).toEqual([]);
    }
  });
});
