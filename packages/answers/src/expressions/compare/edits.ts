import type { Expr, Rational, Scope } from '../expr.ts';
import { addRational, isInteger, multiplyRational, negateRational, one, minusOne, rational } from './rational.ts';
import { numberExpr } from './to-expr.ts';

/** A changed expression: `piece` of the original stands where `replacement` stands now. */
export interface Variant {
  readonly id: string;
  readonly expr: Expr;
  readonly piece: Expr;
  readonly replacement?: Expr;
}

type Rebuild = (part: Expr) => Expr;

/** Functions that are easily taken for one another. */
const functions = ['sigma', 'tanh', 'relu', 'exp', 'log', 'sin', 'cos', 'sqrt'];

/** The names of a scope in the order in which a wrong one is most likely meant. */
function names(scope: Scope): readonly string[] {
  return [...Object.keys(scope.variables), ...Object.keys(scope.definitions ?? {})].filter(
    (name) => !name.includes('/'),
  );
}

/**
 * Every expression that differs from `root` by one correction of the kind that undoes a common slip, likeliest first.
 * They are made lazily: the caller stops at the first that is right.
 */
export function* corrections(root: Expr, scope: Scope): Generator<Variant> {
  const places = [...walk(root, (part) => part)];
  for (const [part, rebuild] of places)
    if (part.type === 'symbol' && part !== root)
      for (const name of names(scope))
        if (name !== part.name) {
          const replacement: Expr = { type: 'symbol', name };
          yield {
            id: isNeighbour(part.name, name) ? 'index-off-by-one' : 'wrong-symbol',
            expr: rebuild(replacement),
            piece: part,
            replacement,
          };
        }
  for (const [part, rebuild] of places)
    if (part.type !== 'number' && part !== root) yield { id: 'sign-inside', expr: rebuild(negated(part)), piece: part };
  for (const [part, rebuild] of places) if (part.type === 'number' && part !== root) yield* otherNumbers(part, rebuild);
  for (const [part, rebuild] of places) {
    if (part.type === 'power') yield* otherPowers(part, rebuild);
    if ((part.type === 'apply' || part.type === 'symbol') && part !== root) {
      const replacement: Expr = { type: 'power', base: part, exponent: numberExpr(rational(2)) };
      yield { id: 'power-wrong', expr: rebuild(replacement), piece: part, replacement };
    }
  }
  for (const [part, rebuild] of places) yield* otherFunctions(part, rebuild);
  for (const [part, rebuild] of places)
    if (part.type === 'quotient') {
      const replacement: Expr = { ...part, numerator: part.denominator, denominator: part.numerator };
      yield { id: 'quotient-inverted', expr: rebuild(replacement), piece: part, replacement };
    }
  for (const [part, rebuild] of places) yield* without(part, rebuild, 'part-extra');
  for (const from of new Set(places.flatMap(([part]) => (part.type === 'symbol' ? [part.name] : []))))
    for (const to of names(scope))
      if (to !== from) {
        const replacement: Expr = { type: 'symbol', name: to };
        yield {
          id: 'symbol-replaced',
          expr: renamedEverywhere(root, from, to),
          piece: { type: 'symbol', name: from },
          replacement,
        };
      }
}

/** Every expression that lacks one part of `root`: what an answer looks like that forgot it. */
export function* omissions(root: Expr): Generator<Variant> {
  for (const [part, rebuild] of walk(root, (each) => each)) {
    yield* without(part, rebuild, 'part-missing');
    if (part.type === 'apply' && part.arguments.length === 1)
      yield { id: 'function-missing', expr: rebuild(part.arguments[0]!), piece: part.arguments[0]!, replacement: part };
  }
}

/** `root` with two names exchanged. */
export function exchanged(root: Expr, a: string, b: string): Expr {
  return renamedEverywhere(renamedEverywhere(renamedEverywhere(root, a, '\u2022'), b, a), '\u2022', b);
}

function* otherNumbers(part: Expr & { type: 'number' }, rebuild: Rebuild): Generator<Variant> {
  const { value } = part;
  const changes: readonly Rational[] = [
    addRational(value, one), addRational(value, minusOne), multiplyRational(value, rational(2)), multiplyRational(value, rational(1, 2)), negateRational(value),
  ]; // prettier-ignore
  for (const change of changes) {
    const replacement = numberExpr(change);
    yield { id: 'number-wrong', expr: rebuild(replacement), piece: part, replacement };
  }
}

function* otherPowers(part: Expr & { type: 'power' }, rebuild: Rebuild): Generator<Variant> {
  const powers: Expr[] = [part.base, { ...part, exponent: negated(part.exponent) }];
  for (const step of [1n, -1n])
    powers.push({
      ...part,
      exponent: { type: 'sum', terms: [part.exponent, numberExpr({ numerator: step, denominator: 1n })] },
    });
  for (const replacement of powers) {
    const { exponent } = replacement.type === 'power' ? replacement : part;
    const tidy: Expr =
      replacement.type === 'power' && part.exponent.type === 'number'
        ? { ...replacement, exponent: folded(exponent) }
        : replacement;
    yield { id: 'power-wrong', expr: rebuild(tidy), piece: part, replacement: tidy };
  }
}

