import { contentOf, defaultLimits, needsReview, readParts, unanswered } from '@gradbook/answers';
import { type Assignment, assignments, judgePart, type Judged, type Part } from '@gradbook/assignments';

/** Kinds whose answer is a file, or that are only kept. */
const without: ReadonlySet<string> = new Set(['code', 'log', 'trace', 'record']);

/** Every bundled part whose answer is a text, by assignment. */
export const exercises: readonly { readonly assignment: Assignment; readonly parts: readonly Part[] }[] = assignments
  .map((assignment) => ({ assignment, parts: assignment.parts.filter(({ kind }) => !without.has(kind)) }))
  .filter(({ parts }) => parts.length > 0);

/** What a student is told: never what was expected. */
export type ForStudents = Omit<Judged, 'expected' | 'drawn' | 'fingerprints' | 'tests'>;

/**
 * Judges one answer as `gradbook grade` does that of a submission in which it is the only one: the text under the part's label is
 * cut out, read and judged with the same limits and the same seed, 0.
 */
export async function judgeAnswer(assignment: Assignment, part: Part, answer: string): Promise<ForStudents> {
  const text = `## ${part.id}\n\n${answer}\n`;
  const reading = readParts(
    text,
    assignment.parts.map(({ id, cues }) => ({ id, ...(cues ? { cues } : {}) })),
  );
  const written = reading.parts.find(({ id }) => id === part.id);
  if (!written) return forStudents(unanswered());
  const content = { ...contentOf(written), source: written };
  const judged =
    content.unread === undefined
      ? await judgePart(
          part,
          content,
          written,
          { limits: defaultLimits, seed: 0, files: new Map(), publicOnly: false },
          new Map(),
        )
      : needsReview(written.text.slice(0, 2000), [content.unread]);
  const notes = reading.notes.filter((note) => note.part === part.id);
  const feedback = [
    ...judged.feedback,
    ...(content.unread === undefined ? (content.notes ?? []) : []),
    ...notes.map(({ message }) => message),
  ];
  // Where it is doubtful which text belongs to the part, a person looks.
  return forStudents(
    notes.some(({ review }) => review)
      ? { ...judged, feedback, verdict: 'needs_review', share: 0 }
      : { ...judged, feedback },
  );
}

function forStudents({
  expected: _expected,
  drawn: _drawn,
  fingerprints: _fingerprints,
  tests: _tests,
  ...rest
}: Judged): ForStudents {
  return rest;
}
