import type { Shape } from '../../values/value.ts';
import { type Attributes, ShapeError } from '../operation.ts';

/**
 * What the three rows of the convolution family take besides tensors: one number per spatial axis, outermost first.
 * The three are the partial derivatives of one trilinear form, so they share their attributes; only `size` differs.
 */
export interface ConvAttributes extends Attributes, ConvPlacement {
  /**
   * Spatial size of the result: the output's for `convolution`, the input's for `convInputGradient`, the filter's for
   * `convFilterGradient`.
   */
  readonly size: readonly number[];
}

/** How the filter lies on the input. */
export interface ConvPlacement {
  /** Steps of the filter over the input. */
  readonly stride: readonly number[];
  /** Zeros before the input's first element; how many follow the last one is implied by the sizes. */
  readonly padding: readonly number[];
  /** Distance between neighbouring taps of the filter. */
  readonly dilation: readonly number[];
  /** Groups that the channels are split into; each group of outputs sees its own group of inputs. */
  readonly groups: number;
}

/** A convolution with all its sizes, as three spatial axes: the missing outer ones have length 1. */
export interface ConvGeometry {
  readonly batch: number;
  readonly groups: number;
  /** Input channels of one group. */
  readonly groupIn: number;
  /** Output channels of one group. */
  readonly groupOut: number;
  readonly input: Triple;
  readonly filter: Triple;
  readonly output: Triple;
  readonly stride: Triple;
  readonly padding: Triple;
  readonly dilation: Triple;
}

export type Triple = readonly [number, number, number];

/** The three operands of the form: input x, filter w, output y. */
export interface ConvShapes {
  readonly input: Shape;
  readonly filter: Shape;
  readonly output: Shape;
}

/** The operands of each row, in their order, and its result. */
export type ConvRole = keyof ConvShapes;
export const convolutionRoles = ['input', 'filter', 'output'] as const;
export const inputGradientRoles = ['output', 'filter', 'input'] as const;
export const filterGradientRoles = ['input', 'output', 'filter'] as const;
export type ConvRoles = readonly [ConvRole, ConvRole, ConvRole];

/** The shapes of all three operands of a row of the family, from those of its two inputs. */
export function convShapes(
  name: string,
  roles: ConvRoles,
  shapes: readonly Shape[],
  attributes: ConvAttributes,
): ConvShapes {
  const [first, second] = shapes;
  if (!first || !second || shapes.length !== 2) {
    throw new ShapeError(name, shapes, `takes two tensors: ${roles[0]} and ${roles[1]}`);
  }
  checkAttributes(name, shapes, attributes);
  const { groups, size } = attributes;
  const known: { input?: Shape; filter?: Shape; output?: Shape } = { [roles[0]]: first, [roles[1]]: second };
  const axes = size.length;
  checkRanks(name, shapes, known, axes);
  const { input, filter, output } = known;
  if (input && filter) {
    checkInputChannels(name, shapes, input, filter, groups, axes);
    return { input, filter, output: [...leading(input, axes), at(filter, 0), ...size] };
  }
  if (output && filter) {
    checkOutputChannels(name, shapes, output, filter, groups, axes);
    return { output, filter, input: [...leading(output, axes), at(filter, 1) * groups, ...size] };
  }
  if (!input || !output) throw new TypeError(`${name}: roles ${roles.join(', ')} do not determine the shapes`);
  const [inChannels, outChannels] = [at(input, -axes - 1), at(output, -axes - 1)];
  if (inChannels % groups !== 0 || outChannels % groups !== 0) {
    throw new ShapeError(
      name,
      shapes,
      `${groups} groups must divide ${inChannels} input and ${outChannels} output channels`,
    );
  }
  if (input.length !== output.length || leading(input, axes)[0] !== leading(output, axes)[0]) {
    throw new ShapeError(name, shapes, 'input and output must have the same batch size');
  }
  return { input, output, filter: [outChannels, inChannels / groups, ...size] };
}

/** The sizes of a convolution of at most three spatial axes. */
export function convGeometry({ input, filter, output }: ConvShapes, attributes: ConvAttributes): ConvGeometry {
  const axes = attributes.size.length;
  const { groups } = attributes;
  return {
    batch: leading(input, axes)[0] ?? 1,
    groups,
    groupIn: at(filter, 1),
    groupOut: at(filter, 0) / groups,
    input: triple(input.slice(-axes), 1),
    filter: triple(filter.slice(-axes), 1),
    output: triple(output.slice(-axes), 1),
    stride: triple(attributes.stride, 1),
    padding: triple(attributes.padding, 0),
    dilation: triple(attributes.dilation, 1),
  };
}

