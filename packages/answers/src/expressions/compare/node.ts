import type { Rational } from '../expr.ts';
import {
  addRational,
  bitLength,
  isInteger,
  isZero,
  multiplyRational,
  one,
  powerRational,
  rationalKey,
  zero,
} from './rational.ts';

/**
 * An expression whose names are resolved: only numbers, variables, sums, products, powers and functions are left.
 * Nodes of one graph are shared (equal structure is the same object), so that names used many times cost nothing.
 */
export type Node =
  | { readonly id: number; readonly kind: 'number'; readonly value: Rational; readonly slack: number }
  | { readonly id: number; readonly kind: 'variable'; readonly name: string }
  | { readonly id: number; readonly kind: 'constant'; readonly name: 'e' | 'pi' }
  | { readonly id: number; readonly kind: 'sum'; readonly terms: readonly Node[] }
  | { readonly id: number; readonly kind: 'product'; readonly factors: readonly Node[] }
  | { readonly id: number; readonly kind: 'power'; readonly base: Node; readonly exponent: Node }
  | { readonly id: number; readonly kind: 'function'; readonly name: string; readonly arguments: readonly Node[] };

/** The comparison cannot go on: what stands in the way is the message, said to the person who decides instead. */
export class Undecidable extends Error {
  override readonly name: string = 'Undecidable';
}

/** Functions of one argument that are defined for every real number. */
const total = new Set([
  'exp', 'sigmoid', 'tanh', 'relu', 'absolute', 'softplus', 'sin', 'cos', 'sinh', 'cosh', 'sech', 'erf', 'sign', 'atan', 'floor', 'ceil', 'max', 'min', 'step',
]); // prettier-ignore

/** Builds nodes and keeps one object per structure. */
export class Graph {
  readonly #nodes = new Map<string, Node>();
  readonly #total = new Map<Node, boolean>();
  readonly #capacity: number;
  readonly #exponent: number;
  readonly zero: Node;
  readonly one: Node;
  readonly minusOne: Node;

  constructor(capacity = 20_000, exponent = 64) {
    this.#capacity = capacity;
    this.#exponent = exponent;
    this.zero = this.number(zero);
    this.one = this.number(one);
    this.minusOne = this.number({ numerator: -1n, denominator: 1n });
  }

  /** A number; `slack` is the half width that a rounded decimal leaves open, 0 for an exact one. */
  number(value: Rational, slack = 0): Node {
    if (bitLength(value.numerator) > 4096 || bitLength(value.denominator) > 4096)
      throw new Undecidable('A number in the expression has too many digits to compare.');
    return this.#keep(`n${rationalKey(value)}~${slack}`, (id) => ({ id, kind: 'number', value, slack }));
  }

  integer(value: number): Node {
    return this.number({ numerator: BigInt(value), denominator: 1n });
  }

  variable(name: string): Node {
    return this.#keep(`v${name}`, (id) => ({ id, kind: 'variable', name }));
  }

  constant(name: 'e' | 'pi'): Node {
    return this.#keep(`c${name}`, (id) => ({ id, kind: 'constant', name }));
  }

