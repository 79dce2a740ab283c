import {
  contentOf,
  defaultLimits,
  type Judgement,
  needsReview,
  type PartContent,
  type PartText,
  type ReadNote,
  readParts,
  type Submission,
  unanswered,
} from '@gradbook/answers';
import {
  type Assignment,
  type CodeRunner,
  type EarlierAnswer,
  type Judged,
  judgePart,
  maximumPoints,
  type Part,
} from '@gradbook/assignments';
import { describeDevice } from '@gradbook/core-ops';
import type { LanguageNames } from '@gradbook/datasets-names';

import type { GradedPart, GradedSubmission } from './graded.ts';
import { recordOf } from './record.ts';

/** What grading a submission takes besides the submission. */
export interface GradeOptions {
  readonly seed: number;
  /** The hash of the file that the assignment comes from; none for a bundled one. */
  readonly source?: string;
  /** Where code that was handed in runs. */
  readonly runner?: CodeRunner;
  /** Whether only public tests are run, as students do. */
  readonly publicOnly?: boolean;
  /** Names that training logs may be about, beside those that are bundled. */
  readonly names?: readonly LanguageNames[];
  /** Called before each part with its position, for progress; grading goes on when it has returned. */
  readonly onPart?: (part: Part, index: number) => void | Promise<void>;
}

/**
 * Grades one submission part by part. An error inside one part costs that part alone: it goes to a person, and
 * the error is named.
 */
export async function gradeSubmission(
  submission: Submission,
  assignment: Assignment,
  options: GradeOptions,
): Promise<GradedSubmission> {
  const started = performance.now();
  const outline = assignment.parts.map((part) => ({ id: part.id, ...(part.cues ? { cues: part.cues } : {}) }));
  const reading = readParts(submission.text, outline);
  // A document that is cut nowhere may hold every answer: it must not become a row of zeros.
  const unlabelled: ReadNote[] =
    reading.parts.length > 0 || submission.text.trim() === ''
      ? []
      : [
          {
            message: 'No label of a part, such as "1(b)", was found in the whole document: a person reads it.',
            review: true,
          },
        ];
  const parts: GradedPart[] = [];
  const earlier = new Map<string, EarlierAnswer>();
  for (const [index, part] of assignment.parts.entries()) {
    await options.onPart?.(part, index);
    const written = reading.parts.find((candidate) => candidate.id === part.id);
    const doubts = [...reading.notes.filter((note) => note.part === part.id), ...unlabelled];
    const graded = await gradePart(part, written, doubts, {
      seed: options.seed,
      files: submission.files,
      publicOnly: options.publicOnly ?? false,
      ...(options.runner ? { runner: options.runner } : {}),
      ...(options.names ? { names: options.names } : {}),
      earlier,
    });
    parts.push(graded);
    // Later parts see what was decided, doubts about the place of the text included.
    if (written) earlier.set(part.id, { content: readContent(written), written, judgement: graded.judgement });
  }
  return {
    name: submission.name,
    assignment,
    parts,
    score: parts.reduce((sum, graded) => sum + graded.points, 0),
    maximum: maximumPoints(assignment),
    waiting: parts.reduce(
      (sum, { part, judgement }) => sum + (judgement.verdict === 'needs_review' ? part.points : 0),
      0,
    ),
    seconds: (performance.now() - started) / 1000,
    notes: [
      ...submission.notes,
      ...reading.notes.filter((note) => note.part === undefined).map((note) => note.message),
    ],
    record: recordOf(assignment, submission, describeDevice().name, options),
  };
}

/** What every part is judged with besides its own text. */
interface Given {
  readonly seed: number;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly runner?: CodeRunner;
  readonly publicOnly: boolean;
  readonly names?: readonly LanguageNames[];
  /** The answers to the parts before. */
  readonly earlier: ReadonlyMap<string, EarlierAnswer>;
}

function readContent(written: PartText): PartContent {
  return { ...contentOf(written), source: written };
}

/** The text of a part that was answered by a file alone. */
function nothingWritten(part: Part): PartText {
  return { id: part.id, text: '', start: 0, end: 0 };
}

async function gradePart(
  part: Part,
  written: PartText | undefined,
  notes: readonly ReadNote[],
  given: Given,
): Promise<GradedPart> {
  const started = performance.now();
  const { drawn = [], fingerprints = [], ...judged } = await judge(part, written, given);
  const judgement = withNotes(judged, notes);
  return {
    part,
    judgement,
    written,
    points: judgement.verdict === 'needs_review' ? 0 : judgement.share * part.points,
    milliseconds: performance.now() - started,
    drawn,
    fingerprints,
  };
}

async function judge(part: Part, found: PartText | undefined, given: Given): Promise<Judged> {
  const written = found ?? (part.files?.some((name) => given.files.has(name)) ? nothingWritten(part) : undefined);
  if (!written) return unanswered();
  try {
    const content = readContent(written);
    if (content.unread !== undefined) return needsReview(written.text.slice(0, 2000), [content.unread]);
    const { earlier, ...options } = given;
    const judgement = await judgePart(part, content, written, { limits: defaultLimits, ...options }, earlier);
    return { ...judgement, feedback: [...judgement.feedback, ...(content.notes ?? [])] };
  } catch (error) {
    // The grader's fault must never become a student's zero.
    const message = error instanceof Error ? error.message : String(error);
    return needsReview(written.text.slice(0, 2000), [
      `The grader failed on this part, which is not the answer's fault: ${message}`,
    ]);
  }
}

/** Where it is doubtful which text belongs to a part, no verdict on it is final before a person has looked. */
function withNotes(judgement: Judgement, notes: readonly ReadNote[]): Judgement {
  const feedback = [...judgement.feedback, ...notes.map((note) => note.message)];
  if (!notes.some((note) => note.review)) return { ...judgement, feedback };
  return { ...judgement, feedback, verdict: 'needs_review', share: 0 };
}
