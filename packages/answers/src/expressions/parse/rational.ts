import type { NumberExpr, Rational } from '../expr.ts';

/** The reduced fraction a/b. */
function rational(numerator: bigint, denominator: bigint = 1n): Rational {
  if (denominator === 0n) throw new RangeError('A fraction needs a denominator other than zero.');
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator];
  while (b > 0n) [a, b] = [b, a % b];
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = a === 0n ? 1n : a;
  return { numerator: (sign * numerator) / divisor, denominator: (sign * denominator) / divisor };
}

/** The largest power of ten a literal may carry: digits beyond it are no homework answer. */
const longestLiteral = 60;

/** The exact value of a decimal literal such as `2.50`, `.94` or `1e-4`; undefined where it is none or absurdly long. */
export function numberOf(written: string): NumberExpr | undefined {
  const match = /^(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(written);
  if (!match || written.length > longestLiteral) return undefined;
  const whole = match[1] ?? '';
  const decimals = match[2] ?? '';
  if (whole === '' && decimals === '') return undefined;
  const exponent = Number(match[3] ?? 0) - decimals.length;
  if (Math.abs(exponent) > 400) return undefined;
  const digits = BigInt(whole + decimals);
  const value = exponent >= 0 ? rational(digits * 10n ** BigInt(exponent)) : rational(digits, 10n ** BigInt(-exponent));
  return { type: 'number', value, written };
}
