import Table from 'cli-table3';

import type { CaseResult, Times } from '../contract.ts';

const borders =
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid';
const widths = [24, 20, 8, 19, 9];

/**
 * Results as a table of 80 columns without borders: a line for each peer, times as the median in milliseconds with the
 * least and the greatest behind it.
 */
export function resultTable(results: readonly CaseResult[]): string {
  const table = new Table({
    head: ['benchmark (times in ms)', 'ours', 'peer', '', 'ratio'],
    colWidths: widths,
    wordWrap: true,
    colAligns: ['left', 'left', 'left', 'left', 'right'],
    chars: { ...Object.fromEntries(borders.split(' ').map((place) => [place, ''])), middle: '' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 1 },
  });
  for (const { name, ours, peers } of results) {
    const lines = Object.entries(peers).map(([peer, times]) => [peer, timesText(times), `${times.ratio}×`]);
    for (const [index, line] of (lines.length > 0 ? lines : [['', '', '']]).entries()) {
      table.push([index === 0 ? name : '', index === 0 ? timesText(ours) : '', ...line]);
    }
  }
  return table.toString().replaceAll(/ +$/gm, '');
}

/** How many a minute are done, where that is what people count. */
export function perMinuteLines(results: readonly CaseResult[]): string[] {
  return results.flatMap(({ name, per_minute: counted }) =>
    counted
      ? [
          `${name}: ${counted.unit} a minute: ${Object.entries(counted.of)
            .map(([who, count]) => `${who} ${count}`)
            .join(', ')}`,
        ]
      : [],
  );
}

/** The 95th percentiles, where requests were measured. */
export function p95Lines(results: readonly CaseResult[]): string[] {
  return results.flatMap(({ name, ours, peers }) => {
    const all = Object.entries({ ours, ...peers }).flatMap(([who, { p95_ms: p95 }]) =>
      p95 === undefined ? [] : [`${who} ${short(p95)} ms`],
    );
    return all.length > 0 ? [`${name}: 95 of 100 within: ${all.join(', ')}`] : [];
  });
}

/** Why peers did not take part, each reason once. */
export function absentLines(results: readonly CaseResult[]): string[] {
  const reasons = new Map(results.flatMap(({ absent }) => Object.entries(absent ?? {})));
  return [...reasons].map(([peer, reason]) => `${peer} is not here: ${reason}`);
}

function timesText({ median_ms, min_ms, max_ms }: Times): string {
  return `${short(median_ms)} (${short(min_ms)}–${short(max_ms)})`;
}

/** Three digits, at most. */
function short(milliseconds: number): string {
  return milliseconds >= 100 ? milliseconds.toFixed(0) : milliseconds.toPrecision(milliseconds >= 1 ? 3 : 2);
}
