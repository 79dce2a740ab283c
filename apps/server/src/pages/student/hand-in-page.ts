import { randomUUID } from 'node:crypto';

import { type Html, html } from '@gradbook/grading/report';

import type { RequestContext } from '../../http/context.ts';
import { uploadLimits } from '../../submissions/limits.ts';
import type { OwnWork } from '../../submissions/mine.ts';
import { isOpen } from '../../submissions/window.ts';
import { layout } from '../layout.ts';
import { addresses, wayTo } from './addresses.ts';
import { whyClosed } from './assignment-page.ts';
import { deadline, spanText } from './time-left.ts';

/** What stands on a page of handing in beside its fields. */
export interface HandInState {
  /** What was wrong with what was sent. */
  readonly problem?: Html | undefined;
  readonly recognised?: Html | undefined;
  readonly requestKey?: string | undefined;
}

const mebibytes = Math.round(uploadLimits.totalBytes / 2 ** 20);

/** Handing in by files. */
export function uploadPage(c: RequestContext, work: OwnWork, state: HandInState = {}): Html {
  const { course, assignment } = c.var;
  return layout(c, {
    title: `Hand in ${assignment.title}`,
    path: wayTo(c),
    mathematics: true,
    scripts: ['hand-in'],
    body: html`<h1>Upload files</h1>
      ${intro(c, work)}
      <div id="problem">${state.problem}</div>
      <form
        id="upload"
        method="post"
        enctype="multipart/form-data"
        action="${addresses.handInTo(course.slug, assignment.slug)}"
      >
        ${keyField(state)}
        <div id="drop" class="drop">
          <p class="drop-here">Drop files, a folder or a zip here, or choose:</p>
          <div class="row">
            <div class="field">
              <label for="files">Files</label>
              <p class="hint" id="files-hint">
                One Markdown file, several files, or a zip of a folder. At most ${mebibytes} MiB.
              </p>
              <input type="file" id="files" name="files" multiple aria-describedby="files-hint" />
            </div>
            <div class="field">
              <label for="folder">A folder</label>
              <p class="hint" id="folder-hint">
                With <code>answers.md</code> and the files that the parts ask for beside it.
              </p>
              <input type="file" id="folder" name="files" webkitdirectory aria-describedby="folder-hint" />
            </div>
          </div>
          <ul id="chosen" class="chosen" aria-live="polite"></ul>
        </div>
        ${buttons}
      </form>
      <div id="recognised" class="recognised-place" aria-live="polite">${state.recognised}</div>
      <p class="small muted">
        A part begins where its number stands as a heading, in bold, or in front of a line: <code>## 1(b)</code>,
        <code>**1(b)**</code>, <code>(b)</code> under <code>## 1</code>. Formulas stand in <code>$…$</code>. Or
        <a href="${addresses.write(course.slug, assignment.slug)}">write in the page</a>.
      </p>`,
  });
}

/** What counts for both ways: deadline, attempts, what being late costs. */
export function intro(c: RequestContext, { window }: OwnWork): Html {
  const { course, assignment, services } = c.var;
  const { attemptsLeft, lateDays, lateSeconds, state } = window;
  const share = assignment.lateRule.kind === 'perDay' ? assignment.lateRule.share : 0;
  return html`<p class="lead">${deadline(window, course.timeZone, services.now())}</p>
    ${!isOpen(window) && html`<p class="flash warning">${whyClosed(window, assignment, course.timeZone)}</p>`}
    ${
      state === 'late' &&
      html`<p class="flash warning">
        This would be late by
        ${spanText(lateSeconds)}${lateDays > 0 && share > 0 && `: ${Math.round(lateDays * share * 100)} % of the maximum are deducted`}.
      </p>`
    }
    ${attemptsLeft !== null && html`<p class="muted">${attemptsLeft} ${attemptsLeft === 1 ? 'attempt' : 'attempts'} left.</p>`}`;
}

/** Names the request, so that sending it twice hands in once. */
export function keyField({ requestKey }: HandInState): Html {
  return html`<input type="hidden" id="requestKey" name="requestKey" value="${requestKey ?? randomUUID()}" />`;
}

export const buttons: Html = html`<div class="actions">
  <button class="main" name="action" value="hand-in">Hand in</button>
  <button name="action" value="check">Show what is recognised</button>
</div>`;
