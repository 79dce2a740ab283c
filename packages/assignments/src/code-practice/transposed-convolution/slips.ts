import { Float64Tensor } from '@gradbook/core-ops';

import type { CodeArguments, CodeMistake } from '../../code/case.ts';

/** The sizes of a call: x [N, I, H, W], weight [I, O, A, B]. */
interface Sizes {
  readonly batch: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly size: readonly [height: number, width: number];
  readonly kernel: readonly [height: number, width: number];
}

/** What a wrong transposed convolution does differently. */
export interface ConvolutionSlip {
  /** Steps between the inputs, and between the taps of the filter, in place of the stride and 1. */
  readonly spacing?: (stride: number) => readonly [inputs: number, taps: number];
  /** Elements taken off at the beginning and at the end of an axis; negative ones are put there. */
  readonly cropped?: (padding: number) => readonly [before: number, after: number];
  /** Elements more at the end of each axis. */
  readonly longer?: (stride: number) => number;
  readonly filter?: 'turned' | 'transposed' | 'channels exchanged';
  readonly overlaps?: 'last one' | 'averaged';
  readonly bias?: 'dropped' | 'for every copy' | 'twice';
  /** Channels of the input that are used. */
  readonly channels?: 'first' | 'averaged';
  readonly result?: 'transposed';
}

/** The transposed convolution with a slip, in loops that scatter copies of the filter. */
export function slippedConvolution(slip: ConvolutionSlip): CodeMistake['run'] {
  return (args: CodeArguments<Float64Tensor>) => {
    const { x, weight, bias, stride, padding } = callOf(args);
    const { batch, inputs, outputs, size, kernel } = sizesOf(x, weight);
    if (slip.filter === 'channels exchanged' && inputs !== outputs) throw new RangeError('the channels differ');
    if (slip.filter === 'transposed' && kernel[0] !== kernel[1]) throw new RangeError('the filter is not square');
    const { spacing = (step) => [step, 1], cropped = (zeros) => [zeros, zeros], longer = () => 0 } = slip;
    const [step, tap] = spacing(stride);
    const [before, after] = cropped(padding);
    const full = [0, 1].map((axis) => (size[axis]! - 1) * step + (kernel[axis]! - 1) * tap + 1);
    const [height, width] = full.map((length) => length - before - after + longer(stride)) as [number, number];
    if (height < 1 || width < 1) throw new RangeError('nothing is left');
    const sums = new Float64Array(batch * outputs * height * width);
    const copies = new Float64Array(sums.length);
    const perChannel = slip.channels === 'first' ? 1 : inputs;
    for (let n = 0; n < batch; n++) {
      for (let i = 0; i < perChannel; i++) {
        for (let o = 0; o < outputs; o++) {
          for (let p = 0; p < size[0] * size[1]; p++) {
            for (let q = 0; q < kernel[0] * kernel[1]; q++) {
              const [r, c] = [Math.floor(p / size[1]), p % size[1]];
              const [a, b] = [Math.floor(q / kernel[1]), q % kernel[1]];
              const [row, column] = [r * step + a * tap - before, c * step + b * tap - before];
              if (row < 0 || row >= height || column < 0 || column >= width) continue;
              const product =
                x.data[((n * inputs + i) * size[0] + r) * size[1] + c]! * tapOf(slip, weight, [i, o, a, b]);
              const place = ((n * outputs + o) * height + row) * width + column;
              if (slip.overlaps === 'last one' && i === 0) sums[place] = product;
              else sums[place]! += product;
              copies[place]! += 1;
            }
          }
        }
      }
    }
    const data = sums.map((sum, place) => {
      const channel = Math.floor(place / (height * width)) % outputs;
      const copied = copies[place]!;
      const mean = slip.channels === 'averaged' ? sum / inputs : sum;
      const value = slip.overlaps === 'averaged' && copied > 0 ? (mean * inputs) / copied : mean;
      const times =
        slip.bias === 'dropped' ? 0 : slip.bias === 'twice' ? 2 : slip.bias === 'for every copy' ? copied : 1;
      return value + times * (bias?.data[channel] ?? 0);
    });
    const result = new Float64Tensor([batch, outputs, height, width], data);
    return { result: slip.result === 'transposed' ? turned(result) : result };
  };
}

function tapOf(
  { filter }: ConvolutionSlip,
  { shape, data }: Float64Tensor,
  [i, o, a, b]: readonly [number, number, number, number],
): number {
  const [, outputs = 1, height = 1, width = 1] = shape;
  const [first, second] = filter === 'channels exchanged' ? [o, i] : [i, o];
  const [row, column] =
    filter === 'turned' ? [height - 1 - a, width - 1 - b] : filter === 'transposed' ? [b, a] : [a, b];
  return data[((first * outputs + second) * height + row) * width + column]!;
}

/** Rows and columns exchanged. */
function turned({ shape, data }: Float64Tensor): Float64Tensor {
  const [batch = 1, channels = 1, height = 1, width = 1] = shape;
  return new Float64Tensor(
    [batch, channels, width, height],
    data.map((_, place) => {
      const [row, column] = [Math.floor(place / height) % width, place % height];
      return data[place - (row * height + column) + column * width + row]!;
    }),
  );
}

function sizesOf(x: Float64Tensor, weight: Float64Tensor): Sizes {
  const [batch = 1, inputs = 1, height = 1, width = 1] = x.shape;
  const [, outputs = 1, rows = 1, columns = 1] = weight.shape;
  return { batch, inputs, outputs, size: [height, width], kernel: [rows, columns] };
}

/** The arguments of a call by name. */
export function callOf(args: CodeArguments<Float64Tensor>): {
  readonly x: Float64Tensor;
  readonly weight: Float64Tensor;
  readonly bias: Float64Tensor | undefined;
  readonly stride: number;
  readonly padding: number;
} {
  return {
    x: args['x'] as Float64Tensor,
    weight: args['weight'] as Float64Tensor,
    bias: args['bias'] as Float64Tensor | undefined,
    stride: args['stride'] as number,
    padding: args['padding'] as number,
  };
}
