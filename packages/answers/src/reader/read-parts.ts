import type { PartText } from '../judgement.ts';
import { InputError } from '../submission/input-error.ts';
import { align, type Bonus, type Opening } from './align.ts';
import { type Candidate, findCandidates } from './candidates.ts';
import { readLines } from './lines.ts';
import { plainMarkup } from './markup.ts';
import { type OutlinePart, outlineTree, type OutlineTree, pathOf } from './outline.ts';
import { findRegions } from './regions.ts';

/** What may be spent on one document. */
export interface DocumentLimits {
  /** Characters of the document. */
  readonly documentCharacters: number;
  readonly lines: number;
  /** Lines that begin like a label of the assignment. */
  readonly labels: number;
}

/**
 * Fifty times an honest homework.
 *
 * @example
 * defaultDocumentLimits.documentCharacters; // 4_000_000
 */
export const defaultDocumentLimits: DocumentLimits = { documentCharacters: 4_000_000, lines: 40_000, labels: 4_000 };

/** Something to know about how a document was cut. */
export interface ReadNote {
  /** The part it is about; absent where it is about the document. */
  readonly part?: string;
  readonly message: string;
  /** The cut is doubtful: no verdict on the part may be final before a person has looked. */
  readonly review: boolean;
}

/** A document, cut into the parts of an assignment. */
export interface DocumentParts {
  /** The parts that were found, in the order of the outline. */
  readonly parts: readonly PartText[];
  /** Ids of the parts that were not found, in the order of the outline: never guessed. */
  readonly missing: readonly string[];
  readonly notes: readonly ReadNote[];
}

interface Piece {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  /** Offset at which the piece's content begins. */
  readonly content: number;
  readonly candidate: Candidate;
  readonly answer: boolean;
}

/**
 * Cuts a document into the parts of an assignment.
 *
 * A part begins at a heading, a bold run, a list label or a paragraph that starts with its label, and reaches to the
 * next one. `(c)` under `2. Beam Search` is `2(c)`. A number alone opens a part as a heading or bold run, or as a list
 * number that continues the questions' order. All labels are found first and then aligned with the outline, so that
 * numbered lists in answers, repeated ids and missing parts fall out of the best alignment.
 * Of an id that occurs in the question and again under `Answer 3.` or `Solution:`, the later one counts.
 * Offsets count UTF-16 code units of `markdown`.
 *
 * Throws {@link InputError} for a document beyond the limits, and RangeError for an outline that is none.
 *
 * @example
 * const { parts, missing } = readParts('## 1(a)\n$2x$\n\n(b) no', [{ id: '1(a)' }, { id: '1(b)' }, { id: '2' }]);
 * parts.map((part) => part.text) // ['## 1(a)\n$2x$\n\n', '(b) no']
 * missing // ['2']
 */
export function readParts(
  markdown: string,
  outline: readonly OutlinePart[],
  limits: Partial<DocumentLimits> = {},
): DocumentParts {
  const bounds = { ...defaultDocumentLimits, ...limits };
  const tree = outlineTree(outline);
  checkSize(markdown, bounds);
  const { text } = plainMarkup(markdown);
  const lines = readLines(text, findRegions(text));
  const notes: ReadNote[] = [];

  const cut = (cuesFor: ReadonlySet<number>): Piece[] => {
    const candidates = findCandidates(lines, tree, outline, cuesFor);
    if (candidates.length > bounds.labels) {
      throw new InputError(
        `The document has ${candidates.length} lines that begin like a label of the assignment`,
        `at most ${bounds.labels}`,
        'hand in the homework without generated text',
      );
    }
    const first = align(candidates, tree, () => 0);
    const bonus = styleBonus(candidates, first, tree);
    return pieces(markdown, candidates, align(candidates, tree, bonus), tree);
  };

  let found = cut(new Set());
  const wanting = (): Set<number> => {
    const filled = new Set(
      found
        .filter(({ content, end }) => markdown.slice(content, end).trim() !== '')
        .map(({ node }) => tree.nodes[node]!.part),
    );
    return new Set(outline.flatMap(({ cues }, part) => (filled.has(part) || cues === undefined ? [] : [part])));
  };
  const lost = wanting();
  if (lost.size > 0) {
    // A label that stands in a heap of empty ones says nothing about where its text is: its neighbours need cues too.
    for (const heap of heaps(found, tree, markdown)) for (const { node } of heap) lost.add(tree.nodes[node]!.part);
    found = cut(lost);
  }

  const chosen = choose(found, tree, outline, markdown, notes);
  const parts: PartText[] = [];
  const missing: string[] = [];
  for (const [index, { id }] of outline.entries()) {
    const piece = chosen.get(index);
    if (piece === undefined) missing.push(id);
    else parts.push({ id, text: markdown.slice(piece.start, piece.end), start: piece.start, end: piece.end });
  }
  for (const heap of heaps(found, tree, markdown)) {
    const ids = heap.flatMap(({ node }) => (tree.nodes[node]!.part < 0 ? [] : [outline[tree.nodes[node]!.part]!.id]));
    if (!heap.some((piece) => chosen.get(tree.nodes[piece.node]!.part) === piece)) continue;
    for (const part of ids) {
      notes.push({
        part,
        message: `The labels of ${ids.join(', ')} stand together with no text between them: which text answers which is not certain.`,
        review: true,
      });
    }
  }
  noteUnlabelled(missing, outline, found, tree, markdown, notes);
  noteMentioned(missing, markdown, notes);
  return { parts, missing, notes };
}

