import { masked } from './lines.ts';

/** A label as it stands at the start of a line: `(b)`, `**3.4.b**`, `Question 3 (5 points).`, `- 2.2 (a)`. */
export interface Label {
  /** `2.2 (a)` → `['2', '2', 'a']`. */
  readonly tokens: readonly string[];
  /** Which leading runs of the tokens may be the label alone, because a space or a bracket follows them; longest first. */
  readonly lengths: readonly number[];
  /** Offsets in the line: where each token's writing ends (−1 within one bracket), and where the label begins after bullets. */
  readonly ends: readonly number[];
  readonly start: number;
  /** Offset in the line of what follows the label. */
  readonly content: number;
  /** How the last token is set off. */
  readonly style: 'paren' | 'close' | 'dot' | 'bare';
  readonly bold: boolean;
  readonly bullet: boolean;
  /** `Question 3`, `Problem 1`, `Q2`. */
  readonly word: boolean;
  /** `Answer 3`, `Solution to 2(a)`. */
  readonly answer: boolean;
  /** A single number and nothing else, as in `5.`. */
  readonly number: boolean;
  /** A number and a letter with nothing between, as in `1b`. */
  readonly grown: boolean;
}

const token = '(?:\\d{1,2}(?!\\d)|x{0,3}(?:ix|iv|v?i{1,3})(?![a-z])|[a-z](?![a-z]))';
const lead = /(?:[ \t\u00a0>]|[-*+•‣·–][ \t]+|#{1,6}[ \t]+)*/y;
const emphasis = /(?:\*{1,3}|_{1,3})/y;
const word =
  /(?:(answers?|ans|solutions?|sol)|problems?|questions?|exercises?|tasks?|parts?|prob|ques|ex|q)(?=[\s\d(#.*_])[ \t]*\.?(?:\*{1,3}|_{1,3})?[ \t]*(?:(?:to|for|of|no\.?|number|#)[ \t]*)?(?:\*{1,3}|_{1,3})?/iy;
const paren = new RegExp(`\\\\?\\(\\s*(${token}(?:\\s*[.-]?\\s*${token})*)\\s*\\\\?\\)`, 'iy');
const plainFirst = new RegExp(token, 'iy');
const dotted = new RegExp(`(?:\\\\?\\.(${token})|(?<=\\d)-([a-z])(?![a-z\\d]))`, 'iy');
const glued = /[a-z](?![a-z])/iy;
const between = /^[ \t]*(?:\\?[.,:]|[-–—](?=[ \t]))?[ \t]*((?:sub-?)?(?:part|question)[ \t]*(?=[(a-z]))?/i;
const lone = /[a-z](?![a-z\d])/iy;
const spaced = new RegExp(`[ \\t]*(?:\\\\?[.):]|[-–—])?[ \\t]+(${token})(?=\\s*\\\\?[).])`, 'iy');
const points =
  /[ \t]*[[(][ \t]*\d+(?:\.\d+)?(?:[ \t]*[-–+,/][ \t]*\d+(?:\.\d+)?)*[ \t]*(?:points?|pts?\.?|marks?|%)?[ \t]*[\])]/iy;
const closing = /[ \t]?(?:\\?[).\]:])+/y;

function take(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Reads the label at the start of a line, or undefined where there is none. Brackets may be full-width. */
export function readLabel(line: string, heading: boolean): Label | undefined {
  const text = line.slice(0, 160).replaceAll('（', '(').replaceAll('）', ')').replaceAll('．', '.');
  const led = take(lead, text, 0)!;
  let at = led[0].length;
  const bullet = /[-*+•‣·–]/.test(led[0]);
  const opened = take(emphasis, text, at);
  if (opened !== null) at += opened[0].length;
  const bold = opened !== null && opened[0].length >= 2;

  let named = false;
  let answer = false;
  for (let found = take(word, text, at); found !== null; found = take(word, text, at)) {
    if (/:/.test(text.slice(at, at + found[0].length))) break;
    named = true;
    answer ||= found[1] !== undefined;
    at += found[0].length;
  }

  const tokens: string[] = [];
  const ends: number[] = [];
  const add = (raw: string, end: number): void => {
    for (const piece of raw.toLowerCase().match(/\d+|[a-z]+/g)!) tokens.push(piece.replace(/^0+(?=\d)/, ''));
    while (ends.length < tokens.length) ends.push(-1);
    ends[tokens.length - 1] = end;
    at = end;
  };
  let style: Label['style'] = 'bare';
  let grown = false;
  const opening = take(paren, text, at);
  if (opening === null) {
    const plain = take(plainFirst, text, at);
    if (plain === null) return undefined;
    add(plain[0], at + plain[0].length);
  } else {
    style = 'paren';
    add(opening[1]!, at + opening[0].length);
  }
  for (;;) {
    const skip = take(emphasis, text, at)?.[0].length ?? 0;
    const dot = take(dotted, text, at);
    if (dot !== null && style !== 'paren') {
      add((dot[1] ?? dot[2])!, at + dot[0].length);
      continue;
    }
    const gap = between.exec(text.slice(at + skip))!;
    const after = gap[0].length + at + skip;
    const bracket = take(paren, text, after);
    if (bracket !== null && !(named && /^\d+$/.test(bracket[1]!) && tokens.length === 1)) {
      style = 'paren';
      add(bracket[1]!, after + bracket[0].length);
      continue;
    }
    // `Problem 2, part e`.
    const part = gap[1] === undefined ? null : take(lone, text, after);
    if (part !== null) {
      add(part[0], after + part[0].length);
      style = 'bare';
      continue;
    }
    const letter = /\d$/.test(tokens.at(-1)!) && style === 'bare' ? take(glued, text, at) : null;
    if (letter !== null) {
      add(letter[0], at + 1);
      grown = true;
      continue;
    }
    const next = take(spaced, text, at);
    if (next !== null && /\d/.test(tokens.at(-1)!) !== /\d/.test(next[1]!)) {
      add(next[1]!, at + next[0].length);
      style = 'bare';
      continue;
    }
    break;
  }

  // The points of a question stand after its number: `Question 3 (1-1-4)`.
  const worth = named || heading || bold ? take(points, text, at) : null;
  if (worth !== null) at += worth[0].length;
  const closeEmphasis = take(emphasis, text, at);
  if (closeEmphasis !== null) at += closeEmphasis[0].length;
  const closed = take(closing, text, at);
  if (closed !== null) {
    at += closed[0].length;
    if (style === 'bare') style = closed[0].includes(')') ? 'close' : 'dot';
  }
  const lateEmphasis = take(emphasis, text, at);
  if (lateEmphasis !== null && opened !== null && closeEmphasis === null) at += lateEmphasis[0].length;

  const label: Label = {
    tokens,
    lengths: lengthsOf(text, ends),
    ends,
    start: led[0].length,
    content: at,
    style,
    bold,
    bullet,
    word: named,
    answer,
    number: tokens.length === 1 && /\d/.test(tokens[0]!) && style !== 'paren' && !named,
    grown,
  };
  const alone = bold && (closeEmphasis !== null || lateEmphasis !== null);
  return stands(label, text.slice(at), heading, alone) ? label : undefined;
}

/** How many leading tokens may stand alone: those that a space or a bracket ends. */
function lengthsOf(text: string, ends: readonly number[]): number[] {
  const lengths: number[] = [];
  for (let length = ends.length; length >= 1; length -= 1) {
    const end = ends[length - 1]!;
    if (length === ends.length || (end >= 0 && /^(?:[.:]?\s|\()/.test(text.slice(end, end + 2)))) lengths.push(length);
    else if (end > 0 && text[end - 1] === ')') lengths.push(length);
  }
  return lengths;
}

/** Whether what follows lets the label be one: `2.5 seconds`, `11:00` and `a study` begin with none. `alone` in its bold run, it is. */
function stands(label: Label, rest: string, heading: boolean, alone: boolean): boolean {
  const { tokens, style } = label;
  const next = rest[0];
  const apart = next === undefined || /\s/.test(next) || next === masked || next === '*' || next === '_';
  const numeric = tokens.every((each) => /\d/.test(each));
  const strong = heading || label.bold;
  const follows = rest.trimStart();
  if (style === 'paren' || style === 'close') {
    if (label.answer && !strong && !/\d/.test(tokens[0]!)) return false;
    return next === undefined || apart || /[\p{L}$"“‘'`([{\\:,–—-]/u.test(next);
  }
  const glues = style === 'dot' && /^\p{Lu}\p{L}{2,}/u.test(rest);
  const dash = /^\s*[-–—:](?!\s*\d)/.test(rest);
  if (!apart && !glues && !dash) return false;
  if (label.answer && !strong && !/\d/.test(tokens[0]!)) return false;
  if (style === 'dot') return true;
  // Nothing sets the label off but space.
  if (label.word) return true;
  if (tokens.length === 1) {
    if (!strong) return false;
    if (alone) return true;
    if (!numeric) return follows === '' || dash;
    return follows === '' || !/^[\p{Ll}=+×/%<>≈-]/u.test(follows) || dash || heading;
  }
  if (/^[=+×/%<>≈·,;]/.test(follows)) return false;
  // `1D signals` and `3x`: a number and a letter grown together are a label only where something sets them off.
  if (label.grown && !strong) return false;
  return strong || label.bullet || follows === '' || !/^[\p{Ll}\d]/u.test(follows) || !numeric;
}

/** A line that says only that answers begin: `Answer:`, `**Solution**`, `## Solutions`. */
export function isAnswerLine(line: string): boolean {
  if (line.length > 200) return false;
  return /^[ \t>]*(?:[-*+][ \t]+|#{1,6}[ \t]+)?[*_]{0,3}(?:my[ \t]+)?(?:answers?|ans|solutions?|sol)[*_]{0,3}[ \t]*[:.]?[*_]{0,3}[ \t]*#*$/i.test(
    line,
  );
}
