import { sizeOf } from '../../values/float64-tensor.ts';
import type { Shape } from '../../values/value.ts';
import { type Attributes, ShapeError } from '../operation.ts';

/**
 * What the rows of the pooling family take besides tensors: one entry per spatial axis, outermost first. All rows share
 * them, so that a gradient is taken with the attributes of what it is the gradient of.
 *
 * @example
 * const windows = { kernel: [2], stride: [2], padding: [[0, 0]], dilation: [1] } as const;
 * const attributes: PoolAttributes = { input: [5], output: [2], windows };
 * attributes.output; // [2]
 */
export interface PoolAttributes extends Attributes {
  /** Spatial sizes of what is pooled. */
  readonly input: readonly number[];
  /** Spatial sizes of the result. */
  readonly output: readonly number[];
  /** Where the windows lie; `'adaptive'`: window o of O covers ⌊o·I/O⌋ to ⌈(o + 1)·I/O⌉ − 1 of I elements. */
  readonly windows: SlidingWindows | 'adaptive';
}

/** Averages also say what a window's sum is divided by. */
export interface AveragePoolAttributes extends PoolAttributes {
  /** The window's positions in the input and its padding, those in the input only, or a number. */
  readonly divisor: 'window' | 'elements' | number;
}

/**
 * Windows of one size, `stride` apart: window o covers o·stride − before + k·dilation for k < kernel.
 *
 * @example
 * const windows: SlidingWindows = { kernel: [2], stride: [2], padding: [[0, 0]], dilation: [1] };
 * poolPositions({ input: [4], output: [2], windows }); // [[0, 1], [2, 3]]
 */
export interface SlidingWindows {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly (readonly [before: number, after: number])[];
  readonly dilation: readonly number[];
}

/** One window along one axis: `taps` positions from `start`, `step` apart. */
interface AxisWindow {
  readonly start: number;
  readonly taps: number;
  readonly step: number;
  /** Positions inside the input and its padding: the last window of ceil mode may reach beyond both. */
  readonly padded: number;
  /** Positions inside the input. */
  readonly inside: readonly number[];
}

/** What was found for attributes: a definition asks for it at every call, of which an examination of derivatives makes thousands. */
const known = new WeakMap<PoolAttributes, KnownWindows>();

interface KnownWindows {
  readonly axes: (readonly AxisWindow[])[];
  positions?: readonly (readonly number[])[];
}

function knownOf(attributes: PoolAttributes): KnownWindows {
  let found = known.get(attributes);
  if (!found) known.set(attributes, (found = { axes: [] }));
  return found;
}

/** Every window along one axis. */
function axisWindows(attributes: PoolAttributes, axis: number): readonly AxisWindow[] {
  return (knownOf(attributes).axes[axis] ??= windowsAlong(attributes, axis));
}

function windowsAlong({ input, output, windows }: PoolAttributes, axis: number): AxisWindow[] {
  const [length, size] = [input[axis]!, output[axis]!];
  return Array.from({ length: size }, (_, o) => {
    if (windows === 'adaptive') {
      const start = Math.floor((o * length) / size);
      const taps = Math.ceil(((o + 1) * length) / size) - start;
      return { start, taps, step: 1, padded: taps, inside: Array.from({ length: taps }, (__, k) => start + k) };
    }
    const [before, after] = windows.padding[axis]!;
    const [taps, step] = [windows.kernel[axis]!, windows.dilation[axis]!];
    const start = o * windows.stride[axis]! - before;
    const positions = Array.from({ length: taps }, (__, k) => start + k * step);
    return {
      start,
      taps,
      step,
      padded: positions.filter((position) => position < length + after).length,
      inside: positions.filter((position) => position >= 0 && position < length),
    };
  });
}

/**
 * For every element of a pooled plane, in row-major order, the positions in the input plane that its window covers:
 * row-major there as well, ascending, padding left out.
 *
 * @example
 * const windows = { kernel: [3], stride: [2], padding: [[1, 0]], dilation: [1] } as const;
 * poolPositions({ input: [5], output: [2], windows }); // [[0, 1], [1, 2, 3]]
 */
