import type { Expr } from '../expressions/expr.ts';
import {
  add,
  type ExactMatrix,
  hadamard,
  inverse,
  modulus,
  multiply,
  power,
  residue,
  scalar,
  transpose,
} from './exact-matrix.ts';

/** What the names of an expression are worth at one point. */
export interface MatrixPoint {
  readonly matrices: Readonly<Record<string, ExactMatrix>>;
  /** Whole numbers that exponents and the ends of products are written with. */
  readonly integers: Readonly<Record<string, number>>;
  /** What a derivative stands for; undefined where it stands for nothing known. */
  readonly derivative: (expr: Expr & { readonly type: 'derivative' }) => Expr | undefined;
  /** The superscript `T` of a base: a transposition, or the power T. */
  readonly superscriptT: 'transpose' | 'power';
}

/** Why an expression has no value here. */
export class UnknownName extends Error {
  readonly written: string;
  constructor(written: string) {
    super(`The part does not know \`${written}\`.`);
    this.name = 'UnknownName';
    this.written = written;
  }
}

/**
 * The value of an expression in matrices at a point, modulo a prime; products keep their order.
 *
 * @throws {UnknownName} for a name or an operation without a meaning here.
 * @throws {SizeError} where sizes do not fit.
 */
export function evaluateMatrix(expr: Expr, point: MatrixPoint): ExactMatrix {
  const visit = (part: Expr): ExactMatrix => evaluateMatrix(part, point);
  switch (expr.type) {
    case 'number':
      return scalar((residue(expr.value.numerator) * inverse(residue(expr.value.denominator))) % modulus);
    case 'symbol': {
      const found = Object.hasOwn(point.matrices, expr.name) ? point.matrices[expr.name] : undefined;
      if (found) return found;
      if (Object.hasOwn(point.integers, expr.name)) return scalar(residue(point.integers[expr.name]!));
      throw new UnknownName(expr.name);
    }
    case 'sum':
      return expr.terms.map(visit).reduce((sum, term) => add(sum, term));
    case 'product':
      if (expr.style === 'tensor') throw new UnknownName('⊗');
      return expr.factors.map(visit).reduce(expr.style === 'hadamard' ? hadamard : multiply);
    case 'negate':
      return multiply(scalar(modulus - 1), visit(expr.of));
    case 'quotient': {
      const denominator = visit(expr.denominator);
      if (!denominator.scalar) throw new UnknownName('a division by a matrix');
      return multiply(scalar(inverse(denominator.data[0]!)), visit(expr.numerator));
    }
    case 'transpose':
      return transpose(visit(expr.of));
    case 'power': {
      const isT = expr.exponent.type === 'symbol' && expr.exponent.name === 'T';
      if (isT && point.superscriptT === 'transpose') return transpose(visit(expr.base));
      return power(visit(expr.base), integerValue(expr.exponent, point));
    }
    case 'list':
      if (expr.items.length === 1 && expr.bracket !== '{') return visit(expr.items[0]!);
      throw new UnknownName('a list');
    case 'derivative': {
      const stands = point.derivative(expr);
      if (!stands) throw new UnknownName('a derivative');
      return visit(stands);
    }
    case 'apply':
      return product(expr, point);
    default:
      throw new UnknownName(expr.type === 'words' ? expr.text : expr.type);
  }
}

/** ∏ over steps whose factor is the same in each. */
function product(expr: Expr & { readonly type: 'apply' }, point: MatrixPoint): ExactMatrix {
  const [body, index, from, to] = expr.arguments;
  if (expr.name !== 'prod' || !body || !from || !to || index?.type !== 'symbol') throw new UnknownName(expr.name);
  const count = integerValue(to, point) - integerValue(from, point) + 1;
  return power(evaluateMatrix(body, point), count);
}

/** The value of an exponent: whole numbers and sums and products of them. */
function integerValue(expr: Expr, point: MatrixPoint): number {
  const visit = (part: Expr): number => integerValue(part, point);
  switch (expr.type) {
    case 'number':
      return Number(expr.value.numerator) / Number(expr.value.denominator);
    case 'symbol':
      if (Object.hasOwn(point.integers, expr.name)) return point.integers[expr.name]!;
      throw new UnknownName(expr.name);
    case 'sum':
      return expr.terms.map(visit).reduce((sum, term) => sum + term, 0);
    case 'product':
      return expr.factors.map(visit).reduce((total, factor) => total * factor, 1);
    case 'negate':
      return -visit(expr.of);
    case 'list':
      if (expr.items.length === 1) return visit(expr.items[0]!);
      throw new UnknownName('a list');
    default:
      throw new UnknownName(`an exponent with ${expr.type}`);
  }
}
