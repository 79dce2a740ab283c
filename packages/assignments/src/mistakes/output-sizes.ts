import type { Sizes } from '@gradbook/answers';

import type { Mistake } from './mistake.ts';

/** One axis of a convolution: the length of its input and of its filter, and how the filter moves. */
export interface Axis {
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
}

/** A wrong way to compute the length of a convolution's output along one axis, before it is rounded down. */
export type OutputSizeMistake = Mistake<(axis: Axis) => number>;

/** The wrong ways to compute an output's size that are recognised by their result. */
export const outputSizeMistakes: readonly OutputSizeMistake[] = [
  {
    id: 'one-window-forgotten',
    sentence: 'The window that stands at the very beginning is not counted: the size is too small by 1.',
    run: ({ input, kernel, stride, padding, dilation }) => (input + 2 * padding - dilation * (kernel - 1) - 1) / stride,
  },
  {
    id: 'stride-ignored',
    sentence: 'This is the size for stride 1.',
    run: ({ input, kernel, padding, dilation }) => input + 2 * padding - dilation * (kernel - 1),
  },
  {
    id: 'padding-on-one-side',
    sentence: 'Padding is added on both sides, and here it is counted once.',
    run: ({ input, kernel, stride, padding, dilation }) => (input + padding - dilation * (kernel - 1) - 1) / stride + 1,
  },
  {
    id: 'padding-ignored',
    sentence: 'The padding is left out.',
    run: ({ input, kernel, stride, dilation }) => (input - dilation * (kernel - 1) - 1) / stride + 1,
  },
  {
    id: 'dilation-ignored',
    sentence: 'The dilation is left out: a dilated filter reaches over more than its own taps.',
    run: ({ input, kernel, stride, padding }) => (input + 2 * padding - kernel) / stride + 1,
  },
  {
    id: 'dilated-reach-too-long',
    sentence:
      'A filter with $K$ taps has $K - 1$ gaps between them, so that dilation stretches it by less than is written here.',
    run: ({ input, kernel, stride, padding, dilation }) => (input + 2 * padding - dilation * kernel) / stride + 1,
  },
  {
    id: 'filter-end-forgotten',
    sentence: 'The filter is one longer than its gaps: a $-1$ is missing above the stride.',
    run: ({ input, kernel, stride, padding, dilation }) => (input + 2 * padding - dilation * (kernel - 1)) / stride + 1,
  },
];

/** What a mistake makes of the shape of a two-dimensional output. */
export function wrongShape(
  { run }: OutputSizeMistake,
  axes: (sizes: Sizes) => readonly [Axis, Axis],
  leading: (sizes: Sizes) => readonly number[],
): (sizes: Sizes) => readonly number[] {
  return (sizes) => [...leading(sizes), ...axes(sizes).map((axis) => Math.floor(run(axis)))];
}
