import type { Tensor } from '@tensorflow/tfjs-core';

import { Float64Tensor, sizeOf } from '../../values/float64-tensor.ts';
import type { Shape } from '../../values/value.ts';
import { gamma, smallestNormal } from '../error-bounds.ts';
import type { Example, Operation } from '../operation.ts';
import { forEachTerm } from './definitions.ts';
import { convExamples } from './examples.ts';
import {
  type ConvAttributes,
  type ConvGeometry,
  convGeometry,
  type ConvRole,
  type ConvRoles,
  convolutionRoles,
  convShapes,
  filterGradientRoles,
  inputGradientRoles,
} from './geometry.ts';
import { convolutionKernel, filterGradientKernel, inputGradientKernel } from './kernels/kernels.ts';

/*
 * The rows are the three partial derivatives of the trilinear form T(x, w, y) of definitions.ts:
 *
 *     convolution(x, w) = ∂T/∂y     convInputGradient(y, w) = ∂T/∂x     convFilterGradient(x, y) = ∂T/∂w
 *
 * so each row's vector-Jacobian product is made of the other two, to any order. With the row's own attributes
 * {stride, padding, dilation, groups} and, as `size`, the spatial size of what is computed (its operand's last axes):
 *
 *     convolution(x, w), cotangent c of y:         dx = convInputGradient(c, w), size of x
 *                                                  dw = convFilterGradient(x, c), size of w
 *     convInputGradient(y, w), cotangent c of x:   dy = convolution(c, w), size of y
 *                                                  dw = convFilterGradient(c, y), size of w
 *     convFilterGradient(x, y), cotangent c of w:  dx = convInputGradient(y, c), size of x
 *                                                  dy = convolution(x, c), size of y
 */

/**
 * Cross-correlation of x [N, C, …] (or [C, …]) with a filter [out, C/groups, k…]: the table's row behind
 * {@link conv1d}, {@link conv2d} and {@link conv3d}. `size` is the spatial size of the output.
 *
 * @example
 * const attributes = { stride: [1], padding: [0], dilation: [1], groups: 1, size: [3] };
 * bind(convolution, [float64([[[1, 4, 0, -2, 3]]]), float64([[[2, -1, 3]]])], attributes)[0]; // [[[-2, 2, 11]]]
 */
export const convolution: Operation<ConvAttributes> = convRow('convolution', convolutionRoles, convolutionKernel);

/**
 * The transpose of `convolution` in its input: from y [N, out, …] and the filter [out, C/groups, k…] to [N, C, size…].
 * The row behind {@link convTranspose1d}, {@link convTranspose2d} and {@link convTranspose3d}.
 *
 * @example
 * const attributes = { stride: [2], padding: [0], dilation: [1], groups: 1, size: [5] };
 * bind(convInputGradient, [float64([[[1, 2]]]), float64([[[3, 4, 5]]])], attributes)[0]; // [[[3, 4, 11, 8, 10]]]
 */
export const convInputGradient: Operation<ConvAttributes> = convRow(
  'convInputGradient',
  inputGradientRoles,
  inputGradientKernel,
);

/**
 * The transpose of `convolution` in its filter: from x [N, C, …] and y [N, out, …] to [out, C/groups, size…].
 *
 * @example
 * const attributes = { stride: [1], padding: [0], dilation: [1], groups: 1, size: [2] };
 * bind(convFilterGradient, [float64([[[1, 2, 3]]]), float64([[[1, 10]]])], attributes)[0]; // [[[21, 32]]]
 */
export const convFilterGradient: Operation<ConvAttributes> = convRow(
  'convFilterGradient',
  filterGradientRoles,
  filterGradientKernel,
);

type ConvKernel = (geometry: ConvGeometry, first: Tensor, second: Tensor, shape: Shape) => Tensor;

function convRow(name: string, roles: ConvRoles, kernel: ConvKernel): Operation<ConvAttributes> {
  const [, , result] = roles;
  const shapesOf = (inputs: readonly Shape[], attributes: ConvAttributes) =>
    convShapes(name, roles, inputs, attributes);
  return {
    name,
    shape: (inputs, attributes) => [shapesOf(inputs, attributes)[result]],
    reference: (inputs, attributes) => [define(name, roles, inputs, attributes).sum],
    kernel: (inputs, attributes) => {
      const [first, second] = pair(name, inputs);
      const shapes = shapesOf([first.shape, second.shape], attributes);
      return [kernel(convGeometry(shapes, attributes), first, second, shapes[result])];
    },
    errorBound: (inputs, attributes) => [sumOfProductsBound(name, roles, inputs, attributes)],
    differentiable: () => [true, true],
    examples: (seed): readonly Example<ConvAttributes>[] => convExamples(roles, seed),
  };
}

/** The row's sum of products and how many products each element adds up. */
function define(
  name: string,
  roles: ConvRoles,
  inputs: readonly Float64Tensor[],
  attributes: ConvAttributes,
): { readonly sum: Float64Tensor; readonly terms: Float64Array } {
  const [a, b] = pair(name, inputs);
  const shapes = convShapes(name, roles, [a.shape, b.shape], attributes);
  const shape = shapes[roles[2]];
  const data = new Float64Array(sizeOf(shape));
  const terms = new Float64Array(sizeOf(shape));
  const [first, second, third] = roles.map((role) => position[role]) as [number, number, number];
  forEachTerm(convGeometry(shapes, attributes), (...offsets) => {
    const at = offsets[third]!;
    data[at]! += a.data[offsets[first]!]! * b.data[offsets[second]!]!;
    terms[at]!++;
  });
  return { sum: new Float64Tensor(shape, data), terms };
}

/** Where each operand's offset stands among the arguments of {@link forEachTerm}'s visitor. */
const position: Readonly<Record<ConvRole, number>> = { input: 0, filter: 1, output: 2 };

/**
 * |fl(Σ aᵢbᵢ) − Σ aᵢbᵢ| ≤ γₙ Σ|aᵢbᵢ|, γₙ = n u / (1 − n u), for n products summed in any order (Higham, Accuracy and
 * Stability of Numerical Algorithms, 2nd ed., §3.1).
 */
function sumOfProductsBound(
  name: string,
  roles: ConvRoles,
  inputs: readonly Float64Tensor[],
  attributes: ConvAttributes,
): Float64Tensor {
  const { sum, terms } = define(
    name,
    roles,
    inputs.map(({ shape, data }) => new Float64Tensor(shape, data.map(Math.abs))),
    attributes,
  );
  return new Float64Tensor(
    sum.shape,
    sum.data.map((magnitude, i) => gamma(terms[i]!) * magnitude + 2 * terms[i]! * smallestNormal),
  );
}

function pair<T>(name: string, inputs: readonly T[]): readonly [T, T] {
  const [first, second] = inputs;
  if (first === undefined || second === undefined) throw new TypeError(`${name}: takes two tensors`);
  return [first, second];
}
