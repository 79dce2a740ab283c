import type { DeviceDescription } from '@gradbook/core-ops';
import type { SandboxLevel } from '@gradbook/sandbox';

import type { Fault } from '../../grading/graded.ts';
import type { GradingCode } from '../code-fingerprint.ts';

/** What a grading process is told once. */
export interface Setting {
  /** The assignment's id, or the path of its file. */
  readonly assignment: string;
  readonly seed: number;
  readonly requireSandbox?: SandboxLevel;
  /** A folder of names that training logs may be about, beside those that are bundled. */
  readonly names?: string;
  /** Whether code alone is a submission too, without answers.md. */
  readonly textOptional?: boolean;
  /** Whether each part is told as soon as it is graded. */
  readonly partByPart?: boolean;
  /** Keys of grades that are there already. */
  readonly known: readonly string[];
}

/** One submission to grade. */
export interface Task {
  /** Its place in the list. */
  readonly index: number;
  readonly name: string;
  readonly path: string;
  /** Parts that are not judged, with the reason: they ended grading processes before. */
  readonly skip: readonly (readonly [part: string, reason: string])[];
}

/** From the program to a grading process. */
export type Order = ({ readonly type: 'begin' } & Setting) | ({ readonly type: 'grade' } & Task);

/** From a grading process to the program. */
export type Report =
  | { readonly type: 'ready'; readonly device: DeviceDescription; readonly code: GradingCode }
  /** It cannot begin: by the call's fault, or by the machine's. */
  | { readonly type: 'refused'; readonly problem: { readonly given: string; expected: string; remedy: string } }
  | { readonly type: 'broken'; readonly message: string }
  | { readonly type: 'part'; readonly position: number }
  /** A part as textOfPart() writes it. */
  | { readonly type: 'judged'; readonly position: number; readonly part: string }
  | Ended;

/** How a submission ended. */
export type Ended =
  | { readonly type: 'known'; readonly key: string }
  | {
      readonly type: 'graded';
      readonly key: string;
      /** The grade, as textOfGrade() writes it. */
      readonly grade: string;
      readonly faults: readonly Fault[];
      /** The sandbox in force, where code was run. */
      readonly sandbox: string | undefined;
    }
  | { readonly type: 'unreadable'; readonly problem: string }
  | { readonly type: 'failed'; readonly message: string };
