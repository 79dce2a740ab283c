import {
  type ArrayData,
  float64,
  type Float64Tensor,
  fromFloat64,
  scopeAsync,
  toFloat64,
  type Value,
} from '@gradbook/core-ops';

/** Unit roundoff of float32: the relative error of one rounded operation. */
const unitRoundoff = 2 ** -24;

/**
 * Runs a reference on WebGPU and once more by its float64 definition, and returns the latter. The two must agree:
 * otherwise the adapter or a kernel is wrong, and no grade may be built on it.
 *
 * @param name what the error calls the reference.
 * @param inputs numbers that float32 holds exactly.
 * @param compute the reference, in operations of the table.
 * @param roundings how many rounded operations one result goes through, the terms of its sums included: each may be
 * off by one unit roundoff of the largest magnitude.
 * @throws Error when WebGPU and definition differ by more.
 *
 * @example
 * const four = await verified('the sum', { x: [1, 3] }, ({ x }) => sum(x), 2);
 * four.data[0]; // 4
 */
export async function verified<Names extends string>(
  name: string,
  inputs: Readonly<Record<Names, ArrayData>>,
  compute: (inputs: Readonly<Record<Names, Value>>) => Value,
  roundings: number,
): Promise<Float64Tensor> {
  const exact = converted(inputs, (value) => value);
  const expected = await toFloat64(compute(exact));
  const computed = await scopeAsync(async () => toFloat64(computeOnDevice(inputs, compute)));
  const given = Object.values<Value>(exact).flatMap((value) => [...(value as Float64Tensor).data]);
  const magnitudes = [...given, ...expected.data].map(Math.abs);
  const tolerance = roundings * unitRoundoff * Math.max(...magnitudes) ** 2;
  for (const [index, value] of expected.data.entries()) {
    const got = computed.data[index];
    if (got === undefined || !(Math.abs(got - value) <= tolerance)) {
      throw new Error(
        `reference ${name}: WebGPU gives ${got} at index ${index} where the definition gives ${value}; ` +
          'the adapter computes wrongly, and nothing can be graded with it',
      );
    }
  }
  return expected;
}

/** The reference on WebGPU, as {@link verified} runs it. */
export function computeOnDevice<Names extends string>(
  inputs: Readonly<Record<Names, ArrayData>>,
  compute: (inputs: Readonly<Record<Names, Value>>) => Value,
): Value {
  return compute(converted(inputs, fromFloat64));
}

function converted<Names extends string>(
  inputs: Readonly<Record<Names, ArrayData>>,
  convert: (value: Float64Tensor) => Value,
): Readonly<Record<Names, Value>> {
  const entries = Object.entries<ArrayData>(inputs).map(([key, data]) => [key, convert(float64(data))] as const);
  // The keys are those of `inputs`.
  return Object.fromEntries(entries) as Record<Names, Value>;
}
