import type { Expr } from '../expressions/expr.ts';
import { splitName } from '../expressions/parse/names.ts';
import { children } from '../expressions/parse/trees.ts';
import { between, ellipsis, indicesIn } from '../tensor-expressions/build-tensor.ts';
import { IndexedNames, indexValue, type Reference } from '../tensor-expressions/indexed-names.ts';

/** An equation as it was written: its left side and one right side. */
export interface WrittenEquation {
  readonly left: Expr;
  readonly right: Expr;
  /** The LaTeX of both sides. */
  readonly source: string;
  /** Ranges stated beside it, as in “for i ∈ [0, j − 1]”, by index. */
  readonly ranges?: ReadonlyMap<string, readonly [Expr, Expr]>;
}

/** An equation that defines a name at indices. */
export interface Equation {
  readonly base: string;
  readonly indices: readonly Expr[];
  /** The letter that each index has, as t in t + 1; none where it is fixed, as in h^{(0)} and h_{T+1}. */
  readonly letters: readonly (string | undefined)[];
  readonly right: Expr;
  readonly source: string;
  readonly ranges: ReadonlyMap<string, readonly [Expr, Expr]>;
  /** The system whose names the right side uses. */
  readonly system: EquationSystem;
}

/** What is known of the names of a system before it is read. */
export interface SystemNames {
  /** Letters that are indices wherever they stand as one. */
  readonly letters?: Iterable<string>;
  /** Letters that have a value: n, T. */
  readonly lengths: Iterable<string>;
  /** The letter of the step, where no equation of an output tells it. */
  readonly time: string;
  /** Names whose equations tell the letter of the step. */
  readonly outputs: readonly string[];
}

/** Equations by the name that they define. */
export class EquationSystem {
  readonly names: IndexedNames;
  readonly #equations = new Map<string, Equation[]>();
  readonly #lengths: ReadonlySet<string>;
  /** The letter of the step: that of the first output, as t or j. */
  readonly time: string;

  /**
   * @param written the equations in reading order.
   */
  constructor(written: readonly WrittenEquation[], { letters = [], lengths, time, outputs }: SystemNames) {
    this.#lengths = new Set(lengths);
    const all = new Set([
      ...letters,
      ...lengths,
      time,
      between,
      ...written.flatMap(({ left, right }) => [
        ...leftIndexLetters(left),
        ...indexLetters(left),
        ...indexLetters(right),
      ]),
    ]);
    const single = written.flatMap((equation) => itemwise(equation, all));
    this.names = new IndexedNames(
      all,
      single.flatMap(({ left, right }) => [left, right]),
    );
    for (const equation of single) {
      const reference = referenceOf(equation.left, this.names);
      if (!reference) continue;
      const made: Equation = {
        base: reference.base,
        indices: reference.indices,
        letters: this.lettersOf(reference.indices),
        right: equation.right,
        source: equation.source,
        ranges: equation.ranges ?? new Map(),
        system: this,
      };
      this.#equations.set(made.base, [...this.of(made.base), made]);
    }
    const told = [...outputs, ...this.#equations.keys()].flatMap((base) =>
      (this.#equations.get(base) ?? []).flatMap(({ indices }) => (indices.length === 1 ? lettersIn(indices[0]!) : [])),
    );
    this.time = told.find((letter) => this.names.letters.has(letter)) ?? time;
    // y = f(V h) is meant at every step.
    for (const [base, equations] of this.#equations) {
      const step: Expr = { type: 'symbol', name: this.time };
      this.#equations.set(
        base,
        equations.map((equation) =>
          equation.indices.length > 0 ? equation : { ...equation, indices: [step], letters: [this.time] },
        ),
      );
    }
  }

