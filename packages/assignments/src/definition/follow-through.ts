import type { Judgement, PartContent, PartText } from '@gradbook/answers';

import type { Judged, JudgeOptions, Part } from './assignment.ts';

/** An answer to an earlier part of the same submission. */
export interface EarlierAnswer {
  readonly content: PartContent;
  readonly written: PartText;
  readonly judgement: Judgement;
}

/** How a part that builds on earlier ones is judged once more, by what the student found there. */
export interface FollowThrough {
  /**
   * The parts whose results are used, the one that counts first; empty where the answer itself shows the earlier results,
   * as the steps of a search do.
   */
  readonly from: readonly string[];
  /** What a right method on a wrong value earns: a share of the part's points, between 0 and 1. */
  readonly share: number;
  /**
   * Judges the answer by a reference that is computed from the earlier answers; undefined where they give none, because they
   * were not read, contradict themselves, or are no values of the kind that was asked for.
   */
  readonly judge: (
    content: PartContent,
    part: PartText,
    options: JudgeOptions,
    earlier: ReadonlyMap<string, EarlierAnswer>,
  ) => Judgement | undefined | Promise<Judgement | undefined>;
}

/**
 * Judges a part. Where its answer is decided not to be right, and the part builds on an earlier one that was decided not to
 * be right either, it is judged again by the student's own earlier result: a right method earns the author's share, never
 * more, and the verdict is never `correct`.
 *
 * @param earlier the answers to the parts before, by id.
 *
 * @example
 * const read = (text: string) => contentOf({ id: '1', text, start: 0, end: text.length });
 * const number = ({ blocks }: PartContent) => Number(blocks.map((block) => ('text' in block ? block.text : '')).join(''));
 * const judged = (right: boolean): Judgement =>
 *   ({ verdict: right ? 'correct' : 'incorrect', share: right ? 1 : 0, given: '', feedback: ['Compared.'] });
 * const part: Part = {
 *   id: '2',
 *   title: 'Twice the result',
 *   kind: 'expression',
 *   points: 2,
 *   question: 'What is twice the result of part 1, which is 3?',
 *   judge: (content) => judged(number(content) === 6),
 *   followThrough: {
 *     from: ['1'],
 *     share: 0.5,
 *     judge: (content, _part, _options, earlier) => judged(number(content) === 2 * number(earlier.get('1')!.content)),
 *   },
 * };
 * const written = { id: '2', text: '8', start: 0, end: 1 };
 * const earlier = new Map([['1', { content: read('4'), written, judgement: judged(false) }]]);
 * const { verdict, share } = await judgePart(part, read('8'), written, { limits: defaultLimits, seed: 0 }, earlier);
 * verdict; // 'partial'
 * share; // 0.5
 */
export async function judgePart(
  part: Part,
  content: PartContent,
  written: PartText,
  options: JudgeOptions,
  earlier: ReadonlyMap<string, EarlierAnswer>,
): Promise<Judged> {
  const judgement = await part.judge(content, written, options);
  const { followThrough } = part;
  if (!followThrough || !isWrong(judgement) || judgement.share >= followThrough.share) return judgement;
  const used = new Map(
    followThrough.from.flatMap((id) => {
      const answer = earlier.get(id);
      return answer ? [[id, answer] as const] : [];
    }),
  );
  const [first] = followThrough.from;
  // What is right or was not decided leads to the reference itself, or to nothing.
  if (first !== undefined && !isWrong(used.get(first)?.judgement)) return judgement;
  const again = await followThrough.judge(content, written, options, used);
  if (again?.verdict !== 'correct') return judgement;
  const whence = first === undefined ? 'an earlier step of yours' : `your ${first}`;
  return {
    ...judgement,
    verdict: 'partial',
    share: followThrough.share,
    feedback: [
      `This follows from ${whence}: the method is right, the value it starts from is not.`,
      ...judgement.feedback,
    ],
  };
}

function isWrong(judgement: Judgement | undefined): boolean {
  return judgement?.verdict === 'incorrect' || judgement?.verdict === 'partial';
}
