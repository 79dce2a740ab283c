import { type Generator, type Polynomial, perUnit } from './laurent.ts';
import { type Node, topological, Undecidable } from './node.ts';
import { type Random, random } from './random.ts';
import { isInteger } from './rational.ts';
import type { Reduction } from './reduce.ts';

/** The largest primes below 2^61 … 2^64: 2^61 − 1, 2^62 − 57, 2^63 − 25, 2^64 − 59. */
const primes: readonly bigint[] = [2n ** 61n - 1n, 2n ** 62n - 57n, 2n ** 63n - 25n, 2n ** 64n - 59n];

/** Every point that was drawn makes a denominator zero. */
class Pole extends Error {}

/** The degree of a fraction of polynomials, above and below the line. */
interface Degree {
  readonly above: number;
  readonly below: number;
}

export type IdentityOutcome = 'identical' | 'not identical' | 'unknown';

/**
 * Tests whether two nodes are the same rational function of their generators, by evaluating both over prime fields at
 * random points (Schwartz 1980, Zippel 1979). A difference that is not zero has at most deg zeros among p points, so a test
 * errs with probability at most deg/p; it is repeated, over different primes, until the bound is below 2^-60.
 */
export function testIdentity(
  a: Node,
  b: Node,
  reduction: Reduction,
  seed: number,
  checkTime: () => void,
): IdentityOutcome {
  const nodes = topological([a, b], (node) => !isLeaf(node));
  const leaves = new Map<Node, Polynomial>();
  for (const node of nodes) {
    checkTime();
    if (isLeaf(node)) leaves.set(node, reduction.polynomialOrAtom(node));
  }
  const [first, second] = degreesOf(nodes, leaves, a, b);
  const degree = sumDegree([first, second]).above;
  const bits = 61 - Math.log2(Math.max(2, degree));
  // A bound this weak would need hundreds of points: not a test any more.
  if (bits < 6) return 'unknown';
  const tests = Math.max(2, Math.ceil(61 / bits));
  for (let test = 0; test < tests; test++) {
    checkTime();
    const prime = primes[test % primes.length]!;
    const difference = differenceAt(nodes, leaves, a, b, prime, random(seed, 'field', test));
    if (difference === undefined) throw new Undecidable('The expression divides by something that is always zero.');
    if (difference !== 0n) return 'not identical';
  }
  return 'identical';
}

function isLeaf(node: Node): boolean {
  return (
    node.kind === 'variable' ||
    node.kind === 'constant' ||
    node.kind === 'function' ||
    (node.kind === 'power' && !(node.exponent.kind === 'number' && isInteger(node.exponent.value))) ||
    (node.kind === 'number' && node.slack !== 0)
  );
}

function differenceAt(
  nodes: readonly Node[],
  leaves: ReadonlyMap<Node, Polynomial>,
  a: Node,
  b: Node,
  prime: bigint,
  draw: Random,
): bigint | undefined {
  // prettier-ignore
  for (let attempt = 0; attempt < 12; attempt++) {
    const point = new Point(prime, draw);
    try {
      const values = new Map<Node, bigint>();
      for (const node of nodes) {
        const leaf = leaves.get(node);
        values.set(node, leaf === undefined ? point.combine(node, values) : point.polynomial(leaf));
      }
      return modulo(values.get(a)! - values.get(b)!, prime);
    } catch (error) {
      if (!(error instanceof Pole)) throw error;
    }
  }
  return undefined;
}

/** A random point of the field: a value for each generator. */
class Point {
  readonly #prime: bigint;
  readonly #draw: Random;
  readonly #bases = new Map<Generator, bigint>();

  constructor(prime: bigint, draw: Random) {
    this.#prime = prime;
    this.#draw = draw;
  }

