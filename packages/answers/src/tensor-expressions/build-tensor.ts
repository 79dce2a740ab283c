import type { Expr, ProductStyle } from '../expressions/expr.ts';
import { type IndexedNames, indexValue, type Reference } from './indexed-names.ts';
import { TensorError, type TensorGraph, type TensorNode, unknownShape } from './tensor-graph.ts';

/** The name that an ellipsis has in a list: `w_0, w_1, …, w_k`. */
export const ellipsis = '…';
/** The letter that counts what an ellipsis leaves out. */
export const between = 'ʘ';

/** What expressions mean where they are built. */
export interface TensorScope {
  readonly names: IndexedNames;
  /**
   * The value of a name at indices, as `h` at [3] for h^{(3)}; a derivative ∂l/∂h[t] is the name `∂l/∂h` at [t].
   * `variables` are the letters that the indices were written with, undefined where one is no letter with a step.
   *
   * @throws TensorError where the name has no value.
   */
  readonly value: (base: string, indices: readonly number[], variables: readonly (string | undefined)[]) => TensorNode;
  /** From where to where an index runs that has no range of its own in Σ_i; undefined where that is not known. */
  readonly range?: (
    index: string,
    body: Expr,
    bound: ReadonlyMap<string, number>,
  ) => readonly [number, number] | undefined;
  /** Whether a name is a function, so that f(a) applies it. Those that {@link IndexedNames} does not know are asked about. */
  readonly isFunction?: (name: string) => boolean;
  /** The letter of the step: a softmax is never over it. */
  readonly time?: string;
  /** What a function is called, where that is not how it is written. */
  readonly functionName?: (name: string) => string;
  /** The signs that put vectors one behind the other. */
  readonly concatenates?: ReadonlySet<ProductStyle>;
}

/**
 * Builds the computation that an expression describes, with indices at the values in `bound`. Matrix products are taken
 * in the order in which they are written; shapes are worked out on the way.
 *
 * Read are: sums, products (· between vectors is the inner one), ∘ entry by entry, transposes, quotients by numbers, powers of
 * numbers, elementwise functions, softmax of a vector or of numbers, `diag`, norms, lists and one-column matrices as
 * concatenation, Σ over a stated or open range, indices by script, bracket or argument.
 *
 * @throws TensorError with what cannot be computed, in words for the student.
 */
export function buildTensor(
  expr: Expr,
  scope: TensorScope,
  graph: TensorGraph,
  bound: ReadonlyMap<string, number> = new Map(),
): TensorNode {
  return new Builder(scope, graph).build(expr, bound);
}

type Bound = ReadonlyMap<string, number>;

function isEllipsis(expr: Expr): boolean {
  return expr.type === 'symbol' && expr.name === ellipsis;
}

class Builder {
  readonly #scope: TensorScope;
  readonly #graph: TensorGraph;
  #depth = 0;

  constructor(scope: TensorScope, graph: TensorGraph) {
    this.#scope = scope;
    this.#graph = graph;
  }

