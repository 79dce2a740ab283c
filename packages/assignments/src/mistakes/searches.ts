import { beamSearch, type Branch, exhaustive, greedy, type SearchTree } from '@gradbook/decoding';

import type { Mistake } from './mistake.ts';

/** What a search is asked about. */
interface Question {
  readonly tree: SearchTree;
  readonly beamWidth: number;
  readonly length: number;
}

/** A wrong way to search: what would be kept after `step` tokens. */
export type SearchMistake = Mistake<(question: Question, step: number) => readonly (readonly string[])[]> & {
  /** The number that it gives for one sequence, where it is a wrong way of scoring. */
  readonly score?: (question: Question, tokens: readonly string[]) => number;
};

/** Keeping one hypothesis where the beam keeps k. */
export const greedyForBeam: SearchMistake = {
  id: 'greedy-for-beam',
  sentence:
    'Only the best continuation was kept at each step, as greedy decoding does; a beam keeps the best $k$ sequences.',
  run: (question, step) =>
    greedy(question.tree, { length: step }).hypotheses.map((hypothesis) => hypothesis.tokens.map(String)),
};

/** Adding probabilities along a path where they multiply: ranks by Σ p instead of Σ ln p. */
export const addsProbabilities: SearchMistake = {
  id: 'adds-probabilities',
  sentence: 'The probabilities along a sequence were added; they multiply, so their logarithms are added.',
  run: (question, step) =>
    beamSearch(transformed(question.tree, Math.exp), {
      beamWidth: question.beamWidth,
      length: step,
      unnormalized: true,
    }).hypotheses.map((hypothesis) => hypothesis.tokens.map(String)),
  score: ({ tree }, tokens) => along(tree, tokens).reduce((sum, logProbability) => sum + Math.exp(logProbability), 0),
};

/** Ranking whole sequences of the tree where the beam only extends what it kept before. */
export const keepsBestOverall: SearchMistake = {
  id: 'best-overall-for-beam',
  sentence:
    'These are the likeliest sequences of the whole tree; a beam only extends the sequences that it kept the step before.',
  run: (question, step) =>
    exhaustive(question.tree, { length: step })
      .hypotheses.filter(({ tokens }) => tokens.length === step)
      .slice(0, question.beamWidth)
      .map(({ tokens }) => tokens.map(String)),
};

/** Ranking candidates by the last log-probability alone. */
export const localScores: SearchMistake = {
  id: 'last-score-only',
  sentence: 'The sequences were ranked by their last log-probability alone; the sum along the whole sequence counts.',
  run: (question, step) => {
    let kept: readonly (readonly string[])[] = [[]];
    for (let t = 0; t < step; t++) {
      kept = kept
        .flatMap((tokens) =>
          branches(question.tree, tokens).map(([token, score]) => ({ tokens: [...tokens, token], score })),
        )
        .sort((a, b) => b.score - a.score)
        .slice(0, question.beamWidth)
        .map((candidate) => candidate.tokens);
    }
    return kept;
  },
  score: ({ tree }, tokens) => along(tree, tokens).at(-1) ?? Number.NaN,
};

/** What beam search returns where the likeliest sequence of all is asked for. */
export const beamForBest: SearchMistake = {
  id: 'beam-for-best',
  sentence: 'This is what beam search returns, not the likeliest sequence of all.',
  run: ({ tree, beamWidth }, step) =>
    beamSearch(tree, { beamWidth, length: step })
      .hypotheses.slice(0, 1)
      .map(({ tokens }) => tokens.map(String)),
};

/** What beam search returns where greedy decoding is asked for. */
export const beamForGreedy: SearchMistake = {
  id: 'beam-for-greedy',
  sentence: 'This is what beam search finds; greedy decoding keeps only the best next word at each step.',
  run: beamForBest.run,
};

/** All of them; those of beam search first, in the order in which they are tried. */
export const searchMistakes: readonly SearchMistake[] = [
  greedyForBeam,
  addsProbabilities,
  keepsBestOverall,
  localScores,
  beamForBest,
  beamForGreedy,
];

type Node = { readonly logProbability: number; readonly next?: SearchTree };

function entries(tree: SearchTree | undefined): (readonly [string, Node])[] {
  if (tree === undefined) return [];
  return isList(tree) ? tree.map((branch): [string, Node] => [String(branch.token), branch]) : Object.entries(tree);
}

function isList(tree: SearchTree): tree is readonly Branch[] {
  return Array.isArray(tree);
}

function branches(tree: SearchTree, tokens: readonly string[]): (readonly [string, number])[] {
  let at: SearchTree | undefined = tree;
  for (const token of tokens) at = entries(at).find(([name]) => name === token)?.[1].next;
  return entries(at).map(([name, node]) => [name, node.logProbability]);
}

/** The log-probabilities along a sequence; none where the tree does not have it. */
function along(tree: SearchTree, tokens: readonly string[]): number[] {
  const found = tokens.map(
    (token, index) => branches(tree, tokens.slice(0, index)).find(([name]) => name === token)?.[1],
  );
  return found.every((value) => value !== undefined) ? found : [];
}

function transformed(tree: SearchTree, score: (value: number) => number): SearchTree {
  return Object.fromEntries(
    entries(tree).map(([token, node]) => [
      token,
      { logProbability: score(node.logProbability), ...(node.next ? { next: transformed(node.next, score) } : {}) },
    ]),
  );
}
