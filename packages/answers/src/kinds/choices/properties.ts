import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { byCount, needsReview, unanswered } from '../judgements.ts';
import { answerBlocks, lastLine, proseOf, saysNothing } from '../prose.ts';
import { heldTo } from '../claims/withdrawal.ts';
import type { ChoiceProperty } from './assertions.ts';
import { assertionsOf } from './choices.ts';

/** A property that something has or does not have. */
export interface AskedProperty extends ChoiceProperty {
  /** What the feedback calls it, as in “whether it is necessary”. */
  readonly label: string;
  readonly holds: boolean;
}

/** What a part that asks for properties of one thing accepts. */
export interface PropertiesSpec {
  readonly properties: readonly AskedProperty[];
  /** What answers are called that have all of them the wrong way round. */
  readonly swapped?: { readonly id: string; readonly sentence: string };
}

/**
 * Judges which properties an answer says that one thing has: `necessary, but not sufficient`. Each counts the same; what is
 * said in two ways, or under a condition, goes to a person.
 *
 * @example
 * const spec: PropertiesSpec = {
 *   properties: [
 *     { id: 'necessary', label: 'whether it is necessary', says: /necessary/, holds: true },
 *     { id: 'sufficient', label: 'whether it is sufficient', says: /sufficient/, opposite: /insufficient/, holds: false },
 *   ],
 * };
 * const judge = (text: string) => judgeProperties(contentOf({ id: '4', text, start: 0, end: text.length }), spec).verdict;
 * judge('Necessary, but not sufficient.'); // 'correct'
 * judge('Necessary and sufficient.'); // 'partial'
 */
export function judgeProperties(content: PartContent, spec: PropertiesSpec): Judgement {
  return heldTo(content, judgeStated(content, spec), { inWords: true });
}

function judgeStated(content: PartContent, spec: PropertiesSpec): Judgement {
  const blocks = answerBlocks(content);
  const text = proseOf(blocks);
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const { assertions, unclear } = assertionsOf(blocks, { options: [], properties: spec.properties, about: 'it' });
  const said = spec.properties.map(({ id }) => [
    ...new Set(assertions.filter(({ property }) => property === id).map(({ positive }) => positive)),
  ]);
  const expected = spec.properties.map(({ label, holds }) => `${label}: ${holds ? 'yes' : 'no'}`).join('; ');
  const given = said
    .flatMap((signs, index) =>
      signs.length > 0
        ? [`${spec.properties[index]!.label}: ${signs.map((sign) => (sign ? 'yes' : 'no')).join(', ')}`]
        : [],
    )
    .join('; ');
  const shown = given === '' ? lastLine(text).slice(0, 400) : given;
  const doubts = spec.properties.flatMap(({ id, label }, index) => {
    const [signs, doubt] = [said[index]!, unclear.get(id)];
    if (signs.length > 1) return [`${capitalised(label)}: the answer says both.`];
    if (doubt !== undefined)
      return [`${capitalised(label)}: what "${doubt.slice(0, 80)}" says of it could not be told.`];
    return [];
  });
  if (doubts.length > 0) return needsReview(shown, doubts, { expected });
  if (said.every((signs) => signs.length === 0))
    return needsReview(shown, ['Nothing that is asked for could be read in the answer.'], { expected });
  const right = spec.properties.filter(({ holds }, index) => said[index]![0] === holds).length;
  const swapped = spec.swapped !== undefined && right === 0 && said.every((signs) => signs.length === 1);
  const feedback = spec.properties.flatMap(({ label, holds }, index) => {
    const [sign] = said[index]!;
    if (sign === holds) return [];
    return [
      sign === undefined
        ? `${capitalised(label)} was not said.`
        : `${capitalised(label)}: "${sign ? 'yes' : 'no'}" is not right.`,
    ];
  });
  return byCount(shown, right, spec.properties.length, [...(swapped ? [spec.swapped.sentence] : []), ...feedback], {
    expected,
    ...(swapped ? { mistake: spec.swapped.id } : {}),
  });
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
