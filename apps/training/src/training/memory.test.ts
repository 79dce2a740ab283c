import { valueAndGrad } from '@gradbook/autograd';
import { dispose, float64, fromFloat64, init, key, memory, read, scope, tensor, type Value } from '@gradbook/core-ops';
import { initialHead, manyToOneHead } from '@gradbook/layers-recurrent';
import { adam, clipGradNorm, crossEntropy } from '@gradbook/optim';
import { beforeAll, expect, test } from 'vitest';

beforeAll(async () => {
  await init();
}, 120_000);

type Params = Readonly<Record<'weight' | 'bias', Value>>;

/** Buffers of the device that were made and not given back, whoever made them, and their bytes. */
function watchBuffers(): { readonly count: () => number; readonly bytes: () => number; readonly stop: () => void } {
  const live = new Map<object, number>();
  const deviceMethods = GPUDevice.prototype;
  const bufferMethods = GPUBuffer.prototype;
  const [create, destroy] = [deviceMethods.createBuffer, bufferMethods.destroy];
  deviceMethods.createBuffer = function (descriptor) {
    const buffer = create.call(this, descriptor);
    live.set(buffer, descriptor.size);
    return buffer;
  };
  bufferMethods.destroy = function () {
    live.delete(this);
    return destroy.call(this);
  };
  return {
    count: () => live.size,
    bytes: () => [...live.values()].reduce((sum, size) => sum + size, 0),
    stop: () => {
      deviceMethods.createBuffer = create;
      bufferMethods.destroy = destroy;
    },
  };
}

test('over 1,000 steps of training neither tensors nor buffers of the device grow', async () => {
  const watched = watchBuffers();
  const [x, y] = [fromFloat64(float64([[1, -1]])), tensor([1], [1], 'int32')];
  const optimizer = adam({ learningRate: 1e-2 });
  const { weight, bias } = initialHead(key(2), { inputSize: 2, outputSize: 2, kind: 'webgpu' });
  let params: Params = { weight, bias };
  let state = optimizer.init(params);
  const lossOf = (p: Params): Value => crossEntropy<Value>(manyToOneHead(p, { last: x }), y);
  const losses: number[] = [];
  const held: {
    readonly tensors: number;
    readonly bytes: number;
    readonly buffers: number;
    readonly onDevice: number;
  }[] = [];
  for (let step = 1; step <= 1000; step++) {
    const after = scope(() => {
      const { value, gradient } = valueAndGrad(lossOf)(params);
      return { ...optimizer.update(params, clipGradNorm(gradient, 1).gradients, state), loss: value };
    });
    dispose([params, state]);
    ({ params, state } = after);
    if (step % 50 === 0) losses.push((await read(after.loss))[0]!);
    dispose(after.loss);
    if (step % 100 !== 0) continue;
    const { tensors, bytes } = memory();
    held.push({ tensors, bytes, buffers: watched.count(), onDevice: watched.bytes() });
  }
  watched.stop();
  expect(losses.at(-1)).toBeLessThan(losses[0]! / 2);
  // The first steps fill the pool that buffers are taken from again.
  for (const later of held.slice(2)) expect(later).toEqual(held[1]);
}, 300_000);
