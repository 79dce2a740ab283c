import type { Times } from '../contract.ts';

/** Median, least and greatest of at least one time, to a microsecond. */
export function timesOf(milliseconds: readonly number[]): Times {
  if (milliseconds.length === 0) throw new RangeError('timesOf: no times were given; a median needs one at least');
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median_ms: rounded(median), min_ms: rounded(sorted[0]!), max_ms: rounded(sorted.at(-1)!) };
}

/** The same with the 95th percentile: the least of the times that at least 95 % of them do not exceed. */
export function latenciesOf(milliseconds: readonly number[]): Times & { readonly p95_ms: number } {
  const times = timesOf(milliseconds);
  const sorted = [...milliseconds].sort((a, b) => a - b);
  return { ...times, p95_ms: rounded(sorted[Math.ceil(0.95 * sorted.length) - 1]!) };
}

/** A ratio of two medians, to three significant digits. */
export function ratioOf(theirs: number, ours: number): number {
  return Number((theirs / ours).toPrecision(3));
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
