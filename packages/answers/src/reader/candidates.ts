import { isAnswerLine, type Label, readLabel } from './labels.ts';
import type { Line } from './lines.ts';
import type { OutlinePart, OutlineTree } from './outline.ts';

/** A place of a document at which a part could begin. */
export interface Candidate {
  /** Index of its line. */
  readonly line: number;
  readonly start: number;
  /** Offset of what follows the label; the start itself for a cue. */
  readonly content: number;
  /** The labels that it could be, longest first; empty for a cue. */
  readonly readings: readonly (readonly string[])[];
  /** Parts (nodes) that its text names by a cue. */
  readonly cues: readonly number[];
  /** How surely it opens a part, before style is taken into account. */
  readonly strength: number;
  /** 2 heading or bold, 1 start of a paragraph or list item, 0 a line within a paragraph. */
  readonly tier: 0 | 1 | 2;
  /** How it is written: labels of one level are mostly written alike. */
  readonly style: string;
  /** It stands under `Answer` or `Solution`, or says so itself. */
  readonly answer: boolean;
  /** A number of a numbered list, which may just as well count the steps of an answer. */
  readonly listNumber: boolean;
  readonly list?: { readonly id: number; readonly index: number };
  /** Nothing stands between it and the next label; or it comes after two such labels, and the text after it may be theirs. */
  readonly empty: boolean;
  /** It reads `Question 3`, `Q3`: a number after a word, alone. */
  readonly questionWord: boolean;
  /** A heading such as `Q3` of a question that the assignment does not have at its top. */
  readonly foreign: boolean;
}

/** All labels of a document that name a place of the outline, and, where `cuesFor` has parts, their cues. */
export function findCandidates(
  lines: readonly Line[],
  tree: OutlineTree,
  outline: readonly OutlinePart[],
  cuesFor: ReadonlySet<number>,
): Candidate[] {
  const found: { label: Label; line: number }[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.closed || line.text.trim() === '') continue;
    const label = readLabel(line.text, line.heading);
    if (label !== undefined) found.push({ label, line: index });
  }
  const labelled = new Set(found.map(({ line }) => line));
  const cues = cueLines(lines, tree, outline, cuesFor);
  const candidates: Candidate[] = [];
  let answerLine = -1;
  let heap = 0;
  let next = 0;
  for (const [index, line] of lines.entries()) {
    if (line.closed) continue;
    if (isAnswerLine(line.text)) answerLine = index;
    const named = cues.get(index);
    if (!labelled.has(index)) {
      if (named !== undefined) candidates.push(cueCandidate(index, line, named));
      continue;
    }
    const { label } = found[next]!;
    next += 1;
    const readings = readingsOf(label, tree);
    const strong = line.heading || label.bold;
    const questionWord = label.word && !label.answer && label.tokens.length === 1 && /\d/.test(label.tokens[0]!);
    const foreign =
      strong && questionWord && !tree.nodes.some(({ path }) => path.length === 1 && path[0] === label.tokens[0]);
    if (readings.length === 0 && !foreign) {
      if (named !== undefined) candidates.push(cueCandidate(index, line, named));
      continue;
    }
    const emptyLine = line.text.slice(label.content).trim() === '';
    const empty = emptyLine && endsEmpty(lines, index + 1, labelled);
    const heaped = cuesFor.size > 0 && heap >= 2;
    heap = empty ? heap + 1 : 0;
    candidates.push({
      line: index,
      start: line.start,
      content: line.start + label.content,
      readings,
      cues: named ?? [],
      strength: strengthOf(label, line),
      tier: strong ? 2 : line.first ? 1 : 0,
      style: styleOf(label, line),
      answer: label.answer || (answerLine >= 0 && onlySpace(lines, answerLine + 1, index)),
      listNumber: label.number && !strong,
      ...(line.list === undefined ? {} : { list: line.list }),
      empty: empty || heaped,
      questionWord,
      foreign,
    });
  }
  return candidates;
}

