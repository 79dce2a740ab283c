/** What ranking needs to know of a sequence. */
export interface Ranked {
  readonly score: number;
  /** The sum of the magnitudes of what was added up to the score. */
  readonly magnitude: number;
  readonly tokens: readonly unknown[];
  /** Positions in the lists of continuations along the path: which of two sequences is listed first. */
  readonly path: readonly number[];
}

const unitRoundoff = 2 ** -53;

/**
 * How far the float64 score of a sequence can be from the sum of the decimals that were written: each of the n
 * terms is rounded once when it is read and the sum at most n - 1 times (Higham, Accuracy and Stability of
 * Numerical Algorithms, §4.2), so the error is below n u Σ|l| to first order; the division by a length penalty and
 * its power add 4 u. Doubled for the terms of second order.
 */
function scoreError(item: Ranked): number {
  return 2 * (item.tokens.length + 4) * unitRoundoff * item.magnitude;
}

function listedBefore(a: Ranked, b: Ranked): number {
  const shared = Math.min(a.path.length, b.path.length);
  for (let index = 0; index < shared; index += 1) {
    const difference = a.path[index]! - b.path[index]!;
    if (difference !== 0) return difference;
  }
  return a.path.length - b.path.length;
}

/** Equal scores at positions `start` to `end` - 1 of a ranking. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/**
 * Sorts best first. Scores that rounding cannot tell apart count as equal, and of equals the one listed first in the
 * search space comes first.
 *
 * @returns the sorted items and the runs of two or more equals.
 */
export function rank<R extends Ranked>(items: readonly R[]): { sorted: R[]; runs: Run[] } {
  const sorted = [...items].sort((a, b) => b.score - a.score || listedBefore(a, b));
  const runs: Run[] = [];
  let start = 0;
  for (let index = 1; index <= sorted.length; index += 1) {
    const current = sorted[index];
    const previous = sorted[index - 1];
    if (current && previous && previous.score - current.score <= scoreError(previous) + scoreError(current)) continue;
    if (index - start > 1) {
      runs.push({ start, end: index });
      const ordered = sorted.slice(start, index).sort(listedBefore);
      sorted.splice(start, ordered.length, ...ordered);
    }
    start = index;
  }
  return { sorted, runs };
}
