import type { PartText } from '../judgement.ts';
import type { PartContent } from './content.ts';
import { contentOf } from './content-of.ts';

/** Signs that reading a scan leaves in a text and that nobody types into homework. */
const scanned = /[¥¢£«»§¤®¬©™]/;
/** A raised 2 that was read as a question mark: behind a single capital letter, with the formula going on behind it. */
const raisedTwo = /(?<![\p{L}\p{N}])(\p{Lu})\?(?=\s*(?:\p{Lu}(?!\p{L})|\)))/gu;

/**
 * The content of a part with the superscripts put back that reading a scan lost: `O(T? K M)` is O(T² K M). Only a text with
 * other marks of a scan is mended, and a note says so: where somebody typed the question mark it stays a doubt.
 *
 * @returns the content; as {@link contentOf} gives it where there is nothing to mend.
 *
 * @example
 * const part = (text: string) => ({ id: '2', text, start: 0, end: text.length });
 * repairScan(part('the tokens ¥;: O(T? K)')).notes; // ['`T?` was read as $T^2$: scans lose raised numbers.']
 * repairScan(part('O(T? K)')).notes; // undefined
 */
export function repairScan(part: PartText): PartContent {
  const found = scanned.test(part.text) ? [...part.text.matchAll(raisedTwo)] : [];
  if (found.length === 0) return { ...contentOf(part), source: part };
  const source = { ...part, text: part.text.replaceAll(raisedTwo, '$1^2') };
  const content = contentOf(source);
  const notes = [
    ...new Set(found.map(([, letter]) => `\`${letter}?\` was read as $${letter}^2$: scans lose raised numbers.`)),
  ];
  return { ...content, source, notes: [...(content.notes ?? []), ...notes] };
}
