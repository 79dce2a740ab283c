import { type Html, html } from '@gradbook/grading/report';
import type { z } from 'zod';

import type { RequestContext } from '../http/context.ts';
import { Refusal } from '../http/refusal.ts';

/** What a form was filled with; a field that was left out is "". */
export type Values = Readonly<Record<string, string>>;

/** Reads a form's texts; of files it takes none. */
export async function valuesOf(c: RequestContext): Promise<Values> {
  const body = await c.req.parseBody();
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/**
 * What a schema makes of some values.
 *
 * @throws Refusal 422 that names the first field that is wrong.
 */
export function parsed<S extends z.ZodType>(schema: S, values: unknown): z.output<S> {
  const read = schema.safeParse(values);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue!.path.length > 0 ? `"${issue!.path.join('.')}"` : 'the form';
  throw new Refusal(422, `${where}: ${issue!.message}`, 'a value that the field takes', 'correct the field');
}

/** What a form says when it comes back with something wrong in it. */
export function problemNote(problem: Refusal | undefined): Html | undefined {
  if (!problem) return undefined;
  return html`<div class="flash bad" role="alert">
    <p><strong>That did not work:</strong> ${problem.given}.</p>
    <p>Expected ${problem.expected}. ${sentence(problem.remedy)}</p>
  </div>`;
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

/** Refusals after which the form is shown again, filled as it was. */
const mendable: ReadonlySet<number> = new Set([409, 422]);

/**
 * Does what a form asks for; where that is refused for something in the form, shows the form again.
 *
 * @param again makes the page with the problem and what was filled in.
 */
export async function withForm(
  c: RequestContext,
  act: (values: Values) => Promise<Response>,
  again: (problem: Refusal, values: Values) => Html | Promise<Html>,
): Promise<Response> {
  const values = await valuesOf(c);
  try {
    return await act(values);
  } catch (error) {
    if (!(error instanceof Refusal) || !mendable.has(error.status)) throw error;
    return c.html((await again(error, values)).source, error.status);
  }
}

/** A field of a form. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly value?: string | undefined;
  readonly type?: 'text' | 'email' | 'password' | 'number' | 'datetime-local' | 'file';
  readonly required?: boolean;
  readonly autocomplete?: string;
  readonly minlength?: number;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number | 'any';
  readonly accept?: string;
  readonly autofocus?: boolean;
}

/** A label, its hint and an input. */
export function field(given: Field): Html {
  const { name, label, hint, value, type = 'text', required = false, autofocus = false } = given;
  const attributes = (['autocomplete', 'minlength', 'min', 'max', 'step', 'accept'] as const).flatMap((key) =>
    given[key] === undefined ? [] : [html`${key}="${given[key]}" `],
  );
  return html`<div class="field">
    <label for="${name}">${label}</label>
    ${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      ${value !== undefined && html`value="${value}"`}
      ${hint !== undefined && html`aria-describedby="${name}-hint"`}
      ${required && html`required`}
      ${autofocus && html`autofocus`}
      ${attributes}
    />
  </div>`;
}

/** A label, its hint and a list to choose from. */
export function choice(given: {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
}): Html {
  const { name, label, hint, value, options } = given;
  return html`<div class="field">
    <label for="${name}">${label}</label>
    ${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}
    <select id="${name}" name="${name}" ${hint !== undefined && html`aria-describedby="${name}-hint"`}>
      ${options.map(
        ([option, text]) => html`<option value="${option}" ${option === value && html`selected`}>${text}</option>`,
      )}
    </select>
  </div>`;
}

/** A box to tick. */
export function tick(given: {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly checked: boolean;
}): Html {
  const { name, label, hint, checked } = given;
  return html`<label class="choice">
    <input type="checkbox" name="${name}" value="yes" ${checked && html`checked`} />
    <span>${label} ${hint !== undefined && html`<span class="hint">${hint}</span>`}</span>
  </label>`;
}
