import type { Expr, Rational } from '../expr.ts';
import type { Edit } from './catalogue.ts';
import {
  equalPolynomials,
  type Generator,
  perUnit,
  type Polynomial,
  splitContent,
  subtractPolynomials,
  type Term,
} from './laurent.ts';
import {
  addRational,
  equalRational,
  isInteger,
  isZero,
  multiplyRational,
  negateRational,
  rational,
} from './rational.ts';
import { numberExpr } from './to-expr.ts';

/** A mistake that was found, not yet put into words. */
export interface Found {
  readonly id: string;
  readonly edit: Edit;
  /** The piece of the answer was found as a term that is written there. */
  readonly located: boolean;
}

/** How pieces are written in sentences. */
export interface Writing {
  readonly latex: (expr: Expr) => string;
  /** The terms of the answer as they were written, with their polynomials. */
  readonly terms: readonly { readonly expr: Expr; readonly polynomial: Polynomial }[];
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'];

/** Compares two expressions as products: a factor, a sign, an exponent too few or too many. */
export function explainRatio(given: Polynomial, expected: Polynomial, { latex }: Writing): Found | undefined {
  if (given.size === 0 || expected.size === 0) return undefined;
  const [a, b] = [splitContent(given), splitContent(expected)];
  if (!equalPolynomials(a.primitive, b.primitive)) return undefined;
  const coefficient = rational(
    a.content.coefficient.numerator * b.content.coefficient.denominator,
    a.content.coefficient.denominator * b.content.coefficient.numerator,
  );
  const changes = differences(a.content, b.content);
  const quote = (expr: Expr): string => `$${latex(expr)}$`;
  const isSign = isInteger(coefficient) && coefficient.numerator === -1n;
  const isUnit = isInteger(coefficient) && coefficient.numerator === 1n;
  if (changes.length === 0) {
    if (isSign) return { id: 'sign', edit: {}, located: true };
    // Of two numbers one is always a multiple of the other.
    if (b.content.powers.length === 0 && b.primitive.size === 1) return undefined;
    return { id: 'constant-factor', edit: { given: quote(numberExpr(coefficient)) }, located: true };
  }
  if (!isUnit || changes.some(([generator]) => generator.kind !== 'variable')) return undefined;
  const [first, second] = changes;
  if (changes.length === 1) {
    const [generator, change] = first!;
    const [here, there] = [exponentOf(a.content, generator), exponentOf(b.content, generator)];
    const symbol = symbolOf(generator);
    if (here === 0)
      return change < 0
        ? { id: 'factor-missing', edit: { expected: quote(powerExpr(symbol, -change)) }, located: true }
        : undefined;
    if (there === 0) return { id: 'factor-extra', edit: { given: quote(powerExpr(symbol, here)) }, located: true };
    const id = Math.abs(change) === perUnit ? 'exponent-off-by-one' : 'exponent-wrong';
    return {
      id,
      edit: { given: quote(powerExpr(symbol, here)), expected: quote(powerExpr(symbol, there)) },
      located: true,
    };
  }
  if (changes.length === 2 && first![1] === -second![1]) {
    const [more, less] = first![1] > 0 ? [first!, second!] : [second!, first!];
    const alone = a.primitive.size === 1 && a.content.powers.length === 1;
    if (alone || exponentOf(b.content, more[0]) < 0 || exponentOf(a.content, less[0]) < 0) return undefined;
    const edit = {
      given: quote(powerExpr(symbolOf(more[0]), more[1])),
      expected: quote(powerExpr(symbolOf(less[0]), -less[1])),
    };
    return { id: 'factor-wrong', edit, located: true };
  }
  return undefined;
}

/** Compares two expressions as sums of terms: one dropped, doubled, of the wrong sign, with a wrong symbol. */
export function explainTerms(given: Polynomial, expected: Polynomial, writing: Writing): Found | undefined {
  const delta = [...subtractPolynomials(given, expected)];
  const kept = [...expected].filter(([key, term]) => {
    const other = given.get(key);
    return other !== undefined && equalRational(other.coefficient, term.coefficient);
  });
  // Where nothing is right, the terms that differ are not "the" mistake.
  if (kept.length === 0 || delta.length === 0) return undefined;
  if (delta.length === 1) {
    const key = delta[0]![0];
    return oneTerm(given.get(key), expected.get(key), writing);
  }
  if (delta.length === 2) {
    const missing = delta.find(([key]) => !given.has(key) && expected.has(key));
    const extra = delta.find(([key]) => key !== missing?.[0]);
    if (missing !== undefined && extra !== undefined) return replacedTerm(extra[1], expected.get(missing[0])!, writing);
  }
  const flipped = delta.every(([key]) => {
    const [a, b] = [given.get(key), expected.get(key)];
    return a !== undefined && b !== undefined && isZero(addRational(a.coefficient, b.coefficient));
  });
  if (!flipped || delta.length > 4) return undefined;
  const pieces = delta.map(([key]) => place(given.get(key)!, writing));
  const located = pieces.every((piece) => piece.located);
  return { id: 'signs-of-terms', edit: { given: pieces.map((piece) => piece.text).join(' and ') }, located };
}

function oneTerm(given: Term | undefined, expected: Term | undefined, writing: Writing): Found | undefined {
  const right = expected === undefined ? undefined : written(expected, writing);
  if (given === undefined)
    return { id: 'term-dropped', edit: right === undefined ? {} : { expected: right }, located: true };
  const piece = place(given, writing);
  const edit: Edit = { given: piece.text, ...(right === undefined ? {} : { expected: right }) };
  const { located } = piece;
  if (expected === undefined) return { id: 'term-extra', edit, located };
  if (isZero(addRational(given.coefficient, expected.coefficient))) return { id: 'term-sign', edit, located };
  if (equalRational(given.coefficient, multiplyRational(expected.coefficient, rational(2)))) {
    // The term may be written twice as well as with a 2.
    return {
      id: 'term-doubled',
      edit: { ...edit, given: located ? piece.text : (right ?? piece.text) },
      located: true,
    };
  }
  return { id: 'term-coefficient', edit, located };
}

/** One term stands where another belongs: what is the difference between the two? */
function replacedTerm(given: Term, expected: Term, writing: Writing): Found {
  const piece = place(given, writing);
  const right = written(expected, writing);
  const edit: Edit = { given: piece.text, ...(right === undefined ? {} : { expected: right }) };
  return { id: replacedId(given, expected), edit, located: piece.located };
}

function replacedId(given: Term, expected: Term): string {
  const changes = differences(given, expected);
  const sameSize =
    equalRational(given.coefficient, expected.coefficient) ||
    equalRational(given.coefficient, negateRational(expected.coefficient));
  if (!sameSize) return 'term-wrong';
  if (changes.length === 2 && changes[0]![1] === -changes[1]![1]) return 'term-wrong-symbol';
  if (changes.length !== 1) return 'term-wrong';
  const [generator, change] = changes[0]!;
  if (exponentOf(given, generator) === 0) return change < 0 ? 'term-factor-missing' : 'term-wrong';
  return exponentOf(expected, generator) === 0 ? 'term-factor-extra' : 'term-exponent';
}

/** A term of the answer in the student's own writing, or in ours where it was never written as a term. */
function place(term: Term, writing: Writing): { readonly text: string; readonly located: boolean } {
  const index = writing.terms.findIndex(({ polynomial }) => {
    const [only] = polynomial.values();
    return (
      polynomial.size === 1 &&
      equalRational(only!.coefficient, term.coefficient) &&
      differences(only!, term).length === 0
    );
  });
  const found = writing.terms[index];
  if (found !== undefined && writing.terms.length > 1) {
    const ordinal = ordinals[index];
    return {
      text: `your ${ordinal === undefined ? '' : `${ordinal} `}term $${writing.latex(found.expr)}$`,
      located: true,
    };
  }
  return { text: `what multiplies out to ${written(term, writing) ?? 'one of them'}`, located: false };
}

/** A term in our writing, where it is made of variables alone. */
function written(term: Term, { latex }: Writing): string | undefined {
  const expr = termExpr(term);
  return expr && `$${latex(expr)}$`;
}

/** A term of variables with exponents that are not negative, as an expression; undefined for any other. */
export function termExpr({ coefficient, powers }: Term): Expr | undefined {
  if (powers.some(([generator, exponent]) => generator.kind !== 'variable' || exponent < 0)) return undefined;
  const negative = coefficient.numerator < 0n;
  const size: Rational = negative ? negateRational(coefficient) : coefficient;
  const factors: Expr[] = powers.map(([generator, exponent]) => powerExpr(symbolOf(generator), exponent));
  if (factors.length === 0 || !isInteger(size) || size.numerator !== 1n) factors.unshift(numberExpr(size));
  const product: Expr = factors.length === 1 ? factors[0]! : { type: 'product', factors, style: 'juxtaposed' };
  return negative ? { type: 'negate', of: product } : product;
}

/** The generators whose exponents differ, with how much larger they are in `a`. */
function differences(a: Term, b: Term): readonly (readonly [Generator, number])[] {
  const generators = new Set([...a.powers, ...b.powers].map(([generator]) => generator));
  return [...generators]
    .map((generator) => [generator, exponentOf(a, generator) - exponentOf(b, generator)] as const)
    .filter(([, change]) => change !== 0);
}

function exponentOf(term: Term, generator: Generator): number {
  return term.powers.find(([each]) => each === generator)?.[1] ?? 0;
}

function symbolOf(generator: Generator): Expr {
  return { type: 'symbol', name: generator.key.replace(/^variable:/u, '') };
}

function powerExpr(base: Expr, sixtieths: number): Expr {
  return sixtieths === perUnit ? base : { type: 'power', base, exponent: numberExpr(rational(sixtieths, perUnit)) };
}

/** The terms of an expression as they are written, signs put in. */
export function writtenTerms(expr: Expr): readonly Expr[] {
  switch (expr.type) {
    case 'sum':
      return expr.terms.flatMap(writtenTerms);
    case 'negate':
      return writtenTerms(expr.of).map((term) => ({ type: 'negate', of: term }));
    case 'list':
      return expr.items.length === 1 ? writtenTerms(expr.items[0]!) : [expr];
    default:
      return [expr];
  }
}
