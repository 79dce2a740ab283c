import type { Limits } from '../../judgement.ts';
import type { ScopeIndex } from './names.ts';

/**
 * What mathematical writing leaves open. The first reading is the common one; the other is tried where a reader could
 * mean it as well.
 */
export type Ambiguity =
  /** a/bc: (a/b)c, or a/(bc). */
  | 'slash'
  /** log k M: log(kM), or log(k) M. */
  | 'argument'
  /** ln a/b: ln(a)/b, or ln(a/b). */
  | 'argument slash'
  /** g(x) with an unknown g: a product, or an application. */
  | 'application'
  /** w^{(2)} with an unknown w^(2) but a known w: a name, or a power. */
  | 'superscript'
  /** d/dx a b: of the product, or of its first factor. */
  | 'operator'
  /** 2 ½: a product, or two and a half. */
  | 'mixed number'
  /** A ∘ B C: A ∘ (BC), or (A ∘ B)C. */
  | 'hadamard'
  /** 1,234: a number, or two. */
  | 'thousands'
  /** x[t] with an unknown x[t]: a product or an entry. */
  | 'index'
  /** \frac{da}{db} where d is a variable: a quotient, or a derivative. */
  | 'differential';

/** How one reading decides what is open, and what it was asked. */
interface Choices {
  readonly alternate: ReadonlySet<Ambiguity>;
  readonly asked: Set<Ambiguity>;
}

/** What all parts of one reading share. */
export interface Reading {
  readonly names: ScopeIndex;
  readonly choices: Choices;
  readonly limits: Limits;
  readonly mode: 'latex' | 'plain';
  nodes: number;
  depth: number;
}
