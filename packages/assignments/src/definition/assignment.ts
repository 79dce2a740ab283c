import type { Judgement, Limits, PartContent, PartText } from '@gradbook/answers';
import type { Graph } from '@gradbook/autograd';
import type { LanguageNames } from '@gradbook/datasets-names';
import type { SearchTrace } from '@gradbook/decoding';

import type { CodeAxis, CodeFunction } from '../code/case.ts';
import type { CodeRunner } from '../code/runner.ts';
import type { FollowThrough } from './follow-through.ts';

/** What kind of answer a part takes; each kind is judged by one function of `@gradbook/answers`. */
export type PartKind =
  | 'blanks'
  | 'expression'
  | 'derivation'
  | 'system'
  | 'paths'
  | 'count'
  | 'sequences'
  | 'choice'
  | 'choices'
  | 'bound'
  | 'growth'
  | 'tensor'
  | 'shape'
  | 'indexed'
  | 'matrix'
  | 'quantities'
  | 'values'
  | 'mentions'
  | 'text'
  | 'code'
  | 'log'
  | 'trace'
  | 'record';

/** What a part's judge is given besides the text. */
export interface JudgeOptions {
  readonly limits: Limits;
  /** Seeds every random choice, so that a grade can be computed again. */
  readonly seed: number;
  /** The files handed in beside the text, by their path in the submission; none where only a text was handed in. */
  readonly files?: ReadonlyMap<string, Uint8Array>;
  /** Where code that was handed in runs; without it such parts go to a person. */
  readonly runner?: CodeRunner;
  /** Whether only public tests are run, as students do; false unless given. */
  readonly publicOnly?: boolean;
  /** Names that training logs may be about, beside those that are bundled. */
  readonly names?: readonly LanguageNames[];
  /**
   * What the references of code run on: `'webgpu'` (unless given) is held against float64; `'float64'` is the definition alone,
   * for checks on a machine without WebGPU.
   */
  readonly references?: 'webgpu' | 'float64';
}

/** Something a report can draw: the data of a search or a graph that belongs to the reference. */
export type Evidence =
  | { readonly kind: 'beam'; readonly title: string; readonly trace: SearchTrace }
  | { readonly kind: 'graph'; readonly title: string; readonly graph: Graph }
  | {
      readonly kind: 'gradient-flow';
      readonly title: string;
      /** ‖∂L/∂h_t‖ for t = 1 … T, as handed in and as the reference has it. */
      readonly runs: readonly {
        readonly label: string;
        readonly norms: readonly number[];
        readonly reference?: readonly number[];
      }[];
    }
  | {
      readonly kind: 'curves';
      readonly title: string;
      /** What the axes are, as in `epoch` and `loss`; x of the first value. */
      readonly x: string;
      readonly y: string;
      readonly start: number;
      readonly series: readonly {
        readonly label: string;
        readonly values: readonly number[];
        /** Whether it belongs to the reference. */
        readonly reference?: boolean;
      }[];
    }
  | {
      readonly kind: 'error-map';
      readonly title: string;
      readonly rows: number;
      readonly columns: number;
      /** |given − expected|, row by row. */
      readonly errors: readonly number[];
      readonly tolerance: number;
      /** What the rows are, as in `step`. */
      readonly rowLabel: string;
    };

/** Something that two submissions have in common only where one may be a copy of the other. */
export interface Fingerprint {
  /** What it is of, as in `the losses of every epoch`. */
  readonly of: string;
  readonly value: string;
}

/** One test of a function that was handed in. */
export interface CodeTest {
  /** The function. */
  readonly function: string;
  /** What is tried, as in `three steps of two examples`. */
  readonly name: string;
  /** What the test looks at, as in `lengths`. */
  readonly axis: CodeAxis;
  readonly hidden: boolean;
  readonly passed: boolean;
  /** Why it failed, in Markdown, most important first. */
  readonly feedback: readonly string[];
  /** The id of the recognised mistake. */
  readonly mistake?: string;
}

/** A judgement with what the report draws of what was handed in, what is compared between submissions, and of code the tests. */
export type Judged = Judgement & {
  readonly drawn?: readonly Evidence[];
  readonly fingerprints?: readonly Fingerprint[];
  readonly tests?: readonly CodeTest[];
};