  combine(node: Node, values: ReadonlyMap<Node, bigint>): bigint {
    switch (node.kind) {
      case 'number':
        return this.#fraction(node.value.numerator, node.value.denominator);
      case 'sum':
        return modulo(
          node.terms.reduce((total, term) => total + (values.get(term) ?? 0n), 0n),
          this.#prime,
        );
      case 'product':
        return node.factors.reduce((total, factor) => (total * (values.get(factor) ?? 0n)) % this.#prime, 1n);
      case 'power': {
        // Other powers are leaves: only integer exponents arrive here.
        const exponent = node.exponent.kind === 'number' ? node.exponent.value.numerator : 0n;
        return this.#power(values.get(node.base) ?? 0n, exponent);
      }
      default:
        throw new Error(`A node of kind ${node.kind} is a leaf of the field.`);
    }
  }

  polynomial(a: Polynomial): bigint {
    let total = 0n;
    for (const { coefficient, powers } of a.values()) {
      let term = this.#fraction(coefficient.numerator, coefficient.denominator);
      for (const [generator, exponent] of powers) term = (term * this.#generator(generator, exponent)) % this.#prime;
      total += term;
    }
    return modulo(total, this.#prime);
  }

  #generator(generator: Generator, exponent: number): bigint {
    const prime = this.#prime;
    if (generator.kind === 'inverse') {
      if (exponent % perUnit !== 0) throw new Error('An inverse has no roots.');
      return this.#power(this.polynomial(generator.of!), BigInt(-exponent / perUnit));
    }
    let base = this.#bases.get(generator);
    if (base === undefined) {
      base = this.#draw.residue(prime - 1n) + 1n;
      this.#bases.set(generator, base);
    }
    // What may have roots is the sixtieth power of something random, the rest is random itself.
    const rooted = generator.kind === 'exponential' || (generator.kind === 'variable' && generator.positive);
    return this.#power(base, BigInt(rooted ? exponent : exponent / perUnit));
  }

  #fraction(numerator: bigint, denominator: bigint): bigint {
    const top = modulo(numerator, this.#prime);
    return denominator === 1n ? top : (top * this.#power(modulo(denominator, this.#prime), -1n)) % this.#prime;
  }

  #power(base: bigint, exponent: bigint): bigint {
    const prime = this.#prime;
    if (exponent < 0n) {
      if (base === 0n) throw new Pole();
      // Fermat: b^(p−1) = 1.
      return this.#power(base, (exponent % (prime - 1n)) + (prime - 1n));
    }
    let result = 1n;
    let square = base;
    for (let rest = exponent; rest > 0n; rest >>= 1n) {
      if ((rest & 1n) === 1n) result = (result * square) % prime;
      square = (square * square) % prime;
    }
    return result;
  }
}

function modulo(value: bigint, prime: bigint): bigint {
  const rest = value % prime;
  return rest < 0n ? rest + prime : rest;
}

function degreesOf(
  nodes: readonly Node[],
  leaves: ReadonlyMap<Node, Polynomial>,
  a: Node,
  b: Node,
): readonly [Degree, Degree] {
  // prettier-ignore
  const degrees = new Map<Node, Degree>();
  const none: Degree = { above: 0, below: 0 };
  for (const node of nodes) {
    const leaf = leaves.get(node);
    degrees.set(node, leaf === undefined ? combined(node, (of) => degrees.get(of) ?? none) : polynomialDegree(leaf));
  }
  return [degrees.get(a) ?? none, degrees.get(b) ?? none];
}

function combined(node: Node, of: (operand: Node) => Degree): Degree {
  switch (node.kind) {
    case 'sum':
      return sumDegree(node.terms.map(of));
    case 'product':
      return productDegree(node.factors.map(of));
    case 'power':
      return node.exponent.kind === 'number'
        ? powerDegree(of(node.base), Number(node.exponent.value.numerator))
        : of(node.base);
    default:
      return { above: 0, below: 0 };
  }
}

function sumDegree(terms: readonly Degree[]): Degree {
  const below = terms.reduce((total, term) => total + term.below, 0);
  return { above: Math.max(0, ...terms.map((term) => term.above + below - term.below)), below };
}

function productDegree(factors: readonly Degree[]): Degree {
  return {
    above: factors.reduce((total, factor) => total + factor.above, 0),
    below: factors.reduce((total, factor) => total + factor.below, 0),
  };
}

function powerDegree(base: Degree, exponent: number): Degree {
  const times = Math.abs(exponent);
  return exponent >= 0
    ? { above: base.above * times, below: base.below * times }
    : { above: base.below * times, below: base.above * times };
}

function polynomialDegree(a: Polynomial): Degree {
  return sumDegree(
    [...a.values()].map(({ powers }) =>
      productDegree(
        powers.map(([generator, exponent]) => {
          if (generator.kind === 'inverse') return powerDegree(polynomialDegree(generator.of!), -exponent / perUnit);
          // The sixtieth root is what is drawn, so its degree counts.
          return exponent >= 0 ? { above: exponent, below: 0 } : { above: 0, below: -exponent };
        }),
      ),
    ),
  );
}
