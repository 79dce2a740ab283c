import { convolution, countTensors, float64, fromFloat64, init } from '@gradbook/core-ops';
import { beforeAll, describe, expect, test, vi } from 'vitest';

import type { ConformanceCase } from '../cases/read.ts';
import { outcomeOf } from '../outcome.ts';
import { f32, int64, line, onnxCase as onnx, torchCase, type Tensors } from '../testing/made-cases.ts';

// What each family's adapter makes of the attributes: every case is worked by hand from the format's own documentation.

beforeAll(async () => {
  await init();
});

const torch = (
  op: string,
  attrs: Record<string, unknown>,
  inputs: Tensors,
  outputs64: Tensors,
  params: Tensors = {},
): ConformanceCase => torchCase(op, attrs, { inputs, params, outputs64 });

const cases: readonly (readonly [string, ConformanceCase])[] = [
  [
    "torch conv1d, padding 'same' with an even kernel",
    torch('conv1d', { padding: 'same' }, { x: line(1, 2, 3) }, { y: line(21, 32, 3) }, { weight: line(1, 10) }),
  ],
  [
    "torch conv1d, padding 'valid'",
    torch('conv1d', { padding: 'valid' }, { x: line(1, 2, 3) }, { y: line(21, 32) }, { weight: line(1, 10) }),
  ],
  [
    'torch conv_transpose1d, output padding',
    torch(
      'conv_transpose1d',
      { stride: [2], output_padding: [1] },
      { x: line(1, 2) },
      { y: line(1, 10, 2, 20, 0) },
      { weight: line(1, 10) },
    ),
  ],
  [
    'onnx Conv, SAME_UPPER: the odd zero at the end',
    onnx('Conv', { auto_pad: 'SAME_UPPER' }, [line(1, 2, 3), line(1, 10)], [line(21, 32, 3)]),
  ],
  [
    'onnx Conv, SAME_LOWER: at the beginning',
    onnx('Conv', { auto_pad: 'SAME_LOWER' }, [line(1, 2, 3), line(1, 10)], [line(10, 21, 32)]),
  ],
  [
    'onnx Conv, SAME with a stride',
    onnx('Conv', { auto_pad: 'SAME_UPPER', strides: [2] }, [line(1, 2, 3, 4), line(1, 10)], [line(21, 43)]),
  ],
  [
    'onnx Conv, asymmetric pads and a bias',
    onnx('Conv', { pads: [0, 1] }, [line(1, 2, 3), line(1, 10), f32([1], 0.5)], [line(21.5, 32.5, 3.5)]),
  ],
  [
    'onnx Conv, three axes',
    onnx('Conv', {}, [f32([1, 1, 1, 1, 2], 3, 4), f32([1, 1, 1, 1, 2], 1, 10)], [f32([1, 1, 1, 1, 1], 43)]),
  ],
  [
    'onnx ConvTranspose, SAME_UPPER crops the end',
    onnx('ConvTranspose', { auto_pad: 'SAME_UPPER', strides: [2] }, [line(1, 2), line(1, 1, 1)], [line(1, 1, 3, 2)]),
  ],
  [
    'onnx ConvTranspose, SAME_LOWER the beginning',
    onnx('ConvTranspose', { auto_pad: 'SAME_LOWER', strides: [2] }, [line(1, 2), line(1, 1, 1)], [line(1, 3, 2, 2)]),
  ],
  [
    'onnx ConvTranspose, an output shape with zeros at the end',
    onnx('ConvTranspose', { output_shape: [6], strides: [2] }, [line(1, 2), line(1, 1, 1)], [line(1, 1, 3, 2, 2, 0)]),
  ],
  [
    'torch softmax over the first axis',
    torch('softmax', { dim: 0 }, { x: f32([2, 1], 5, 5) }, { y: f32([2, 1], 0.5, 0.5) }),
  ],
  [
    'onnx Softmax before opset 13: all axes from `axis` on',
    onnx('Softmax', { axis: 1 }, [f32([1, 2, 2], 1, 1, 1, 1)], [f32([1, 2, 2], 0.25, 0.25, 0.25, 0.25)], 6),
  ],
  [
    'onnx Softmax, its default axis since opset 13',
    onnx('Softmax', {}, [f32([1, 2, 2], 1, 1, 1, 1)], [f32([1, 2, 2], 0.5, 0.5, 0.5, 0.5)]),
  ],
  [
    'torch batch_norm, evaluation without running statistics',
    torch(
      'batch_norm',
      { eps: 0, training: false, track_running_stats: false },
      { x: f32([2, 1], 1, 3) },
      { y: f32([2, 1], -1, 1) },
    ),
  ],
  [
    'torch batch_norm, running statistics: unbiased, momentum for the new',
    torch(
      'batch_norm',
      { eps: 0, training: true, momentum: 0.25 },
      { x: f32([2, 1], 1, 3), running_mean: f32([1], 4), running_var: f32([1], 8) },
      { y: f32([2, 1], -1, 1), running_mean: f32([1], 3.5), running_var: f32([1], 6.5) },
    ),
  ],
  [
    'torch batch_norm, momentum null: the average so far',
    torch(
      'batch_norm',
      { eps: 0, training: true, momentum: null },
      { x: f32([2, 1], 1, 3), running_mean: f32([1], 4), running_var: f32([1], 8) },
      { y: f32([2, 1], -1, 1), running_mean: f32([1], 2), running_var: f32([1], 2) },
    ),
  ],
  [
    'torch instance_norm on running statistics',
    torch(
      'instance_norm',
      { eps: 0, use_input_stats: false },
      { x: line(1, 3), running_mean: f32([1], 1), running_var: f32([1], 4) },
      { y: line(0, 1) },
    ),
  ],
  [
    'torch layer_norm over two axes, without parameters',
    torch(
      'layer_norm',
      { normalized_shape: [1, 2], eps: 0, elementwise_affine: false },
      { x: f32([1, 1, 2], 1, 3) },
      { y: f32([1, 1, 2], -1, 1) },
    ),
  ],
  [
    'torch group_norm',
    torch(
      'group_norm',
      { num_groups: 1, eps: 0 },
      { x: f32([1, 2], 1, 3) },
      { y: f32([1, 2], -2, 3) },
      { weight: f32([2], 2, 2), bias: f32([2], 0, 1) },
    ),
  ],
  [
    'onnx BatchNormalization in training: momentum for the old, biased variance',
    onnx(
      'BatchNormalization',
      { epsilon: 0, training_mode: 1, momentum: 0.75 },
      [f32([2, 1], 1, 3), f32([1], 1), f32([1], 0), f32([1], 4), f32([1], 9)],
      [f32([2, 1], -1, 1), f32([1], 3.5), f32([1], 7)],
      15,
    ),
  ],
  [
    'onnx BatchNormalization, is_test of old opsets',
    onnx(
      'BatchNormalization',
      { epsilon: 0, is_test: 1 },
      [f32([2, 1], 1, 3), f32([1], 1), f32([1], 0), f32([1], 1), f32([1], 4)],
      [f32([2, 1], 0, 1)],
      6,
    ),
  ],
  [
    'onnx LayerNormalization with its statistics',
    onnx(
      'LayerNormalization',
      { axis: 1, epsilon: 0 },
      [f32([1, 2], 1, 5), f32([2], 1, 1), null],
      [f32([1, 2], -1, 1), f32([1, 1], 3), f32([1, 1], 0.5)],
      17,
    ),
  ],
  [
    'onnx InstanceNormalization',
    onnx('InstanceNormalization', { epsilon: 0 }, [line(1, 5), f32([1], 2), f32([1], 1)], [line(-1, 3)], 6),
  ],
  [
    'torch mse_loss without reduction',
    torch('mse_loss', { reduction: 'none' }, { x: f32([2], 1, 2), target: f32([2], 3, 2) }, { loss: f32([2], 4, 0) }),
  ],
  [
    'torch nll_loss: weighted mean over what is not ignored',
    torch(
      'nll_loss',
      { reduction: 'mean', ignore_index: 1 },
      { x: f32([3, 2], -1, -2, -3, -4, -5, -6), target: int64([3], 0, 1, 0), weight: f32([2], 2, 9) },
      { loss: f32([], 3) },
    ),
  ],
  [
    'torch cross_entropy, an ignored class that is out of range',
    torch(
      'cross_entropy',
      { reduction: 'sum' },
      { x: f32([2, 1], 7, 8), target: int64([2], 0, -100) },
      { loss: f32([], 0) },
    ),
  ],
  [
    'onnx NegativeLogLikelihoodLoss over positions',
    onnx(
      'NegativeLogLikelihoodLoss',
      { reduction: 'none' },
      [f32([1, 2, 2], -1, -2, -3, -4), int64([1, 2], 1, 0)],
      [f32([1, 2], 3, 2)],
    ),
  ],
];

