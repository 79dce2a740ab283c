import {
  type AxesOf,
  type ConvAxis,
  checked,
  convOutputSizes,
  type ConvTransposeAxis,
  convTransposeOutputSizes,
  splitAxes,
} from './output-size.ts';

/**
 * One filter tap meeting one element. Positions have one number an axis, outermost first.
 *
 * @example
 * const tap: ArithmeticTap = convolutionArithmetic({ input: [3], kernel: 2 }).steps[1]!.taps[0]!;
 * tap.input; // [1]
 */
export interface ArithmeticTap {
  /** Where in the filter. */
  readonly kernel: readonly number[];
  /** Where in the input: for a convolution, what is read (below 0 or past the end in the padding). */
  readonly input: readonly number[];
  /** Where in the output: for a transposed convolution, what is added to (past the ends where the padding crops it). */
  readonly output: readonly number[];
  /** Whether it lies in the padding: a zero that is read, or a sum that is cropped. */
  readonly padding: boolean;
  /** The input's element, the filter's and their product, where values were given. */
  readonly term?: { readonly x: number; readonly w: number; readonly product: number };
}

/**
 * One step: a convolution computes one element of the output from a patch of the input, a transposed convolution puts down
 * one copy of the filter, times one element of the input.
 *
 * @example
 * const [step]: readonly ArithmeticStep[] = convolutionArithmetic({ input: [3], kernel: 2 }).steps;
 * step!.at; // [0]
 */
export interface ArithmeticStep {
  /** The element of the output (convolution) or of the input (transposed) that the step is about. */
  readonly at: readonly number[];
  /** Every tap of the filter, row-major. */
  readonly taps: readonly ArithmeticTap[];
  /** The sum of the products, where values were given to a convolution. */
  readonly value?: number;
}

/**
 * A convolution of one channel, step by step, as plain data for figures and explanations.
 *
 * @example
 * const trace: ConvolutionTrace = convolutionArithmetic({ input: [5], kernel: 3, stride: 2 });
 * trace.output.size; // [2]
 */
export interface ConvolutionTrace {
  readonly kind: 'convolution' | 'transposed convolution';
  readonly input: { readonly size: readonly number[]; readonly data?: readonly number[] };
  readonly kernel: { readonly size: readonly number[]; readonly data?: readonly number[] };
  readonly output: { readonly size: readonly number[]; readonly data?: readonly number[] };
  /** Zeros (or cropped elements) before and after, per axis. */
  readonly padding: readonly (readonly [before: number, after: number])[];
  readonly steps: readonly ArithmeticStep[];
  /** Why the output has its size. */
  readonly explanation: string;
}

/**
 * Row-major numbers of one channel.
 *
 * @example
 * const values: ArithmeticValues = { x: [1, 4, 0, -2, 3], filter: [2, -1, 3] };
 * convolutionArithmetic({ input: [5], kernel: 3, values }).output.data; // [-2, 2, 11]
 */
export interface ArithmeticValues {
  readonly x: readonly number[];
  readonly filter: readonly number[];
}

/**
 * Which patch of the input meets the filter for each element of a convolution's output:
 *
 *     y[o] = Σₖ x[o·stride + k·dilation − padding] · w[k]
 *
 * @param options sizes and how the filter moves, as {@link convOutputSizes} takes them; `values` to compute with.
 * @throws ShapeError, RangeError when the sizes do not fit or values are missing.
 * @example
 * const trace = convolutionArithmetic({ input: [4], kernel: 2, stride: 2, values: { x: [1, 2, 3, 4], filter: [1, -1] } });
 * trace.steps.map(({ taps }) => taps.map(({ input }) => input[0])); // [[0, 1], [2, 3]]
 * trace.steps.map(({ value }) => value); // [-1, -1]
 */
export function convolutionArithmetic(
  options: AxesOf<ConvAxis> & { readonly values?: ArithmeticValues },
): ConvolutionTrace {
  const { values, ...axes } = options;
  const { size, explanation } = convOutputSizes(axes);
  const geometry = geometryOf(axes, values);
  const steps = positionsIn(size).map((at): ArithmeticStep => {
    const taps = positionsIn(geometry.kernel).map((kernel): ArithmeticTap => {
      const input = at.map(
        (o, axis) => o * geometry.stride[axis]! + kernel[axis]! * geometry.dilation[axis]! - geometry.padding[axis]![0],
      );
      const padding = !isInside(input, geometry.input);
      const x = values && (padding ? 0 : elementOf(values.x, input, geometry.input));
      return { kernel, input, output: at, padding, ...termOf(values, x, kernel, geometry.kernel) };
    });
    return { at, taps, ...(values ? { value: taps.reduce((sum, { term }) => sum + term!.product, 0) } : {}) };
  });
  return {
    kind: 'convolution',
    ...described(geometry, values),
    output: { size, ...(values ? { data: steps.map(({ value }) => value!) } : {}) },
    steps,
    explanation,
  };
}

