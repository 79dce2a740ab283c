import type { Judgement } from '@gradbook/answers';

import type { GradedPart } from '../grading/graded.ts';
import { rounded } from '../results/results.ts';
import { verdicts } from '../terminal/verdicts.ts';
import type { Figure } from './figures.ts';
import { Html, html } from './html.ts';
import { markdown } from './markdown.ts';

/** The verdict as a sign and a word. */
export function verdictBadge(judgement: Judgement): Html {
  const { sign, word } = verdicts[judgement.verdict];
  return html`<span class="verdict ${judgement.verdict}">${sign} ${word}</span>`;
}

/** Points as they stand in the grade book; a question mark while a person has to look. */
export function pointsOf({ judgement, points, part }: GradedPart): string {
  const earned = judgement.verdict === 'needs_review' ? '?' : String(rounded(points));
  return `${earned} / ${part.points}${part.optional === true ? ' extra' : ''}`;
}

/** One part: question, what was read, what was expected, the reasons, and its figures. */
export function partCard(graded: GradedPart, anchor: string, figures: readonly Figure[]): Html {
  const { part, judgement, written } = graded;
  return html`<section class="part ${judgement.verdict}" id="${anchor}">
    <header>
      <h3>${part.id} ${part.title}</h3>
      ${verdictBadge(judgement)}<span class="points">${pointsOf(graded)}</span>
    </header>
    <div class="question">${markdown(part.question)}</div>
    <div class="boxes">
      ${
        judgement.given.trim() !== '' &&
        html`<div>
          <h4>What was read</h4>
          <div class="box">${markdown(judgement.given)}</div>
        </div>`
      }
      ${
        judgement.expected !== undefined &&
        html`<div>
          <h4>Expected</h4>
          <div class="box">${markdown(judgement.expected)}</div>
        </div>`
      }
    </div>
    ${feedbackOf(judgement)}
    ${figures.map(
      ({ title, svg }) =>
        html`<figure>
          ${new Html(svg)}
          <figcaption>${title}</figcaption>
        </figure>`,
    )}
    ${
      written &&
      html`<details>
        <summary>The text of this part as it was handed in</summary>
        <pre>${written.text.slice(0, 20_000)}</pre>
      </details>`
    }
  </section>`;
}

function feedbackOf(judgement: Judgement): Html | false {
  const items = judgement.feedback.map((sentence) => html`<li>${markdown(sentence)}</li>`);
  const { counterexample, error, tolerance, mistake } = judgement;
  if (counterexample) {
    const at = Object.entries(counterexample.at).map(([name, value]) => `${name} = ${short(value)}`);
    items.push(
      html`<li>
        At ${at.join(', ')} the answer gives ${short(counterexample.given)}; right would be
        ${short(counterexample.expected)}.
      </li>`,
    );
  }
  if (error !== undefined && tolerance !== undefined) {
    items.push(html`<li>Largest error ${error.toExponential(2)}, allowed ${tolerance.toExponential(2)}.</li>`);
  }
  if (mistake !== undefined) items.push(html`<li class="muted">Recognised mistake: <code>${mistake}</code></li>`);
  return (
    items.length > 0 &&
    html`<h4>Why</h4>
      <ul class="feedback">
        ${items}
      </ul>`
  );
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
