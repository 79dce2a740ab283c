import type { Outcome, SandboxLevel } from '../../src/index.ts';

/** Places that an attack goes for: they exist, and hold a canary. */
export interface Targets {
  /** A file of the grader's user that holds the canary. */
  readonly file: string;
  /** The same as a module that exports it. */
  readonly module: string;
  /** A folder that can be written to. */
  readonly folder: string;
}

/** What must come of an attack: a value, an error or a violation; with what it must say. */
export type Expectation =
  | { readonly value: unknown }
  | { readonly error: RegExp }
  | {
      readonly violation: Extract<Outcome<never>, { kind: 'violation' }>['violation'] | 'any';
      readonly message?: RegExp;
    };

/** A module that tries something, and what must come of it. */
export interface Attack {
  readonly name: string;
  /** The module; it exports `attack`, which is called with the targets. */
  readonly source: (targets: Targets) => string;
  /** Several are right where the levels, or races, differ. */
  readonly expected: Expectation | readonly Expectation[];
  /** Milliseconds for the call, where it is to end by the clock. */
  readonly timeoutMs?: number;
  /**
   * Whether Node's modules and Deno's own names are within reach, as if the harness had not taken them away: what holds then is
   * held by the layers below. True where the module imports one of Node's, unless given.
   */
  readonly peeled?: boolean;
  /** Calls of `attack`, at most, 1 unless given; the last one's outcome counts. */
  readonly calls?: number;
  /** Levels that do not promise to hold it, and why. */
  readonly notAt?: readonly SandboxLevel[];
}

/** A module without types that has the given body in `attack`. */
export const body =
  (text: string, imports = '') =>
  (): string =>
    `${imports}\nexport async function attack(targets) {\n${text}\n}\n`;

/** Denied by a permission of Deno, by an import that is not allowed, or by a name that is not there. */
export const denied: Expectation = {
  error:
    /Requires \w+ access|NotCapable|can import 'gradbook'|no file of the submission|not defined|does not work in the sandbox|undefined|not permitted|permission|not supported|not implemented/i,
};
