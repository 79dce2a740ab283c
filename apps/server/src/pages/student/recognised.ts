import { type Html, html } from '@gradbook/grading/report';

import type { Recognised, RecognisedPart } from '../../submissions/recognise.ts';

/** What was recognised in a submission, part by part, before it is handed in. */
export function recognisedList({ parts, files, notes }: Recognised, misread: readonly string[] = []): Html {
  const found = parts.filter((part) => part.found).length;
  const unasked = files.filter(({ asked }) => !asked);
  return html`<section class="recognised card" aria-labelledby="recognised-title">
    <h2 id="recognised-title">Recognised: ${found} of ${parts.length} parts</h2>
    <p class="hint">Nothing is handed in yet.</p>
    ${
      notes.length > 0 &&
      html`<ul class="notes">
        ${notes.map((note) => html`<li>${note}</li>`)}
      </ul>`
    }
    ${
      misread.length > 0 &&
      html`<p class="flash warning">
        In ${misread.join(', ')} a line looks like the beginning of another part, such as “## 2” or “(b)”: the text
        after it would be read as that part’s. Write it otherwise.
      </p>`
    }
    <ul class="parts">
      ${parts.map(partLine)}
    </ul>
    ${
      unasked.length > 0 &&
      html`<p class="small muted">Kept, but asked for by no part: ${unasked.map(({ path }) => path).join(', ')}</p>`
    }
  </section>`;
}

function partLine({ id, title, found, file, text, notes }: RecognisedPart): Html {
  return html`<li class="${found ? 'found' : 'missing'}">
    <span class="sign" aria-hidden="true">${found ? '✔' : '–'}</span>
    <span class="what"><strong>${id}</strong> ${title}</span>
    <span class="how">${found ? (file === undefined ? 'found' : `found: ${file}`) : 'not found'}</span>
    ${text !== '' && html`<span class="begins">${beginning(text)}</span>`}
    ${notes.map((note) => html`<span class="note">${note}</span>`)}
  </li>`;
}

const longestBeginning = 140;

function beginning(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > longestBeginning ? `${line.slice(0, longestBeginning)}…` : line;
}
