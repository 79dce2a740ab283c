import { card, type Figure, type Html, html, markdown, verdictBadge } from '@gradbook/grading/report';
import { rounded } from '@gradbook/grading/results';

import { showTime } from '../../courses/times.ts';
import { longestRequest, type SecondLookRow } from '../../submissions/second-looks.ts';
import type { VisiblePart } from '../../submissions/visible-to-student.ts';

/** What surrounds a part on the page of a submission. */
export interface PartSurroundings {
  readonly submissionId: string;
  readonly position: number;
  readonly timeZone: string;
  readonly figures: readonly Figure[];
  /** Requests for a second look at this part. */
  readonly looks: readonly SecondLookRow[];
  /** Whether the person may ask for one. */
  readonly mayAsk: boolean;
}

/** The id of a part's section, for links. */
export function anchorOf(position: number): string {
  return `part-${position + 1}`;
}

/** A part with its verdict, why, the figures, what a person said, and the way to ask for a second look. */
export function partSection(part: VisiblePart, around: PartSurroundings): Html {
  const { id, title, kind, question, judgement, written } = part;
  return card(
    {
      part: { id, title, kind, question },
      judgement,
      written: written === undefined ? undefined : { text: written },
    },
    {
      anchor: anchorOf(around.position),
      points: pointsText(part),
      badge: part.decided
        ? html`<span class="verdict decided"><span aria-hidden="true">✎</span> by a person</span>`
        : verdictBadge(judgement),
      figures: around.figures.map((figure, index) => figureOf(figure, figureAddress(around, index))),
      remarks: remarks(part),
      more: secondLook(part, around),
    },
  );
}

/** Points of a part; a question mark while a person has to look. */
export function pointsText({ points, maximum, extraCredit }: VisiblePart): string {
  return `${points === undefined ? '?' : rounded(points)} / ${rounded(maximum)}${extraCredit ? ' extra' : ''}`;
}

function remarks({ decided, points, verdict }: VisiblePart): Html | false {
  if (decided) {
    return html`<div class="person-says">
      <p><strong>A person graded this part.</strong></p>
      ${decided.comment !== '' && markdown(decided.comment)}
    </div>`;
  }
  return (
    points === undefined &&
    verdict === 'needs_review' &&
    html`<p class="person-looks">A person looks at this part. Until then it counts nothing, and nothing is lost.</p>`
  );
}

function figureAddress({ submissionId, position }: PartSurroundings, index: number): string {
  return `/submissions/${submissionId}/figures/${position}/${index}`;
}

/** A figure as a picture of its own: its style sheet needs a policy of its own, and its size is known before it is there. */
function figureOf({ title, svg, problem }: Figure, address: string): Html {
  if (svg === undefined)
    return html`<p class="figure-problem">${title}: this figure could not be drawn. ${problem}</p>`;
  const [, width = '0', height = '0'] = /^<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
  return html`<figure>
    <div class="scroll" tabindex="0" role="group" aria-label="${title}">
      <img src="${address}" width="${width}" height="${height}" alt="${title}" loading="lazy" class="figure" />
    </div>
    <figcaption>${title}</figcaption>
  </figure>`;
}

function secondLook(part: VisiblePart, around: PartSurroundings): Html | false {
  const { looks, timeZone, mayAsk, submissionId, position } = around;
  const open = looks.some(({ answeredAt }) => answeredAt === null);
  const asked = looks.map(
    ({ request, createdAt, answer, answeredAt }) =>
      html`<div class="look">
        <p class="small muted">You asked for a second look on ${showTime(createdAt, timeZone)}:</p>
        <blockquote>${request}</blockquote>
        ${
          answeredAt
            ? html`<p class="small muted">Answer of ${showTime(answeredAt, timeZone)}:</p>
                <div class="answer">${markdown(answer ?? '')}</div>`
            : html`<p><span class="tag note">waits for an answer</span></p>`
        }
      </div>`,
  );
  const offer =
    mayAsk &&
    !open &&
    html`<details class="ask">
      <summary>Ask for a second look</summary>
      <form method="post" action="/submissions/${submissionId}/second-looks">
        <input type="hidden" name="part" value="${part.id}" />
        <div class="field">
          <label for="look-${position}">What was overlooked?</label>
          <textarea id="look-${position}" name="request" rows="3" maxlength="${longestRequest}" required></textarea>
        </div>
        <p class="actions"><button class="small">Ask</button></p>
      </form>
    </details>`;
  return (asked.length > 0 || offer !== false) && html`<div class="second-look">${asked} ${offer}</div>`;
}
