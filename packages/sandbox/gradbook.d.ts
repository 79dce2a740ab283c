// oxlint-disable max-lines
/**
 * What a student's module imports from 'gradbook': tensors of float64 numbers, and operations on them. An operation whose
 * tensors do not fit throws a ShapeError that says which shapes it got and what they must be.
 *
 * Made from the sources of @gradbook/core-ops; put it beside the module, and an editor knows what there is.
 */
declare module 'gradbook' {
  /** Sizes of the axes, outermost first; `[]` is a scalar. */
  export type Shape = readonly number[];

  /** Numbers in nested lists, all of one length at each depth. */
  export type Nested = number | boolean | readonly Nested[];

  /** A dense array of numbers in row-major order. `new Tensor([2, 2], [1, 2, 3, 4])` or `tensor([[1, 2], [3, 4]])`. */
  export class Tensor {
    readonly shape: Shape;
    readonly data: Float64Array;
    readonly dtype: 'float64' | 'int32' | 'bool';
    constructor(shape: Shape, data: ArrayLike<number>, dtype?: 'float64' | 'int32' | 'bool');
  }

  /** Tensors that do not fit an operation: its message says which, what it was given and the rule. */
  export class ShapeError extends Error {
    readonly operation: string;
    readonly shapes: readonly Shape[];
    readonly rule: string;
    constructor(operation: string, shapes: readonly Shape[], rule: string);
  }

  /** A tensor of nested lists, or of flat numbers and a shape. */
  export function tensor(data: Nested | ArrayLike<number>, shape?: Shape): Tensor;
  /** The same as tensor(). */
  export function float64(data: Nested | ArrayLike<number>, shape?: Shape): Tensor;
  /** A tensor of zeros. */
  export function zeros(shape: Shape): Tensor;
  /** A tensor of ones. */
  export function ones(shape: Shape): Tensor;
  /** A tensor of one number everywhere. */
  export function full(shape: Shape, value: number): Tensor;
  /** The numbers in nested lists; a scalar gives a number. */
  export function toNested(x: Tensor): Nested;
  /** The number of elements in a shape; a scalar's is 1. */
  export function sizeOf(shape: Shape): number;
  /** The shape that shapes broadcast to; `operation` is named in the error. */
  export function broadcastShapes(operation: string, shapes: readonly Shape[]): Shape;

  /**
   * a + b, elementwise with NumPy broadcasting: shapes are aligned at the last axis, and lengths must be equal or 1.
   * A number stands for a scalar. Two int32 operands give int32, anything else floats.
   *
   * @throws ShapeError when the shapes do not broadcast.
   * @throws TypeError when float64 and WebGPU values are mixed, or both operands are numbers.
   * @example
   * add(float64([[1], [2]]), float64([10, 20])).data; // [11, 21, 12, 22]
   */
  export function add(a: Tensor | number, b: Tensor | number): Tensor;

  /**
   * a − b, elementwise; operands, broadcasting, dtypes and errors as for {@link add}.
   *
   * @example
   * sub(float64([3, 4]), 1).data; // [2, 3]
   */
  export function sub(a: Tensor | number, b: Tensor | number): Tensor;

  /**
   * a · b, elementwise; operands, broadcasting, dtypes and errors as for {@link add}.
   *
   * @example
   * mul(float64([3, 4]), 2).data; // [6, 8]
   */
  export function mul(a: Tensor | number, b: Tensor | number): Tensor;

  /**
   * a / b, elementwise and always in floats; operands, broadcasting and errors as for {@link add}.
   *
   * @example
   * div(1, float64([2, 4])).data; // [0.5, 0.25]
   */
  export function div(a: Tensor | number, b: Tensor | number): Tensor;

  /**
   * aᵇ, elementwise and always in floats; operands, broadcasting and errors as for {@link add}.
   * A negative base takes whole exponents only (else NaN); a⁰ = 1 and 1ᵇ = 1 for every operand, NaN included (IEEE 754).
   *
   * @example
   * pow(float64([2, -3]), 2).data; // [4, 9]
   */
  export function pow(a: Tensor | number, b: Tensor | number): Tensor;

  /**
   * The larger of a and b, elementwise; NaN where either is NaN, as in PyTorch. Operands and errors as for {@link add}.
   *
   * @example
   * maximum(float64([1, 5]), 3).data; // [3, 5]
   */
  export function maximum(a: Tensor | number, b: Tensor | number): Tensor;

  /**
   * The smaller of a and b, elementwise; NaN where either is NaN, as in PyTorch. Operands and errors as for {@link add}.
   *
   * @example
   * minimum(float64([1, 5]), 3).data; // [1, 3]
   */
  export function minimum(a: Tensor | number, b: Tensor | number): Tensor;

  /**
   * Whether a = b, elementwise, as bool; false where either is NaN. Operands, broadcasting and errors as for {@link add}.
   * Integers are compared with floats as floats: beyond 2²⁴ neighbours may look equal.
   *
   * @example
   * equal(float64([1, 2]), 2).data; // [0, 1]
   */
  export function equal(a: Tensor | number, b: Tensor | number): Tensor;