  get bases(): readonly string[] {
    return [...this.#equations.keys()];
  }

  of(base: string): readonly Equation[] {
    return this.#equations.get(base) ?? [];
  }

  /** The letter of each index of a left side; none where it is fixed. */
  lettersOf(indices: readonly Expr[]): readonly (string | undefined)[] {
    return indices.map((index) => lettersIn(index).find((letter) => !this.#lengths.has(letter)));
  }

  /** What one equation defines, as this system's letters and names tell it. */
  definedBy(written: WrittenEquation): Reference | undefined {
    const [single] = itemwise(written, this.names.letters);
    return single && referenceOf(single.left, this.names);
  }

  /** The names that some equations define, among the letters of this system. */
  basesOf(written: readonly WrittenEquation[]): readonly string[] {
    return [
      ...new Set(
        written
          .flatMap((equation) => itemwise(equation, this.names.letters))
          .flatMap(({ left }) => referenceOf(left, this.names)?.base ?? []),
      ),
    ];
  }
}

/** The left side's name and indices: a name, an entry h[t], or h(t). */
function referenceOf(left: Expr, names: IndexedNames): Reference | undefined {
  if (left.type === 'product' && left.factors.length === 2) {
    const [of, at] = left.factors as [Expr, Expr];
    const reference = of.type === 'symbol' ? names.reference(of) : undefined;
    const indices = indicesIn(at, names) ?? (at.type === 'number' ? [at] : undefined);
    return reference && indices && { base: reference.base, indices: [...reference.indices, ...indices] };
  }
  return names.reference(left);
}

/** Letters that are indices by custom, where they stand as one: f and b in h^{(f)} name directions. */
const usual = /^[i-uτKLMNT]$/u;

/** Letters that an equation's left side has for indices. */
function leftIndexLetters(left: Expr): readonly string[] {
  const found: string[] = [];
  const open: Expr[] = left.type === 'list' ? [...left.items] : [left];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.type === 'symbol') {
      const parts = splitName(next.name);
      for (const script of [parts?.sub, parts?.sup]) {
        const pieces = script?.replaceAll(/[()\s]/g, '').split(/[,+-]/) ?? [];
        if (pieces.every((piece) => /^\d*$/.test(piece) || [...piece].every((letter) => usual.test(letter))))
          found.push(...pieces.join('').replaceAll(/\d/g, ''));
      }
    }
    if (next.type === 'power') found.push(...lettersIn(next.exponent).filter((letter) => usual.test(letter)));
    if (next.type === 'product') found.push(...next.factors.slice(1).flatMap(lettersIn));
    if (next.type === 'power' || next.type === 'product') open.push(...children(next).slice(0, 1));
    if (next.type === 'apply' && next.name === 'index') {
      found.push(...next.arguments.slice(1).flatMap(lettersIn));
      open.push(next.arguments[0]!);
    }
  }
  return found;
}

/** Letters that are indices whatever they are: in brackets, before a step as in t − 1, below a sum. */
function indexLetters(expr: Expr): readonly string[] {
  const found: string[] = [];
  const open: Expr[] = [expr];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.type === 'symbol') {
      const parts = splitName(next.name);
      for (const script of [parts?.sub, parts?.sup]) {
        const stepped = script?.match(/(?<![\p{L}])[\p{L}](?=\s*[+-]\s*[\p{L}\p{N}](?![\p{L}]))/gu) ?? [];
        found.push(...stepped);
      }
    } else if (next.type === 'apply' && (next.name === 'sum' || next.name === 'prod')) {
      const index = next.arguments[1];
      if (index?.type === 'symbol') found.push(index.name);
    } else if (next.type === 'apply' && next.name === 'index') {
      found.push(...next.arguments.slice(1).flatMap(lettersIn));
    } else if (next.type === 'power' && next.exponent.type === 'sum') found.push(...lettersIn(next.exponent));
    open.push(...children(next));
  }
  return found;
}

function lettersIn(index: Expr): readonly string[] {
  const found: string[] = [];
  const open: Expr[] = [index];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.type === 'symbol' && /^\p{L}$/u.test(next.name)) found.push(next.name);
    if (next.type === 'sum' || next.type === 'negate' || next.type === 'product') open.push(...children(next));
  }
  return found;
}

/** `q_0[t], …, q_k[t] = Q_0 x[t], …, Q_k h[t−k]` as an equation an item, what the ellipsis leaves out as one with a letter. */
function itemwise(equation: WrittenEquation, letters: ReadonlySet<string>): readonly WrittenEquation[] {
  const { left, right } = equation;
  if (left.type !== 'list' || right.type !== 'list') return [equation];
  const [lefts, rights] = [left.items, right.items];
  if (lefts.length !== rights.length) return [equation];
  return lefts.flatMap((item, i): readonly WrittenEquation[] => {
    const other = rights[i]!;
    if (!isGap(item)) return [{ ...equation, left: item, right: other }];
    // Without a last item the one before the last shows the step: x, h[t−1], h[t−2], …
    const [one, two] = lefts[i + 1] ? [i - 1, i + 1] : [i - 2, i - 1];
    const pairs = [lefts, rights].map((items) => {
      const [a, b] = [items[one], items[two]];
      return a && b ? generalised(a, b, letters) : undefined;
    });
    const [name, value] = pairs;
    if (!name || !value || !isGap(other)) return [];
    const last = lefts[i + 1] && firstIndex(lefts[i + 1]!, letters);
    const ranges = new Map([...(equation.ranges ?? []), ...(last ? [[between, [one_, last]] as const] : [])]);
    return [{ ...equation, left: name, right: value, ranges }];
  });
}

