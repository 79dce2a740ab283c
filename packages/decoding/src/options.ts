import type { LengthPenalty } from './penalty.ts';
import { type Allowed, describe, SearchError, type Token } from './space.ts';
import type { SearchSettings } from './trace.ts';

/** What every search takes. */
export interface SearchOptions {
  /**
   * Number of tokens. With an end token: the largest number of tokens, end token included. Needed when the space is a
   * function; without it, a sequence of a tree ends at a leaf.
   */
  readonly length?: number;
  /** The token that ends a sequence; it is part of the sequence and of its score. */
  readonly endToken?: Token;
  /** What happens to sequences that reach `length` without their end token; `'return'` (default) ranks them with the others. */
  readonly truncated?: 'return' | 'drop';
  /** How many hypotheses to return; default: the beam width, or for `exhaustive` all. */
  readonly nBest?: number;
  /**
   * Ranks the returned hypotheses by score / (number of tokens)^lengthPenalty, or with `{ wu: α }` by
   * score / ((5 + number of tokens) / 6)^α; default 0: by score. The beam itself is always pruned by score.
   */
  readonly lengthPenalty?: LengthPenalty;
  /** Which tokens may follow the tokens so far; the others are left out as if their probability were 0. Default: all. */
  readonly allowed?: Allowed;
  /** Scores are any finite numbers, not logarithms of probabilities: positive ones are taken too. Default false. */
  readonly unnormalized?: boolean;
}

/** What a beam search takes besides. */
export interface BeamSearchOptions extends SearchOptions {
  /** k: how many candidates are kept after each step. */
  readonly beamWidth: number;
  /**
   * What happens to finished hypotheses. `'keep'` (default): they compete with the unfinished ones for the k places,
   * and the search stops when all k are finished. `'refill'`: of the best 2k candidates, finished ones of rank at
   * most k are set aside and the best k unfinished ones go on; the search stops when k have been set aside, and returns those.
   */
  readonly finished?: 'keep' | 'refill';
  /**
   * G: how many groups share the beam, k/G places each; default 1. A group chooses its tokens after the groups before
   * it, and a candidate of it is pruned by score − diversity · (how many prefixes kept by those groups chose the same
   * token at the same place), summed over its places.
   */
  readonly groups?: number;
  /** λ ≥ 0, how strongly a group avoids the tokens of those before it; default 0. */
  readonly diversity?: number;
}

/** Checks the options and fills in the defaults. */
export function settle(
  method: string,
  needsLength: boolean,
  options: SearchOptions & Partial<BeamSearchOptions>,
  beamWidth: number | null,
): SearchSettings {
  const { length, endToken, truncated = 'return', nBest, lengthPenalty = 0, unnormalized = false } = options;
  const { finished = 'keep', groups = 1, diversity = 0 } = options;
  if (beamWidth !== null) requireCount(method, 'beamWidth', beamWidth, '1 is greedy decoding');
  if (length !== undefined) requireCount(method, 'length', length, 'it is the number of tokens of a sequence');
  if (nBest !== undefined) requireCount(method, 'nBest', nBest, 'it is the number of hypotheses to return');
  if (length === undefined && needsLength) {
    throw new SearchError(
      `${method}: a scoring function was given without \`length\`; give the number of tokens, or with an end token the largest number`,
    );
  }
  requirePenalty(method, lengthPenalty);
  requireGroups(method, groups, beamWidth ?? Infinity);
  if (!(diversity >= 0 && diversity < Infinity)) {
    throw new SearchError(`${method}: diversity is ${describe(diversity)}; expected a finite number of at least 0`);
  }
  requireOneOf(method, 'finished', finished, ['keep', 'refill']);
  requireOneOf(method, 'truncated', truncated, ['return', 'drop']);
  return {
    beamWidth,
    length: length ?? null,
    endToken: endToken ?? null,
    finished,
    truncated,
    nBest: nBest ?? beamWidth,
    lengthPenalty,
    unnormalized,
    ...(options.allowed ? { constrained: true } : {}),
    ...(groups > 1 ? { groups, diversity } : {}),
  };
}

function requirePenalty(method: string, penalty: LengthPenalty): void {
  const power = typeof penalty === 'object' && penalty !== null ? penalty.wu : penalty;
  if (Number.isFinite(power)) return;
  const given = typeof penalty === 'object' && penalty !== null ? `{ wu: ${describe(power)} }` : describe(power);
  throw new SearchError(
    `${method}: lengthPenalty is ${given}; expected a finite number, 0 for none, or { wu: a finite number }`,
  );
}

/** Checks that groups of equal size make up the beam. */
export function requireGroups(method: string, groups: number, beamWidth: number): void {
  requireCount(method, 'groups', groups, '1 is the ordinary beam search');
  if (beamWidth === Infinity || beamWidth % groups === 0) return;
  throw new SearchError(`${method}: ${groups} groups cannot share a beam of ${beamWidth} equally; make it a multiple`);
}

export function requireCount(method: string, name: string, value: number, meaning: string): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new SearchError(`${method}: ${name} is ${describe(value)}; expected a whole number of at least 1 (${meaning})`);
}

function requireOneOf(method: string, name: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  throw new SearchError(
    `${method}: ${name} is ${describe(value)}; expected ${allowed.map((item) => `'${item}'`).join(' or ')}`,
  );
}
