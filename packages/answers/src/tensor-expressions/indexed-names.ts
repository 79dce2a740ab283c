import type { Expr } from '../expressions/expr.ts';
import { joinName, splitName } from '../expressions/parse/names.ts';
import { children } from '../expressions/parse/trees.ts';

/** A name with its indices taken off: `h_1^{(t-1)}` is `h_1` at t − 1, `e_enc^{(ij)}` is `e_enc` at i and j. */
export interface Reference {
  readonly base: string;
  readonly indices: readonly Expr[];
}

type Atom =
  | { readonly kind: 'index'; readonly expr: Expr }
  /** 0 in d^{(0)}, 1 in W_1: an index where others of its family have one there. */
  | { readonly kind: 'integer'; readonly expr: Expr; readonly text: string }
  | { readonly kind: 'label'; readonly text: string };

/** Where an atom stands: the script, its place in it, and how many stand there. */
type Slot = string;

interface Taken {
  readonly letter: string;
  readonly primes: number;
  readonly atoms: readonly (Atom & { readonly slot: Slot })[];
}

/**
 * Tells the indices of names from their labels. Which letters are indices is given; an integer is an index where another
 * name of the same letter has an index in that place (`d^{(0)}` beside `d^{(j)}`), else it is part of the name (`W_1`).
 */
export class IndexedNames {
  readonly letters: ReadonlySet<string>;
  /** Letters with the slots in which they have an index. */
  readonly #slots = new Map<string, Set<Slot>>();
  readonly #references = new WeakMap<Expr, Reference | null>();

  constructor(letters: ReadonlySet<string>, exprs: readonly Expr[]) {
    this.letters = letters;
    const open: Expr[] = [...exprs];
    for (let next = open.pop(); next; next = open.pop()) {
      const taken = this.#taken(next);
      for (const atom of taken?.atoms ?? []) {
        if (atom.kind !== 'index') continue;
        const slots = this.#slots.get(taken!.letter) ?? new Set();
        this.#slots.set(taken!.letter, slots.add(atom.slot));
      }
      open.push(...children(next));
    }
  }

  /** The name and the indices of a symbol, an entry `h[t]` or a power that is none, as in h^{t−1}; undefined for all else. */
  reference(expr: Expr): Reference | undefined {
    const known = this.#references.get(expr);
    if (known !== undefined) return known === null ? undefined : known;
    const found = this.#reference(expr);
    this.#references.set(expr, found ?? null);
    return found;
  }

  #reference(expr: Expr): Reference | undefined {
    const taken = this.#taken(expr);
    if (!taken) return undefined;
    const family = this.#slots.get(taken.letter);
    const some = taken.atoms.some((atom) => atom.kind === 'index');
    const isIndex = (atom: Taken['atoms'][number]): boolean =>
      atom.kind === 'index' ||
      (atom.kind === 'integer' &&
        (atom.slot === 'bracket' ||
          family?.has(atom.slot) === true ||
          // h^{(0)} and h_0 beside h_t.
          (!some && family !== undefined && (atom.slot.startsWith('sup') || atom.text === '0'))));
    const indices = taken.atoms.flatMap((atom) => (isIndex(atom) && atom.kind !== 'label' ? [atom.expr] : []));
    const labels = taken.atoms.flatMap((atom) => (isIndex(atom) || atom.kind === 'index' ? [] : [atom.text]));
    return { base: baseName(taken, labels), indices };
  }

  /** Whether an expression is made of index letters and whole numbers alone, as t − 1 is. */
  isIndex(expr: Expr): boolean {
    switch (expr.type) {
      case 'number':
        return expr.value.denominator === 1n;
      case 'symbol':
        return this.letters.has(expr.name) || expr.name === 'infinity';
      case 'sum':
      case 'product':
      case 'negate':
        return children(expr).every((child) => this.isIndex(child));
      default:
        return false;
    }
  }

  #taken(expr: Expr): Taken | undefined {
    if (expr.type === 'symbol') return this.#ofName(expr.name);
    if (expr.type === 'apply' && expr.name === 'index') {
      const [of, ...args] = expr.arguments;
      const inner = of && this.#taken(of);
      if (!inner || !args.every((arg) => this.isIndex(arg))) return undefined;
      return { ...inner, atoms: [...inner.atoms, ...args.map((arg) => atomOf(arg, 'bracket', this.letters))] };
    }
    if (expr.type === 'power') {
      const inner = this.#taken(expr.base);
      if (!inner || inner.atoms.some((atom) => atom.slot.startsWith('sup'))) return undefined;
      const { exponent } = expr;
      if (this.isIndex(exponent))
        return { ...inner, atoms: [...inner.atoms, atomOf(exponent, 'sup 0/1', this.letters)] };
      if (exponent.type !== 'symbol') return undefined;
      return { ...inner, atoms: [...inner.atoms, { kind: 'label', text: exponent.name, slot: 'sup 0/1' }] };
    }
    return undefined;
  }

  #ofName(name: string): Taken | undefined {
    const parts = splitName(name);
    if (!parts) return undefined;
    const letter = joinName({ accents: parts.accents, base: parts.base, primes: 0 });
    const atoms = (['sub', 'sup'] as const).flatMap((slot) =>
      this.#atoms(parts[slot] ?? '').map((atom, i, all) => ({ ...atom, slot: `${slot} ${i}/${all.length}` })),
    );
    return { letter, primes: parts.primes, atoms };
  }

  /** The pieces of a script: `t-1`, `ij`, `1,t`, `enc`. */
  #atoms(script: string): readonly Atom[] {
    const bare = script.replace(/^\((.*)\)$/s, '$1').trim();
    if (bare === '') return [];
    return bare.split(',').flatMap((piece): readonly Atom[] => {
      const text = piece.replaceAll(/\s/g, '').replace(/^\((.*)\)$/, '$1');
      if (/^\d+$/.test(text)) return [{ kind: 'integer', expr: integer(text), text }];
      const expr = this.#affine(text);
      if (expr) return [{ kind: 'index', expr }];
      // (ij), (i j): one letter each.
      const letters = [...text];
      if (
        letters.length > 1 &&
        letters.every((letter) => this.letters.has(letter) || /\d/.test(letter)) &&
        /[a-z]/.test(text)
      ) {
        return letters.map((letter) =>
          /\d/.test(letter)
            ? { kind: 'integer', expr: integer(letter), text: letter }
            : { kind: 'index', expr: { type: 'symbol', name: letter } },
        );
      }
      return [{ kind: 'label', text }];
    });
  }

  /** `t-1`, `j`, `t-i+1`; undefined where a word is no index. */
  #affine(text: string): Expr | undefined {
    const pieces = /^[+-]?(?:\p{L}+|\d+)(?:[+-](?:\p{L}+|\d+))*$/u.test(text)
      ? text.match(/[+-]?(?:\p{L}+|\d+)/gu)!
      : [];
    const terms = pieces.map((piece): Expr | undefined => {
      const word = piece.replace(/^[+-]/, '');
      if (!/^\d/.test(word) && !this.letters.has(word)) return undefined;
      const of: Expr = /^\d/.test(word) ? integer(word) : { type: 'symbol', name: word };
      return piece.startsWith('-') ? { type: 'negate', of } : of;
    });
    if (terms.length === 0 || !terms.every((term) => term !== undefined)) return undefined;
    return terms.length === 1 ? terms[0]! : { type: 'sum', terms };
  }
}

