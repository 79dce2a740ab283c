import { type Html, html } from '@gradbook/grading/report';

import { type PartStatistics, type Standing, standings } from '../../../review/statistics/statistics.ts';

/** How each standing is drawn and said: a sign, a word, and a look that stays apart in every kind of colour vision, and in grey. */
export const looks: Readonly<Record<Standing, { readonly sign: string; readonly word: string }>> = {
  correct: { sign: '✔', word: 'correct' },
  partial: { sign: '◐', word: 'partly' },
  incorrect: { sign: '✘', word: 'incorrect' },
  unanswered: { sign: '–', word: 'no answer' },
  needs_review: { sign: '?', word: 'waiting' },
};

/** The counts of a part in words, those that are none left out. */
function countsText({ counts }: Pick<PartStatistics, 'counts'>): string {
  return standings
    .filter((standing) => counts[standing] > 0)
    .map((standing) => `${counts[standing]} ${looks[standing].word}`)
    .join(', ');
}

/** The answers to a part as a bar of one width: segments with their counts where there is room. */
export function verdictBar(part: PartStatistics): Html {
  const total = standings.reduce((sum, standing) => sum + part.counts[standing], 0);
  if (total === 0) return html`<span class="muted">no answers</span>`;
  let at = 0;
  const segments = standings
    .filter((standing) => part.counts[standing] > 0)
    .map((standing) => {
      const width = (part.counts[standing] / total) * 300;
      const segment = { standing, x: at, width, count: part.counts[standing] };
      at += width;
      return segment;
    });
  return html`<svg
    class="verdict-bar"
    viewBox="0 0 300 22"
    preserveAspectRatio="xMinYMid"
    role="img"
    aria-label="${countsText(part)}"
  >
    ${segments.map(
      ({ standing, x, width, count }) =>
        html`<rect
            class="v-${standing}"
            x="${x.toFixed(1)}"
            width="${Math.max(0.5, width - 1).toFixed(1)}"
            height="22"
          />
          ${
            width > 16 &&
            html`<text class="v-text v-text-${standing}" x="${(x + width / 2).toFixed(1)}" y="15" text-anchor="middle"
              >${count}</text
            >`
          }`,
    )}
  </svg>`;
}

/** What the segments mean. */
export function verdictLegend(): Html {
  return html`<ul class="verdict-legend">
    ${standings.map(
      (standing) =>
        html`<li>
          <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
            <rect class="v-${standing}" width="14" height="14" rx="2" />
          </svg>
          ${looks[standing].sign} ${looks[standing].word}
        </li>`,
    )}
  </ul>`;
}
