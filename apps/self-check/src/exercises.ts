import { type Assignment, codeAssignments, type Part } from '@gradbook/assignments/code';

/** A part that asks for code, with the file that it is written in. */
export interface Exercise {
  /** What addresses and drafts call it, as in `rnn-homework/3(a)`. */
  readonly id: string;
  readonly assignment: Assignment;
  readonly part: Part;
  /** The module that students write, as in `recurrent.ts`. */
  readonly entry: string;
}

/** Everything that can be tried here, in the order of the assignments. */
export const exercises: readonly Exercise[] = codeAssignments.flatMap((assignment) =>
  assignment.parts.map((part): Exercise => ({
    id: `${assignment.id}/${part.id}`,
    assignment,
    part,
    // A code part always names the files in which it looks for its module.
    entry: part.files![0]!,
  })),
);

/** The exercise with an id; the first one when there is none. */
export function exerciseOf(id: string | undefined): Exercise {
  return exercises.find((each) => each.id === id) ?? exercises[0]!;
}