function integer(text: string): Expr {
  return { type: 'number', value: { numerator: BigInt(text), denominator: 1n }, written: text };
}

function atomOf(expr: Expr, slot: Slot, letters: ReadonlySet<string>): Atom & { readonly slot: Slot } {
  if (expr.type === 'number') return { kind: 'integer', expr, text: expr.written, slot };
  return expr.type === 'symbol' && !letters.has(expr.name)
    ? { kind: 'label', text: expr.name, slot }
    : { kind: 'index', expr, slot };
}

/** One spelling for `V_{d_1}`, `V_{d1}` and `V_{d,1}`, for `W_1` and `W^{(1)}`. */
function baseName({ letter, primes }: Taken, labels: readonly string[]): string {
  const label = labels
    .join('')
    // The arrow to the left is read as the sign =.
    .replaceAll(/[→=]/g, (sign) => (sign === '→' ? 'rightarrow' : 'leftarrow'))
    .replaceAll(/[^\p{L}\p{N}*†]/gu, '');
  return `${letter}${label === '' ? '' : `_${label}`}${"'".repeat(primes)}`;
}

/** The value of an index: undefined where it holds a name that has none. */
export function indexValue(expr: Expr, values: ReadonlyMap<string, number>): number | undefined {
  switch (expr.type) {
    case 'number':
      return Number(expr.value.numerator) / Number(expr.value.denominator);
    case 'symbol':
      return values.get(expr.name) ?? (expr.name === 'infinity' ? Infinity : undefined);
    case 'negate': {
      const of = indexValue(expr.of, values);
      return of === undefined ? undefined : -of;
    }
    case 'sum':
      return folded(expr.terms, values, (a, b) => a + b);
    case 'product':
      return folded(expr.factors, values, (a, b) => a * b);
    case 'apply': {
      const [a, b] = expr.arguments.map((each) => indexValue(each, values));
      if (a === undefined) return undefined;
      if (expr.name === 'floor') return Math.floor(a);
      if (expr.name === 'ceil') return Math.ceil(a);
      if (expr.name === 'mod' && b !== undefined) return ((a % b) + b) % b;
      if (expr.name === 'max' && b !== undefined) return Math.max(a, b);
      return expr.name === 'min' && b !== undefined ? Math.min(a, b) : undefined;
    }
    case 'quotient': {
      const [a, b] = [indexValue(expr.numerator, values), indexValue(expr.denominator, values)];
      return a === undefined || b === undefined ? undefined : a / b;
    }
    case 'list':
      return expr.items.length === 1 ? indexValue(expr.items[0]!, values) : undefined;
    default:
      return undefined;
  }
}

function folded(
  exprs: readonly Expr[],
  values: ReadonlyMap<string, number>,
  join: (a: number, b: number) => number,
): number | undefined {
  let total: number | undefined;
  for (const expr of exprs) {
    const value = indexValue(expr, values);
    if (value === undefined) return undefined;
    total = total === undefined ? value : join(total, value);
  }
  return total;
}
