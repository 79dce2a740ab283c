import type { Expr, Scope } from '../expressions/expr.ts';
import { Undecidable } from '../expressions/compare/node.ts';
import { toNumber } from '../expressions/compare/rational.ts';

/**
 * A product of powers of variables and of their logarithms, times whatever has no rule, constants left out:
 * T k M log k has the powers {T: 1, k: 1, M: 1} and the logs {k: 1}.
 */
export interface Rate {
  readonly powers: ReadonlyMap<string, number>;
  readonly logs: ReadonlyMap<string, number>;
  /** Powers of what grows in another way, by its spelling, as 2^T or log log k. */
  readonly others: ReadonlyMap<string, number>;
}

/** A sum of rates. */
export type Growth = readonly Rate[];

const none: ReadonlyMap<string, number> = new Map();
const constantRate: Rate = { powers: none, logs: none, others: none };

/** More terms than this are not expanded. */
const mostTerms = 200;

/** Reads an expression as a sum of rates. Throws Undecidable where it is none. */
export function growthOf(expr: Expr, names: ReadonlyMap<string, string>, unknown: Set<string>): Growth {
  const visit = (inner: Expr): Growth => growthOf(inner, names, unknown);
  switch (expr.type) {
    case 'number':
      if (expr.value.numerator < 0n) throw new Undecidable('A negative number is no growth rate.');
      return expr.value.numerator === 0n ? [] : [constantRate];
    case 'symbol': {
      if (expr.name === 'e' || expr.name === 'pi') return [constantRate];
      const name = names.get(expr.name);
      if (name === undefined) unknown.add(expr.name);
      return [{ ...constantRate, powers: new Map([[name ?? expr.name, 1]]) }];
    }
    case 'sum':
      return dropSubtracted(expr.terms).flatMap(visit);
    case 'product':
      return expr.factors.map(visit).reduce(multiply, [constantRate]);
    case 'quotient':
      return multiply(visit(expr.numerator), raise(visit(expr.denominator), -1));
    case 'power':
      return power(expr.base, expr.exponent, visit);
    case 'apply':
      return applied(expr, names, unknown);
    case 'list':
      if (expr.items.length === 1) return visit(expr.items[0]!);
      throw new Undecidable('A list stands where one growth rate is expected.');
    default:
      throw new Undecidable('This is not a growth rate that can be read.');
  }
}

/** What is subtracted does not make a bound larger; a constant off a variable, as in N − 1, changes nothing. */
function dropSubtracted(terms: readonly Expr[]): readonly Expr[] {
  const kept = terms.filter((term) => term.type !== 'negate');
  const constantsOnly = terms.every((term) => term.type !== 'negate' || term.of.type === 'number');
  if (!constantsOnly || kept.length === 0) throw new Undecidable('A difference of growing terms is left to a person.');
  return kept;
}

function power(base: Expr, exponent: Expr, visit: (expr: Expr) => Growth): Growth {
  const value = constantOf(exponent);
  if (value !== undefined) return raise(visit(base), value);
  // b^n with a variable in the exponent grows faster than any power: kept by its spelling.
  visit(base);
  visit(exponent);
  return [{ ...constantRate, others: new Map([[`${spelled(base)}^${spelled(exponent)}`, 1]]) }];
}

function applied(expr: Expr & { type: 'apply' }, names: ReadonlyMap<string, string>, unknown: Set<string>): Growth {
  const visit = (inner: Expr): Growth => growthOf(inner, names, unknown);
  const [first] = expr.arguments;
  if (first === undefined) throw new Undecidable(`${expr.name} is applied to nothing.`);
  switch (expr.name) {
    case 'O':
    case 'Theta':
      return visit(first);
    case 'log':
    case 'ln':
    case 'log2':
    case 'lg': {
      const above = logarithm(visit(first));
      if (expr.base === undefined || constantOf(expr.base) !== undefined) return above;
      return multiply(above, raise(logarithm(visit(expr.base)), -1));
    }
    case 'sqrt':
      return raise(visit(first), 0.5);
    case 'max':
      return expr.arguments.flatMap(visit);
    default:
      throw new Undecidable(`\`${expr.name}\` in a growth rate is left to a person.`);
  }
}