function readingsOf(label: Label, tree: OutlineTree): string[][] {
  const readings: string[][] = [];
  const names = (tokens: readonly string[]): boolean =>
    (tree.byLast.get(tokens.at(-1)!) ?? []).some((node) => {
      const { path } = tree.nodes[node]!;
      return (
        tokens.length <= path.length && tokens.every((each, at) => each === path[path.length - tokens.length + at])
      );
    });
  for (const length of label.lengths) {
    const tokens = label.tokens.slice(0, length);
    if (names(tokens)) readings.push(tokens);
    // A full id is that part and not, say, the question that holds it.
    if (tree.nodes.some(({ path }) => path.length === length && path.every((each, at) => each === tokens[at]))) break;
  }
  // A numbered list whose items carry labels of their own: `2. (b) …`.
  if (
    readings.length === 0 &&
    label.tokens.length === 2 &&
    label.lengths.length === 2 &&
    names(label.tokens.slice(1))
  ) {
    readings.push(label.tokens.slice(1));
  }
  return readings;
}

function strengthOf(label: Label, line: Line): number {
  if (line.heading) return 10;
  if (label.bold) return 8;
  if (label.word) return line.first ? 7 : 4;
  const decimals = label.style === 'bare' && label.tokens.every((each) => /\d/.test(each));
  if (!line.first) {
    if (label.number) return 1.5;
    if (decimals) return 1;
    return { paren: 3, close: 2.5, dot: 1.5, bare: 2 }[label.style];
  }
  if (label.number) return 4;
  if (label.bullet) return 5.5;
  if (decimals) return 4.5;
  return { paren: 5, close: 4.5, dot: label.tokens.length > 1 ? 5 : 3.5, bare: 5 }[label.style];
}

function styleOf(label: Label, line: Line): string {
  if (line.heading) return 'heading';
  return `${label.bold ? 'bold' : 'plain'} ${label.number ? 'number' : label.style} ${line.first ? '' : 'within'}`;
}

function onlySpace(lines: readonly Line[], from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (lines[at]!.text.trim() !== '') return false;
  return true;
}

/** Whether the next text after an empty label is another label, or none. */
function endsEmpty(lines: readonly Line[], from: number, labelled: ReadonlySet<number>): boolean {
  for (let at = from; at < lines.length; at += 1) {
    if (labelled.has(at)) return true;
    if (lines[at]!.text.trim() !== '') return false;
  }
  return true;
}

function cueCandidate(index: number, line: Line, cues: readonly number[]): Candidate {
  return {
    line: index,
    start: line.start,
    content: line.start,
    readings: [],
    cues,
    strength: 3,
    tier: 0,
    style: 'cue',
    answer: false,
    listNumber: false,
    empty: false,
    questionWord: false,
    foreign: false,
  };
}

const wordsOf = (text: string): string =>
  ` ${(
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/\$[^$]*\$/g, ' ')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).join(' ')} `;

/** The paragraphs that contain a cue, by their first line. A cue may run over a line break. */
function cueLines(
  lines: readonly Line[],
  tree: OutlineTree,
  outline: readonly OutlinePart[],
  cuesFor: ReadonlySet<number>,
): Map<number, number[]> {
  const found = new Map<number, number[]>();
  const phrases = tree.nodes.flatMap(({ part }, node) =>
    part >= 0 && cuesFor.has(part)
      ? (outline[part]!.cues ?? [])
          .map((cue) => ({ node, words: wordsOf(cue) }))
          .filter(({ words }) => words.trim() !== '')
      : [],
  );
  if (phrases.length === 0) return found;
  let first = -1;
  const text: string[] = [];
  const flush = (): void => {
    if (first >= 0) {
      const words = wordsOf(text.join(' '));
      const named = phrases.filter((phrase) => words.includes(phrase.words)).map(({ node }) => node);
      if (named.length > 0) found.set(first, [...new Set(named)]);
    }
    first = -1;
    text.length = 0;
  };
  for (const [index, line] of lines.entries()) {
    if (line.closed || line.text.trim() === '') {
      flush();
      continue;
    }
    if (line.first) flush();
    if (first < 0) first = index;
    if (text.length < 40) text.push(line.text.slice(0, 2_000));
  }
  flush();
  return found;
}
