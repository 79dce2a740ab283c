import { type AxisPadding, ShapeError } from '@gradbook/core-ops';

/**
 * One spatial axis of a convolution.
 *
 * @example
 * const axis: ConvAxis = { input: 28, kernel: 5, padding: 2 };
 * convOutputSize(axis).size; // 28
 */
export interface ConvAxis {
  /** Length of the input. */
  readonly input: number;
  /** Taps of the filter, or size of the window. */
  readonly kernel: number;
  /** Steps of the filter; 1 unless given. */
  readonly stride?: number;
  /** Elements added on both sides, or [before, after]; 0 unless given. */
  readonly padding?: AxisPadding;
  /** Distance between neighbouring taps; 1 unless given. */
  readonly dilation?: number;
}

/**
 * One spatial axis of a pooling; its stride is the kernel unless given.
 *
 * @example
 * const axis: PoolAxis = { input: 5, kernel: 2, ceilMode: true };
 * poolOutputSize(axis).size; // 3
 */
export interface PoolAxis extends ConvAxis {
  /** Whether a last window that reaches beyond the padded input counts; false unless given. */
  readonly ceilMode?: boolean;
}

/**
 * One spatial axis of a transposed convolution.
 *
 * @example
 * const axis: ConvTransposeAxis = { input: 3, kernel: 3, stride: 2, padding: 1, outputPadding: 1 };
 * convTransposeOutputSize(axis).size; // 6
 */
export interface ConvTransposeAxis extends ConvAxis {
  /** Elements more at the end; 0 unless given. */
  readonly outputPadding?: number;
}

/**
 * A size and why it is that.
 *
 * @example
 * const size: OutputSize = convOutputSize({ input: 11, kernel: 5, stride: 4 });
 * size.size; // 2
 * size.exact; // 2.5
 * size.leftOver; // 2
 */
export interface OutputSize {
  /** Length of the output. */
  readonly size: number;
  /** What the formula gives before it is rounded to whole windows. */
  readonly exact: number;
  /** Elements at the end of the padded input that no window reaches. */
  readonly leftOver: number;
  /** The formula with its numbers, and what rounding leaves over. */
  readonly explanation: string;
}

/**
 * The length of a convolution's output along one axis, and why:
 *
 *     size = ⌊(input + padding − dilation·(kernel − 1) − 1) / stride⌋ + 1, padding counted on both sides.
 *
 * The floor leaves out a last window that would reach beyond the padded input: what is left over is never read at the end.
 * Source: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning" (2016), relationship 15.
 *
 * @throws ShapeError when the filter does not fit into the padded input; RangeError for numbers that make no sense.
 * @example
 * const { size, explanation } = convOutputSize({ input: 21, kernel: 4, stride: 4 });
 * size; // 5
 * explanation; // '⌊(21 + 0 − 1·(4 − 1) − 1) / 4⌋ + 1 = ⌊17 / 4⌋ + 1 = ⌊4.25⌋ + 1 = 5; 1 element at the end is left over: a sixth window would reach 3 beyond it'
 */
export function convOutputSize(axis: ConvAxis): OutputSize {
  return windowCount('convOutputSize', axis, false);
}

/**
 * The length of a pooling's output along one axis, and why: {@link convOutputSize} with a stride of the kernel's size unless given.
 * In ceil mode ⌈…⌉ + 1, where a last window counts though it reaches beyond the padded input, unless it starts beyond the
 * input and its left padding (PyTorch's and ONNX's rule).
 *
 * @throws ShapeError when no window fits; RangeError for numbers that make no sense.
 * @example
 * poolOutputSize({ input: 5, kernel: 2 }).size; // 2
 * poolOutputSize({ input: 5, kernel: 2, ceilMode: true }).size; // 3
 */
export function poolOutputSize(axis: PoolAxis): OutputSize {
  return windowCount('poolOutputSize', { ...axis, stride: axis.stride ?? axis.kernel }, axis.ceilMode ?? false);
}

