import { slice, type Tensor, tensor } from '@tensorflow/tfjs-core';

import { recall, remember } from '#remembered';

import { matmulKernel } from '../table/kernels/matmul/matmul.ts';
import { type MatmulShape, shapesFor } from '../table/kernels/matmul/choice.ts';
import type { MatmulAttributes } from '../table/linear-algebra.ts';
import type { DeviceDescription } from './description.ts';
import { DeviceError } from './device-error.ts';
import { openDevice } from './open-device.ts';

/** A kernel, and why it is used. */
interface Chosen {
  readonly shape: MatmulShape;
  /**
   * `given` to `init()`; `measured` at this start, or at an earlier one and `remembered`; `software`: without measuring, because
   * barriers of software adapters cost more than workgroup memory saves.
   */
  readonly chosen: 'given' | 'measured' | 'remembered' | 'software';
}

/**
 * Which kernels a device uses, and why.
 *
 * @example
 * await init();
 * const kernels: KernelChoice = describeDevice().kernels;
 * ['given', 'measured', 'remembered', 'software'].includes(kernels.matmul.chosen); // true
 */
export interface KernelChoice {
  readonly matmul: Chosen;
  /** For products of operands that are stored in 16 bits. */
  readonly matmulOfHalves: Chosen;
}

/** What a device uses until it is known better. */
export const startingKernels: KernelChoice = {
  matmul: { shape: 'registers', chosen: 'software' },
  matmulOfHalves: { shape: 'registers', chosen: 'software' },
};

/** What to decide by. */
export interface ChoiceOptions {
  readonly matmul?: MatmulShape | 'auto' | 'measure' | undefined;
  readonly cacheFolder?: string | undefined;
  /** The side of the square matrices that are multiplied to measure; 512 unless given. */
  readonly side?: number;
}

/**
 * Chooses the shapes of large matrix products for an adapter; the device must be open.
 *
 * @throws DeviceError for a given shape that the device cannot run.
 */
export async function chooseKernels(
  { name, driver, api, kind, features }: Omit<DeviceDescription, 'kernels'>,
  { matmul = 'auto', cacheFolder, side = 512 }: ChoiceOptions,
): Promise<KernelChoice> {
  const shapes = shapesFor(features);
  if (matmul !== 'auto' && matmul !== 'measure') {
    if (!shapes.includes(matmul)) {
      throw new DeviceError(
        `init: matmul "${matmul}" was asked for, and ${name} has no ${matmul}.`,
        [],
        `Ask for one of ${shapes.map((shape) => `"${shape}"`).join(', ')}, or leave the choice to "auto".`,
      );
    }
    if (!(await agrees(matmul))) {
      throw new DeviceError(
        `init: matmul "${matmul}" was asked for, and computes something else on ${name} than it should.`,
        [],
        'Leave the choice to "auto", and report the adapter.',
      );
    }
    const given: Chosen = { shape: matmul, chosen: 'given' };
    return { matmul: given, matmulOfHalves: given };
  }
  if (matmul === 'auto' && kind === 'software') return startingKernels;
  const choose = async (what: string, storage: MatmulAttributes['storage']): Promise<Chosen> => {
    // What there was to choose from is part of the key: with another driver there may be more.
    const key = `${what} (${shapes.join(', ')}) on ${name}, ${driver}, ${api}`;
    if (matmul === 'auto') {
      const known = await recall(key, cacheFolder);
      const shape = shapes.find((each) => each === known);
      if (shape) return { shape, chosen: 'remembered' };
    }
    const shape = await fastestMatmul(shapes, side, storage);
    await remember(key, shape, cacheFolder);
    return { shape, chosen: 'measured' };
  };
  return {
    matmul: await choose('matmul', 'float32'),
    matmulOfHalves: await choose('matmul of halves', 'float16'),
  };
}

/** Products of each shape that are timed. */
const runs = 3;
/** The side from which on a product is one of many products, which all shapes are made for. */
const leastSide = 64;

interface Trial {
  readonly multiply: (shape: MatmulShape) => Tensor;
  readonly dispose: () => void;
}

/** Products of two square matrices of small whole numbers: every sum is exact in any order. */
function trialOf(side: number, storage: MatmulAttributes['storage']): Trial {
  const matrix = (step: number): Tensor =>
    tensor(
      Float32Array.from({ length: side * side }, (_, i) => ((i * step) % 13) - 6),
      [side, side],
    );
  const [a, b] = [matrix(5), matrix(7)];
  const plan = { batch: [], rows: side, columns: side, inner: side };
  const attributes = { transposeA: false, transposeB: false, ...(storage ? { storage } : {}) };
  return {
    multiply: (shape) => matmulKernel(a, b, plan, attributes, shape),
    dispose: () => {
      a.dispose();
      b.dispose();
    },
  };
}

/** Whether the device takes a shape, and computes with it what it does without subgroups and workgroup memory. */
async function agrees(
  shape: MatmulShape,
  storage: MatmulAttributes['storage'] = 'float32',
  side = leastSide,
): Promise<boolean> {
  const { device } = openDevice();
  const { multiply, dispose } = trialOf(side, storage);
  const right = await whole(multiply('registers'));
  device.pushErrorScope('validation');
  const found = await whole(multiply(shape));
  const refused = await device.popErrorScope();
  dispose();
  return !refused && found.every((value, i) => value === right[i]);
}

/** The shape with the shortest of a few products, after one that compiles; the shapes take turns. */
async function fastestMatmul(
  shapes: readonly MatmulShape[],
  side: number,
  storage: MatmulAttributes['storage'],
): Promise<MatmulShape> {
  const right: MatmulShape[] = [];
  for (const shape of shapes) if (await agrees(shape, storage, side)) right.push(shape);
  const { multiply, dispose } = trialOf(side, storage);
  const least = new Map<MatmulShape, number>();
  for (let run = 0; run < runs; run++) {
    for (const shape of right) {
      const begun = performance.now();
      const product = multiply(shape);
      // One element is read: what is waited for is the product, not its way back.
      const corner = slice(product, [0, 0], [1, 1]);
      await corner.data();
      least.set(shape, Math.min(performance.now() - begun, least.get(shape) ?? Infinity));
      product.dispose();
      corner.dispose();
    }
  }
  dispose();
  return right.reduce((best, shape) => (least.get(shape)! < least.get(best)! ? shape : best), 'registers');
}

async function whole(product: Tensor): Promise<Float32Array> {
  const data = (await product.data()) as Float32Array;
  product.dispose();
  return data;
}
