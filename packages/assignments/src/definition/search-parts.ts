import type { ExpectedSequence, SequencesMistake, SequencesSpec } from '@gradbook/answers';
import {
  type BeamSearchOutcomes,
  beamSearchOutcomes,
  exhaustive,
  greedy,
  type SearchTrace,
  type SearchTree,
} from '@gradbook/decoding';

import {
  addsProbabilities,
  beamForBest,
  beamForGreedy,
  greedyForBeam,
  keepsBestOverall,
  localScores,
  searchMistakes,
  type SearchMistake,
} from '../mistakes/searches.ts';

/** A language model written out as a tree, with the ways in which its searches are asked about. */
export interface SearchQuestion {
  readonly tree: SearchTree;
  readonly beamWidth: number;
  /** Tokens of a whole sequence. */
  readonly length: number;
}

/** What beam search stores after `step` tokens, as the judge of sequences takes it; every way to break ties is right. */
export function beamStep(question: SearchQuestion, step: number, scores: 'required' | 'optional'): SequencesSpec {
  const outcomes = beamSearchOutcomes(question.tree, { beamWidth: question.beamWidth, length: step });
  const [expected, ...alternatives] = accepted(outcomes);
  const mistakes = [greedyForBeam, addsProbabilities, keepsBestOverall, localScores].map((variant) =>
    resultOf(variant, question, step),
  );
  return {
    ...spec(question, step, expected!, alternatives, mistakes, scores),
    whyNot: (tokens) => leftTheBeam(question, tokens),
  };
}

/**
 * What beam search would store after `step` tokens if it had stored `own` after the step before: the reference for an answer
 * that goes on from an earlier one. Undefined where `own` is nothing that a beam can hold: no sequence, too many of them, one
 * that is not in the tree; and where the best of their continuations are tied.
 */
export function beamStepFrom(
  question: SearchQuestion,
  step: number,
  own: readonly (readonly string[])[],
  scores: 'required' | 'optional',
): SequencesSpec | undefined {
  const whole = (length: number): readonly ExpectedSequence[] =>
    sequencesOf(exhaustive(question.tree, { length })).filter(({ tokens }) => tokens.length === length);
  const [before, all] = [whole(step - 1), whole(step)];
  const known = own.every((prefix) => before.some(({ tokens }) => tokens.join(' ') === prefix.join(' ')));
  if (own.length === 0 || own.length > question.beamWidth || !known) return undefined;
  const candidates = all
    .filter(({ tokens }) => own.some((prefix) => startsWith(tokens, prefix)))
    .sort((a, b) => b.score - a.score);
  const expected = candidates.slice(0, question.beamWidth);
  const [last, next] = [expected.at(-1), candidates[question.beamWidth]];
  if (!last || (next && Math.abs(last.score - next.score) < tied)) return undefined;
  return spec(question, step, expected, [], [], scores);
}

/** Sums of decimals that are the same may differ by rounding. */
const tied = 1e-9;

function startsWith(tokens: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((token, index) => tokens[index] === token);
}

/** The sequence that greedy decoding finds, with its log-likelihood. */
export function greedySequence(question: SearchQuestion): SequencesSpec {
  const trace = greedy(question.tree, { length: question.length });
  const mistakes = [resultOf(beamForGreedy, question, question.length)];
  return spec(question, question.length, sequencesOf(trace), [], mistakes, 'required');
}

/** The likeliest sequence of the whole tree. */
export function likeliestSequence(question: SearchQuestion, scores: 'required' | 'optional'): SequencesSpec {
  const best = complete(question)[0]!;
  const mistakes = [resultOf(beamForBest, question, question.length)];
  return spec(question, question.length, [best], [], mistakes, scores);
}

function resultOf(mistake: SearchMistake, question: SearchQuestion, step: number): SequencesMistake {
  return { id: mistake.id, sentence: mistake.sentence, sequences: mistake.run(question, step) };
}

/** The step at which a sequence fell out of the beam before its last one; undefined where it did not. */
function leftTheBeam(question: SearchQuestion, tokens: readonly string[]): string | undefined {
  for (let step = 1; step < tokens.length; step++) {
    const prefix = tokens.slice(0, step).join(' ');
    const kept = beamSearchOutcomes(question.tree, { beamWidth: question.beamWidth, length: step }).outcomes.some(
      ({ hypotheses }) => hypotheses.some((hypothesis) => hypothesis.tokens.join(' ') === prefix),
    );
    if (!kept) return `"${prefix}" is no longer stored after step ${step}, so it cannot be extended.`;
  }
  return undefined;
}

function spec(
  question: SearchQuestion,
  length: number,
  expected: readonly ExpectedSequence[],
  alternatives: readonly (readonly ExpectedSequence[])[],
  mistakes: readonly SequencesMistake[],
  scores: 'required' | 'optional',
): SequencesSpec {
  const all = exhaustive(question.tree, { length });
  const scoreByTokens = new Map(all.hypotheses.map((hypothesis) => [hypothesis.tokens.join(' '), hypothesis.score]));
  const vocabulary = new Set(all.steps.flatMap((step) => step.candidates.map((candidate) => String(candidate.token))));
  return {
    vocabulary: [...vocabulary],
    length,
    expected,
    alternatives,
    scores,
    mistakes,
    scoreMistakes: searchMistakes.flatMap(({ id, sentence, score }) =>
      score ? [{ id, sentence, scoreOf: (tokens: readonly string[]) => score(question, tokens) }] : [],
    ),
    scoreOf: (tokens) => scoreByTokens.get(tokens.join(' ')),
  };
}

function accepted(outcomes: BeamSearchOutcomes): ExpectedSequence[][] {
  return outcomes.outcomes.map(sequencesOf);
}

function sequencesOf(trace: SearchTrace): ExpectedSequence[] {
  return trace.hypotheses.map((hypothesis) => ({ tokens: hypothesis.tokens.map(String), score: hypothesis.score }));
}

/** All sequences of full length, best first: where a tree leaves out paths, shorter ones end early and do not count. */
function complete(question: SearchQuestion): ExpectedSequence[] {
  return sequencesOf(exhaustive(question.tree, { length: question.length })).filter(
    ({ tokens }) => tokens.length === question.length,
  );
}