/** The value of a sum of two numbers, written as one. */
function folded(expr: Expr): Expr {
  if (expr.type !== 'sum') return expr;
  let total = rational(0);
  for (const term of expr.terms) {
    const value =
      term.type === 'number'
        ? term.value
        : term.type === 'negate' && term.of.type === 'number'
          ? negateRational(term.of.value)
          : undefined;
    if (value === undefined || !isInteger(value)) return expr;
    total = addRational(total, value);
  }
  return numberExpr(total);
}

function* otherFunctions(part: Expr, rebuild: Rebuild): Generator<Variant> {
  if (part.type === 'apply' && part.arguments.length === 1) {
    for (const name of functions)
      if (name !== part.name) {
        const replacement: Expr = { type: 'apply', name, arguments: part.arguments };
        yield { id: 'function-wrong', expr: rebuild(replacement), piece: part, replacement };
      }
    yield { id: 'function-extra', expr: rebuild(part.arguments[0]!), piece: part, replacement: part.arguments[0]! };
  }
}

/** Leaves one term or factor out. */
function* without(part: Expr, rebuild: Rebuild, id: string): Generator<Variant> {
  const operands = part.type === 'sum' ? part.terms : part.type === 'product' ? part.factors : [];
  if (operands.length >= 2)
    for (const [index, piece] of operands.entries()) {
      const rest = operands.filter((_, other) => other !== index);
      const smaller: Expr =
        rest.length === 1
          ? rest[0]!
          : part.type === 'sum'
            ? { ...part, terms: rest }
            : { type: 'product', factors: rest, style: 'juxtaposed' };
      yield { id, expr: rebuild(smaller), piece, replacement: piece };
    }
  if (part.type === 'quotient') {
    yield { id, expr: rebuild(part.numerator), piece: part.denominator, replacement: part.denominator };
    yield {
      id,
      expr: rebuild({ ...part, numerator: numberExpr(one) }),
      piece: part.numerator,
      replacement: part.numerator,
    };
  }
}

function negated(expr: Expr): Expr {
  return expr.type === 'negate' ? expr.of : { type: 'negate', of: expr };
}

/** Every part of an expression with what puts another in its place. */
function* walk(part: Expr, rebuild: Rebuild): Generator<readonly [Expr, Rebuild]> {
  yield [part, rebuild];
  switch (part.type) {
    case 'sum':
      for (const [index, term] of part.terms.entries())
        yield* walk(term, (changed) => rebuild({ ...part, terms: part.terms.with(index, changed) }));
      break;
    case 'product':
      for (const [index, factor] of part.factors.entries())
        yield* walk(factor, (changed) => rebuild({ ...part, factors: part.factors.with(index, changed) }));
      break;
    case 'negate':
    case 'absolute':
    case 'norm':
      yield* walk(part.of, (changed) => rebuild({ ...part, of: changed }));
      break;
    case 'quotient':
      yield* walk(part.numerator, (changed) => rebuild({ ...part, numerator: changed }));
      yield* walk(part.denominator, (changed) => rebuild({ ...part, denominator: changed }));
      break;
    case 'power':
      yield* walk(part.base, (changed) => rebuild({ ...part, base: changed }));
      yield* walk(part.exponent, (changed) => rebuild({ ...part, exponent: changed }));
      break;
    case 'apply':
      for (const [index, argument] of part.arguments.entries())
        yield* walk(argument, (changed) => rebuild({ ...part, arguments: part.arguments.with(index, changed) }));
      break;
    case 'derivative':
      yield* walk(part.of, (changed) => rebuild({ ...part, of: changed }));
      if (part.by.type === 'symbol')
        yield [part.by, (changed) => rebuild(changed.type === 'symbol' ? { ...part, by: changed } : part)];
      break;
    case 'list':
      if (part.items.length === 1) yield* walk(part.items[0]!, (changed) => rebuild({ ...part, items: [changed] }));
      break;
  }
}

/** A symbol read as another one at every place that {@link walk} visits. */
function renamedEverywhere(part: Expr, from: string, to: string): Expr {
  const renamed = (inner: Expr): Expr => renamedEverywhere(inner, from, to);
  switch (part.type) {
    case 'symbol':
      return part.name === from ? { type: 'symbol', name: to } : part;
    case 'sum':
      return { ...part, terms: part.terms.map(renamed) };
    case 'product':
      return { ...part, factors: part.factors.map(renamed) };
    case 'negate':
    case 'absolute':
    case 'norm':
      return { ...part, of: renamed(part.of) };
    case 'quotient':
      return { ...part, numerator: renamed(part.numerator), denominator: renamed(part.denominator) };
    case 'power':
      return { ...part, base: renamed(part.base), exponent: renamed(part.exponent) };
    case 'apply':
      return { ...part, arguments: part.arguments.map(renamed) };
    case 'derivative':
      return { ...part, of: renamed(part.of), by: part.by.type === 'symbol' ? renamed(part.by) : part.by };
    case 'list':
      return part.items.length === 1 ? { ...part, items: [renamed(part.items[0]!)] } : part;
    default:
      return part;
  }
}

/** `u_2` and `u_3`: one family, indices that differ by one. */
function isNeighbour(a: string, b: string): boolean {
  const [first, second] = [a, b].map((name) => /^(?<base>.*?)(?<index>\d+)(?<rest>\D*)$/u.exec(name)?.groups);
  return (
    first !== undefined && second !== undefined && first['base'] === second['base'] && first['rest'] === second['rest'] &&
    Math.abs(Number(first['index']) - Number(second['index'])) === 1
  ); // prettier-ignore
}
