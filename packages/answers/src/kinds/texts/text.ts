import type { Judgement } from '../../judgement.ts';
import type { PartContent } from '../../reader/content.ts';
import { needsReview, unanswered } from '../judgements.ts';
import { answerBlocks, countWords, lastLine, proseOf, saysNothing } from '../prose.ts';

/** What a part in words asks for. */
export interface TextSpec {
  /** Roughly how many words are asked for. */
  readonly words?: number;
  /** Sections that the text has to have, by how their headings begin. */
  readonly sections?: readonly { readonly label: string; readonly heading: RegExp }[];
  /** What a person looks for, in Markdown. */
  readonly rubric?: string;
}

/**
 * Free text is kept and shown, its words are counted, and a person reads it: the grader never guesses.
 *
 * @example
 * const content = contentOf({ id: '5', text: 'The gate decides what is kept.', start: 0, end: 30 });
 * judgeText(content, { words: 100 }).verdict; // 'needs_review'
 */
export function judgeText(content: PartContent, spec: TextSpec = {}): Judgement {
  const blocks = answerBlocks(content);
  const text = proseOf(blocks);
  if (saysNothing(text) || saysNothing(lastLine(text))) return unanswered();
  const words = countWords(blocks);
  const asked = spec.words === undefined ? '' : `, about ${spec.words} are asked for`;
  const reasons = [`A person reads this: ${words} words${asked} (question text counts where it was handed in).`];
  if (spec.sections) reasons.push(...sectionsSaid(text, spec.sections));
  // The rubric says what is looked for: that is for whoever marks, not for whoever writes.
  return needsReview(text.slice(0, 20_000), reasons, spec.rubric === undefined ? {} : { expected: spec.rubric });
}

/** Which sections a text has, with the words of each, and which are missing. */
function sectionsSaid(text: string, sections: NonNullable<TextSpec['sections']>): string[] {
  const counts = new Map<string, number>();
  let current: string | undefined;
  for (const line of text.split('\n')) {
    const bare = line.replace(/^[\s#*>_-]*(?:\(?[\d.]{1,5}[).]?\s*)?[*_]*/, '');
    const heading = sections.find(({ heading: begins }) =>
      new RegExp(`^(?:${begins.source})[*_]*\\s*(?:[:.–—-]|$)`, 'i').test(bare),
    );
    if (heading) current = heading.label;
    if (current === undefined) continue;
    const words =
      (heading ? bare.replace(new RegExp(heading.heading.source, 'i'), '') : bare).match(/[\p{L}\p{N}]+/gu)?.length ??
      0;
    counts.set(current, (counts.get(current) ?? 0) + words);
  }
  const found = sections.flatMap(({ label }) => (counts.has(label) ? [`${label} (${counts.get(label)} words)`] : []));
  const missing = sections.filter(({ label }) => (counts.get(label) ?? 0) === 0).map(({ label }) => label);
  return [
    ...(found.length > 0 ? [`Sections found: ${found.join(', ')}.`] : []),
    ...(missing.length > 0 ? [`Sections missing or empty: ${missing.join(', ')}.`] : []),
  ];
}

/**
 * The words of an answer as {@link judgeText} counts them: a formula is one.
 *
 * @example
 * wordCount(contentOf({ id: '5', text: 'The gate $f$ decides.', start: 0, end: 21 })); // 4
 */
export function wordCount(content: PartContent): number {
  return countWords(answerBlocks(content));
}
