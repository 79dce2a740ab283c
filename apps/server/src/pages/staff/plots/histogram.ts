import { type Html, html } from '@gradbook/grading/report';
import { scaleLinear } from 'd3-scale';

import type { Spread } from '../../../review/statistics/statistics.ts';
import { pointsText } from '../frame.ts';

/** One bar: grades from `from` on and below `to`; the last one holds `to` too. */
interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

const size = { width: 640, height: 250, left: 44, right: 12, top: 46, bottom: 44 };

/** Grades in bins of a round width over the whole range that can be reached. */
export function binsOf(values: readonly number[], maximum: number): readonly Bin[] {
  const end = Math.max(maximum, ...values, 1);
  const edges = scaleLinear([0, end], [0, 1]).ticks(12);
  if (edges.at(-1)! < end) edges.push(edges.at(-1)! + (edges[1]! - edges[0]!));
  return edges.slice(0, -1).map((from, index) => {
    const to = edges[index + 1]!;
    const last = index === edges.length - 2;
    return { from, to, count: values.filter((value) => value >= from && (value < to || (last && value <= to))).length };
  });
}

/** How grades are spread, as bars with the median and the quartiles above them; a table with the same numbers stands below. */
export function histogram({ values, mean, median, lower, upper }: Spread, maximum: number): Html {
  const bins = binsOf(values, maximum);
  const x = scaleLinear([0, bins.at(-1)!.to], [size.left, size.width - size.right]);
  const y = scaleLinear(
    [0, Math.max(1, ...bins.map(({ count }) => count))],
    [size.height - size.bottom, size.top],
  ).nice(4);
  const bottom = size.height - size.bottom;
  const ticks = y.ticks(4).filter(Number.isInteger);
  const described =
    `${values.length} grades from ${pointsText(values[0]!)} to ${pointsText(values.at(-1)!)} of ${pointsText(maximum)} points. ` +
    `Median ${pointsText(median)}, half of them between ${pointsText(lower)} and ${pointsText(upper)}, mean ${pointsText(mean)}.`;
  return html`<figure class="plot">
    <svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-labelledby="grades-title grades-desc">
      <title id="grades-title">Distribution of the grades</title>
      <desc id="grades-desc">${described}</desc>
      ${ticks.map(
        (tick) =>
          html`<line class="grid" x1="${size.left}" x2="${size.width - size.right}" y1="${y(tick)}" y2="${y(tick)}" />
            <text class="tick" x="${size.left - 8}" y="${y(tick)}" text-anchor="end" dy=".32em">${tick}</text>`,
      )}
      <rect
        class="quartiles"
        x="${x(lower).toFixed(1)}"
        width="${Math.max(1, x(upper) - x(lower)).toFixed(1)}"
        y="${size.top}"
        height="${bottom - size.top}"
      />
      ${bins.map(
        ({ from, to, count }) =>
          count > 0 &&
          html`<rect
              class="bin"
              x="${(x(from) + 1).toFixed(1)}"
              width="${(x(to) - x(from) - 2).toFixed(1)}"
              y="${y(count).toFixed(1)}"
              height="${(bottom - y(count)).toFixed(1)}"
            />
            <text
              class="count"
              x="${((x(from) + x(to)) / 2).toFixed(1)}"
              y="${(y(count) - 5).toFixed(1)}"
              text-anchor="middle"
              >${count}</text
            >`,
      )}
      <line class="axis" x1="${size.left}" x2="${size.width - size.right}" y1="${bottom}" y2="${bottom}" />
      ${[...bins.map(({ from }) => from), bins.at(-1)!.to].map(
        (edge) =>
          html`<text class="tick" x="${x(edge).toFixed(1)}" y="${bottom + 16}" text-anchor="middle"
            >${pointsText(edge)}</text
          >`,
      )}
      <line
        class="median"
        x1="${x(median).toFixed(1)}"
        x2="${x(median).toFixed(1)}"
        y1="${size.top - 22}"
        y2="${bottom}"
      />
      <text class="tick strong" x="${x(median).toFixed(1)}" y="${size.top - 28}" text-anchor="middle">
        median ${pointsText(median)}
      </text>
      <text class="tick" x="${(size.left + size.width - size.right) / 2}" y="${size.height - 8}" text-anchor="middle">
        points
      </text>
    </svg>
    <figcaption>${described} The shaded band holds the middle half.</figcaption>
  </figure>`;
}