export function poolPositions(attributes: PoolAttributes): readonly (readonly number[])[] {
  return (knownOf(attributes).positions ??= findPositions(attributes));
}

function findPositions(attributes: PoolAttributes): number[][] {
  let positions: number[][] = [[0]];
  for (const [axis, length] of attributes.input.entries()) {
    const along = axisWindows(attributes, axis);
    positions = positions.flatMap((outer) =>
      along.map(({ inside }) => outer.flatMap((start) => inside.map((position) => start * length + position))),
    );
  }
  return positions;
}

/** What each element of a pooled plane is divided by. */
export function divisors(attributes: AveragePoolAttributes): Float64Array {
  const { divisor } = attributes;
  if (typeof divisor === 'number') return new Float64Array(sizeOf(attributes.output)).fill(divisor);
  let counts = [1];
  for (const axis of attributes.input.keys()) {
    const along = axisWindows(attributes, axis).map(({ padded, inside }) =>
      divisor === 'window' ? padded : inside.length,
    );
    counts = counts.flatMap((outer) => along.map((count) => outer * count));
  }
  return Float64Array.from(counts);
}

/**
 * The shape of a row's result: the first input's with its last axes, which must be `from`, replaced by `to`.
 * Throws unless the attributes describe windows of which each holds an element.
 */
export function pooledShape(
  name: string,
  shapes: readonly Shape[],
  attributes: PoolAttributes,
  [from, to]: readonly ['input' | 'output', 'input' | 'output'],
): Shape {
  const [x] = shapes;
  checkPoolAttributes(name, shapes, attributes);
  const axes = attributes.input.length;
  if (!x || x.length < axes || String(x.slice(x.length - axes)) !== String(attributes[from])) {
    throw new ShapeError(name, shapes, `the last axes of the first must be ${attributes[from].join('×')}`);
  }
  return [...x.slice(0, x.length - axes), ...attributes[to]];
}

function checkPoolAttributes(name: string, shapes: readonly Shape[], attributes: PoolAttributes): void {
  const { input, output, windows } = attributes;
  const axes = input.length;
  const fail = (rule: string): never => {
    throw new ShapeError(name, shapes, rule);
  };
  if (axes < 1 || axes > 3) fail(`1 to 3 spatial axes are supported, not ${axes}`);
  if (output.length !== axes) fail(`the output has ${output.length} spatial axes, the input ${axes}`);
  if (![...input, ...output].every((size) => Number.isInteger(size) && size >= 1)) {
    fail(`the spatial sizes ${input.join('×')} and ${output.join('×')} must be integers ≥ 1`);
  }
  if (windows === 'adaptive') {
    // The kernel multiplies positions by sizes in 32-bit integers.
    if (input.some((length, axis) => (length + 1) * (output[axis]! + 1) >= 2 ** 31)) {
      fail(`an axis of ${input.join('×')} times one of ${output.join('×')} is 2³¹ or more`);
    }
    return;
  }
  const { kernel, stride, padding, dilation } = windows;
  if ([kernel, stride, padding, dilation].some((list) => list.length !== axes)) {
    fail(`kernel, stride, padding and dilation need one entry for each of the ${axes} spatial axes`);
  }
  if (![...kernel, ...stride, ...dilation].every((value) => Number.isInteger(value) && value >= 1)) {
    fail(
      `kernel ${kernel.join('×')}, stride ${stride.join('×')} and dilation ${dilation.join('×')} must be integers ≥ 1`,
    );
  }
  if (!padding.flat().every((value) => Number.isInteger(value) && value >= 0)) {
    fail(`padding ${JSON.stringify(padding)} must be integers ≥ 0`);
  }
  for (const axis of input.keys()) {
    const empty = axisWindows(attributes, axis).findIndex(({ inside }) => inside.length === 0);
    if (empty >= 0) {
      fail(
        `every window must hold an element of the input, but on spatial axis ${axis} window ${empty} lies in the padding`,
      );
    }
  }
}