/**
 * Where each element of the input puts down its copy of the filter in a transposed convolution; overlaps are summed:
 *
 *     y[i·stride + k·dilation − padding] += x[i] · w[k]
 *
 * @param options sizes and how the filter moves, as {@link convTransposeOutputSizes} takes them; `values` to compute with.
 * @throws ShapeError, RangeError when the sizes do not fit or values are missing.
 * @example
 * const values = { x: [1, 2], filter: [3, 4, 5] };
 * convolutionTransposeArithmetic({ input: [2], kernel: 3, stride: 2, values }).output.data; // [3, 4, 11, 8, 10]
 */
export function convolutionTransposeArithmetic(
  options: AxesOf<ConvTransposeAxis> & { readonly values?: ArithmeticValues },
): ConvolutionTrace {
  const { values, ...axes } = options;
  const { size, explanation } = convTransposeOutputSizes(axes);
  const geometry = geometryOf(axes, values);
  const data = Array<number>(size.reduce((product, length) => product * length, 1)).fill(0);
  const steps = positionsIn(geometry.input).map((at): ArithmeticStep => {
    const taps = positionsIn(geometry.kernel).map((kernel): ArithmeticTap => {
      const output = at.map(
        (i, axis) => i * geometry.stride[axis]! + kernel[axis]! * geometry.dilation[axis]! - geometry.padding[axis]![0],
      );
      const padding = !isInside(output, size);
      const found = termOf(values, values && elementOf(values.x, at, geometry.input), kernel, geometry.kernel);
      if (found.term && !padding) data[offsetOf(output, size)]! += found.term.product;
      return { kernel, input: at, output, padding, ...found };
    });
    return { at, taps };
  });
  return {
    kind: 'transposed convolution',
    ...described(geometry, values),
    output: { size, ...(values ? { data } : {}) },
    steps,
    explanation,
  };
}

interface Geometry {
  readonly input: readonly number[];
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: readonly (readonly [number, number])[];
}

function geometryOf(axes: AxesOf<ConvAxis>, values: ArithmeticValues | undefined): Geometry {
  const each = splitAxes('convolutionArithmetic', axes).map((axis) => checked('convolutionArithmetic', axis));
  const geometry = {
    input: each.map(({ input }) => input),
    kernel: each.map(({ kernel }) => kernel),
    stride: each.map(({ stride }) => stride),
    dilation: each.map(({ dilation }) => dilation),
    padding: each.map(({ before, after }) => [before, after] as const),
  };
  for (const [name, data, size] of [
    ['x', values?.x, geometry.input],
    ['filter', values?.filter, geometry.kernel],
  ] as const) {
    const wanted = size.reduce((product, length) => product * length, 1);
    if (data && data.length !== wanted) {
      throw new RangeError(
        `convolutionArithmetic: ${name} has ${data.length} values; ${size.join('×')} elements need ${wanted}`,
      );
    }
  }
  return geometry;
}

function described(
  { input, kernel, padding }: Geometry,
  values: ArithmeticValues | undefined,
): Pick<ConvolutionTrace, 'input' | 'kernel' | 'padding'> {
  return {
    input: { size: input, ...(values ? { data: values.x } : {}) },
    kernel: { size: kernel, ...(values ? { data: values.filter } : {}) },
    padding,
  };
}

function termOf(
  values: ArithmeticValues | undefined,
  x: number | undefined,
  kernel: readonly number[],
  size: readonly number[],
): Pick<ArithmeticTap, 'term'> {
  if (!values || x === undefined) return {};
  const w = elementOf(values.filter, kernel, size);
  // 0 is added so that a product is never −0, which JSON does not keep.
  return { term: { x, w, product: x * w + 0 } };
}

/** Every position of a grid, row-major. */
function positionsIn(size: readonly number[]): number[][] {
  let positions: number[][] = [[]];
  for (const length of size) {
    positions = positions.flatMap((outer) => Array.from({ length }, (_, i) => [...outer, i]));
  }
  return positions;
}

function isInside(position: readonly number[], size: readonly number[]): boolean {
  return position.every((coordinate, axis) => coordinate >= 0 && coordinate < size[axis]!);
}

function offsetOf(position: readonly number[], size: readonly number[]): number {
  return position.reduce((offset, coordinate, axis) => offset * size[axis]! + coordinate, 0);
}

function elementOf(data: readonly number[], position: readonly number[], size: readonly number[]): number {
  return data[offsetOf(position, size)]!;
}