function checkSize(markdown: string, limits: DocumentLimits): void {
  const remedy = 'keep logs, data and pictures in files of their own beside answers.md';
  if (markdown.length > limits.documentCharacters) {
    throw new InputError(
      `The document has ${markdown.length} characters`,
      `at most ${limits.documentCharacters}`,
      remedy,
    );
  }
  let count = 1;
  for (let at = markdown.search(/[\r\n]/); at >= 0 && at < markdown.length && count <= limits.lines; at += 1) {
    const code = markdown.charCodeAt(at);
    if (code === 10 || (code === 13 && markdown.charCodeAt(at + 1) !== 10)) count += 1;
  }
  if (count > limits.lines) {
    throw new InputError(`The document has more than ${limits.lines} lines`, `at most ${limits.lines}`, remedy);
  }
}

/**
 * Labels of one level are mostly written alike. What is written as most of its level is gains; weak labels that stand
 * several together between two strong ones of the same level are a list within an answer, and lose.
 */
function styleBonus(candidates: readonly Candidate[], openings: readonly Opening[], tree: OutlineTree): Bonus {
  const counts = new Map<number, Map<string, number>>();
  const depthOf = (node: number): number => tree.nodes[node]!.path.length;
  for (const { candidate, node } of openings) {
    const styles = counts.get(depthOf(node)) ?? new Map<string, number>();
    counts.set(depthOf(node), styles);
    const { style } = candidates[candidate]!;
    styles.set(style, (styles.get(style) ?? 0) + 1);
  }
  const common = new Map<number, string>();
  for (const [depth, styles] of counts) {
    const [style, count] = [...styles].reduce((a, b) => (b[1] > a[1] ? b : a));
    const total = [...styles.values()].reduce((a, b) => a + b, 0);
    if (count * 2 > total && count >= 2) common.set(depth, style);
  }
  const listed = new Set<Candidate>();
  const opened = new Map(openings.map(({ candidate, node }) => [candidate, depthOf(node)]));
  for (const [depth, style] of common) {
    if (style !== 'heading' && !style.startsWith('bold')) continue;
    // A gap begins behind a strong label and ends at the next one, or where another question begins.
    let gap: Candidate[] | undefined;
    for (const [at, candidate] of candidates.entries()) {
      const depths = candidate.readings.flatMap((reading) =>
        (tree.byLast.get(reading.at(-1)!) ?? []).map((node) => ({
          depth: depthOf(node),
          full: depthOf(node) === reading.length,
        })),
      );
      if ((opened.get(at) ?? depth) < depth) gap = undefined;
      if (!depths.some((each) => each.depth === depth)) continue;
      if (candidate.tier === 2) {
        const same = gap?.length === 1 && gap[0]!.readings[0]!.at(-1) === candidate.readings[0]!.at(-1);
        if (!same) for (const each of gap ?? []) listed.add(each);
        gap = [];
      } else if (!depths.some((each) => each.full && each.depth === depth)) gap?.push(candidate);
    }
    if ((gap?.length ?? 0) > 1) for (const each of gap!) listed.add(each);
  }
  return (candidate, node) => {
    if (candidate.readings.length === 0) return 0;
    const usual = common.get(depthOf(node));
    let bonus = usual === undefined ? 0 : candidate.style === usual ? 1 : -0.5;
    if (candidate.empty && candidate.tier < 2) bonus = 0.5 - candidate.strength;
    if (listed.has(candidate)) bonus -= 20;
    if (candidate.listNumber && usual !== undefined && candidate.style !== usual) bonus -= 2;
    return bonus;
  };
}

