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
export function statedCount(text: string, things: string): number | undefined {
  const sentences = text.split(/(?<=[.?!])\s+|\n/).filter((sentence) => !sentence.trim().endsWith('?'));
  const before = new RegExp(
    `(?<![\\w.^_])(${number})\\b(?:\\s*\\(\\w+\\))?\\s+(?:[a-z-]+\\s+){0,3}?(?:${things})\\b`,
    'gi',
  );
  const after = new RegExp(
    `\\b(?:${things})\\b[^.\\n]{0,60}?(?:\\bis|\\bare|[:=])\\s*(?:equal to\\s+)?(${number})\\b(?!\\s*[.^]\\d)`,
    'gi',
  );
  let found: { readonly at: number; readonly value: number } | undefined;
  for (const sentence of sentences) {
    for (const pattern of [before, after])
      for (const match of sentence.matchAll(pattern)) {
        const at = text.indexOf(sentence) + match.index;
        if (!found || at >= found.at) found = { at, value: valueOf(match[1]!) };
      }
  }
  return found?.value;
}
