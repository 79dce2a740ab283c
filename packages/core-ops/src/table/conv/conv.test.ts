import { describe, expect, test } from 'vitest';

import { Float64Tensor } from '../../values/float64-tensor.ts';
import { ShapeError } from '../operation.ts';
import { conv1d, conv2d, conv3d, convTranspose1d, convTranspose2d, convTranspose3d } from './functions.ts';

const f64 = (shape: readonly number[], ...data: number[]): Float64Tensor => new Float64Tensor(shape, data);
const ones = (shape: readonly number[]): Float64Tensor =>
  new Float64Tensor(shape, new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(1));
/** What is asked of a result: its shape and its numbers. */
const plain = ({ shape, data }: Float64Tensor): { shape: readonly number[]; data: number[] } => ({
  shape,
  data: [...data],
});

describe('convolution, worked by hand', () => {
  const signal = f64([1, 5], 1, 4, 0, -2, 3);
  const filter = f64([1, 1, 3], 2, -1, 3);

  test('the filter is not flipped', () => {
    expect(plain(conv1d(signal, filter))).toEqual({ shape: [1, 3], data: [-2, 2, 11] });
  });

  test('padding, on both sides or one', () => {
    expect(conv1d(signal, filter, { padding: 1 }).data).toEqual(Float64Array.of(11, -2, 2, 11, -7));
    expect(conv1d(signal, filter, { padding: [[0, 1]] }).data).toEqual(Float64Array.of(-2, 2, 11, -7));
    expect(conv1d(signal, filter, { padding: [[1, 0]] }).data).toEqual(Float64Array.of(11, -2, 2, 11));
    expect(conv1d(signal, filter, { padding: 'valid' }).data).toEqual(Float64Array.of(-2, 2, 11));
  });

  test("'same' keeps the size and puts the odd zero at the end", () => {
    expect(conv1d(signal, filter, { padding: 'same' }).data).toEqual(Float64Array.of(11, -2, 2, 11, -7));
    expect(conv1d(signal, f64([1, 1, 2], 1, 10), { padding: 'same' }).data).toEqual(Float64Array.of(41, 4, -20, 28, 3));
  });

  test('stride skips positions, dilation spreads the taps', () => {
    expect(conv1d(signal, filter, { stride: 2 }).data).toEqual(Float64Array.of(-2, 11));
    // 2·1 − 0 + 3·3
    expect(conv1d(signal, filter, { dilation: 2 }).data).toEqual(Float64Array.of(11));
  });

  test('channels are summed, groups are not; depthwise has a filter for each channel', () => {
    const x = f64([1, 2, 2], 1, 2, 3, 4);
    expect(conv1d(x, f64([1, 2, 1], 1, 10)).data).toEqual(Float64Array.of(31, 42));
    expect(plain(conv1d(x, f64([2, 1, 1], 1, 10), { groups: 2 }))).toEqual({ shape: [1, 2, 2], data: [1, 2, 30, 40] });
  });

  test('a batch gives what its members give', () => {
    const batch = f64([2, 1, 3], 1, 2, 3, 4, 5, 6);
    expect(plain(conv1d(batch, f64([1, 1, 2], 1, -1)))).toEqual({ shape: [2, 1, 2], data: [-1, -1, -1, -1] });
  });

  test('two axes are independent', () => {
    const image = f64([1, 3, 3], 1, 2, 3, 4, 5, 6, 7, 8, 9);
    expect(plain(conv2d(image, f64([1, 1, 2, 2], 1, 0, 0, -1)))).toEqual({ shape: [1, 2, 2], data: [-4, -4, -4, -4] });
    const options = { stride: [2, 1], padding: [1, 0], dilation: [1, 2] } as const;
    // Rows −1, 1 meet the filter's first row, 0, 2 its second; columns 0 and 2.
    expect(conv2d(image, f64([1, 1, 2, 2], 1, 2, 3, 4), options).data).toEqual(Float64Array.of(15, 4 + 12 + 21 + 36));
  });

  test('three axes', () => {
    expect(conv3d(f64([1, 2, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8), ones([1, 1, 2, 2, 2])).data).toEqual(Float64Array.of(36));
  });
});

describe('transposed convolution, worked by hand', () => {
  test('every input element puts down a filter, overlaps are summed', () => {
    const result = convTranspose2d(f64([1, 2, 2], -1, 2, 3, 1), f64([1, 1, 2, 2], 1, -1, 0, 1));
    expect(plain(result)).toEqual({ shape: [1, 3, 3], data: [-1, 3, -2, 3, -3, 1, 0, 3, 1] });
  });

  test('stride parts the copies, padding crops, output padding adds at the end', () => {
    const [x, filter] = [f64([1, 2], 1, 2), f64([1, 1, 3], 3, 4, 5)];
    expect(convTranspose1d(x, filter, { stride: 2 }).data).toEqual(Float64Array.of(3, 4, 11, 8, 10));
    expect(convTranspose1d(x, filter, { stride: 2, padding: 1 }).data).toEqual(Float64Array.of(4, 11, 8));
    expect(convTranspose1d(x, filter, { stride: 2, padding: [[0, 2]] }).data).toEqual(Float64Array.of(3, 4, 11));
    expect(convTranspose1d(x, filter, { stride: 2, padding: 1, outputPadding: 1 }).data).toEqual(
      Float64Array.of(4, 11, 8, 10),
    );
    expect(convTranspose1d(x, filter, { stride: 3, outputPadding: 2 }).data).toEqual(
      Float64Array.of(3, 4, 5, 6, 8, 10, 0, 0),
    );
    expect(convTranspose1d(x, filter, { dilation: 2 }).data).toEqual(Float64Array.of(3, 6, 4, 8, 5, 10));
  });

  test('the filter is [in, out/groups, k]', () => {
    const x = f64([2, 1], 1, 10);
    expect(plain(convTranspose1d(x, f64([2, 3, 1], 1, 2, 3, 4, 5, 6)))).toEqual({ shape: [3, 1], data: [41, 52, 63] });
    expect(plain(convTranspose1d(x, f64([2, 1, 1], 7, 8), { groups: 2 }))).toEqual({ shape: [2, 1], data: [7, 80] });
  });

  test('three axes', () => {
    expect(convTranspose3d(f64([1, 1, 1, 2], 2, 3), f64([1, 1, 1, 1, 2], 1, 10)).data).toEqual(
      Float64Array.of(2, 23, 30),
    );
  });
});

describe('what does not fit is refused with the sizes and the rule', () => {
  const x = ones([1, 4, 5, 5]);
  const refused: readonly (readonly [string, () => unknown, RegExp])[] = [
    [
      'a kernel beyond the padded input',
      () => conv2d(x, ones([1, 4, 8, 3]), { padding: [1, 0] }),
      /conv2d: got \[1, 4, 5, 5\] and \[1, 4, 8, 3\]; output = .*axis 0 the kernel spans 8 of 5 \+ 1 \+ 1 = 7/,
    ],
    ['dilation counts', () => conv2d(x, ones([1, 4, 3, 3]), { dilation: 3 }), /spans 7 of 5/],
    ['channels', () => conv2d(x, ones([1, 3, 2, 2])), /for 4 input channels in 1 groups its axis 1 must be 4/],
    [
      'groups that do not divide the input',
      () => conv2d(x, ones([3, 1, 2, 2]), { groups: 3 }),
      /4\/3, which is no integer/,
    ],
    [
      'groups that do not divide the output',
      () => conv2d(x, ones([3, 2, 2, 2]), { groups: 2 }),
      /2 groups must divide the filter's 3/,
    ],
    ['stride 0', () => conv2d(x, ones([1, 4, 2, 2]), { stride: 0 }), /stride must be one integer ≥ 1/],
    [
      'a stride for the wrong number of axes',
      () => conv2d(x, ones([1, 4, 2, 2]), { stride: [1] }),
      /each of the 2 spatial axes, not \[1\]/,
    ],
    ['negative padding', () => conv2d(x, ones([1, 4, 2, 2]), { padding: -1 }), /padding must be an integer ≥ 0/],
    [
      "'same' with a stride",
      () => conv2d(x, ones([1, 4, 2, 2]), { padding: 'same', stride: 2 }),
      /needs stride 1, not 2×2/,
    ],
    ['a rank', () => conv1d(x, ones([1, 4, 2])), /must be \[batch, channels, length\]/],
    ['a filter of another rank', () => conv2d(x, ones([1, 4, 2])), /the filter must be/],
    ['transposed: channels', () => convTranspose2d(x, ones([3, 1, 2, 2])), /axis 0 must be the 4 channels/],
    ['transposed: groups', () => convTranspose2d(x, ones([4, 1, 2, 2]), { groups: 3 }), /3 groups must divide 4/],
    [
      'output padding as large as the stride',
      () => convTranspose2d(x, ones([4, 1, 2, 2]), { stride: 2, outputPadding: 2 }),
      /on spatial axis 0 it is 2 with stride 2 and dilation 1/,
    ],
    [
      'more cropped than there is',
      () => convTranspose2d(x, ones([4, 1, 2, 2]), { padding: 3 }),
      /4·1 − 6 \+ 1·1 \+ 0 \+ 1 = 0/,
    ],
  ];
  test.each(refused)('%s', (_, call, message) => {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow(message);
  });
});
