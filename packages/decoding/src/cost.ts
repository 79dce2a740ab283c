import { requireCount, requireGroups } from './options.ts';

/** What a beam search does, counted; a search's own `counters` hold the same numbers. */
export interface SearchCost {
  /** Prefixes that the model is asked about: Σ_t b_{t−1}, about B·T. */
  readonly expanded: number;
  /** Continuations scored: Σ_t N·b_{t−1}, about B·N·T. */
  readonly scored: number;
  /** Candidates kept: Σ_t b_t, about B·T. */
  readonly kept: number;
  /** Scores looked at when the best are picked one after another: Σ_t b_t·N·b_{t−1}, about B²·N·T. */
  readonly examined: number;
}

/** The size of a beam search. */
export interface SearchSize {
  /** B; Infinity is the exhaustive search. */
  readonly beamWidth: number;
  /** N. */
  readonly vocabulary: number;
  /** T. */
  readonly length: number;
  /** Number of diverse groups, default 1; it divides the beam width. */
  readonly groups?: number;
}

/**
 * What a beam search costs where every one of N tokens may follow everywhere, for T tokens without an end token:
 * step t keeps b_t = min(B, N·b_{t−1}) prefixes, b_0 = 1; groups do so side by side, each with its share of the beam.
 * From here the usual claims are read off: O(B·N·T) scores, and O(B²·N·T) steps when the B best of B·N are found by
 * looking for the largest B times.
 *
 * @throws SearchError for sizes below 1.
 *
 * @example
 * searchCost({ beamWidth: 2, vocabulary: 10, length: 3 });
 * // { expanded: 5, scored: 50, kept: 6, examined: 100 }
 */
export function searchCost({ beamWidth, vocabulary, length, groups = 1 }: SearchSize): SearchCost {
  if (beamWidth !== Infinity) requireCount('searchCost', 'beamWidth', beamWidth, 'it is the number of prefixes kept');
  requireCount('searchCost', 'vocabulary', vocabulary, 'it is the number of tokens to choose from');
  requireCount('searchCost', 'length', length, 'it is the number of tokens of a sequence');
  requireGroups('searchCost', groups, beamWidth);
  const cost = { expanded: 0, scored: 0, kept: 0, examined: 0 };
  let before = 1;
  for (let step = 1; step <= length; step += 1) {
    const scored = vocabulary * before;
    const kept = Math.min(beamWidth / groups, scored);
    cost.expanded += groups * before;
    cost.scored += groups * scored;
    cost.kept += groups * kept;
    // Where nothing is pruned nothing is picked.
    if (beamWidth < Infinity) cost.examined += groups * kept * scored;
    before = kept;
  }
  return cost;
}