/**
 * The length of a transposed convolution's output along one axis, and why:
 *
 *     size = (input − 1)·stride − padding + dilation·(kernel − 1) + outputPadding + 1, padding counted on both sides.
 *
 * It is the input of which the convolution with the same numbers makes `input` elements; with a stride above 1 several sizes do,
 * and `outputPadding` says which one is meant: `leftOver` is what that convolution leaves over. Source: Dumoulin and Visin
 * (2016), relationship 14; PyTorch's `ConvTranspose1d`.
 *
 * @throws ShapeError when nothing is left of the output, or the output padding is not below stride or dilation; RangeError for
 * numbers that make no sense.
 * @example
 * convTransposeOutputSize({ input: 3, kernel: 3, stride: 2 }).size; // 7
 */
export function convTransposeOutputSize(axis: ConvTransposeAxis): OutputSize {
  const { input, kernel, stride, before, after, dilation } = checked('convTransposeOutputSize', axis);
  const more = axis.outputPadding ?? 0;
  whole('convTransposeOutputSize', 'outputPadding', more, 0);
  if (more >= Math.max(stride, dilation)) {
    throw new ShapeError(
      'convTransposeOutputSize',
      [[input]],
      `outputPadding ${more} must be below the stride ${stride} or the dilation ${dilation}`,
    );
  }
  const size = (input - 1) * stride - before - after + dilation * (kernel - 1) + more + 1;
  const formula =
    `(${input} − 1)·${stride} − ${before + after} + ${dilation}·(${kernel} − 1) + ${more} + 1 = ${size}: ${input} copies of a filter ` +
    `that spans ${dilation * (kernel - 1) + 1}, ${stride} apart` +
    (before + after > 0 ? `, less ${before + after} elements at the ends` : '') +
    (more > 0 ? `, and ${more} more at the end` : '');
  if (size < 1) throw new ShapeError('convTransposeOutputSize', [[input]], `nothing is left of the output: ${formula}`);
  const leftOver = Math.max(0, size + before + after - (dilation * (kernel - 1) + 1)) % stride;
  const explanation =
    stride === 1
      ? formula
      : `${formula}; the convolution takes ${sizesOfConvolution(input, axis)} elements to ${input}, outputPadding chooses among them`;
  return { size, exact: size, leftOver, explanation };
}

/** The input sizes of which a convolution makes `input` elements, in words. */
function sizesOfConvolution(output: number, axis: ConvAxis): string {
  const { kernel, stride, before, after, dilation } = checked('convTransposeOutputSize', axis);
  const least = (output - 1) * stride + dilation * (kernel - 1) + 1 - before - after;
  return `${least} to ${least + stride - 1}`;
}

interface CheckedAxis {
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly before: number;
  readonly after: number;
  readonly dilation: number;
}

export function checked(name: string, axis: ConvAxis): CheckedAxis {
  const { input, kernel, stride = 1, padding = 0, dilation = 1 } = axis;
  const [before, after] = typeof padding === 'number' ? [padding, padding] : padding;
  for (const [option, value] of Object.entries({ input, kernel, stride, dilation })) whole(name, option, value, 1);
  for (const value of [before, after]) whole(name, 'padding', value, 0);
  return { input, kernel, stride, before, after, dilation };
}

function whole(name: string, option: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new RangeError(`${name}: ${option} must be a whole number of at least ${least}, not ${value}`);
}

function windowCount(name: string, axis: ConvAxis, ceilMode: boolean): OutputSize {
  const { input, kernel, stride, before, after, dilation } = checked(name, axis);
  const span = dilation * (kernel - 1) + 1;
  const padded = input + before + after;
  const exact = (padded - span) / stride + 1;
  const [open, close] = ceilMode ? ['⌈', '⌉'] : ['⌊', '⌋'];
  const start =
    `${open}(${input} + ${before + after} − ${dilation}·(${kernel} − 1) − 1) / ${stride}${close} + 1 = ` +
    `${open}${padded - span} / ${stride}${close} + 1 = ${open}${decimal(exact - 1)}${close} + 1`;
  const rounded = ceilMode ? Math.ceil(exact) : Math.floor(exact);
  // Ceil mode leaves out windows that start behind the input.
  const size = ceilMode ? Math.min(rounded, Math.ceil((input + before) / stride)) : rounded;
  if (rounded < 1) {
    throw new ShapeError(
      name,
      [[input]],
      `no window fits: one spans ${span} of ${padded} padded elements (${input} + ${before} + ${after})`,
    );
  }
  const reach = (size - 1) * stride + span;
  const leftOver = Math.max(0, padded - reach);
  return { size, exact, leftOver, explanation: `${start} = ${rounded}${why()}` };

  function why(): string {
    if (size < rounded) {
      return `, less ${rounded - size}: a window at ${size * stride} would start beyond the ${input + before} elements of the input and the padding before it, so ${size}`;
    }
    if (reach > padded) return `; the last window reaches ${reach - padded} beyond the end, which ceil mode allows`;
    if (leftOver === 0) return '; the last window ends where the input does, nothing is left over';
    const next = `a ${ordinal(size + 1)} window would reach ${reach + stride - padded} beyond ${leftOver === 1 ? 'it' : 'them'}`;
    return `; ${leftOver} element${leftOver === 1 ? '' : 's'} at the end ${leftOver === 1 ? 'is' : 'are'} left over: ${next}`;
  }
}

