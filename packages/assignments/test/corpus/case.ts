/**
 * What an answer should get. `never right` is for answers that no rule settles, such as hedges and restatements:
 * anything but full marks will do, a person's look most of all. `not wrong` is for right answers whose words or letters
 * the reader need not know, as those of other languages: full marks or a person, never a wrong mark.
 */
export type Class = 'correct' | 'partial' | 'incorrect' | 'review' | 'unanswered' | 'never right' | 'not wrong';

/** One answer to one part, as somebody might hand it in. */
export interface Case {
  readonly part: string;
  readonly answer: string;
  readonly class: Class;
  readonly note: string;
}

/** The answers to one part: by class, each answer with a note on what it tries. */
export function answersTo(
  part: string,
  byClass: Partial<Record<Class, readonly (readonly [note: string, answer: string])[]>>,
): readonly Case[] {
  return Object.entries(byClass).flatMap(([name, answers]) =>
    // The keys are those of `byClass`.
    answers.map(([note, answer]) => ({ part, answer, class: name as Class, note })),
  );
}
