import { float64, fromFloat64, type Float64Tensor, scope, toFloat64, type Value } from '@gradbook/core-ops';

/** A computation over named inputs, written once for float64 and for WebGPU. */
export type Computation<Names extends string> = (inputs: Readonly<Record<Names, Value>>) => Value;

/**
 * Runs a reference on WebGPU and once more by its float64 definition, and returns the latter. The two must agree:
 * otherwise the adapter or a kernel is wrong, and no grade may be built on it.
 *
 * @throws ReferenceError_ when they differ by more than `tolerance` × the largest magnitude.
 */
export async function verified<Names extends string>(
  name: string,
  inputs: Readonly<Record<Names, NestedNumbers>>,
  compute: Computation<Names>,
  tolerance: number,
): Promise<Float64Tensor> {
  const exact = mapInputs(inputs, (data) => float64(data));
  const expected = await toFloat64(compute(exact));
  const device = await scopedRead(() => compute(mapInputs(exact, (value) => fromFloat64(value))));
  const scale = Math.max(1, ...expected.data.map(Math.abs));
  expected.data.forEach((value, index) => {
    const error = Math.abs(value - device.data[index]!);
    if (!(error <= tolerance * scale)) {
      throw new Error(
        `reference ${name}: WebGPU gives ${device.data[index]} at index ${index} where the definition gives ${value}; ` +
          'the adapter computes wrongly and nothing can be graded with it',
      );
    }
  });
  return expected;
}
