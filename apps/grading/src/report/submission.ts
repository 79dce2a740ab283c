import type { Verdict } from '@gradbook/answers';

import type { GradedSubmission } from '../grading/graded.ts';
import { rounded } from '../results/results.ts';
import { verdicts } from '../terminal/verdicts.ts';
import type { Figure } from './figures.ts';
import { type Html, html } from './html.ts';
import { partCard, pointsOf, verdictBadge } from './part-card.ts';

/** The id of a part's card in the page. */
export function anchorOf(submission: number, part: number): string {
  return `s${submission}-p${part}`;
}

/** One submission: its points, its verdicts at a glance, its parts and the record that reproduces the grade. */
export function submissionSection(
  submission: GradedSubmission,
  index: number,
  figures: ReadonlyMap<string, readonly Figure[]>,
): Html {
  return html`<article id="s${index}">
    <header class="submission">
      <h2>${submission.name}</h2>
      <p class="score"><strong>${rounded(submission.score)}</strong> of ${rounded(submission.maximum)} points</p>
    </header>
    ${bar(submission)}
    ${
      submission.notes.length > 0 &&
      html`<ul class="notes">
        ${submission.notes.map((note) => html`<li>${note}</li>`)}
      </ul>`
    }
    <table class="summary">
      <thead>
        <tr>
          <th scope="col">Part</th>
          <th scope="col" class="title">Question</th>
          <th scope="col">Verdict</th>
          <th scope="col" class="points">Points</th>
        </tr>
      </thead>
      <tbody>
        ${submission.parts.map(
          (graded, position) =>
            html`<tr>
              <td class="id"><a href="#${anchorOf(index, position)}">${graded.part.id}</a></td>
              <td class="title">${graded.part.title}</td>
              <td>${verdictBadge(graded.judgement)}</td>
              <td class="points">${pointsOf(graded)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${submission.parts.map((graded, position) => {
      const anchor = anchorOf(index, position);
      return partCard(graded, anchor, figures.get(anchor) ?? []);
    })}
    <section class="record">
      <h3>Record</h3>
      <p>With these the grade can be computed again.</p>
      <dl>
        <dt>Gradbook</dt>
        <dd>${submission.record.gradbook}</dd>
        <dt>Assignment</dt>
        <dd>${submission.assignment.id}, sha256 ${submission.record.assignment_sha256}</dd>
        <dt>Submission</dt>
        <dd>sha256 ${submission.record.submission_sha256}</dd>
        <dt>Adapter</dt>
        <dd>${submission.record.adapter}</dd>
        <dt>Seed</dt>
        <dd>${submission.record.seed}</dd>
      </dl>
    </section>
  </article>`;
}

interface Segment {
  readonly id: Verdict | 'lost';
  readonly points: number;
  readonly words: string;
}

/** Where the points went, as a bar and in words: earned by right and by partly right answers, waiting, lost. */
function bar(submission: GradedSubmission): Html {
  const total = submission.parts.reduce((sum, { part }) => sum + part.points, 0);
  const earnedBy = (verdict: Verdict): number =>
    submission.parts
      .filter(({ judgement }) => judgement.verdict === verdict)
      .reduce((sum, { part, points }) => sum + (verdict === 'needs_review' ? part.points : points), 0);
  const [correct, partial, waiting] = [earnedBy('correct'), earnedBy('partial'), earnedBy('needs_review')];
  const all: Segment[] = [
    { id: 'correct', points: correct, words: 'for correct answers' },
    { id: 'partial', points: partial, words: 'for partly correct ones' },
    { id: 'needs_review', points: waiting, words: 'wait for a person' },
    { id: 'lost', points: total - correct - partial - waiting, words: 'not earned, extra credit included' },
  ];
  const shown = all.filter(({ points }) => rounded(points) > 0);
  return html`<div class="bar" aria-hidden="true">
      ${shown.map(({ id, points }) => html`<span class="${id}" style="flex-grow:${points.toFixed(3)}"></span>`)}
    </div>
    <ul class="legend">
      ${shown.map(
        ({ id, points, words }) =>
          html`<li class="${id}">
            <strong>${rounded(points)}</strong> ${id === 'lost' ? '' : `${verdicts[id].sign} `}${words}
          </li>`,
      )}
    </ul>`;
}
