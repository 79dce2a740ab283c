import {
  add,
  conv2d,
  convTranspose2d,
  greater,
  mul,
  pad,
  reshape,
  reverse,
  slice,
  type Value,
  where,
} from '@gradbook/core-ops';

import type { Mistake } from './mistake.ts';

/** A wrong way to compute a transposed convolution of a map with a filter, both [1, 1, height, width]. */
export type TransposedConvolutionMistake = Mistake<(x: Value, filter: Value) => Value>;

type Sizes = readonly [batch: number, channels: number, height: number, width: number];

const sizesOf = (x: Value): Sizes => x.shape as Sizes;

/** x with a row and a column of zeros between neighbours. */
function zerosBetween(x: Value): Value {
  const [, , height, width] = sizesOf(x);
  const columns = pad(reshape(x, [height, width, 1]), [
    [0, 0],
    [0, 0],
    [0, 1],
  ]);
  const rows = pad(reshape(columns, [height, 1, 2 * width]), [
    [0, 0],
    [0, 1],
    [0, 0],
  ]);
  // The last row and the last column of zeros lie outside, not between.
  return slice(reshape(rows, [1, 1, 2 * height, 2 * width]), [0, 0, 0, 0], [1, 1, 2 * height - 1, 2 * width - 1]);
}

/** Every input times the filter, put in its place over whatever stood there. */
function withoutSums(x: Value, filter: Value): Value {
  const [, , height, width] = sizesOf(x);
  let output = mul(convTranspose2d(x, filter), 0);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const place = (value: Value): Value =>
        pad(value, [
          [0, 0],
          [0, 0],
          [i, height - 1 - i],
          [j, width - 1 - j],
        ]);
      const patch = mul(filter, slice(x, [0, 0, i, j], [1, 1, 1, 1]));
      const inside = greater(place(add(mul(filter, 0), 1)), 0);
      output = where(inside, place(patch), output);
    }
  }
  return output;
}

const zerosBetweenInputs: TransposedConvolutionMistake = {
  id: 'zeros-between-inputs',
  sentence:
    'This is what comes out when zeros are put between the inputs, as for stride 2, and the filter is then dragged over them without padding, as it stands.',
  run: (x, filter) => conv2d(zerosBetween(x), filter),
};

export const overlapsNotSummed: TransposedConvolutionMistake = {
  id: 'overlaps-not-summed',
  sentence: 'Where the copies of the filter overlap, only the last one was kept; overlapping values are added.',
  run: withoutSums,
};

export const ordinaryConvolution: TransposedConvolutionMistake = {
  id: 'ordinary-convolution',
  sentence: 'This is the ordinary convolution, which makes the output smaller; the transposed one makes it larger.',
  run: (x, filter) => conv2d(x, filter),
};

const doubledStride: TransposedConvolutionMistake = {
  id: 'stride-2-for-1',
  sentence: 'This is the transposed convolution with stride 2.',
  run: (x, filter) => convTranspose2d(x, filter, { stride: 2 }),
};

export const flippedFilter: TransposedConvolutionMistake = {
  id: 'filter-turned',
  sentence: 'This is the result with the filter turned by 180°: each input multiplies the filter as it stands.',
  run: (x, filter) => convTranspose2d(x, reverse(filter, [2, 3])),
};

/** All of them, in the order in which they are tried. */
export const transposedConvolutionMistakes: readonly TransposedConvolutionMistake[] = [
  zerosBetweenInputs,
  overlapsNotSummed,
  ordinaryConvolution,
  doubledStride,
  flippedFilter,
];