/** Throws unless channels and filter fit, for [N, C, …] or unbatched [C, …] input and [out, in/groups, …] filters. */
export function checkInputChannels(
  name: string,
  shapes: readonly Shape[],
  input: Shape,
  filter: Shape,
  groups: number,
  axes: number,
): void {
  const channels = at(input, -axes - 1);
  if (at(filter, 0) % groups !== 0) {
    throw new ShapeError(name, shapes, `${groups} groups must divide the filter's ${at(filter, 0)} output channels`);
  }
  if (channels !== at(filter, 1) * groups) {
    throw new ShapeError(
      name,
      shapes,
      `the filter is [out, in/groups, …]: for ${channels} input channels in ${groups} groups its axis 1 must be ` +
        (channels % groups === 0 ? `${channels / groups}` : `${channels}/${groups}, which is no integer`),
    );
  }
}

/** The same for a transposed convolution, whose argument has the channels of the filter's axis 0. */
export function checkOutputChannels(
  name: string,
  shapes: readonly Shape[],
  output: Shape,
  filter: Shape,
  groups: number,
  axes: number,
): void {
  const channels = at(output, -axes - 1);
  if (channels !== at(filter, 0)) {
    throw new ShapeError(name, shapes, `the filter's axis 0 must be the ${channels} channels that it is applied to`);
  }
  if (channels % groups !== 0) throw new ShapeError(name, shapes, `${groups} groups must divide ${channels} channels`);
}

/** Throws unless there are 1 to 3 spatial axes and the tensors have them. */
export function checkRanks(
  name: string,
  shapes: readonly Shape[],
  { input, filter, output }: { readonly [Role in ConvRole]?: Shape },
  axes: number,
): void {
  for (const signal of [input, output]) {
    if (signal && signal.length !== axes + 2 && signal.length !== axes + 1) {
      throw new ShapeError(
        name,
        shapes,
        `the signal must be [batch, channels, ${spatial(axes)}] or [channels, ${spatial(axes)}]`,
      );
    }
  }
  if (filter && filter.length !== axes + 2) {
    throw new ShapeError(name, shapes, `the filter must be [channels, channels, ${spatial(axes)}]`);
  }
}

function checkAttributes(name: string, shapes: readonly Shape[], attributes: ConvAttributes): void {
  const { stride, padding, dilation, groups, size } = attributes;
  const axes = size.length;
  if (axes < 1 || axes > 3) throw new ShapeError(name, shapes, `1 to 3 spatial axes are supported, not ${axes}`);
  if (stride.length !== axes || padding.length !== axes || dilation.length !== axes) {
    throw new ShapeError(
      name,
      shapes,
      `stride, padding and dilation need one number for each of the ${axes} spatial axes`,
    );
  }
  if (![...stride, ...dilation, groups].every((value) => Number.isInteger(value) && value >= 1)) {
    throw new ShapeError(
      name,
      shapes,
      `stride ${stride.join('×')}, dilation ${dilation.join('×')} and groups ${groups} must be integers ≥ 1`,
    );
  }
  if (!padding.every(Number.isInteger))
    throw new ShapeError(name, shapes, `padding ${padding.join('×')} must be integers`);
  if (!size.every((value) => Number.isInteger(value) && value >= 1)) {
    throw new ShapeError(name, shapes, `the result's size ${size.join('×')} must be integers ≥ 1`);
  }
}

function spatial(axes: number): string {
  return axes === 1 ? 'length' : axes === 2 ? 'height, width' : 'depth, height, width';
}

/** What precedes the channels: the batch, or nothing. */
function leading(shape: Shape, axes: number): Shape {
  return shape.slice(0, -axes - 1);
}

function at(shape: Shape, axis: number): number {
  const length = shape.at(axis);
  if (length === undefined) throw new RangeError(`no axis ${axis} in [${shape.join(', ')}]`);
  return length;
}

function triple(values: readonly number[], fill: number): Triple {
  const [depth = fill, height = fill, width = fill] = [...Array<number>(3 - values.length).fill(fill), ...values];
  return [depth, height, width];
}