  /**
   * Whether a < b, elementwise, as bool; otherwise as {@link equal}.
   *
   * @example
   * less(float64([1, 2, 3]), 2).data; // [1, 0, 0]
   */
  export function less(a: Tensor | number, b: Tensor | number): Tensor;

  /**
   * Whether a > b, elementwise, as bool; otherwise as {@link equal}.
   *
   * @example
   * greater(float64([1, 2, 3]), 2).data; // [0, 0, 1]
   */
  export function greater(a: Tensor | number, b: Tensor | number): Tensor;

  /**
   * Whether a ≤ b, elementwise, as bool; otherwise as {@link equal}.
   *
   * @example
   * lessEqual(float64([1, 2, 3]), 2).data; // [1, 1, 0]
   */
  export function lessEqual(a: Tensor | number, b: Tensor | number): Tensor;

  /**
   * Whether a ≥ b, elementwise, as bool; otherwise as {@link equal}.
   *
   * @example
   * greaterEqual(float64([1, 2, 3]), 2).data; // [0, 1, 1]
   */
  export function greaterEqual(a: Tensor | number, b: Tensor | number): Tensor;

  /**
   * a where the condition holds (is not 0), else b, elementwise with NumPy broadcasting of all three.
   * What is not selected does not matter: a NaN there stays out of the result.
   *
   * @throws ShapeError when the shapes do not broadcast.
   * @example
   * where(float64([1, 0]), float64([5, 6]), 0).data; // [5, 0]
   */
  export function where(condition: Tensor, a: Tensor, b: Tensor | number): Tensor;

  export function where(condition: Tensor, a: number, b: Tensor): Tensor;

  export function where(condition: Tensor, a: number, b: number): Tensor;

  /**
   * The elements in another dtype. Floats lose their fraction on the way to int32 (towards 0); bool is 1 for all but 0.
   * On the device a NaN or a number beyond int32 becomes an int32 that means nothing.
   * On a float64 value, 'float32' stands for floating point and keeps float64.
   *
   * @example
   * cast(float64([1.9, -1.9]), 'int32').data; // [1, -1]
   */
  export function cast(x: Tensor, dtype: 'float32' | 'int32' | 'bool'): Tensor;

  /**
   * −x, elementwise: a value of the shape of x. Int32 stays int32.
   *
   * @example
   * neg(float64([1, -2])).data; // [-1, 2]
   */
  export function neg(x: Tensor): Tensor;

  /**
   * |x|, elementwise: a value of the shape of x. Int32 stays int32. The derivative at 0 is taken to be 0.
   *
   * @example
   * abs(float64([1, -2])).data; // [1, 2]
   */
  export function abs(x: Tensor): Tensor;

  /**
   * −1, 0 or 1 by the sign of x; NaN stays NaN, elementwise: a value of the shape of x. Int32 stays int32. The derivative is 0.
   *
   * @example
   * sign(float64([3, 0, -2])).data; // [1, 0, -1]
   */
  export function sign(x: Tensor): Tensor;

  /**
   * eˣ, elementwise: a value of the shape of x. Within 4 roundings of float32 (tfjs and WGSL: 3 + 2|x| units in the last place).
   *
   * @example
   * exp(float64([0])).data; // [1]
   */
  export function exp(x: Tensor): Tensor;

  /**
   * eˣ − 1 without cancellation near 0, elementwise: a value of the shape of x.
   *
   * @example
   * expm1(float64([0])).data; // [0]
   */
  export function expm1(x: Tensor): Tensor;

  /**
   * The natural logarithm; −∞ at 0, NaN below, elementwise: a value of the shape of x.
   *
   * @example
   * log(float64([1])).data; // [0]
   */
  export function log(x: Tensor): Tensor;

  /**
   * log(1 + x) without cancellation near 0 (tfjs is off by 5 % at 1e-6), elementwise: a value of the shape of x.
   *
   * @example
   * log1p(float64([0])).data; // [0]
   */
  export function log1p(x: Tensor): Tensor;

  /**
   * √x; NaN below 0, elementwise: a value of the shape of x.
   *
   * @example
   * sqrt(float64([9])).data; // [3]
   */
  export function sqrt(x: Tensor): Tensor;

  /**
   * 1 / √x, elementwise: a value of the shape of x.
   *
   * @example
   * rsqrt(float64([4])).data; // [0.5]
   */
  export function rsqrt(x: Tensor): Tensor;

  /**
   * 1 / x, elementwise: a value of the shape of x.
   *
   * @example
   * reciprocal(float64([4])).data; // [0.25]
   */
  export function reciprocal(x: Tensor): Tensor;

  /**
   * x², elementwise: a value of the shape of x. Int32 stays int32.
   *
   * @example
   * square(float64([-3])).data; // [9]
   */
  export function square(x: Tensor): Tensor;