  sum(terms: readonly Node[]): Node {
    let constant = zero;
    const rest: Node[] = [];
    for (const term of this.#flat(terms, (each) => (each.kind === 'sum' ? each.terms : [each])))
      if (term.kind === 'number' && term.slack === 0) constant = addRational(constant, term.value);
      else rest.push(term);
    if (!isZero(constant)) rest.push(this.number(constant));
    if (rest.length === 0) return this.zero;
    if (rest.length === 1) return rest[0]!;
    rest.sort((a, b) => a.id - b.id);
    return this.#keep(`+${ids(rest)}`, (id) => ({ id, kind: 'sum', terms: rest }));
  }

  product(factors: readonly Node[]): Node {
    let constant = one;
    const rest: Node[] = [];
    for (const factor of this.#flat(factors, (each) => (each.kind === 'product' ? each.factors : [each])))
      if (factor.kind === 'number' && factor.slack === 0) constant = multiplyRational(constant, factor.value);
      else rest.push(factor);
    // Zero times something that may be undefined, as 0·log 0, is not zero.
    if (isZero(constant) && rest.every((each) => this.isTotal(each))) return this.zero;
    if (!(constant.numerator === 1n && constant.denominator === 1n)) rest.push(this.number(constant));
    if (rest.length === 0) return this.one;
    if (rest.length === 1) return rest[0]!;
    rest.sort((a, b) => a.id - b.id);
    const merged = this.#powers(rest);
    if (merged.length < rest.length) return this.product(merged);
    return this.#keep(`*${ids(rest)}`, (id) => ({ id, kind: 'product', factors: rest }));
  }

  /** Factors that are the same, as in w w, become powers: that they cannot be negative is then seen. */
  #powers(sorted: readonly Node[]): readonly Node[] {
    const merged: Node[] = [];
    for (let start = 0; start < sorted.length;) {
      let end = start + 1;
      while (sorted[end] === sorted[start]) end++;
      const factor = sorted[start]!;
      merged.push(end - start === 1 ? factor : this.power(factor, this.integer(end - start)));
      start = end;
    }
    return merged;
  }

  negate(of: Node): Node {
    return this.product([this.minusOne, of]);
  }

  reciprocal(of: Node): Node {
    return this.power(of, this.minusOne);
  }

  quotient(numerator: Node, denominator: Node): Node {
    return this.product([numerator, this.reciprocal(denominator)]);
  }

  power(base: Node, exponent: Node): Node {
    if (exponent.kind === 'number' && exponent.slack === 0) {
      const { value } = exponent;
      if (value.numerator === 1n && value.denominator === 1n) return base;
      const size = value.numerator < 0n ? -value.numerator : value.numerator;
      if (size > BigInt(this.#exponent) * value.denominator || value.denominator > BigInt(this.#exponent))
        throw new Undecidable(`An exponent is larger than ${this.#exponent}, the largest that is compared.`);
      if (isZero(value) && this.isTotal(base)) return this.one;
      if (isInteger(value)) {
        if (base.kind === 'number' && base.slack === 0) {
          if (isZero(base.value)) {
            if (value.numerator > 0n) return this.zero;
            if (value.numerator < 0n) throw new Undecidable('The expression divides by zero.');
          } else return this.number(powerRational(base.value, Number(value.numerator)));
        }
        if (base.kind === 'function' && base.name === 'absolute' && value.numerator % 2n === 0n)
          return this.power(base.arguments[0]!, exponent);
        // (b^r)^n = b^(rn) for an integer n wherever the left side is defined, and for n > 0 the right side too.
        if (base.kind === 'power' && base.exponent.kind === 'number' && value.numerator > 0n) {
          const inner = base.exponent.value;
          if (isInteger(inner)) return this.power(base.base, this.number(multiplyRational(inner, value)));
        }
      } else if (base.kind === 'number' && base.slack === 0 && base.value.numerator > 0n) {
        const root = exactRoot(base.value, Number(value.denominator));
        if (root !== undefined) return this.number(powerRational(root, Number(value.numerator)));
      } else if (base.kind === 'power' && base.exponent.kind === 'number') {
        // (b^(2k))^r = |b|^(2kr): the root of a square is the absolute value.
        const inner = base.exponent.value;
        if (isInteger(inner) && inner.numerator % 2n === 0n)
          return this.power(this.absolute(base.base), this.number(multiplyRational(inner, value)));
      }
    }
    return this.#keep(`^${base.id},${exponent.id}`, (id) => ({ id, kind: 'power', base, exponent }));
  }

  absolute(of: Node): Node {
    if (of.kind === 'number' && of.slack === 0)
      return of.value.numerator < 0n ? this.number({ ...of.value, numerator: -of.value.numerator }) : of;
    if (of.kind === 'product') return this.product(of.factors.map((factor) => this.absolute(factor)));
    if (of.kind === 'function' && (of.name === 'absolute' || of.name === 'exp')) return of;
    if (of.kind === 'power' && of.exponent.kind === 'number' && isInteger(of.exponent.value))
      return of.exponent.value.numerator % 2n === 0n ? of : this.power(this.absolute(of.base), of.exponent);
    return this.#keep(`absolute(${of.id})`, (id) => ({ id, kind: 'function', name: 'absolute', arguments: [of] }));
  }

  apply(name: string, ...given: readonly Node[]): Node {
    if (name === 'absolute' && given.length === 1) return this.absolute(given[0]!);
    if (name === 'sqrt' && given.length === 1)
      return this.power(given[0]!, this.number({ numerator: 1n, denominator: 2n }));
    const symmetric = name === 'max' || name === 'min';
    const list = symmetric ? [...new Set(given)].toSorted((a, b) => a.id - b.id) : given;
    if (symmetric && list.length === 1) return list[0]!;
    return this.#keep(`${name}(${ids(list)})`, (id) => ({ id, kind: 'function', name, arguments: list }));
  }

  /** Whether the node has a value at every point: it holds no logarithm, root or division. */
  isTotal(node: Node): boolean {
    let known = this.#total.get(node);
    if (known === undefined) {
      known = this.#decideTotal(node);
      this.#total.set(node, known);
    }
    return known;
  }

  #decideTotal(node: Node): boolean {
    switch (node.kind) {
      case 'number':
      case 'variable':
      case 'constant':
        return true;
      case 'sum':
        return node.terms.every((term) => this.isTotal(term));
      case 'product':
        return node.factors.every((factor) => this.isTotal(factor));
      case 'power':
        return (
          node.exponent.kind === 'number' &&
          isInteger(node.exponent.value) &&
          node.exponent.value.numerator > 0n &&
          this.isTotal(node.base)
        );
      case 'function':
        return total.has(node.name) && node.arguments.every((each) => this.isTotal(each));
    }
  }

  /** Definitions that use a name twice, one after another, double the operands each time: there is an end to it. */
  #flat(nodes: readonly Node[], inside: (node: Node) => readonly Node[]): readonly Node[] {
    const flat = nodes.flatMap(inside);
    if (flat.length > this.#capacity) throw new Undecidable('The expression is too large to compare.');
    return flat;
  }

  #keep(key: string, make: (id: number) => Node): Node {
    const known = this.#nodes.get(key);
    if (known !== undefined) return known;
    if (this.#nodes.size >= this.#capacity) throw new Undecidable('The expression is too large to compare.');
    const node = make(this.#nodes.size);
    this.#nodes.set(key, node);
    return node;
  }
}

/** The positive rational whose `degree`-th power is `value`, where there is one. */
function exactRoot(value: Rational, degree: number): Rational | undefined {
  const numerator = integerRoot(value.numerator, degree);
  const denominator = integerRoot(value.denominator, degree);
  return numerator === undefined || denominator === undefined ? undefined : { numerator, denominator };
}

function integerRoot(value: bigint, degree: number): bigint | undefined {
  const power = BigInt(degree);
  let low = 0n;
  let high = 1n << BigInt(Math.ceil(bitLength(value) / degree) + 1);
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** power <= value) low = middle;
    else high = middle - 1n;
  }
  return low ** power === value ? low : undefined;
}

function ids(nodes: readonly Node[]): string {
  return nodes.map((node) => node.id).join(',');
}

/** The operands of a node, in order. */
export function operands(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'sum':
      return node.terms;
    case 'product':
      return node.factors;
    case 'power':
      return [node.base, node.exponent];
    case 'function':
      return node.arguments;
    default:
      return [];
  }
}

/** Every node reachable from `roots` through nodes that `enter` allows, operands before what uses them. */
export function topological(roots: readonly Node[], enter: (node: Node) => boolean = () => true): readonly Node[] {
  const seen = new Set<Node>();
  const order: Node[] = [];
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (enter(node)) for (const operand of operands(node)) visit(operand);
    order.push(node);
  };
  for (const root of roots) visit(root);
  return order;
}

/** The names of the variables under the nodes, sorted. */
export function variablesOf(...roots: readonly Node[]): readonly string[] {
  return topological(roots)
    .flatMap((node) => (node.kind === 'variable' ? [node.name] : []))
    .toSorted();
}
