import type { Expr, ProductStyle } from '../expressions/expr.ts';
import { type IndexedNames, indexValue, type Reference } from './indexed-names.ts';
import { TensorError, type TensorGraph, type TensorNode } from './tensor-graph.ts';

/** The name that an ellipsis has in a list: `w_0, w_1, …, w_k`. */
const ellipsis = '…';

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
  /** Whether vectors beside each other have their inner product, and ∘ or ⊕ put vectors one behind the other. */
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
    const all = items.flatMap((item, i): readonly { expr: Expr; bound: Bound }[] => {
      if (item.type !== 'symbol' || item.name !== ellipsis) return [{ expr: item, bound }];
      return this.#between(items, i, bound);
    });
    const first = all[0] && indexedAt(all[0].expr, this.#scope.names, all[0].bound);
    const parts = all.map((item) => this.build(item.expr, item.bound));
    return this.#graph.concatenate(parts, parts.every(({ shape }) => shape.kind === 'scalar') ? first : undefined);
  }

  /** The items that an ellipsis stands for: those between a_1 and a_k, or, where nothing follows, all that there are. */
  #between(items: readonly Expr[], at: number, bound: Bound): readonly { expr: Expr; bound: Bound }[] {
    const { names, range } = this.#scope;
    const before = items[at - 1];
    const after = items[at + 1];
    const from = before && indexedAt(before, names, bound);
    if (!before || from === undefined) throw new TensorError('unreadable', 'What an ellipsis stands for is not clear.');
    const index = '#';
    const pattern = replaced(before, names, from, index);
    const to = after ? indexedAt(after, names, bound) : range?.(index, pattern, bound)?.[1];
    if (to === undefined || to - from > 64) throw new TensorError('unreadable', 'Where an ellipsis ends is not clear.');
    const last = after ? to - 1 : to;
    return Array.from({ length: Math.max(0, last - from) }, (_, k) => ({
      expr: pattern,
      bound: new Map([...bound, [index, from + k + 1]]),
    }));
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
        return this.#call(expr.name, expr.arguments, bound);
    }
  }

  #call(name: string, given: readonly Expr[], bound: Bound): TensorNode {
    const graph = this.#graph;
    const word = name.toLowerCase();
    if (/^(?:concat|concatenate|cat|stack|concatenation)$/.test(word)) return this.#list(given, bound);
    if (word === 'softmax') {
      const of = given.length === 1 ? this.build(given[0]!, bound) : this.#list(given, bound);
      if (of.shape.kind !== 'column' && of.shape.kind !== 'row')
        throw new TensorError('shape', 'The softmax of a single number is always 1.');
      return graph.apply('softmax', of);
    }
    if (given.length !== 1)
      throw new TensorError('unreadable', `The function ${name} is given ${given.length} values.`);
    return graph.apply(word === 'relu' || word === 'sigmoid' ? word : name, this.build(given[0]!, bound));
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
    for (let i = from; i <= to; i++) terms.push(this.build(body, new Map([...bound, [index.name, i]])));
    // An empty sum is 0 of the shape that its terms would have.
    if (terms.length === 0) {
      const term = this.build(body, new Map([...bound, [index.name, from]]));
      return this.#graph.multiply(this.#graph.number(0), term, false);
    }
    return this.#graph.add(terms);
  }
}

/** t in t, t − 1 and t + 2; undefined where there is no letter or more than one. */
function letterOf(index: Expr): string | undefined {
  const letters: string[] = [];
  const open: Expr[] = [index];
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.type === 'symbol') letters.push(next.name);
    else if (next.type === 'negate') open.push(next.of);
    else if (next.type === 'sum') open.push(...next.terms);
    else if (next.type === 'product') open.push(...next.factors);
  }
  return letters.length === 1 ? letters[0] : undefined;
}

/** The indices in brackets behind a name, as (t − 1) in h(t − 1) or (i, j); a number alone is a factor. */
function indicesIn(expr: Expr, names: IndexedNames): readonly Expr[] | undefined {
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

/** An item with its first index made a letter: w_1[t] becomes w_#[t]. */
function replaced(expr: Expr, names: IndexedNames, from: number, index: string): Expr {
  const reference = names.reference(expr);
  if (!reference) throw new TensorError('unreadable', `What an ellipsis behind index ${from} stands for is not clear.`);
  const [, ...others] = reference.indices;
  const of: Expr = { type: 'symbol', name: reference.base };
  return { type: 'apply', name: 'index', arguments: [of, { type: 'symbol', name: index }, ...others] };
}
