import type { Limits } from '../../judgement.ts';
import type { Expr } from '../expr.ts';
import { ReadError, type Token } from './tokens.ts';

/** The value of an expression without symbols, in float64; undefined where it has any. */
function constantValue(expr: Expr): number | undefined {
  switch (expr.type) {
    case 'number':
      return Number(expr.value.numerator) / Number(expr.value.denominator);
    case 'negate': {
      const of = constantValue(expr.of);
      return of === undefined ? undefined : -of;
    }
    case 'sum':
      return combine(expr.terms, (a, b) => a + b);
    case 'product':
      return combine(expr.factors, (a, b) => a * b);
    case 'quotient':
      return combine([expr.numerator, expr.denominator], (a, b) => a / b);
    case 'power':
      return combine([expr.base, expr.exponent], (a, b) => a ** b);
    default:
      return undefined;
  }
}

function combine(exprs: readonly Expr[], join: (a: number, b: number) => number): number | undefined {
  let total: number | undefined;
  for (const expr of exprs) {
    const value = constantValue(expr);
    if (value === undefined) return undefined;
    total = total === undefined ? value : join(total, value);
  }
  return total;
}

/**
 * Refuses an exponent too large to be expanded, as in w^{10^9}. An exponential's argument is never expanded.
 *
 * @throws {ReadError}
 */
export function checkExponent(exponent: Expr, limits: Limits, token: Token, exponential: boolean): void {
  const value = constantValue(exponent);
  if (value === undefined || exponential || Math.abs(value) <= limits.exponent) return;
  throw new ReadError(`Exponents are read up to ${limits.exponent}.`, token.start, token.end);
}
