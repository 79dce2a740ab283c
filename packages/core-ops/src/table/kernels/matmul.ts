import type { Tensor } from '@tensorflow/tfjs-core';

import { sizeOf } from '../../values/float64-tensor.ts';
import type { MatmulAttributes, MatmulPlan } from '../linear-algebra.ts';
import { fillElements } from './elementwise.ts';
import { matmulInRegisters } from './matmul-registers.ts';
import { kernelDtype } from './wgsl.ts';

/** A product of batches of matrices, in float32. */
export function matmulKernel(a: Tensor, b: Tensor, plan: MatmulPlan, attributes: MatmulAttributes): Tensor {
  kernelDtype('matmul', a);
  kernelDtype('matmul', b);
  const shape = [...plan.batch, plan.rows, plan.columns];
  // A sum of no terms; a buffer of length 0 cannot be bound.
  if (plan.inner === 0 || sizeOf(shape) === 0) return fillElements(0, shape, 'float32');
  return matmulInRegisters(a, b, plan, attributes);
}
