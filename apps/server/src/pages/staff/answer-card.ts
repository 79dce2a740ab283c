import { findAssignment } from '@gradbook/assignments';
import type { KeptPart } from '@gradbook/grading/batch';
import { card, figuresOf, Html, html } from '@gradbook/grading/report';

import type { PartOutline } from '../../database/schema/index.ts';
import type { EffectivePart } from '../../review/effective-grade.ts';
import type { VersionRow } from '../../review/regrades/start.ts';
import { anchorOf, pointsText } from './frame.ts';

/** What stands in a card beside what the grader said. */
interface CardAddition {
  /** The part with the points that count. */
  readonly effective?: EffectivePart | undefined;
  /** What stands at the end, such as the form to decide. */
  readonly more?: Html | false;
}

/** A part of a grade as the report shows it: question, why, what was read beside what was expected, figures, the text itself. */
export async function answerCard(
  version: VersionRow | undefined,
  kept: KeptPart,
  { effective, more = false }: CardAddition = {},
): Promise<Html> {
  const part = partOf(version, kept.part);
  const points = effective?.points ?? (kept.judgement.verdict === 'needs_review' ? undefined : kept.points);
  return card(
    { part, judgement: kept.judgement, written: kept.written },
    {
      anchor: anchorOf(kept.part),
      points: `${points === undefined ? '?' : pointsText(points)} / ${pointsText(part.points)}${part.extraCredit === true ? ' extra' : ''}`,
      figures: await figures(kept),
      remarks: decided(effective, kept),
      more,
    },
  );
}

function decided(effective: EffectivePart | undefined, kept: KeptPart): Html | false {
  if (!effective?.override) return false;
  const { points, comment } = effective.override;
  const before = kept.judgement.verdict === 'needs_review' ? '' : `; the grader gave ${pointsText(kept.points)}`;
  return html`<div class="decided">
    <p><strong>${pointsText(points!)} of ${pointsText(effective.maximum)} by a person</strong>${before}.</p>
    ${comment.trim() !== '' && html`<p class="said">${comment}</p>`}
  </div>`;
}

/** Figures are pictures of their own: what a student's data draws has no part in the page. */
async function figures({ drawn = [], judgement, part }: KeptPart): Promise<readonly Html[]> {
  const all = await figuresOf(drawn, judgement, anchorOf(part).replaceAll('.', '-'));
  return all.map(({ title, svg, problem }) =>
    svg === undefined
      ? html`<p class="muted">${title}: this figure could not be drawn. ${problem}</p>`
      : html`<figure>
          <div class="scroll" tabindex="0" role="group" aria-label="${title}">
            <img class="figure" alt="${descriptionOf(svg) ?? title}" src="data:image/svg+xml;base64,${base64(svg)}" />
          </div>
          <figcaption>${title}</figcaption>
        </figure>`,
  );
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** A figure describes itself; its words stand in it as XML. */
function descriptionOf(svg: string): Html | undefined {
  const [, words] = /<desc[^>]*>([^<]*)<\/desc>/.exec(svg) ?? [];
  // It is escaped already, and for attributes too.
  return words === undefined ? undefined : new Html(words);
}

/** What the card says of the part: a bundled assignment's own words, with the title and points of the version. */
function partOf(version: VersionRow | undefined, partId: string): PartOutline & { readonly question: string } {
  const outline = version?.outline.find(({ id }) => id === partId);
  const bundled = version?.bundled == null ? undefined : findAssignment(version.bundled);
  const question = outline?.question ?? bundled?.parts.find(({ id }) => id === partId)?.question ?? '';
  if (outline) return { ...outline, question };
  return { id: partId, title: 'A part that this version does not have', points: 0, kind: 'text', question };
}
