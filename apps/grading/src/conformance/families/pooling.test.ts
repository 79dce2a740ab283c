import { init } from '@gradbook/core-ops';
import { beforeAll, describe, expect, test } from 'vitest';

import type { ConformanceCase } from '../cases/read.ts';
import { outcomeOf } from '../outcome.ts';
import { f32, int64, line, onnxCase as onnx, torchCase, type Tensors } from '../testing/made-cases.ts';

// What the family's adapters make of the attributes: every case is worked by hand from the format's own documentation.

beforeAll(async () => {
  await init();
});

const torch = (
  op: string,
  attrs: Record<string, unknown>,
  inputs: Tensors,
  outputs64: Tensors,
  grads64: Tensors = {},
): ConformanceCase => torchCase(op, attrs, { inputs, outputs64, grads64 });

const square = f32([1, 1, 3, 3], 1, 2, 3, 4, 9, 6, 7, 8, 5);

const cases: readonly (readonly [string, ConformanceCase])[] = [
  [
    'torch max_pool1d, stride is the kernel',
    torch('max_pool1d', { kernel_size: 2 }, { x: line(1, 3, 2, 0, 9) }, { y: line(3, 2) }),
  ],
  [
    'torch max_pool2d: dilation, padding, numbers and lists; ties and overlaps in the gradient',
    torch(
      'max_pool2d',
      { kernel_size: [2, 2], stride: 1, padding: 0, dilation: 1, ceil_mode: false, return_indices: false },
      { x: square, cotangent: f32([1, 1, 2, 2], 1, 2, 3, 4) },
      { y: f32([1, 1, 2, 2], 9, 9, 9, 9) },
      { x: f32([1, 1, 3, 3], 0, 0, 0, 0, 10, 0, 0, 0, 0) },
    ),
  ],
  [
    'torch max_pool1d, ceil mode with indices',
    torch(
      'max_pool1d',
      { kernel_size: [2], stride: [2], ceil_mode: true, return_indices: true },
      { x: line(1, 3, 2, 0, 9) },
      { y: line(3, 2, 9), indices: int64([1, 1, 3], 1, 2, 4) },
    ),
  ],
  [
    'torch avg_pool1d, padding counts unless it is said not to',
    torch('avg_pool1d', { kernel_size: 2, padding: 1, stride: null }, { x: line(2, 4, 6) }, { y: line(1, 5) }),
  ],
  [
    'torch avg_pool1d, count_include_pad false, and its gradient',
    torch(
      'avg_pool1d',
      { kernel_size: 2, padding: 1, count_include_pad: false },
      { x: line(2, 4, 6), cotangent: line(1, 8) },
      { y: line(2, 5) },
      { x: line(1, 4, 4) },
    ),
  ],
  [
    'torch avg_pool2d, divisor_override',
    torch('avg_pool2d', { kernel_size: 3, divisor_override: 5 }, { x: square }, { y: f32([1, 1, 1, 1], 9) }),
  ],
  [
    'torch adaptive_avg_pool1d, and its gradient',
    torch(
      'adaptive_avg_pool1d',
      { output_size: 2 },
      { x: line(1, 2, 6), cotangent: line(2, 4) },
      { y: line(1.5, 4) },
      { x: line(1, 3, 2) },
    ),
  ],
  [
    'torch adaptive_max_pool2d',
    torch('adaptive_max_pool2d', { output_size: [1, 3] }, { x: square }, { y: f32([1, 1, 1, 3], 7, 9, 6) }),
  ],
  ['onnx MaxPool, stride 1 unless given', onnx('MaxPool', { kernel_shape: [2] }, [line(1, 3, 2, 0)], [line(3, 3, 2)])],
  [
    'onnx MaxPool, SAME_UPPER and SAME_LOWER',
    onnx('MaxPool', { kernel_shape: [2], auto_pad: 'SAME_UPPER' }, [line(1, 3, 2, 0)], [line(3, 3, 2, 0)]),
  ],
  [
    'onnx MaxPool, SAME_LOWER',
    onnx('MaxPool', { kernel_shape: [2], auto_pad: 'SAME_LOWER' }, [line(1, 3, 2, 0)], [line(1, 3, 3, 2)]),
  ],
  [
    'onnx MaxPool, asymmetric pads and dilations',
    onnx('MaxPool', { kernel_shape: [2], pads: [0, 1], dilations: [2] }, [line(1, 3, 2, 0)], [line(2, 3, 2)]),
  ],
  [
    'onnx MaxPool, indices count through the whole tensor',
    onnx(
      'MaxPool',
      { kernel_shape: [2], strides: [2] },
      [f32([1, 2, 4], 1, 3, 2, 0, 5, 4, 7, 8)],
      [f32([1, 2, 2], 3, 2, 5, 8), int64([1, 2, 2], 1, 2, 4, 7)],
    ),
  ],
  [
    'onnx MaxPool, storage_order 1 counts column by column',
    onnx(
      'MaxPool',
      { kernel_shape: [2, 2], storage_order: 1 },
      [f32([1, 1, 2, 3], 1, 2, 9, 4, 5, 6)],
      [f32([1, 1, 1, 2], 5, 9), int64([1, 1, 1, 2], 3, 4)],
    ),
  ],
  [
    'onnx MaxPool of bytes',
    onnx(
      'MaxPool',
      { kernel_shape: [2], strides: [2] },
      [{ shape: [1, 1, 4], dtype: 'uint8', data: [1, 200, 255, 0] }],
      [{ shape: [1, 1, 2], dtype: 'uint8', data: [200, 255] }],
    ),
  ],
  [
    'onnx AveragePool: padding does not count',
    onnx('AveragePool', { kernel_shape: [2], pads: [1, 0] }, [line(2, 4)], [line(2, 3)]),
  ],
  [
    'onnx AveragePool, count_include_pad',
    onnx('AveragePool', { kernel_shape: [2], pads: [1, 0], count_include_pad: 1 }, [line(2, 4)], [line(1, 3)]),
  ],
  [
    'onnx AveragePool, ceil mode',
    onnx('AveragePool', { kernel_shape: [2], strides: [2], ceil_mode: 1 }, [line(2, 4, 6)], [line(3, 6)]),
  ],
  ['onnx LpPool, p = 2', onnx('LpPool', { kernel_shape: [2], p: 2, strides: [2] }, [line(3, -4, 0, 2)], [line(5, 2)])],
  ['onnx GlobalMaxPool', onnx('GlobalMaxPool', {}, [square], [f32([1, 1, 1, 1], 9)])],
  ['onnx GlobalAveragePool', onnx('GlobalAveragePool', {}, [square], [f32([1, 1, 1, 1], 5)])],
  ['onnx GlobalLpPool, p = 1', onnx('GlobalLpPool', { p: 1 }, [line(3, -4)], [line(7)])],
  [
    'onnx MaxUnpool',
    onnx('MaxUnpool', { kernel_shape: [2], strides: [2] }, [line(5, 6), int64([1, 1, 2], 1, 2)], [line(0, 5, 6, 0)]),
  ],
];

describe('attributes mean what their format says', () => {
  test.each(cases)('%s', async (_, each) => {
    expect(await outcomeOf(each)).toMatchObject({ status: 'pass' });
  });

  test('a wrong index fails', async () => {
    const [inputs, attrs] = [[line(1, 3, 2, 0)], { kernel_shape: [2], strides: [2] }];
    const each = onnx('MaxPool', attrs, inputs, [line(3, 2), int64([1, 1, 2], 1, 3)]);
    expect(await outcomeOf(each)).toMatchObject({ status: 'fail' });
  });

  test('an attribute that nobody knows is not ignored', async () => {
    const each = onnx('MaxPool', { kernel_shape: [2], shape: 1 }, [line(1, 3)], [line(3)]);
    expect(await outcomeOf(each)).toMatchObject({ status: 'unsupported' });
  });
});
