/** A place in a student's file. */
export interface StackLine {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The function, where it has a name. */
  readonly function?: string;
}

/** What came of loading a module or of a call. */
export type Outcome<T> = Value<T> | StudentError | Violation;

/** The module did what it was asked. */
export interface Value<T> {
  readonly kind: 'value';
  readonly value: T;
  /** Wall time of the call, the way there and back included. */
  readonly milliseconds: number;
}

/** The student's code threw an error, or does not compile. All texts are the student's: to be shown, never to be trusted. */
export interface StudentError {
  readonly kind: 'error';
  readonly name: string;
  readonly message: string;
  /** Where in the student's files, innermost first. */
  readonly stack: readonly StackLine[];
}

/**
 * The sandbox ended the submission: its process is gone, and every further call has the same outcome.
 *
 * - `timeout`: an answer did not come in time.
 * - `memory`: more memory was asked for than there is.
 * - `output`: more was written than allowed, or a result is larger.
 * - `protocol`: what came was no answer to what was asked: forged or broken frames.
 * - `exit`: the process ended by itself.
 */
export interface Violation {
  readonly kind: 'violation';
  readonly violation: 'timeout' | 'memory' | 'output' | 'protocol' | 'exit';
  /** For the student: what happened, what is allowed, what to do. */
  readonly message: string;
}