function ordinal(n: number): string {
  const words = 'zeroth first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ');
  return words[n] ?? `${n}th`;
}

/** A number with at most four decimals. */
function decimal(value: number): string {
  return String(Math.round(value * 1e4) / 1e4);
}

/**
 * Sizes along several axes.
 *
 * @example
 * const sizes: OutputSizes = convOutputSizes({ input: [11, 21], kernel: [5, 4], stride: 4 });
 * sizes.size; // [2, 5]
 */
export interface OutputSizes {
  /** Length of the output along each axis. */
  readonly size: readonly number[];
  readonly axes: readonly OutputSize[];
  /** The explanation of each axis, a line each. */
  readonly explanation: string;
}

/**
 * Several axes at once: a number stands for all axes, a list has one entry an axis, outermost first.
 *
 * @example
 * const axes: AxesOf<ConvAxis> = { input: [28, 28], kernel: 3, padding: [1, 0] };
 * convOutputSizes(axes).size; // [28, 26]
 */
export type AxesOf<A> = {
  readonly [Option in keyof A]: Option extends 'input' ? readonly number[] : A[Option] | readonly A[Option][];
};

/**
 * {@link convOutputSize} along several axes.
 *
 * @throws ShapeError, RangeError as for one axis; RangeError for lists of another length than the input's.
 * @example
 * convOutputSizes({ input: [32, 32], kernel: 3, stride: 2, padding: 1 }).size; // [16, 16]
 */
export function convOutputSizes(axes: AxesOf<ConvAxis>): OutputSizes {
  return each(splitAxes('convOutputSizes', axes).map(convOutputSize));
}

/**
 * {@link poolOutputSize} along several axes.
 *
 * @throws ShapeError, RangeError as for one axis; RangeError for lists of another length than the input's.
 * @example
 * poolOutputSizes({ input: [5, 6], kernel: 2, ceilMode: true }).size; // [3, 3]
 */
export function poolOutputSizes(axes: AxesOf<PoolAxis>): OutputSizes {
  return each(splitAxes('poolOutputSizes', axes).map(poolOutputSize));
}

/**
 * {@link convTransposeOutputSize} along several axes.
 *
 * @throws ShapeError, RangeError as for one axis; RangeError for lists of another length than the input's.
 * @example
 * convTransposeOutputSizes({ input: [2, 2], kernel: 2 }).size; // [3, 3]
 */
export function convTransposeOutputSizes(axes: AxesOf<ConvTransposeAxis>): OutputSizes {
  return each(splitAxes('convTransposeOutputSizes', axes).map(convTransposeOutputSize));
}

/** One record an axis. */
export function splitAxes<A extends ConvAxis>(name: string, axes: AxesOf<A>): A[] {
  const count = axes.input.length;
  return axes.input.map((_, axis) => {
    const own = Object.entries(axes).map(([option, given]) => {
      if (!Array.isArray(given)) return [option, given] as const;
      if (given.length !== count) {
        throw new RangeError(
          `${name}: ${option} has ${given.length} entries, the input ${count} axes; give one entry an axis (padding on two ` +
            'sides as [[before, after], …])',
        );
      }
      return [option, given[axis]] as const;
    });
    // The options of A, each with the entry of one axis.
    return Object.fromEntries(own) as A;
  });
}

function each(axes: readonly OutputSize[]): OutputSizes {
  return {
    size: axes.map(({ size }) => size),
    axes,
    explanation: axes.map(({ explanation }, axis) => `axis ${axis}: ${explanation}`).join('\n'),
  };
}
