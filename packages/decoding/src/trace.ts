import type { LengthPenalty } from './penalty.ts';
import type { Token } from './space.ts';

/** Why a hypothesis needs no further token: its end token, the length asked for, or a leaf of a tree. */
export type Ending = 'end-token' | 'length' | 'leaf';

/** A partial sequence that a step scored. */
export interface Candidate {
  /** Unique in the trace; 0 is the empty sequence that everything starts from. */
  readonly id: number;
  /** The id of the candidate it extends; 0 for the empty sequence. */
  readonly parent: number;
  readonly tokens: readonly Token[];
  /** The token added in this step; for a carried hypothesis, its last one. */
  readonly token: Token;
  /** ln p(token | tokens before it): what this step adds to the score; 0 for a carried hypothesis. */
  readonly logProbability: number;
  /** ln p(tokens): the sum of the log-probabilities along the path, in float64, first token first. */
  readonly score: number;
  readonly status: 'kept' | 'pruned';
  /** 1 is the best of its step. */
  readonly rank: number;
  /** Whether it needs no further token. */
  readonly finished: boolean;
  readonly ended: Ending | null;
  /** A hypothesis that finished in an earlier step and competes again for its place in the beam. */
  readonly carried: boolean;
  /** The diverse group it belongs to, from 0; only where there are groups. Ranks are those within the group. */
  readonly group?: number;
  /** What its score is lowered by before pruning, for tokens that earlier groups chose; only where there are groups. */
  readonly diversityPenalty?: number;
}

/** Scores that are equal, or closer than the rounding of their sums can tell apart. */
export interface Tie {
  /** Candidates, best rank first; the one listed first in the search space got the better rank. */
  readonly ids: readonly number[];
  readonly score: number;
  /** Whether another order among them would keep, or return, other sequences. */
  readonly decisive: boolean;
}

/** One step of a search: every candidate, best first; with diverse groups, group by group. */
export interface SearchStep {
  /** 1 for the first token. */
  readonly step: number;
  readonly candidates: readonly Candidate[];
  readonly ties: readonly Tie[];
  /** Kept hypotheses of the step before that are not finished but have no continuation of nonzero probability. */
  readonly deadEnds: readonly number[];
}

/** A sequence that a search returns. */
export interface Hypothesis {
  /** Its candidate. */
  readonly id: number;
  readonly rank: number;
  readonly tokens: readonly Token[];
  /** ln p(tokens). */
  readonly score: number;
  /** What hypotheses are ranked by: the score, divided as `lengthPenalty` says. */
  readonly rankingScore: number;
  readonly ended: Ending;
}

/** The settings a search ran with, every default filled in. */
export interface SearchSettings {
  readonly beamWidth: number | null;
  readonly length: number | null;
  readonly endToken: Token | null;
  readonly finished: 'keep' | 'refill';
  readonly truncated: 'return' | 'drop';
  readonly nBest: number | null;
  readonly lengthPenalty: LengthPenalty;
  readonly unnormalized: boolean;
  /** Present where only some tokens were allowed. */
  readonly constrained?: true;
  /** Present where there are several. */
  readonly groups?: number;
  readonly diversity?: number;
}

/** A search, as plain data that can be written as JSON, drawn, compared and handed in. */
export interface SearchTrace {
  readonly method: 'exhaustive' | 'greedy' | 'beam';
  readonly settings: SearchSettings;
  readonly steps: readonly SearchStep[];
  /** Best first. Empty only when every path ran into a dead end or, with `truncated: 'drop'`, none finished in time. */
  readonly hypotheses: readonly Hypothesis[];
  /** Ties among finished hypotheses that compete for the places in `hypotheses`. */
  readonly ties: readonly Tie[];
  readonly counters: {
    /** Prefixes whose continuations were asked for. */
    readonly expanded: number;
    /** Continuations of nonzero probability that were given a score. */
    readonly scored: number;
    /** Continuations left out because their probability is 0 or they are not allowed. */
    readonly impossible: number;
    /** Candidates kept, over all steps. */
    readonly kept: number;
    /** Scores looked at when the candidates kept are picked one after another, each the largest of all of its step. */
    readonly examined: number;
  };
}
