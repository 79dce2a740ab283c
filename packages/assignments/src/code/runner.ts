import type { Float64Tensor } from '@gradbook/core-ops';

/** What goes into student code and what comes out: tensors, numbers, texts, lists and plain objects. */
export type CodeData =
  | Float64Tensor
  | number
  | string
  | boolean
  | null
  | undefined
  | readonly CodeData[]
  | { readonly [name: string]: CodeData };

/** What came of a call of student code. */
export type CodeOutcome =
  | { readonly kind: 'value'; readonly value: CodeData; readonly milliseconds: number }
  | {
      readonly kind: 'error';
      readonly name: string;
      readonly message: string;
      readonly stack: readonly { readonly file: string; readonly line: number; readonly column: number }[];
    }
  | { readonly kind: 'violation'; readonly violation: string; readonly message: string };

/** A submission's modules, loaded where they have no rights. */
export interface CodeSession {
  readonly exports: readonly string[];
  /** Why nothing can be called. */
  readonly failure: Exclude<CodeOutcome, { readonly kind: 'value' }> | undefined;
  /** What the code printed so far. */
  readonly console: string;
  /** Calls an exported function with arguments as they are; what comes back proves nothing but itself. */
  call(name: string, args: readonly CodeData[], options?: { readonly timeoutMs?: number }): Promise<CodeOutcome>;
  /** Ends the process, or what stands for one. */
  close(): Promise<void>;
}

/**
 * Where student code runs: a sandbox of `@gradbook/sandbox`, in Node or in a browser. Verdicts are never taken from it, only
 * values, which are compared here.
 */
export interface CodeRunner {
  /** Loads a submission's modules where they have no rights. */
  open(submission: {
    readonly files: Readonly<Record<string, string>>;
    readonly entry: string;
    /** Operations of the module `gradbook` that are not offered. */
    readonly withheld?: readonly string[];
  }): Promise<CodeSession>;
}

/** The modules of a submission, and where they run. */
export interface CodeToRun {
  readonly runner: CodeRunner;
  readonly files: Readonly<Record<string, string>>;
  readonly entry: string;
  readonly withheld?: readonly string[];
}