  build(expr: Expr, bound: Bound): TensorNode {
    if (++this.#depth > 200) throw new TensorError('too large', 'This is nested too deeply.');
    const node = this.#node(expr, bound);
    this.#depth--;
    return node;
  }

  #node(expr: Expr, bound: Bound): TensorNode {
    const graph = this.#graph;
    const names = this.#scope.names;
    switch (expr.type) {
      case 'number':
        return graph.number(Number(expr.value.numerator) / Number(expr.value.denominator));
      case 'symbol': {
        if (bound.has(expr.name)) return graph.number(bound.get(expr.name)!);
        const reference = names.reference(expr);
        if (!reference) throw new TensorError('unreadable', `The name ${expr.name} cannot be read.`);
        return this.#value(reference, bound);
      }
      case 'sum':
        return graph.add(expr.terms.map((term) => this.build(term, bound)));
      case 'negate':
        return graph.negate(this.build(expr.of, bound));
      case 'product':
        return this.#product(expr.factors, expr.style, bound);
      case 'quotient':
        return graph.divide(this.build(expr.numerator, bound), this.build(expr.denominator, bound));
      case 'power': {
        const reference = names.reference(expr);
        if (reference) {
          // A power of a number is one; what is no number has none, and its exponent is an index or a label.
          const plain = expr.exponent.type === 'number' ? this.#attempt(() => this.build(expr.base, bound)) : undefined;
          if (plain?.shape.kind === 'scalar') return graph.power(plain, this.build(expr.exponent, bound));
          return this.#value(reference, bound);
        }
        return graph.power(this.build(expr.base, bound), this.build(expr.exponent, bound));
      }
      case 'transpose':
        return graph.transpose(this.build(expr.of, bound));
      case 'norm':
        return graph.norm(this.build(expr.of, bound));
      case 'absolute':
        return graph.apply('abs', this.build(expr.of, bound));
      case 'list':
        return this.#list(expr.items, bound);
      case 'matrix': {
        if (expr.rows.every((row) => row.length === 1))
          return this.#list(
            expr.rows.map((row) => row[0]!),
            bound,
          );
        if (expr.rows.length === 1) return this.#list(expr.rows[0]!, bound);
        throw new TensorError('unreadable', 'A matrix of several rows and columns cannot be read here.');
      }
      case 'derivative': {
        const [of, by] = [names.reference(expr.of), names.reference(expr.by)];
        if (!of || !by) throw new TensorError('unreadable', 'A derivative is taken of or by what is no name.');
        return this.#value({ base: `∂${of.base}/∂${by.base}`, indices: [...of.indices, ...by.indices] }, bound);
      }
      case 'apply':
        return this.#apply(expr, bound);
      case 'words':
        throw new TensorError('unreadable', `The words “${expr.text}” stand inside mathematics.`);
    }
  }

  #attempt<T>(make: () => T): T | undefined {
    const depth = this.#depth;
    try {
      return make();
    } catch (error) {
      if (!(error instanceof TensorError) || error.reason === 'too large') throw error;
      this.#depth = depth;
      return undefined;
    }
  }

  #value({ base, indices }: Reference, bound: Bound): TensorNode {
    const at = indices.map((index) => {
      const value = indexValue(index, bound);
      if (value === undefined) throw new TensorError('unknown', `An index of ${base} has no value here.`, [base]);
      return value;
    });
    return this.#scope.value(base, at, indices.map(letterOf));
  }

  /** Factors from left to right; an index in brackets behind a name, h(t − 1), belongs to the name. */
  #product(factors: readonly Expr[], style: ProductStyle, bound: Bound): TensorNode {
    const graph = this.#graph;
    const { names, isFunction, concatenates } = this.#scope;
    const parts: TensorNode[] = [];
    for (let i = 0; i < factors.length; i++) {
      const factor = factors[i]!;
      const next = factors[i + 1];
      const reference = factor.type === 'symbol' && style === 'juxtaposed' ? names.reference(factor) : undefined;
      if (reference && next) {
        // What is a function to the part was read as a product.
        if (reference.indices.length === 0 && isFunction?.(reference.base) === true) {
          parts.push(this.#call(reference.base, next.type === 'list' ? next.items : [next], bound));
          i++;
          continue;
        }
        const indices = indicesIn(next, names);
        if (indices && !bound.has((factor as { name?: string }).name ?? '')) {
          parts.push(this.#value({ base: reference.base, indices: [...reference.indices, ...indices] }, bound));
          i++;
          continue;
        }
      }
      parts.push(this.build(factor, bound));
    }
    if (concatenates?.has(style) === true && parts.every(({ shape }) => shape.kind !== 'scalar'))
      return graph.concatenate(parts);
    return parts.reduce((left, right) => {
      if (style === 'hadamard') return graph.hadamard(left, right);
      // w × x between vectors is nobody's inner product.
      return graph.multiply(left, right, style === 'dot');
    });
  }

  /** Numbers and vectors put one behind the other; `…` goes on as the items beside it do. */
  #list(items: readonly Expr[], bound: Bound): TensorNode {
    const [only] = items;
    if (items.length === 1 && only) return this.build(only, bound);
    const gap = items.findIndex(isEllipsis);
    const filled = gap < 0 ? undefined : this.#between(items, gap, bound);
    const all = items.flatMap((item, i): readonly { expr: Expr; bound: Bound }[] => {
      if (i === gap) return filled!.items;
      // Of w_0, w_1, w_2, … only those stand for something that there are; of w_0, …, w_k with k = 0 the last is the first.
      const at = filled && i !== 0 ? indexedAt(item, this.#scope.names, bound) : undefined;
      const beyond = at !== undefined && (i < gap ? at > filled!.last : at <= filled!.from);
      return beyond ? [] : [{ expr: item, bound }];
    });
    const first = all[0] && indexedAt(all[0].expr, this.#scope.names, all[0].bound);
    const parts = all.map((item) => this.build(item.expr, item.bound));
    return this.#graph.concatenate(parts, parts.every(({ shape }) => shape.kind === 'scalar') ? first : undefined);
  }

  /** The items that an ellipsis stands for: those between a_1 and a_k, or, where nothing follows, all that there are. */
  #between(
    items: readonly Expr[],
    at: number,
    bound: Bound,
  ): { readonly items: readonly { expr: Expr; bound: Bound }[]; readonly from: number; readonly last: number } {
    const { names, range } = this.#scope;
    const before = items[at - 1];
    const after = items[at + 1];
    const from = before && indexedAt(before, names, bound);
    if (!before || from === undefined) throw new TensorError('unreadable', 'What an ellipsis stands for is not clear.');
    const pattern = replaced(before, names, from);
    const last = after ? indexedAt(after, names, bound) : range?.(between, pattern, bound)?.[1];
    if (last === undefined || last - from > 64)
      throw new TensorError('unreadable', 'Where an ellipsis ends is not clear.');
    const to = after ? last - 1 : last;
    const filled = Array.from({ length: Math.max(0, to - from) }, (_, k) => ({
      expr: pattern,
      bound: withIndex(bound, between, from + k + 1),
    }));
    return { items: filled, from, last };
  }

  #apply(expr: Expr & { readonly type: 'apply' }, bound: Bound): TensorNode {
    const graph = this.#graph;
    const { names } = this.#scope;
    const [first, second] = expr.arguments;
    switch (expr.name) {
      case 'index': {
        const reference = names.reference(expr);
        if (reference) return this.#value(reference, bound);
        // V[a; b]: a matrix times what stands in brackets.
        const inner = expr.arguments.slice(1);
        const values = inner.map((each) => indexValue(each, bound));
        if (values.every((value) => value !== undefined)) return graph.entry(this.build(first!, bound), values);
        return graph.multiply(this.build(first!, bound), this.#list(inner, bound), false);
      }
      case 'sum':
        return this.#sum(expr.arguments, bound);
      case 'norm_F':
        return graph.norm(this.build(first!, bound));
      case 'diag':
        return graph.diagonal(this.build(first!, bound));
      case 'max':
        if (expr.arguments.length === 2) {
          const other = [first!, second!].find((each) => !(each.type === 'number' && each.value.numerator === 0n));
          if (other && (first === other) !== (second === other)) return graph.apply('relu', this.build(other, bound));
        }
        throw new TensorError('unreadable', 'This maximum cannot be read.');
      default:
        return this.#call(expr.name, expr.arguments, bound, expr.base);
    }
  }

  #call(name: string, given: readonly Expr[], bound: Bound, over?: Expr): TensorNode {
    const graph = this.#graph;
    const word = name.toLowerCase();
    if (/^(?:concat|concatenate|cat|stack|concatenation)$/.test(word)) return this.#list(given, bound);
    if (word === 'softmax') {
      const entry = this.#softmaxEntry(given, over, bound);
      if (entry) return entry;
      const of = given.length === 1 ? this.build(given[0]!, bound) : this.#list(given, bound);
      if (of.shape.kind !== 'column' && of.shape.kind !== 'row')
        throw new TensorError('shape', 'The softmax of a single number is always 1.');
      return graph.apply('softmax', of);
    }
    if (given.length !== 1)
      throw new TensorError('unreadable', `The function ${name} is given ${given.length} values.`);
    const called = word === 'relu' || word === 'sigmoid' ? word : (this.#scope.functionName?.(name) ?? name);
    return graph.apply(called, this.build(given[0]!, bound));
  }

  /** a^{(ij)} = softmax(e^{(ij)}): the entry at i of the softmax of all e^{(j)}; i is the index below softmax, or the one that is no step. */
  #softmaxEntry(given: readonly Expr[], over: Expr | undefined, bound: Bound): TensorNode | undefined {
    const [only] = given;
    const reference = given.length === 1 && only ? this.#scope.names.reference(only) : undefined;
    if (!reference || (reference.indices.length < 2 && !over)) return undefined;
    const letters = reference.indices.map(letterOf);
    const at =
      over?.type === 'symbol'
        ? letters.indexOf(over.name)
        : letters.findIndex((letter) => letter !== undefined && letter !== this.#scope.time);
    const value = at < 0 ? undefined : indexValue(reference.indices[at]!, bound);
    if (value === undefined) return undefined;
    const rest = reference.indices.filter((_, i) => i !== at);
    const whole = this.#value({ base: reference.base, indices: rest }, bound);
    if (whole.shape.kind !== 'column') return undefined;
    return this.#graph.entry(this.#graph.apply('softmax', whole), [value]);
  }

  #sum(given: readonly Expr[], bound: Bound): TensorNode {
    const [body, index, low, high] = given as [Expr, Expr, Expr?, Expr?];
    if (index.type !== 'symbol') throw new TensorError('unreadable', 'The index of this sum cannot be read.');
    let from = low && indexValue(low, bound);
    let to = high && indexValue(high, bound);
    const unsaid = low?.type === 'symbol' && low.name === ellipsis;
    if (low && from === undefined && !unsaid)
      throw new TensorError('unreadable', 'Where this sum begins cannot be read.');
    const open = this.#scope.range?.(index.name, body, bound);
    from ??= open?.[0];
    if (!high || to === Infinity) to = open?.[1];
    if (from === undefined || to === undefined)
      throw new TensorError('unreadable', 'From where to where this sum runs is not clear.');
    if (!Number.isInteger(from) || !Number.isInteger(to) || to - from > 64)
      throw new TensorError('unreadable', 'From where to where this sum runs cannot be read.');
    const terms: TensorNode[] = [];
    for (let i = from; i <= to; i++) terms.push(this.build(body, withIndex(bound, index.name, i)));
    // An empty sum is 0 of the shape that its terms would have.
    if (terms.length === 0) {
      const term = this.#attempt(() => this.build(body, withIndex(bound, index.name, from)));
      return this.#graph.zeros(term?.shape ?? unknownShape(1));
    }
    return this.#graph.add(terms);
  }
}

