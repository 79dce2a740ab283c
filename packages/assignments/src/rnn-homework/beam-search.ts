import {
  type ChoiceWithSequenceSpec,
  judgeChoiceWithSequence,
  judgeSequences,
  readSequenceSet,
  yesNo,
} from '@gradbook/answers';
import { beamSearch, type SearchTree } from '@gradbook/decoding';

import type { Evidence, Part } from '../definition/assignment.ts';
import type { EarlierAnswer, FollowThrough } from '../definition/follow-through.ts';
import { beamStep, beamStepFrom, likeliestSequence, type SearchQuestion } from '../definition/search-parts.ts';

/** Both words with their log-probabilities, and what follows each. */
function either(neural: number, network: number, afterNeural?: SearchTree, afterNetwork?: SearchTree): SearchTree {
  return {
    neural: { logProbability: neural, ...(afterNeural ? { next: afterNeural } : {}) },
    network: { logProbability: network, ...(afterNetwork ? { next: afterNetwork } : {}) },
  };
}

/** The decoder of the question: the log-probability of each word after every prefix. */
export const twoWordDecoder: SearchTree = either(
  -0.65,
  -0.73,
  either(-0.8, -0.6, either(-0.01, -4.6), either(-0.8, -0.6)),
  either(-0.6, -0.8, either(-0.8, -0.6), either(-0.6, -0.8)),
);

const question: SearchQuestion = { tree: twoWordDecoder, beamWidth: 2, length: 3 };

const setting =
  'A decoder knows two words, "neural" and "network". Its log-probabilities for the next word are those of the tree ' +
  'in the figure. Beam search with $k = 2$ decodes a sequence of three words.';

async function evidence(): Promise<readonly Evidence[]> {
  return [
    { kind: 'beam', title: 'Beam search with k = 2', trace: beamSearch(twoWordDecoder, { beamWidth: 2, length: 3 }) },
  ];
}

/** The sequences that an earlier answer stores. */
function storedIn(answer: EarlierAnswer | undefined, length: number): readonly (readonly string[])[] | undefined {
  const vocabulary = Object.keys(twoWordDecoder);
  return answer && readSequenceSet(answer.content, { vocabulary, length });
}

/** The step that follows from what the student stored after the one before. */
function fromStepBefore(step: number): FollowThrough {
  const id = `2(${'abc'[step - 2]!})`;
  return {
    from: [id],
    share: 0.5,
    judge: (content, _part, _options, earlier) => {
      const spec = beamStepFrom(question, step, storedIn(earlier.get(id), step - 1) ?? [], 'optional');
      return spec && judgeSequences(content, spec);
    },
  };
}

function choiceOf(right: 'yes' | 'no'): ChoiceWithSequenceSpec {
  return {
    choices: yesNo(
      /\b(?:does|will|it) (?:indeed )?(?:return|find|give)s?\b(?!.*\bnot\b)/i,
      /\b(?:(?:does|will|did|would) not|doesn['’]t|won['’]t|didn['’]t|fails? to|misses)\b.*\b(?:return|find|found|give|reach|keep|sequence)/i,
    ),
    right,
    sequence: likeliestSequence(question, 'optional'),
    announces:
      /\b(?:most[- ]likely|most[- ]probable|more[- ]likely|more[- ]probable|likelier|likeliest|higher|highest|best|better|optimal|overall|maximum|larger|largest|greater|greatest|true)\b/i,
    announcesOther:
      /\b(?:beam(?: search)?|returns?|returned|finds|found|keeps?|kept|stores?|stored|greedy|prun\w*|discard\w*)\b/i,
  };
}

/** Parts 2(a) to 2(d). */
export const beamSearchParts: readonly Part[] = [
  ...[1, 2, 3].map((step): Part => ({
    id: `2(${'abc'[step - 1]!})`,
    title: `Beam search after step ${step}`,
    kind: 'sequences',
    points: 1,
    question: `${setting} Which sequences are stored after step ${step}?`,
    judge: (content) => judgeSequences(content, beamStep(question, step, 'optional')),
    ...(step === 1 ? {} : { followThrough: fromStepBefore(step) }),
    ...(step === 3 ? { evidence } : {}),
  })),
  {
    id: '2(d)',
    title: 'Is the likeliest sequence found?',
    kind: 'choice',
    points: 2,
    question: `${setting} Does it return the likeliest sequence of the whole tree? Why, or why not?`,
    judge: (content) => judgeChoiceWithSequence(content, choiceOf('no')),
    followThrough: {
      from: ['2(c)', '2(b)'],
      share: 0.5,
      judge: (content, _part, _options, earlier) => {
        const [last, before] = ['2(c)', '2(b)'].map((id, index) => storedIn(earlier.get(id), question.length - index));
        const spec = choiceOf('yes');
        const [likeliest] = spec.sequence.expected;
        const stored = last?.some((tokens) => tokens.join(' ') === likeliest!.tokens.join(' ')) === true;
        // Whoever stores a sequence whose beginning they have dropped contradicts themselves.
        const isExtended =
          before?.some((tokens) => tokens.every((token, index) => likeliest!.tokens[index] === token)) === true;
        return stored && isExtended ? judgeChoiceWithSequence(content, spec) : undefined;
      },
    },
  },
];
