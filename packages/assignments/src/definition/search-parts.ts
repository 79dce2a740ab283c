import type { ExpectedSequence, SequencesMistake, SequencesSpec } from '@gradbook/answers';
import {
  beamSearch,
  type BeamSearchOutcomes,
  beamSearchOutcomes,
  exhaustive,
  greedy,
  type SearchTrace,
  type SearchTree,
} from '@gradbook/decoding';

import { addsProbabilities, greedyForBeam, keepsBestOverall, localScores } from '../mistakes/searches.ts';

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
  const mistakes = [greedyForBeam, addsProbabilities, keepsBestOverall, localScores].map((variant) => ({
    id: variant.id,
    sentence: variant.sentence,
    sequences: variant.run(question, step),
  }));
  return spec(question, step, expected!, alternatives, mistakes, scores);
}

/** The sequence that greedy decoding finds, with its log-likelihood. */
export function greedySequence(question: SearchQuestion): SequencesSpec {
  const trace = greedy(question.tree, { length: question.length });
  const best = complete(question)[0]!;
  const mistakes = [
    {
      id: 'best-for-greedy',
      sentence: 'This is the likeliest sequence of all; greedy decoding looks one word ahead and never goes back.',
      sequences: [best.tokens],
    },
  ];
  return spec(question, question.length, sequencesOf(trace), [], mistakes, 'required');
}

/** The likeliest sequence of the whole tree. */
export function likeliestSequence(question: SearchQuestion, scores: 'required' | 'optional'): SequencesSpec {
  const best = complete(question)[0]!;
  const found = beamSearch(question.tree, { beamWidth: question.beamWidth, length: question.length });
  const mistakes = [
    {
      id: 'beam-for-best',
      sentence: 'This is what beam search returns, not the likeliest sequence of all.',
      sequences: [found.hypotheses[0]!.tokens.map(String)],
    },
  ];
  return spec(question, question.length, [best], [], mistakes, scores);
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
