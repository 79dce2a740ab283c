import { type Html, html } from '@gradbook/grading/report';

import { may } from '../../access/policy.ts';
import type { RequestContext } from '../../http/context.ts';
import { Refusal } from '../../http/refusal.ts';
import { type RegradeEntry, regradesOf, versionsOf } from '../../review/regrades/start.ts';
import { problemNote } from '../form.ts';
import { textField } from './decision-form.ts';
import { baseOf, counted, momentOf, staffPage } from './frame.ts';
import type { Again } from './submission.ts';

const states: Readonly<Record<RegradeEntry['regrade']['state'], readonly [string, string]>> = {
  dryRun: ['dry run', 'note'],
  applied: ['applied', 'good'],
  dropped: ['dropped', ''],
};

/** The state of a regrade as a tag. */
export function regradeTag({ regrade: { state } }: RegradeEntry): Html {
  const [text, look] = states[state];
  return html`<span class="tag ${look}">${text}</span>`;
}

/** The regrades of an assignment, and the form to begin one. */
export async function regradesPage(c: RequestContext, again?: Again): Promise<Html> {
  const { assignment, services, role } = c.var;
  const { database } = services.connection;
  const regrades = await regradesOf(database, assignment.id);
  const versions = await versionsOf(database, assignment.id);
  const current = versions.find(({ number }) => number === assignment.currentVersion);
  const others = versions.filter(({ number }) => number !== assignment.currentVersion);
  const open = regrades.find(({ regrade }) => regrade.state === 'dryRun');
  const base = baseOf(c);
  const chosen = again?.values['version'] ?? c.req.query('version');
  return staffPage(c, {
    title: 'Regrades',
    section: 'regrades',
    body: html`${problemNote(again?.problem)}
      <h1>Regrades</h1>
      <p class="lead">
        Version ${assignment.currentVersion} grades now${current && current.note !== '' && html` (${current.note})`}.
        Another one is first tried in a dry run: it shows whose grade would change and why, and nobody's grade changes
        before you apply it.
      </p>
      ${
        open &&
        html`<div class="flash">
          <p>
            <strong>A dry run is open.</strong>
            <a href="${base}/regrades/${open.regrade.id}">Look at it, then apply or drop it</a>.
          </p>
        </div>`
      }
      ${
        !open &&
        may('regrade.write', role) &&
        (others.length === 0
          ? html`<div class="empty">
              <p>There is no other version.</p>
              <p><a href="${base}/versions">Add one</a> when the assignment, its points or its answers change.</p>
            </div>`
          : html`<form class="fields card" method="post" action="${base}/regrades">
              <div class="field">
                <label for="version">Grade by version</label>
                <select id="version" name="version">
                  ${others.map(
                    ({ number, note, createdAt }) =>
                      html`<option value="${number}" ${String(number) === chosen && html`selected`}>
                        ${number}${note !== '' && html`: ${note}`} (${createdAt.toISOString().slice(0, 10)})
                      </option>`,
                  )}
                </select>
              </div>
              ${textField({
                id: 'reason',
                name: 'reason',
                label: 'Reason',
                hint: 'What changed, for the record.',
                value: again?.values['reason'],
                rows: 2,
                required: true,
              })}
              <div class="actions"><button class="main">Start a dry run</button></div>
            </form>`)
      }
      ${
        regrades.length > 0 &&
        html`<h2>So far</h2>
          ${list(c, regrades)}`
      }`,
  });
}

function list(c: RequestContext, regrades: readonly RegradeEntry[]): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Regrades">
    <table class="list">
      <thead>
        <tr>
          <th scope="col">Begun</th>
          <th scope="col">By version</th>
          <th scope="col">Reason</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        ${regrades.map(
          (entry) =>
            html`<tr>
              <td>
                <a href="${baseOf(c)}/regrades/${entry.regrade.id}">${momentOf(c, entry.regrade.createdAt)}</a
                ><br /><span class="hint">${entry.by}</span>
              </td>
              <td>${entry.version.number}${entry.version.note !== '' && html`: ${entry.version.note}`}</td>
              <td>${entry.regrade.reason}</td>
              <td>${regradeTag(entry)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

const uuid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** The regrade that an address names. @throws Refusal 404 where the assignment has no such one. */
export async function regradeOf(c: RequestContext): Promise<RegradeEntry> {
  const { assignment, services } = c.var;
  const id = c.req.param('regrade') ?? '';
  const all = uuid.test(id) ? await regradesOf(services.connection.database, assignment.id) : [];
  const entry = all.find(({ regrade }) => regrade.id === id);
  if (!entry)
    throw new Refusal(404, 'a regrade that is not there', 'one of this assignment', 'go back to the regrades');
  return entry;
}

/** What is said after a regrade was applied. */
export function appliedText(submissions: number): string {
  return `Applied: ${counted(submissions, 'submission')} count by the new version now.`;
}
