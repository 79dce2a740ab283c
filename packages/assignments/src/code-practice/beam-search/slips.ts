import type { Float64Tensor } from '@gradbook/core-ops';

import type { CodeArguments, CodeMistake } from '../../code/case.ts';
import { decoderOf, requestOf, type SearchRequest } from './model.ts';
import { hypothesesAsOutputs } from './outputs.ts';

/** A partial sequence of a search with a slip. */
interface PartialSequence {
  readonly tokens: readonly number[];
  readonly score: number;
  readonly state: readonly number[];
  readonly ended: boolean;
}

/** What a wrong search does differently. */
export interface SearchSlip {
  /** Places of the beam, in place of k. */
  readonly width?: number;
  /** Steps more than there should be. */
  readonly steps?: number;
  /** The score before the first token; 0 unless given. */
  readonly from?: number;
  /** How a log-probability enters a score. */
  readonly extended?: (score: number, logProbability: number) => number;
  /** What candidates are pruned by, where it is not their score. */
  readonly prunedBy?: (partial: PartialSequence, penalty: number) => number;
  /** What hypotheses are ranked and shown by; score / T^α unless given. */
  readonly ranked?: (score: number, length: number, penalty: number, ended: boolean) => number;
  readonly finished?: 'dropped' | 'extended' | 'out of the competition' | 'end of the search';
  readonly unfinished?: 'dropped';
  readonly shown?: 'with start token' | 'without end token' | 'worst first';
  readonly state?: 'not passed on' | 'of the place' | 'of the best';
  readonly tokens?: 'of the place';
  readonly order?: 'ascending' | 'later token first';
  /** How many continuations of each parent compete; all unless given. */
  readonly perParent?: 'one' | 'k, and all are kept';
  readonly begun?: 'with k copies';
}

/** The most hypotheses that a variant which does not prune may hold. */
const most = 2_000;

/** The beam search with a slip, in loops. */
export function slippedSearch(slip: SearchSlip): CodeMistake['run'] {
  return (args: CodeArguments<Float64Tensor>) => {
    const { beamWidth, maxLength, endToken, startToken, lengthPenalty = 0 } = requestOf(args);
    const decoder = decoderOf(args);
    const [width, length] = [slip.width ?? beamWidth, maxLength + (slip.steps ?? 0)];
    const root: PartialSequence = { tokens: [], score: slip.from ?? 0, state: decoder.start, ended: false };
    let beam = slip.begun === 'with k copies' ? Array.from({ length: width }, () => root) : [root];
    const aside: PartialSequence[] = [];
    for (let t = 0; t < length && beam.some(({ ended }) => !ended); t++) {
      const candidates = beam.flatMap((partial) => candidatesOf(partial, decoder, requestOf(args), slip));
      if (candidates.length > most) throw new RangeError('a variant that does not prune holds too many hypotheses');
      const kept = slip.perParent === 'k, and all are kept' ? candidates : best(candidates, slip, width, lengthPenalty);
      const next = kept.map((partial, place) => atItsPlace(partial, place, { beam, candidates, best: kept[0]! }, slip));
      if (slip.finished === 'out of the competition') aside.push(...next.filter(({ ended }) => ended));
      beam =
        slip.finished === 'dropped' || slip.finished === 'out of the competition'
          ? next.filter(({ ended }) => !ended)
          : next;
      if (slip.finished === 'end of the search' && beam.some(({ ended }) => ended)) break;
    }
    const { ranked = (score, count, penalty) => score / count ** penalty } = slip;
    const found = [...aside, ...beam]
      .filter(({ ended }) => slip.unfinished !== 'dropped' || ended)
      .map((partial) => ({
        ...partial,
        score: ranked(partial.score, partial.tokens.length, lengthPenalty, partial.ended),
      }))
      .sort((a, b) => b.score - a.score)
      .slice(0, width);
    if (slip.shown === 'worst first') found.reverse();
    return hypothesesAsOutputs(
      found.map(({ tokens, score }) => ({ score, tokens: shownTokens(tokens, slip, startToken, endToken) })),
      args,
    );
  };
}

/** What a partial sequence becomes in a step. */
function candidatesOf(
  partial: PartialSequence,
  { step, start }: ReturnType<typeof decoderOf>,
  { beamWidth, endToken, startToken }: SearchRequest,
  slip: SearchSlip,
): readonly PartialSequence[] {
  if (partial.ended) return [partial];
  const { extended = (score, logProbability) => score + logProbability } = slip;
  const last = partial.tokens.at(-1) ?? startToken;
  const { logProbabilities, state } = step(last, slip.state === 'not passed on' ? start : partial.state);
  const candidates = logProbabilities.flatMap((logProbability, token): readonly PartialSequence[] => {
    if (logProbability === -Infinity) return [];
    const ended = slip.finished !== 'extended' && token === endToken;
    return [{ tokens: [...partial.tokens, token], score: extended(partial.score, logProbability), state, ended }];
  });
  if (slip.perParent === undefined) return candidates;
  const first = partial.tokens.length === 0;
  return best(candidates, slip, slip.perParent === 'one' && !first ? 1 : beamWidth, 0);
}

function best(
  candidates: readonly PartialSequence[],
  { prunedBy = ({ score }) => score, order }: SearchSlip,
  count: number,
  penalty: number,
): readonly PartialSequence[] {
  const sign = order === 'ascending' ? -1 : 1;
  const listed = order === 'later token first' ? candidates.toReversed() : candidates;
  return listed.toSorted((a, b) => sign * (prunedBy(b, penalty) - prunedBy(a, penalty))).slice(0, count);
}

/** A kept sequence with what a slip takes from another one that had the same place before. */
function atItsPlace(
  partial: PartialSequence,
  place: number,
  {
    beam,
    candidates,
    best: first,
  }: { beam: readonly PartialSequence[]; candidates: readonly PartialSequence[]; best: PartialSequence },
  slip: SearchSlip,
): PartialSequence {
  const old = beam[place] ?? beam[0]!;
  if (slip.tokens === 'of the place') return { ...partial, tokens: [...old.tokens, partial.tokens.at(-1)!] };
  if (slip.state === 'of the best') return { ...partial, state: first.state };
  if (slip.state !== 'of the place') return partial;
  const child = candidates.find(
    ({ tokens }) => tokens.length > old.tokens.length && old.tokens.every((token, index) => token === tokens[index]),
  );
  return { ...partial, state: child?.state ?? old.state };
}

function shownTokens(
  tokens: readonly number[],
  { shown }: SearchSlip,
  startToken: number,
  endToken: number | undefined,
): readonly number[] {
  if (shown === 'with start token') return [startToken, ...tokens];
  return shown === 'without end token' && tokens.at(-1) === endToken ? tokens.slice(0, -1) : tokens;
}
