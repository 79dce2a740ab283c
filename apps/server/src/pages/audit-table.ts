import { type Html, html } from '@gradbook/grading/report';

import type { Logged } from '../access/audit.ts';
import { showTime } from '../courses/times.ts';

/** Lines of the log, with a way to older ones. */
export function auditTable(lines: readonly Logged[], timeZone: string, address: string): Html {
  if (lines.length === 0) return html`<div class="empty"><p>Nothing here.</p></div>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="The log">
      <table class="list">
        <thead>
          <tr>
            <th>When</th>
            <th>Who</th>
            <th>What</th>
            <th>To what</th>
            <th>More</th>
            <th>From</th>
          </tr>
        </thead>
        <tbody>
          ${lines.map(
            ({ at, name, action, subject, details, ip }) =>
              html`<tr>
                <td>${showTime(at, timeZone)}</td>
                <td>${name ?? 'the server'}</td>
                <td><code>${action}</code></td>
                <td><code>${subject}</code></td>
                <td><code>${Object.keys(details).length === 0 ? '' : JSON.stringify(details)}</code></td>
                <td>${ip ?? ''}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${lines.length >= 100 && html`<p><a class="button" href="${address}?before=${lines.at(-1)!.id}">Older</a></p>`}`;
}
