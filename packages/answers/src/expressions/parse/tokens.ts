/**
 * What the grammar reads: the same tokens whether a student wrote LaTeX or plain text.
 * Offsets are into the text that was read, after its repairs.
 */
export type Token = { readonly start: number; readonly end: number } & TokenKind;

export type Bracket = '(' | '[' | '{' | '|' | '‖' | '⌊' | '⌈' | '⟨';

export type TokenKind =
  /** One letter or named symbol, already canonical: `w`, `theta`. */
  | { readonly kind: 'letter'; readonly name: string }
  /** Digits; after joining a whole number, with the `items` of a list that 1,234 may be as well. */
  | { readonly kind: 'digits'; readonly text: string; readonly items?: readonly string[] }
  /** Letters set upright (\mathrm{RELU}) or in text (\text{neural network}); a `phrase` is an item of a list in text. */
  | { readonly kind: 'word'; readonly text: string; readonly style: 'upright' | 'text' | 'phrase' }
  /** \log, \max, \sum: commands that are operators by themselves. */
  | { readonly kind: 'operator'; readonly name: string }
  | {
      readonly kind: 'scripts';
      readonly sub?: readonly Token[];
      readonly sup?: readonly Token[];
      readonly primes: number;
    }
  | { readonly kind: 'accent'; readonly name: string; readonly body: readonly Token[] }
  | {
      readonly kind: 'fraction';
      readonly over: readonly Token[];
      readonly under: readonly Token[];
      readonly bar: boolean;
    }
  | { readonly kind: 'root'; readonly body: readonly Token[]; readonly index?: readonly Token[] }
  | {
      readonly kind: 'array';
      readonly rows: readonly (readonly (readonly Token[])[])[];
      readonly left: string;
      readonly right: string;
      readonly layout: Layout;
    }
  | { readonly kind: 'box'; readonly body: readonly Token[] }
  | { readonly kind: 'open'; readonly bracket: Bracket }
  | { readonly kind: 'close'; readonly bracket: Bracket }
  /** A bar whose side is not written: | or ‖. */
  | { readonly kind: 'bar'; readonly bracket: '|' | '‖' }
  | { readonly kind: 'partial' }
  | { readonly kind: 'nabla' }
  /** + - ± · × ∘ ⊗ ⊕ / // % ! , ; . : * ⊤ and relations by their sign. */
  | { readonly kind: 'sign'; readonly sign: string }
  | { readonly kind: 'relation'; readonly sign: string }
  /** ⇒, ⇔, ∴: what follows is another statement. */
  | { readonly kind: 'therefore' }
  /** Space wide enough to stand between statements; a `narrow` one (`\ `) does between two equations only. */
  | { readonly kind: 'gap'; readonly narrow?: boolean }
  /** The end of a row; `joins` when the next row has an empty first cell, as in `& + x`. */
  | { readonly kind: 'row'; readonly joins: boolean }
  /** … or ⋯: read where the scope says so. */
  | { readonly kind: 'ellipsis' }
  | { readonly kind: 'unreadable'; readonly what: string };

/** How an array's rows relate: entries of a matrix, equations under one another, or the cases of a system. */
export type Layout = 'entries' | 'aligned' | 'gathered' | 'cases';

/** What a person is told when a text cannot be read. */
export class ReadError extends Error {
  readonly start: number;
  readonly end: number;

  constructor(message: string, start: number, end: number) {
    super(message);
    this.name = 'ReadError';
    this.start = start;
    this.end = end;
  }
}
