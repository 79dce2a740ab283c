import type { Expr } from '../expr.ts';
import { rational } from './rational.ts';
import { numberExpr } from './to-expr.ts';

/** More terms than this are not written out. */
const mostTerms = 64;

/**
 * A sum or product over a bound index, written out: Σ_{i=1}^{3} w^i u_i is w u_1 + w² u_2 + w³ u_3.
 * Undefined where the bounds are not whole numbers or too far apart.
 */
export function writtenOut(expr: Expr & { type: 'apply' }): Expr | undefined {
  const [body, index, from, to] = expr.arguments;
  if (body === undefined || index?.type !== 'symbol') return undefined;
  const [first, last] = [wholeNumber(from), wholeNumber(to)];
  if (first === undefined || last === undefined || last < first || last - first >= mostTerms) return undefined;
  const parts: Expr[] = [];
  for (let value = first; value <= last; value++) parts.push(put(body, index.name, value));
  if (parts.length === 1) return parts[0];
  return expr.name === 'sum' ? { type: 'sum', terms: parts } : { type: 'product', factors: parts, style: 'juxtaposed' };
}

function wholeNumber(expr: Expr | undefined): number | undefined {
  if (expr?.type === 'negate') {
    const value = wholeNumber(expr.of);
    return value === undefined ? undefined : -value;
  }
  if (expr?.type !== 'number' || expr.value.denominator !== 1n) return undefined;
  return Number.isSafeInteger(Number(expr.value.numerator)) ? Number(expr.value.numerator) : undefined;
}

/** An expression with a number for an index, in its names too. */
function put(expr: Expr, index: string, value: number): Expr {
  const inside = (part: Expr): Expr => put(part, index, value);
  switch (expr.type) {
    case 'symbol':
      return expr.name === index
        ? numberExpr(rational(value))
        : { type: 'symbol', name: indexedName(expr.name, index, value) };
    case 'sum':
      return { ...expr, terms: expr.terms.map(inside) };
    case 'product':
      return { ...expr, factors: expr.factors.map(inside) };
    case 'negate':
    case 'absolute':
    case 'norm':
    case 'transpose':
      return { ...expr, of: inside(expr.of) };
    case 'quotient':
      return { ...expr, numerator: inside(expr.numerator), denominator: inside(expr.denominator) };
    case 'power':
      return { ...expr, base: inside(expr.base), exponent: inside(expr.exponent) };
    case 'apply': {
      // An inner sum over the same index has an index of its own.
      const [, bound] = expr.arguments;
      const shadows = (expr.name === 'sum' || expr.name === 'prod') && bound?.type === 'symbol' && bound.name === index;
      return shadows
        ? { ...expr, arguments: expr.arguments.map((part, position) => (position < 2 ? part : inside(part))) }
        : { ...expr, arguments: expr.arguments.map(inside) };
    }
    case 'derivative':
      return { ...expr, of: inside(expr.of), by: inside(expr.by) };
    case 'list':
      return { ...expr, items: expr.items.map(inside) };
    default:
      return expr;
  }
}

/** `u_i` is `u_2` for i = 2, and `h_{i-1}` is `h_1`. */
function indexedName(name: string, index: string, value: number): string {
  return name.replaceAll(
    /(?<mark>[_^])(?:\{(?<braced>[^{}]*)\}|\((?<round>[^()]*)\)|(?<plain>[\p{L}\p{N}]+))/gu,
    (...found: unknown[]) => {
      const groups = found.at(-1) as Readonly<Record<string, string | undefined>>;
      const written = groups['braced'] ?? groups['round'] ?? groups['plain'] ?? '';
      const numbers = written
        .split(/(?<=[^+-])(?=[+-])|,/u)
        .map((part) =>
          part.replace(/^(?<sign>[+-]?).*$/u, (whole, sign: string) =>
            whole.slice(sign.length) === index ? `${sign}${value}` : whole,
          ),
        );
      if (!written.split(/[+\-,]/u).includes(index)) return String(found[0]);
      const isSum = !written.includes(',') && numbers.every((part) => /^[+-]?-?\d+$/u.test(part));
      const result = isSum
        ? String(numbers.reduce((total, part) => total + Number(part.replace('+', '').replace('--', '')), 0))
        : numbers.join(written.includes(',') ? ',' : '');
      const round = groups['round'] !== undefined;
      return `${groups['mark']}${round ? `(${result})` : /^[\p{L}\p{N}]+$/u.test(result) ? result : `{${result}}`}`;
    },
  );
}
