import { maximumPoints, type Part } from '@gradbook/assignments';

import type { Finding } from '../lint/finding.ts';
import { Html, html } from '../report/html.ts';
import { markdown } from '../report/markdown.ts';
import { style } from '../report/style.ts';
import type { PreviewState } from './state.ts';

/** The page of a previewed assignment: questions as students see them, findings, and a box for every part to try answers in. */
export function previewPage(state: PreviewState, nonce: string): string {
  const title = state.loaded?.assignment.title ?? 'Not loaded';
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}: preview</title>
        <style>
          ${new Html(style() + ownRules)}
        </style>
      </head>
      <body>
        <main id="preview" data-version="${state.version}">${previewBody(state)}</main>
        <footer><p>Preview for those who write the assignment: it shows what is expected.</p></footer>
        <script nonce="${nonce}">
          ${new Html(script)};
        </script>
      </body>
    </html> `.source;
}

/** What changes when the file changes. */
export function previewBody(state: PreviewState): Html {
  const { loaded, lint, problem } = state;
  return html`<header class="page">
      <p class="brand">Gradbook preview of ${state.name}</p>
      <h1>${loaded?.assignment.title ?? 'This file does not load'}</h1>
    </header>
    ${
      problem !== undefined &&
      html`<section class="problems" role="alert">
        <h2>The file as it stands does not load</h2>
        <pre>${problem}</pre>
      </section>`
    }
    ${
      loaded &&
      html`<p>
          ${loaded.assignment.summary} ${loaded.assignment.parts.length} parts, ${maximumPoints(loaded.assignment)}
          points.
        </p>
        <p class="muted" role="status">
          ${
            lint
              ? summaryOf(
                  lint.parts.flatMap(({ findings }) => findings),
                  lint.general,
                )
              : 'Checking …'
          }
        </p>
        ${lint && findingsList(lint.general)}
        ${loaded.assignment.parts.map((part, index) =>
          partSection(part, index, lint?.parts.find((entry) => entry.part.id === part.id)?.findings ?? []),
        )}`
    }`;
}

function summaryOf(parts: readonly Finding[], general: readonly Finding[]): string {
  const all = [...parts, ...general];
  const problems = all.filter(({ severity }) => severity === 'problem').length;
  return all.length === 0
    ? 'Checked: nothing to mend.'
    : `Checked: ${problems} problems, ${all.length - problems} warnings.`;
}

function findingsList(findings: readonly Finding[]): Html | false {
  return (
    findings.length > 0 &&
    html`<ul class="feedback ${findings.some(({ severity }) => severity === 'problem') ? 'incorrect' : 'partial'}">
      ${findings.map(({ severity, message, rule }) => html`<li><strong>${severity}</strong>: ${message} <code>${rule}</code></li>`)}
    </ul>`
  );
}

function partSection(part: Part, index: number, findings: readonly Finding[]): Html {
  return html`<section class="part unanswered" id="p${index}">
    <header>
      <h3><span class="id">${part.id}</span> ${part.title}</h3>
      <span class="points">${part.points}${part.optional === true ? ' extra' : ''}</span>
    </header>
    <div>${markdown(part.question)}</div>
    ${findingsList(findings)}
    <form data-part="${part.id}">
      <label for="a${index}">Try an answer (Markdown with LaTeX)</label>
      <textarea id="a${index}" name="text" rows="3" spellcheck="false"></textarea>
      <button type="submit">Judge</button> <span class="muted">${part.kind}</span>
    </form>
    <div class="verdict-of" role="status"></div>
  </section>`;
}

const ownRules = `
form { margin-top: .9rem; }
label { display: block; font-size: .82rem; color: var(--muted); margin-bottom: .25rem; }
textarea { width: 100%; font: .92em/1.5 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; color: inherit; background: var(--box); border: 1px solid var(--line); border-radius: .3rem; padding: .5rem .7rem; }
button { font: inherit; padding: .3rem 1rem; border: 1px solid var(--line); border-radius: .3rem; background: var(--box); color: inherit; cursor: pointer; }
.problems pre { padding: .8rem 1rem; background: var(--card); border-left: .25rem solid var(--incorrect); }
.verdict-of:not(:empty) { margin-top: 1rem; }
.verdict-of .question, .verdict-of h3 { display: none; }
.verdict-of .part > header { justify-content: space-between; }
`;

/** Answers stay in their boxes over a reload: they are kept by part. */
const script = `
const root = document.getElementById('preview');
const typed = new Map();
async function judge(form) {
  const out = form.parentElement.querySelector('.verdict-of');
  out.textContent = 'Judging …';
  const response = await fetch('/judge', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ part: form.dataset.part, text: form.elements.text.value }),
  });
  out.innerHTML = await response.text();
}
root.addEventListener('submit', (event) => { event.preventDefault(); judge(event.target); });
root.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); judge(event.target.form); }
});
root.addEventListener('input', (event) => typed.set(event.target.form.dataset.part, event.target.value));
async function reload() {
  const focused = document.activeElement?.id;
  root.innerHTML = await (await fetch('/body')).text();
  for (const form of root.querySelectorAll('form')) {
    const text = typed.get(form.dataset.part);
    if (text) { form.elements.text.value = text; judge(form); }
  }
  if (focused) document.getElementById(focused)?.focus();
}
const events = new EventSource('/events');
events.onmessage = (event) => { if (event.data !== root.dataset.version) { root.dataset.version = event.data; reload(); } };
`;
