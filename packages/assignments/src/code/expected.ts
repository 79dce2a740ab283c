import { type Float64Tensor, fromFloat64, scopeAsync, toFloat64, type Value } from '@gradbook/core-ops';

import type { JudgeOptions } from '../definition/assignment.ts';
import type { CodeArguments, CodeFunction, CodeOutputs } from './case.ts';
import { mapTensors, tensorsOf } from './trees.ts';

/** Unit roundoff of float32. */
const unitRoundoff = 2 ** -24;

/** The right outputs of a call, and how far a float32 computation may lie from them. */
export interface ExpectedOutputs {
  readonly outputs: CodeOutputs<Float64Tensor>;
  readonly tolerance: number;
}

/** What references run on. */
export type References = NonNullable<JudgeOptions['references']>;

/** How far a float32 computation may lie from right outputs, see {@link expectedOutputs}. */
export function toleranceOf(
  fn: Pick<CodeFunction, 'roundings'>,
  args: CodeArguments<Float64Tensor>,
  outputs: CodeOutputs<Float64Tensor>,
): number {
  const magnitudes = [...tensorsOf(args).map(([, tensor]) => tensor), ...Object.values(outputs)].flatMap(({ data }) => [
    ...data,
  ]);
  const largest = magnitudes.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  return 2 * fn.roundings(args) * unitRoundoff * largest;
}

/**
 * Runs the reference in float64 and, unless it shall not, on WebGPU; where they do not agree no grade can be built on it.
 *
 * Students may compute in float32: each of the roundings on the way to a number may cost one unit roundoff of the largest
 * magnitude, and twice as much where sums cancel.
 */
export async function expectedOutputs(
  fn: CodeFunction,
  args: CodeArguments<Float64Tensor>,
  references: References,
): Promise<ExpectedOutputs> {
  const outputs = await float64Outputs(fn.reference(args));
  const tolerance = toleranceOf(fn, args, outputs);
  if (references === 'float64') return { outputs, tolerance };
  const computed = await scopeAsync(async () =>
    float64Outputs(await (fn.onDevice ?? fn.reference)(mapTensors<Float64Tensor, Value>(args, fromFloat64))),
  );
  for (const [name, { data }] of Object.entries(outputs)) {
    const wrong = data.findIndex((value, index) => !(Math.abs(computed[name]!.data[index]! - value) <= tolerance));
    if (wrong >= 0) {
      throw new Error(
        `the reference of ${fn.name}: WebGPU gives ${computed[name]!.data[wrong]} at index ${wrong} of ${name}, the definition ${data[wrong]}; nothing can be graded with this adapter`,
      );
    }
  }
  return { outputs, tolerance };
}

async function float64Outputs(outputs: CodeOutputs<Value>): Promise<CodeOutputs<Float64Tensor>> {
  const entries: [string, Float64Tensor][] = [];
  for (const [name, value] of Object.entries(outputs)) entries.push([name, await toFloat64(value)]);
  return Object.fromEntries(entries);
}
