const words = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const number = `\\d{1,4}|${words.join('|')}|a single|no`;

/** `not 6 updates` states no count, and `1, 2 and 3 updates` three of them. */
const refused = /(?:\bnot|n['’]t)\s+(?:just\s+|only\s+|exactly\s+)?$|\d\s*(?:,|,?\s*(?:and|or|&))\s*$/i;

/** Whether the words directly before a place keep what stands there from being the count. */
function isRefused(sentence: string, at: number): boolean {
  return refused.test(sentence.slice(Math.max(0, at - 60), at));
}

function valueOf(written: string): number {
  const word = written.toLowerCase();
  if (word === 'a single') return 1;
  if (word === 'no') return 0;
  const at = words.indexOf(word);
  return at >= 0 ? at : Number(word);
}

/**
 * How many of something a text says there are: `there are two paths`, `2 paths`, `the number of paths is 2`, `paths: 2`.
 *
 * @param things a pattern for what is counted, in plural and singular.
 * @returns the last number that is stated; undefined where none is.
 */
export function statedCount(written: string, things: string): number | undefined {
  const text = corrected(written, things);
  const sentences = text.split(/(?<=[.?!])\s+|\n/).filter((sentence) => !sentence.trim().endsWith('?'));
  const before = new RegExp(
    `(?<![\\w.^_])(${number})\\b(?:\\s*\\(\\w+\\))?\\s+(?:[a-z-]+\\s+){0,3}?(?:${things})\\b`,
    'gi',
  );
  const after = new RegExp(
    `\\b(?:${things})\\b[^.\\n]{0,60}?(?:\\bis|\\bare|[:=])\\s*(?:equal to\\s+)?(${number})\\b(?!\\s*[.^]\\d)`,
    'gi',
  );
  const thing = new RegExp(`^(?:${things})\\b`, 'i');
  let found: { readonly at: number; readonly value: number } | undefined;
  for (const sentence of sentences) {
    // `6 updates: one in …` says how many with the number before; what follows only divides them up.
    const counted = new Set(
      [...sentence.matchAll(before)]
        .filter((match) => !isRefused(sentence, match.index))
        .map((match) => match.index + match[0].length),
    );
    for (const pattern of [before, after])
      for (const match of sentence.matchAll(pattern)) {
        const nameEnd = match.index + (thing.exec(match[0])?.[0].length ?? 0);
        if (pattern === before && isRefused(sentence, match.index)) continue;
        if (pattern === after && counted.has(nameEnd)) continue;
        const at = text.indexOf(sentence) + match.index;
        if (!found || at >= found.at) found = { at, value: valueOf(match[1]!) };
      }
  }
  return found?.value;
}

/** `not two paths but three` says `three paths`. */
export function corrected(text: string, things: string): string {
  return text.replaceAll(
    new RegExp(
      `(?:\\bnot|n['’]t)\\s+(?:just\\s+|only\\s+)?(?:${number})(\\s+(?:${things})\\b)?\\s*,?\\s*but\\s+(?:rather\\s+)?(${number})\\b(?!\\s+(?:${things})\\b)`,
      'gi',
    ),
    (_, named: string | undefined, count: string) => `${count}${named ?? ''}`,
  );
}

/** Whether a text says of a number that it is not the count, and of none that it is. */
export function deniesCount(text: string, things: string): boolean {
  return (
    statedCount(text, things) === undefined &&
    new RegExp(`(?:\\bnot|n['’]t)\\s+(?:\\w+\\s+)?(?:${number})\\s+(?:\\w+\\s+){0,2}?(?:${things})\\b`, 'i').test(text)
  );
}