  /**
   * The sine of x radians, elementwise: a value of the shape of x. On the device accurate to a few roundings for |x| up to 12,000, losing digits beyond.
   *
   * @example
   * sin(float64([0])).data; // [0]
   */
  export function sin(x: Tensor): Tensor;

  /**
   * The cosine of x radians, elementwise: a value of the shape of x. On the device accurate to a few roundings for |x| up to 12,000, losing digits beyond.
   *
   * @example
   * cos(float64([0])).data; // [1]
   */
  export function cos(x: Tensor): Tensor;

  /**
   * The hyperbolic tangent (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), elementwise: a value of the shape of x. Accurate near 0, where tfjs is off by 2.7e-4 at 1e-4.
   *
   * @example
   * tanh(float64([0])).data; // [0]
   */
  export function tanh(x: Tensor): Tensor;

  /**
   * The logistic function 1 / (1 + e⁻ˣ), elementwise: a value of the shape of x.
   *
   * @example
   * sigmoid(float64([0])).data; // [0.5]
   */
  export function sigmoid(x: Tensor): Tensor;

  /**
   * log(1 + eˣ), in a form that neither overflows nor cancels, elementwise: a value of the shape of x.
   *
   * @example
   * softplus(float64([-1000, 1000])).data; // [0, 1000]
   */
  export function softplus(x: Tensor): Tensor;

  /**
   * max(x, 0); NaN stays NaN, elementwise: a value of the shape of x. Int32 stays int32. The derivative at 0 is taken to be 0.
   *
   * @example
   * relu(float64([-1, 2])).data; // [0, 2]
   */
  export function relu(x: Tensor): Tensor;

  /**
   * The error function 2/√π ∫₀ˣ e^(−t²) dt, elementwise: a value of the shape of x.
   *
   * @example
   * erf(float64([0])).data; // [0]
   */
  export function erf(x: Tensor): Tensor;

  /**
   * The largest whole number not above x, elementwise: a value of the shape of x. Int32 stays int32. The derivative is 0.
   *
   * @example
   * floor(float64([1.5, -1.5])).data; // [1, -2]
   */
  export function floor(x: Tensor): Tensor;

  /** How a matrix product reads its operands. */
  export interface MatmulOptions {
    /** Whether an operand is read transposed (its last two axes swapped). */
    readonly transposeA?: boolean;
    readonly transposeB?: boolean;
    /**
     * `float16` stores the operands in 16 bits while they are multiplied, which halves the memory that moves on a GPU; products and sums
     * stay float32's. Each operand is rounded once, by 2⁻¹¹ of itself at most; below 2⁻¹⁴ it becomes 0, from 65,520 on infinite. So every
     * product of two elements is off by about a thousandth of itself at most. Derivatives are computed in float32: cotangents are often too
     * small. Default `float32`.
     */
    readonly storage?: 'float32' | 'float16';
  }

  /**
   * The matrix product of a [batch…, n, k] and b [batch…, k, m]: [batch…, n, m], with c_ij = Σ_k a_ik b_kj.
   * Leading axes broadcast by NumPy's rule. The order of additions is fixed, so that results repeat exactly.
   *
   * @throws ShapeError when an operand has fewer than two axes, the inner lengths differ or the leading axes do not
   * broadcast.
   * @example
   * matmul(float64([[1, 2], [3, 4]]), float64([[5], [6]])).data; // [17, 39]
   */
  export function matmul(a: Tensor, b: Tensor, options?: MatmulOptions): Tensor;

  /** What a reduction leaves of the axes it reduces. */
  export interface ReductionOptions {
    /** Keep the reduced axes with length 1 instead of removing them. */
    readonly keepDims?: boolean;
  }

  /** The axes to reduce, one or several; negative ones count from the end. */
  export type Axes = number | readonly number[];

  /**
   * The sum over axes (all of them by default), compensated: its error does not grow with the number of terms.
   * No elements sum to 0. Int32 stays int32, bool is counted as int32.
   *
   * @param axes an axis or several; negative ones count from the end.
   * @throws ShapeError when an axis does not exist or is named twice.
   * @example
   * sum(float64([[1, 2], [3, 4]]), 0).data; // [4, 6]
   */
  export function sum(x: Tensor, axes?: Axes, options?: ReductionOptions): Tensor;

  /**
   * The arithmetic mean over axes (all of them by default), in floats; axes and errors as for {@link sum}.
   *
   * @throws ShapeError also when there is nothing to average.
   * @example
   * mean(float64([[1, 2], [3, 4]]), -1).data; // [1.5, 3.5]
   */
  export function mean(x: Tensor, axes?: Axes, options?: ReductionOptions): Tensor;

  /**
   * The product over axes (all of them by default); axes and errors as for {@link sum}. The product of nothing is 1.
   *
   * @example
   * prod(float64([2, 3, 4])).data; // [24]
   */
  export function prod(x: Tensor, axes?: Axes, options?: ReductionOptions): Tensor;

  /**
   * The largest element over axes (all of them by default); NaN where there is one. Axes and errors as for {@link mean}.
   *
   * @example
   * max(float64([[1, 5], [7, 3]]), 1).data; // [5, 7]
   */
  export function max(x: Tensor, axes?: Axes, options?: ReductionOptions): Tensor;

