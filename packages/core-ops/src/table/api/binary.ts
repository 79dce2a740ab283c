import type { Operand, Value } from '../../values/value.ts';
import * as table from '../binary.ts';
import * as selection from '../selection.ts';
import { apply, applyLifting } from '../support.ts';

/**
 * a + b, elementwise with NumPy broadcasting: shapes are aligned at the last axis, and lengths must be equal or 1.
 * A number stands for a scalar. Two int32 operands give int32, anything else floats.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @throws TypeError when float64 and WebGPU values are mixed, or both operands are numbers.
 * @example
 * add(float64([[1], [2]]), float64([10, 20])).data; // [11, 21, 12, 22]
 */
export function add<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return applyLifting(table.add, [a, b]);
}

/**
 * a − b, elementwise; operands, broadcasting, dtypes and errors as for {@link add}.
 *
 * @example
 * sub(float64([3, 4]), 1).data; // [2, 3]
 */
export function sub<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return applyLifting(table.sub, [a, b]);
}

/**
 * a · b, elementwise; operands, broadcasting, dtypes and errors as for {@link add}.
 *
 * @example
 * mul(float64([3, 4]), 2).data; // [6, 8]
 */
export function mul<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return applyLifting(table.mul, [a, b]);
}

/**
 * a / b, elementwise and always in floats; operands, broadcasting and errors as for {@link add}.
 *
 * @example
 * div(1, float64([2, 4])).data; // [0.5, 0.25]
 */
export function div<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return applyLifting(table.div, [a, b]);
}

/**
 * aᵇ, elementwise and always in floats; operands, broadcasting and errors as for {@link add}.
 * A negative base takes whole exponents only (else NaN); a⁰ = 1 and 1ᵇ = 1 for every operand, NaN included (IEEE 754).
 *
 * @example
 * pow(float64([2, -3]), 2).data; // [4, 9]
 */
export function pow<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return applyLifting(table.pow, [a, b]);
}

/**
 * The larger of a and b, elementwise; NaN where either is NaN, as in PyTorch. Operands and errors as for {@link add}.
 *
 * @example
 * maximum(float64([1, 5]), 3).data; // [3, 5]
 */
export function maximum<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return applyLifting(table.maximum, [a, b]);
}

/**
 * The smaller of a and b, elementwise; NaN where either is NaN, as in PyTorch. Operands and errors as for {@link add}.
 *
 * @example
 * minimum(float64([1, 5]), 3).data; // [1, 3]
 */
export function minimum<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return applyLifting(table.minimum, [a, b]);
}

/**
 * Whether a = b, elementwise, as bool; false where either is NaN. Operands, broadcasting and errors as for {@link add}.
 * Integers are compared with floats as floats: beyond 2²⁴ neighbours may look equal.
 *
 * @example
 * equal(float64([1, 2]), 2).data; // [0, 1]
 */
export function equal<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return applyLifting(table.equal, [a, b]);
}

/**
 * Whether a < b, elementwise, as bool; otherwise as {@link equal}.
 *
 * @example
 * less(float64([1, 2, 3]), 2).data; // [1, 0, 0]
 */
export function less<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return applyLifting(table.less, [a, b]);
}

/**
 * Whether a > b, elementwise, as bool; otherwise as {@link equal}.
 *
 * @example
 * greater(float64([1, 2, 3]), 2).data; // [0, 0, 1]
 */
export function greater<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return applyLifting(table.greater, [a, b]);
}

/**
 * Whether a ≤ b, elementwise, as bool; otherwise as {@link equal}.
 *
 * @example
 * lessEqual(float64([1, 2, 3]), 2).data; // [1, 1, 0]
 */
export function lessEqual<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return applyLifting(table.lessEqual, [a, b]);
}

/**
 * Whether a ≥ b, elementwise, as bool; otherwise as {@link equal}.
 *
 * @example
 * greaterEqual(float64([1, 2, 3]), 2).data; // [0, 1, 1]
 */
export function greaterEqual<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return applyLifting(table.greaterEqual, [a, b]);
}

/**
 * a where the condition holds (is not 0), else b, elementwise with NumPy broadcasting of all three.
 * What is not selected does not matter: a NaN there stays out of the result.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example
 * where(float64([1, 0]), float64([5, 6]), 0).data; // [5, 0]
 */
export function where<V extends Value>(condition: Value, a: V, b: Operand<V>): V;
export function where<V extends Value>(condition: Value, a: number, b: V): V;
export function where<V extends Value>(condition: V, a: number, b: number): V;
export function where(condition: Value, a: Operand<Value>, b: Operand<Value>): Value {
  const like = [a, b].find((operand) => typeof operand !== 'number');
  // Two numbers are floats, though the condition beside them is one of integers.
  return applyLifting(selection.where, [condition, a, b], { like: like ?? condition, floats: like === undefined });
}

/**
 * The elements in another dtype. Floats lose their fraction on the way to int32 (towards 0); bool is 1 for all but 0.
 * On the device a NaN or a number beyond int32 becomes an int32 that means nothing.
 * On a float64 value, 'float32' stands for floating point and keeps float64.
 *
 * @example
 * cast(float64([1.9, -1.9]), 'int32').data; // [1, -1]
 */
export function cast<V extends Value>(x: V, dtype: 'float32' | 'int32' | 'bool'): V {
  return apply(selection.cast, [x], { dtype });
}

/**
 * x itself, as a constant: no derivative flows through it.
 *
 * @example
 * stopGradient(float64([1, 2])).data; // [1, 2]
 */
export function stopGradient<V extends Value>(x: V): V {
  return apply(selection.stopGradient, [x], {});
}
