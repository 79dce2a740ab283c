import type { Judgement } from '@gradbook/answers';
import type { PartKind } from '@gradbook/assignments';

import type { GradedPart } from '../grading/graded.ts';
import { rounded } from '../results/results.ts';
import { verdicts } from '../terminal/verdicts.ts';
import type { Figure } from './figures.ts';
import { Html, html } from './html.ts';
import { markdown } from './markdown.ts';

/** The verdict as a sign and a word. */
export function verdictBadge(judgement: Judgement): Html {
  const { sign, word } = verdicts[judgement.verdict];
  return html`<span class="verdict ${judgement.verdict}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

/** Points as they stand in the grade book; a question mark while a person has to look. */
export function pointsOf({ judgement, points, part }: GradedPart): string {
  const earned = judgement.verdict === 'needs_review' ? '?' : String(rounded(points));
  return `${earned} / ${part.points}${part.optional === true ? ' extra' : ''}`;
}

/** One part: the reasons first, then what was read beside what was expected, the figures, and the text itself. */
export function partCard(graded: GradedPart, anchor: string, figures: readonly Figure[]): Html {
  return card(graded, { anchor, points: pointsOf(graded), figures: figures.map(figureOf) });
}

/** What a card shows of a part: whoever has no {@link GradedPart} at hand makes this. */
export interface ShownPart {
  readonly part: Pick<GradedPart['part'], 'id' | 'title' | 'kind' | 'question'>;
  readonly judgement: Judgement;
  readonly written: { readonly text: string } | undefined;
}

/** What stands in a card beside the verdict. */
export interface CardContent {
  readonly anchor: string;
  readonly points: string;
  readonly figures: readonly Html[];
  /** The verdict; the judgement's unless given. */
  readonly badge?: Html;
  /** What follows the reasons. */
  readonly remarks?: Html | false;
  /** What stands at the end. */
  readonly more?: Html | false;
}

/** A part with its verdict as a section of a page. */
export function card(graded: ShownPart, content: CardContent): Html {
  const { part, judgement, written } = graded;
  const { anchor, points, figures, badge = verdictBadge(judgement), remarks, more } = content;
  return html`<section class="part ${judgement.verdict}" id="${anchor}">
    <header>
      <h3><span class="id">${part.id}</span> ${part.title}</h3>
      ${badge}<span class="points">${points}</span>
    </header>
    <div class="question">${markdown(part.question)}</div>
    ${feedbackOf(judgement)} ${remarks}
    <div class="boxes">${boxesOf(graded)}</div>
    ${figures}
    ${
      written &&
      !inWords.has(part.kind) &&
      html`<details>
        <summary>The text of this part as it was handed in</summary>
        <pre>${written.text.slice(0, longestShown)}</pre>
      </details>`
    }
    ${more}
  </section>`;
}

/** Kinds of which a person reads the text itself; of the others it is shown on demand. */
const inWords: ReadonlySet<PartKind> = new Set(['text', 'code', 'log', 'trace', 'record']);
const longestShown = 20_000;

function boxesOf({ part, judgement, written }: ShownPart): readonly (Html | false)[] {
  const read = inWords.has(part.kind)
    ? written !== undefined &&
      judgement.verdict !== 'unanswered' &&
      box('What was handed in', written.text.slice(0, longestShown))
    : judgement.given.trim() !== '' && box('What was read', judgement.given);
  return [read, judgement.expected !== undefined && box('Expected', judgement.expected)];
}

/** A formula may be wider than a phone: its box scrolls, by touch and by keyboard, the page does not. */
function box(title: string, content: string): Html {
  return html`<div>
    <h4>${title}</h4>
    <div class="box" tabindex="0" role="group" aria-label="${title}">${markdown(content)}</div>
  </div>`;
}

function figureOf({ title, svg, problem }: Figure): Html {
  if (svg === undefined)
    return html`<p class="figure-problem">${title}: this figure could not be drawn. ${problem}</p>`;
  // Scaled down further than this nobody could read it: on narrow screens it scrolls instead.
  const width = Number(/^<svg[^>]* width="([\d.]+)"/.exec(svg)?.[1] ?? 0);
  return html`<figure>
    <div class="scroll" tabindex="0" role="group" aria-label="${title}">
      <div style="min-width:${Math.min(Math.round(width * 0.7), 600)}px">${new Html(svg)}</div>
    </div>
    <figcaption>${title}</figcaption>
  </figure>`;
}

function feedbackOf(judgement: Judgement): Html | false {
  const items = judgement.feedback.map((sentence) => html`<li>${markdown(sentence)}</li>`);
  const { counterexample, error, tolerance, mistake } = judgement;
  if (counterexample) {
    const at = Object.entries(counterexample.at).map(([name, value]) => `$${name} = ${short(value)}$`);
    const { given, expected } = counterexample;
    items.push(
      html`<li>
        ${markdown(`At ${at.join(', ')} the answer gives ${short(given)}; right would be ${short(expected)}.`)}
      </li>`,
    );
  }
  if (error !== undefined && tolerance !== undefined) {
    items.push(html`<li>Largest error ${error.toExponential(2)}, allowed ${tolerance.toExponential(2)}.</li>`);
  }
  if (mistake !== undefined) items.push(html`<li class="muted">Recognised mistake: <code>${mistake}</code></li>`);
  return (
    items.length > 0 &&
    html`<ul class="feedback" aria-label="Why">
      ${items}
    </ul>`
  );
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