  /**
   * The smallest element over axes (all of them by default); NaN where there is one. Axes and errors as for {@link mean}.
   *
   * @example
   * min(float64([[1, 5], [7, 3]]), 1).data; // [1, 3]
   */
  export function min(x: Tensor, axes?: Axes, options?: ReductionOptions): Tensor;

  /**
   * log Σ eˣ over axes (all of them by default) as m + log Σ e^(x − m) with m the largest element, so that it neither
   * overflows nor vanishes; axes and errors as for {@link mean}.
   *
   * @example
   * logSumExp(float64([1000, 1000])).data[0]; // 1000.6931471805599
   */
  export function logSumExp(x: Tensor, axes?: Axes, options?: ReductionOptions): Tensor;

  /**
   * The index, as int32, of the largest element along an axis, which is removed. Ties go to the lowest index; a NaN counts
   * as largest, as in PyTorch.
   *
   * @throws ShapeError when the axis does not exist or is empty.
   * @example
   * argMax(float64([[1, 5], [7, 3]])).data; // [1, 0]
   */
  export function argMax(x: Tensor, axis?: number): Tensor;

  /**
   * The index, as int32, of the smallest element along an axis; a NaN counts as smallest. Otherwise as {@link argMax}.
   *
   * @example
   * argMin(float64([[1, 5], [7, 3]])).data; // [0, 1]
   */
  export function argMin(x: Tensor, axis?: number): Tensor;

  /** Which elements a running sum holds. */
  export interface CumsumOptions {
    /** Leave the element at each position out of its own sum: the first is 0. */
    readonly exclusive?: boolean;
    /** Sum from the end of the axis. */
    readonly reverse?: boolean;
  }

  /**
   * The running sum yᵢ = x₀ + … + xᵢ along an axis, compensated: a value of the shape of x.
   *
   * @throws ShapeError when the axis does not exist.
   * @example
   * cumsum(float64([1, 2, 3]), 0, { reverse: true }).data; // [6, 5, 3]
   */
  export function cumsum(x: Tensor, axis?: number, options?: CumsumOptions): Tensor;

  /** The first two moments of a distribution. */
  export interface Moments {
    readonly mean: Tensor;
    /** The population variance: the mean of the squared distances, divided by n and not by n − 1. */
    readonly variance: Tensor;
  }

  /**
   * Mean and population variance over axes: mean = Σx / n, variance = Σ(x − mean)² / n. Both have the reduced shape.
   *
   * The elements are centred twice, once about the mean and once about what rounding left of it (the corrected two-pass
   * algorithm: Chan, Golub and LeVeque 1983), so that a large mean costs the variance no digits.
   * A function over `mean`, `sub` and `square`: its derivatives are theirs.
   *
   * @throws ShapeError when an axis does not exist or there is nothing to average.
   * @example
   * moments(float64([1, 2, 3, 4])).variance.data; // [1.25]
   */
  export function moments(x: Tensor, axes?: Axes, options?: ReductionOptions): Moments;

  /**
   * eˣⁱ / Σⱼ eˣʲ along an axis (the last by default), computed from x − max x, so that logits of any size are safe:
   * a value of the shape of x whose lines sum to 1.
   *
   * @throws ShapeError when the axis does not exist.
   * @example
   * softmax(float64([1e4, 1e4])).data; // [0.5, 0.5]
   */
  export function softmax(x: Tensor, axis?: number): Tensor;

  /**
   * xᵢ − log Σⱼ eˣʲ along an axis (the last by default), computed from x − max x: the logarithm of {@link softmax} without
   * its underflow.
   *
   * @throws ShapeError when the axis does not exist.
   * @example
   * logSoftmax(float64([0, -1e4])).data; // [0, -10000]
   */
  export function logSoftmax(x: Tensor, axis?: number): Tensor;

  /**
   * The same elements, in row-major order, in another shape.
   *
   * @param shape the new lengths; one of them may be −1 and is worked out.
   * @throws ShapeError when the shapes do not hold equally many elements.
   * @example
   * reshape(float64([[1, 2], [3, 4]]), [-1]).shape; // [4]
   */
  export function reshape(x: Tensor, shape: Shape): Tensor;

  /**
   * A new axis of length 1 at a position of the result.
   *
   * @example
   * expandDims(float64([1, 2]), -1).shape; // [2, 1]
   */
  export function expandDims(x: Tensor, axis?: number): Tensor;

  /**
   * The value without axes of length 1: those named, or all of them.
   *
   * @throws ShapeError when a named axis does not exist or has another length.
   * @example
   * squeeze(float64([[[1], [2]]])).shape; // [2]
   */
  export function squeeze(x: Tensor, axes?: number | readonly number[]): Tensor;

