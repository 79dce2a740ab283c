import type { Rational } from '../expr.ts';
import {
  addRational,
  divideRational,
  equalRational,
  isInteger,
  isZero,
  minusOne,
  multiplyRational,
  one,
  powerRational,
  rational,
  rationalKey,
} from './rational.ts';

/** Exponents are whole multiples of 1/60, so that roots up to the sixth stay monomials. */
export const perUnit: number = 60;

/** What a Laurent polynomial is a polynomial in: a variable, e^m for a monomial m, a logarithm, an inverse, anything else. */
export interface Generator {
  readonly index: number;
  readonly key: string;
  readonly kind: 'variable' | 'exponential' | 'logarithm' | 'inverse' | 'constant' | 'atom';
  /** It is positive everywhere on the domain, so its roots and its logarithm exist. */
  readonly positive: boolean;
  /** What the inverse inverts, what the logarithm is taken of, what the exponential raises. */
  readonly of?: Polynomial;
}

export interface Term {
  readonly coefficient: Rational;
  /** Generator and exponent (in sixtieths), sorted by generator, exponents not zero. */
  readonly powers: readonly (readonly [Generator, number])[];
}

/** A Laurent polynomial: terms by the key of their monomial; no term is zero. */
export type Polynomial = ReadonlyMap<string, Term>;

/** The polynomial grew beyond what is worth expanding. */
export class TooLarge extends Error {
  override readonly name: string = 'TooLarge';
}

const largest = 240;

export function monomialKey(powers: Term['powers']): string {
  return powers.map(([generator, exponent]) => `${generator.index}^${exponent}`).join('.');
}

export function fromTerms(terms: Iterable<Term>): Polynomial {
  const result = new Map<string, Term>();
  for (const term of terms) {
    const key = monomialKey(term.powers);
    const known = result.get(key);
    const coefficient = known === undefined ? term.coefficient : addRational(known.coefficient, term.coefficient);
    if (isZero(coefficient)) result.delete(key);
    else result.set(key, { coefficient, powers: term.powers });
    if (result.size > largest) throw new TooLarge();
  }
  return result;
}

export function constantPolynomial(value: Rational): Polynomial {
  return fromTerms([{ coefficient: value, powers: [] }]);
}

export function generatorPolynomial(generator: Generator, exponent: number = perUnit): Polynomial {
  return fromTerms([{ coefficient: one, powers: [[generator, exponent]] }]);
}

export function addPolynomials(...all: readonly Polynomial[]): Polynomial {
  return fromTerms(all.flatMap((each) => [...each.values()]));
}

function multiplyTerms(a: Term, b: Term): Term {
  const powers = new Map<Generator, number>(a.powers.map(([generator, exponent]) => [generator, exponent]));
  for (const [generator, exponent] of b.powers) powers.set(generator, (powers.get(generator) ?? 0) + exponent);
  return {
    coefficient: multiplyRational(a.coefficient, b.coefficient),
    powers: [...powers].filter(([, exponent]) => exponent !== 0).toSorted(([x], [y]) => x.index - y.index),
  };
}

export function multiplyPolynomials(a: Polynomial, b: Polynomial): Polynomial {
  if (a.size * b.size > largest * 8) throw new TooLarge();
  const terms: Term[] = [];
  for (const x of a.values()) for (const y of b.values()) terms.push(multiplyTerms(x, y));
  return fromTerms(terms);
}

export function scalePolynomial(a: Polynomial, by: Rational): Polynomial {
  return fromTerms([...a.values()].map((term) => ({ ...term, coefficient: multiplyRational(term.coefficient, by) })));
}

export function powerOfPolynomial(base: Polynomial, exponent: number, checkTime: () => void): Polynomial {
  const single = base.size === 1 ? [...base.values()][0]! : undefined;
  if (single !== undefined) return fromTerms([powerOfTerm(single, exponent)]);
  let result = constantPolynomial(one);
  for (let count = 0; count < exponent; count++) {
    checkTime();
    result = multiplyPolynomials(result, base);
  }
  return result;
}

/** A term to an integer power, negative ones included. */
export function powerOfTerm(term: Term, exponent: number): Term {
  return {
    coefficient: powerRational(term.coefficient, exponent),
    powers: exponent === 0 ? [] : term.powers.map(([generator, each]) => [generator, each * exponent]),
  };
}

/** The same for equal polynomials over one set of generators, different for different ones. */
export function polynomialKey(a: Polynomial): string {
  return [...a]
    .map(([key, term]) => `${rationalKey(term.coefficient)}*${key}`)
    .toSorted()
    .join('+');
}

/**
 * A polynomial as term × primitive: the term holds the smallest exponent of each generator and the coefficient of the
 * leading monomial, so that polynomials that differ by a factor of that kind have the same primitive part.
 */
export function splitContent(a: Polynomial): { readonly content: Term; readonly primitive: Polynomial } {
  const terms = [...a.values()];
  const smallest = new Map<Generator, number>();
  for (const { powers } of terms) for (const [generator] of powers) smallest.set(generator, Infinity);
  for (const { powers } of terms) {
    const here = new Map(powers);
    for (const [generator, exponent] of smallest) smallest.set(generator, Math.min(exponent, here.get(generator) ?? 0));
  }
  const powers = [...smallest].filter(([, exponent]) => exponent !== 0).toSorted(([x], [y]) => x.index - y.index);
  const inverse: Term = { coefficient: one, powers: powers.map(([generator, exponent]) => [generator, -exponent]) };
  const shifted = fromTerms(terms.map((term) => multiplyTerms(term, inverse)));
  const leading = [...shifted].toSorted(([x], [y]) => (x < y ? -1 : 1))[0]?.[1].coefficient ?? one;
  return {
    content: { coefficient: leading, powers },
    primitive: scalePolynomial(shifted, divideRational(one, leading)),
  };
}

export function equalPolynomials(a: Polynomial, b: Polynomial): boolean {
  if (a.size !== b.size) return false;
  for (const [key, term] of a) {
    const other = b.get(key);
    if (other === undefined || !equalRational(other.coefficient, term.coefficient)) return false;
  }
  return true;
}

export function subtractPolynomials(a: Polynomial, b: Polynomial): Polynomial {
  return addPolynomials(a, scalePolynomial(b, minusOne));
}

/** An exponent in sixtieths, or undefined where it is none. */
export function units(value: Rational): number | undefined {
  const scaled = multiplyRational(value, rational(perUnit));
  if (!isInteger(scaled) || scaled.numerator > 1_000_000n || scaled.numerator < -1_000_000n) return undefined;
  return Number(scaled.numerator);
}
