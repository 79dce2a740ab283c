import { type Expr, plainOf, type Rational } from '@gradbook/answers';
import { type Graph, name, trace } from '@gradbook/autograd';
import {
  abs,
  add,
  cos,
  div,
  exp,
  float64,
  log,
  mul,
  neg,
  pow,
  relu,
  sigmoid,
  sin,
  softplus,
  sqrt,
  square,
  sub,
  tanh,
  type Value,
} from '@gradbook/core-ops';

import { DefinitionError, type Definitions } from './definitions.ts';

/** A value, or a number that stands in the formula. */
type Operand = Value | number;

const functions: Readonly<Record<string, (x: Value) => Value>> = {
  tanh,
  sigma: sigmoid,
  sigmoid,
  relu,
  exp,
  log,
  ln: log,
  sqrt,
  sin,
  cos,
  softplus,
  abs,
};

/** The value of the last definition. Every value that is defined on the way has its name in a trace. */
export function valueOf({ definitions }: Definitions, inputs: ReadonlyMap<string, Value>): Value {
  const known = new Map(inputs);
  for (const [index, definition] of definitions.entries()) {
    const value = evaluate(definition.value, known);
    const made = typeof value === 'number' ? float64(value) : value;
    // The result is named by the key that it is returned under.
    known.set(definition.name, index === definitions.length - 1 ? made : name(made, definition.name));
  }
  return known.get(definitions.at(-1)!.name)!;
}

/** The computation graph of definitions at given values of their inputs, in float64. */
export async function graphOf(definitions: Definitions, inputs: Readonly<Record<string, number>>): Promise<Graph> {
  return trace(
    (given) => {
      const known = new Map(Object.entries(given as Readonly<Record<string, Value>>));
      return { [definitions.definitions.at(-1)!.name]: valueOf(definitions, known) };
    },
    Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, float64(value)])),
  );
}

function evaluate(expr: Expr, known: ReadonlyMap<string, Value>): Operand {
  const of = (part: Expr): Operand => evaluate(part, known);
  switch (expr.type) {
    case 'number':
      return numberOf(expr.value);
    case 'symbol':
      return known.get(expr.name)!;
    case 'sum':
      return expr.terms
        .slice(1)
        .reduce<Operand>(
          (sum, term) =>
            term.type === 'negate'
              ? binary(sub, (a, b) => a - b, sum, of(term.of))
              : binary(add, (a, b) => a + b, sum, of(term)),
          of(expr.terms[0]!),
        );
    case 'product':
      return expr.factors
        .slice(1)
        .reduce<Operand>((product, factor) => binary(mul, (a, b) => a * b, product, of(factor)), of(expr.factors[0]!));
    case 'quotient':
      return binary(div, (a, b) => a / b, of(expr.numerator), of(expr.denominator));
    case 'negate': {
      const inner = of(expr.of);
      return typeof inner === 'number' ? -inner : neg<Value>(inner);
    }
    case 'power':
      return power(expr, of);
    case 'absolute':
      return applied('abs', of(expr.of));
    case 'apply':
      if (expr.arguments.length !== 1 || expr.base || !Object.hasOwn(functions, expr.name)) {
        throw new DefinitionError(
          `${plainOf(expr)} cannot be differentiated here; functions of one number are taken: ${Object.keys(functions).join(', ')}.`,
        );
      }
      return applied(expr.name, of(expr.arguments[0]!));
    default:
      throw new DefinitionError(
        `${plainOf(expr)} is no number: here every name is one, and sums, products, quotients, powers and functions are taken.`,
      );
  }
}

function power({ base, exponent }: Extract<Expr, { type: 'power' }>, of: (part: Expr) => Operand): Operand {
  const above = of(exponent);
  if (base.type === 'symbol' && base.name === 'e') return applied('exp', above);
  const below = of(base);
  if (typeof above === 'number' && typeof below !== 'number')
    return above === 2 ? square<Value>(below) : pow<Value>(below, above);
  return binary(pow, (a, b) => a ** b, below, above);
}

function applied(called: string, x: Operand): Operand {
  const run = functions[called]!;
  // A function of a number that stands in the formula is a constant.
  return run(typeof x === 'number' ? float64(x) : x);
}

function binary(
  operation: (a: Operand, b: Operand) => Value,
  numbers: (a: number, b: number) => number,
  a: Operand,
  b: Operand,
): Operand {
  return typeof a === 'number' && typeof b === 'number' ? numbers(a, b) : operation(a, b);
}

function numberOf({ numerator, denominator }: Rational): number {
  return Number(numerator) / Number(denominator);
}
