import type { Float64Tensor } from '@gradbook/core-ops';

/**
 * What crosses the boundary of a sandbox in either direction: tensors, numbers, strings, booleans, and lists and plain
 * objects of them. No functions, no classes, no references.
 */
export type Data =
  | Float64Tensor
  | number
  | string
  | boolean
  | null
  | undefined
  | readonly Data[]
  | { readonly [name: string]: Data };

/** The modules of a submission: their texts by path, and the one that is loaded first. */
export interface Submission {
  /** Texts by relative path with forward slashes: `model.ts`, `layers/cell.ts`. Endings: .ts, .mts, .js, .mjs. */
  readonly files: Readonly<Record<string, string>>;
  /** The path of the module whose exports are called; other files are reached from it by relative imports. */
  readonly entry: string;
  /**
   * Operations of the module `gradbook` that are not offered to this submission, because it is asked to write them: they throw,
   * and say so. None unless given.
   */
  readonly withheld?: readonly string[];
}

/** A tensor's place in a frame: what it is made of, its numbers follow in the payload. */
export interface TensorHeader {
  readonly dtype: 'float64' | 'int32' | 'bool';
  readonly shape: readonly number[];
}

/** From the parent to the sandbox. */
export type Request =
  | {
      readonly type: 'open';
      readonly files: readonly (readonly [path: string, text: string])[];
      readonly entry: string;
      readonly withheld: readonly string[];
      /** Numbers and characters that a value may have, so that an honest harness can say what is too much. */
      readonly limits: { readonly elements: number; readonly characters: number };
    }
  | { readonly type: 'call'; readonly id: number; readonly name: string };

/** From the sandbox to the parent; any of them may be forged. */
export type Reply =
  | { readonly type: 'ready' }
  | { readonly type: 'opened'; readonly exports: readonly string[] }
  | { readonly type: 'value'; readonly id: number }
  | {
      readonly type: 'error';
      readonly id: number;
      readonly name: string;
      readonly message: string;
      readonly stack: string;
    }
  | { readonly type: 'console'; readonly text: string };

/** How the modules of a submission are named inside a sandbox; stack traces carry it. */
export const submissionRoot = 'submission:///';

/** What a student imports. */
export const studentModule = 'gradbook';

/** The most axes that a tensor may have on the way through the boundary. */
export const maximalRank = 8;
