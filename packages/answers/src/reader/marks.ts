import { isAnswerLine, type Label, readLabel } from './labels.ts';
import { pathOf } from './outline.ts';

/** A stretch of a part that is no content: its label, or a word that says where the answer begins. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  /** The answer begins after it. */
  readonly answer: boolean;
}

const atLine =
  /^[ \t>]*(?:[-*+][ \t]+|#{1,6}[ \t]+)?(?:\*{1,3}|_{1,3})?(?:my[ \t]+|final[ \t]+|the[ \t]+)?(?:answers?|ans|solutions?|sol)(?:\*{1,3}|_{1,3})?[ \t]*(?::|\.(?=[ \t*_]|$)|[-–—](?=[ \t]))[ \t]*(?:\*{1,3}|_{1,3})?/i;
const within =
  /(?<=[.?!)\]"”\uE001][ \t]{1,20})(?:\*{1,3}|_{1,3})?(?:Answer|Solution|ANSWER|SOLUTION)(?:\*{1,3}|_{1,3})?[ \t]*:(?:\*{1,3}|_{1,3})?/g;

/**
 * The label at the start of a part, its repetitions, and the markers of its answer. `source` is the part's text with
 * code and mathematics masked by private characters.
 */
export function findMarks(source: string, id: string): Mark[] {
  const path = pathOf(id);
  const marks: Mark[] = [];
  let at = 0;
  let first = true;
  for (const line of source.split(/(?<=\n|\r(?!\n))/)) {
    const text = line.replace(/[\r\n]+$/, '');
    if (text.trim() !== '') {
      const label = readLabel(text, /^[ \t>]*#{1,6}[ \t]/.test(text));
      const taken = label === undefined ? 0 : ownLength(label, path);
      let from = 0;
      if (label !== undefined && taken > 0 && (first || repeats(label, taken))) {
        from = taken === label.tokens.length ? label.content : label.ends[taken - 1]!;
        marks.push({ start: at + label.start, end: at + from, answer: !first || label.answer });
        closeEmphasis(text, label.start, from, at, marks);
      } else if (isAnswerLine(text)) {
        from = text.length;
        marks.push({ start: at + (text.length - text.trimStart().length), end: at + from, answer: true });
      } else {
        const marker = atLine.exec(text);
        if (marker !== null) {
          const start = /[^\s>#*+_-]/.exec(text)!.index;
          const open = /[*_]+$/.exec(text.slice(0, start))?.[0].length ?? 0;
          from = marker[0].length;
          marks.push({ start: at + start - open, end: at + from, answer: true });
          closeEmphasis(text, start - open, from, at, marks);
        }
      }
      for (const found of text.slice(from).matchAll(within)) {
        marks.push({ start: at + from + found.index, end: at + from + found.index + found[0].length, answer: true });
      }
      // `(a) Answer: …` and `(a) **Solution.** …`.
      if (marks.length > 0 && from > 0 && from < text.length) {
        const rest = atLine.exec(text.slice(from));
        if (rest !== null) {
          const space = /^[ \t]*/.exec(rest[0])![0].length;
          marks.push({ start: at + from + space, end: at + from + rest[0].length, answer: true });
        }
      }
      first = false;
    }
    at += line.length;
  }
  return marks;
}

/** How many of the label's tokens name the part itself, whole or under its heading; 0 where they name something else. */
function ownLength(label: Label, path: readonly string[]): number {
  for (const length of label.lengths) {
    const tokens = label.tokens.slice(0, length);
    if (length <= path.length && tokens.every((each, index) => each === path[path.length - length + index]))
      return length;
  }
  return 0;
}

/** A label within the part that repeats the part's id; a number alone may count anything. */
function repeats(label: Label, taken: number): boolean {
  return taken > 1 || /[a-z]/.test(label.tokens[0]!) || label.answer;
}

/** Where a bold run opens before a label or marker and closes after it, the closing stars go too. */
function closeEmphasis(text: string, start: number, end: number, offset: number, marks: Mark[]): void {
  const open = /^(?:\*{1,3}|_{1,3})/.exec(text.slice(start))?.[0];
  if (open === undefined) return;
  const inside = text.slice(start + open.length, end);
  if (inside.includes(open)) return;
  const close = text.indexOf(open, end);
  if (close >= 0) marks.push({ start: offset + close, end: offset + close + open.length, answer: false });
}
