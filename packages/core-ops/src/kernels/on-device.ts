import { Float64Tensor } from '../values/float64-tensor.ts';
import { concrete, isTraced } from '../table/bind.ts';
import type { Value } from '../values/value.ts';

/**
 * Whether a kernel of many operations at once may compute with values: float32 tensors on the device, traced or not, of which
 * nobody wants to see the single operations (as a graph does).
 *
 * @example
 * await init();
 * takesKernels([tensor([1, 2]), tensor(3)]); // true
 * takesKernels([float64([1, 2])]); // false
 */
export function takesKernels(values: readonly Value[]): boolean {
  return values.every((value) => {
    let inner = value;
    while (isTraced(inner)) {
      if (inner.interpreter.showsOperations) return false;
      inner = inner.primal;
    }
    return !(concrete(inner) instanceof Float64Tensor) && inner.dtype === 'float32';
  });
}
