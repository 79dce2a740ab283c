import {
  type Attributes,
  type DType,
  Float64Tensor,
  type Interpreter,
  type Operation,
  type Shape,
  type Traced,
  type Value,
} from '@gradbook/core-ops';

/** A float64 value, and how far the same computed in float32 may be from it, element by element. */
class Bounded implements Traced {
  readonly interpreter: Interpreter;
  readonly primal: Float64Tensor;
  readonly error: Float64Tensor;

  constructor(interpreter: Interpreter, primal: Float64Tensor, error: Float64Tensor) {
    this.interpreter = interpreter;
    this.primal = primal;
    this.error = error;
  }

  get shape(): Shape {
    return this.primal.shape;
  }

  get dtype(): DType {
    return this.primal.dtype;
  }
}

type Propagation = (
  operation: Operation,
  values: readonly Float64Tensor[],
  errors: readonly Float64Tensor[],
  attributes: Attributes,
) => Float64Tensor;

const combine = (a: Float64Tensor, b: Float64Tensor, f: (a: number, b: number) => number): Float64Tensor =>
  new Float64Tensor(
    a.shape,
    a.data.map((value, i) => f(value, b.data[i]!)),
  );
const plus = (a: Float64Tensor, b: Float64Tensor): Float64Tensor => combine(a, b, (x, y) => x + y);
const size = (x: Float64Tensor): Float64Tensor => new Float64Tensor(x.shape, x.data.map(Math.abs));

/** Elements are moved or added up with weights of one sign: so are their errors. */
const linear: Propagation = (operation, values, errors, attributes) =>
  operation.reference(
    values.map((value, i) => (value.dtype === 'float64' ? errors[i]! : value)),
    attributes,
  )[0]!;
/** |a b − â b̂| ≤ |a| e_b + e_a |b| + e_a e_b */
const bilinear: Propagation = (operation, [a, b], [ea, eb], attributes) => {
  const f = (left: Float64Tensor, right: Float64Tensor): Float64Tensor =>
    operation.reference([left, right], attributes)[0]!;
  return plus(plus(f(size(a!), eb!), f(ea!, size(b!))), f(ea!, eb!));
};
/** Slopes of at most 1. */
const nonExpansive: Propagation = (_, _values, [error]) => error!;

const rules: Readonly<Record<string, Propagation>> = {
  ...Object.fromEntries(
    ['reshape', 'transpose', 'slice', 'concat', 'add', 'where', 'broadcastTo', 'pad', 'sum', 'cast'].map((name) => [
      name,
      linear,
    ]),
  ),
  ...Object.fromEntries(['matmul', 'mul'].map((name) => [name, bilinear])),
  ...Object.fromEntries(['tanh', 'relu', 'neg'].map((name) => [name, nonExpansive])),
  // A slope of at most 1/4.
  sigmoid: (_, _values, [error]) =>
    new Float64Tensor(
      error!.shape,
      error!.data.map((e) => e / 4),
    ),
  // |x² − x̂²| ≤ 2|x|e + e²
  square: (_, [x], [error]) => combine(x!, error!, (value, e) => 2 * Math.abs(value) * e + e * e),
  // e_a + e_b, with the shapes that broadcasting gives.
  sub: (operation, _, [ea, eb], attributes) =>
    operation.reference(
      [
        ea!,
        new Float64Tensor(
          eb!.shape,
          eb!.data.map((error) => -error),
        ),
      ],
      attributes,
    )[0]!,
};

/**
 * Running error analysis: an operation's error is what it makes of its inputs' errors, and its own rounding, which the table
 * bounds. Beneath every tape, so that gradients are bounded as well.
 */
const analysis: Interpreter = {
  level: -1,
  process: (operation, inputs, attributes) => {
    const values = inputs.map((input) => (input instanceof Bounded ? input.primal : (input as Float64Tensor)));
    const errors = inputs.map((input, i) =>
      input instanceof Bounded
        ? input.error
        : new Float64Tensor(values[i]!.shape, new Float64Array(values[i]!.data.length)),
    );
    const outputs = operation.reference(values, attributes);
    const rounding = operation.errorBound(values, attributes, outputs);
    const rule = rules[operation.name];
    if (!rule || outputs.length !== 1) throw new Error(`no rule for ${operation.name}`);
    return [new Bounded(analysis, outputs[0]!, plus(rule(operation, values, errors, attributes), rounding[0]!))];
  },
};

/** Begins to follow a value that float32 holds exactly. */
export function bounded(value: Float64Tensor): Value {
  return new Bounded(analysis, value, new Float64Tensor(value.shape, new Float64Array(value.data.length)));
}

/** The largest error of a float32 result in units of its bound, and the largest bound. */
export function inBounds(found: Float64Tensor, expected: Value): { worst: number; bound: number } {
  if (!(expected instanceof Bounded)) throw new TypeError('not followed');
  if (String(found.shape) !== String(expected.shape)) return { worst: Infinity, bound: 0 };
  let [worst, bound] = [0, 0];
  for (const [i, value] of found.data.entries()) {
    const error = Math.abs(value - expected.primal.data[i]!);
    bound = Math.max(bound, expected.error.data[i]!);
    if (error === 0) continue;
    worst = Number.isNaN(error) ? Infinity : Math.max(worst, error / expected.error.data[i]!);
  }
  return { worst, bound };
}
