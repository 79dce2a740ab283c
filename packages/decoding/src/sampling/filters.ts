import { requireCount } from '../options.ts';
import { describe, SearchError } from '../space.ts';

/** What is cut off a distribution before a token is drawn from it; in this order. */
export interface SamplingFilters {
  /** T > 0: p becomes proportional to p^(1/T); default 1. Below 1 is more certain, above 1 more even. */
  readonly temperature?: number;
  /** Keeps the k likeliest tokens (Fan et al., Hierarchical Neural Story Generation, 2018). Default: all. */
  readonly topK?: number;
  /** Keeps the smallest set of likeliest tokens that holds probability p, the nucleus (Holtzman et al., 2020). Default 1: all. */
  readonly topP?: number;
  /** Keeps tokens of at least this share of the likeliest one's probability (Nguyen et al., min-p, 2024). Default 0: all. */
  readonly minP?: number;
}

/** The filters with every default filled in. */
export interface SettledFilters {
  /** Divides the logits. */
  readonly temperature: number;
  /** How many tokens are kept; null keeps all. */
  readonly topK: number | null;
  /** The probability that the nucleus holds. */
  readonly topP: number;
  /** The least share of the likeliest token's probability. */
  readonly minP: number;
}

/** Checks the filters and fills in the defaults. */
export function settleFilters(method: string, options: SamplingFilters): SettledFilters {
  const { temperature = 1, topK, topP = 1, minP = 0 } = options;
  if (!(temperature > 0 && temperature < Infinity)) {
    throw new SearchError(
      `${method}: temperature is ${describe(temperature)}; expected a number above 0. For the likeliest token each time, use greedy()`,
    );
  }
  if (topK !== undefined) requireCount(method, 'topK', topK, 'it is how many tokens may be drawn');
  if (!(topP > 0 && topP <= 1)) {
    throw new SearchError(`${method}: topP is ${describe(topP)}; expected a probability above 0 and at most 1`);
  }
  if (!(minP >= 0 && minP <= 1)) {
    throw new SearchError(`${method}: minP is ${describe(minP)}; expected a number from 0 to 1`);
  }
  return { temperature, topK: topK ?? null, topP, minP };
}

/**
 * The probabilities that a token is drawn with: softmax(logits / temperature), of which `topK`, `topP` and `minP`, one
 * after another, keep the likeliest tokens; what is kept is divided by its sum. Of equal tokens at an edge, the ones
 * listed first are kept.
 *
 * @param logits one per token: log-probabilities, normalised or not; −∞ for a token that cannot follow.
 * @returns one probability per token, 0 for those cut off, summing to 1.
 * @throws SearchError for a NaN or +∞, for none above −∞, and for filters outside their ranges.
 *
 * @example
 * const logits = [0.5, 0.3, 0.15, 0.05].map(Math.log);
 * tokenProbabilities(logits, { topP: 0.8 }); // [0.625, 0.375, 0, 0]
 * tokenProbabilities(logits, { topK: 1 }); // [1, 0, 0, 0]
 */
export function tokenProbabilities(logits: ArrayLike<number>, filters: SamplingFilters = {}): number[] {
  return filtered(logits, settleFilters('tokenProbabilities', filters));
}

/** {@link tokenProbabilities} with filters already checked. */
export function filtered(logits: ArrayLike<number>, { temperature, topK, topP, minP }: SettledFilters): number[] {
  const values = Array.from(logits);
  const wrong = values.findIndex((value) => Number.isNaN(value) || value === Infinity);
  if (wrong >= 0) throw new SearchError(`logits: token ${wrong} has ${values[wrong]}; expected numbers or -Infinity`);
  const greatest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  if (greatest === -Infinity) throw new SearchError('logits: there is none above -Infinity; no token can be drawn');
  const weights = values.map((value) => Math.exp((value - greatest) / temperature));
  // Sorting is stable: of equals, the one listed first comes first.
  let kept = [...weights.keys()].filter((token) => weights[token]! > 0).sort((a, b) => weights[b]! - weights[a]!);
  if (topK !== null) kept = kept.slice(0, topK);
  if (topP < 1) kept = nucleus(kept, weights, topP);
  kept = kept.filter((token) => weights[token]! >= minP);
  const total = sumOf(kept, weights);
  const probabilities = values.map(() => 0);
  for (const token of kept) probabilities[token] = weights[token]! / total;
  return probabilities;
}

/**
 * The first tokens that together hold the share. Exponentials and sums are rounded: to reach the share counts as
 * reaching it up to that rounding, so that 0.5 and 0.3 hold 0.8 (each term within 4 u, a sum of n terms within n u more).
 */
function nucleus(sorted: readonly number[], weights: readonly number[], share: number): number[] {
  const needed = share * sumOf(sorted, weights) * (1 - 2 * (sorted.length + 8) * 2 ** -53);
  const kept: number[] = [];
  let held = 0;
  for (const token of sorted) {
    kept.push(token);
    held += weights[token]!;
    if (held >= needed) break;
  }
  return kept;
}

function sumOf(tokens: readonly number[], weights: readonly number[]): number {
  return tokens.reduce((sum, token) => sum + weights[token]!, 0);
}
