import { slice, type Tensor, zeros } from '@tensorflow/tfjs-core';

import { recall, remember } from '#remembered';

import { matmulKernel } from '../table/kernels/matmul.ts';
import { type MatmulShape, matmulShapes } from '../table/kernels/matmul-choice.ts';
import type { DeviceDescription } from './description.ts';

/**
 * Which kernels a device uses, and why.
 *
 * @example
 * await init();
 * const kernels: KernelChoice = describeDevice().kernels;
 * ['given', 'measured', 'remembered', 'software'].includes(kernels.matmul.chosen); // true
 */
export interface KernelChoice {
  readonly matmul: {
    readonly shape: MatmulShape;
    /**
     * `given` to `init()`; `measured` at this start, or at an earlier one and `remembered`; `software`: without measuring, because
     * barriers of software adapters cost more than workgroup memory saves.
     */
    readonly chosen: 'given' | 'measured' | 'remembered' | 'software';
  };
}

/** What to decide by. */
export interface ChoiceOptions {
  readonly matmul?: MatmulShape | 'auto' | 'measure' | undefined;
  readonly cacheFolder?: string | undefined;
  /** The side of the square matrices that are multiplied to measure; 512 unless given. */
  readonly side?: number;
}

/** Chooses the shape of large matrix products for an adapter; the device must be open. */
export async function chooseKernels(
  { name, driver, api, kind }: Omit<DeviceDescription, 'kernels'>,
  { matmul = 'auto', cacheFolder, side = 512 }: ChoiceOptions,
): Promise<KernelChoice> {
  if (matmul === 'registers' || matmul === 'shared') return { matmul: { shape: matmul, chosen: 'given' } };
  if (matmul === 'auto' && kind === 'software') return { matmul: { shape: 'registers', chosen: 'software' } };
  const key = `matmul on ${name}, ${driver}, ${api}`;
  if (matmul === 'auto') {
    const known = await recall(key, cacheFolder);
    const shape = matmulShapes.find((each) => each === known);
    if (shape) return { matmul: { shape, chosen: 'remembered' } };
  }
  const shape = await fastestMatmul(side);
  await remember(key, shape, cacheFolder);
  return { matmul: { shape, chosen: 'measured' } };
}

/** Products of each shape that are timed. */
const runs = 3;

/** The shape with the shortest of a few products, after one that compiles; the shapes take turns. */
async function fastestMatmul(side: number): Promise<MatmulShape> {
  const [a, b] = [zeros([side, side]), zeros([side, side])];
  const plan = { batch: [], rows: side, columns: side, inner: side };
  const multiply = async (shape: MatmulShape): Promise<number> => {
    const begun = performance.now();
    const product: Tensor = matmulKernel(a, b, plan, { transposeA: false, transposeB: false }, shape);
    // One element is read: what is waited for is the product, not its way back.
    const corner = slice(product, [0, 0], [1, 1]);
    await corner.data();
    product.dispose();
    corner.dispose();
    return performance.now() - begun;
  };
  const least = new Map<MatmulShape, number>();
  for (let run = 0; run <= runs; run++) {
    for (const shape of matmulShapes) {
      const milliseconds = await multiply(shape);
      if (run > 0) least.set(shape, Math.min(milliseconds, least.get(shape) ?? Infinity));
    }
  }
  a.dispose();
  b.dispose();
  return matmulShapes.reduce((best, shape) => (least.get(shape)! < least.get(best)! ? shape : best));
}
