/**
 * What was handed in cannot be used as it is: the message says what was given, what was expected and what to do.
 * It is the caller's or the student's to mend, never a fault of the grader.
 *
 * @example
 * const error = new InputError('hw6.pdf is a PDF', 'a Markdown file, a folder or a zip', 'export the homework as Markdown');
 * error.message // 'hw6.pdf is a PDF. Expected a Markdown file, a folder or a zip. To mend it: export the homework as Markdown.'
 */
export class InputError extends Error {
  /** What was given. */
  readonly given: string;
  /** What was expected. */
  readonly expected: string;
  /** What to do. */
  readonly remedy: string;

  constructor(given: string, expected: string, remedy: string) {
    super(`${given}. Expected ${expected}. To mend it: ${remedy}.`);
    this.name = 'InputError';
    this.given = given;
    this.expected = expected;
    this.remedy = remedy;
  }
}
