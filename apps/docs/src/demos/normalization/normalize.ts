import {
  type Float64Tensor,
  fromFloat64,
  type Moments,
  moments,
  reshape,
  scopeAsync,
  toFloat64,
  type Value,
} from '@gradbook/core-ops';
import {
  batchMoments,
  batchNorm,
  groupNorm,
  instanceMoments,
  instanceNorm,
  layerMoments,
  layerNorm,
} from '@gradbook/normalization';

export type Over = 'batch' | 'layer' | 'instance' | 'group';

/** A normalized tensor with the statistics of every example and channel. */
export interface Normalized {
  readonly output: Float64Tensor;
  /** The mean that belongs to an example and a channel. */
  mean(example: number, channel: number): number;
  /** The population variance. */
  variance(example: number, channel: number): number;
}

/** Normalizes x [N, C, F], without γ and β, with ε = 1e-5. */
export async function normalize(
  x: Float64Tensor,
  over: Over,
  groups: number,
  kind: 'webgpu' | 'float64',
): Promise<Normalized> {
  const [examples, channels, features] = x.shape as readonly [number, number, number];
  const [output, mean, variance] = await scopeAsync(async () => {
    const given: Value = kind === 'webgpu' ? fromFloat64(x) : x;
    const normalized = {
      batch: () => batchNorm<Value>(given, { training: true }).output,
      layer: () => layerNorm<Value>(given, [channels, features]),
      instance: () => instanceNorm<Value>(given).output,
      group: () => groupNorm<Value>(given, groups),
    }[over]();
    const found: Moments<Value> = {
      batch: () => batchMoments<Value>(given),
      layer: () => layerMoments<Value>(given),
      instance: () => instanceMoments<Value>(given),
      group: () => moments<Value>(reshape<Value>(given, [examples, groups, (channels / groups) * features]), 2),
    }[over]();
    return Promise.all([normalized, found.mean, found.variance].map((value) => toFloat64(value)));
  });
  const place = (example: number, channel: number): number =>
    ({
      batch: channel,
      layer: example,
      instance: example * channels + channel,
      group: example * groups + Math.floor(channel / (channels / groups)),
    })[over];
  return {
    output: output!,
    mean: (example, channel) => mean!.data[place(example, channel)]!,
    variance: (example, channel) => variance!.data[place(example, channel)]!,
  };
}