/** log of a sum is, up to constants, the sum of the logarithms of what its terms multiply, where nothing is divided by. */
function logarithm(growth: Growth): Growth {
  const names = new Set<string>();
  const others = new Map<string, Rate>();
  for (const rate of growth) {
    if ([...rate.powers.values(), ...rate.logs.values(), ...rate.others.values()].some((exponent) => exponent < 0))
      throw new Undecidable('The logarithm of a quotient is left to a person.');
    for (const name of rate.powers.keys()) names.add(name);
    for (const name of rate.logs.keys()) {
      const key = `log log ${name}`;
      others.set(key, { ...constantRate, others: new Map([[key, 1]]) });
    }
    for (const key of rate.others.keys()) throw new Undecidable(`The logarithm of \`${key}\` is left to a person.`);
  }
  const parts: Rate[] = [...names].map((name) => ({ ...constantRate, logs: new Map([[name, 1]]) }));
  parts.push(...others.values());
  return parts.length === 0 ? [constantRate] : parts;
}

function multiply(a: Growth, b: Growth): Growth {
  if (a.length * b.length > mostTerms) throw new Undecidable('The growth rate has too many terms.');
  return a.flatMap((x) => b.map((y) => multiplyRates(x, y)));
}

export function multiplyRates(a: Rate, b: Rate): Rate {
  return { powers: merge(a.powers, b.powers), logs: merge(a.logs, b.logs), others: merge(a.others, b.others) };
}

function merge(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const sum = new Map(a);
  for (const [name, exponent] of b) sum.set(name, (sum.get(name) ?? 0) + exponent);
  return new Map([...sum].filter(([, exponent]) => Math.abs(exponent) > 1e-12));
}

function raise(growth: Growth, exponent: number): Growth {
  const scale = (map: ReadonlyMap<string, number>): ReadonlyMap<string, number> =>
    new Map([...map].map(([name, each]) => [name, each * exponent]));
  // (a + b)^n is, up to constants, a^n + b^n for n > 0.
  if (exponent > 0 || growth.length === 1)
    return growth.map((rate) => ({ powers: scale(rate.powers), logs: scale(rate.logs), others: scale(rate.others) }));
  if (exponent === 0) return [constantRate];
  throw new Undecidable('A growth rate that divides by a sum is left to a person.');
}

/** The value of a constant expression. */
function constantOf(expr: Expr): number | undefined {
  switch (expr.type) {
    case 'number':
      return toNumber(expr.value);
    case 'symbol':
      return expr.name === 'e' ? Math.E : undefined;
    case 'negate': {
      const value = constantOf(expr.of);
      return value === undefined ? undefined : -value;
    }
    case 'quotient': {
      const [above, below] = [constantOf(expr.numerator), constantOf(expr.denominator)];
      return above === undefined || below === undefined ? undefined : above / below;
    }
    case 'list':
      return expr.items.length === 1 ? constantOf(expr.items[0]!) : undefined;
    default:
      return undefined;
  }
}

function spelled(expr: Expr): string {
  if (expr.type === 'symbol') return expr.name;
  if (expr.type === 'number') return expr.written;
  if (expr.type === 'list' && expr.items.length === 1) return spelled(expr.items[0]!);
  if (expr.type === 'product') return `(${expr.factors.map(spelled).toSorted().join(' ')})`;
  if (expr.type === 'sum') return `(${expr.terms.map(spelled).toSorted().join(' + ')})`;
  if (expr.type === 'negate') return `-${spelled(expr.of)}`;
  if (expr.type === 'quotient') return `(${spelled(expr.numerator)}/${spelled(expr.denominator)})`;
  if (expr.type === 'power') return `${spelled(expr.base)}^${spelled(expr.exponent)}`;
  throw new Undecidable('An exponent of this kind is left to a person.');
}

/** The canonical names of a scope's variables, by every spelling that means them. */
export function growthNames(scope: Scope): Map<string, string> {
  const names = new Map<string, string>();
  for (const [name, { aliases = [] }] of Object.entries(scope.variables))
    for (const spelling of [name, ...aliases]) names.set(spelling, name);
  return names;
}
