import { add, mul, sub } from '../table/api/all.ts';
import type { Attributes, Interpreter, Operation } from '../table/operation.ts';
import { Float64Tensor } from '../values/float64-tensor.ts';
import type { DType, Shape, Traced, Value } from '../values/value.ts';

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
/** e_a + e_b, with the shapes that broadcasting gives. */
const both: Propagation = (_, _values, [ea, eb]) => add(ea!, eb!);
/** A comparison is as it is when the errors cannot turn it around. */
const decided: Propagation = (operation, values, errors, attributes) => {
  const gap = size(sub(values[0]!, values[1]!)).data;
  if (add(errors[0]!, errors[1]!).data.some((error, i) => error > 0 && error >= gap[i]!)) {
    throw new Error(`the errors decide a comparison (${operation.name})`);
  }
  return zerosOf(operation.reference(values, attributes)[0]!);
};
const zerosOf = ({ shape, data }: Float64Tensor): Float64Tensor =>
  new Float64Tensor(shape, new Float64Array(data.length));
const largest = ({ data }: Float64Tensor): number => data.reduce((most, error) => Math.max(most, error), 0);
/** 1/b moves by at most e/(|b| (|b| − e)). */
const quotient: Propagation = (_, [a, b], [ea, eb]) => {
  const moved = combine(size(b!), eb!, (x, e) => (e < x ? e / (x * (x - e)) : Infinity));
  const inverse = new Float64Tensor(
    b!.shape,
    b!.data.map((x) => 1 / Math.abs(x)),
  );
  return add(mul(ea!, add(inverse, moved)), mul(size(a!), moved));
};
/** Monotone functions: the larger distance at the ends of [x − e, x + e]. */
const ends: Propagation = (operation, [x], [e], attributes) => {
  const at = (values: Float64Tensor): Float64Tensor => operation.reference([values], attributes)[0]!;
  const [low, middle, high] = [at(sub(x!, e!)), at(x!), at(add(x!, e!))];
  return combine(size(sub(low, middle)), size(sub(high, middle)), Math.max);
};

const rules: Readonly<Record<string, Propagation>> = {
  ...Object.fromEntries(
    'reshape transpose slice concat broadcastTo pad sum mean cast scatterAdd gather stopGradient reverse'
      .split(' ')
      .map((name) => [name, linear]),
  ),
  ...Object.fromEntries(['matmul', 'mul'].map((name) => [name, bilinear])),
  ...Object.fromEntries(['tanh', 'relu', 'neg'].map((name) => [name, nonExpansive])),
  // A slope of at most 1/4.
  sigmoid: (_, _values, [error]) =>
    new Float64Tensor(
      error!.shape,
      error!.data.map((e) => e / 4),
    ),
  ...Object.fromEntries(['add', 'sub', 'minimum', 'maximum'].map((name) => [name, both])),
  ...Object.fromEntries(['greater', 'less', 'equal', 'lessEqual', 'greaterEqual'].map((name) => [name, decided])),
  ...Object.fromEntries(['log', 'exp', 'rsqrt', 'sqrt', 'erf'].map((name) => [name, ends])),
  div: quotient,
  reciprocal: (operation, [x], [e], attributes) =>
    quotient(operation, [new Float64Tensor([], [1]), x!], [new Float64Tensor([], [0]), e!], attributes),
  // The positions are certain.
  oneHot: (operation, values, _, attributes) => zerosOf(operation.reference(values, attributes)[0]!),
  max: (operation, _, [e], attributes) => operation.reference([e!], attributes)[0]!,
  // The condition is certain, so each branch's error counts where it is taken.
  where: (operation, [condition], [, a, b], attributes) => operation.reference([condition!, a!, b!], attributes)[0]!,
  // Every weight is multiplied by a factor between e^(−2e) and e^(2e), e the largest error of an input.
  softmax: (operation, [x], [e], attributes) =>
    mul(operation.reference([x!], attributes)[0]!, Math.expm1(2 * largest(e!))),
  logSoftmax: (_, [x], [e]) => add(zerosOf(x!), 2 * largest(e!)),
  // |x² − x̂²| ≤ 2|x|e + e²
  square: (_, [x], [error]) => combine(x!, error!, (value, e) => 2 * Math.abs(value) * e + e * e),
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

/**
 * Begins to follow how far float32 may lead a computation astray: operations of the result compute in float64, and carry
 * with every element a bound on the error of the same computed by the kernels. Running error analysis (Wilkinson; Higham,
 * "Accuracy and Stability of Numerical Algorithms", §3.3): what an operation makes of its inputs' errors, and its own
 * rounding, which the table bounds. Derivatives are bounded as well.
 *
 * @param value numbers that float32 holds exactly.
 * @throws Error in an operation that it has no rule for, or where the errors decide a comparison.
 * @example
 * const y = mul(bounded(float64([3])), bounded(float64([7])));
 * errorOf(y).data[0]! > 0 && errorOf(y).data[0]! < 21 * 2 ** -23; // true
 */
export function bounded(value: Float64Tensor): Value {
  return new Bounded(analysis, value, new Float64Tensor(value.shape, new Float64Array(value.data.length)));
}

/**
 * The bound on every element's error.
 *
 * @throws TypeError for a value that does not come from {@link bounded} ones.
 * @example
 * errorOf(bounded(float64([1, 2]))).data; // [0, 0]
 */
export function errorOf(value: Value): Float64Tensor {
  if (value instanceof Bounded) return value.error;
  throw new TypeError('errorOf: the value was not computed from bounded() ones');
}

/**
 * Compares a result of the device with what {@link bounded} values gave.
 *
 * @returns the largest error in units of its own bound, infinite for another shape, and the largest bound.
 * @throws TypeError when `expected` does not come from bounded values.
 * @example
 * inBounds(float64([1, 2]), bounded(float64([1, 2]))); // { worst: 0, bound: 0 }
 */
export function inBounds(found: Float64Tensor, expected: Value): { readonly worst: number; readonly bound: number } {
  const errors = errorOf(expected);
  const exact = (expected as Bounded).primal;
  if (String(found.shape) !== String(exact.shape)) return { worst: Infinity, bound: 0 };
  let [worst, bound] = [0, 0];
  for (const [i, value] of found.data.entries()) {
    const error = Math.abs(value - exact.data[i]!);
    bound = Math.max(bound, errors.data[i]!);
    if (error === 0) continue;
    worst = Number.isNaN(error) ? Infinity : Math.max(worst, error / errors.data[i]!);
  }
  return { worst, bound };
}