/** The stretches of the document between the openings; repeated labels of one part do not cut it. */
function pieces(
  markdown: string,
  candidates: readonly Candidate[],
  openings: readonly Opening[],
  tree: OutlineTree,
): Piece[] {
  const found: Piece[] = [];
  const opened = new Set(openings.map(({ candidate }) => candidate));
  const foreign = candidates.filter((candidate, at) => candidate.foreign && !opened.has(at)).map(({ start }) => start);
  // What stands under `Answer 3.` is an answer, down to the next question.
  let under = -1;
  for (const [index, { candidate: at, node }] of openings.entries()) {
    const candidate = candidates[at]!;
    if (openings[index - 1]?.node === node && !candidate.answer) continue;
    let follower = index + 1;
    while (openings[follower]?.node === node && !candidates[openings[follower]!.candidate]!.answer) follower += 1;
    const next = follower < openings.length ? candidates[openings[follower]!.candidate]!.start : markdown.length;
    const end = foreign.find((start) => start > candidate.start && start < next) ?? next;
    const { ancestors, part, parent } = tree.nodes[node]!;
    if (candidate.answer) under = part < 0 || parent < 0 ? node : parent;
    else if (under >= 0 && !ancestors.includes(under)) under = -1;
    found.push({ node, start: candidate.start, end, content: candidate.content, candidate, answer: under >= 0 });
  }
  return found;
}

/** Runs of two or more pieces that consist of weak labels alone, each with the piece after it, whose text may be theirs. */
function heaps(found: readonly Piece[], tree: OutlineTree, markdown: string): Piece[][] {
  const all: Piece[][] = [];
  let run: Piece[] = [];
  for (const piece of found) {
    const bare =
      piece.candidate.tier < 2 &&
      piece.candidate.readings.length > 0 &&
      tree.nodes[piece.node]!.part >= 0 &&
      markdown.slice(piece.content, piece.end).trim() === '';
    if (bare) run.push(piece);
    else {
      if (run.length >= 2) all.push([...run, piece]);
      run = [];
    }
  }
  return all;
}

/** Of the pieces of each part, the one that counts: under an answer's heading, then by the strongest label, then the last. */
function choose(
  found: readonly Piece[],
  tree: OutlineTree,
  outline: readonly OutlinePart[],
  markdown: string,
  notes: ReadNote[],
): Map<number, Piece> {
  const byPart = new Map<number, Piece[]>();
  for (const piece of found) {
    const { part } = tree.nodes[piece.node]!;
    if (part >= 0) byPart.set(part, [...(byPart.get(part) ?? []), piece]);
  }
  const chosen = new Map<number, Piece>();
  for (const [part, all] of byPart) {
    const filled = all.filter(({ content, end }) => markdown.slice(content, end).trim() !== '');
    const some = filled.length > 0 ? filled : all;
    const answers = some.filter(({ answer }) => answer);
    const best = answers.length > 0 ? answers : some;
    const tier = Math.max(...best.map(({ candidate }) => candidate.tier));
    const equals = best.filter(({ candidate }) => candidate.tier === tier);
    chosen.set(part, equals.at(-1)!);
    if (answers.length === 0 && equals.length > 1) {
      notes.push({
        part: outline[part]!.id,
        message: `The label ${outline[part]!.id} occurs ${equals.length} times with text after it: the last one was read.`,
        review: true,
      });
    }
  }
  return chosen;
}

/** A question that is there, without a label for any of its parts, was perhaps answered: a person has to look. */
function noteUnlabelled(
  missing: readonly string[],
  outline: readonly OutlinePart[],
  found: readonly Piece[],
  tree: OutlineTree,
  markdown: string,
  notes: ReadNote[],
): void {
  const open = new Set(found.flatMap(({ node }) => tree.nodes[node]!.ancestors.slice(1)));
  const lost = new Set(missing);
  for (const node of tree.nodes) {
    if (node.part < 0 || !lost.has(outline[node.part]!.id)) continue;
    const holder = node.ancestors.slice(1).find((each) => found.some((piece) => piece.node === each));
    if (holder === undefined || open.has(holder) || tree.nodes[holder]!.part >= 0) continue;
    const filled = found.some(
      (piece) => piece.node === holder && markdown.slice(piece.content, piece.end).trim() !== '',
    );
    if (!filled) continue;
    notes.push({
      part: outline[node.part]!.id,
      message: `${tree.nodes[holder]!.path.join('.')} has text, but no label for ${outline[node.part]!.id} in it.`,
      review: true,
    });
  }
}

/** A missing part whose full id stands somewhere, as in a table of answers, was perhaps answered there. */
function noteMentioned(missing: readonly string[], markdown: string, notes: ReadNote[]): void {
  for (const id of missing) {
    const path = pathOf(id);
    if (path.length < 2 || notes.some(({ part }) => part === id)) continue;
    const mention = new RegExp(`(?<![\\w.])q?${path.join('[ \\t]?[.()-]{0,2}[ \\t]?')}(?!\\w)`, 'i');
    if (!mention.test(markdown)) continue;
    notes.push({
      part: id,
      message: `${id} is mentioned, but no heading, bold run or list label opens it.`,
      review: true,
    });
  }
}
