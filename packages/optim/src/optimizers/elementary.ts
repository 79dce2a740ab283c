import { concrete, Float64Tensor, neg, sizeOf, tensor, type Value } from '@gradbook/core-ops';

import type { Elementary } from './optimizer.ts';

/** Zeros of the same shape and kind as a value. */
function zerosLike(value: Value): Value {
  const zeros = new Float64Array(sizeOf(value.shape));
  return concrete(value) instanceof Float64Tensor ? new Float64Tensor(value.shape, zeros) : tensor(zeros, value.shape);
}

/** What every optimiser is made with. */
export const elementary: Elementary = { zerosLike, negate: neg };
