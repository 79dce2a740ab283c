/** What students begin part 1 from. */
export const beamSearchStarter = `import type { Tensor } from 'gradbook';

// Part 1 of code-practice. Write the function, and run: gradbook check . --assignment code-practice

/**
 * One step of a decoder.
 *
 * @param token the last token of a hypothesis, or the start token; a whole number from 0 to V - 1.
 * @param state the state after the tokens before it: the start state, or what the step of the parent returned.
 * @returns logProbabilities [V], ln p of every next token (-Infinity for one that cannot follow; .data has the numbers), and the
 * state to go on from. The step changes nothing that it was given.
 */
export type Step<State> = (
  token: number,
  state: State,
) => { readonly logProbabilities: Tensor; readonly state: State };

export interface BeamSearchOptions {
  /** k, how many hypotheses are kept after each step: a whole number from 1. */
  readonly beamWidth: number;
  /** The most tokens of a hypothesis, its end token included: a whole number from 1. */
  readonly maxLength: number;
  /** What the first step is made from; no part of a hypothesis. */
  readonly startToken: number;
  /** The token that ends a hypothesis; it is part of it, and of its score. Without one, all have maxLength tokens. */
  readonly endToken?: number;
  /** alpha: hypotheses are ranked at the end by score / T^alpha, T being the number of tokens; 0 unless given. */
  readonly lengthPenalty?: number;
}

/**
 * Beam search. The score of a hypothesis is the sum of its log-probabilities. Each step extends every hypothesis that is not
 * finished by every token, and keeps the k best of all candidates, whoever their parent is; of equal scores the one with the smaller
 * token comes first. A hypothesis that took the end token is finished: it is extended no more, but keeps its place among the k as
 * long as its score is among the k best. The search ends when all k are finished or have maxLength tokens; all of them are
 * returned. The beam is pruned by the scores themselves: the length penalty is used at the end alone. Tokens of probability 0 are
 * never taken; where there are fewer than k hypotheses, there are fewer.
 *
 * @param step the decoder; each hypothesis goes on from the state of its own parent.
 * @param start the state before the first token.
 * @returns tokens, a list of tokens for each hypothesis, and scores, what each is ranked by; the best one first.
 * @throws for a beam width or length that is no whole number from 1, and for a log-probability that is NaN.
 */
export function beamSearch<State>(
  step: Step<State>,
  start: State,
  options: BeamSearchOptions,
): { tokens: number[][]; scores: number[] } {
  throw new Error('beamSearch is not written yet');
}
`;
