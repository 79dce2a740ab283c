import type { Rational } from '../expr.ts';
import type { Sign } from './interval.ts';
import {
  addPolynomials,
  constantPolynomial,
  fromTerms,
  type Generator,
  generatorPolynomial,
  monomialKey,
  multiplyPolynomials,
  perUnit,
  type Polynomial,
  polynomialKey,
  powerOfPolynomial,
  powerOfTerm,
  scalePolynomial,
  splitContent,
  subtractPolynomials,
  type Term,
  TooLarge,
  units,
} from './laurent.ts';
import { type Graph, type Node, topological, Undecidable } from './node.ts';
import { isInteger, minusOne, one, rational, rationalKey } from './rational.ts';

/**
 * Reduces nodes to Laurent polynomials in generators that are independent as far as is known: variables, e^m for
 * monomials m, logarithms of what does not factor, inverses of sums, and whatever has no rule.
 * Every step is an identity on the declared domain, so equal results mean equal expressions; different results do not
 * mean different ones.
 */
export class Reduction {
  readonly #graph: Graph;
  readonly #sign: (node: Node) => Sign;
  readonly #checkTime: () => void;
  readonly #integer: (name: string) => boolean;
  readonly #generators = new Map<string, Generator>();
  readonly #polynomials = new Map<Node, Polynomial>();
  /** Whether generators so far are known to be algebraically independent: variables and exponentials of polynomials in them. */
  complete = true;

  constructor(graph: Graph, sign: (node: Node) => Sign, integer: (name: string) => boolean, checkTime: () => void) {
    this.#checkTime = checkTime;
    this.#graph = graph;
    this.#sign = sign;
    this.#integer = integer;
  }

