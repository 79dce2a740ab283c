import type { Judgement, PartText } from '@gradbook/answers';
import type { Assignment, Evidence, Fingerprint, Part } from '@gradbook/assignments';

/** One part with its verdict. */
export interface GradedPart {
  readonly part: Part;
  readonly judgement: Judgement;
  /** What the student wrote for the part; undefined when the part was not found. */
  readonly written: PartText | undefined;
  /** Points earned. */
  readonly points: number;
  readonly milliseconds: number;
  /** What the report draws of what was handed in. */
  readonly drawn?: readonly Evidence[];
  /** What is compared between submissions. */
  readonly fingerprints?: readonly Fingerprint[];
  /** What went wrong with the grader: the part then waits for a person. */
  readonly fault?: Fault;
}

/** A fault that is not the answer's. */
export interface Fault {
  /** The machine, such as a device that was lost, and another attempt may succeed; or the grader, which would fail again. */
  readonly of: 'machine' | 'grader';
  readonly message: string;
}

/** What reproduces a grade. */
export interface GradeRecord {
  readonly gradbook: string;
  readonly assignment_sha256: string;
  readonly submission_sha256: string;
  /** The WebGPU adapter that computed the references. */
  readonly adapter: string;
  readonly seed: number;
}

/** A submission with the verdict on every part of the assignment. */
export interface GradedSubmission {
  readonly name: string;
  readonly assignment: Assignment;
  readonly parts: readonly GradedPart[];
  /** Points earned, extra credit included. */
  readonly score: number;
  readonly maximum: number;
  /** Points of parts that a person still has to look at. */
  readonly waiting: number;
  readonly seconds: number;
  /** Remarks on the document as a whole: encoding, repairs, labels that were not understood. */
  readonly notes: readonly string[];
  readonly record: GradeRecord;
}

/** A submission that could not be read at all, or not graded. */
export interface UnreadableSubmission {
  readonly name: string;
  readonly problem: string;
}
