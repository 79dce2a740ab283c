import type { Shape } from '../../values/value.ts';
import { ShapeError } from '../operation.ts';
import { type ConvAttributes, checkInputChannels, checkOutputChannels, checkRanks } from './geometry.ts';

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

type PerAxis = Pick<ConvAttributes, 'stride' | 'dilation' | 'groups'>;

/** The attributes of `convolution`, with the output's size computed. Throws where PyTorch would. */
export function convAttributes(
  name: string,
  axes: number,
  input: Shape,
  filter: Shape,
  options: ConvOptions,
): ConvAttributes {
  const shapes = [input, filter];
  checkRanks(name, shapes, { input, filter }, axes);
  const common = perAxis(name, axes, shapes, options);
  checkInputChannels(name, shapes, input, filter, common.groups, axes);
  const kernel = filter.slice(2);
  const span = kernel.map((taps, axis) => common.dilation[axis]! * (taps - 1) + 1);
  const padding = pairs(name, axes, shapes, options.padding ?? 0, () => samePadding(name, shapes, span, common.stride));
  const size = input.slice(-axes).map((length, axis) => {
    const [before, after] = padding[axis]!;
    const padded = length + before + after;
    if (kernel[axis]! < 1 || span[axis]! > padded) {
      throw new ShapeError(
        name,
        shapes,
        `output = ⌊(input + padding − dilation·(kernel − 1) − 1) / stride⌋ + 1 must be at least 1, but on spatial axis ` +
          `${axis} the kernel spans ${span[axis]} of ${length} + ${before} + ${after} = ${padded} padded elements`,
      );
    }
    return Math.floor((padded - span[axis]!) / common.stride[axis]!) + 1;
  });
  return { ...common, padding: padding.map(([before]) => before), size };
}

/** The attributes of `convInputGradient` that make it the transposed convolution. Throws where PyTorch would. */
export function convTransposeAttributes(
  name: string,
  axes: number,
  input: Shape,
  filter: Shape,
  options: ConvTransposeOptions,
): ConvAttributes {
  const shapes = [input, filter];
  checkRanks(name, shapes, { output: input, filter }, axes);
  const common = perAxis(name, axes, shapes, options);
  checkOutputChannels(name, shapes, input, filter, common.groups, axes);
  const padding = pairs(name, axes, shapes, options.padding ?? 0, () => {
    throw new ShapeError(name, shapes, "a transposed convolution takes padding as numbers, not 'same'");
  });
  const extra = list('outputPadding', name, axes, shapes, options.outputPadding ?? 0, 0);
  const size = input.slice(-axes).map((length, axis) => {
    const [before, after] = padding[axis]!;
    const [stride, dilation, more] = [common.stride[axis]!, common.dilation[axis]!, extra[axis]!];
    if (more >= Math.max(stride, dilation)) {
      throw new ShapeError(
        name,
        shapes,
        `outputPadding must be smaller than the stride or the dilation, but on spatial axis ${axis} it is ${more} ` +
          `with stride ${stride} and dilation ${dilation}`,
      );
    }
    const taps = filter[axis + 2]!;
    const result = (length - 1) * stride - before - after + dilation * (taps - 1) + more + 1;
    if (result < 1 || taps < 1 || length < 1) {
      throw new ShapeError(
        name,
        shapes,
        `output = (input − 1)·stride − padding + dilation·(kernel − 1) + outputPadding + 1 must be at least 1, but on ` +
          `spatial axis ${axis} it is ${length - 1}·${stride} − ${before + after} + ${dilation}·${taps - 1} + ${more} + 1 = ${result}`,
      );
    }
    return result;
  });
  return { ...common, padding: padding.map(([before]) => before), size };
}

function perAxis(
  name: string,
  axes: number,
  shapes: readonly Shape[],
  options: ConvOptions | ConvTransposeOptions,
): PerAxis {
  const groups = options.groups ?? 1;
  if (!Number.isInteger(groups) || groups < 1)
    throw new ShapeError(name, shapes, `groups must be an integer ≥ 1, not ${groups}`);
  return {
    stride: list('stride', name, axes, shapes, options.stride ?? 1, 1),
    dilation: list('dilation', name, axes, shapes, options.dilation ?? 1, 1),
    groups,
  };
}

function list(
  option: string,
  name: string,
  axes: number,
  shapes: readonly Shape[],
  given: number | readonly number[],
  least: number,
): readonly number[] {
  const values = typeof given === 'number' ? Array<number>(axes).fill(given) : [...given];
  if (values.length !== axes || !values.every((value) => Number.isInteger(value) && value >= least)) {
    throw new ShapeError(
      name,
      shapes,
      `${option} must be one integer ≥ ${least} or one for each of the ${axes} spatial axes, not ${JSON.stringify(given)}`,
    );
  }
  return values;
}

type Pair = readonly [before: number, after: number];

function pairs(
  name: string,
  axes: number,
  shapes: readonly Shape[],
  given: 'same' | 'valid' | number | readonly AxisPadding[],
  same: () => readonly Pair[],
): readonly Pair[] {
  if (given === 'same') return same();
  const each = given === 'valid' ? 0 : given;
  const listed = typeof each === 'number' ? Array<AxisPadding>(axes).fill(each) : each;
  const padding = listed.map((axis): Pair => (typeof axis === 'number' ? [axis, axis] : axis));
  if (padding.length !== axes || !padding.flat().every((value) => Number.isInteger(value) && value >= 0)) {
    throw new ShapeError(
      name,
      shapes,
      `padding must be an integer ≥ 0, or for each of the ${axes} spatial axes one or [before, after], not ${JSON.stringify(given)}`,
    );
  }
  return padding;
}

/** dilation·(kernel − 1) zeros an axis, the odd one after the input. */
function samePadding(
  name: string,
  shapes: readonly Shape[],
  span: readonly number[],
  stride: readonly number[],
): readonly Pair[] {
  if (stride.some((step) => step !== 1)) {
    throw new ShapeError(
      name,
      shapes,
      `padding 'same' needs stride 1, not ${stride.join('×')}: no padding keeps the size`,
    );
  }
  return span.map((elements) => [Math.floor((elements - 1) / 2), Math.ceil((elements - 1) / 2)]);
}
