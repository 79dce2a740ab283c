import { type Html, html } from '@gradbook/grading/report';

import type { RequestContext } from '../../http/context.ts';
import { exportContent } from '../../review/exports/exports.ts';
import { countingAttempts } from '../../review/grade/load.ts';
import { secondLookRequests } from '../../review/second-looks/answer.ts';
import { type Statistics, statisticsOf } from '../../review/statistics/statistics.ts';
import { baseOf, counted, momentOf, pointsText, staffPage } from './frame.ts';
import { binsOf, histogram } from './plots/histogram.ts';
import { verdictBar, verdictLegend } from './plots/verdict-bar.ts';

/** How an assignment goes: what is to do, how grades are spread, how each part went. */
export async function dashboardPage(c: RequestContext): Promise<Html> {
  const { assignment } = c.var;
  const { database } = c.var.services.connection;
  const { rows, maximum } = await exportContent(database, assignment);
  const enrolled = new Set(rows.map(({ student }) => student.id));
  // Staff who try it out are no students: they count in no statistic.
  const attempts = [...(await countingAttempts(database, assignment))].flatMap(([userId, attempt]) =>
    enrolled.has(userId) ? [attempt] : [],
  );
  const statistics = statisticsOf(attempts, rows.length, maximum);
  const looks = (await secondLookRequests(database, assignment.id)).filter(({ answeredAt }) => !answeredAt);
  return staffPage(c, {
    title: 'Dashboard',
    section: 'dashboard',
    body: html`<div class="head">
        <h1>${assignment.title}</h1>
        <p class="muted">
          ${assignment.dueAt ? html`Due ${momentOf(c, assignment.dueAt)}` : 'No deadline'} ·
          ${assignment.counts === 'best' ? 'the best attempt counts' : 'the latest attempt counts'}
        </p>
      </div>
      ${numbers(c, statistics, looks.length)}
      <h2>Grades</h2>
      ${grades(statistics)}
      <h2>Parts</h2>
      ${parts(c, statistics)}`,
  });
}

function numbers(c: RequestContext, statistics: Statistics, looks: number): Html {
  const base = baseOf(c);
  const list = (show: string): string => `${base}/submissions?show=${show}`;
  const { students, submitted, graded, waiting, pending, faults, unreadable, waitingAnswers, late } = statistics;
  const missing = students - submitted;
  const tiles: readonly (Tile | false)[] = [
    {
      title: 'Handed in',
      value: `${submitted}`,
      of: `of ${students}`,
      note: missing > 0 ? `${missing} not yet` : 'everybody',
      href: list('missing'),
    },
    { title: 'Graded', value: `${graded}`, of: `of ${submitted}`, note: 'every part decided', href: list('graded') },
    {
      title: 'To review',
      value: `${waitingAnswers}`,
      of: waitingAnswers === 1 ? 'answer' : 'answers',
      note: waiting === 0 ? 'nothing to do' : `in ${counted(waiting, 'submission')}`,
      href: `${base}/review`,
      urgent: waitingAnswers > 0,
    },
    {
      title: 'Second looks',
      value: `${looks}`,
      of: 'open',
      note: looks === 0 ? 'nobody waits' : 'students wait for an answer',
      href: `${base}/second-looks`,
      urgent: looks > 0,
    },
    pending > 0 && {
      title: 'Being graded',
      value: `${pending}`,
      of: '',
      note: 'in the queue or at work',
      href: list('pending'),
    },
    {
      title: 'Our faults',
      value: `${faults}`,
      of: '',
      note: faults === 0 ? 'none' : 'not graded, and no zero',
      href: list('faults'),
      bad: faults > 0,
    },
    unreadable > 0 && {
      title: 'Unreadable',
      value: `${unreadable}`,
      of: '',
      note: 'nothing could be graded',
      href: list('unreadable'),
      bad: true,
    },
    {
      title: 'Late',
      value: `${late}`,
      of: '',
      note: late === 0 ? 'all in time' : 'after the deadline',
      href: list('late'),
    },
  ];
  return html`<ul class="tiles">
    ${tiles.map((each) => each && tile(each))}
  </ul>`;
}

interface Tile {
  readonly title: string;
  readonly value: string;
  readonly of: string;
  readonly note: string;
  readonly href: string;
  readonly urgent?: boolean;
  readonly bad?: boolean;
}

function tile({ title, value, of, note, href, urgent = false, bad = false }: Tile): Html {
  return html`<li class="${urgent ? 'urgent' : ''}${bad ? ' bad' : ''}">
    <a href="${href}">
      <span class="what">${title}</span>
      <span class="value"><strong>${value}</strong> ${of}</span>
      <span class="note">${note}</span>
    </a>
  </li>`;
}

function grades({ points: complete, soFar, graded, maximum }: Statistics): Html {
  const points = complete ?? soFar;
  if (!points) {
    return html`<div class="empty">
      <p>Nothing is graded yet.</p>
      <p>How the grades are spread is shown here as soon as there are some.</p>
    </div>`;
  }
  return html`${
      complete
        ? html`<p class="muted">${counted(graded, 'grade')} in which every part is decided.</p>`
        : html`<p class="muted">Points so far: no grade is complete, and what waits for a person is not in them.</p>`
    }
    ${histogram(points, maximum)}
    <details>
      <summary>The same in numbers</summary>
      <div class="scroll">
        <table class="list">
          <thead>
            <tr>
              <th scope="col">Points</th>
              <th scope="col" class="number">Students</th>
            </tr>
          </thead>
          <tbody>
            ${binsOf(points.values, maximum).map(
              ({ from, to, count }) =>
                html`<tr>
                  <th scope="row">${pointsText(from)} to ${pointsText(to)}</th>
                  <td class="number">${count}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>`;
}

function parts(c: RequestContext, { parts: all }: Statistics): Html {
  if (all.length === 0) return html`<div class="empty"><p>Nothing is graded yet.</p></div>`;
  const base = baseOf(c);
  return html`${verdictLegend()}
    <div class="scroll" tabindex="0" role="group" aria-label="Statistics of the parts">
      <table class="list parts">
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col" class="standing">Answers</th>
            <th scope="col" class="number">Mean</th>
            <th scope="col" class="number">Item-rest</th>
          </tr>
        </thead>
        <tbody>
          ${all.map(
            (part) =>
              html`<tr>
                <th scope="row">
                  <a href="${base}/groups?part=${encodeURIComponent(part.id)}">${part.id}</a> ${part.title}
                </th>
                <td class="standing">${verdictBar(part)}</td>
                <td class="number">${part.meanShare === undefined ? '–' : `${Math.round(part.meanShare * 100)} %`}</td>
                <td class="number">${discriminationText(part.discrimination)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="hint">
      Item-rest is the correlation of a part's points with those of all other parts: near 0 or below it those who do
      well elsewhere do not do better here, which is worth a look at the question. It needs five decided answers.
    </p>`;
}

function discriminationText(value: number | undefined): Html | string {
  if (value === undefined) return '–';
  const text = value.toFixed(2).replace('-', '−');
  return value < 0.1 ? html`<span class="tag warning">${text}</span>` : text;
}
