import Table from 'cli-table3';
import { colours as pc } from './colours.ts';

import type { GradedSubmission, UnreadableSubmission } from '../grading/graded.ts';
import type { MistakeGroup } from '../grading/mistake-groups.ts';
import { rounded } from '../results/results.ts';
import { plainText } from './plain-text.ts';
import { printable } from './printable.ts';
import { verdicts } from './verdicts.ts';

const borders =
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid';
const noBorders = Object.fromEntries(borders.split(' ').map((place) => [place, '']));

/** A table without borders, in colours only where the terminal has them. */
export function plainTable(head: readonly string[], widths: readonly number[]): Table.Table {
  return new Table({
    head: head.map((title) => pc.bold(title)),
    ...(widths.length > 0 ? { colWidths: [...widths], wordWrap: true } : {}),
    chars: { ...noBorders, middle: ' ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
  });
}

/** The verdicts of one submission as a table that fits `width` columns: part, verdict, points, reason. */
export function verdictTable(graded: GradedSubmission, width: number): string {
  const [verdict, points] = [12, 10];
  const part = Math.max(7, ...graded.parts.map((each) => each.part.id.length + 1));
  const table = plainTable(
    ['part', 'verdict', 'points', 'why'],
    [part, verdict, points, Math.max(20, width - part - verdict - points - 3)],
  );
  for (const { part, judgement, points } of graded.parts) {
    const { sign, word, paint } = verdicts[judgement.verdict];
    const earned = judgement.verdict === 'needs_review' ? '?' : String(rounded(points));
    table.push([
      part.id,
      paint(`${sign} ${word}`),
      `${earned} / ${part.points}${part.optional === true ? '*' : ''}`,
      reasonOf(judgement.feedback, judgement.verdict),
    ]);
  }
  return table.toString();
}

/** The first sentences, as far as they fit a few lines; the report has all of them. A person needs only the first. */
function reasonOf(feedback: readonly string[], verdict: string): string {
  const most = 260;
  const text = plainText((verdict === 'needs_review' ? feedback.slice(0, 1) : feedback).join(' '));
  return text.length > most ? `${text.slice(0, most - 1).replace(/\s+\S*$/, '')} …` : text;
}

/** Many submissions, a line each: points, and what waits for a person; then those that were not graded. */
export function overviewTable(
  graded: readonly GradedSubmission[],
  notGraded: readonly UnreadableSubmission[],
  width: number,
): string {
  const [points, waiting] = [14, 10];
  const table = plainTable(
    ['submission', 'points', 'waiting'],
    [Math.max(20, width - points - waiting - 2), points, waiting],
  );
  for (const submission of graded) {
    table.push([
      printable(submission.name),
      `${rounded(submission.score)} / ${rounded(submission.maximum)}`,
      submission.waiting > 0 ? String(rounded(submission.waiting)) : '',
    ]);
  }
  for (const { name } of notGraded) table.push([printable(name), pc.red('not graded'), '']);
  return table.toString();
}

/** A class in sentences: how the points are spread, and what is left for a person. */
export function classLines(graded: readonly GradedSubmission[], notGraded: number): string[] {
  const scores = graded.map(({ score }) => score).toSorted((a, b) => a - b);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const middle = (scores[Math.floor((scores.length - 1) / 2)]! + scores[Math.floor(scores.length / 2)]!) / 2;
  const waiting = graded.filter((each) => each.waiting > 0);
  const points = waiting.reduce((sum, each) => sum + each.waiting, 0);
  return [
    `${graded.length} graded${notGraded > 0 ? `, ${notGraded} not` : ''}: mean ${rounded(mean)}, median ${rounded(middle)}, ` +
      `from ${rounded(scores[0]!)} to ${rounded(scores.at(-1)!)} of ${rounded(graded[0]!.maximum)} points.`,
    ...(waiting.length > 0 ? [`In ${waiting.length} of them ${rounded(points)} points in all wait for a person.`] : []),
  ];
}

/** Mistakes that several submissions share, a line each. */
export function mistakesTable(groups: readonly MistakeGroup[], width: number): string {
  const [part, count, id] = [9, 7, 28];
  const table = plainTable(
    ['part', 'made by', 'mistake', 'what they read'],
    [part, count + 1, id, Math.max(20, width - part - count - id - 4)],
  );
  for (const group of groups) {
    table.push([group.part, String(group.submissions.length), group.mistake, reasonOf([group.sentence], '')]);
  }
  return table.toString();
}

/** One line under the table: points, what waits, time. */
export function summaryLine(graded: GradedSubmission): string {
  const waiting = graded.waiting > 0 ? `; ${rounded(graded.waiting)} wait for a person` : '';
  return `${pc.bold(`${rounded(graded.score)} of ${rounded(graded.maximum)} points`)}${waiting} (${graded.seconds.toFixed(1)} s)`;
}
