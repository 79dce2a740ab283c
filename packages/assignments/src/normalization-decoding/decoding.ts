import {
  type AcceptedGrowth,
  judgeExpression,
  judgeGrowthRates,
  judgeSequences,
  parseExpression,
  readSequenceSet,
  type Scope,
  type SequencesSpec,
} from '@gradbook/answers';
import { beamSearch, type SearchTree } from '@gradbook/decoding';

import type { Evidence, Part } from '../definition/assignment.ts';
import { textPart } from '../definition/later-parts.ts';
import { beamStep, beamStepFrom, greedySequence, type SearchQuestion } from '../definition/search-parts.ts';

const leaf = (logProbability: number): { readonly logProbability: number } => ({ logProbability });

/** The language model of the question; paths of low probability are left out. */
export const colouredShapes: SearchTree = {
  the: {
    logProbability: -1.5,
    next: { red: { logProbability: -3.1, next: { rectangle: leaf(-4.5) } }, blue: leaf(-3.4) },
  },
  a: {
    logProbability: -1.8,
    next: {
      blue: { logProbability: -2.5, next: { square: leaf(-5), rectangle: leaf(-5.3) } },
      red: { logProbability: -2.7, next: { circle: leaf(-4.9), square: leaf(-5.2) } },
    },
  },
};

const question: SearchQuestion = { tree: colouredShapes, beamWidth: 2, length: 3 };

const positive = { domain: { above: 0 } };
const counts: Scope = {
  variables: { N: { domain: { above: 1, integer: true } }, T: { domain: { above: 0, integer: true } } },
};
const sizes: Scope = { variables: { B: positive, N: positive, T: positive } };

/** A bound; copying the B partial sequences in every step may be counted or left out. */
function growth(latex: string, note?: string): AcceptedGrowth {
  const optional = [parseExpression('B T^2', sizes)];
  return { bound: parseExpression(latex, sizes), optional, ...(note === undefined ? {} : { note }) };
}

function isStored(own: readonly (readonly string[])[], { expected }: SequencesSpec): boolean {
  return expected.every(({ tokens }) => own.some((other) => other.join(' ') === tokens.join(' ')));
}

async function evidence(): Promise<readonly Evidence[]> {
  return [
    { kind: 'beam', title: 'Beam search with B = 2', trace: beamSearch(colouredShapes, { beamWidth: 2, length: 3 }) },
  ];
}

/** Question 3: decoding. */
export const decodingParts: readonly Part[] = [
  {
    id: '3.1',
    title: 'How many sequences there are',
    kind: 'expression',
    points: 1,
    question:
      'A vocabulary has $N$ words, the token that begins a sentence among them. How many sequences of length $T+1$ begin with that token? Give the exact number.',
    judge: (content, _part, options) =>
      judgeExpression(
        content,
        {
          label: 'the number of sequences',
          scope: counts,
          expected: parseExpression('N^T', counts),
          accepted: [
            {
              expr: parseExpression('(N-1)^T', counts),
              note: 'Accepted: the token that begins a sentence is taken to occur only there.',
            },
          ],
        },
        options,
      ),
  },
  textPart({
    id: '3.2',
    title: 'Whether enumeration is feasible',
    points: 1,
    question:
      'Can the likeliest sequence be found by enumerating all of them? How does that scale with the vocabulary?',
    rubric: 'Look for: exponential in the length, a power of the vocabulary size, not feasible in practice.',
  }),
  {
    id: '3.3',
    title: 'Cost of beam search',
    kind: 'growth',
    points: 4,
    question:
      'Beam search scores all $N$ words after each of $B$ sequences, finds the $B$ best scores one after the other and copies the sequences that they extend, $T$ times. What are its time and its space complexity in $T$, $B$ and $N$?',
    judge: (content, _part, options) =>
      judgeGrowthRates(
        content,
        {
          scope: sizes,
          relations: [['B', 'N']],
          rates: [
            {
              label: 'the time complexity',
              cues: /\b(?:time|running|runtime|computation\w*)\b/i,
              accepted: [
                growth('B^2 N T'),
                growth('B N T \\log B', 'Accepted: the $B$ best scores are kept in a heap.'),
                growth('B N T', 'Accepted: the best scores are selected in linear time.'),
              ],
            },
            {
              label: 'the space complexity',
              cues: /\b(?:space|memory|storage)\b/i,
              accepted: [{ bound: parseExpression('B N + B T', sizes) }],
            },
          ],
        },
        options,
      ),
  },
  {
    id: '3.4.a',
    title: 'Greedy decoding',
    kind: 'sequences',
    points: 3,
    question:
      'In the tree of the figure, which sequence of three words does greedy decoding find, and what is its log-likelihood?',
    judge: (content) => judgeSequences(content, greedySequence(question)),
  },
  {
    id: '3.4.b',
    title: 'Beam search',
    kind: 'sequences',
    points: 3,
    question:
      'Which two sequences does beam search with $B = 2$ find in the same tree, and what are their log-likelihoods?',
    judge: (content) => judgeSequences(content, beamStep(question, question.length, 'required')),
    followThrough: {
      from: [],
      share: 0.5,
      judge: (content) => {
        const spec = beamStep(question, question.length - 1, 'optional');
        const own = readSequenceSet(content, spec);
        // A step that is not shown in full, or is right, leads nowhere else.
        if (own.length !== question.beamWidth || isStored(own, spec)) return undefined;
        const next = beamStepFrom(question, question.length, own, 'required');
        return next && judgeSequences(content, next);
      },
    },
    evidence,
  },
  textPart({
    id: '3.5',
    title: 'Limits of both methods',
    points: 2,
    question: 'What is the main limit of greedy decoding, and what is that of beam search?',
    rubric: 'Look for: neither is sure to find the likeliest sequence; beam search costs more time and space.',
  }),
];
