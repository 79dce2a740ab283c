import { type Tensor, zeros } from '@tensorflow/tfjs-core';

import type { Shape } from '../../../values/value.ts';
import { generalConvolution, generalFilterGradient, generalInputGradient } from './general.ts';
import type { ConvGeometry, Triple } from '../geometry.ts';
import { canTile, tiledSlidingSum } from './sliding-sum.ts';
import { canTileStrided, stridedInputGradient } from './strided-input-gradient.ts';
import { tiledFilterGradient } from './tiled-filter-gradient.ts';

// tfjs's own kernels are not used: they take [N, H, W, C] only, have no groups, throw for the gradients of dilated
// convolutions, and compute the filter's gradient without splitting its long sums.

/** Products from which on the tiled kernels' longer compilation pays. */
const manyProducts = 2 ** 17;

/** Which kernels compute: `auto` takes the tiled ones for all but small problems and rare geometries. */
export type ConvShape = 'auto' | 'tiled' | 'general';

/** y[n, j, o] = Σ x[n, i, o·stride − padding + k·dilation] w[j, i, k]. */
export function convolutionKernel(
  geometry: ConvGeometry,
  x: Tensor,
  filter: Tensor,
  shape: Shape,
  kind: ConvShape = 'auto',
): Tensor {
  const nothing = checkInputs('convolution', [x, filter], shape);
  if (nothing) return nothing;
  if (!tiled(geometry, kind)) return generalConvolution(geometry, x, filter, shape);
  const taps = volume(geometry.filter);
  const { batch, groups, groupIn, groupOut } = geometry;
  return tiledSlidingSum(
    'convolution',
    {
      ...geometry,
      batch,
      groups,
      summed: groupIn,
      computed: groupOut,
      computedStride: groupIn * taps,
      summedStride: taps,
      flipped: false,
    },
    x,
    filter,
    shape,
  );
}

/** x[n, i, p] = Σ y[n, j, o] w[j, i, k] over o·stride = p + padding − k·dilation. */
export function inputGradientKernel(
  geometry: ConvGeometry,
  y: Tensor,
  filter: Tensor,
  shape: Shape,
  kind: ConvShape = 'auto',
): Tensor {
  const nothing = checkInputs('convInputGradient', [y, filter], shape);
  if (nothing) return nothing;
  if (!tiled(geometry, kind)) return generalInputGradient(geometry, y, filter, shape);
  if (geometry.stride.some((step) => step !== 1)) {
    const strided = canTileStrided(geometry) ? stridedInputGradient : generalInputGradient;
    return strided(geometry, y, filter, shape);
  }
  const taps = volume(geometry.filter);
  const { batch, groups, groupIn, groupOut, padding, dilation } = geometry;
  // With stride 1 it is a convolution of y, with the filter from its last tap to its first.
  const reach = (axis: 0 | 1 | 2): number => (geometry.filter[axis] - 1) * dilation[axis] - padding[axis];
  return tiledSlidingSum(
    'convInputGradient',
    {
      ...geometry,
      batch,
      groups,
      input: geometry.output,
      output: geometry.input,
      padding: [reach(0), reach(1), reach(2)],
      summed: groupOut,
      computed: groupIn,
      computedStride: taps,
      summedStride: groupIn * taps,
      flipped: true,
    },
    y,
    filter,
    shape,
  );
}

/** w[j, i, k] = Σ x[n, i, o·stride − padding + k·dilation] y[n, j, o] over batch and output positions. */
export function filterGradientKernel(
  geometry: ConvGeometry,
  x: Tensor,
  y: Tensor,
  shape: Shape,
  kind: ConvShape = 'auto',
): Tensor {
  const nothing = checkInputs('convFilterGradient', [x, y], shape);
  if (nothing) return nothing;
  return tiled(geometry, kind)
    ? tiledFilterGradient(geometry, x, y, shape)
    : generalFilterGradient(geometry, x, y, shape);
}

function tiled(geometry: ConvGeometry, kind: ConvShape): boolean {
  if (!canTile(geometry.filter)) return false;
  if (kind !== 'auto') return kind === 'tiled';
  const { batch, groups, groupIn, groupOut, filter, output } = geometry;
  return batch * groups * groupIn * groupOut * volume(filter) * volume(output) >= manyProducts;
}

/** Zeros for sums of no terms; a buffer of length 0 cannot be bound. */
function checkInputs(name: string, inputs: readonly Tensor[], shape: Shape): Tensor | undefined {
  for (const { dtype } of inputs) {
    if (dtype !== 'float32') throw new TypeError(`${name}: got dtype ${dtype}; it takes float32`);
  }
  return inputs.some(({ size }) => size === 0) ? zeros([...shape]) : undefined;
}

function volume([depth, height, width]: Triple): number {
  return depth * height * width;
}