  /** The polynomial of a node; throws TooLarge where expanding it is not worth it. */
  polynomial(node: Node): Polynomial {
    for (const each of topological([node]))
      if (!this.#polynomials.has(each)) this.#polynomials.set(each, this.#reduce(each));
    return this.#polynomials.get(node)!;
  }

  /** As `polynomial`, but what is too large becomes a generator of its own. */
  polynomialOrAtom(node: Node): Polynomial {
    try {
      return this.polynomial(node);
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      return this.#atom(`node:${node.id}`, this.#sign(node) === 'positive');
    }
  }

  #reduce(node: Node): Polynomial {
    this.#checkTime();
    const of = (operand: Node): Polynomial => this.polynomial(operand);
    switch (node.kind) {
      case 'number':
        if (node.slack !== 0) throw new Undecidable('A rounded decimal has no exact value.');
        return constantPolynomial(node.value);
      case 'variable':
        return generatorPolynomial(
          this.#generator(`variable:${node.name}`, 'variable', this.#sign(node) === 'positive'),
        );
      case 'constant':
        if (node.name === 'e') return this.exponential(constantPolynomial(one));
        return generatorPolynomial(this.#generator('constant:pi', 'constant', true));
      case 'sum':
        return addPolynomials(...node.terms.map(of));
      case 'product':
        return node.factors.map(of).reduce(multiplyPolynomials);
      case 'power':
        return this.#power(node.base, node.exponent);
      case 'function':
        return this.#function(node);
    }
  }

  #power(base: Node, exponent: Node): Polynomial {
    if (exponent.kind !== 'number') {
      const integer = this.#integerValued(exponent);
      return this.exponential(multiplyPolynomials(this.polynomial(exponent), this.#formalLogarithm(base, integer)));
    }
    if (exponent.slack !== 0) throw new Undecidable('A rounded decimal has no exact value.');
    const { value } = exponent;
    const reduced = this.polynomial(base);
    if (isInteger(value)) {
      const times = Number(value.numerator);
      return times >= 0
        ? powerOfPolynomial(reduced, times, this.#checkTime)
        : powerOfPolynomial(this.inverse(reduced), -times, this.#checkTime);
    }
    // b^r = b^⌊r⌋ · b^(r−⌊r⌋), and the root is a monomial where b is one of positive generators.
    const { content, primitive } = splitContent(reduced);
    const single = primitive.size === 1;
    const exact = units(value);
    if (
      single &&
      exact !== undefined &&
      content.coefficient.numerator === 1n &&
      content.coefficient.denominator === 1n
    ) {
      const scaled = content.powers.map(([generator, each]) => [generator, (each * exact) / perUnit] as const);
      if (scaled.every(([generator, each]) => rootable(generator) && Number.isInteger(each)))
        return fromTerms([{ coefficient: one, powers: scaled }]);
    }
    const floor =
      value.numerator >= 0n
        ? value.numerator / value.denominator
        : -((-value.numerator + value.denominator - 1n) / value.denominator);
    const rest = rational(value.numerator - floor * value.denominator, value.denominator);
    const root = this.#atom(`root:${rationalKey(rest)}:${polynomialKey(reduced)}`, this.#sign(base) === 'positive');
    const whole = Number(floor);
    const outside =
      whole >= 0
        ? powerOfPolynomial(reduced, whole, this.#checkTime)
        : powerOfPolynomial(this.inverse(reduced), -whole, this.#checkTime);
    return multiplyPolynomials(outside, root);
  }

  /** 1/a. */
  inverse(a: Polynomial): Polynomial {
    if (a.size === 0) throw new Undecidable('The expression divides by zero.');
    const { content, primitive } = splitContent(a);
    const outside = fromTerms([powerOfTerm(content, -1)]);
    if (primitive.size === 1) return outside;
    const generator = this.#generator(`inverse:${polynomialKey(primitive)}`, 'inverse', false, primitive);
    return multiplyPolynomials(outside, generatorPolynomial(generator));
  }

  /** e^a: a product of one exponential a term, where e^(n log b) is b^n. */
  exponential(a: Polynomial): Polynomial {
    let result = constantPolynomial(one);
    for (const term of a.values()) result = multiplyPolynomials(result, this.#exponentialOf(term));
    return result;
  }

  #exponentialOf(term: Term): Polynomial {
    const only = term.powers.length === 1 ? term.powers[0] : undefined;
    const exponent = units(term.coefficient);
    if (only !== undefined && only[0].kind === 'logarithm' && only[1] === perUnit && exponent !== undefined) {
      const of = only[0].of!;
      if (isInteger(term.coefficient)) {
        const times = Number(term.coefficient.numerator);
        return times >= 0
          ? powerOfPolynomial(of, times, this.#checkTime)
          : powerOfPolynomial(this.inverse(of), -times, this.#checkTime);
      }
      const [single] = of.values();
      if (
        of.size === 1 &&
        single !== undefined &&
        single.powers.length === 1 &&
        rootable(single.powers[0]![0]) &&
        isOne(single.coefficient)
      )
        return generatorPolynomial(single.powers[0]![0], (single.powers[0]![1] * exponent) / perUnit);
    }
    const variablesAlone = term.powers.every(([generator]) => generator.kind === 'variable');
    if (!variablesAlone) this.complete = false;
    const monomial = fromTerms([{ coefficient: one, powers: term.powers }]);
    if (exponent !== undefined)
      return generatorPolynomial(
        this.#generator(`exponential:${monomialKey(term.powers)}`, 'exponential', true, monomial),
        exponent,
      );
    this.complete = false;
    const whole = fromTerms([term]);
    return generatorPolynomial(this.#generator(`exponential:${polynomialKey(whole)}`, 'exponential', true, whole));
  }

  /** log of a node: positive factors taken out, log e^m = m, a logarithm for each prime of the coefficient. */
  logarithm(node: Node): Polynomial {
    if (node.kind === 'product') {
      const positive = node.factors.filter((factor) => this.#sign(factor) === 'positive');
      const rest = node.factors.filter((factor) => this.#sign(factor) !== 'positive');
      if (positive.length > 0) {
        const parts = positive.map((factor) => this.logarithm(factor));
        if (rest.length > 0) parts.push(this.#logarithmOf(this.polynomial(this.#graph.product(rest))));
        return addPolynomials(...parts);
      }
    }
    if (node.kind === 'power' && this.#sign(node.base) === 'positive')
      return multiplyPolynomials(this.polynomial(node.exponent), this.logarithm(node.base));
    if (node.kind === 'function' && node.name === 'exp') return this.polynomial(node.arguments[0]!);
    if (node.kind === 'function' && node.name === 'sigmoid') {
      const below = this.#graph.sum([
        this.#graph.one,
        this.#graph.apply('exp', this.#graph.negate(node.arguments[0]!)),
      ]);
      return scalePolynomial(this.logarithm(below), minusOne);
    }
    return this.#logarithmOf(this.polynomial(node));
  }

  #logarithmOf(a: Polynomial): Polynomial {
    if (a.size === 0) throw new Undecidable('The expression takes the logarithm of zero.');
    const { content, primitive } = splitContent(a);
    const parts: Polynomial[] = [];
    let inside = primitive;
    for (const [generator, exponent] of content.powers) {
      const share = rational(exponent, perUnit);
      if (!generator.positive) inside = multiplyPolynomials(inside, generatorPolynomial(generator, exponent));
      else if (generator.kind === 'exponential') parts.push(scalePolynomial(generator.of!, share));
      else parts.push(scalePolynomial(this.#logarithmGenerator(generatorPolynomial(generator)), share));
    }
    const negative = content.coefficient.numerator < 0n;
    if (negative) inside = scalePolynomial(inside, minusOne);
    const size: Rational = negative
      ? { ...content.coefficient, numerator: -content.coefficient.numerator }
      : content.coefficient;
    parts.push(
      this.#logarithmOfNumber(size.numerator),
      scalePolynomial(this.#logarithmOfNumber(size.denominator), minusOne),
    );
    const [single] = inside.values();
    if (inside.size !== 1 || single!.powers.length > 0 || !isOne(single!.coefficient))
      parts.push(this.#logarithmGenerator(inside));
    return addPolynomials(...parts);
  }

  /** log n over the primes of n; what is left after small ones is taken as a prime. */
  #logarithmOfNumber(value: bigint): Polynomial {
    const parts: Polynomial[] = [];
    let rest = value;
    for (let prime = 2n; prime < 1000n && prime * prime <= rest; prime++)
      while (rest % prime === 0n) {
        parts.push(this.#logarithmGenerator(constantPolynomial(rational(prime))));
        rest /= prime;
      }
    if (rest > 1n) parts.push(this.#logarithmGenerator(constantPolynomial(rational(rest))));
    return addPolynomials(...parts);
  }

  /** What an exponent multiplies: b^E = e^(E·log b) with E(log b) formal where b may be negative. */
  #formalLogarithm(base: Node, integerExponent: boolean): Polynomial {
    if (this.#sign(base) === 'positive') return this.logarithm(base);
    // (ab)^n = a^n b^n holds for any nonzero a and b where n is a whole number.
    if (integerExponent && base.kind === 'product')
      return addPolynomials(...base.factors.map((factor) => this.#formalLogarithm(factor, true)));
    return this.#logarithmGenerator(this.polynomial(base));
  }

  #logarithmGenerator(of: Polynomial): Polynomial {
    this.complete = false;
    return generatorPolynomial(this.#generator(`logarithm:${polynomialKey(of)}`, 'logarithm', false, of));
  }

  #function(node: Node & { kind: 'function' }): Polynomial {
    const graph = this.#graph;
    const x = node.arguments[0]!;
    const two = graph.integer(2);
    const exp = (of: Node): Node => graph.apply('exp', of);
    // Where the domain allows one side alone there is no branch.
    if (this.#sign(x) === 'positive') {
      if (node.name === 'relu' || node.name === 'absolute') return this.polynomial(x);
      if (node.name === 'sign' || node.name === 'step') return constantPolynomial(one);
    }
    switch (node.name) {
      case 'exp':
        return this.exponential(this.polynomial(x));
      case 'log':
        return this.logarithm(x);
      case 'sigmoid':
        return this.polynomial(graph.reciprocal(graph.sum([graph.one, exp(graph.negate(x))])));
      case 'softplus':
        return this.logarithm(graph.sum([graph.one, exp(x)]));
      case 'tanh': {
        const square = exp(graph.product([two, x]));
        return this.polynomial(graph.quotient(graph.sum([square, graph.minusOne]), graph.sum([square, graph.one])));
      }
      case 'sinh':
        return half(subtractPolynomials(this.polynomial(exp(x)), this.polynomial(exp(graph.negate(x)))));
      case 'cosh':
        return half(addPolynomials(this.polynomial(exp(x)), this.polynomial(exp(graph.negate(x)))));
      case 'sech':
        return this.polynomial(graph.quotient(two, graph.sum([exp(x), exp(graph.negate(x))])));
      case 'absolute':
        return this.#absolute(this.polynomial(x));
      case 'sign':
        return this.#signOf(this.polynomial(x));
      case 'step':
        return half(addPolynomials(constantPolynomial(one), this.#signOf(this.polynomial(x))));
      case 'relu':
        return half(addPolynomials(this.polynomial(x), this.#absolute(this.polynomial(x))));
      case 'max':
      case 'min':
        if (node.arguments.length === 2) {
          const [a, b] = [this.polynomial(x), this.polynomial(node.arguments[1]!)];
          const gap = this.#absolute(subtractPolynomials(a, b));
          return half(addPolynomials(a, b, node.name === 'max' ? gap : scalePolynomial(gap, minusOne)));
        }
    }
    const keys = node.arguments.map((argument) => polynomialKey(this.polynomial(argument)));
    if (node.name === 'max' || node.name === 'min') keys.sort();
    return this.#atom(`${node.name}(${keys.join(';')})`, this.#sign(node) === 'positive');
  }

  /** |a|: positive factors come out, and |−a| is |a|. */
  #absolute(a: Polynomial): Polynomial {
    if (a.size === 0) return a;
    const { content, primitive } = splitContent(a);
    const { coefficient, powers } = content;
    const size: Rational =
      coefficient.numerator < 0n ? { ...coefficient, numerator: -coefficient.numerator } : coefficient;
    let result = fromTerms([{ coefficient: size, powers: powers.filter(([generator]) => generator.positive) }]);
    for (const [generator, exponent] of powers) {
      if (generator.positive) continue;
      const even = exponent % (2 * perUnit) === 0;
      if (even) result = multiplyPolynomials(result, generatorPolynomial(generator, exponent));
      else {
        const single = this.#generator(`absolute:${polynomialKey(generatorPolynomial(generator))}`, 'atom', false);
        this.complete = false;
        result = multiplyPolynomials(result, generatorPolynomial(single, exponent));
      }
    }
    const [only] = primitive.values();
    if (primitive.size === 1 && only!.powers.length === 0) return result;
    return multiplyPolynomials(result, this.#atom(`absolute:${polynomialKey(primitive)}`, false));
  }

  /** sign a: positive factors do not count, and sign −a is −sign a. */
  #signOf(a: Polynomial): Polynomial {
    if (a.size === 0) return a;
    const { content, primitive } = splitContent(a);
    const rest = content.powers.filter(([generator]) => !generator.positive);
    const inside = multiplyPolynomials(primitive, fromTerms([{ coefficient: one, powers: rest }]));
    const outside = content.coefficient.numerator < 0n ? minusOne : one;
    const [only] = inside.values();
    if (inside.size === 1 && only!.powers.length === 0) return constantPolynomial(outside);
    return scalePolynomial(this.#atom(`sign:${polynomialKey(inside)}`, false), outside);
  }

  #atom(key: string, positive: boolean): Polynomial {
    this.complete = false;
    return generatorPolynomial(this.#generator(key, 'atom', positive));
  }

  #generator(key: string, kind: Generator['kind'], positive: boolean, of?: Polynomial): Generator {
    let generator = this.#generators.get(key);
    if (generator === undefined) {
      generator = { index: this.#generators.size, key, kind, positive, ...(of === undefined ? {} : { of }) };
      this.#generators.set(key, generator);
    }
    return generator;
  }

  #integerValued(node: Node): boolean {
    switch (node.kind) {
      case 'number':
        return isInteger(node.value) && node.slack === 0;
      case 'variable':
        return this.#integer(node.name);
      case 'sum':
        return node.terms.every((term) => this.#integerValued(term));
      case 'product':
        return node.factors.every((factor) => this.#integerValued(factor));
      default:
        return false;
    }
  }
}

function half(of: Polynomial): Polynomial {
  return scalePolynomial(of, rational(1, 2));
}

function isOne(value: Rational): boolean {
  return value.numerator === 1n && value.denominator === 1n;
}

function rootable(generator: Generator): boolean {
  return generator.kind === 'exponential' || (generator.kind === 'variable' && generator.positive);
}
