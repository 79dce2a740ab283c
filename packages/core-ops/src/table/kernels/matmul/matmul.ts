import type { Tensor } from '@tensorflow/tfjs-core';

import { sizeOf } from '../../../values/float64-tensor.ts';
import type { MatmulAttributes, MatmulPlan } from '../../linear-algebra.ts';
import { fillElements } from '../elementwise.ts';
import { packHalves, roundToHalves } from './halves.ts';
import { chosenMatmul, type MatmulShape } from './choice.ts';
import { matmulInRegisters } from './registers.ts';
import { matmulShared } from './shared.ts';
import { matmulBySubgroups } from './subgroups.ts';
import { kernelDtype } from '../wgsl.ts';

/** Products from which on the adapter's own shape is taken: below, tiles in registers are as good anywhere. */
const manyProducts = 2 ** 18;

/** A product of batches of matrices, in float32. */
export function matmulKernel(
  a: Tensor,
  b: Tensor,
  plan: MatmulPlan,
  attributes: MatmulAttributes,
  large: MatmulShape = attributes.storage === 'float16' ? chosenMatmul().halves : chosenMatmul().whole,
): Tensor {
  kernelDtype('matmul', a);
  kernelDtype('matmul', b);
  const shape = [...plan.batch, plan.rows, plan.columns];
  const size = sizeOf(shape);
  // A sum of no terms; a buffer of length 0 cannot be bound.
  if (plan.inner === 0 || size === 0) return fillElements(0, shape, 'float32');
  const chosen = size * plan.inner >= manyProducts ? large : 'registers';
  return attributes.storage === 'float16'
    ? matmulOfHalves(a, b, plan, attributes, chosen)
    : kernels[chosen](a, b, plan, attributes);
}

const kernels: Readonly<Record<MatmulShape, typeof matmulBySubgroups>> = {
  registers: (...given) => matmulInRegisters(...given),
  shared: (...given) => matmulShared(...given),
  subgroups: matmulBySubgroups,
};

/** A product of operands that are rounded to float16: packed for the kernel that reads them so, for the others still in 32 bits. */
export function matmulOfHalves(
  a: Tensor,
  b: Tensor,
  plan: MatmulPlan,
  attributes: MatmulAttributes,
  shape: MatmulShape,
): Tensor {
  const store = shape === 'shared' ? packHalves : roundToHalves;
  const stored = { a: store(a), b: store(b) };
  const product =
    shape === 'shared'
      ? matmulShared(a, b, plan, attributes, stored)
      : kernels[shape](stored.a, stored.b, plan, attributes);
  stored.a.dispose();
  stored.b.dispose();
  return product;
}