const one_: Expr = { type: 'number', value: { numerator: 1n, denominator: 1n }, written: '1' };

/** k of q_k[t]. */
function firstIndex(expr: Expr, letters: ReadonlySet<string>): Expr | undefined {
  return new IndexedNames(letters, [expr]).reference(expr)?.indices[0];
}

/** What two items have in common, with the letter # where the first has 1 and the second another index. */
function generalised(a: Expr, b: Expr, letters: ReadonlySet<string>): Expr | undefined {
  const names = new IndexedNames(new Set(letters), []);
  const join = (x: Expr, y: Expr): Expr | undefined => {
    if (x.type === 'symbol' && y.type === 'symbol') return joinedName(x.name, y.name);
    if (x.type === 'number' && (y.type === 'number' || (y.type === 'symbol' && names.letters.has(y.name)))) {
      if (y.type === 'number' && y.written === x.written) return x;
      return isSmall(x.written) ? { type: 'symbol', name: between } : undefined;
    }
    if (x.type !== y.type) return undefined;
    const [some, others] = [children(x), children(y)];
    if (some.length !== others.length) return undefined;
    const joined = some.map((child, i) => join(child, others[i]!));
    return joined.every((child) => child !== undefined) ? withChildren(x, joined) : undefined;
  };
  return join(a, b);
}

function isGap(expr: Expr | undefined): boolean {
  return expr?.type === 'symbol' && expr.name === ellipsis;
}

function pieces(name: string): readonly string[] {
  return name.match(/[\p{L}*†]+|\d+|./gu) ?? [];
}

function isSmall(index: string | undefined): boolean {
  return index === '1';
}

/** `q_1` and `q_k` as `q_#`, `h_{t-1}` and `h_{t-2}` as `h_{t-#}`. */
function joinedName(a: string, b: string): Expr | undefined {
  if (a === b) return { type: 'symbol', name: a };
  const [some, others] = [pieces(a), pieces(b)];
  // A name with a label between its letter and its index is one word: q_k and q_1 have the pieces q, _, k and q, _, 1.
  if (some.length !== others.length) return undefined;
  const joined = some.map((piece, i) => (piece === others[i] ? piece : isSmall(piece) ? between : undefined));
  return joined.every((piece) => piece !== undefined) ? { type: 'symbol', name: joined.join('') } : undefined;
}

/** An expression with other parts directly below it. */
export function withChildren(expr: Expr, parts: readonly Expr[]): Expr {
  const [first, second] = parts as [Expr, Expr];
  switch (expr.type) {
    case 'number':
    case 'symbol':
    case 'words':
      return expr;
    case 'sum':
      return { ...expr, terms: parts };
    case 'product':
      return { ...expr, factors: parts };
    case 'quotient':
      return { ...expr, numerator: first, denominator: second };
    case 'power':
      return { ...expr, base: first, exponent: second };
    case 'apply':
      return expr.base
        ? { ...expr, arguments: parts.slice(0, -1), base: parts.at(-1)! }
        : { ...expr, arguments: parts };
    case 'derivative':
      return { ...expr, of: first, by: second };
    case 'list':
      return { ...expr, items: parts };
    case 'matrix': {
      const width = expr.rows[0]?.length ?? 1;
      return { ...expr, rows: expr.rows.map((_, i) => parts.slice(i * width, (i + 1) * width)) };
    }
    case 'negate':
    case 'transpose':
    case 'norm':
    case 'absolute':
      return { ...expr, of: first };
  }
}

/** The value that a left side's index gives its letter where the index is to be `wanted`: t for t + 1 = 3 is 2. */
export function solved(index: Expr, wanted: number): readonly [letter: string, value: number] | 'literal' | undefined {
  const letters = lettersIn(index);
  if (letters.length === 0) return indexValue(index, new Map()) === wanted ? 'literal' : undefined;
  const [letter] = letters;
  if (letters.length > 1 || letter === undefined) return undefined;
  const offset = indexValue(index, new Map([[letter, 0]]));
  const slope = indexValue(index, new Map([[letter, 1]]));
  if (offset === undefined || slope === undefined || slope - offset !== 1) return undefined;
  return [letter, wanted - offset];
}

/** Whether an equation gives a value at every step, and is no single value such as h^{(0)}. */
export function isPattern({ letters }: Pick<Equation, 'letters'>): boolean {
  return letters.length === 0 || letters.some((letter) => letter !== undefined);
}
