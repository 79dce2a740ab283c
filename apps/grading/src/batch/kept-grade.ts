import type { Assignment } from '@gradbook/assignments';

import type { GradedPart, GradedSubmission } from '../grading/graded.ts';

/** A part of it. */
export type KeptPart = Omit<GradedPart, 'part' | 'written'> & {
  readonly part: string;
  readonly written?: GradedPart['written'];
};

/** A grade as it is kept and sent between processes: parts by their ids, everything else as it is. */
export interface KeptGrade extends Omit<GradedSubmission, 'assignment' | 'parts'> {
  readonly parts: readonly KeptPart[];
}

/** JSON has no infinities: they stand as texts in an object of their own, which nothing else in a grade looks like. */
const numberKey = '$number';

/** A grade as one line of JSON. */
export function textOfGrade(graded: GradedSubmission): string {
  const { name, score, maximum, waiting, seconds, notes, record } = graded;
  const rest = { name, score, maximum, waiting, seconds, notes, record };
  return written({ ...rest, parts: graded.parts.map(keptPart) } satisfies KeptGrade);
}

/** The grade that `textOfGrade()` wrote. @throws Error where the assignment has other parts than the grade. */
export function gradeOfText(text: string, assignment: Assignment): GradedSubmission {
  const kept = keptGradeOf(text);
  return { ...kept, assignment, parts: kept.parts.map((each) => gradedPart(each, assignment)) };
}

/** The grade that `textOfGrade()` wrote, for those who have no assignment at hand: its parts are named by their ids. */
export function keptGradeOf(text: string): KeptGrade {
  return read(text) as KeptGrade;
}

/** One part of a grade as a line of JSON. */
export function textOfPart(graded: GradedPart): string {
  return written(keptPart(graded));
}

/** The part that `textOfPart()` wrote. @throws Error where the assignment has no such part. */
export function partOfText(text: string, assignment: Assignment): GradedPart {
  return gradedPart(read(text) as KeptPart, assignment);
}

function keptPart({ part, ...others }: GradedPart): KeptPart {
  return { ...others, part: part.id };
}

function gradedPart(kept: KeptPart, assignment: Assignment): GradedPart {
  const part = assignment.parts.find(({ id }) => id === kept.part);
  if (!part) throw new Error(`a grade has a part ${kept.part}, which ${assignment.id} does not have`);
  return { ...kept, part, written: kept.written };
}

function written(value: KeptGrade | KeptPart): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'number' && !Number.isFinite(each) ? { [numberKey]: String(each) } : each,
  );
}

function read(text: string): unknown {
  return JSON.parse(text, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && Object.hasOwn(each, numberKey)
      ? Number((each as Record<string, unknown>)[numberKey])
      : each,
  );
}
