/** An exact rational number; the denominator is positive and the fraction reduced. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * A mathematical expression as it was written: order and grouping kept, nothing simplified.
 *
 * Names are canonical strings: an accent around the base, then the subscript, then a superscript that belongs
 * to the name: `w`, `u_1`, `sigma`, `hat(y)`, `x_1^(2)`, `W^h`, `mu_batch`, `h_{t-1}`. Greek letters are written out.
 */
export type Expr =
  | NumberExpr
  | SymbolExpr
  | { readonly type: 'sum'; readonly terms: readonly Expr[] }
  | { readonly type: 'negate'; readonly of: Expr }
  /** An ordered product: `juxtaposed` as in wt, `dot` as in w·t, `times` as in w×t, `hadamard` as in w∘t, `direct` as in w⊕t. */
  | { readonly type: 'product'; readonly factors: readonly Expr[]; readonly style: ProductStyle }
  | { readonly type: 'quotient'; readonly numerator: Expr; readonly denominator: Expr }
  | { readonly type: 'power'; readonly base: Expr; readonly exponent: Expr }
  /**
   * A function applied: `log`, `exp`, `sigma`, `tanh`, `relu`, `O`; `base` is the subscript of a logarithm,
   * or the index over which a softmax is taken.
   * The names in `reservedFunctions` are applied by notation and not by a written name.
   */
  | { readonly type: 'apply'; readonly name: string; readonly arguments: readonly Expr[]; readonly base?: Expr }
  /** ∂of/∂by or d of/d by. */
  | { readonly type: 'derivative'; readonly of: Expr; readonly by: Expr; readonly partial: boolean }
  /** Several things in order: `[a, b]`, `(a, b)`, `{a, b}`, or separated by commas alone. */
  | { readonly type: 'list'; readonly items: readonly Expr[]; readonly bracket: '[' | '(' | '{' | 'none' }
  | { readonly type: 'matrix'; readonly rows: readonly (readonly Expr[])[] }
  | { readonly type: 'transpose'; readonly of: Expr }
  | { readonly type: 'norm'; readonly of: Expr }
  | { readonly type: 'absolute'; readonly of: Expr }
  /** Words inside mathematics, as in \text{neural network}. */
  | { readonly type: 'words'; readonly text: string };

/** How a product was written: wt, w·t, w×t, w∘t (elementwise), w⊗t or w⊕t (one behind the other). */
export type ProductStyle = 'juxtaposed' | 'dot' | 'times' | 'hadamard' | 'tensor' | 'direct';

/** A number, exactly as it was written. */
export interface NumberExpr {
  readonly type: 'number';
  readonly value: Rational;
  /** The digits as they were written: `2.33` claims two decimals. */
  readonly written: string;
}

/** A name, in its canonical form. */
export interface SymbolExpr {
  readonly type: 'symbol';
  readonly name: string;
}

/** What joins two members of a chain. */
export type Relation = '=' | '≈' | '<' | '>' | '≤' | '≥' | '≠' | '∝' | '∈' | '→';

/**
 * One statement: members joined by relations, as in `dy/dw = t + w r = …`.
 * A single expression is a chain of one member.
 */
export interface Chain {
  readonly members: readonly Expr[];
  readonly relations: readonly Relation[];
  /** The LaTeX of each member as it was written. */
  readonly sources: readonly string[];
}

/** What a name means in a part. */
export interface SymbolScope {
  /** Numbers that the variable may take; every real number without it. */
  readonly domain?: { readonly above?: number; readonly below?: number; readonly integer?: boolean };
  /** Other canonical names that mean the same. */
  readonly aliases?: readonly string[];
  /** The sizes of a vector or a matrix; a scalar without it. Only scalars are compared, the rest goes to a person. */
  readonly shape?: readonly (number | string)[];
}

/** The names that a part knows. */
export interface Scope {
  /** Free variables: comparison samples each on its own. */
  readonly variables: Readonly<Record<string, SymbolScope>>;
  /**
   * Names that stand for expressions in the variables and in earlier names, as p, q, r stand for the values of a graph.
   * ∂a/∂b with both in scope is the derivative of a by b through these definitions, with b held as a variable.
   */
  readonly definitions?: Readonly<Record<string, Expr>>;
  /**
   * Other spellings of defined names, as `y_1` for `y^(1)`: ∂L/∂y_1 is then the derivative by `y^(1)`. They are definitions as
   * well, of which nothing says that they are mere spellings: in `s = p` the two may be used in different places.
   */
  readonly spellings?: Readonly<Record<string, string>>;
  /** Functions that may be applied; the elementary ones are always known. */
  readonly functions?: readonly string[];
  /** Whether `…` in a list is read, as the symbol `…`; else what holds it is a problem, for terms left out cannot be checked. */
  readonly ellipses?: boolean;
}

/**
 * Functions that every part knows; `ln` and `log` without a base are the same. A declared variable of the same name wins.
 *
 * @example
 * elementaryFunctions.includes('tanh'); // true
 */
export const elementaryFunctions: readonly string[] = [
  'exp',
  'log',
  'ln',
  'sqrt',
  'sin',
  'cos',
  'tan',
  'cot',
  'sec',
  'csc',
  'arcsin',
  'arccos',
  'arctan',
  'sinh',
  'cosh',
  'tanh',
  'coth',
  'arctanh',
  'abs',
  'sign',
  'max',
  'min',
  'floor',
  'ceil',
  'erf',
  'sigma',
  'sigmoid',
  'relu',
  'softplus',
  'softmax',
  'gelu',
  'diag',
  'det',
  'tr',
  'O',
  'Theta',
  'Omega',
];

/**
 * What notation applies, by the name it has in a tree:
 * `factorial` n! · `mod` a % b · `binomial` n over k · `index` x[i, j] as (x, i, j) ·
 * `sum` and `prod` as (body, index, from, to) or (body, index) with the index bound in the body; Σ_{i<j} is from `…` to j − 1 ·
 * `norm_1`, `norm_infinity`, `norm_F` a norm with its subscript (the plain norm and the 2-norm are of type `norm`).
 *
 * @example
 * reservedFunctions.includes('factorial'); // true
 */
export const reservedFunctions: readonly string[] = [
  'factorial',
  'mod',
  'binomial',
  'index',
  'sum',
  'prod',
  'norm_1',
  'norm_infinity',
  'norm_F',
];

/**
 * Numbers with a name, where no variable of a part is called so.
 *
 * @example
 * constants['pi']; // 3.141592653589793
 */
export const constants: Readonly<Record<string, number>> = { e: Math.E, pi: Math.PI, infinity: Infinity };
