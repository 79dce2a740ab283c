import { type Html, html } from '@gradbook/grading/report';

import type { RequestContext } from '../../http/context.ts';
import { mostItems, type RubricItem } from '../../review/rubrics/rubric.ts';
import { baseOf } from './frame.ts';

/** Forms that change the rubric of a part; each leads back to `back`. */
export function rubricEditor(c: RequestContext, partId: string, rubric: readonly RubricItem[], back: string): Html {
  const action = `${baseOf(c)}/rubric`;
  const hidden = html`<input type="hidden" name="part" value="${partId}" /><input
      type="hidden"
      name="back"
      value="${back}"
    />`;
  return html`<details class="card rubric-editor" ${rubric.length === 0 && html`open`}>
    <summary>Edit the rubric of ${partId}</summary>
    ${rubric.map(
      ({ id, label, points }, index) =>
        html`<form method="post" action="${action}" class="item-form">
          ${hidden}
          <input type="hidden" name="item" value="${id}" />
          <div class="field">
            <label for="label-${index}">Item ${index + 1}</label>
            <input id="label-${index}" name="label" value="${label}" required maxlength="500" />
          </div>
          <div class="field worth-field">
            <label for="worth-${index}">Points</label>
            <input id="worth-${index}" name="points" type="number" step="any" value="${points}" required />
          </div>
          <label class="choice">
            <input type="checkbox" name="again" value="yes" checked />
            <span>Also change answers graded by it</span>
          </label>
          <div class="actions">
            <button class="small" name="do" value="change">Change</button>
            <button class="small danger" name="do" value="remove" formnovalidate>Remove</button>
          </div>
        </form>`,
    )}
    ${
      rubric.length < mostItems &&
      html`<form method="post" action="${action}" class="item-form">
        ${hidden}
        <div class="field">
          <label for="label-new">New item</label>
          <input id="label-new" name="label" required maxlength="500" autocomplete="off" />
        </div>
        <div class="field worth-field">
          <label for="worth-new">Points</label>
          <input id="worth-new" name="points" type="number" step="any" required />
        </div>
        <div class="actions"><button class="small main" name="do" value="add">Add</button></div>
      </form>`
    }
    <p class="hint">
      Positive points add up from zero; where all items take points away, they are taken from the maximum.
    </p>
  </details>`;
}
