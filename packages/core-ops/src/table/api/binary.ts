import type { Operand, Value } from '../../values/value.ts';
import * as table from '../binary.ts';
import type { Operation } from '../operation.ts';
import { apply, lift } from '../support.ts';

function binary<V extends Value>(operation: Operation, a: Operand<V>, b: Operand<V>): V {
  return apply(operation, lift(operation.name, [a, b]), {});
}

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
  return binary(table.add, a, b);
}

/**
 * a − b, elementwise; operands, broadcasting, dtypes and errors as for {@link add}.
 *
 * @example
 * sub(float64([3, 4]), 1).data; // [2, 3]
 */
export function sub<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return binary(table.sub, a, b);
}

/**
 * a · b, elementwise; operands, broadcasting, dtypes and errors as for {@link add}.
 *
 * @example
 * mul(float64([3, 4]), 2).data; // [6, 8]
 */
export function mul<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return binary(table.mul, a, b);
}

/**
 * a / b, elementwise and always in floats; operands, broadcasting and errors as for {@link add}.
 *
 * @example
 * div(1, float64([2, 4])).data; // [0.5, 0.25]
 */
export function div<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return binary(table.div, a, b);
}

/**
 * aᵇ, elementwise and always in floats; operands, broadcasting and errors as for {@link add}.
 * A negative base takes whole exponents only (else NaN); a⁰ = 1 and 1ᵇ = 1 for every operand, NaN included (IEEE 754).
 *
 * @example
 * pow(float64([2, -3]), 2).data; // [4, 9]
 */
export function pow<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return binary(table.pow, a, b);
}

/**
 * The larger of a and b, elementwise; NaN where either is NaN, as in PyTorch. Operands and errors as for {@link add}.
 *
 * @example
 * maximum(float64([1, 5]), 3).data; // [3, 5]
 */
export function maximum<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return binary(table.maximum, a, b);
}

/**
 * The smaller of a and b, elementwise; NaN where either is NaN, as in PyTorch. Operands and errors as for {@link add}.
 *
 * @example
 * minimum(float64([1, 5]), 3).data; // [1, 3]
 */
export function minimum<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return binary(table.minimum, a, b);
}

/**
 * Whether a = b, elementwise, as bool; false where either is NaN. Operands, broadcasting and errors as for {@link add}.
 * Integers are compared with floats as floats: beyond 2²⁴ neighbours may look equal.
 *
 * @example
 * equal(float64([1, 2]), 2).data; // [0, 1]
 */
export function equal<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return binary(table.equal, a, b);
}

/**
 * Whether a < b, elementwise, as bool; otherwise as {@link equal}.
 *
 * @example
 * less(float64([1, 2, 3]), 2).data; // [1, 0, 0]
 */
export function less<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return binary(table.less, a, b);
}

/**
 * Whether a > b, elementwise, as bool; otherwise as {@link equal}.
 *
 * @example
 * greater(float64([1, 2, 3]), 2).data; // [0, 0, 1]
 */
export function greater<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return binary(table.greater, a, b);
}

/**
 * Whether a ≤ b, elementwise, as bool; otherwise as {@link equal}.
 *
 * @example
 * lessEqual(float64([1, 2, 3]), 2).data; // [1, 1, 0]
 */
export function lessEqual<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return binary(table.lessEqual, a, b);
}

/**
 * Whether a ≥ b, elementwise, as bool; otherwise as {@link equal}.
 *
 * @example
 * greaterEqual(float64([1, 2, 3]), 2).data; // [0, 1, 1]
 */
export function greaterEqual<V extends Value>(a: Operand<V>, b: Operand<V>): V {
  return binary(table.greaterEqual, a, b);
}

/**
 * a where the condition holds (is not 0), else b, elementwise with NumPy broadcasting of all three.
 * What is not selected does not matter: a NaN there stays out of the result.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example
 * where(float64([1, 0]), float64([5, 6]), 0).data; // [5, 0]
 */
export function where<V extends Value>(condition: Value, a: Operand<V>, b: Operand<V>): V {
  // Two numbers take their kind from the condition, but are floats even beside a mask.
  const both = typeof a === 'number' && typeof b === 'number';
  const operands = both
    ? lift<Value>('where', [cast(condition, 'float32'), a, b]).slice(1)
    : lift<Value>('where', [a, b]);
  return apply(table.where, [condition, ...operands], {});
}

/**
 * The elements in another dtype. Floats lose their fraction on the way to int32 (towards 0); bool is 1 for all but 0.
 * On a float64 value, 'float32' stands for floating point and keeps float64.
 *
 * @example
 * cast(float64([1.9, -1.9]), 'int32').data; // [1, -1]
 */
export function cast<V extends Value>(x: V, dtype: 'float32' | 'int32' | 'bool'): V {
  return apply(table.cast, [x], { dtype });
}

/**
 * x itself, as a constant: no derivative flows through it.
 *
 * @example
 * stopGradient(float64([1, 2])).data; // [1, 2]
 */
export function stopGradient<V extends Value>(x: V): V {
  return apply(table.stopGradient, [x], {});
}