  /**
   * The axes in another order: axis i of the result is axis permutation[i] of x. Without a permutation they are reversed.
   *
   * @throws ShapeError when the permutation does not name each axis once.
   * @example
   * transpose(float64([[1, 2], [3, 4]])).data; // [1, 3, 2, 4]
   */
  export function transpose(x: Tensor, permutation?: readonly number[]): Tensor;

  /**
   * The elements in reverse order along axes (all of them by default).
   *
   * @throws ShapeError when an axis does not exist or is named twice.
   * @example
   * reverse(float64([1, 2, 3])).data; // [3, 2, 1]
   */
  export function reverse(x: Tensor, axes?: number | readonly number[]): Tensor;

  /**
   * The block that begins at `begin` and has lengths `size`; a size of −1 reaches to the end of its axis.
   *
   * @throws ShapeError when the block does not lie within x.
   * @example
   * slice(float64([[1, 2, 3], [4, 5, 6]]), [0, 1], [2, -1]).data; // [2, 3, 5, 6]
   */
  export function slice(x: Tensor, begin: readonly number[], size: readonly number[]): Tensor;

  /**
   * The value within a frame: paddings[i] = [before, after] elements of `value` on axis i.
   *
   * @throws ShapeError unless there is a pair of whole numbers for every axis.
   * @example
   * pad(float64([1, 2]), [[1, 2]]).data; // [0, 1, 2, 0, 0]
   */
  export function pad(x: Tensor, paddings: readonly (readonly [before: number, after: number])[], value?: number): Tensor;

  /**
   * Values one after another along an axis; their other lengths must be equal.
   *
   * @throws ShapeError when there is no value, no such axis, or other lengths differ.
   * @example
   * concat([float64([1, 2]), float64([3])]).data; // [1, 2, 3]
   */
  export function concat(values: readonly Tensor[], axis?: number): Tensor;

  /**
   * Values of one shape along a new axis: stack([x, y]) has shape [2, …x.shape].
   *
   * @throws ShapeError when there is no value or the shapes differ.
   * @example
   * stack([float64([1, 2]), float64([3, 4])], -1).data; // [1, 3, 2, 4]
   */
  export function stack(values: readonly Tensor[], axis?: number): Tensor;

  /**
   * Consecutive parts along an axis: equally long ones where `parts` is their number, else of the lengths given.
   *
   * @throws ShapeError when the axis cannot be divided so.
   * @example
   * split(float64([1, 2, 3]), [1, 2])[1].data; // [2, 3]
   */
  export function split(x: Tensor, parts: number | readonly number[], axis?: number): Tensor[];

  /**
   * x repeated along axes of length 1 and new leading axes, by NumPy's rule.
   *
   * @throws ShapeError when x does not broadcast to the shape.
   * @example
   * broadcastTo(float64([1, 2]), [2, 2]).data; // [1, 2, 1, 2]
   */
  export function broadcastTo(x: Tensor, shape: Shape): Tensor;

  /**
   * The whole of x repeated: repetitions[i] times along axis i.
   *
   * @throws ShapeError unless there is a whole number for every axis.
   * @example
   * tile(float64([1, 2]), [2]).data; // [1, 2, 1, 2]
   */
  export function tile(x: Tensor, repetitions: readonly number[]): Tensor;

  /**
   * The entries of x at positions along an axis: shape x.shape[…axis] + indices.shape + x.shape[axis + 1…].
   * gather(table, words) is an embedding lookup.
   *
   * @param indices whole numbers from 0 to the axis' length − 1, of the same kind as x (float64, or int32 on the device).
   * @throws ShapeError when the axis does not exist.
   * @throws RangeError for an index outside the axis, when x is a float64 value. On the device indices are not read back:
   * an index outside gives NaN (for int32 values −2³¹), never a neighbour's entry.
   * @example
   * gather(float64([[1, 2], [3, 4]]), float64([1, 0, 1])).data; // [3, 4, 1, 2, 3, 4]
   */
  export function gather(x: Tensor, indices: Tensor, axis?: number): Tensor;

  /**
   * gather's transpose: zeros of shape updates.shape[…axis] + [length] + updates.shape[axis + indices.rank…], to which each
   * update is added at its index. Updates of one index are summed, in order and compensated, the same in every run.
   *
   * @throws ShapeError when the updates' lengths from the axis on are not those of the indices.
   * @throws RangeError for an index outside [0, length), when updates are a float64 value; on the device its update is left out.
   * @example
   * scatterAdd(float64([1, 2, 4]), float64([0, 2, 0]), 0, 3).data; // [5, 0, 2]
   */
  export function scatterAdd(updates: Tensor, indices: Tensor, axis: number, length: number): Tensor;

  /**
   * 1 at each index along a new last axis, else 0: shape indices.shape + [depth], in floats. An index outside [0, depth)
   * gives zeros alone, so that −1 can stand for "none".
   *
   * @throws ShapeError when the depth is no whole number.
   * @example
   * oneHot(float64([2, 0]), 3).data; // [0, 0, 1, 1, 0, 0]
   */
  export function oneHot(indices: Tensor, depth: number): Tensor;

