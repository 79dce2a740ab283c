/** A wrong variant of a reference: if an answer is its result, the student reads its sentence. */
export interface Mistake<Run> {
  /** Lower-case words joined by hyphens; stands in results, so it never changes. */
  readonly id: string;
  /** What the student reads, in Markdown with LaTeX. It does not contain the right answer. */
  readonly sentence: string;
  readonly run: Run;
}
