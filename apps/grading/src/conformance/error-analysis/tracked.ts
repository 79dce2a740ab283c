import {
  type Attributes,
  type DType,
  Float64Tensor,
  type Interpreter,
  isTraced,
  type Operation,
  type Shape,
  type Traced,
  type Value,
} from '@gradbook/core-ops';

import { ordinaryRounding } from './ordinary-sums.ts';
import { propagatedError } from './propagation.ts';

/**
 * A float64 value together with a bound on how far the same value computed in float32 on the device may be from it.
 */
export class Tracked implements Traced {
  readonly interpreter: Interpreter;
  readonly primal: Float64Tensor;
  /** One bound for each element. */
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

/**
 * Running error analysis (Wilkinson; Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., §3.3) over the
 * table: every operation's result carries
 *
 *     error of the result = what the operation makes of its inputs' errors + the operation's own error bound
 *
 * so that a function made of operations of the table, its gradients included, gets a bound for every element of its
 * result, derived from the lengths of its sums and the sizes of its intermediate values, to first order in float32's
 * unit roundoff. The interpreter lies beneath every tape (level −1), so it sees a gradient's operations as well.
 */
class ErrorAnalysis implements Interpreter {
  readonly level = -1;
  readonly #arithmetic: Arithmetic;

  constructor(arithmetic: Arithmetic) {
    this.#arithmetic = arithmetic;
  }

  process(operation: Operation, inputs: readonly Value[], attributes: Attributes): Value[] {
    const values = inputs.map(valueOf);
    const outputs = operation.reference(values, attributes);
    const rounding = operation.errorBound(values, attributes, outputs);
    const errors = inputs.map((input, i) => errorOf(input, values[i]!));
    const exact = errors.every(({ data }) => data.every((error) => error === 0));
    const propagated = exact ? undefined : propagatedError(operation, values, errors, attributes, outputs);
    return outputs.map((output, i) => {
      const own = this.#arithmetic === 'ordinary' ? ordinaryRounding(operation, values, attributes, output) : undefined;
      const total = rounding[i]!.data.map((error, j) => error + (own?.data[j] ?? 0) + (propagated?.[i]!.data[j] ?? 0));
      return new Tracked(this, output, new Float64Tensor(output.shape, total));
    });
  }
}

/**
 * Whose float32 arithmetic is bounded: that of our kernels, whose sums are compensated, or that of any library that
 * adds up in some order.
 */
export type Arithmetic = 'kernels' | 'ordinary';

const analyses: Readonly<Record<Arithmetic, ErrorAnalysis>> = {
  kernels: new ErrorAnalysis('kernels'),
  ordinary: new ErrorAnalysis('ordinary'),
};

/** Begins to follow a value that float32 holds exactly. */
export function track(value: Float64Tensor, arithmetic: Arithmetic = 'kernels'): Tracked {
  return new Tracked(analyses[arithmetic], value, new Float64Tensor(value.shape, new Float64Array(value.data.length)));
}

/** The float64 value that a computation on tracked values gave, and the bound on the device's error. */
export function resultOf(value: Value): { readonly value: Float64Tensor; readonly error: Float64Tensor } {
  const exact = valueOf(value);
  return { value: exact, error: errorOf(value, exact) };
}

function valueOf(input: Value): Float64Tensor {
  if (input instanceof Tracked) return input.primal;
  if (input instanceof Float64Tensor) return input;
  throw new TypeError(`error analysis: got ${isTraced(input) ? 'a value of another interpreter' : 'a device tensor'}`);
}

/**
 * A constant that float32 does not hold is rounded on its way to the device, and once more if it was itself computed.
 */
function errorOf(input: Value, value: Float64Tensor): Float64Tensor {
  if (input instanceof Tracked) return input.error;
  return new Float64Tensor(
    value.shape,
    value.data.map((constant) =>
      Math.fround(constant) === constant || Number.isNaN(constant) ? 0 : Math.abs(constant) * 2 ** -23,
    ),
  );
}
