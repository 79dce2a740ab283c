import { type Html, html, markdown } from '@gradbook/grading/report';
import type { PartKind } from '@gradbook/assignments';

import type { PartOutline } from '../../database/schema/index.ts';
import type { RequestContext } from '../../http/context.ts';
import type { currentVersion } from '../../submissions/hand-in.ts';
import type { OwnWork } from '../../submissions/mine.ts';
import { layout } from '../layout.ts';
import { addresses, wayTo } from './addresses.ts';
import { buttons, type HandInState, intro, keyField } from './hand-in-page.ts';
import { pointsOf } from './time-left.ts';

/** What is filled in: texts by the names of fields. */
export interface WriteState extends HandInState {
  readonly filled?: ReadonlyMap<string, string>;
}

type Version = Awaited<ReturnType<typeof currentVersion>>;

/** Parts that are one formula or a few: they get a formula editor. */
const formulas: ReadonlySet<PartKind> = new Set([
  'blanks',
  'expression',
  'derivation',
  'system',
  'bound',
  'growth',
  'matrix',
  'indexed',
]);
/** Parts that read files which nobody writes by hand. */
const recorded: ReadonlySet<PartKind> = new Set(['log', 'trace', 'record']);

/** Names of the fields of a part's text, of a file that is written, and of one that is chosen. */
const fieldNames = {
  part: (id: string): string => `part:${id}`,
  file: (path: string): string => `file:${path}`,
  chosen: (path: string): string => `chosen:${path}`,
} as const;

/** Handing in by writing: a field for each part. */
export function writePage(c: RequestContext, work: OwnWork, version: Version, state: WriteState = {}): Html {
  const { course, assignment } = c.var;
  const filled = state.filled ?? new Map<string, string>();
  const seen = new Set<string>();
  return layout(c, {
    title: `Write ${assignment.title}`,
    path: wayTo(c),
    mathematics: true,
    scripts: ['write'],
    body: html`<h1>Write in the page</h1>
      ${intro(c, work)}
      <p class="muted">
        Markdown with formulas in <code>$…$</code>; what you leave empty is not answered. Or
        <a href="${addresses.handIn(course.slug, assignment.slug)}">upload files</a>.
      </p>
      <p id="saved" class="saved" role="status"></p>
      <form
        id="write"
        method="post"
        enctype="multipart/form-data"
        action="${addresses.handInTo(course.slug, assignment.slug)}"
        data-draft="${c.var.person!.id}/${assignment.id}"
        data-filled="${state.filled ? 'yes' : 'no'}"
      >
        ${keyField(state)} <input type="hidden" name="written" value="yes" />
        ${version.outline.map((part, index) => partField(part, index, version, filled, seen))}
        <div id="problem">${state.problem}</div>
        <div class="hand-in-bar">${buttons}</div>
      </form>
      <div id="recognised" class="recognised-place" aria-live="polite">${state.recognised}</div>`,
  });
}

function partField(
  part: PartOutline,
  index: number,
  version: Version,
  filled: ReadonlyMap<string, string>,
  seen: Set<string>,
): Html {
  const { id, title, points, extraCredit, question, kind, files = [] } = part;
  const code = kind === 'code' && files[0] !== undefined;
  const fields = code
    ? codeField(part, index, files[0]!, version, filled, seen)
    : recorded.has(kind) && files.length > 0
      ? html`${chosenFields(files, index)} ${textField(part, index, filled, 'Remarks, where there are any')}`
      : textField(part, index, filled, 'Your answer');
  return html`<section class="write-part card" aria-labelledby="p${index}-title">
    <h2 id="p${index}-title">
      <span class="id">${id}</span> ${title}
      <span class="points">${pointsOf(points, extraCredit)}</span>
    </h2>
    ${question !== undefined && html`<div class="question">${markdown(question)}</div>`} ${fields}
  </section>`;
}

function textField({ id, kind }: PartOutline, index: number, filled: ReadonlyMap<string, string>, label: string): Html {
  const name = fieldNames.part(id);
  return html`<div class="writing">
    <div class="field">
      <label for="t${index}">${label} <span class="unseen">to ${id}</span></label>
      ${
        formulas.has(kind) &&
        html`<p class="hint formula-hint">As a formula here, or as text with <code>$…$</code> below.</p>
          <div class="formula" id="t${index}-formula"></div>`
      }
      <textarea id="t${index}" name="${name}" data-part="${id}" rows="${formulas.has(kind) ? 3 : 6}" spellcheck="true">
${filled.get(name) ?? ''}</textarea>
    </div>
    <div class="preview-frame">
      <p class="hint">As it will be read</p>
      <div class="preview" id="t${index}-preview"></div>
    </div>
  </div>`;
}

function codeField(
  { id }: PartOutline,
  index: number,
  file: string,
  { bundled, starter }: Version,
  filled: ReadonlyMap<string, string>,
  seen: Set<string>,
): Html {
  const name = fieldNames.file(file);
  const first = !seen.has(file);
  seen.add(file);
  return html`${
    first
      ? html`<div class="field">
          <label for="t${index}"><code>${file}</code></label>
          <div class="editor-slot">
            <textarea class="code" id="t${index}" name="${name}" data-file="${file}" rows="18" spellcheck="false">
${filled.get(name) ?? starter[file] ?? ''}</textarea>
          </div>
        </div>`
      : html`<p class="muted">This part is written in <code>${file}</code> too, above.</p>`
  }
  ${bundled !== null && checks(bundled, id, file)}`;
}

/** The public tests, run in the browser: not shown where no script can run them. */
function checks(assignment: string, part: string, file: string): Html {
  return html`<div class="checks" data-checks data-assignment="${assignment}" data-part="${part}" data-file="${file}">
    <div class="actions">
      <button type="button" class="run small">Run the public tests</button>
      <button type="button" class="small" disabled>Stop</button>
      <span class="hint">In this browser, on WebGPU; nothing is sent.</span>
    </div>
    <div class="check-results"></div>
  </div>`;
}

function chosenFields(files: readonly string[], index: number): Html {
  return html`<div class="row">
    ${files.map(
      (file, at) =>
        html`<div class="field">
          <label for="f${index}-${at}"><code>${file}</code></label>
          <input type="file" id="f${index}-${at}" name="${fieldNames.chosen(file)}" />
        </div>`,
    )}
  </div>`;
}
