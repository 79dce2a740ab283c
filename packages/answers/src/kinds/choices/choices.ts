import type { Judgement } from '../../judgement.ts';
import type { Block, PartContent } from '../../reader/content.ts';
import { byCount, needsReview, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import { heldTo } from '../claims/withdrawal.ts';
import {
  type Assertion,
  type Assertions,
  type ChoiceOption,
  type ChoiceProperty,
  readAssertions,
  type Vocabulary,
} from './assertions.ts';
import { numbered } from './numbered.ts';
import { tableAssertions } from './tables.ts';

/** One choice that is asked for: which of the options has a property. */
export interface ChoiceQuestion {
  readonly id: string;
  /** The property that the right options have; without it the question is the contrary of another one. */
  readonly says?: RegExp;
  /** How the opposite of the property is said in words of its own. */
  readonly opposite?: RegExp;
  /** What the feedback calls it, as in “which explodes more”. */
  readonly label: string;
  /** The ids of the options that are right; one of them is enough. */
  readonly right: readonly string[];
  /** The question whose property is this one's opposite, where options have either: `keeps` beside `changes`. */
  readonly contrary?: string;
}

/** What a part with several choices in words accepts. */
export interface ChoicesSpec {
  readonly options: readonly ChoiceOption[];
  readonly questions: readonly ChoiceQuestion[];
  /** What answers are called that have the choices the wrong way round. */
  readonly swapped?: { readonly id: string; readonly sentence: string };
}

/**
 * Judges choices that are made in words: `ReLU explodes more, tanh vanishes more`, tables, `(i) ReLU (ii) tanh`. Each counts
 * the same. Of two options, what is denied of one or less so is said of the other. An answer that says the same of
 * several options, or says it differently in two places, goes to a person.
 *
 * @example
 * const spec: ChoicesSpec = {
 *   options: [
 *     { id: 'ReLU', label: 'ReLU', says: /\brelu\b/ },
 *     { id: 'tanh', label: 'tanh', says: /\btanh\b/ },
 *   ],
 *   questions: [
 *     { id: 'explodes', label: 'which explodes more', says: /explodes/, right: ['ReLU'] },
 *     { id: 'vanishes', label: 'which vanishes more', says: /vanish(?:es)?/, right: ['tanh'] },
 *   ],
 * };
 * const judge = (text: string) => judgeChoices(contentOf({ id: '3', text, start: 0, end: text.length }), spec).verdict;
 * judge('ReLU explodes more than tanh, but it vanishes less.'); // 'correct'
 * judge('tanh explodes more.'); // 'incorrect'
 */
export function judgeChoices(content: PartContent, spec: ChoicesSpec): Judgement {
  return heldTo(content, judgeStated(content, spec), { inWords: true });
}

function judgeStated(content: PartContent, spec: ChoicesSpec): Judgement {
  const blocks = answerBlocks(content);
  const text = spokenOf(blocks);
  if (saysNothing(proseOf(blocks)) || saysNothing(lastLine(proseOf(blocks)))) return unanswered();
  const read = assertionsOf(blocks, { options: spec.options, properties: propertiesOf(spec) });
  const choices = spec.questions.map((question) => decide(question, read, spec));
  const label = (id: string): string => spec.options.find((option) => option.id === id)?.label ?? id;
  const expected = spec.questions
    .map((question) => `${question.label}: ${question.right.slice(0, 1).map(label).join('')}`)
    .join('; ');
  const given = choices
    .flatMap((choice, index) =>
      choice.made.length > 0 ? [`${spec.questions[index]!.label}: ${choice.made.map(label).join(', ')}`] : [],
    )
    .join('; ');
  const shown = given === '' ? lastLine(text).slice(0, 400) : given;
  if (choices.every(({ made, doubt }) => made.length === 0 && doubt === undefined))
    return needsReview(shown, ['No choice could be read in the answer.'], { expected });
  const doubts = choices.flatMap(({ doubt }, index) =>
    doubt === undefined ? [] : [`${capitalised(spec.questions[index]!.label)}: ${doubt}`],
  );
  if (doubts.length > 0) return needsReview(shown, doubts, { expected });
  const right = choices.map((choice) => choice.right);
  const swapped =
    spec.swapped !== undefined &&
    spec.questions.length === 2 &&
    choices.every(({ made, right: ok }) => made.length > 0 && !ok);
  const feedback = spec.questions.flatMap((question, index) => {
    if (right[index]) return [];
    const { made } = choices[index]!;
    return made.length === 0
      ? [`${capitalised(question.label)} was not said.`]
      : [`${capitalised(question.label)}: ${made.map(label).join(', ')} is not right.`];
  });
  return byCount(
    shown,
    right.filter(Boolean).length,
    spec.questions.length,
    // The labels would name the right options where they are exchanged.
    swapped ? [spec.swapped.sentence] : feedback,
    { expected, ...(swapped ? { mistake: spec.swapped.id } : {}) },
  );
}

/** What words, tables and numbered lists assert. */
export function assertionsOf(blocks: readonly Block[], vocabulary: Vocabulary): Assertions {
  const text = spokenOf(blocks.filter((block) => block.kind !== 'table'));
  const inOrder = vocabulary.about === undefined ? numbered(text, vocabulary) : undefined;
  if (inOrder) return { assertions: inOrder, unclear: new Map() };
  const words = readAssertions(text, vocabulary);
  const tables = blocks.flatMap((block) => (block.kind === 'table' ? tableAssertions(block.rows, vocabulary) : []));
  return { assertions: [...words.assertions, ...tables], unclear: words.unclear };
}

/** The words of blocks, with the subscripts of names kept: `\theta_{\text{small}}` is `theta-small`. */
function spokenOf(blocks: readonly Block[]): string {
  return proseOf(
    blocks.map((block) =>
      block.kind === 'math'
        ? {
            ...block,
            latex: block.latex.replaceAll(
              /_\s*(?:\{\s*(?:\\(?:text|mathrm|mathit|textit|operatorname)\s*\{\s*)?([a-zA-Z]{2,12})\s*\}?\s*\})/g,
              '-$1',
            ),
          }
        : block,
    ),
  );
}

function propertiesOf(spec: ChoicesSpec): readonly ChoiceProperty[] {
  return spec.questions.flatMap(({ id, says, opposite }) =>
    says ? [{ id, says, ...(opposite ? { opposite } : {}) }] : [],
  );
}

interface Choice {
  /** The options that the answer makes its choice; empty where it says nothing about the question. */
  readonly made: readonly string[];
  readonly right: boolean;
  readonly doubt?: string;
}

/** What all assertions about one question come to. */
function decide(question: ChoiceQuestion, { assertions, unclear }: Assertions, spec: ChoicesSpec): Choice {
  const claims = assertions.flatMap((assertion) => claimsOf(assertion, question, spec));
  const isTwoWays = (id: string): boolean =>
    [true, false].every((positive) =>
      assertions.some(
        (each) =>
          each.named !== false && each.option === id && each.property === question.id && each.positive === positive,
      ),
    );
  const strong = claims.filter((claim) => claim.strong);
  const counted = strong.length > 0 ? strong : claims;
  const made = [...new Set(counted.map(({ option }) => option))];
  const isRight = (id: string): boolean => question.right.includes(id);
  if (made.length === 0)
    return unclear.has(question.id)
      ? { made, right: false, doubt: `what "${unclear.get(question.id)!.slice(0, 80)}" says of it could not be told.` }
      : { made, right: false };
  if (made.some(isRight) && made.some((id) => !isRight(id)))
    return { made, right: false, doubt: 'the answer says it of several.' };
  if (strong.length === 0 && unclear.has(question.id))
    return {
      made,
      right: false,
      doubt: `what "${unclear.get(question.id)!.slice(0, 80)}" says of it could not be told.`,
    };
  // Of two options, what is denied of one is said of the other, and was noticed above.
  if (question.contrary === undefined && spec.options.length > 2 && made.some(isTwoWays))
    return { made, right: false, doubt: 'the answer says it and denies it.' };
  const right = made.every(isRight);
  // What was only taken over from a clause before is enough for nobody's minus.
  if (!right && counted.every(({ inherited }) => inherited))
    return { made, right, doubt: 'of what it is said could not be told.' };
  return { made, right };
}

type Claim = Pick<Assertion, 'option' | 'strong' | 'inherited'>;

/** An assertion as a claim that an option is the one asked for. */
function claimsOf(assertion: Assertion, question: ChoiceQuestion, spec: ChoicesSpec): readonly Claim[] {
  const { option, strong, inherited } = assertion;
  if (assertion.property === question.id && assertion.positive) return [{ option, strong, inherited }];
  if (assertion.property === question.contrary) return assertion.positive ? [] : [{ option, strong, inherited }];
  if (assertion.property !== question.id || question.contrary !== undefined) return [];
  const others = spec.options.filter(({ id }) => id !== option);
  return others.length === 1 ? [{ option: others[0]!.id, strong, inherited }] : [];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
