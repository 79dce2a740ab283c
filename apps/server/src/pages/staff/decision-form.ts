import { type Html, html } from '@gradbook/grading/report';
import { z } from 'zod';

import { parsed, type Values } from '../form.ts';
import { pointsText } from './frame.ts';

/** The fields of every form that decides about a part. */
const schema = z.object({
  part: z.string().min(1).max(100),
  points: z.string().max(20).default(''),
  reason: z.string().max(20_000).default(''),
  comment: z.string().max(20_000).default(''),
  seen: z.string().max(40).default(''),
});

/** What a form about a part says. */
interface DecisionValues {
  readonly partId: string;
  /** undefined where the field was left empty. */
  readonly points: number | undefined;
  readonly reason: string;
  readonly comment: string;
  /** The newest override that the form was made with; null for none. */
  readonly seen: string | null;
}

/** Reads a form that decides about a part. @throws Refusal 422 for points that are no number. */
export function decisionOf(values: Values): DecisionValues {
  const { part: partId, points, reason, comment, seen } = parsed(schema, values);
  return {
    partId,
    points: points.trim() === '' ? undefined : parsed(z.coerce.number(), points.replace(',', '.')),
    reason: reason.trim(),
    comment: comment.trim(),
    seen: seen === '' ? null : seen,
  };
}

/** A field for points between 0 and the maximum. */
export function pointsField(id: string, maximum: number, value: string, label = 'Points'): Html {
  return html`<div class="field points-field">
    <label for="${id}">${label}</label>
    <span
      ><input
        id="${id}"
        name="points"
        type="number"
        inputmode="decimal"
        min="0"
        max="${maximum}"
        step="any"
        value="${value}"
      />
      of ${pointsText(maximum)}</span
    >
  </div>`;
}

/** A text of several lines. */
export function textField(given: {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly value?: string | undefined;
  readonly rows?: number;
  readonly required?: boolean;
}): Html {
  const { id, name, label, hint, value = '', rows = 3, required = false } = given;
  return html`<div class="field">
    <label for="${id}">${label}</label>
    ${hint !== undefined && html`<p class="hint" id="${id}-hint">${hint}</p>`}
    <textarea
      id="${id}"
      name="${name}"
      rows="${rows}"
      maxlength="10000"
      ${required && html`required`}
      ${hint !== undefined && html`aria-describedby="${id}-hint"`}
    >
${value}</textarea>
  </div>`;
}
