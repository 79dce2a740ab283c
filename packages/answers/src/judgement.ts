/**
 * What became of an answer. `needs_review` is for a person: the grader could not decide, and says why.
 * `partial` means that some of what was asked is right.
 */
export type Verdict = 'correct' | 'partial' | 'incorrect' | 'needs_review' | 'unanswered';

/** A point at which the given and the expected value differ. */
export interface Counterexample {
  /** The value of each variable there. */
  readonly at: Readonly<Record<string, number>>;
  readonly given: number;
  readonly expected: number;
}

/** The verdict on one part, with its evidence. Plain data. */
export interface Judgement {
  readonly verdict: Verdict;
  /** Share of the part's points that is earned, from 0 to 1. Nothing is earned while a person has to look. */
  readonly share: number;
  /** What was read as the answer, in Markdown with LaTeX; empty when nothing was. */
  readonly given: string;
  /** What is right, in Markdown with LaTeX; shown to staff, and to students only where the author allows it. */
  readonly expected?: string;
  /** Sentences for the student, in Markdown with LaTeX, most important first. They never contain the expected answer. */
  readonly feedback: readonly string[];
  /** The id of the recognised mistake. */
  readonly mistake?: string;
  readonly counterexample?: Counterexample;
  /** The largest error that was measured, and what was allowed. */
  readonly error?: number;
  readonly tolerance?: number;
}

/** The text of one part of a submission, as the reader cut it out. */
export interface PartText {
  /** The part's id in the assignment, as in `1(b)`. */
  readonly id: string;
  /** Everything the student wrote for the part, question text included where the document repeats it. */
  readonly text: string;
  /** Offsets of `text` in the document. A part that was written twice has the offsets of the piece that counts. */
  readonly start: number;
  readonly end: number;
}

/** What may be spent on one part: beyond it the part goes to a person. */
export interface Limits {
  /** Characters of one part that are read. */
  readonly characters: number;
  /** Nesting of one expression. */
  readonly depth: number;
  /** Nodes of one expression. */
  readonly nodes: number;
  /** The largest exponent that is expanded. */
  readonly exponent: number;
  /** Milliseconds of computing on one part: what other work takes of the machine meanwhile does not count. */
  readonly milliseconds: number;
}

/**
 * Enough for any honest answer, little enough that no text can hold up a course.
 *
 * @example
 * const patient: Limits = { ...defaultLimits, milliseconds: 10_000 };
 * patient.depth; // 60
 */
export const defaultLimits: Limits = { characters: 50_000, depth: 60, nodes: 4_000, exponent: 64, milliseconds: 1_500 };