/** Answers whose verdicts are known in advance, made from the reference: what `gradbook lint` tries. */
export interface Samples {
  /** Answers as a student would write them that must be marked correct. */
  readonly right: readonly string[];
  /** Answers that must not be marked correct, with the id of the mistake that must be recognised in them. */
  readonly wrong: readonly { readonly answer: string; readonly mistake?: string }[];
}

/** One part of an assignment. */
export interface Part {
  /** The id by which submissions and results name the part, as in `1(b)` or `3.4.a`. */
  readonly id: string;
  readonly title: string;
  readonly kind: PartKind;
  readonly points: number;
  /** The question as the report shows it, in Markdown with LaTeX. */
  readonly question: string;
  /** Words that the question text contains, for documents that do not label the part. */
  readonly cues?: readonly string[];
  /** Extra credit: the points do not count towards the total that can be reached. */
  readonly optional?: boolean;
  /** The functions that a part of kind `code` asks for. */
  readonly functions?: readonly CodeFunction[];
  /** Names of files that the part reads beside its text, as in `gradient_trace.json`: one of them is an answer too. */
  readonly files?: readonly string[];
  /** Judges what was written, and the files that belong to it. Runs the reference on WebGPU when it is needed for the first time. */
  readonly judge: (content: PartContent, part: PartText, options: JudgeOptions) => Judged | Promise<Judged>;
  /** Computes on the device what the part's references do, and reads nothing: what `warmUpAssignment` compiles ahead. */
  readonly warmUp?: (options: Pick<JudgeOptions, 'seed'>) => void;
  /** How the answer is judged once more by the student's own results of earlier parts. */
  readonly followThrough?: FollowThrough;
  /** Answers with known verdicts, written from the reference and its mistakes. */
  readonly samples?: () => Promise<Samples>;
  /** What the report draws beside the part. */
  readonly evidence?: () => Promise<readonly Evidence[]>;
}

/** An assignment: its parts in the order of the document. */
export interface Assignment {
  readonly id: string;
  readonly title: string;
  /** One sentence that says what it is about. */
  readonly summary: string;
  /** The points that students are told they can reach; `gradbook lint` says when the parts add up to something else. */
  readonly points?: number;
  readonly parts: readonly Part[];
  /** Files that students begin from, by path: modules with the functions that code parts ask for, and nothing in them. */
  readonly starter?: Readonly<Record<string, string>>;
}

/**
 * Checks an assignment and returns it: ids are unique, points are not negative, nothing is empty.
 *
 * @throws RangeError that names the part and the rule.
 * @example
 * defineAssignment({ id: 'hw1', title: 'Homework 1', summary: 'Derivatives', parts: [] }).id; // 'hw1'
 */
export function defineAssignment(assignment: Assignment): Assignment {
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(assignment.id)) {
    throw new RangeError(`defineAssignment: got the id "${assignment.id}"; ids are lower-case words joined by hyphens`);
  }
  const seen = new Set<string>();
  for (const part of assignment.parts) {
    if (seen.has(part.id)) throw new RangeError(`defineAssignment: ${assignment.id} has two parts ${part.id}`);
    const later = part.followThrough?.from.find((id) => !seen.has(id));
    if (later !== undefined) {
      throw new RangeError(
        `defineAssignment: part ${part.id} of ${assignment.id} builds on ${later}, which is no part before it`,
      );
    }
    const share = part.followThrough?.share ?? 0.5;
    if (!(share > 0 && share < 1)) {
      throw new RangeError(
        `defineAssignment: following through earns a share of ${share} in part ${part.id} of ${assignment.id}; between 0 and 1`,
      );
    }
    seen.add(part.id);
    if (!(part.points >= 0)) {
      throw new RangeError(
        `defineAssignment: part ${part.id} of ${assignment.id} has ${part.points} points; at least 0`,
      );
    }
  }
  return assignment;
}

/**
 * The points that can be reached: those of the parts that are not extra credit.
 *
 * @example
 * maximumPoints({ id: 'hw1', title: 'Homework 1', summary: 'Derivatives', parts: [] }); // 0
 */
export function maximumPoints(assignment: Assignment): number {
  return assignment.parts.reduce((sum, part) => sum + (part.optional === true ? 0 : part.points), 0);
}
