import type { Shape } from '../../values/value.ts';
import type { AxisPadding } from '../conv/options.ts';
import { ShapeError } from '../operation.ts';
import type { PoolAttributes } from './geometry.ts';

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

/** The attributes of windows that slide over x […, channels, spatial axes…], with the output's size computed. */
export function poolAttributes(name: string, axes: number, x: Shape, options: PoolOptions): PoolAttributes {
  const input = spatialSizes(name, axes, x);
  const kernel = list('kernel', name, x, axes, options.kernel);
  const stride = list('stride', name, x, axes, options.stride ?? kernel);
  const dilation = list('dilation', name, x, axes, options.dilation ?? 1);
  const span = kernel.map((taps, axis) => dilation[axis]! * (taps - 1) + 1);
  const padding = pairs(name, axes, x, options.padding ?? 0, (axis) =>
    Math.max(0, (Math.ceil(input[axis]! / stride[axis]!) - 1) * stride[axis]! + span[axis]! - input[axis]!),
  );
  const output = input.map((length, axis) => {
    const [before, after] = padding[axis]!;
    const padded = length + before + after;
    const room = (padded - span[axis]!) / stride[axis]!;
    if (!options.ceilMode) {
      if (room >= 0) return Math.floor(room) + 1;
    } else if (Math.ceil(room) >= 0) {
      // Windows that start behind the input are left out.
      return Math.min(Math.ceil(room) + 1, Math.ceil((length + before) / stride[axis]!));
    }
    throw new ShapeError(
      name,
      [x],
      `output = ${options.ceilMode ? '⌈' : '⌊'}(input + padding − dilation·(kernel − 1) − 1) / stride${options.ceilMode ? '⌉' : '⌋'} + 1 ` +
        `must be at least 1, but on spatial axis ${axis} the window spans ${span[axis]} of ${length} + ${before} + ${after} = ${padded} padded elements`,
    );
  });
  return { input, output, windows: { kernel, stride, padding, dilation } };
}

/** The attributes of an adaptive pool with a wanted output size; null keeps an axis as it is. */
export function adaptiveAttributes(
  name: string,
  axes: number,
  x: Shape,
  size: number | readonly (number | null)[],
): PoolAttributes {
  const input = spatialSizes(name, axes, x);
  const sizes = (typeof size === 'number' ? Array<number>(axes).fill(size) : size).map((wanted, axis) =>
    wanted === null ? input[axis]! : wanted,
  );
  if (sizes.length !== axes || !sizes.every((wanted) => Number.isInteger(wanted) && wanted >= 1)) {
    throw new ShapeError(
      name,
      [x],
      `the output size must be one integer ≥ 1 or one (or null) for each of the ${axes} spatial axes, not ${JSON.stringify(size)}`,
    );
  }
  return { input, output: sizes, windows: 'adaptive' };
}

/** The last `axes` axes of [batch, channels, …] or [channels, …]. */
function spatialSizes(name: string, axes: number, x: Shape): number[] {
  if (x.length === axes + 2 || x.length === axes + 1) return x.slice(-axes);
  const names = ['length', 'height, width', 'depth, height, width'][axes - 1];
  throw new ShapeError(name, [x], `the signal must be [batch, channels, ${names}] or [channels, ${names}]`);
}

function list(option: string, name: string, x: Shape, axes: number, given: number | readonly number[]): number[] {
  const values = typeof given === 'number' ? Array<number>(axes).fill(given) : [...given];
  if (values.length !== axes || !values.every((value) => Number.isInteger(value) && value >= 1)) {
    throw new ShapeError(
      name,
      [x],
      `${option} must be one integer ≥ 1 or one for each of the ${axes} spatial axes, not ${JSON.stringify(given)}`,
    );
  }
  return values;
}

type Pair = readonly [before: number, after: number];

function pairs(
  name: string,
  axes: number,
  x: Shape,
  given: 'sameUpper' | 'sameLower' | number | readonly AxisPadding[],
  total: (axis: number) => number,
): Pair[] {
  if (given === 'sameUpper' || given === 'sameLower') {
    return Array.from({ length: axes }, (_, axis) => {
      const [less, more] = [Math.floor(total(axis) / 2), Math.ceil(total(axis) / 2)];
      return given === 'sameUpper' ? [less, more] : [more, less];
    });
  }
  const listed = typeof given === 'number' ? Array<AxisPadding>(axes).fill(given) : given;
  const padding = listed.map((axis): Pair => (typeof axis === 'number' ? [axis, axis] : axis));
  if (padding.length !== axes || !padding.flat().every((value) => Number.isInteger(value) && value >= 0)) {
    throw new ShapeError(
      name,
      [x],
      `padding must be an integer ≥ 0, or for each of the ${axes} spatial axes one or [before, after], not ${JSON.stringify(given)}`,
    );
  }
  return padding;
}