  /** The largest entries and where they are. */
  export interface TopK {
    readonly values: Tensor;
    /** Positions along the last axis, as int32. */
    readonly indices: Tensor;
  }

  /**
   * The k largest entries along the last axis in descending order, and their positions: both of shape x.shape with the
   * last length k. Ties go to the lower position; NaN counts as largest.
   *
   * Derivatives flow through the values, which are gathered from x; the indices are constants.
   *
   * @throws ShapeError when x is a scalar or k is not from 0 to the last length.
   * @example
   * topK(float64([1, 5, 3]), 2).values.data; // [5, 3]
   */
  export function topK(x: Tensor, k: number): TopK;

  /** Zeros around one axis: as many on both sides, or `[before, after]`. */
  export type AxisPadding = number | readonly [before: number, after: number];

  /** How a filter moves over its input; numbers stand for all spatial axes, lists have one entry an axis, outermost first. */
  export interface ConvOptions {
    /** Steps of the filter; 1 unless given. */
    readonly stride?: number | readonly number[];
    /**
     * Zeros around the input; none unless given. `'valid'` is none; `'same'` makes the output as large as the input
     * (stride 1 only), the odd zero after it, as PyTorch does.
     */
    readonly padding?: 'same' | 'valid' | number | readonly AxisPadding[];
    /** Distance between neighbouring taps of the filter; 1 unless given. */
    readonly dilation?: number | readonly number[];
    /** Groups that input and output channels are split into; 1 unless given, the number of channels for depthwise. */
    readonly groups?: number;
  }

  /** The same for a transposed convolution, described by the convolution that it is the transpose of. */
  export interface ConvTransposeOptions extends Omit<ConvOptions, 'padding'> {
    /** Elements taken off the result's ends: the padding of the convolution that this transposes. */
    readonly padding?: number | readonly AxisPadding[];
    /** Elements more at the end of each axis: a stride above 1 leaves open which input size was meant. */
    readonly outputPadding?: number | readonly number[];
  }

  /**
   * 1-D convolution as deep learning uses the word, that is cross-correlation: the filter is not flipped.
   *
   * y[n, j, o] = Σᵢ Σₖ x[n, i, o·stride + k·dilation − padding] · filter[j, i, k] over the input channels i of j's group;
   * output = ⌊(input + padding − dilation·(kernel − 1) − 1) / stride⌋ + 1. Source: PyTorch's `Conv1d`; Dumoulin & Visin,
   * "A guide to convolution arithmetic for deep learning" (2016).
   *
   * @param x [batch, channels, length] or [channels, length].
   * @param filter [out channels, channels / groups, kernel].
   * @returns [batch, out channels, output] or [out channels, output].
   * @throws ShapeError when the sizes do not fit: with the sizes and the rule.
   *
   * @example
   * const signal = float64([[1, 4, 0, -2, 3]]);
   * const filter = float64([[[2, -1, 3]]]);
   * conv1d(signal, filter).data; // [-2, 2, 11]
   */
  export function conv1d(x: Tensor, filter: Tensor, options?: ConvOptions): Tensor;

  /**
   * 2-D convolution (cross-correlation): {@link conv1d} over height and width.
   *
   * @param x [batch, channels, height, width] or [channels, height, width].
   * @param filter [out channels, channels / groups, kernel height, kernel width].
   * @returns [batch, out channels, output height, output width], without the batch where x has none.
   * @throws ShapeError when the sizes do not fit: with the sizes and the rule.
   *
   * @example
   * const image = float64([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]);
   * const filter = float64([[[[1, 0], [0, -1]]]]);
   * conv2d(image, filter).data; // [-4, -4, -4, -4]
   */
  export function conv2d(x: Tensor, filter: Tensor, options?: ConvOptions): Tensor;

  /**
   * 3-D convolution (cross-correlation): {@link conv1d} over depth, height and width.
   *
   * @param x [batch, channels, depth, height, width] or [channels, depth, height, width].
   * @param filter [out channels, channels / groups, kernel depth, kernel height, kernel width].
   * @returns [batch, out channels, …output sizes], without the batch where x has none.
   * @throws ShapeError when the sizes do not fit: with the sizes and the rule.
   *
   * @example
   * const volume = float64([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]);
   * const filter = float64([1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 2, 2, 2]);
   * conv3d(volume, filter).data; // [36]
   */
  export function conv3d(x: Tensor, filter: Tensor, options?: ConvOptions): Tensor;

  /**
   * 1-D transposed convolution: the transpose of {@link conv1d} as a linear map, that is its gradient in the input. Every
   * element of x puts down a copy of the filter times itself, `stride` apart; overlaps are summed.
   *
   * y[n, i, p] = Σⱼ Σ x[n, j, o] · filter[j, i, k] over o·stride + k·dilation − padding = p;
   * output = (input − 1)·stride − padding + dilation·(kernel − 1) + outputPadding + 1. Source: PyTorch's `ConvTranspose1d`;
   * Dumoulin & Visin (2016), chapter 4.
   *
   * @param x [batch, channels, length] or [channels, length].
   * @param filter [channels, out channels / groups, kernel].
   * @returns [batch, out channels, output] or [out channels, output].
   * @throws ShapeError when the sizes do not fit: with the sizes and the rule.
   *
   * @example
   * const x = float64([[1, 2]]);
   * const filter = float64([[[3, 4, 5]]]);
   * convTranspose1d(x, filter, { stride: 2 }).data; // [3, 4, 11, 8, 10]
   */
  export function convTranspose1d(x: Tensor, filter: Tensor, options?: ConvTransposeOptions): Tensor;

