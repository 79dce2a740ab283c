import type { Expr } from '../expr.ts';
import { rational } from './rational.ts';

/**
 * Reads plain text such as `w*(1 - tanh(w*x + b)^2)` and `D(y, w)` for ∂y/∂w: what the tests of comparison write expressions with,
 * so that they do not depend on the reading of LaTeX.
 */
export function readPlain(text: string): Expr {
  const tokens = [
    ...text.matchAll(/\s*(?:(?<number>\d+(?:\.\d+)?)|(?<name>\p{L}[\p{L}\d_{}']*)|(?<sign>[-+*/^(),|]))/gu),
  ];
  let position = 0;
  const peek = (): string | undefined => tokens[position]?.[0].trim();
  const take = (): string => tokens[position++]![0].trim();
  const expect = (sign: string): void => {
    if (take() !== sign) throw new Error(`${sign} is expected in ${text}`);
  };

  const sum = (): Expr => {
    const terms: Expr[] = [product()];
    while (peek() === '+' || peek() === '-') {
      const negative = take() === '-';
      const term = product();
      terms.push(negative ? { type: 'negate', of: term } : term);
    }
    return terms.length === 1 ? terms[0]! : { type: 'sum', terms };
  };
  const product = (): Expr => {
    if (peek() === '-') {
      take();
      return { type: 'negate', of: product() };
    }
    let factors: Expr[] = [power()];
    const done = (): Expr => (factors.length === 1 ? factors[0]! : { type: 'product', factors, style: 'juxtaposed' });
    while (peek() === '*' || peek() === '/')
      if (take() === '*') factors.push(power());
      else factors = [{ type: 'quotient', numerator: done(), denominator: power() }];
    return done();
  };
  const power = (): Expr => {
    const base = atom();
    if (peek() !== '^') return base;
    take();
    const exponent: Expr = peek() === '-' ? (take(), { type: 'negate', of: power() }) : power();
    return { type: 'power', base, exponent };
  };
  const list = (): Expr[] => {
    const items = [sum()];
    while (peek() === ',') {
      take();
      items.push(sum());
    }
    return items;
  };
  const atom = (): Expr => {
    const token = tokens[position]?.groups;
    const written = take();
    if (token?.['number'] !== undefined) {
      const [whole, decimals = ''] = written.split('.');
      return { type: 'number', value: rational(BigInt(whole! + decimals), 10n ** BigInt(decimals.length)), written };
    }
    if (token?.['name'] !== undefined) {
      if (peek() !== '(') return { type: 'symbol', name: written };
      take();
      const items = list();
      expect(')');
      if (written === 'D') return { type: 'derivative', of: items[0]!, by: items[1]!, partial: true };
      return { type: 'apply', name: written, arguments: items };
    }
    if (written === '|') {
      const of = sum();
      expect('|');
      return { type: 'absolute', of };
    }
    const items = list();
    expect(')');
    return items.length === 1 ? items[0]! : { type: 'list', items, bracket: '(' };
  };

  const result = sum();
  if (position < tokens.length) throw new Error(`${peek()} is left over in ${text}`);
  return result;
}
