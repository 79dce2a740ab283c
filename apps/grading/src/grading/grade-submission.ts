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
import { describeDevice, DeviceError } from '@gradbook/core-ops';
import type { LanguageNames } from '@gradbook/datasets-names';
import { SandboxError } from '@gradbook/sandbox';

import { OneProcess } from '../code/one-process.ts';
import type { Fault, GradedPart, GradedSubmission } from './graded.ts';
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
  /** Parts that are not judged, with the reason: the grader was ended by them before. */
  readonly skip?: ReadonlyMap<string, string>;
  /** Called before each part with its position, for progress; grading goes on when it has returned. */
  readonly onPart?: (part: Part, index: number) => void | Promise<void>;
  /** Told of each part as soon as it is graded. */
  readonly onGraded?: (graded: GradedPart, index: number) => void;
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
  // Asked before anything is judged: a device that is lost meanwhile costs parts, not the submission.
  const record = recordOf(assignment, submission, describeDevice().name, options);
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
  await using runner = options.runner && new OneProcess(options.runner);
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
      ...(runner ? { runner } : {}),
      ...(options.names ? { names: options.names } : {}),
      earlier,
      skip: options.skip?.get(part.id),
    });
    parts.push(graded);
    options.onGraded?.(graded, index);
    // Later parts see what was decided, doubts about the place of the text included.
    if (written && !graded.fault)
      earlier.set(part.id, { content: readContent(written), written, judgement: graded.judgement });
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
    record,
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
  /** Why the part is not judged. */
  readonly skip: string | undefined;
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
  const { drawn = [], fingerprints = [], fault, ...judged } = await judge(part, written, given);
  const judgement = withNotes(judged, notes);
  return {
    part,
    judgement,
    written,
    points: judgement.verdict === 'needs_review' ? 0 : judgement.share * part.points,
    milliseconds: performance.now() - started,
    drawn,
    fingerprints,
    ...(fault ? { fault } : {}),
  };
}

async function judge(
  part: Part,
  found: PartText | undefined,
  { skip, earlier, ...options }: Given,
): Promise<Judged & { readonly fault?: Fault }> {
  const written = found ?? (part.files?.some((name) => options.files.has(name)) ? nothingWritten(part) : undefined);
  if (!written) return unanswered();
  if (skip !== undefined) return failed(written, { of: 'grader', message: skip });
  try {
    const content = readContent(written);
    if (content.unread !== undefined) return needsReview(written.text.slice(0, 2000), [content.unread]);
    const judgement = await judgePart(part, content, written, { limits: defaultLimits, ...options }, earlier);
    return { ...judgement, feedback: [...judgement.feedback, ...(content.notes ?? [])] };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return failed(written, { of: isMachines(error) ? 'machine' : 'grader', message });
  }
}

/** The grader's fault must never become a student's zero. */
function failed(written: PartText, fault: Fault): Judged & { readonly fault: Fault } {
  const sentence = `The grader failed on this part, which is not the answer's fault: ${fault.message}`;
  return { ...needsReview(written.text.slice(0, 2000), [sentence]), fault };
}

/** Whether an error came of a lost device or of a sandbox that does not start, and may be gone at the next attempt. */
function isMachines(error: unknown): boolean {
  if (error instanceof DeviceError || error instanceof SandboxError) return true;
  try {
    // Computing on a device that is gone fails in many ways.
    describeDevice();
    return false;
  } catch {
    return true;
  }
}

/** Where it is doubtful which text belongs to a part, no verdict on it is final before a person has looked. */
function withNotes(judgement: Judgement, notes: readonly ReadNote[]): Judgement {
  const feedback = [...judgement.feedback, ...notes.map((note) => note.message)];
  if (!notes.some((note) => note.review)) return { ...judgement, feedback };
  return { ...judgement, feedback, verdict: 'needs_review', share: 0 };
}
