import { tidy } from '@tensorflow/tfjs-core';

import { throwDeviceErrors } from '../../../device/open-device.ts';
import type { Float64Tensor } from '../../../values/float64-tensor.ts';
import type { Operation } from '../../operation.ts';
import { onDevice } from '../../test-device.ts';
import type { ConvAttributes } from '../geometry.ts';

/**
 * The largest |kernel − definition| in units of the bound: at most 1 when the kernel is right.
 *
 * @throws Error when the kernel's shape is not the definition's.
 */
export async function errorOverBound(
  operation: Operation<ConvAttributes>,
  inputs: readonly Float64Tensor[],
  attributes: ConvAttributes,
): Promise<number> {
  const [expected] = operation.reference(inputs, attributes);
  const [bound] = operation.errorBound(inputs, attributes, [expected!]);
  const result = tidy(() => operation.kernel(inputs.map(onDevice), attributes)[0]!);
  const values = await result.data();
  throwDeviceErrors();
  result.dispose();
  if (String(result.shape) !== String(expected!.shape)) {
    throw new Error(`the kernel's result is [${result.shape}], the definition's [${expected!.shape}]`);
  }
  let worst = 0;
  for (const [i, value] of values.entries()) {
    const error = Math.abs(value - expected!.data[i]!);
    if (!(error <= bound!.data[i]!)) worst = Math.max(worst, error / bound!.data[i]!, 2);
    else if (error > 0) worst = Math.max(worst, error / bound!.data[i]!);
  }
  return worst;
}