function withIndex(bound: Bound, letter: string, value: number): Bound {
  return new Map(bound).set(letter, value);
}

const letters = new WeakMap<Expr, string | 0>();

/** t in t, t − 1 and t + 2; undefined where there is no letter or more than one. */
function letterOf(index: Expr): string | undefined {
  const known = letters.get(index) ?? soleLetter(index) ?? 0;
  letters.set(index, known);
  return known === 0 ? undefined : known;
}

function soleLetter(index: Expr): string | undefined {
  const found: string[] = [];
  const open: Expr[] = [index];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.type === 'symbol') found.push(next.name);
    else if (next.type === 'negate') open.push(next.of);
    else if (next.type === 'sum') open.push(...next.terms);
    else if (next.type === 'product') open.push(...next.factors);
  }
  return found.length === 1 ? found[0] : undefined;
}

/** The indices in brackets behind a name, as (t − 1) in h(t − 1) or (i, j); a number alone is a factor. */
export function indicesIn(expr: Expr, names: IndexedNames): readonly Expr[] | undefined {
  const items = expr.type === 'list' && expr.bracket === '(' ? expr.items : [expr];
  if (!items.every((item) => names.isIndex(item))) return undefined;
  return items.every((item) => item.type === 'number') ? undefined : items;
}

/** The first index of an item of a list that ends it or begins it: 0 of w_0[t], k of w_k[t]. */
function indexedAt(expr: Expr, names: IndexedNames, bound: Bound): number | undefined {
  const reference = names.reference(expr);
  const [index] = reference?.indices ?? [];
  return index && indexValue(index, bound);
}

/** An item with its first index made the letter of an ellipsis. */
function replaced(expr: Expr, names: IndexedNames, from: number): Expr {
  const reference = names.reference(expr);
  if (!reference) throw new TensorError('unreadable', `What an ellipsis behind index ${from} stands for is not clear.`);
  const [, ...others] = reference.indices;
  const of: Expr = { type: 'symbol', name: reference.base };
  return { type: 'apply', name: 'index', arguments: [of, { type: 'symbol', name: between }, ...others] };
}
