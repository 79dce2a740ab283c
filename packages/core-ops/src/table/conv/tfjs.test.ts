import { conv2d as tfjsConv2d, grad, registerGradient, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';

import { init } from '../../device/init.ts';
import { convFilterGradient, convInputGradient } from './operations.ts';

beforeAll(async () => {
  await init();
});

const attributes = { stride: [1, 1], padding: [0, 0], dilation: [2, 2], groups: 1 };

test('plain tfjs throws for the gradient of a dilated convolution', async () => {
  const { conv2DGradConfig } = await import('@tensorflow/tfjs-core/dist/gradients/Conv2D_grad.js');
  registerGradient(conv2DGradConfig);
  const filter = tensor4d([1, 2, 3, 4], [2, 2, 1, 1]);
  const gradient = grad((x) => tfjsConv2d(x as Tensor4D, filter, 1, 'valid', 'NHWC', 2));
  expect(() => gradient(tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]))).toThrow(/dilation rates greater than 1/);
});

test('the same gradients here: the filter spread over the input, the input seen by each tap', async () => {
  const filter = tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
  const x = tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 1, 3, 3]);
  const cotangent = tensor4d([10], [1, 1, 1, 1]);
  const [dx] = convInputGradient.kernel([cotangent, filter], { ...attributes, size: [3, 3] });
  expect([...(await dx!.data())]).toEqual([10, 0, 20, 0, 0, 0, 30, 0, 40]);
  const [dFilter] = convFilterGradient.kernel([x, cotangent], { ...attributes, size: [2, 2] });
  expect([...(await dFilter!.data())]).toEqual([10, 30, 70, 90]);
});
