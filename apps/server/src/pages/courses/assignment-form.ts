import { type Html, html } from '@gradbook/grading/report';

import type { Assignment } from '../../courses/assignments.ts';
import { type AssignmentInput, assignmentSchema } from '../../courses/inputs.ts';
import { clockText, instantOf } from '../../courses/times.ts';
import { choice, field, parsed, tick, type Values } from '../form.ts';

/** What the form of an assignment is filled with at first. */
export function valuesOfAssignment(assignment: Assignment, timeZone: string): Values {
  const { title, opensAt, dueAt, lateRule, mostAttempts, counts, feedback } = assignment;
  const perDay = lateRule.kind === 'perDay' ? lateRule : undefined;
  return {
    title,
    opensAt: opensAt === null ? '' : clockText(opensAt, timeZone),
    dueAt: dueAt === null ? '' : clockText(dueAt, timeZone),
    late: lateRule.kind,
    share: String(round((perDay?.share ?? 0.1) * 100)),
    graceMinutes: String(perDay?.graceMinutes ?? 15),
    mostDays: String(perDay?.mostDays ?? 7),
    mostAttempts: mostAttempts === null ? '' : String(mostAttempts),
    counts,
    show: feedback.show,
    expected: feedback.expected ? 'yes' : '',
  };
}

/** 0.07 · 100 is not 7 in floating point. */
function round(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}

/** What a form that was filled in says; `published` is no field of it. */
export function readAssignment(values: Values, timeZone: string, published: boolean): AssignmentInput {
  const instant = (text = ''): string | null => (text === '' ? null : instantOf(text, timeZone).toISOString());
  const late = values['late'] ?? 'accept';
  return parsed(assignmentSchema, {
    title: values['title'] ?? '',
    published,
    opensAt: instant(values['opensAt']),
    dueAt: instant(values['dueAt']),
    lateRule:
      late === 'perDay'
        ? {
            kind: late,
            share: (number(values['share']) ?? Number.NaN) / 100,
            graceMinutes: number(values['graceMinutes']),
            mostDays: number(values['mostDays']),
          }
        : { kind: late },
    mostAttempts: number(values['mostAttempts']),
    counts: values['counts'] ?? 'latest',
    feedback: { show: values['show'] ?? 'always', expected: values['expected'] === 'yes' },
  });
}

function number(text = ''): number | null {
  return text.trim() === '' ? null : Number(text);
}

/** Dates and rules of an assignment. */
export function assignmentFields(values: Values, timeZone: string): Html {
  return html`${field({ name: 'title', label: 'Title', value: values['title'], required: true })}
    <fieldset>
      <legend>Dates</legend>
      <p class="hint">In the course's time zone, ${timeZone}. Leave a date empty where there is none.</p>
      <div class="row">
        ${field({ name: 'opensAt', label: 'Opens', type: 'datetime-local', value: values['opensAt'] })}
        ${field({ name: 'dueAt', label: 'Due', type: 'datetime-local', value: values['dueAt'] })}
      </div>
    </fieldset>
    <fieldset>
      <legend>After the deadline</legend>
      ${choice({
        name: 'late',
        label: 'What is late',
        value: values['late'] ?? 'accept',
        options: [
          ['accept', 'is taken without a loss, and marked as late'],
          ['perDay', 'loses points for each day'],
          ['refuse', 'is not taken'],
        ],
      })}
      <p class="hint">For those that lose points for each day:</p>
      <div class="row">
        ${field({ name: 'share', label: 'Percent of the maximum a day', type: 'number', min: 0, max: 100, step: 'any', value: values['share'] })}
        ${field({ name: 'graceMinutes', label: 'Minutes of grace', type: 'number', min: 0, max: 10_080, value: values['graceMinutes'] })}
        ${field({ name: 'mostDays', label: 'Days until nothing is taken', type: 'number', min: 1, max: 365, value: values['mostDays'] })}
      </div>
    </fieldset>
    <fieldset>
      <legend>Attempts</legend>
      <div class="row">
        ${field({ name: 'mostAttempts', label: 'At most', type: 'number', min: 1, max: 1_000, hint: 'Empty: as many as they like.', value: values['mostAttempts'] })}
        ${choice({
          name: 'counts',
          label: 'What counts',
          value: values['counts'] ?? 'latest',
          options: [
            ['latest', 'the latest attempt'],
            ['best', 'the best attempt'],
          ],
        })}
      </div>
    </fieldset>
    <fieldset>
      <legend>Feedback</legend>
      ${choice({
        name: 'show',
        label: 'Students see verdicts and feedback',
        value: values['show'] ?? 'always',
        options: [
          ['always', 'as soon as they are graded'],
          ['afterDue', 'after the deadline'],
          ['never', 'never'],
        ],
      })}
      ${tick({ name: 'expected', label: 'With the right answers', hint: 'Best after the deadline only: whoever may hand in again reads them too.', checked: values['expected'] === 'yes' })}
    </fieldset>`;
}
