import type { Tensor } from '@tensorflow/tfjs-core';

import { sizeOf } from '../../values/float64-tensor.ts';
import type { MatmulAttributes, MatmulPlan } from '../linear-algebra.ts';
import { fillElements } from './elementwise.ts';
import { chosenMatmulShape, type MatmulShape } from './matmul-choice.ts';
import { matmulInRegisters } from './matmul-registers.ts';
import { matmulShared } from './matmul-shared.ts';
import { kernelDtype } from './wgsl.ts';

/** Products from which on the adapter's own shape is taken: below, tiles in registers are as good anywhere. */
const manyProducts = 2 ** 18;

/** A product of batches of matrices, in float32. */
export function matmulKernel(
  a: Tensor,
  b: Tensor,
  plan: MatmulPlan,
  attributes: MatmulAttributes,
  large: MatmulShape = chosenMatmulShape(),
): Tensor {
  kernelDtype('matmul', a);
  kernelDtype('matmul', b);
  const shape = [...plan.batch, plan.rows, plan.columns];
  const size = sizeOf(shape);
  // A sum of no terms; a buffer of length 0 cannot be bound.
  if (plan.inner === 0 || size === 0) return fillElements(0, shape, 'float32');
  const multiply = large === 'shared' && size * plan.inner >= manyProducts ? matmulShared : matmulInRegisters;
  return multiply(a, b, plan, attributes);
}
