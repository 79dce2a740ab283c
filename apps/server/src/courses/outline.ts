import { hashOfAssignment } from '@gradbook/grading/assignment-file';
import { type Assignment, maximumPoints } from '@gradbook/assignments';

import type { PartOutline } from '../database/schema/index.ts';

/** What a version keeps of its assignment, so that no page has to load it. */
export interface Outline {
  readonly title: string;
  readonly summary: string;
  readonly parts: readonly PartOutline[];
  readonly maximum: number;
  readonly starter: Readonly<Record<string, string>>;
  /** The hash that grading records call `assignment_sha256`. */
  readonly definitionSha256: string;
}

/** The outline of an assignment; `source` is the hash of its file, where it is the course's own. */
export function outlineOf(assignment: Assignment, source?: string): Outline {
  const { title, summary, starter = {} } = assignment;
  return {
    title,
    summary,
    parts: assignment.parts.map(({ id, title, points, optional, question, files, cues, kind }) => ({
      id,
      title,
      points,
      kind,
      question,
      ...(optional === true ? { extraCredit: true } : {}),
      ...(files === undefined ? {} : { files }),
      ...(cues === undefined ? {} : { cues }),
    })),
    maximum: maximumPoints(assignment),
    starter,
    definitionSha256: hashOfAssignment(assignment, source),
  };
}
