import type { Expr, Rational } from '../expr.ts';
import type { Node } from './node.ts';
import { isInteger, rationalKey } from './rational.ts';

/** Functions that are written by another name than a node has. */
const written: Readonly<Record<string, string>> = {
  sigmoid: 'sigma',
  asin: 'arcsin',
  acos: 'arccos',
  atan: 'arctan',
  atanh: 'arctanh',
};

/** A node written as an expression again: for saying what it is, not for how it was first written. */
export function toExpr(node: Node): Expr {
  switch (node.kind) {
    case 'number':
      return numberExpr(node.value);
    case 'variable':
    case 'constant':
      return { type: 'symbol', name: node.name };
    case 'sum':
      return { type: 'sum', terms: node.terms.map(toExpr) };
    case 'product':
      return productExpr(node.factors);
    case 'power':
      if (node.exponent.kind === 'number' && rationalKey(node.exponent.value) === '1/2')
        return { type: 'apply', name: 'sqrt', arguments: [toExpr(node.base)] };
      return { type: 'power', base: toExpr(node.base), exponent: toExpr(node.exponent) };
    case 'function':
      if (node.name === 'absolute') return { type: 'absolute', of: toExpr(node.arguments[0]!) };
      return {
        type: 'apply',
        name: Object.hasOwn(written, node.name)
          ? written[node.name]!
          : node.name.replace(/^call:/u, '').replace(/#1$/u, "'"),
        arguments: node.arguments.map(toExpr),
      };
  }
}

export function numberExpr(value: Rational): Expr {
  if (value.numerator < 0n) return { type: 'negate', of: numberExpr({ ...value, numerator: -value.numerator }) };
  if (isInteger(value)) return { type: 'number', value, written: rationalKey(value) };
  return { type: 'quotient', numerator: integerExpr(value.numerator), denominator: integerExpr(value.denominator) };
}

function integerExpr(of: bigint): Expr {
  return { type: 'number', value: { numerator: of, denominator: 1n }, written: of.toString() };
}

function productExpr(factors: readonly Node[]): Expr {
  // Numbers first and divisors below the line, as people write.
  const numbers = factors.filter((factor) => factor.kind === 'number');
  const above: Expr[] = [];
  const below: Expr[] = [];
  let negative = false;
  for (const factor of [...numbers, ...factors.filter((each) => each.kind !== 'number')]) {
    if (factor.kind === 'number') {
      const { numerator, denominator } = factor.value;
      if (numerator < 0n) negative = !negative;
      const size = numerator < 0n ? -numerator : numerator;
      if (size !== 1n) above.push(numberExpr({ numerator: size, denominator: 1n }));
      if (denominator !== 1n) below.push(numberExpr({ numerator: denominator, denominator: 1n }));
    } else if (factor.kind === 'power' && factor.exponent.kind === 'number' && factor.exponent.value.numerator < 0n) {
      const exponent = { ...factor.exponent.value, numerator: -factor.exponent.value.numerator };
      const base = toExpr(factor.base);
      below.push(rationalKey(exponent) === '1' ? base : { type: 'power', base, exponent: numberExpr(exponent) });
    } else above.push(toExpr(factor));
  }
  const top = joined(above);
  const whole: Expr = below.length === 0 ? top : { type: 'quotient', numerator: top, denominator: joined(below) };
  return negative ? { type: 'negate', of: whole } : whole;
}

function joined(factors: readonly Expr[]): Expr {
  if (factors.length === 0) return numberExpr({ numerator: 1n, denominator: 1n });
  return factors.length === 1 ? factors[0]! : { type: 'product', factors, style: 'juxtaposed' };
}