describe('attributes mean what their format says', () => {
  test.each(cases)('%s', async (_, each) => {
    expect(await outcomeOf(each)).toMatchObject({ status: 'pass' });
  });

  test('a case leaves nothing on the device, whether it passes or fails', async () => {
    const before = countTensors();
    const inputs = { x: line(1, 4, 0, -2, 3), cotangent: line(1, 1, 1) };
    const each = torch('conv1d', {}, inputs, { y: line(-2, 2, 11) }, { weight: line(2, -1, 3) });
    if (each.format !== 'torch') throw new Error('not a torch case');
    const grads64 = { x: line(2, 1, 4, 2, 3), weight: line(5, 2, 1) };
    expect(await outcomeOf({ ...each, content: { ...each.content, grads64 } })).toMatchObject({ status: 'pass' });
    expect(countTensors()).toBe(before);
    const wrong = { x: line(2, 1, 4, 2, 4), weight: line(5, 2, 1) };
    expect(await outcomeOf({ ...each, content: { ...each.content, grads64: wrong } })).toMatchObject({
      status: 'fail',
    });
    expect(countTensors()).toBe(before);
    const misfit = { ...each.content, attrs: { groups: 2 } };
    expect(await outcomeOf({ ...each, content: misfit })).toMatchObject({ status: 'fail' });
    expect(countTensors()).toBe(before);
  });

  test('a kernel that is off by 1 in 100,000 fails, though its definition is right', async () => {
    const each = torch('conv1d', {}, { x: line(1, 4, 0, -2, 3) }, { y: line(-2, 2, 11) }, { weight: line(2, -1, 3) });
    const right = convolution.kernel;
    const kernel = vi.spyOn(convolution, 'kernel').mockImplementation((inputs, attributes) => {
      const [y] = right(inputs, attributes);
      return [fromFloat64(float64([-2, 2, 11 * (1 + 1e-5)], y!.shape))];
    });
    const outcome = await outcomeOf(each);
    expect(kernel).toHaveBeenCalledOnce();
    kernel.mockRestore();
    expect(outcome).toMatchObject({ status: 'fail', error: expect.closeTo(1e-5, 7) as number });
    expect(outcome.reason).toMatch(/^output y: error 1\.0e-5, tolerance \d\.\de-\d at the worst element$/);
    expect(await outcomeOf(each)).toMatchObject({ status: 'pass' });
  });

  test('cross entropy: smoothing, probabilities and unbatched input against their formulas', async () => {
    const x = [0.5, -1, 2];
    const total = Math.log(x.reduce((sum, value) => sum + Math.exp(Math.fround(value)), 0));
    const logs = x.map((value) => value - total);
    const smooth = -(0.75 * logs[2]! + (0.25 / 3) * (logs[0]! + logs[1]! + logs[2]!));
    const given = { x: f32([3], ...x), target: int64([], 2) };
    const truth = { loss: { shape: [], dtype: 'float64' as const, data: [smooth] } };
    expect(await outcomeOf(torch('cross_entropy', { label_smoothing: 0.25 }, given, truth))).toMatchObject({
      status: 'pass',
    });
    const probabilities = { x: f32([1, 3], ...x), target: f32([1, 3], 0.25, 0.25, 0.5) };
    const mixed = -(0.25 * logs[0]! + 0.25 * logs[1]! + 0.5 * logs[2]!);
    const soft = { loss: { shape: [], dtype: 'float64' as const, data: [mixed] } };
    expect(await outcomeOf(torch('cross_entropy', {}, probabilities, soft))).toMatchObject({ status: 'pass' });
  });

  test('a constant channel divides by √ε, not by zero', async () => {
    const shape = [2, 1];
    const y = { shape, dtype: 'float64' as const, data: [1, 1] };
    const inputs = { x: f32(shape, 7, 7) };
    const params = { weight: f32([1], 3), bias: f32([1], 1) };
    expect(await outcomeOf(torch('batch_norm', { training: true, eps: 1e-5 }, inputs, { y }, params))).toMatchObject({
      status: 'pass',
      error: 0,
    });
  });
});
