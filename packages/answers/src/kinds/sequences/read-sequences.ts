/** A sequence of words from the vocabulary as it stands in the text. */
export interface Mention {
  readonly tokens: readonly string[];
  /** The number written with it, as a log-probability is. */
  readonly score?: WrittenNumber;
  /** Offsets in the text it was read from. */
  readonly start: number;
  readonly end: number;
}

/** A decimal number with the number of decimals that it claims. */
export interface WrittenNumber {
  readonly value: number;
  readonly decimals: number;
}

interface Word {
  readonly token: string;
  readonly start: number;
  readonly end: number;
}

/** Between two words of one sequence: spaces, at most one joining sign, closing and opening quotes. */
const tight = /^[ \t]*(?:[-–—‐‑→>+·|/]|->|=>|→)?[ \t]*$/;
const comma = /^["'”’*`]*[ \t]*,[ \t]*["'“‘*`]*$/;

/**
 * Finds the sequences over `vocabulary` in a text: `neural-network`, `neural → network`, `[the, red, rectangle]`,
 * `"neural network"`. Words joined by commas alone are one sequence inside brackets, and outside them when they are
 * as many as a sequence of `length` has; otherwise commas separate sequences.
 */
export function readSequences(text: string, vocabulary: readonly string[], length: number): Mention[] {
  const words = findWords(text, vocabulary);
  const mentions: { tokens: string[]; start: number; end: number }[] = [];
  for (let i = 0; i < words.length;) {
    let j = i + 1;
    while (j < words.length && joins(text.slice(words[j - 1]!.end, words[j]!.start))) j++;
    mentions.push(...splitRun(text, words.slice(i, j), length));
    i = j;
  }
  return attachScores(text, length > 1 ? mentions.filter((mention) => !isArticle(text, mention)) : mentions);
}

/** A line that a converter broke between two quotation marks, or within a sum, made one again. */
export function unwrapped(text: string): string {
  return text
    .replaceAll(/([“„‘][^“”„‘’™"\n]{0,80})\n([^“”„‘’™"\n]{0,80}[”’™“])/g, '$1 $2')
    .replaceAll(/([-−–+=])[ \t]*\n[ \t]*(?=[-−–]?\s?\d*\.\d)/g, '$1 ');
}

/** A single word with prose behind it, as “the” in “the sequences are”: no sequence, though the vocabulary has the word. */
function isArticle(text: string, mention: { readonly tokens: readonly string[]; readonly end: number }): boolean {
  return mention.tokens.length === 1 && /^\s+\p{L}/u.test(text.slice(mention.end, mention.end + 8));
}

function findWords(text: string, vocabulary: readonly string[]): Word[] {
  const known = new Map(vocabulary.map((token) => [token.toLowerCase(), token]));
  const words: Word[] = [];
  for (const match of text.matchAll(/[\p{L}\p{Nd}_]+/gu)) {
    const token = known.get(match[0].toLowerCase());
    if (token !== undefined) words.push({ token, start: match.index, end: match.index + match[0].length });
  }
  return words;
}

function joins(between: string): boolean {
  return tight.test(between) || comma.test(between);
}

function splitRun(
  text: string,
  run: readonly Word[],
  length: number,
): { tokens: string[]; start: number; end: number }[] {
  const separators = run.slice(1).map((word, index) => text.slice(run[index]!.end, word.start));
  const commas = separators.filter((separator) => comma.test(separator)).length;
  const bracketed =
    /[[({⟨<]\s*["'“‘]*$/.test(text.slice(Math.max(0, run[0]!.start - 4), run[0]!.start)) &&
    /^["'”’]*\s*[\])}⟩>]/.test(text.slice(run.at(-1)!.end, run.at(-1)!.end + 4));
  const whole = commas === 0 || (commas === separators.length && (bracketed ? length > 1 : run.length === length));
  const pieces: Word[][] = [[run[0]!]];
  // "a, b, c, d" where sequences have two words: commas alone, but the words come out even.
  const even = commas === separators.length && !bracketed && length > 1 && run.length % length === 0;
  run.slice(1).forEach((word, index) => {
    if (even && (index + 1) % length !== 0) pieces.at(-1)!.push(word);
    else if (!whole && comma.test(separators[index]!)) pieces.push([word]);
    else pieces.at(-1)!.push(word);
  });
  return pieces.map((piece) => ({
    tokens: piece.map((word) => word.token),
    start: piece[0]!.start,
    end: piece.at(-1)!.end,
  }));
}

const number = /(?<![\p{L}\p{Nd}.])[-−–]?\s?(?:\d+(?:\.\d+)?|\.\d+)(?![\p{L}\p{Nd}])/gu;

/** The numbers of a text in order; `-.65`, `−1.25` and `- 9.1` are read, digits inside words are not. */
function readNumbers(text: string): (WrittenNumber & { readonly start: number })[] {
  return [...text.matchAll(number)].map((match) => ({ ...writtenNumber(match[0]), start: match.index }));
}

/** Reads one decimal number; the sign may be a hyphen, a minus or a dash. */
export function writtenNumber(source: string): WrittenNumber {
  const digits = source.replaceAll(/[−–]/g, '-').replaceAll(/[\s,]/g, '');
  return { value: Number(digits), decimals: digits.split('.')[1]?.length ?? 0 };
}

/**
 * Gives every mention the number that follows it. Where several sequences stand in a row and as many numbers follow
 * (a table's line), they are paired in order. Of a sum such as `-.65 - .6 = -1.25` the last number is the score.
 */
function attachScores(text: string, mentions: readonly { tokens: string[]; start: number; end: number }[]): Mention[] {
  const before = scoresBefore(text, mentions);
  if (before) return mentions.map((mention, index) => ({ ...mention, score: before[index]! }));
  const gaps = mentions.map((mention, index) => text.slice(mention.end, mentions[index + 1]?.start ?? text.length));
  const scored: Mention[] = [];
  for (let i = 0; i < mentions.length;) {
    let j = i;
    while (j + 1 < mentions.length && logProbabilities(gaps[j]!).length === 0 && !gaps[j]!.includes('\n')) j++;
    const group = mentions.slice(i, j + 1);
    const numbers = readScores(gaps[j]!, group.length);
    group.forEach((mention, index) => {
      const score = numbers[numbers.length === 1 ? index - group.length + 1 : index];
      scored.push(score ? { ...mention, score } : mention);
    });
    i = j + 1;
  }
  return scored;
}

/** Scores that stand before their sequences, `−1.25: big car`: one directly before each, and no number behind the last one. */
function scoresBefore(
  text: string,
  mentions: readonly { readonly start: number; readonly end: number }[],
): readonly WrittenNumber[] | undefined {
  const last = mentions.at(-1);
  if (!last || logProbabilities(text.slice(last.end)).length > 0) return undefined;
  const scores = mentions.map((mention, index) => {
    const lead = text.slice(mentions[index - 1]?.end ?? 0, mention.start);
    const numbers = logProbabilities(lead);
    const [only] = numbers;
    return numbers.length === 1 && /\d\)?\s*(?::|→|->)\s*["“'‘([]{0,3}$/.test(lead.slice(-40)) ? only : undefined;
  });
  return scores.every((score) => score !== undefined) ? scores : undefined;
}

function readScores(gap: string, count: number): WrittenNumber[] {
  // The label of a list's next item is no score.
  const lines = gap
    .split('\n')
    .map((line) => line.replace(/^\s*\(?\d{1,3}[.)]+(?=\s|$)/, ''))
    .filter((entry) => /[\p{L}\p{Nd}]/u.test(entry));
  // Further away a number is the score only if it is called so.
  const line = lines.find(
    (entry, index) =>
      logProbabilities(entry).length > 0 && (index === 0 || /log|likelihood|score|prob|total|sum/i.test(entry)),
  );
  if (line === undefined) return [];
  const numbers = logProbabilities(line);
  if (count > 1 && numbers.length > 1) return numbers.length >= count ? numbers : [];
  const score = scoreIn(line);
  return score ? [score] : [];
}

/**
 * The score that a line states: behind its last equals sign, else a sum that is written out, else its first number.
 */
export function scoreIn(line: string): WrittenNumber | undefined {
  const behind = line.slice(line.lastIndexOf('=') + 1);
  const text = logProbabilities(behind).length > 0 ? behind : line;
  return writtenSum(text) ?? logProbabilities(text)[0];
}

/** Numbers that can be log-probabilities: a whole number without a sign counts a step or a beam. */
export function logProbabilities(text: string): (WrittenNumber & { readonly start: number })[] {
  return readNumbers(text).filter(({ value, decimals }) => decimals > 0 || value < 0);
}

const addend = String.raw`\(?\s?[-−–]?\s?\d{0,6}\.\d{1,6}\s?\)?`;
const sums = new RegExp(`${addend}(?:\\s?[-−–+]\\s?${addend}){1,12}`);

/** `-1.5 - 3.1 - 4.5` and `(-1.5) + (-3.1)`: what it comes to. */
function writtenSum(line: string): WrittenNumber | undefined {
  const found = sums.exec(line)?.[0];
  if (found === undefined) return undefined;
  const bare = found.replaceAll(/[()\s]/g, '').replaceAll(/[−–]/g, '-');
  const terms = bare.match(/[-+]*\d*\.\d+/g)!;
  const values = terms.map((term) => {
    const signs = /^[-+]*/.exec(term)![0];
    return Number(term.slice(signs.length)) * ([...signs].filter((sign) => sign === '-').length % 2 === 1 ? -1 : 1);
  });
  const decimals = Math.max(...terms.map((term) => term.split('.')[1]!.length));
  return { value: Number(values.reduce((a, b) => a + b, 0).toFixed(decimals)), decimals };
}