  /**
   * 2-D transposed convolution: {@link convTranspose1d} over height and width.
   *
   * @param x [batch, channels, height, width] or [channels, height, width].
   * @param filter [channels, out channels / groups, kernel height, kernel width].
   * @returns [batch, out channels, output height, output width], without the batch where x has none.
   * @throws ShapeError when the sizes do not fit: with the sizes and the rule.
   *
   * @example
   * const x = float64([[[-1, 2], [3, 1]]]);
   * const filter = float64([[[[1, -1], [0, 1]]]]);
   * convTranspose2d(x, filter).data; // [-1, 3, -2, 3, -3, 1, 0, 3, 1]
   */
  export function convTranspose2d(x: Tensor, filter: Tensor, options?: ConvTransposeOptions): Tensor;

  /**
   * 3-D transposed convolution: {@link convTranspose1d} over depth, height and width.
   *
   * @param x [batch, channels, depth, height, width] or [channels, depth, height, width].
   * @param filter [channels, out channels / groups, kernel depth, kernel height, kernel width].
   * @returns [batch, out channels, …output sizes], without the batch where x has none.
   * @throws ShapeError when the sizes do not fit: with the sizes and the rule.
   *
   * @example
   * const x = float64([2, 3], [1, 1, 1, 2]);
   * const filter = float64([1, 10], [1, 1, 1, 1, 2]);
   * convTranspose3d(x, filter).data; // [2, 23, 30]
   */
  export function convTranspose3d(x: Tensor, filter: Tensor, options?: ConvTransposeOptions): Tensor;

  /** How windows move over their input; numbers stand for all spatial axes, lists have one entry an axis, outermost first. */
  export interface PoolOptions {
    /** Size of the windows. */
    readonly kernel: number | readonly number[];
    /** Steps of the windows; the kernel's size unless given, as PyTorch's. */
    readonly stride?: number | readonly number[];
    /**
     * Positions around the input that no maximum is taken from and that add nothing to a sum; none unless given.
     * `'sameUpper'` and `'sameLower'` make the output ⌈input / stride⌉ long, the odd position after or before the input
     * (ONNX's `auto_pad`).
     */
    readonly padding?: 'sameUpper' | 'sameLower' | number | readonly AxisPadding[];
    /** Distance between neighbouring positions of a window; 1 unless given. */
    readonly dilation?: number | readonly number[];
    /**
     * Whether a last window that reaches beyond the padded input counts, as long as it starts in the input or in the
     * padding before it; false unless given.
     */
    readonly ceilMode?: boolean;
  }

  /** What an average pool takes besides. */
  export interface AveragePoolOptions extends PoolOptions {
    /** Whether a window's padding counts in what its sum is divided by; true unless given, as in PyTorch (ONNX: false). */
    readonly countIncludePad?: boolean;
    /** A number to divide by instead; PyTorch's `divisor_override`. */
    readonly divisor?: number;
  }

  /**
   * 1-D max pooling: y[n, c, o] = max over k of x[n, c, o·stride − padding + k·dilation], k < kernel, over what lies in the input.
   *
   * output = ⌊(input + padding − dilation·(kernel − 1) − 1) / stride⌋ + 1, padding counted on both sides; in ceil mode ⌈…⌉ + 1, less
   * a last window that would start beyond the input. The derivative goes to the first of equal maxima. Source: PyTorch's `MaxPool1d`.
   *
   * @param x [batch, channels, length] or [channels, length]; floats or int32.
   * @returns [batch, channels, output] or [channels, output].
   * @throws ShapeError when the sizes do not fit, or when a window would hold no element.
   *
   * @example
   * const signal = float64([[1, 4, 0, -2, 3]]);
   * maxPool1d(signal, { kernel: 2 }).data; // [4, 0]
   * maxPool1d(signal, { kernel: 2, ceilMode: true }).data; // [4, 0, 3]
   */
  export function maxPool1d(x: Tensor, options: PoolOptions): Tensor;

  /**
   * 2-D max pooling: {@link maxPool1d} over height and width.
   *
   * @param x [batch, channels, height, width] or [channels, height, width].
   * @throws ShapeError when the sizes do not fit, or when a window would hold no element.
   *
   * @example
   * const image = float64([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]);
   * maxPool2d(image, { kernel: 2, stride: 1 }).data; // [5, 6, 8, 9]
   */
  export function maxPool2d(x: Tensor, options: PoolOptions): Tensor;

