import { type Float64Tensor, conv2d } from '@gradbook/core-ops';

import type { CodeMistake } from '../../code/case.ts';
import { flippedFilter, ordinaryConvolution, overlapsNotSummed } from '../../mistakes/convolutions.ts';
import { callOf, type ConvolutionSlip, slippedConvolution } from './slips.ts';

const mistake = (id: string, sentence: string, slip: ConvolutionSlip): CodeMistake => ({
  id,
  sentence,
  run: slippedConvolution(slip),
});

/** Slips that written answers have too, under the same names. */
const known: readonly CodeMistake[] = [
  mistake(flippedFilter.id, flippedFilter.sentence, { filter: 'turned' }),
  mistake(overlapsNotSummed.id, overlapsNotSummed.sentence, { overlaps: 'last one' }),
  {
    id: ordinaryConvolution.id,
    sentence: ordinaryConvolution.sentence,
    run: (args) => {
      const { x, weight, stride, padding } = callOf(args);
      return { result: conv2d<Float64Tensor>(x, weight, { stride, padding }) };
    },
  },
];

/** Slips that only code has. */
export const convolutionCodeMistakes: readonly CodeMistake[] = [
  mistake('padding-added', 'The padding is put around the result; in a transposed convolution it is taken off.', {
    cropped: (padding) => [-padding, -padding],
  }),
  mistake('padding-not-taken-off', 'The padding is not used: nothing is taken off the result.', {
    cropped: () => [0, 0],
  }),
  mistake(
    'padding-at-the-end-alone',
    'The padding is taken off at the end of each axis alone; half of it belongs to the beginning.',
    {
      cropped: (padding) => [0, 2 * padding],
    },
  ),
  mistake(
    'padding-at-the-beginning-alone',
    'The padding is taken off at the beginning of each axis alone; half of it belongs to the end.',
    {
      cropped: (padding) => [2 * padding, 0],
    },
  ),
  mistake('padding-once', 'The padding is taken off once; it is taken off at both ends of an axis.', {
    cropped: (padding) => [padding, 0],
  }),
  mistake('copies-without-stride', 'The stride is not used: the copies of the filter stand next to each other.', {
    spacing: () => [1, 1],
  }),
  mistake('stride-as-dilation', 'The stride is put between the taps of the filter; it is the distance of its copies.', {
    spacing: (stride) => [1, stride],
  }),
  mistake(
    'stride-zeros-one-too-many',
    'There are as many zeros between the inputs as the stride is; one less belongs there.',
    {
      spacing: (stride) => [stride + 1, 1],
    },
  ),
  mistake(
    'size-one-stride-too-large',
    'The result is one stride too long on each axis: the inputs have one gap less than there are inputs.',
    {
      longer: (stride) => stride,
    },
  ),
  mistake('size-one-too-large', 'The result is one element too long on each axis.', { longer: () => 1 }),
  mistake('size-one-too-small', 'The result is one element too short on each axis.', { longer: () => -1 }),
  mistake(
    'filter-channels-exchanged',
    'The channels of the filter are exchanged: its first axis is that of the input.',
    {
      filter: 'channels exchanged',
    },
  ),
  mistake('filter-axes-exchanged', 'Rows and columns of the filter are exchanged.', { filter: 'transposed' }),
  mistake('rows-and-columns-exchanged', 'Rows and columns of the result are exchanged.', { result: 'transposed' }),
  mistake(
    'overlaps-averaged',
    'Where the copies of the filter overlap, the mean is taken; overlapping values are added.',
    {
      overlaps: 'averaged',
    },
  ),
  mistake('first-channel-alone', 'Only the first channel of the input is used; all of them are added up.', {
    channels: 'first',
  }),
  mistake('channels-averaged', 'The channels of the input are averaged; they are added up.', { channels: 'averaged' }),
  mistake('bias-for-every-copy', 'The bias is added with every copy of the filter; it is added once to each output.', {
    bias: 'for every copy',
  }),
  mistake('output-bias-dropped', 'The bias is missing.', { bias: 'dropped' }),
  mistake('output-bias-twice', 'The bias is added twice.', { bias: 'twice' }),
];

/** Typical slips in a transposed convolution, in the order in which they are tried. */
export const convolutionMistakes: readonly CodeMistake[] = [...known, ...convolutionCodeMistakes];
