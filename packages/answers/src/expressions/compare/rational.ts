import type { Rational } from '../expr.ts';

/** The rational number numerator/denominator, reduced, with a positive denominator. Throws on a zero denominator. */
export function rational(numerator: bigint | number, denominator: bigint | number = 1n): Rational {
  let top = BigInt(numerator);
  let bottom = BigInt(denominator);
  if (bottom === 0n) throw new RangeError('A fraction needs a denominator other than zero.');
  if (bottom < 0n) {
    top = -top;
    bottom = -bottom;
  }
  const divisor = gcd(top < 0n ? -top : top, bottom);
  return divisor === 1n
    ? { numerator: top, denominator: bottom }
    : { numerator: top / divisor, denominator: bottom / divisor };
}

export const zero: Rational = { numerator: 0n, denominator: 1n };
export const one: Rational = { numerator: 1n, denominator: 1n };
export const minusOne: Rational = { numerator: -1n, denominator: 1n };

export function addRational(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function multiplyRational(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.numerator, a.denominator * b.denominator);
}

export function negateRational(a: Rational): Rational {
  return { numerator: -a.numerator, denominator: a.denominator };
}

export function divideRational(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator, a.denominator * b.numerator);
}

/** a to an integer power; throws when zero is raised to a negative one. */
export function powerRational(a: Rational, exponent: number): Rational {
  const size = BigInt(Math.abs(exponent));
  return exponent >= 0
    ? { numerator: a.numerator ** size, denominator: a.denominator ** size }
    : rational(a.denominator ** size, a.numerator ** size);
}

export function equalRational(a: Rational, b: Rational): boolean {
  return a.numerator === b.numerator && a.denominator === b.denominator;
}

export function isZero(a: Rational): boolean {
  return a.numerator === 0n;
}

export function isInteger(a: Rational): boolean {
  return a.denominator === 1n;
}

/** The nearest double; large numerators and denominators are scaled first, so that their quotient does not overflow. */
export function toNumber(a: Rational): number {
  const direct = Number(a.numerator) / Number(a.denominator);
  if (Number.isFinite(direct) && (direct !== 0 || a.numerator === 0n)) return direct;
  const shift = BigInt(Math.max(0, Math.max(bitLength(a.numerator), bitLength(a.denominator)) - 1000));
  const bottom = a.denominator >> shift;
  return bottom === 0n ? Math.sign(Number(a.numerator)) * Infinity : Number(a.numerator >> shift) / Number(bottom);
}

/** The number of binary digits of |a|. */
export function bitLength(a: bigint): number {
  return (a < 0n ? -a : a).toString(16).length * 4;
}

export function rationalKey(a: Rational): string {
  return a.denominator === 1n ? a.numerator.toString() : `${a.numerator}/${a.denominator}`;
}

function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