  /**
   * 3-D max pooling: {@link maxPool1d} over depth, height and width.
   *
   * @param x [batch, channels, depth, height, width] or [channels, depth, height, width].
   * @throws ShapeError when the sizes do not fit, or when a window would hold no element.
   *
   * @example
   * maxPool3d(float64([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]), { kernel: [2, 1, 2] }).data; // [6, 8]
   */
  export function maxPool3d(x: Tensor, options: PoolOptions): Tensor;

  /**
   * Largest elements and where they are.
   *
   * @example
   * const pooled: MaxPooled<Value> = maxPoolWithIndices(float64([[1, 4, 0, -2]]), { kernel: [2] });
   * pooled.indices.shape; // [1, 2]
   */
  export interface MaxPooled {
    readonly values: Tensor;
    /** Row-major positions in the spatial plane of their example and channel, int32: PyTorch's `return_indices`. */
    readonly indices: Tensor;
  }

  /**
   * 1-D average pooling: y[n, c, o] = Σ x[n, c, o·stride − padding + k·dilation] / divisor, k < kernel, with zeros in the padding.
   *
   * The divisor is the number of the window's positions in the input and its padding (`countIncludePad`, the default), those
   * in the input alone, or the number given; positions beyond the padding, which ceil mode can reach, never count. Output sizes as
   * {@link maxPool1d}'s. Source: PyTorch's `AvgPool1d`, ONNX's `AveragePool`.
   *
   * @param x [batch, channels, length] or [channels, length].
   * @throws ShapeError when the sizes do not fit, or when a window would hold no element.
   *
   * @example
   * const signal = float64([[1, 4, 0, -2, 3]]);
   * averagePool1d(signal, { kernel: 2 }).data; // [2.5, -1]
   * averagePool1d(signal, { kernel: 2, padding: 1 }).data; // [0.5, 2, 0.5]
   * averagePool1d(signal, { kernel: 2, padding: 1, countIncludePad: false }).data; // [1, 2, 0.5]
   */
  export function averagePool1d(x: Tensor, options: AveragePoolOptions): Tensor;

  /**
   * 2-D average pooling: {@link averagePool1d} over height and width.
   *
   * @param x [batch, channels, height, width] or [channels, height, width].
   * @throws ShapeError when the sizes do not fit, or when a window would hold no element.
   *
   * @example
   * const image = float64([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]);
   * averagePool2d(image, { kernel: 2, stride: 1 }).data; // [3, 4, 6, 7]
   */
  export function averagePool2d(x: Tensor, options: AveragePoolOptions): Tensor;

  /**
   * 3-D average pooling: {@link averagePool1d} over depth, height and width.
   *
   * @param x [batch, channels, depth, height, width] or [channels, depth, height, width].
   * @throws ShapeError when the sizes do not fit, or when a window would hold no element.
   *
   * @example
   * averagePool3d(float64([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]), { kernel: 2 }).data; // [4.5]
   */
  export function averagePool3d(x: Tensor, options: AveragePoolOptions): Tensor;

  /**
   * Average pooling to a wanted size: output o of O averages elements ⌊o·I/O⌋ to ⌈(o + 1)·I/O⌉ − 1 of I. Source: PyTorch's
   * `AdaptiveAvgPool`.
   *
   * @param x [batch, channels, …]: with a batch.
   * @param size one number for all spatial axes, or one an axis, where null keeps the axis as it is.
   * @returns [batch, channels, …size].
   * @throws ShapeError when the sizes do not fit.
   *
   * @example
   * adaptiveAveragePool(float64([[[1, 2, 3, 4, 5]]]), 2).data; // [2, 4]
   */
  export function adaptiveAveragePool(x: Tensor, size: number | readonly (number | null)[]): Tensor;

  /**
   * Max pooling to a wanted size, over the windows of {@link adaptiveAveragePool}. Source: PyTorch's `AdaptiveMaxPool`.
   *
   * @param x [batch, channels, …]: with a batch.
   * @throws ShapeError when the sizes do not fit.
   *
   * @example
   * adaptiveMaxPool(float64([[[1, 2, 9, 4, 5]]]), 2).data; // [9, 9]
   */
  export function adaptiveMaxPool(x: Tensor, size: number | readonly (number | null)[]): Tensor;

  /**
   * The average over all spatial positions: [batch, channels, …] → [batch, channels, 1, …]. Source: ONNX's
   * `GlobalAveragePool`.
   *
   * @throws ShapeError when x has no spatial axes.
   *
   * @example
   * globalAveragePool(float64([[[1, 2, 6]]])).data; // [3]
   */
  export function globalAveragePool(x: Tensor): Tensor;

  /**
   * The maximum over all spatial positions: [batch, channels, …] → [batch, channels, 1, …]; the derivative goes to the first of
   * equal maxima. Source: ONNX's `GlobalMaxPool`.
   *
   * @throws ShapeError when x has no spatial axes.
   *
   * @example
   * globalMaxPool(float64([[[1, 7, 6]]])).data; // [7]
   */
  export function globalMaxPool(x: Tensor): Tensor;
}
