import { judgeSequences, type SequencesSpec } from '@gradbook/answers';
import { beamSearch, type SearchTree } from '@gradbook/decoding';

import type { Part } from '../definition/assignment.ts';
import { beamStep, greedySequence, likeliestSequence, type SearchQuestion } from '../definition/search-parts.ts';
import { descriptionOf, type PartDescription } from './description.ts';

/** A part that asks which sequences a search over a small language model finds. */
export interface SearchPartDefinition extends PartDescription {
  /** The model: log-probabilities of the next token after every prefix. */
  readonly tree: SearchTree;
  /** Tokens of a whole sequence. */
  readonly length: number;
  /** What is asked: the beam after so many tokens, what greedy decoding finds, or the likeliest sequence of all. */
  readonly search: { readonly beamWidth: number; readonly step: number } | 'greedy' | 'likeliest';
  /** Whether log-probabilities have to be given; where they are not asked for, they still count when given. */
  readonly scores?: 'required' | 'optional';
}

/**
 * A part that asks which sequences a search finds. The search itself says what is right; every way to break ties is; wrong
 * ways to search and to score are recognised.
 *
 * @example
 * const part = searchPart({
 *   id: '5',
 *   title: 'Greedy decoding',
 *   points: 1,
 *   question: 'Which two words does greedy decoding find?',
 *   tree: { big: { logProbability: -0.4, next: { car: { logProbability: -1 } } }, red: { logProbability: -1.2 } },
 *   length: 2,
 *   search: 'greedy',
 *   scores: 'optional',
 * });
 * part.kind; // 'sequences'
 */
export function searchPart(definition: SearchPartDefinition): Part {
  const { tree, length, search, scores = 'optional' } = definition;
  const question: SearchQuestion = { tree, length, beamWidth: typeof search === 'string' ? 1 : search.beamWidth };
  const spec: SequencesSpec =
    search === 'greedy'
      ? { ...greedySequence(question), scores }
      : search === 'likeliest'
        ? likeliestSequence(question, scores)
        : beamStep(question, search.step, scores);
  return {
    ...descriptionOf(definition),
    kind: 'sequences',
    judge: (content) => judgeSequences(content, spec),
    ...(typeof search === 'string'
      ? {}
      : {
          evidence: async () => [
            {
              kind: 'beam' as const,
              title: `Beam search with k = ${search.beamWidth}`,
              trace: beamSearch(tree, { beamWidth: search.beamWidth, length }),
            },
          ],
        }),
    samples: async () => ({
      right: [spec.expected, ...(spec.alternatives ?? [])].map(written),
      // A wrong search that finds what is right on this tree shows nothing.
      wrong: (spec.mistakes ?? [])
        .filter(({ sequences }) => !isExpected(sequences, spec))
        .map(({ id, sequences }) => ({
          answer: sequences.map((tokens) => `"${tokens.join(' ')}"`).join('; '),
          mistake: id,
        })),
    }),
  };
}

function isExpected(sequences: readonly (readonly string[])[], spec: SequencesSpec): boolean {
  return [spec.expected, ...(spec.alternatives ?? [])].some(
    (right) => keyOf(right.map(({ tokens }) => tokens)) === keyOf(sequences),
  );
}

/** The same for the same sequences in any order. */
function keyOf(sequences: readonly (readonly string[])[]): string {
  return sequences
    .map((tokens) => tokens.join(' '))
    .toSorted()
    .join(';');
}

function written(sequences: SequencesSpec['expected']): string {
  return sequences.map(({ tokens, score }) => `"${tokens.join(' ')}" (${score.toFixed(3)})`).join('; ');
}
